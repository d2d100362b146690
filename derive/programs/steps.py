"""Equations in the order of their computation, recurrent groups as loops over steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Expr

from derive.notation.expression import Equation, rebuilt
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Tensor
from derive.programs.components import components, is_recurrent
from derive.programs.recurrence import OneStep, Recurrence
from derive.programs.way import Found, found

Moves = Mapping[Tensor, tuple[Tensor, int]]


def stepped(
    equations: Sequence[Equation], sample: Axis, fixed: Iterable[Tensor]
) -> list[Equation | Recurrence]:
    """The equations, each after what it needs; those that need each other as a recurrence.

    What a recurrence fills has the steps' axis first, so that one step's numbers lie together.

    Args:
        equations: In stable form.
        sample: The axis of the samples.
        fixed: The tensors whose axes must stay in their order: what is asked for.

    Raises:
        UnsupportedError: A group of equations has no order of steps.
    """
    groups = components(equations)
    ways = {at: found(group) for at, group in enumerate(groups) if is_recurrent(group)}
    if not ways:
        return [one for group in groups for one in group]
    kept = set(fixed)
    moves = {
        tensor: (_steps_first(tensor, slot, is_kept=tensor in kept), slot)
        for way in ways.values()
        for tensor, slot in way.slots.items()
        if slot
    }
    result: list[Equation | Recurrence] = []
    for at, group in enumerate(groups):
        if at not in ways:
            result += [_moved_equation(one, moves) for one in group]
            continue
        one_step = OneStep(_moved_way(ways[at], moves), sample)
        recurrence = one_step.recurrence()
        result += [*one_step.before, recurrence]
        for one in group:
            if one.left.tensor in kept and one.left.tensor in moves:
                result.append(Equation(one.left, _moved(one.left, moves)))
    return result


def _steps_first(tensor: Tensor, slot: int, *, is_kept: bool) -> Tensor:
    axes = (tensor.axes[slot], *tensor.axes[:slot], *tensor.axes[slot + 1 :])
    name = f"{tensor.name}_steps" if is_kept else tensor.name
    return Tensor(name, tensor.layer, axes, tensor.role, of=tensor.of)


def _moved_way(way: Found, moves: Moves) -> Found:
    new = {one: moves[one][0] if one in moves else one for one in way.slots}
    equations = tuple(_moved_equation(one, moves) for one in way.equations)
    rooms = {new[one]: room for one, room in way.rooms.items()}
    return replace(way, slots=dict.fromkeys(new.values(), 0), rooms=rooms, equations=equations)


def _moved_equation(equation: Equation, moves: Moves) -> Equation:
    left = _moved(equation.left, moves)
    assert isinstance(left, Entry), "an entry stays an entry"
    return Equation(left, _moved(equation.right, moves), equation.number)


def _moved(expression: Expr, moves: Moves) -> Expr:
    """The expression with the positions of moved tensors in their new order."""
    if not expression.args:
        return expression
    if isinstance(expression, Entry):
        positions = [_moved(position, moves) for position in expression.indices]
        if expression.tensor not in moves:
            return Entry(expression.tensor, *positions)
        tensor, slot = moves[expression.tensor]
        return Entry(tensor, positions[slot], *positions[:slot], *positions[slot + 1 :])
    return rebuilt(expression, (_moved(part, moves) for part in expression.args))
