"""The values of matrix expressions: what is done with slots."""

from __future__ import annotations

import numpy as np

from derive.judging.folds import folded
from derive.judging.frame import Frame
from derive.judging.places import extent
from derive.judging.problems import NotJudged
from derive.judging.values import (
    Label,
    Labels,
    Value,
    aligned,
    contracted,
    ordered,
    product,
    relabelled,
)
from derive.reading.terms import (
    At,
    Diagonal,
    Matrix,
    MatrixProduct,
    SlotFold,
    Table,
    Transposed,
)

CONTRACTED: Label = -100


def matrix_product(frame: Frame, term: MatrixProduct) -> Value:
    """The left's slot 1 contracted with the right's slot 0."""
    left, right = frame.value(term.left), frame.value(term.right)
    if (1 in left.labels) != (0 in right.labels):
        raise NotJudged("The shapes of a matrix product do not fit.")
    pair = (relabelled(left, {1: CONTRACTED}), relabelled(right, {0: CONTRACTED}))
    return contracted(pair, frozenset((CONTRACTED,)))


def transposed(frame: Frame, term: Transposed) -> Value:
    """Slots 0 and 1 exchanged."""
    return relabelled(frame.value(term.of), {0: 1, 1: 0})


def slot_fold(frame: Frame, term: SlotFold) -> Value:
    """A fold over one slot."""
    value = frame.value(term.of)
    if term.slot not in value.labels:
        return value
    return folded(frame, term.kind, value, frozenset[Label]((term.slot,)))


def diagonal(frame: Frame, term: Diagonal) -> Value:
    """A vector on the diagonal of a matrix."""
    value = frame.value(term.of)
    slots = [label for label in (0, 1) if label in value.labels]
    if len(slots) != 1:
        raise NotJudged("A diagonal matrix is made of a vector.")
    size = np.shape(value.array)[value.labels.index(slots[0])]
    one, zero = frame.made.number(1), frame.made.number(0)
    identity = np.where(np.eye(size, dtype=bool), one, zero)
    return product([relabelled(value, {slots[0]: 0}), Value((0, 1), identity)])


def table(frame: Frame, term: Table) -> Value:
    """A matrix written out."""
    cells = [frame.value(cell) for row in term.rows for cell in row]
    if any(label in (0, 1) for cell in cells for label in cell.labels):
        raise NotJudged("A cell of a matrix has to be a number.")
    labels, arrays = aligned(cells)
    shape = np.broadcast_shapes(*(np.shape(array) for array in arrays))
    stacked = np.stack([np.broadcast_to(array, shape) for array in arrays], -1)
    counts = (len(term.rows), len(term.rows[0]))
    for axis, number in zip(term.axes, counts, strict=True):
        if axis is not None and extent(axis, frame.knowledge.extents) != number:
            raise NotJudged("The matrix has as many rows and columns only at other extents.")
    slots: Labels = tuple(slot for slot, axis in enumerate(term.axes) if axis is not None)
    sizes = [counts[slot] for slot in slots]  # type: ignore[index]  # 0 or 1
    return Value((*labels, *slots), stacked.reshape((*shape, *sizes)))


def at(frame: Frame, term: At) -> Value:
    """Entries of a matrix expression."""
    value = frame.value(term.of)
    slots: Labels = tuple(sorted(label for label in value.labels if isinstance(label, int)))
    if len(slots) != len(term.places):
        raise NotJudged("An entry has as many places as its matrix has slots.")
    hidden: dict[Label, Label] = {slot: -1 - at for at, slot in enumerate(slots)}
    return frame.picked(relabelled(value, hidden), tuple(hidden.values()), term.places)


def matrix(frame: Frame, term: Matrix) -> Value:
    """Letters as slots; one that does not occur is repeated."""
    value = frame.value(term.body)
    change: dict[Label, Label] = {
        letter: slot for slot, letter in enumerate(term.letters) if letter is not None
    }
    sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
    absent = [letter for letter in change if letter not in value.labels]
    if absent:
        extents = frame.knowledge.extents
        more = {one: extent(one.axis, extents) for one in term.letters if one is not None}
        labels = (*value.labels, *absent)
        shape = [sizes[x] if x in sizes else more[x] for x in labels]  # type: ignore[index]  # a letter
        value = Value(labels, ordered(value, labels, shape))
    return relabelled(value, change)
