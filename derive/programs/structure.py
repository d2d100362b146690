"""What every operation has: the axes of its value, and the operations that it is computed from."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from derive.programs.arrays import Array, Axes
from derive.programs.nodes import (
    COMPARING,
    Contract,
    FirstOf,
    Gather,
    Identity,
    Map,
    Node,
    Number,
    Overlap,
    Padded,
    Positions,
    Read,
    Rearranged,
    Reduce,
    Reshaped,
    Scatter,
    Size,
    Smallest,
    Spread,
    View,
)


@lru_cache(maxsize=65536)
def axes_of(node: Node) -> Axes:
    """The axes of a node's value."""
    match node:
        case Read(array=array):
            return array.axes
        case Number() | Size() | Smallest():
            return ()
        case Positions(axis=axis):
            return (axis,)
        case Identity(axis=axis):
            return (axis, axis)
        case Rearranged(source=source, order=order):
            axes = axes_of(source)
            return tuple(None if at is None else axes[at] for at in order)
        case Spread(axes=spread):
            return spread
        case Map(arguments=arguments):
            return broadcast(tuple(axes_of(argument) for argument in arguments))
        case Reduce(source=source, over=over):
            return tuple(axis for at, axis in enumerate(axes_of(source)) if at not in over)
        case Contract():
            return _contracted(node)
        case View(axes=given) | Reshaped(axes=given) | Padded(axes=given) | Overlap(axes=given):
            return given
        case Gather():
            return _gathered(node)
        case Scatter(source=source, index=index, axis=axis):
            return (axis, *axes_of(source)[len(axes_of(index)) :])
        case FirstOf(source=source):
            return axes_of(source)


def is_whole(node: Node) -> bool:
    """Whether a value's entries are whole numbers, as data are."""
    match node:
        case Read(array=array):
            return array.is_whole
        case Rearranged() | Spread() | View() | Reshaped() | Padded() | Gather():
            return is_whole(node.source)
    return False


def is_mask(node: Node) -> bool:
    """Whether a value is true or false."""
    if isinstance(node, (Rearranged, Spread, View, Reshaped)):
        return is_mask(node.source)
    return isinstance(node, FirstOf) or (isinstance(node, Map) and node.operation in COMPARING)


def _gathered(node: Gather) -> Axes:
    source, index = axes_of(node.source), axes_of(node.index)
    if node.is_along:
        return broadcast(((*source[: node.at], None, *source[node.at + 1 :]), index))
    return (*source[: node.at], *index, *source[node.at + 1 :])


def _contracted(node: Contract) -> Axes:
    known = dict(zip(node.left_labels, axes_of(node.left), strict=True))
    known |= dict(zip(node.right_labels, axes_of(node.right), strict=True))
    return tuple(known[label] for label in node.labels)


def broadcast(shapes: tuple[Axes, ...]) -> Axes:
    """The axes of a whole-array operation on arrays with these axes."""
    rank = max(len(shape) for shape in shapes)
    padded = [(None,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(
        next((axis for axis in column if axis), None) for column in zip(*padded, strict=True)
    )


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes that a node is computed from."""
    match node:
        case Read() | Number() | Size() | Smallest() | Positions() | Identity():
            return ()
        case (
            Rearranged(source=source)
            | Spread(source=source)
            | Reduce(source=source)
            | View(source=source)
            | Reshaped(source=source)
            | Padded(source=source)
            | Overlap(source=source)
        ):
            return (source,)
        case Gather(source=source, index=index) | Scatter(source=source, index=index):
            return (source, index)
        case FirstOf(source=source, largest=largest):
            return (source, largest)
        case Map(arguments=arguments):
            return arguments
        case Contract(left=left, right=right):
            return (left, right)


def over_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same operation on other parts."""
    match node:
        case Read() | Number() | Size() | Smallest() | Positions() | Identity():
            return node
        case Rearranged() | Spread() | Reduce() | View() | Reshaped() | Padded() | Overlap():
            return replace(node, source=parts[0])
        case Map(operation=operation):
            return Map(operation, parts)
        case Contract():
            return replace(node, left=parts[0], right=parts[1])
        case Gather() | Scatter():
            return replace(node, source=parts[0], index=parts[1])
        case FirstOf():
            return replace(node, source=parts[0], largest=parts[1])


def arrays_in(node: Node) -> frozenset[Array]:
    """The named arrays that a node reads."""
    if isinstance(node, Read):
        return frozenset((node.array,))
    return frozenset(array for part in parts_of(node) for array in arrays_in(part))
