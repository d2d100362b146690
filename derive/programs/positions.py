"""Values read at positions: affine in letters, or data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Add, Expr

from derive.errors import UnsupportedError
from derive.notation.index import Axis, Index, fresh
from derive.programs.extents import joined, length_of, run
from derive.programs.labelled import Labelled, Letters, arranged
from derive.programs.nodes import (
    Gather,
    Node,
    Padded,
    Rearranged,
    Reshaped,
    Spread,
    View,
)
from derive.programs.structure import (
    axes_of,
)

ACCEPTED = (
    "A letter, a number, a sum of whole multiples of these, or an entry of whole-number data is"
    " accepted; the samples' index stands alone."
)


@dataclass(frozen=True, slots=True)
class Affine:
    """A position: a whole number and whole multiples of letters."""

    constant: int
    steps: Mapping[Index, int]


@dataclass(frozen=True, slots=True)
class Extents:
    """How far letters run.

    Attributes:
        sizes: The extent of every axis; of the batch, a typical one.
        sample: The axis whose extent is known only when the program runs.
    """

    sizes: Mapping[Axis, int]
    sample: Axis

    def length(self, axis: Axis) -> int:
        """The extent of an axis."""
        return length_of(axis, self.sizes)

    def is_alike(self, one: Axis, other: Axis) -> bool:
        """Whether two axes are as long, whatever the batch."""
        if one == other:
            return True
        return self.sample not in (one, other) and self.length(one) == self.length(other)


def affine(position: Expr) -> Affine | None:
    """A position taken apart; None if it is not affine with whole factors."""
    constant, steps = 0, dict[Index, int]()
    for term in Add.make_args(position.expand()):
        factor, rest = term.as_coeff_Mul()
        if not factor.is_Integer or not (rest == 1 or isinstance(rest, Index)):
            return None
        if rest == 1:
            constant += int(factor)
        else:
            steps[rest] = int(factor)
    return Affine(constant, steps)


def read_at(value: Labelled, positions: Sequence[Expr], extents: Extents) -> Labelled:
    """A value with each letter replaced by a position; 0 where that leaves the range.

    Raises:
        UnsupportedError: A position is not affine with whole factors.
    """
    axes = [label.axis for label in value.labels]
    if all(
        isinstance(at, Index) and at.axis == axis for at, axis in zip(positions, axes, strict=True)
    ) and len(set(positions)) == len(positions):
        return Labelled(value.node, tuple(positions))
    slots = [
        _checked(position, axis, extents) for position, axis in zip(positions, axes, strict=True)
    ]
    padded, starts = _padded(value.node, slots, axes, extents)
    letters = _natural_order(slots, extents)
    steps = tuple(tuple(slot.steps.get(letter, 0) for slot in slots) for letter in letters)
    view = View(padded, starts, steps, tuple(letter.axis for letter in letters))
    return Labelled(view, letters)


def _checked(position: Expr, axis: Axis, extents: Extents) -> Affine:
    found = affine(position)
    if found is None:
        raise UnsupportedError(
            f"the position {position} has no form in a program.", accepted=ACCEPTED
        )
    over_samples = any(letter.axis == extents.sample for letter in found.steps)
    is_plain = found.constant == 0 and list(found.steps.values()) == [1]
    if (over_samples or axis == extents.sample) and not (
        is_plain and all(letter.axis == axis for letter in found.steps)
    ):
        raise UnsupportedError(f"the position {position} moves along the batch.", accepted=ACCEPTED)
    return found


def _padded(
    node: Node, slots: Sequence[Affine], axes: Sequence[Axis], extents: Extents
) -> tuple[Node, tuple[int, ...]]:
    """The node with zeros wherever a position leaves the range, and where positions start."""
    margins, longer, starts = [], [], []
    for slot, axis in zip(slots, axes, strict=True):
        if axis == extents.sample:
            margins.append((0, 0))
            longer.append(axis)
            starts.append(0)
            continue
        first, last = reach(slot, extents)
        length = extents.length(axis)
        before, after = max(0, -first), max(0, last + 1 - length)
        margins.append((before, after))
        longer.append(run(before + length + after) if before or after else axis)
        starts.append(slot.constant + before)
    if any(margin != (0, 0) for margin in margins):
        node = Padded(node, tuple(margins), tuple(longer))
    return node, tuple(starts)


def reach(position: Affine, extents: Extents) -> tuple[int, int]:
    """The smallest and the largest place that a position comes to."""
    far = [step * (extents.length(letter.axis) - 1) for letter, step in position.steps.items()]
    start = position.constant
    return start + sum(min(0, one) for one in far), start + sum(max(0, one) for one in far)


def _natural_order(slots: Sequence[Affine], extents: Extents) -> Letters:
    """The letters in the order in which NumPy's views give them: offsets in windows last."""
    letters: dict[Index, None] = {}
    offsets: dict[Index, None] = {}
    for slot in slots:
        order = by_step(slot, extents)
        if len(order) == 2 and not is_radix(slot, order, extents):
            position, offset = sorted(
                order, key=lambda one: extents.length(one.axis) * abs(slot.steps[one]), reverse=True
            )
            letters.setdefault(position)
            offsets.setdefault(offset)
        else:
            letters.update(dict.fromkeys(order))
    return (*letters, *(one for one in offsets if one not in letters))


def by_step(position: Affine, extents: Extents) -> Letters:
    """The letters of a position, the one that takes the longest steps first."""
    return tuple(
        sorted(
            position.steps,
            key=lambda one: (
                -abs(position.steps[one]),
                1 if one.axis == extents.sample else -extents.length(one.axis),
            ),
        )
    )


def is_radix(position: Affine, order: Letters, extents: Extents) -> bool:
    """Whether letters count places one by one, as digits do."""
    step = 1
    for letter in reversed(order):
        if position.steps[letter] != step:
            return False
        step *= extents.length(letter.axis) if len(order) > 1 else 1
    return True


# ------------------------------------------------------------------------------ data


def gathered(value: Labelled, slot: Index, index: Labelled) -> Labelled:
    """A value looked up, along the axis with the letter `slot`, at positions that are data."""
    at = value.labels.index(slot)
    before, after = value.labels[:at], value.labels[at + 1 :]
    own = tuple(label for label in index.labels if label not in value.labels)
    if len(own) == len(index.labels):
        return Labelled(Gather(value.node, index.node, at, is_along=False), (*before, *own, *after))
    order = tuple(label if label in index.labels else None for label in (*before, *own, *after))
    places = tuple(None if label is None else index.labels.index(label) for label in order)
    met: Node = (
        index.node if places == tuple(range(len(places))) else Rearranged(index.node, places)
    )
    if len(own) != 1:
        together = joined([label.axis for label in own]) if own else run(1)
        axes = axes_of(met)
        met = Reshaped(met, (*axes[:at], together, *axes[at + len(own) :]))
    found: Node = Gather(value.node, met, at, is_along=True)
    labels = (*before, *own, *after)
    if len(own) != 1:
        found = Reshaped(found, tuple(label.axis for label in labels))
    return Labelled(found, labels)


def filled(value: Labelled, letters: Letters) -> Node:
    """The value with exactly these letters, repeated along those it lacks."""
    node = arranged(value, letters)
    axes = tuple(letter.axis for letter in letters)
    return node if set(letters) == set(value.labels) else Spread(node, axes)


def unused(axis: Axis, taken: Sequence[Expr]) -> Index:
    """A letter on an axis that is not taken."""
    return fresh(Index(axis.letter, axis), taken)
