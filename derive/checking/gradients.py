"""The derived gradients as numbers, and what independent oracles say they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from derive.calculus.derivation import Derivation, Result
from derive.checking.oracles import WrittenOut
from derive.checking.report import Failure, Tally, relative_error, told_apart
from derive.checking.sampling import Point
from derive.notation.expression import Equation
from derive.notation.value import Position, World, world

MOST_ENTRIES = 30


def derived_world(derivation: Derivation, point: Point, digits: int) -> World:
    """Every forward signal and every gradient, each worked out by its derived equation.

    A gradient comes from gradients nearer the output, as in a program: one
    wrong equation makes all that follow wrong.
    """
    network = derivation.network
    backward = [result.computed for result in derivation.results]
    return world(point.given, network.sizes, (*network.equations, *backward), digits=digits)


def check_by_differences(
    tally: Tally, derivation: Derivation, derived: World, *, made: World, seed: int
) -> None:
    """The entries of every gradient against differences of the forward formulas alone.

    Of a large tensor MOST_ENTRIES are drawn.
    """
    numbers = random.Random(seed)  # noqa: S311 - a sample, no secret
    for result in derivation.results:
        gradient = result.equation.left.tensor
        positions = list(derived.positions(result.of))
        if len(positions) > MOST_ENTRIES:
            positions = sorted(numbers.sample(positions, MOST_ENTRIES))
        for at in positions:
            exact = made.number(gradient[at])
            for equation, number in _told(result, derived, at):
                if tally.fails(relative_error(exact, number)):
                    tally.failure = _failure(equation, at, (exact, number), seed)


def check_by_brute_force(tally: Tally, derivation: Derivation, point: Point, digits: int) -> None:
    """The gradients by the parameters against SymPy's, of the loss written out in scalars."""
    derived = derived_world(derivation, point, digits)
    brute = WrittenOut(derivation.network, point.given, digits)
    for parameter in derivation.network.parameters:
        result = derivation.result(parameter.tensor.code_name)
        for at in derived.positions(parameter.tensor):
            exact = brute.derivative(parameter.tensor, at)
            number = derived.values[result.equation.left.tensor][at]
            if tally.fails(relative_error(exact, number)):
                tally.failure = _failure(result.computed, at, (exact, number), point.seed)


def _told(result: Result, derived: World, at: Position) -> Iterator[tuple[Equation, Any]]:
    """A gradient's number by the equation that programs compute, and by those that are told."""
    computed = result.computed
    yield computed, derived.values[result.equation.left.tensor][at]
    for equation in dict.fromkeys((result.explicit, result.equation)):
        if equation != computed:
            place = dict(zip(equation.left.indices, at, strict=True))
            yield equation, derived.number(equation.right, place)


def _failure(equation: Equation, at: Position, numbers: tuple[Any, Any], seed: int) -> Failure:
    letters = zip(equation.left.indices, at, strict=True)
    return Failure(
        where=f"{equation.number}: {equation.left}",
        before="the oracle",
        after=str(equation.right),
        numbers=told_apart(*numbers),
        place=", ".join(f"{letter}={position}" for letter, position in letters),
        seed=seed,
    )
