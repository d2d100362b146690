"""Generic points: small networks of the user's form, and numbers in which no mistake can hide.

All axes get extents of their own as far as there are enough small ones (a
skip connection ties two axes into one), so that no transpose fits by chance.
All numbers are multiples of 2^-12: programs in single precision start from
the very same point.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, cycle
from typing import Any

import mpmath
from sympy import Abs, Expr, sign

from derive.calculus.graph import Graph
from derive.errors import UnsupportedError
from derive.network.architecture import Architecture, LayerUse
from derive.network.functions import formula_axes
from derive.network.network import LayerRecord, Network, build
from derive.network.own_formula import function_names
from derive.notation.expression import (
    Apply,
    Compare,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Where,
    replace_entries,
    tensors_in,
)
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor
from derive.notation.value import Position, Values, World, world

SAMPLES = 3
EXTENTS = (4, 2, 5)
GRID = 4096
DISTANCE_FROM_KINKS = mpmath.mpf(1) / 1000
DRAWS = 200

Switch = tuple[Expr, tuple[Index, ...]]  # a difference, and the indices bound where it stands


@dataclass(frozen=True, slots=True)
class Point:
    """Numbers for all that a network is given.

    Attributes:
        seed: What the numbers were drawn from; the same seed gives the same numbers.
        given: Entries of input, target, parameters and constants, exact.
    """

    seed: int
    given: Values


def small(architecture: Architecture, sizes: tuple[int, ...] = EXTENTS) -> Architecture:
    """The same layers with small sizes, taken in turn, so that neighbours differ."""
    network = build(architecture)
    free = [axis for axis in network.sizes if _is_free(axis, network)]
    extents = dict(zip(free, cycle(sizes), strict=False))
    layers = tuple(
        _resized(use, record, extents)
        for use, record in zip(architecture.layers, network.layers, strict=True)
    )
    shape = tuple(
        extents.get(axis, size)
        for axis, size in zip(network.input.axes, architecture.input_shape, strict=True)
    )
    return replace(architecture, input_shape=shape, layers=layers, example=None)


def _is_free(axis: Axis, network: Network) -> bool:
    """Whether the user chose an axis's extent: it is the input's, or an option gives it."""
    return axis in network.input.axes or any(
        axis == _axis_of(letter, record)
        for record in network.layers
        for letter in record.formula.sizes
    )


def _resized(use: LayerUse, record: LayerRecord, extents: Mapping[Axis, int]) -> LayerUse:
    sizes = dict(use.sizes)
    for letter, option in record.formula.sizes.items():
        axis = _axis_of(letter, record)
        if option in sizes and axis is not None:
            sizes[option] = extents[axis]
    return replace(use, sizes=sizes)


def _axis_of(letter: str, record: LayerRecord) -> Axis | None:
    """The network's axis that a letter of a layer's formula runs over, found in its output."""
    formula = record.formula
    axes = formula_axes(formula, function_names(formula))
    wanted = axes.letters[letter]
    tensors = [equation.left.tensor for equation in record.equations]
    named = [*zip(formula.defined, tensors, strict=True)]
    named += [(parameter.tensor.name, parameter.tensor) for parameter in record.parameters]
    for name, tensor in named:
        for slot, axis in zip(axes.tensors.get(name, ()), tensor.axes, strict=False):
            if slot == wanted:
                return axis
    return None


def point(network: Network, seed: int, digits: int = 30) -> Point:
    """A generic point of a network, no argument of a switch near the place where it switches.

    The target is of the kind that the loss declares; the labels of a
    distribution are soft for odd seeds and one-hot for even ones.
    """
    numbers = random.Random(seed)  # noqa: S311 - a sample, no secret
    switches = [
        (equation, found) for equation in network.equations for found in _switches(equation.right)
    ]
    for _ in range(DRAWS):
        given = _drawn(network, numbers, soft=seed % 2 == 1)
        made = world(given, network.sizes, network.equations, digits=digits)
        beside = _beside(given, network, digits)
        if not any(_is_near(equation, pair, (made, beside)) for equation, pair in switches):
            return Point(seed, given)
    raise UnsupportedError(
        f"No point away from the kinks of this network was found in {DRAWS} draws: "
        "its derivatives cannot be compared with differences.",
        accepted="Use fewer formulas that switch, one behind the other.",
    )


def _beside(given: Values, network: Network, digits: int) -> World:
    """Numbers close by: every entry that a derivative may be by has moved by a step of its own.

    Constants and targets stay, and open signals follow what they are made of.
    """
    steps = count(1)

    def moved(entries: Mapping[Position, Any]) -> dict[Position, Any]:
        return {at: number + mpmath.mpf(next(steps)) / 2**40 for at, number in entries.items()}

    held, opened = (Role.CONSTANT, Role.TARGET), Graph(network).around.open
    values = {t: entries if t.role in held else moved(entries) for t, entries in given.items()}
    for equation in network.equations:
        tensor = equation.left.tensor
        found = world(values, network.sizes, [equation], digits=digits).values[tensor]
        values[tensor] = found if tensor in opened else moved(found)
    return World(values, network.sizes, digits=digits)


def _drawn(network: Network, numbers: random.Random, *, soft: bool) -> Values:
    given: Values = {}
    for tensor in (network.input, *(parameter.tensor for parameter in network.parameters)):
        given[tensor] = {at: _between(numbers, -1, 1) for at in _positions(network, tensor)}
    given[network.target] = _target(network, numbers, soft=soft)
    for constant, value in network.constants.items():
        given[constant] = {(): mpmath.mpf(value.numerator) / value.denominator}
    return given


def _positions(network: Network, tensor: Tensor) -> list[Position]:
    return list(World({}, network.sizes).positions(tensor))


def _between(numbers: random.Random, low: int, high: int) -> Any:
    """A multiple of 2^-12 strictly between two whole numbers, and not 0."""
    drawn = 0
    while drawn == 0:
        drawn = numbers.randrange(low * GRID + 1, high * GRID)
    return mpmath.mpf(drawn) / GRID


def _target(network: Network, numbers: random.Random, *, soft: bool) -> dict[Position, Any]:
    positions = _positions(network, network.target)
    match network.architecture.loss.formula.target:
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


def _switches(expression: Expr, bound: tuple[Index, ...] = ()) -> Iterator[Switch]:
    """Differences that change sign where an expression switches, with the indices bound there."""
    match expression:
        case Compare(left=left, right=right):
            yield left - right, bound
        case Maximum() | Minimum():
            yield expression.args[0] - expression.args[1], bound
        case Abs() | sign():
            yield expression.args[0], bound
        case Apply(function=function, argument=argument):
            inside = replace_entries(function.definition, {function.variable: argument})
            yield from _switches(inside, bound)
        case IndexSum(body=body, index=index):
            yield from _switches(body, (*bound, index))
            return
        case Where():
            pass
    for part in expression.args:
        if isinstance(part, Expr) and not isinstance(part, Tensor):
            yield from _switches(part, bound)


def _is_near(equation: Equation, switch: Switch, worlds: tuple[World, World]) -> bool:
    """Whether a difference is almost 0 somewhere; one that stays exactly 0 switches nothing."""
    made, beside = worlds
    difference, bound = switch
    letters = [index for index in (*equation.left.indices, *bound) if isinstance(index, Index)]
    if not _varies(difference):
        return False
    stand_in = Tensor("place", None, tuple(index.axis for index in letters), Role.SIGNAL)
    for at in made.positions(stand_in):
        place = dict(zip(letters, at, strict=True))
        number = made.number(difference, place)
        is_flat = number == 0 and beside.number(difference, place) == 0
        if abs(number) < DISTANCE_FROM_KINKS and not is_flat:
            return True
    return False


def _varies(difference: Expr) -> bool:
    """Whether training can move a switch: it depends on more than targets and constants."""
    fixed = {Role.TARGET, Role.CONSTANT}
    return any(tensor.role not in fixed for tensor in tensors_in(difference))
