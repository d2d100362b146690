"""Index expressions counted from 1, as handouts count, where the engine counts from 0.

An index letter of the engine runs from 0; in print it runs from 1. So a position
`2*p + r` becomes 2p + r − 2, and a letter that stands for a value becomes s − 1.
"""

from __future__ import annotations

from math import lcm

from sympy import Add, Expr, Integer

from derive.notation.expression import Binder, Compare, Delta, FirstMax, rebuilt
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry, Tensor


def counted_from_one(place: Expr) -> tuple[Expr, int]:
    """A position as it is read from 1: a whole-number form, and what it is divided by."""
    whole = (_shifted(place) + 1).expand()
    scales = whole.as_coefficients_dict()
    below = lcm(*(int(scale.q) for scale in scales.values()))
    return (whole * below).expand(), below


def _shifted(place: Expr) -> Expr:
    """A position in letters (and data) that count from 1, still counted from 0 itself."""
    if isinstance(place, (Index, Entry)):
        return place - 1
    if not place.args:
        return place
    return place.func(*(_shifted(part) for part in place.args))


def is_place(expression: Expr) -> bool:
    """Whether an expression is a position with a letter: letters, sizes and whole numbers."""
    match expression:
        case Index():
            return True
        case Add():
            parts = [part for part in expression.args if not _is_fixed(part)]
            return bool(parts) and all(is_place(part.as_coeff_Mul()[1]) for part in parts)
        case _:
            scale, rest = expression.as_coeff_Mul()
            return scale != 1 and scale.is_Integer and isinstance(rest, Index)


def _is_fixed(part: Expr) -> bool:
    rest = part.as_coeff_Mul()[1]
    return bool(part.is_Integer) or isinstance(rest, SizeOf)


def compares_places(condition: Expr) -> bool:
    """Whether a comparison is of positions, which both count from the same number."""
    if not isinstance(condition, Compare):
        return False
    sides = (condition.left, condition.right)
    return any(is_place(side) for side in sides) and all(
        is_place(side) or _is_fixed(side) for side in sides
    )


def letters_from_one(expression: Expr) -> Expr:
    """The same value in letters that count from 1: where a letter is a value, it is less by 1."""
    match expression:
        case Index():
            return expression - Integer(1)
        case Entry() | Delta() | Tensor():
            return expression
        case FirstMax() | Binder():
            return expression.over(letters_from_one(expression.body), expression.index)
        case Compare() if compares_places(expression):
            return expression
    if not expression.args:
        return expression
    return rebuilt(expression, (letters_from_one(part) for part in expression.args))
