"""The numbers of a worked example: forward, backward, one update, forward again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from derive.calculus.derivation import Derivation
from derive.network.architecture import Example
from derive.notation.tensor import Tensor
from derive.notation.value import Position, Values, World, world
from derive.tables.item import Numbers

DIGITS = 30


@dataclass(frozen=True, slots=True)
class Worked:
    """All values of one update.

    Attributes:
        before: Every tensor before the update, gradients among them.
        after: Every tensor of the forward pass after the update.
        given: The parameters that the example gives; the others follow a fixed rule.
        cost: The cost before and after.
        sequential_cost: The cost after, had every parameter been updated as soon as its
            gradient was found, so that errors go back through weights already updated.
    """

    before: Values
    after: Values
    given: frozenset[str]
    cost: tuple[Any, Any]
    sequential_cost: Any


def worked(derivation: Derivation, example: Example) -> Worked:
    """The numbers of an example, from the derived equations alone."""
    network = derivation.network
    with mpmath.workdps(DIGITS):
        given: Values = {
            network.input: _entries(example.x),
            network.target: _entries(example.t),
        }
        for parameter in network.parameters:
            values = example.parameters.get(parameter.tensor.code_name)
            given[parameter.tensor] = (
                _by_rule(derivation, parameter.tensor) if values is None else _entries(values)
            )
        for tensor, value in network.constants.items():
            given[tensor] = {(): _number(value)}
        before = _backward(derivation, _forward(derivation, given))
        after = _forward(derivation, _updated(derivation, example, before.values))
        one_by_one = _forward(derivation, _one_by_one(derivation, example, given))
    cost = network.cost.tensor
    return Worked(
        before.values,
        after.values,
        frozenset(example.parameters),
        (before.values[cost][()], after.values[cost][()]),
        one_by_one.values[cost][()],
    )


def _forward(derivation: Derivation, given: Values) -> World:
    network = derivation.network
    return world(given, network.sizes, network.equations, open=derivation.open, digits=DIGITS)


def _backward(derivation: Derivation, forward: World) -> World:
    """The gradients, in the order of the reverse sweep."""
    for result in derivation.results:
        left, right = result.explicit.left, result.explicit.right
        forward.values[left.tensor] = {
            at: forward.number(right, dict(zip(left.indices, at, strict=True)))
            for at in forward.positions(result.of)
        }
    return forward


def _updated(derivation: Derivation, example: Example, values: Values) -> Values:
    network = derivation.network
    rate = _number(example.learning_rate)
    new: Values = {network.input: values[network.input], network.target: values[network.target]}
    for tensor in network.constants:
        new[tensor] = values[tensor]
    for result in derivation.results:
        if result.kind == "parameter":
            step = 0 if result.of.code_name in example.frozen else rate
            gradient: Mapping[Position, Any] = values[result.equation.left.tensor]
            new[result.of] = {
                at: old - step * gradient[at] for at, old in values[result.of].items()
            }
    return new


def _one_by_one(derivation: Derivation, example: Example, given: Values) -> Values:
    """The parameters, each updated as soon as its gradient is found."""
    made = _forward(derivation, given)
    rate = _number(example.learning_rate)
    for result in derivation.results:
        left, right = result.explicit.left, result.explicit.right
        found = {
            at: made.number(right, dict(zip(left.indices, at, strict=True)))
            for at in made.positions(result.of)
        }
        made.values[left.tensor] = found
        if result.kind == "parameter" and result.of.code_name not in example.frozen:
            old = made.values[result.of]
            made.values[result.of] = {at: value - rate * found[at] for at, value in old.items()}
    return {tensor: made.values[tensor] for tensor in given}


def _entries(numbers: Numbers) -> dict[Position, Any]:
    """Nested numbers by position."""
    if isinstance(numbers, Fraction):
        return {(): _number(numbers)}
    return {
        (place, *at): value
        for place, inner in enumerate(numbers)
        for at, value in _entries(inner).items()
    }


def _number(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def _by_rule(derivation: Derivation, tensor: Tensor) -> dict[Position, Any]:
    """A parameter that the example does not give: 0.1, -0.2, 0.3, ... in order."""
    made = World({}, derivation.network.sizes)
    return {
        at: mpmath.mpf((place % 9 + 1) * (-1) ** place) / 10
        for place, at in enumerate(made.positions(tensor))
    }
