"""Extents for the axes of a network: those that its formulas need as they are, and small ones.

Windows and strides come with numbers that fit the file's own extents. In a network of many
axes, extents of their own for all of them would make its tensors too large; there, only axes
that meet in one equation differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Expr, S

from derive.judging.extents import FEWEST_SAMPLES
from derive.network.structure import Network
from derive.notation.expression import Delta
from derive.notation.index import Axis, Index, indices_in
from derive.notation.tensor import Entry
from derive.reading.model import Definition
from derive.reading.term_parts import every
from derive.reading.terms import (
    Fold,
    Part,
)

LARGEST = 12  # of an extent that is kept as it is
FEW = 6  # axes that may all have extents of their own
SMALLEST = 2
MOST_AXES = 3  # of a tensor whose axes may all have extents of their own

Ones = Mapping[Axis, Axis]


def extents_for(network: Network, ones: Ones, definitions: Sequence[Definition]) -> dict[Axis, int]:
    """The extents that are fixed; others are drawn."""
    fixed = _as_they_are(network, ones)
    meeting = _meeting(definitions)
    free = [axis for axis in meeting if axis not in fixed]
    reached = _reached(network, ones)
    ranks = (len(one.quantity.axes) for one in definitions)
    if len(free) <= FEW and max(ranks) <= MOST_AXES and not reached:
        return fixed
    found = dict(fixed)
    for axis in sorted(free, key=lambda one: (-len(meeting[one]), one.name)):
        if axis in reached:
            continue  # as long as the positions reach
        taken = {found[other] for other in meeting[axis] if other in found}
        least = FEWEST_SAMPLES if axis == network.sample else SMALLEST
        found[axis] = next(n for n in range(least, least + len(taken) + 1) if n not in taken)
    return found


def _as_they_are(network: Network, ones: Ones) -> dict[Axis, int]:
    """The extents of windows, of what is merged, and of axes whose extents have no letter.

    The leading letter of a merged position may run over any range.
    """
    sizes = network.sizes
    found = {axis: size for axis, size in sizes.items() if axis.size.isdigit()}
    for equation in network.equations:
        for entry in (equation.left, *equation.right.atoms(Entry)):
            for place, axis in zip(entry.indices, entry.tensor.axes, strict=True):
                letters = indices_in(place) if not isinstance(place, Index) else set()
                bound = letters - set(equation.left.indices) if len(letters) > 1 else set()
                found |= {one.axis: sizes[one.axis] for one in bound if one.axis != axis}
        for delta in equation.right.atoms(Delta):
            merged = sorted(_merging(delta), key=lambda one: -_scale(one, delta))
            found |= {one.axis: sizes[one.axis] for one in merged[1:]}
    small = {axis: size for axis, size in found.items() if size <= LARGEST}
    return {ones.get(axis, axis): size for axis, size in small.items()}


def _reached(network: Network, ones: Ones) -> set[Axis]:
    """The axes in which positions made of several letters stand, from the first place on."""
    entries = (one for e in network.equations for one in e.right.atoms(Entry))
    return {
        ones.get(axis, axis)
        for entry in entries
        for place, axis in zip(entry.indices, entry.tensor.axes, strict=True)
        if not isinstance(place, Index) and len(indices_in(place)) > 1 and _begins(place)
    }


def _begins(place: Expr) -> bool:
    """Whether a position is 0 where all its letters are, and less nowhere."""
    scales = place.as_coefficients_dict()
    return not scales.get(S.One, 0) and all(scale > 0 for scale in scales.values())


def _merging(delta: Delta) -> set[Index]:
    first, second = (set(indices_in(side)) for side in delta.args)
    longer = first if len(first) > len(second) else second
    return longer if first and second and len(longer) > 1 else set()


def _scale(letter: Index, delta: Delta) -> int:
    """How far one step of a letter moves a position."""
    return max(abs(int(side.as_coefficients_dict().get(letter, 0))) for side in delta.args)


def _meeting(definitions: Sequence[Definition]) -> dict[Axis, set[Axis]]:
    """For every axis those that it meets in some equation; of a long one, in some tensor."""
    found: dict[Axis, set[Axis]] = {}
    for one in definitions:
        parts = [part for part in every(one.value) if isinstance(part, Part)]
        groups = [set(one.quantity.axes), *(set(part.quantity.axes) for part in parts)]
        groups += [{x.axis for x in p.letters} for p in every(one.value) if isinstance(p, Fold)]
        together = set[Axis]().union(*groups)
        for met in [together] if len(together) <= FEW else groups:
            for axis in met:
                found.setdefault(axis, set()).update(met - {axis})
    return found
