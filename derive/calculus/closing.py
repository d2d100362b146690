"""The last lines of a chain: factors in order, facts used, every f' told.

Nothing is differentiated here; what a gradient is, is known when these laws begin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Expr, Mul

from derive.calculus.arrange import arranged, with_common_factors, with_facts, without_fractions
from derive.calculus.chain import Chain
from derive.calculus.elimination import without_primes
from derive.calculus.meeting import met
from derive.calculus.rules import ARRANGE, CANCEL, FACT, MEET, NAMED_SUM, THROUGH_OUTPUT
from derive.calculus.step import Step
from derive.calculus.told import named_again
from derive.network.structure import Network
from derive.notation.expression import Apply, Binder, Equation, IndexSum, contains, rebuilt
from derive.notation.tensor import Entry, Tensor

Applied = Mapping[tuple[Expr, Expr | None], Sequence[Equation]]


class Closing:
    """Brings chains of one network to their last form."""

    def __init__(self, network: Network) -> None:
        self.facts = network.facts
        self.applied = _applied(network.equations)

    def rearranged(self, chain: Chain, own: Equation | None) -> Chain:
        """The chain carried on to the order that a lecturer leaves.

        Args:
            chain: A chain without derivatives.
            own: The forward equation of what the cost is differentiated by, if it has one.
        """
        after, substeps = arranged(chain.last)
        chain = chain.then(ARRANGE, after, substeps)
        sums: list[Step] = []
        named = with_facts(chain.last, named_sums(own), sums, NAMED_SUM)
        chain = chain.then(NAMED_SUM, named, sums)
        equal: list[Step] = []
        chain = chain.then(MEET, met(chain.last, equal), equal)
        return self._cancelled(self._with_facts(chain))

    def explicit(self, chain: Chain) -> Chain:
        """The chain carried on until no f' is left, and values have their forward names."""
        start = Chain((), chain.last)
        about = sorted(_primes_in(chain.last), key=str)
        told = start.then(
            THROUGH_OUTPUT, self._named_values(without_primes(chain.last)), about=about
        )
        if told is start:
            return start
        cancelled: list[Step] = []
        told = told.then(CANCEL, without_fractions(told.last, cancelled), cancelled)
        return _with_common_factors(self._with_facts(told))

    def _with_facts(self, chain: Chain) -> Chain:
        facts: list[Step] = []
        return chain.then(FACT, with_facts(chain.last, self.facts, facts), facts)

    def _cancelled(self, chain: Chain) -> Chain:
        cancelled: list[Step] = []
        chain = chain.then(CANCEL, without_fractions(chain.last, cancelled), cancelled)
        return _with_common_factors(chain)

    def _named_values(self, expression: Expr) -> Expr:
        """Every f(u) that the forward pass has named, by that name."""
        if not contains(expression, Apply):
            return expression
        inner = rebuilt(expression, (self._named_values(part) for part in expression.args))
        if not isinstance(inner, Apply):
            return inner
        for equation in self.applied.get((inner.function, _tensor_of(inner.argument)), ()):
            inner = named_again(inner, equation)
        return inner


def named_sums(equation: Equation | None) -> list[tuple[Expr, Expr]]:
    """`sum_j f(j) = m/c` from a forward equation `m = c*sum_j f(j)`, c a number or a size."""
    if equation is None or isinstance(equation.right, Entry):
        return []
    factors = equation.right.args if isinstance(equation.right, Mul) else (equation.right,)
    sums = [factor for factor in factors if isinstance(factor, IndexSum)]
    others = [factor for factor in factors if factor not in sums]
    if len(sums) != 1 or any(contains(factor, (Entry, Binder)) for factor in others):
        return []
    return [(sums[0], equation.left / Mul(*others))]


def _with_common_factors(chain: Chain) -> Chain:
    common: list[Step] = []
    return chain.then(ARRANGE, with_common_factors(chain.last, common), common)


def _primes_in(expression: Expr) -> set[Expr]:
    """Every f'(u) in an expression."""
    if not contains(expression, Apply):
        return set()
    inside = set[Expr]().union(*(_primes_in(part) for part in expression.args))
    is_prime = isinstance(expression, Apply) and expression.function.order > 0
    return {*inside, expression} if is_prime else inside


def _applied(equations: Sequence[Equation]) -> Applied:
    """The equations y = f(x[..]) by function and the tensor of its argument."""
    found: dict[tuple[Expr, Expr | None], list[Equation]] = {}
    for equation in equations:
        if isinstance(equation.right, Apply):
            key = (equation.right.function, _tensor_of(equation.right.argument))
            found.setdefault(key, []).append(equation)
    return found


def _tensor_of(argument: Expr) -> Tensor | None:
    return argument.tensor if isinstance(argument, Entry) else None
