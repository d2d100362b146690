"""How large the terms are that a value is made of: where they cancel, rounding is left of it."""

from __future__ import annotations

import numpy as np

from derive.judging.frame import Frame
from derive.judging.problems import NotJudged
from derive.judging.values import Label, Value, contracted, joined, product, reduced, relabelled
from derive.reading.terms import (
    Derivative,
    Fold,
    MatrixProduct,
    Over,
    Part,
    Plus,
    SlotFold,
    Term,
    Times,
    Transposed,
)

CONTRACTED: Label = -100


def magnitude(frame: Frame, term: Term) -> Value:
    """A value in which nothing cancels: sums are of absolute values."""
    match term:
        case Plus(parts=parts):
            return joined(np.add, [magnitude(frame, part) for _, part in parts])
        case Times(parts=factors):
            return product([magnitude(frame, part) for part in factors])
        case Over(above=above, below=below):
            values = [magnitude(frame, above), _absolute(frame.value(below))]
            return joined(np.true_divide, values)
        case Fold(kind="sum", letters=letters, body=body):
            value = magnitude(frame, body)
            return reduced(np.sum, value, frozenset[Label](letters))
        case SlotFold(kind="sum", slot=slot, of=of):
            return reduced(np.sum, magnitude(frame, of), frozenset[Label]((slot,)))
        case MatrixProduct(left=left, right=right):
            pair = (
                relabelled(magnitude(frame, left), {1: CONTRACTED}),
                relabelled(magnitude(frame, right), {0: CONTRACTED}),
            )
            return contracted(pair, frozenset((CONTRACTED,)))
        case Transposed(of=of):
            return relabelled(magnitude(frame, of), {0: 1, 1: 0})
        case Derivative():
            return _largest(frame.value(term))
        case Part(quantity=quantity) if quantity.of is not None:
            return _largest(frame.value(term))
        case _:
            return _absolute(frame.value(term))


def _absolute(value: Value) -> Value:
    return Value(value.labels, np.abs(value.array))


def _largest(value: Value) -> Value:
    return Value(value.labels, np.full(np.shape(value.array), np.max(np.abs(value.array))))


def size_of(frame: Frame, term: Term) -> Value | None:
    """The magnitude, or None where it is not to be had."""
    try:
        return magnitude(frame, term)
    except NotJudged:
        return None
