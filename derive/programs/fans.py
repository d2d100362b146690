"""How many numbers meet in one output of a weight, found in the equation that it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from derive.notation.expression import Equation, free_indices, tensors_in
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Tensor


def fans_of(
    weight: Tensor, equations: Sequence[Equation], sizes: Mapping[Axis, int]
) -> tuple[int | None, int | None]:
    """The numbers that meet in one output, and the outputs that take up one input.

    The letters of a weight that are summed over count what meets: z[d,p] = sum(c, r,
    w[d,c,r]*x[c,p+r]) makes one output of C*R numbers. The others, and the letters of a window,
    count the outputs: D*R. None where the shape alone says as much.
    """
    equation = next((one for one in equations if weight in tensors_in(one.right)), None)
    if equation is None or len(weight.axes) < 2:
        return None, None
    entries = equation.right.atoms(Entry)
    entry = next(one for one in sorted(entries, key=str) if one.tensor == weight)
    free = free_indices(equation.left)
    window = _window(entries)
    coming, going = 1, 1
    for axis, position in zip(weight.axes, entry.indices, strict=True):
        is_summed = isinstance(position, Index) and position not in free
        if is_summed or isinstance(position, Entry):
            coming *= sizes[axis]
        is_free = not is_summed and not isinstance(position, Entry)
        if is_free or position in window:
            going *= sizes[axis]
    return (None, None) if (coming, going) == _usual(weight, sizes) else (coming, going)


def _window(entries: set[Entry]) -> frozenset[Index]:
    """The letters that stand in a position together with another letter: x[c,p+r]."""
    positions = [position for entry in entries for position in entry.indices]
    several = (free_indices(one) for one in positions if not isinstance(one, (Index, Entry)))
    return frozenset(letter for letters in several if len(letters) > 1 for letter in letters)


def _usual(weight: Tensor, sizes: Mapping[Axis, int]) -> tuple[int, int]:
    rows, *columns = (sizes[axis] for axis in weight.axes)
    return prod(columns), rows * prod(columns[1:])
