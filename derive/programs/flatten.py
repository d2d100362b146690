"""A program as a list of single operations, each done once, with the last use of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.notation.index import Axis
from derive.programs.arrays import Array, Axes
from derive.programs.extents import joined
from derive.programs.matmul import as_matmul, is_merged_in_place
from derive.programs.nodes import (
    Contract,
    Map,
    Node,
    Read,
    Rearranged,
    Reduce,
    Reshaped,
    Spread,
    View,
)
from derive.programs.program import Assign
from derive.programs.schedule import is_computed, keeps_zeros
from derive.programs.structure import axes_of, over_parts, parts_of


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation.

    Attributes:
        node: What is computed; its parts are values, views of values, or numbers.
        target: The named array that it completes, if it is an equation's last operation.
        owner: The named array of the equation that it belongs to.
        number: That equation's number.
    """

    node: Node
    target: Array | None
    owner: Array
    number: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instructions in order.

    Attributes:
        instructions: What is done.
        values: The node that each named array is the value of.
        done: What has an instruction of its own.
        last_use: The position of the last instruction that reads a value.
    """

    instructions: tuple[Instruction, ...]
    values: Mapping[Array, Node]
    done: frozenset[Node]
    last_use: Mapping[Node, int]

    def read_by(self, node: Node) -> Iterator[Node]:
        """What an operation reads: its parts, and those of numbers computed on the way."""
        for part in parts_of(node):
            if is_on_the_way(part) and part not in self.done:
                yield from self.read_by(part)
            else:
                yield part

    def base(self, node: Node) -> Node:
        """What a view is a view of, named arrays followed to their values."""
        while True:
            if isinstance(node, (Rearranged, View, Reshaped)):
                node = node.source
            elif isinstance(node, Read) and node.array in self.values:
                node = self.values[node.array]
            else:
                return node


def flattened(statements: Sequence[Assign], asked: frozenset[Array]) -> Schedule:
    """The statements as single operations; an operation that occurs twice is done once.

    Args:
        statements: Assignments in order.
        asked: The arrays that must be written, whatever else holds the same value.
    """
    instructions: list[Instruction] = []
    values: dict[Array, Node] = {}
    done: dict[Node, int] = {}
    for statement in statements:
        values[statement.target] = copied(faster(statement.value), values)
    named = {values[statement.target] for statement in statements}

    def visit(node: Node, statement: Assign) -> None:
        for part in parts_of(node):
            visit(part, statement)
        if is_on_the_way(node) and node not in named:
            return
        if is_computed(node) and node not in done and not is_constant(node):
            done[node] = len(instructions)
            owner = statement.target
            instructions.append(Instruction(node, None, owner, statement.number))

    for statement in statements:
        value = values[statement.target]
        is_own = is_computed(value) and value not in done and not is_constant(value)
        is_own = is_own and not keeps_zeros(value)
        if statement.target in asked and not is_own:
            visit(value, statement)  # a view's source is computed before the view is copied
            value = Spread(value, statement.target.axes)
            instructions.append(Instruction(value, None, statement.target, statement.number))
            done[value] = len(instructions) - 1
        visit(value, statement)
        values[statement.target] = value
        at = done.get(value)
        if at is not None and instructions[at].target is None:
            # It stays where it stands: an equation before may need it, in the forward pass.
            owner = instructions[at].owner
            instructions[at] = Instruction(value, statement.target, owner, statement.number)
    schedule = Schedule(tuple(instructions), values, frozenset(done), {})
    return replace(schedule, last_use=_last_uses(schedule))


def _last_uses(schedule: Schedule) -> dict[Node, int]:
    found: dict[Node, int] = {}
    for at, instruction in enumerate(schedule.instructions):
        for part in schedule.read_by(instruction.node):
            found[schedule.base(part)] = at
    return found


def is_on_the_way(node: Node) -> bool:
    """Whether a node is a number that is computed within the statement that needs it."""
    return is_computed(node) and not axes_of(node)


def is_constant(node: Node) -> bool:
    """Whether a node's value is the same in every step."""
    return not isinstance(node, Read) and all(is_constant(part) for part in parts_of(node))


def faster(node: Node) -> Node:
    """The same value by operations that NumPy is faster at."""
    parts = parts_of(node)
    if parts:
        node = over_parts(node, tuple(faster(part) for part in parts))
    match node:
        case Reduce(how="sum", source=Map(operation="multiply", arguments=(left, right))) if (
            _is_everything(node) and axes_of(left) == axes_of(right)
        ):
            return _inner_product(left, right)
        case Reduce(how="sum", source=Map(operation="square", arguments=(only,))) if _is_everything(
            node
        ):
            return _inner_product(only, only)
        case Contract():
            return as_matmul(node)
    return node


def copied(node: Node, values: Mapping[Array, Node]) -> Node:
    """The same value, with a copy wherever axes are joined that do not lie together in memory."""
    parts = parts_of(node)
    if parts:
        node = over_parts(node, tuple(copied(part, values) for part in parts))
    if isinstance(node, Reduce):
        node = _as_matrix(node, values)
    if isinstance(node, Reshaped) and not is_merged_in_place(node, values):
        return Reshaped(Spread(node.source, _known(axes_of(node.source))), node.axes)
    return node


def _as_matrix(node: Reduce, values: Mapping[Array, Node]) -> Node:
    """The sum over the first or the last axes of many as that over an axis of a matrix."""
    axes = axes_of(node.source)
    rank, over = len(axes), set(node.over)
    if node.how != "sum" or rank < 3 or len(over) == rank or None in axes:
        return node
    first = next(at for at in range(rank) if at not in over)
    last = next(at for at in range(rank, 0, -1) if at - 1 not in over)
    at = first or last
    if at == rank:
        return node
    halves = (joined(_known(axes[:at])), joined(_known(axes[at:])))
    matrix = Reshaped(node.source, halves)
    if not is_merged_in_place(matrix, values):
        return node
    reduced: Node = Reduce("sum", matrix, (0,) if first else (1,))
    kept = axes[at:] if first else axes[:at]
    reduced = reduced if axes_of(reduced) == kept else Reshaped(reduced, kept)
    left = [place - at if first else place for place in over if (place >= at) == bool(first)]
    if left:
        return _as_matrix(Reduce("sum", reduced, tuple(sorted(left))), values)
    return reduced


def _known(axes: Axes) -> tuple[Axis, ...]:
    assert None not in axes, "an axis of length one is joined with another"
    return tuple(axis for axis in axes if axis is not None)


def _is_everything(node: Reduce) -> bool:
    return len(node.over) == len(axes_of(node.source))


def _inner_product(left: Node, right: Node) -> Contract:
    labels = tuple(range(len(axes_of(left))))
    return Contract(left, right, labels, labels, ())
