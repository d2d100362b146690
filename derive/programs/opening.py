"""Products under a sum, opened as far as that lets their factors be told apart.

Laws: sum_p f sum_r g = sum_pr f g; where(c, f, 0) = [c] f, if f is a number whatever c is.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Pow

from derive.notation.expression import (
    Compare,
    Delta,
    IndexSum,
    Where,
    free_indices,
    with_fresh_index,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry
from derive.programs.labelled import Letters


def opened(body: Expr, bound: Letters) -> tuple[Expr, Letters]:
    """A product under a sum, with sums of deltas and cases among its factors opened.

    Args:
        body: The product.
        bound: The letters of the sum; those of opened sums join them.
    """
    letters = list(bound)
    taken: set[Expr] = {*bound, *free_indices(body)}
    waiting, factors = list(Mul.make_args(body)), list[Expr]()
    while waiting:
        factor = waiting.pop(0)
        if isinstance(factor, IndexSum) and _has_delta(factor):
            inner = with_fresh_index(factor, taken)
            taken.add(inner.index)
            letters.append(inner.index)
            waiting = [*Mul.make_args(inner.body), *waiting]
        elif isinstance(factor, Where) and factor.otherwise == 0 and _is_tame(factor.then):
            waiting = [_claim(factor.condition), *Mul.make_args(factor.then), *waiting]
        else:
            factors.append(factor)
    return Mul(*factors), tuple(letters)


def _has_delta(summed: Expr) -> bool:
    """Whether a delta is a factor under a sum, or under a sum that is a factor there."""
    return isinstance(summed, IndexSum) and any(
        isinstance(factor, Delta) or _has_delta(factor) for factor in Mul.make_args(summed.body)
    )


def _claim(condition: Expr) -> Expr:
    return condition if isinstance(condition, Compare) else Compare("!=", condition, Integer(0))


def _is_tame(expression: Expr) -> bool:
    """Whether a value is a number wherever its entries are."""
    match expression:
        case Entry() | Index() | SizeOf() | Compare():
            return True
        case Add() | Mul():
            return all(_is_tame(part) for part in expression.args)
        case Pow():
            return bool(expression.exp.is_nonnegative) and _is_tame(expression.base)
    return bool(expression.is_number)
