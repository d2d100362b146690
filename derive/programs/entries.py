"""Entries of named arrays: letters in their slots, affine positions, or data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sympy import Expr

from derive.errors import UnsupportedError
from derive.notation.expression import Delta, contains, free_indices
from derive.notation.index import Index
from derive.notation.tensor import Entry, Tensor
from derive.programs.extents import Run
from derive.programs.labelled import Labelled, Letters, mapped
from derive.programs.nodes import (
    Identity,
    Padded,
    Positions,
    View,
)
from derive.programs.positions import Extents, gathered, read_at, unused
from derive.programs.structure import (
    axes_of,
)


class Lowers(Protocol):
    """What lowers expressions."""

    @property
    def extents(self) -> Extents:
        """How far letters run."""

    @property
    def order(self) -> Letters:
        """The order of letters that is wanted."""

    @property
    def local(self) -> Mapping[Tensor, Labelled]:
        """Values that stand-in tensors have."""

    def value(self, expression: Expr) -> Labelled:
        """The value of an expression, with the letters that it depends on."""

    def data(self, expression: Expr) -> Labelled:
        """The same of an expression that counts: whole numbers stay what they are."""


def entry_of(value: Labelled, entry: Entry, lowering: Lowers) -> Labelled:
    """A value, one letter a slot, at the positions of an entry."""
    taken = set(free_indices(entry)) | set(value.labels)
    positions: list[Expr] = []
    data: list[tuple[Index, Expr]] = []
    for position, label in zip(entry.indices, value.labels, strict=True):
        if isinstance(position, Entry):
            letter = unused(label.axis, tuple(taken))
            taken.add(letter)
            data.append((letter, position))
            position = letter  # noqa: PLW2901
        positions.append(position)
    found = read_at(value, positions, lowering.extents)
    for letter, position in data:
        index = lowering.data(position)
        if _is_padded(index):
            raise UnsupportedError(f"{position}, which is data, is read outside its range.")
        found = gathered(found, letter, index)
    return found


def _is_padded(index: Labelled) -> bool:
    node = index.node
    while isinstance(node, View):
        node = node.source
    return isinstance(node, Padded) or any(isinstance(axis, Run) for axis in axes_of(node))


# ------------------------------------------------------------------------------ deltas


def delta_of(delta: Delta, lowering: Lowers) -> Labelled:
    """A delta that stays: an identity matrix, or 1 where two positions agree."""
    left, right = delta.args
    if isinstance(left, Index) and isinstance(right, Index) and left.axis == right.axis:
        return Labelled(Identity(left.axis), (left, right))
    return mapped("indicator", (agreement(delta, lowering),), lowering.order)


def agreement(delta: Delta, lowering: Lowers) -> Labelled:
    """Where two positions agree, as true and false."""
    is_whole = contains(delta, Entry)
    sides = tuple(
        Labelled(Positions(one.axis, is_whole), (one,))
        if isinstance(one, Index)
        else lowering.data(one)
        for one in delta.args
    )
    return mapped("equal", sides, lowering.order)
