"""Which equations form a recurrence: they refer to each other's, or their own, other entries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from derive.notation.expression import Equation, tensors_in

Group = tuple[Equation, ...]


def groups(equations: Sequence[Equation]) -> tuple[Group, ...]:
    """Equations in topological order, those of one recurrence together.

    A recurrence is a contiguous run in which an equation refers to a tensor that it or a
    later equation of the run defines.
    """
    return _groups(tuple(equations))


@lru_cache(maxsize=256)
def _groups(equations: Group) -> tuple[Group, ...]:
    places = {equation.left.tensor: place for place, equation in enumerate(equations)}
    found: list[Group] = []
    start = end = 0
    for place, equation in enumerate(equations):
        end = max(end, place, *(places.get(met, 0) for met in tensors_in(equation.right)), 0)
        if end == place:
            found.append(equations[start : place + 1])
            start = place + 1
    return tuple(found)


def is_recurrent(group: Group) -> bool:
    """Whether a group refers to its own tensors."""
    return len(group) > 1 or group[0].left.tensor in tensors_in(group[0].right)
