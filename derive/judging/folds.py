"""Sums, products and largest values over labels, without ever holding what is not needed."""

from __future__ import annotations

from fractions import Fraction
from math import nan, prod

import numpy as np

from derive.judging.frame import Frame
from derive.judging.places import extent
from derive.judging.values import Label, Value, contracted, joined, product, reduced
from derive.reading.terms import (
    Fold,
    FoldKind,
    Holds,
    Kronecker,
    Over,
    Plus,
    Term,
    Times,
)

SWITCHES = (Holds, Kronecker)  # factors that are 0 or 1


def fold(frame: Frame, term: Fold) -> Value:
    """A fold over letters; a letter that does not occur counts as often as it runs."""
    letters = frozenset[Label](term.letters)
    if term.kind != "sum":
        body = frame.value(term.body)
        absent = [one for one in term.letters if one not in body.labels]
        repeated = [extent(one.axis, frame.knowledge.extents) for one in absent]
        return folded(frame, term.kind, body, letters, repeated=prod(repeated))
    values = _factors(frame, term.body)
    held = {label for value in values for label in value.labels}
    absent = [one for one in term.letters if one not in held]
    found = contracted(values, letters & held) if letters & held else product(values)
    count = prod(extent(one.axis, frame.knowledge.extents) for one in absent)
    if count == 1:
        return found
    return Value(found.labels, found.array * frame.made.number(count))


def _factors(frame: Frame, term: Term) -> list[Value]:
    """The factors of what is summed; they are not multiplied out before they are summed."""
    match term:
        case Times(parts=parts) if not any(isinstance(part, SWITCHES) for part in parts):
            return [value for part in parts for value in _factors(frame, part)]
        case Plus(parts=((-1, part),)):
            return [Value((), frame.made.number(-1)), *_factors(frame, part)]
        case Over(above=Times() as above, below=below):
            one = Value((), frame.made.number(1))
            return [*_factors(frame, above), joined(frame.made.quotient, [one, frame.value(below)])]
        case Times(parts=parts):
            values = [frame.value(part) for part in parts]
            finite = all(frame.made.all_finite(value.array) for value in values)
            return values if finite else [frame.value(term)]
    return [frame.value(term)]


def folded(
    frame: Frame, kind: FoldKind, value: Value, labels: frozenset[Label], *, repeated: int = 1
) -> Value:
    """A value folded over some of its labels, as if each entry were met so many times."""
    match kind:
        case "sum":
            found = reduced(np.sum, value, labels)
            return Value(found.labels, found.array * frame.made.number(repeated))
        case "prod":
            found = reduced(np.prod, value, labels)
            return Value(found.labels, frame.made.power(found.array, Fraction(repeated)))
    for label in labels & set(value.labels):
        value = _largest(frame, value, label, -1 if kind == "min" else 1)
    return value


def _largest(frame: Frame, value: Value, label: Label, sign: int) -> Value:
    """The first of the largest (smallest) entries; NaN where one is not finite."""
    axis = value.labels.index(label)
    kept = tuple(one for one in value.labels if one != label)
    finite = frame.made.finite(value.array)
    safe = np.where(finite, value.array, frame.made.number(0))
    at = np.argmax(np.asarray(sign * frame.made.real(safe)), axis=axis)
    found = np.take_along_axis(safe, np.expand_dims(at, axis), axis).squeeze(axis)
    if not np.all(finite):
        found = np.where(np.all(finite, axis=axis), found, nan)
    return Value(kept, found if kept else found[()])
