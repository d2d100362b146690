"""Generic points: numbers in which no mistake can hide.

All numbers are multiples of 2^-12: programs in single precision start from
the very same point.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import mpmath

from derive.calculus.graph import Graph
from derive.checking.rounding import rounding
from derive.checking.switches import FIXED, is_near, switches
from derive.errors import UnsupportedError
from derive.formulas.formula import Target
from derive.network.network import Network, Noise
from derive.notation.recurrence import groups
from derive.notation.tensor import Tensor
from derive.notation.value import Position, Values, World, world

SAMPLES = 3
GRID = 4096
LARGEST = 500
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Point:
    """Numbers for all that a network is given.

    Attributes:
        seed: What the numbers were drawn from; the same seed gives the same numbers.
        given: Entries of input, target, parameters and constants, exact.
    """

    seed: int
    given: Values


def point(network: Network, seed: int, digits: int = 30) -> Point:
    """A generic point of a network, no argument of a switch near the place where it switches.

    The target is of the kind that the loss declares; the labels of a
    distribution are soft for odd seeds and one-hot for even ones.
    """
    numbers = random.Random(seed)  # noqa: S311 - a sample, no secret
    met = [
        (equation, found) for equation in network.equations for found in switches(equation.right)
    ]
    for _ in range(DRAWS):
        given = _drawn(network, numbers, soft=seed % 2 == 1)
        try:
            made = world(given, network.sizes, network.equations, digits=digits)
            beside = _beside(given, network, digits)
        except (ZeroDivisionError, ValueError):
            continue  # a norm of zeros, a logarithm of 0: no derivative there
        if _is_extreme(made):
            continue
        if any(is_near(switch, equation, made, beside) for equation, switch in met):
            continue
        if not _is_saturated(given, network):
            return Point(seed, given)
    raise UnsupportedError(
        f"No point away from the kinks and poles of this network was found in {DRAWS} draws: "
        "its derivatives cannot be compared with differences.",
        accepted="Use fewer formulas that switch, one behind the other.",
    )


def _is_extreme(made: World) -> bool:
    """Whether a signal is so large that its exponential has no room in a program's numbers."""
    return any(number > LARGEST for entries in made.values.values() for number in entries.values())


def _is_saturated(given: Values, network: Network) -> bool:
    """Whether the equations have no value in double precision: log(1 - p) at p = 1 - 2^-60."""
    try:
        rounding(given, network.sizes, network.equations)
    except (ZeroDivisionError, ValueError, OverflowError):
        return True
    return False


def _beside(given: Values, network: Network, digits: int) -> World:
    """Numbers close by: every entry that a derivative may be by has moved by a step of its own.

    Constants and targets stay, and open signals follow what they are made of.
    """
    steps = count(1)

    def moved(entries: Mapping[Position, Any]) -> dict[Position, Any]:
        return {at: number + mpmath.mpf(next(steps)) / 2**40 for at, number in entries.items()}

    opened = Graph(network).around.open
    values = {
        t: entries if t.role in FIXED or t in network.whole else moved(entries)
        for t, entries in given.items()
    }
    for group in groups(network.equations):
        made = world(values, network.sizes, group, digits=digits).values
        for equation in group:
            tensor = equation.left.tensor
            values[tensor] = made[tensor] if tensor in opened else moved(made[tensor])
    return World(values, network.sizes, digits=digits)


def _drawn(network: Network, numbers: random.Random, *, soft: bool) -> Values:
    given: Values = {}
    for tensor in (*network.inputs, *(parameter.tensor for parameter in network.parameters)):
        given[tensor] = _entries(network, tensor, numbers)
    for at, tensor in enumerate(network.targets):
        if tensor in network.whole:
            given[tensor] = _entries(network, tensor, numbers)
        else:
            given[tensor] = _target(network, at, numbers, soft=soft)
    for noise in network.noise:
        given[noise.tensor] = _noise(network, noise, numbers)
    for state in network.states:
        positions = _positions(network, state.tensor)
        given[state.tensor] = {at: _between(numbers, 0, 1) + 1 for at in positions}
    for constant, value in network.constants.items():
        given[constant] = {(): mpmath.mpf(value.numerator) / value.denominator}
    return given


def _entries(network: Network, tensor: Tensor, numbers: random.Random) -> dict[Position, Any]:
    """Numbers between -1 and 1; for a tensor of whole numbers, some of its values."""
    count = network.whole.get(tensor)
    positions = _positions(network, tensor)
    if count is None:
        return {at: _between(numbers, -1, 1) for at in positions}
    return {at: mpmath.mpf(numbers.randrange(count)) for at in positions}


def _noise(network: Network, noise: Noise, numbers: random.Random) -> dict[Position, Any]:
    positions = _positions(network, noise.tensor)
    match noise.law:
        case "bernoulli":
            return {at: mpmath.mpf(numbers.randrange(2)) for at in positions}
        case "normal":
            return {at: _between(numbers, -1, 1) for at in positions}
        case "uniform":
            return {at: _between(numbers, 0, 1) for at in positions}


def _positions(network: Network, tensor: Tensor) -> list[Position]:
    return list(World({}, network.sizes).positions(tensor))


def _between(numbers: random.Random, low: int, high: int) -> Any:
    """A multiple of 2^-12 strictly between two whole numbers, and not 0."""
    drawn = 0
    while drawn == 0:
        drawn = numbers.randrange(low * GRID + 1, high * GRID)
    return mpmath.mpf(drawn) / GRID


def _target(
    network: Network, at: int, numbers: random.Random, *, soft: bool
) -> dict[Position, Any]:
    positions = _positions(network, network.targets[at])
    match target_kind(network, at):
        case "real":
            return {at: _between(numbers, -1, 1) for at in positions}
        case "probability":
            return {at: _between(numbers, 0, 1) for at in positions}
        case "sign":
            return {at: mpmath.mpf(numbers.choice((-1, 1))) for at in positions}
        case "count":
            return {at: mpmath.mpf(numbers.randrange(6)) for at in positions}
        case "distribution":
            return _distributions(positions, numbers, soft=soft)


def target_kind(network: Network, at: int) -> Target:
    """What one of the targets is, by the loss that uses it."""
    losses = [use for use in network.architecture.losses if use.formula.targets]
    return losses[min(at, len(losses) - 1)].formula.target


def _distributions(
    positions: list[Position], numbers: random.Random, *, soft: bool
) -> dict[Position, Any]:
    """Labels that sum to exactly one along the last axis."""
    rows: dict[Position, list[Position]] = {}
    for at in positions:
        rows.setdefault(at[:-1], []).append(at)
    labels: dict[Position, Any] = {}
    for row in rows.values():
        cuts = sorted(numbers.sample(range(1, GRID), len(row) - 1))
        shares = [b - a for a, b in zip((0, *cuts), (*cuts, GRID), strict=True)]
        if not soft:
            chosen = numbers.randrange(len(row))
            shares = [GRID * (at == chosen) for at in range(len(row))]
        labels |= {at: mpmath.mpf(share) / GRID for at, share in zip(row, shares, strict=True)}
    return labels
