"""Contractions as matrix products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.notation.index import Axis
from derive.programs.arrays import Array
from derive.programs.extents import Joined, joined, parts_of_axis
from derive.programs.nodes import (
    Contract,
    Node,
    Read,
    Rearranged,
    Reshaped,
    View,
)
from derive.programs.structure import (
    axes_of,
)

Labels = tuple[int, ...]


def is_matmul(node: Contract) -> bool:
    """Whether one matrix product, perhaps one a sample, computes a contraction without a copy."""
    own = [_own(node, side) for side in (node.left_labels, node.right_labels)]
    return len(node.summed) == 1 and all(len(labels) <= 1 for labels in own)


def is_stacked(node: Contract) -> bool:
    """Whether a matrix product of a stack of matrices and one matrix computes a contraction."""
    right = _own(node, node.right_labels)
    return not node.kept and len(node.summed) == 1 and len(right) == 1


def _own(node: Contract, labels: Labels) -> Labels:
    return tuple(label for label in labels if label not in (*node.kept, *node.summed))


def _order(labels: Labels, wanted: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return tuple(None if label is None else labels.index(label) for label in wanted)


def left_order(node: Contract) -> tuple[int | None, ...]:
    """The left array's axes as a matrix product wants them."""
    own: tuple[int | None, ...] = _own(node, node.left_labels)
    if node.kept and not own:
        own = (None,)
    return _order(node.left_labels, (*node.kept, *own, *node.summed))


def right_order(node: Contract) -> tuple[int | None, ...]:
    """The right array's axes as a matrix product wants them."""
    own: tuple[int | None, ...] = _own(node, node.right_labels)
    if node.kept and not own:
        own = (None,)
    return _order(node.right_labels, (*node.kept, *node.summed, *own))


def result_order(node: Contract) -> str | None:
    """The subscript that takes a matrix product's axes of length one away, if there are any."""
    if not node.kept:
        return None
    sides = [bool(_own(node, side)) for side in (node.left_labels, node.right_labels)]
    if all(sides):
        return None
    places = [":"] * len(node.kept) + [":" if side else "0" for side in sides]
    return f"[{', '.join(places)}]"


# ------------------------------------------------------------------------------ any rank


def as_matmul(node: Contract) -> Node:
    """The same contraction, the axes of each kind joined, so that it is one matrix product."""
    if is_matmul(node) or not node.labels:
        return node
    orders = (_filtered(node.left_labels, node.summed), _filtered(node.right_labels, node.summed))
    summed = min(orders, key=lambda order: _copies(node, order))
    own = [_own(node, side) for side in (node.left_labels, node.right_labels)]
    count = len(node.kept)
    left, left_labels = _matrix((node.left, node.left_labels), (node.kept, own[0], summed), count)
    right, right_labels = _matrix(
        (node.right, node.right_labels), (node.kept, own[1], summed), count + 2
    )
    right_labels = tuple(count + 1 if x == count + 3 else x for x in right_labels)
    product: Node = Contract(left, right, left_labels, right_labels, tuple(range(count)))
    labels = (*node.kept, *own[0], *own[1])
    axes = dict(zip(node.left_labels, axes_of(node.left), strict=True))
    axes |= dict(zip(node.right_labels, axes_of(node.right), strict=True))
    if len(own[0]) > 1 or len(own[1]) > 1:
        product = Reshaped(product, tuple(axes[label] for label in labels))
    return rearranged_to(product, labels, node.labels)


def rearranged_to(node: Node, labels: Sequence[int], wanted: Sequence[int]) -> Node:
    """A node with its axes in another order of their labels."""
    if tuple(labels) == tuple(wanted):
        return node
    return Rearranged(node, tuple(labels.index(label) for label in wanted))


def _filtered(labels: Labels, group: Labels) -> Labels:
    return tuple(label for label in labels if label in group)


def _copies(node: Contract, summed: Labels) -> int:
    """How many factors have to be copied if the summed axes come in this order."""
    sides = ((node.left, node.left_labels), (node.right, node.right_labels))
    return sum(
        not all(_is_together(_laid(*side), group) for group in (summed, _own(node, side[1])))
        for side in sides
    )


