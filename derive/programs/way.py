"""The axis and the direction in which equations refer to their own earlier steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr

from derive.errors import UnsupportedError
from derive.notation.expression import Equation, free_indices
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Tensor

ACCEPTED = (
    "Each may refer to the others at earlier steps, such as s - 1, all along one axis, or all at"
    " later steps."
)


@dataclass(frozen=True, slots=True)
class Found:
    """The axis that a group steps along, and the group's equations in an order for one step."""

    axis: Axis
    is_forward: bool
    rooms: Mapping[Tensor, int]
    slots: Mapping[Tensor, int]
    equations: tuple[Equation, ...]


def found(group: Sequence[Equation]) -> Found:
    """How a group of equations is stepped through.

    Raises:
        UnsupportedError: No axis and direction fits all references.
    """
    for slot in range(len(group[0].left.indices)):
        way = _along(group, slot)
        if way is not None:
            return way
    names = ", ".join(one.left.tensor.code_name for one in group)
    numbers = ", ".join(f"({one.number})" for one in group if one.number)
    raise UnsupportedError(
        f"{names} refer to each other in a way that no order of steps computes"
        f"{f', in equations {numbers}' if numbers else ''}.",
        accepted=ACCEPTED,
    )


def _along(group: Sequence[Equation], slot: int) -> Found | None:
    """The way through a group along one slot of the first equation's left side, if there is one."""
    slots = _slots(group, slot)
    if slots is None or len({tensor.axes[at] for tensor, at in slots.items()}) != 1:
        return None
    # In the order of the equations: how the slots were found is no order.
    slots = {one.left.tensor: slots[one.left.tensor] for one in group if one.left.tensor in slots}
    shifts: dict[tuple[Tensor, Tensor], set[int]] = {}
    for one in group:
        letter = one.left.indices[slots[one.left.tensor]]
        for entry in _entries(one.right, slots.keys()):
            shift = shift_of(entry, letter, slots)
            if shift is None:
                return None
            shifts.setdefault((one.left.tensor, entry.tensor), set()).add(shift)
    everything = set[int]().union(*shifts.values())
    same = {pair for pair, own in shifts.items() if 0 in own}
    equations = _in_order(group, same)
    if equations is None or (min(everything) < 0 < max(everything)):
        return None
    rooms = {
        one: max((abs(far) for pair, own in shifts.items() if pair[1] == one for far in own))
        for one in slots
    }
    axis = group[0].left.tensor.axes[slot]
    return Found(axis, max(everything) <= 0, rooms, slots, equations)


def _slots(group: Sequence[Equation], slot: int) -> Mapping[Tensor, int] | None:
    """The slot of every tensor of a group where the letter of the first one's slot stands.

    Two slots of a tensor may have one axis: a sequence that rides along with a recurrence.
    """
    tensors = {one.left.tensor for one in group}
    found = {group[0].left.tensor: slot}
    waiting = list(group)
    while ready := [one for one in waiting if one.left.tensor in found]:
        for one in ready:
            letter = one.left.indices[found[one.left.tensor]]
            for entry in _entries(one.right, tensors):
                places = [at for at, x in enumerate(entry.indices) if letter in free_indices(x)]
                if len(places) != 1 or found.setdefault(entry.tensor, places[0]) != places[0]:
                    return None
        waiting = [one for one in waiting if one not in ready]
    return found


def _entries(expression: Expr, tensors: Collection[Tensor]) -> list[Entry]:
    return [entry for entry in expression.atoms(Entry) if entry.tensor in tensors]


def shift_of(entry: Entry, letter: Expr, slots: Mapping[Tensor, int]) -> int | None:
    """How many steps later an entry stands than the letter's; None if that is no one number."""
    at = slots[entry.tensor]
    distance = entry.indices[at] - letter
    others = (position for slot, position in enumerate(entry.indices) if slot != at)
    if not distance.is_Integer or any(letter in free_indices(other) for other in others):
        return None
    return int(distance)


def _in_order(
    group: Sequence[Equation], same: set[tuple[Tensor, Tensor]]
) -> tuple[Equation, ...] | None:
    """The equations of one step, each after those it needs at the same step."""
    left = list(group)
    done: list[Equation] = []
    while left:
        waiting = {one.left.tensor for one in left}
        ready = [
            one for one in left if not any((one.left.tensor, other) in same for other in waiting)
        ]
        if not ready:
            return None
        done += ready
        left = [one for one in left if one not in ready]
    return tuple(done)
