"""The last lines of a tangent's chain: factors in order, plain letters, every f' and f'' told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Pow

from derive.calculus.arrange import arranged, with_common_factors, with_facts, without_fractions
from derive.calculus.chain import Chain
from derive.calculus.curvature import without_any_primes
from derive.calculus.meeting import met
from derive.calculus.rules import ARRANGE, CANCEL, FACT, MEET, THROUGH_OUTPUT
from derive.calculus.step import Step
from derive.calculus.told import named_again
from derive.notation.expression import (
    Apply,
    Binder,
    Equation,
    contains,
    free_indices,
    rebuilt,
    substitute,
    tensors_in,
)
from derive.notation.index import Index, fresh

Facts = Sequence[tuple[Expr, Expr]]


@dataclass(frozen=True, slots=True)
class ForwardClosing:
    """Brings chains of tangents to their last form.

    Attributes:
        equations: What has a name.
        facts: Declared truths.
    """

    equations: Sequence[Equation]
    facts: Facts

    def rearranged(self, chain: Chain) -> Chain:
        """The chain carried on to the order that a lecturer leaves."""
        after, substeps = arranged(chain.last)
        after = with_plain_letters(after, set(free_indices(chain.last)))
        chain = chain.then(ARRANGE, after, substeps)
        equal: list[Step] = []
        chain = chain.then(MEET, met(chain.last, equal), equal)
        return self._simplified(_cancelled(chain))

    def explicit(self, chain: Chain) -> Chain:
        """The chain carried on until no f' and no f'' is left, values by their forward names."""
        start = Chain((), chain.last)
        about = sorted(_primes_in(chain.last), key=str)
        told = self._named_values(without_any_primes(chain.last))
        chain = start.then(THROUGH_OUTPUT, told, about=about)
        if chain is start:
            return start
        after, substeps = arranged(chain.last)
        chain = chain.then(ARRANGE, after, substeps)
        # Without a fraction f' and f'' read best as they were told, each one product.
        return self._simplified(_cancelled(chain) if _has_fraction(told) else chain)

    def _simplified(self, chain: Chain) -> Chain:
        facts: list[Step] = []
        chain = chain.then(FACT, with_facts(chain.last, self.facts, facts), facts)
        common: list[Step] = []
        return chain.then(ARRANGE, with_common_factors(chain.last, common), common)

    def _named_values(self, expression: Expr) -> Expr:
        """Every f(u) that an equation has named, by that name."""
        heads = {head for head in _functions(expression) if head.order == 0}
        for equation in self.equations if heads else ():
            right = equation.right
            if isinstance(right, Apply) and right.function in heads:
                expression = named_again(expression, equation)
        return expression


def with_plain_letters(expression: Expr, avoid: set[Expr]) -> Expr:
    """The same value, every bound letter with the fewest primes that keep it apart."""
    if not contains(expression, Binder):
        return expression
    if not isinstance(expression, Binder):
        return rebuilt(expression, (with_plain_letters(part, avoid) for part in expression.args))
    old = expression.index
    others = free_indices(expression.body) - {old}
    own = fresh(Index(old.name.rstrip("'"), old.axis), avoid | others)
    body = with_plain_letters(substitute(expression.body, {old: own}), avoid | {own})
    outside = (with_plain_letters(part, avoid) for part in expression.outside)
    return expression.func(body, own, *outside)


def _cancelled(chain: Chain) -> Chain:
    substeps: list[Step] = []
    after = without_fractions(chain.last, substeps)
    return chain.then(CANCEL, after, substeps)


def _has_fraction(expression: Expr) -> bool:
    """Whether a tensor's entry stands below a fraction line."""
    if isinstance(expression, Pow) and expression.exp.is_negative:
        return bool(tensors_in(expression.base))
    return any(_has_fraction(part) for part in expression.args)


def _primes_in(expression: Expr) -> set[Expr]:
    """Every f'(u) and f''(u) in an expression."""
    if not contains(expression, Apply):
        return set()
    inside = set[Expr]().union(*(_primes_in(part) for part in expression.args))
    is_prime = isinstance(expression, Apply) and expression.function.order > 0
    return {*inside, expression} if is_prime else inside


def _functions(expression: Expr) -> set[Expr]:
    """The named functions that are called in an expression."""
    if not contains(expression, Apply):
        return set()
    inside = set[Expr]().union(*(_functions(part) for part in expression.args))
    return {*inside, expression.function} if isinstance(expression, Apply) else inside
