"""The derived gradients as numbers, and what independent oracles say they are."""

from __future__ import annotations

import random
from typing import Any

from derive.calculus.derivation import Derivation, Result
from derive.checking.oracles import WrittenOut
from derive.checking.report import Failure, Tally, relative_error
from derive.checking.sampling import Point
from derive.notation.value import Position, World, world

ALL_ENTRIES = 16
ENTRIES_EACH = 2


def derived_world(derivation: Derivation, point: Point, digits: int) -> World:
    """Every forward signal and every gradient, each worked out by its derived equation.

    A gradient comes from gradients nearer the output, as in a program: one
    wrong equation makes all that follow wrong.
    """
    network = derivation.network
    backward = [result.explicit for result in derivation.results]
    return world(point.given, network.sizes, (*network.equations, *backward), digits=digits)


def check_by_differences(
    tally: Tally, derivation: Derivation, derived: World, *, made: World, seed: int
) -> None:
    """Every entry of every gradient against differences of the forward formulas alone."""
    for result in derivation.results:
        gradient = result.equation.left.tensor
        for at in derived.positions(result.of):
            exact, number = made.number(gradient[at]), derived.values[gradient][at]
            if tally.fails(relative_error(exact, number)):
                tally.failure = _failure(result, at, (exact, number), seed)


def check_by_brute_force(tally: Tally, derivation: Derivation, point: Point, digits: int) -> None:
    """The gradients by the parameters against SymPy's, of the loss written out in scalars.

    Of a network with many parameters, some entries of each: every one of them
    is the derivative of the whole expression.
    """
    network = derivation.network
    numbers = random.Random(point.seed)  # noqa: S311 - a sample, no secret
    derived = derived_world(derivation, point, digits)
    brute = WrittenOut(network, point.given, digits)
    for parameter in network.parameters:
        result = derivation.result(parameter.tensor.code_name)
        positions = list(derived.positions(parameter.tensor))
        if network.parameter_count > ALL_ENTRIES and len(positions) > ENTRIES_EACH:
            positions = sorted(numbers.sample(positions, ENTRIES_EACH))
        for at in positions:
            exact = brute.derivative(parameter.tensor, at)
            number = derived.values[result.equation.left.tensor][at]
            if tally.fails(relative_error(exact, number)):
                tally.failure = _failure(result, at, (exact, number), point.seed)


def _failure(result: Result, at: Position, numbers: tuple[Any, Any], seed: int) -> Failure:
    equation = result.explicit
    letters = zip(equation.left.indices, at, strict=True)
    return Failure(
        where=f"{equation.number}: {equation.left}",
        before="the oracle",
        after=str(equation.right),
        numbers=(str(numbers[0]), str(numbers[1])),
        place=", ".join(f"{letter}={position}" for letter, position in letters),
        seed=seed,
    )
