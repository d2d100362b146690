"""Higher derivatives of named functions told through the function: f''(z) by f(z).

From f' = g(f) follows f'' = g'(f)*g(f): the same elimination that gives the
first derivative, differentiated once more by the laws.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr

from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.elimination import OUTPUT, through_output, tidied, without_primes
from derive.notation.expression import (
    Apply,
    Partial,
    ScalarFunction,
    Where,
    contains,
    rebuilt,
    replace_entries,
)
from derive.notation.tensor import Entry


def without_any_primes(expression: Expr) -> Expr:
    """Every f'(u), f''(u), ... put in: through f(u) itself where that is exact."""
    return without_primes(_without_higher(expression))


def _without_higher(expression: Expr) -> Expr:
    """The same with the derivatives from the second on put in where f(u) tells them."""
    if not contains(expression, Apply):
        return expression
    inner = rebuilt(expression, (_without_higher(part) for part in expression.args))
    if not isinstance(inner, Apply) or inner.function.order < 2:
        return inner
    told = higher_through_output(inner.function)
    if told is None:
        return inner
    root = inner.function.with_order(0)
    value = Apply(root, inner.argument)
    return replace_entries(told, {OUTPUT[()]: value, root.variable: inner.argument})


@cache
def higher_through_output(function: ScalarFunction) -> Expr | None:
    """f^(n)(z) in terms of OUTPUT (standing for f(z)) and perhaps of z, or None."""
    slope = through_output(function.with_order(1))
    if slope is None or function.order == 1:
        return slope
    before = higher_through_output(function.with_order(function.order - 1))
    assert before is not None
    return _next(before, slope, function.variable)


def _next(told: Expr, slope: Expr, variable: Entry) -> Expr:
    """The derivative by z of what is told through f(z) and z; cases branch by branch."""
    if isinstance(told, Where):
        matching = isinstance(slope, Where) and slope.condition == told.condition
        then, otherwise = (slope.then, slope.otherwise) if matching else (slope, slope)
        return Where(
            told.condition,
            _next(told.then, then, variable),
            _next(told.otherwise, otherwise, variable),
        )
    by_output, _ = take(Partial(told, OUTPUT[()]), NOTHING_OPEN)
    by_variable, _ = take(Partial(told, variable), NOTHING_OPEN)
    return tidied(without_any_primes(by_output * slope + by_variable))
