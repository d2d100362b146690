"""Values put where deltas say: windows added up where they overlap, digits joined, rows counted."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from derive.notation.index import Axis, Index
from derive.programs.deltas import Putting
from derive.programs.extents import joined, run
from derive.programs.labelled import Labelled, Letters
from derive.programs.nodes import (
    Node,
    Overlap,
    Rearranged,
    Reshaped,
    Scatter,
)
from derive.programs.positions import Extents, by_step, filled, is_radix, reach, read_at


def put_order(putting: Sequence[Putting], order: Letters, extents: Extents) -> Letters:
    """The order of letters in which what is put is best laid out: offsets in windows outermost."""
    targets = {one.target: one for one in putting}
    found: list[Index] = []
    for letter in dict.fromkeys((*order, *targets)):
        one = targets.get(letter)
        if one is None:
            found.append(letter)
        elif _is_digits(one, extents):
            found += by_step(one.position, extents)
        else:
            found.append(_window(one, extents)[0])
    offsets = [_window(one, extents)[1] for one in putting if not _is_digits(one, extents)]
    return (*(offset for offset in offsets if offset is not None), *found)


def put(putting: Sequence[Putting], value: Labelled, order: Letters, extents: Extents) -> Labelled:
    """A value put where deltas say, what meets added up.

    Args:
        putting: The deltas; each target is another letter, and no two share a letter.
        value: What is put.
        order: The order of the result's letters.
        extents: How far letters run.
    """
    value = _rising(putting, value, extents)
    windows = [one for one in putting if not _is_digits(one, extents)]
    digits = [one for one in putting if _is_digits(one, extents)]
    starts = {_mark(one, extents): (one, _start(one, extents)) for one in putting}
    lead = _lead(digits, windows, value, order)
    node = _overlapped(windows, value, _spelled(digits, lead, extents), extents)
    labels = (*lead, *(one.target for one in windows))
    marks = {one.target: _mark(one, extents) for one in putting}
    labels = tuple(marks.get(label, label) for label in labels)
    if digits:
        node = Reshaped(node, tuple(label.axis for label in labels))
    positions: list[Expr] = []
    for label in labels:
        if label in starts:
            one, start = starts[label]
            positions.append(one.target - start)
        else:
            positions.append(label)
    return read_at(Labelled(node, labels), positions, extents)


def counted(target: Index, index: Labelled, value: Labelled) -> Labelled:
    """Rows added up by the number that each has."""
    rest = tuple(label for label in value.labels if label not in index.labels)
    rows = filled(value, (*index.labels, *rest))
    return Labelled(Scatter(rows, index.node, target.axis), (target, *rest))


def _is_digits(one: Putting, extents: Extents) -> bool:
    return is_radix(one.position, by_step(one.position, extents), extents)


def _window(one: Putting, extents: Extents) -> tuple[Index, Index | None]:
    """The letter of a window's position, and that of the offset within it."""
    steps = one.position.steps
    position, *offsets = sorted(
        steps, key=lambda x: (-extents.length(x.axis), -abs(steps[x]), x.name)
    )
    return position, (offsets[0] if offsets else None)


def _start(one: Putting, extents: Extents) -> int:
    return reach(one.position, extents)[0]


def _mark(one: Putting, extents: Extents) -> Index:
    """A letter for the places that are put to, before some are cut off and others added."""
    return Index(f"#{one.target.name}", _axis(one, extents))


def _axis(one: Putting, extents: Extents) -> Axis:
    if _is_digits(one, extents):
        return joined([letter.axis for letter in by_step(one.position, extents)])
    first, last = reach(one.position, extents)
    return run(last - first + 1)


def _rising(putting: Sequence[Putting], value: Labelled, extents: Extents) -> Labelled:
    """The value, turned round along letters that step backwards."""
    back = {x for one in putting for x, step in one.position.steps.items() if step < 0}
    if not back & set(value.labels):
        return value
    ends = [
        extents.length(label.axis) - 1 - label if label in back else label for label in value.labels
    ]
    return read_at(value, ends, extents)


def _lead(
    digits: list[Putting], windows: list[Putting], value: Labelled, order: Letters
) -> Letters:
    """The letters before those of windows: digits stand under their target's letter."""
    ours = {letter for one in (*digits, *windows) for letter in one.position.steps}
    targets = [one.target for one in digits]
    plain = [label for label in value.labels if label not in ours]
    found = [letter for letter in order if letter in targets or letter in plain]
    return tuple(dict.fromkeys((*found, *targets, *plain)))


def _spelled(digits: list[Putting], lead: Letters, extents: Extents) -> Letters:
    of = {one.target: by_step(one.position, extents) for one in digits}
    return tuple(one for letter in lead for one in of.get(letter, (letter,)))


def _overlapped(windows: list[Putting], value: Labelled, lead: Letters, extents: Extents) -> Node:
    pairs = [_window(one, extents) for one in windows]
    letters = (*lead, *(position for position, _ in pairs))
    offsets = tuple(offset for _, offset in pairs)
    held = (*letters, *(offset for offset in offsets if offset is not None))
    node = filled(value, held)
    if not windows:
        return node
    if None in offsets:
        slots = (None if one is None else held.index(one) for one in (*letters, *offsets))
        node = Rearranged(node, tuple(slots))
    strides, dilations = [], []
    for one, (position, offset) in zip(windows, pairs, strict=True):
        strides.append(abs(one.position.steps[position]))
        dilations.append(1 if offset is None else abs(one.position.steps[offset]))
    is_disjoint = all(
        offset is None or (extents.length(offset.axis) - 1) * dilation < stride
        for (_, offset), stride, dilation in zip(pairs, strides, dilations, strict=True)
    )
    axes = (*(letter.axis for letter in lead), *(_axis(one, extents) for one in windows))
    return Overlap(node, tuple(strides), tuple(dilations), is_disjoint, axes)
