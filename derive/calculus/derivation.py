"""A derivation: a network's gradients, each with the chain of steps that leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from derive.calculus.backprop import Sweep
from derive.calculus.chain import Found, FoundAlike
from derive.calculus.step import Step
from derive.errors import NetworkError, UnsupportedError
from derive.network.arranged import arranged
from derive.network.network import build
from derive.network.structure import Arrangement, Network
from derive.notation.expression import Equation
from derive.notation.tensor import Tensor, gradient_of

Kind = Literal["error", "signal", "parameter"]


@dataclass(frozen=True)
class Result:
    """One gradient.

    Attributes:
        of: The tensor that the cost is differentiated by.
        kind: "error" for an error signal delta, "signal" for another signal, "parameter".
        number: The number of its equation.
        found: What the sweep found; an earlier gradient in other names is renamed when asked for.
    """

    of: Tensor
    kind: Kind
    number: str
    found: Found | FoundAlike

    @cached_property
    def equation(self) -> Equation:
        """The gradient, with named derivatives f' where an activation has one."""
        return Equation(self.found.gradient, self.found.value, self.number)

    @cached_property
    def explicit(self) -> Equation:
        """The same with every f' put in, through the activation's output where exact."""
        return Equation(self.found.gradient, self.found.explicit_value, self.number)

    @cached_property
    def computed(self) -> Equation:
        """What programs compute: `explicit`, but with the deltas of windows left in place."""
        return Equation(self.found.gradient, self.found.computed, self.number)

    @property
    def steps(self) -> tuple[Step, ...]:
        """From the definition dC/d(of) to `equation`; each `after` is the next `before`."""
        return self.found.chain.steps

    @property
    def explicit_steps(self) -> tuple[Step, ...]:
        """From `equation` to `explicit`; empty if they are the same."""
        return self.found.explicit.steps

    @property
    def like(self) -> Tensor | None:
        """The tensor whose chain this one is in other names, or None."""
        return None if self.found.first is self.found else self.found.first.of

    @property
    def is_constant(self) -> bool:
        """Whether the gradient is a number that depends on no tensor, e.g. 1/N."""
        return self.found.is_constant


@dataclass(frozen=True, slots=True)
class Derivation:
    """All gradients of a network, in the order of the reverse sweep.

    Attributes:
        network: What was derived, per sample or in batch form.
        results: One a signal that has a gradient of its own, and one a parameter.
        open: Signals that the chain rule looked through.
    """

    network: Network
    results: tuple[Result, ...]
    open: frozenset[Tensor]

    def result(self, name: str) -> Result:
        """The gradient by a tensor, by its name in programs, e.g. "w1" or "z2".

        Raises:
            NetworkError: No gradient has that name.
        """
        for result in self.results:
            if name in (result.of.code_name, gradient_of(result.of).code_name):
                return result
        known = ", ".join(result.of.code_name for result in self.results)
        raise NetworkError(f"There is no gradient by '{name}'.", accepted=f"Known: {known}.")

    def in_batch(self) -> Derivation:
        """The same network derived over a batch: sums over samples, the mean in the cost.

        Equations keep their numbers, with a "b" after them.
        """
        if self.network.sample is not None:
            return self
        batch = build(self.network.architecture, batch=True)
        return _derived(arranged(batch, self.network.arrangement), self)

    def arranged(self, arrangement: Arrangement) -> Derivation:
        """The same network derived with its axes in another order; every number stays."""
        if arrangement == self.network.arrangement:
            return self
        found = _derived(arranged(self.network, arrangement), None)
        numbers = {result.of.code_name: result.number for result in self.results}
        results = tuple(replace(one, number=numbers[one.of.code_name]) for one in found.results)
        return replace(found, results=results)

    def steps(self) -> tuple[Step, ...]:
        """Every step of every chain, substeps included."""
        found: list[Step] = []
        for result in self.results:
            for step in (*result.steps, *result.explicit_steps):
                found += (step, *_inside(step))
        return tuple(found)


def derivation_of(network: Network) -> Derivation:
    """All gradients of a network, with their steps.

    A network in batch form should come from `Derivation.in_batch`, which keeps
    the numbers of the per-sample form.

    Raises:
        UnsupportedError: The cost does not depend on a parameter, or only through
            functions that are constant almost everywhere, so that nothing would learn.
    """
    return _derived(network, None)


def _derived(network: Network, like: Derivation | None) -> Derivation:
    sweep = Sweep(network)
    for parameter in network.parameters:
        if parameter.tensor not in sweep.graph.users:
            raise UnsupportedError(
                f"{parameter.tensor.code_name} cancels out of the equations of layer "
                f"{parameter.layer}: the cost does not depend on it, so it would never learn.",
                accepted="Leave it out of the formula.",
            )
    found = sweep.run()
    numbers = _numbers(network, found, like)
    results = tuple(_result(one, sweep.graph.parameters, numbers[one.of]) for one in found)
    for result in results:
        if result.kind == "parameter" and result.found.is_zero:
            raise UnsupportedError(
                f"The gradient by {result.of.code_name} is zero everywhere: the cost depends on it "
                "only through functions that are constant between jumps, so it would never learn.",
                accepted="Use functions with a derivative between the parameter and the loss.",
            )
    return Derivation(network, results, frozenset(sweep.around.open))


def _inside(step: Step) -> tuple[Step, ...]:
    found: tuple[Step, ...] = ()
    for sub in step.substeps:
        found += (sub, *_inside(sub))
    return found


def _numbers(
    network: Network, found: Sequence[Found | FoundAlike], like: Derivation | None
) -> Mapping[Tensor, str]:
    if like is None:
        first = len(network.equations) + 1
        return {one.of: str(number) for number, one in enumerate(found, start=first)}
    known = {result.of.code_name: result.number for result in like.results}
    numbers, before = {}, like.network.equations[-1].number
    for one in found:
        own = known.get(one.of.code_name)
        numbers[one.of] = f"{own}b" if own else f"{before}d"
        before = own or before
    return numbers


def _result(found: Found | FoundAlike, parameters: frozenset[Tensor], number: str) -> Result:
    if found.of in parameters:
        kind: Kind = "parameter"
    else:
        kind = "error" if found.gradient.tensor.is_error_signal else "signal"
    return Result(found.of, kind, number, found)
