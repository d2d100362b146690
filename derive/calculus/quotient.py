"""A quotient that the forward pass has named: from `h = (x - m)/s`, `(x - m)/s^3` is `h/s^2`."""

from __future__ import annotations

from sympy import Expr, Integer, Mul, Pow, exp

from derive.notation.canonical import matching
from derive.notation.expression import Equation, contains, free_indices, rebuilt, substitute
from derive.notation.tensor import Entry


def with_named_quotients(expression: Expr, equation: Equation) -> Expr:
    """An expression in which every product that holds the equation's quotient is told by it."""
    if not _is_quotient(equation.right):
        return expression
    return _named(expression, equation)


def _is_quotient(right: Expr) -> bool:
    """Whether it is u/v with more than a number above the line; exponentials have a way of theirs.

    See `told`.
    """
    if not isinstance(right, Mul) or contains(right, exp):
        return False
    powers = _powers(right)
    above = [base for base, power in powers.items() if power.is_positive and not base.is_number]
    below = [base for base, power in powers.items() if power.is_negative and contains(base, Entry)]
    return bool(above) and bool(below)


def _powers(product: Expr) -> dict[Expr, Expr]:
    factors = product.args if isinstance(product, Mul) else (product,)
    return {part.base: part.exp for part in factors if isinstance(part, Pow)} | {
        part: Integer(1) for part in factors if not isinstance(part, Pow)
    }


def _named(expression: Expr, equation: Equation) -> Expr:
    if isinstance(expression, Entry) or not expression.args:
        return expression
    inner = rebuilt(expression, (_named(part, equation) for part in expression.args))
    return _product(inner, equation) if isinstance(inner, Mul) else inner


def _product(product: Expr, equation: Equation) -> Expr:
    pattern, met = _powers(equation.right), _powers(product)
    # The part with the most letters says at which place the quotient stands.
    anchor = max(pattern, key=lambda base: (len(free_indices(base)), str(base)))
    for candidate in met:
        for turned in (False, True):
            places = matching(anchor, -candidate if turned else candidate)
            if places is None or not places.keys() >= set(equation.left.indices):
                continue
            here = {substitute(base, places): power for base, power in pattern.items()}
            if turned:
                here[candidate] = here.pop(-candidate)
            rest = _without(met, here)
            if rest is not None:
                sign = (-1) ** here[candidate] if turned else 1
                return sign * rest * substitute(equation.left, places)
    return product


def _without(met: dict[Expr, Expr], taken: dict[Expr, Expr]) -> Expr | None:
    """A product of powers without some of its factors; None if they are not all there."""
    rest = dict(met)
    for base, power in taken.items():
        if base.is_number:
            rest[base] = rest.get(base, Integer(0)) - power
            continue
        own = met.get(base, Integer(0))
        if own * power <= 0 or abs(power) > abs(own):
            return None
        rest[base] = own - power
    return Mul(*(base**power for base, power in rest.items()))
