"""Exponentials that a mask leaves out of a sum.

Laws: [c] exp(a) = exp(where(c, a, -inf)), and m exp(a) = m exp(where(m != 0, a, -inf)).
In this form the largest exponent of a sum is the largest of those that count, and may be
taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Expr, Integer, Mul, Pow, S, exp

from derive.notation.canonical import matching
from derive.notation.expression import Compare, IndexSum, Where, free_indices, substitute


@dataclass(frozen=True, slots=True)
class Masked:
    """A product with one exponential.

    Attributes:
        conditions: Where one of these fails, the product is 0.
        exponent: The argument of the exponential.
        weights: The other factors.
    """

    conditions: tuple[Compare, ...]
    exponent: Expr
    weights: tuple[Expr, ...]

    def product(self, more: Iterable[Compare] = ()) -> Expr:
        """The same product, its conditions and more of them within the exponential."""
        exponent = self.exponent
        for condition in (*self.conditions, *more):
            exponent = Where(condition, exponent, S.NegativeInfinity)
        return Mul(exp(exponent), *self.weights)


def masked(expression: Expr) -> Expr:
    """A quotient by a sum of exponentials, or that sum, the masks within the exponentials."""
    if isinstance(expression, IndexSum):
        return _sum(expression) or expression
    below = [one for one in Mul.make_args(expression) if _divides(one)]
    above = [one for one in Mul.make_args(expression) if not _divides(one)]
    divisors = [_sum(one.base) for one in below]
    if not any(divisors):
        return expression
    told = [
        one if divisor is None else Pow(divisor, one.exp)
        for one, divisor in zip(below, divisors, strict=True)
    ]
    return Mul(_numerator(above, [one.base for one in below]), *told)


def _divides(factor: Expr) -> bool:
    is_quotient = isinstance(factor, Pow) and bool(factor.exp.is_negative)
    return is_quotient and isinstance(factor.base, IndexSum)


def _sum(summed: Expr) -> Expr | None:
    """The sum with its masks told; None if it has none."""
    found = _taken_apart(Mul.make_args(summed.body))
    if found is None or summed.index not in free_indices(found.exponent):
        return None
    more = _weighing(found, summed.index)
    if not found.conditions and not more:
        return None
    return IndexSum(found.product(more), summed.index)


def _weighing(found: Masked, index: Expr) -> list[Compare]:
    """That a weight is not 0, for the weights that the index changes."""
    own = [one for one in found.weights if index in free_indices(one)]
    return [Compare("!=", one, Integer(0)) for one in own]


def _taken_apart(factors: Iterable[Expr]) -> Masked | None:
    conditions: list[Compare] = []
    others: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Where) and factor.otherwise == 0:
            conditions.append(_as_comparison(factor.condition))
            others += Mul.make_args(factor.then)
        elif isinstance(factor, Compare):
            conditions.append(factor)
        else:
            others.append(factor)
    exponentials = [one for one in others if isinstance(one, exp)]
    if len(exponentials) != 1:
        return None
    weights = tuple(one for one in others if one is not exponentials[0])
    return Masked(tuple(conditions), exponentials[0].args[0], weights)


def _as_comparison(condition: Expr) -> Compare:
    if isinstance(condition, Compare):
        return condition
    found: Compare = Compare("!=", condition, Integer(0))
    return found


def _numerator(factors: list[Expr], sums: list[Expr]) -> Expr:
    """The factors above the bar; a weight counts as a mask if a sum below has it too."""
    found = _taken_apart(factors)
    if found is None:
        return Mul(*factors)
    more: list[Compare] = []
    for summed in sums:
        below = _taken_apart(Mul.make_args(summed.body))
        chosen = None if below is None else matching(below.exponent, found.exponent)
        if below is None or chosen is None:
            continue
        for condition in _weighing(below, summed.index):
            here = substitute(condition, chosen)
            if here.left in found.weights:
                more.append(here)
    return found.product(more)
