"""The gradient check that a handout prints: derived gradients against differences with a step ε.

It is worked out on a small version of the network at one fixed point, in
30-digit numbers, so that a handout is the same on every machine.
"""

from __future__ import annotations

from typing import Any, TypeVar

import mpmath

from derive.calculus.derivation import Derivation, derivation_of
from derive.checking.gradients import derived_world
from derive.checking.sampling import Point, point
from derive.checking.small import small
from derive.documents.section_check import CheckRow, GradientCheck
from derive.network.network import Network, build
from derive.notation.tensor import Tensor
from derive.notation.value import Position, world
from derive.text import Text

_T = TypeVar("_T")

STEP = 1e-6
SEED = 1
DIGITS = 30
MOST_GRADIENTS = 8
MOST_ENTRIES = 12


def gradient_check(derivation: Derivation) -> GradientCheck:
    """Central differences of the small network's cost, one entry moved at a time.

    Of many gradients MOST_GRADIENTS are compared, of many entries MOST_ENTRIES, evenly spread:
    every difference takes two forward passes of the whole network.
    """
    network = build(small(derivation.network.architecture))
    at = point(network, SEED, DIGITS)
    derived = derived_world(derivation_of(network), at, DIGITS)
    rows = []
    results = [one for one in derivation.results if one.kind == "parameter"]
    for result in _spread(results, MOST_GRADIENTS):
        parameter = next(p.tensor for p in network.parameters if _is_same(p.tensor, result.of))
        gradient = next(
            tensor for tensor in derived.values if tensor.of is not None and tensor.of == parameter
        )
        positions = _spread(list(derived.positions(parameter)), MOST_ENTRIES)
        errors = [
            _relative(_slope(network, at, parameter, where), derived.values[gradient][where])
            for where in positions
        ]
        rows.append(CheckRow(result.of.code_name, len(positions), float(max(errors))))
    extents = ", ".join(f"{axis.size} = {size}" for axis, size in network.sizes.items())
    method = Text(
        en=f"central differences, for a small version of the network with {extents}",
        ja=f"中心差分，{extents} とした小さなネットワークによる",
    )
    return GradientCheck(tuple(rows), STEP, method)


def _is_same(one: Tensor, other: Tensor) -> bool:
    return one.code_name == other.code_name


def _spread(all_of_them: list[_T], most: int) -> list[_T]:
    step = max(1, -(-len(all_of_them) // most))
    return all_of_them[::step]


def _slope(network: Network, at: Point, parameter: Tensor, where: Position) -> Any:
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(STEP)
        above, below = (_cost(network, at, (parameter, where), by) for by in (step, -step))
        return (above - below) / (2 * step)


def _cost(network: Network, at: Point, entry: tuple[Tensor, Position], by: Any) -> Any:
    parameter, where = entry
    moved = {**at.given, parameter: dict(at.given[parameter])}
    moved[parameter][where] += by
    return world(moved, network.sizes, network.equations, digits=DIGITS).number(network.cost)


def _relative(one: Any, other: Any) -> Any:
    with mpmath.workdps(DIGITS):
        return abs(one - other) / max(abs(one), abs(other), mpmath.mpf(STEP))
