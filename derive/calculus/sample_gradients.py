"""Gradients of the samples' own losses: error signals without the 1/N of a mean over a batch.

In a batch of N samples the cost is C = (1/N) sum_n L_n, and the derivative of C by a
signal of sample n holds 1/N. Some books write dz for N dC/dz instead, which is the
derivative of L_n, so that 1/N stands at the gradients of parameters. Each line here is a
line of the batch derivation in which every such gradient is put as dz/N; it stays an equality.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer

from derive.calculus.arrange import arranged, with_common_factors
from derive.calculus.chain import Chain, Found
from derive.calculus.derivation import Derivation, Result
from derive.calculus.rules import ARRANGE
from derive.calculus.step import Step
from derive.notation.expression import constant_size, rebuilt
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Role, Tensor


def of_samples(derivation: Derivation) -> Derivation:
    """The derivation over a batch, told in the gradients of the samples' own losses.

    The same derivation where the cost is no mean, or the network has no form for one sample.
    """
    network = derivation.network
    if network.sample is None or network.architecture.reduction != "mean":
        return derivation
    samples = _Samples(network.sample)
    results = tuple(replace(one, found=samples.found(one)) for one in derivation.results)
    return replace(derivation, results=results)


def is_of_samples(tensor: Tensor, sample: Axis | None) -> bool:
    """Whether a tensor is a gradient that stands for N times itself."""
    is_gradient = tensor.role is Role.GRADIENT and tensor.of is not None
    return is_gradient and sample is not None and sample in tensor.axes


class _Samples:
    def __init__(self, sample: Axis) -> None:
        self.sample = sample
        self.size = constant_size(sample)

    def found(self, result: Result) -> Found:
        """What was found for one tensor; for a signal, N times as much."""
        found = result.found
        factor = self.size if is_of_samples(found.gradient.tensor, self.sample) else Integer(1)
        chain = self._chain(found.chain, factor)
        explicit = self._chain(found.explicit, factor)
        if explicit.steps:
            # The explicit form goes on from where the chain ends.
            first = explicit.steps[0]
            joined = Step(ARRANGE, chain.last, first.before)
            steps = (joined, *explicit.steps) if chain.last != first.before else explicit.steps
            explicit = Chain(steps, explicit.last)
        else:
            explicit = Chain((), chain.last)
        computed = _in_order(factor * self._changed(found.computed))
        return Found(found.of, found.gradient, chain, explicit, computed)

    def _chain(self, chain: Chain, factor: Expr) -> Chain:
        steps = tuple(
            Step(step.rule, before, after, (), step.about)
            for step in chain.steps
            for before in [factor * self._changed(step.before)]
            for after in [factor * self._changed(step.after)]
        )
        last = factor * self._changed(chain.last)
        return Chain(steps, last).then(ARRANGE, _in_order(last))

    def _changed(self, expression: Expr) -> Expr:
        """An expression with g/N for every gradient g of a signal."""
        if not expression.args:
            return expression
        if isinstance(expression, Entry) and is_of_samples(expression.tensor, self.sample):
            return expression / self.size
        return rebuilt(expression, (self._changed(part) for part in expression.args))


def _in_order(expression: Expr) -> Expr:
    return with_common_factors(arranged(expression)[0], [])
