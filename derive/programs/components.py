"""Equations in an order in which they can be computed, those that need each other together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from derive.notation.expression import Equation, tensors_in
from derive.notation.tensor import Tensor

Places = frozenset[int]


def needed_equations(equations: Sequence[Equation], wanted: Iterable[Tensor]) -> list[Equation]:
    """The equations that some tensors depend on, in order."""
    definitions = {one.left.tensor: one for one in equations}
    asked: set[Tensor] = set()
    waiting = list(wanted)
    while waiting:
        tensor = waiting.pop()
        if tensor not in asked and tensor in definitions:
            asked.add(tensor)
            waiting += tensors_in(definitions[tensor].right)
    return [one for one in equations if one.left.tensor in asked]


def components(equations: Sequence[Equation]) -> list[tuple[Equation, ...]]:
    """The equations, each after what it needs, in the given order where that is one.

    Equations that need each other come as one group; one that needs itself is a group of one.
    """
    needs = _needs(equations)
    groups = _groups(needs)
    done: set[int] = set()
    found: list[tuple[Equation, ...]] = []

    def visit(at: int) -> None:
        group = groups.get(at, frozenset((at,)))
        if at in done:
            return
        done.update(group)
        for one in sorted(group):
            for other in sorted(needs[one] - group):
                visit(other)
        found.append(tuple(equations[one] for one in sorted(group)))

    for at in range(len(equations)):
        visit(at)
    return found


def is_recurrent(group: Sequence[Equation]) -> bool:
    """Whether a group's equations refer to what they define."""
    return len(group) > 1 or group[0].left.tensor in tensors_in(group[0].right)


def _needs(equations: Sequence[Equation]) -> list[Places]:
    places = {one.left.tensor: at for at, one in enumerate(equations)}
    return [
        frozenset(places[tensor] for tensor in tensors_in(one.right) if tensor in places)
        for one in equations
    ]


def _groups(needs: Sequence[Places]) -> Mapping[int, Places]:
    """For each equation that needs itself, by way of others perhaps, those it is so tied to."""
    if all(other < at for at, others in enumerate(needs) for other in others):
        return {}
    reached = list(needs)
    is_growing = True
    while is_growing:
        is_growing = False
        for at, found in enumerate(reached):
            wider = found.union(*(reached[other] for other in found))
            if wider != found:
                reached[at], is_growing = wider, True
    return {
        at: frozenset(other for other in found if at in reached[other])
        for at, found in enumerate(reached)
        if at in found
    }