def _is_together(laid: Labels | None, group: Labels) -> bool:
    """Whether some axes lie next to each other in memory, in this order."""
    if len(group) < 2:
        return True
    if laid is None:
        return False
    at = laid.index(group[0])
    return laid[at : at + len(group)] == group


def _laid(node: Node, labels: Labels) -> Labels | None:
    """The labels of an array in the order in which it lies in memory; None for views of parts."""
    if isinstance(node, View):
        return None
    if not isinstance(node, Rearranged):
        return labels
    if None in node.order:
        return None
    by_place = {at: label for at, label in zip(node.order, labels, strict=True) if at is not None}
    return _laid(node.source, tuple(by_place[at] for at in range(len(labels))))


def _matrix(
    side: tuple[Node, Labels], groups: tuple[Labels, Labels, Labels], first: int
) -> tuple[Node, Labels]:
    """A factor with its own axes joined to one, and the summed axes; and its new labels."""
    node, labels = side
    kept, own, summed = groups
    laid = _laid(node, labels)
    last = _fastest(node, labels) if laid is None else laid[-1]
    is_own_last = last in own
    order = (*kept, *summed, *own) if is_own_last else (*kept, *own, *summed)
    names = list(range(len(kept)))
    halves = [(own, first), (summed, first + 1)]
    parts = [(group, name) for group, name in (halves[::-1] if is_own_last else halves) if group]
    axes = dict(zip(labels, axes_of(node), strict=True))
    found = rearranged_to(node, labels, order)
    if any(len(group) > 1 for group, _ in parts):
        matrix = tuple(joined([_known(axes[one]) for one in group]) for group, _ in parts)
        found = Reshaped(found, (*(axes[label] for label in kept), *matrix))
    return found, (*names, *(name for _, name in parts))


def _fastest(node: Node, labels: Labels) -> int:
    """The axis along which entries are best copied: of windows, their last position."""
    while isinstance(node, Rearranged):
        order = [at for at in node.order if at is not None]
        labels = tuple(label for _, label in sorted(zip(order, labels, strict=False)))
        node = node.source
    if not isinstance(node, View):
        return labels[-1]
    slots = [next((at for at, step in enumerate(steps) if step), 0) for steps in node.steps]
    last = slots.index(max(slots))
    return labels[last]


def _known(axis: Axis | None) -> Axis:
    assert axis is not None, "an axis of length one is not contracted"
    return axis


# ------------------------------------------------------------------------------ memory


def is_merged_in_place(node: Reshaped, values: Mapping[Array, Node]) -> bool:
    """Whether the axes that are joined lie together in memory, so that joining copies nothing."""
    order = _memory_order(node.source, values)
    if order is None:
        return not any(isinstance(axis, Joined) for axis in node.axes)
    if order == tuple(range(len(order))):
        return True
    at = 0
    before = axes_of(node.source)
    for axis in node.axes:
        if at < len(before) and before[at] == axis:
            at += 1
            continue
        count = len(parts_of_axis(axis)) if isinstance(axis, Joined) else 0
        group = before[at : at + count]
        if not count or any(one is None or isinstance(one, Joined) for one in group):
            return False
        if any(order[x + 1] != order[x] + 1 for x in range(at, at + count - 1)):
            return False
        at += count
    return at == len(before)


def _memory_order(node: Node, values: Mapping[Array, Node]) -> tuple[int, ...] | None:
    """The place in memory of each axis of a value; None for parts of arrays."""
    match node:
        case Read(array=array) if array.step is not None:
            return None
        case Read(array=array) if array in values:
            return _memory_order(values[array], values)
        case View():
            return None
        case Reshaped(source=source):
            inner = _memory_order(source, values)
            is_plain = inner is not None and inner == tuple(range(len(inner)))
            return tuple(range(len(node.axes))) if is_plain else None
        case Rearranged(source=source, order=order):
            inner = _memory_order(source, values)
            if inner is None or None in order:
                return None
            return tuple(inner[at] for at in order if at is not None)
    return tuple(range(len(axes_of(node))))
