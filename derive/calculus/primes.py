"""Bound letters with as few primes as can be: `sum_k''' f(k''')` as `sum_k' f(k')`."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sympy import Expr

from derive.calculus.renaming import without_primes
from derive.notation.expression import Binder, contains, free_indices, rebuilt, substitute
from derive.notation.index import Index, fresh


def with_few_primes(expression: Expr, taken: AbstractSet[Expr]) -> Expr:
    """The same value in simpler letters.

    Args:
        expression: Any expression.
        taken: Letters that mean something else already.
    """
    if not contains(expression, Binder):
        return expression
    if not isinstance(expression, Binder):
        return rebuilt(expression, (with_few_primes(part, taken) for part in expression.args))
    letter, _ = without_primes(expression.index.name)
    plain = Index(letter, expression.index.axis)
    own = fresh(plain, taken | free_indices(expression))
    if own != expression.index:
        expression = expression.over(substitute(expression.body, {expression.index: own}), own)
    outside = [with_few_primes(part, taken) for part in expression.outside]
    return expression.func(with_few_primes(expression.body, taken | {own}), own, *outside)
