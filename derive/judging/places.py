"""Entries by their places: labels where a place is a letter, integer indices where it is more."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

import numpy as np
from sympy import Add, Expr, Integer, Mul, Pow, Rational

from derive.judging.problems import MOST_ENTRIES, NotJudged, TooLarge
from derive.judging.values import Label, Labels, Value
from derive.notation.index import Axis, Index, SizeOf, indices_in
from derive.reading.terms import (
    Place,
    Whole,
)

Extents = Mapping[Axis, int]


def positions(position: Expr, letters: Labels, extents: Extents) -> Any:
    """An index expression at all places of some letters: whole numbers or fractions, exact.

    Raises:
        NotJudged: It holds more than letters, extents and rational numbers.
    """
    match position:
        case Index():
            shape = [1] * len(letters)
            at = letters.index(position)
            shape[at] = extent(position.axis, extents)
            return np.arange(shape[at]).astype(object).reshape(shape)
        case Integer():
            return np.array(int(position), dtype=object)
        case Rational():
            return np.array(Fraction(position.p, position.q), dtype=object)
        case SizeOf(axis=axis):
            return np.array(extent(axis, extents), dtype=object)
        case Add() | Mul():
            parts = [positions(part, letters, extents) for part in position.args]
            found = parts[0]
            for part in parts[1:]:
                found = found + part if isinstance(position, Add) else found * part
            return np.asarray(found, dtype=object)
        case Pow(exp=Integer() as exponent) if abs(int(exponent)) <= 64:
            base = positions(position.base, letters, extents)
            if int(exponent) < 0 and not np.all(base != 0):
                raise NotJudged(f"The position {position} divides by 0.")
            return np.asarray(base + Fraction(0), dtype=object) ** int(exponent)
    raise NotJudged(f"The position {position} has no whole value.")


def extent(axis: Axis, extents: Extents) -> int:
    """How long an axis is.

    Raises:
        NotJudged: Nothing says so.
    """
    if axis in extents:
        return extents[axis]
    if axis.size.isdigit():
        return int(axis.size)
    raise NotJudged(f"The range of the letter {axis.letter} is not known.")


class Pick(NamedTuple):
    """How entries are taken: dimensions turned to the back, indices for them, what is inside.

    Attributes:
        order: The order of the dimensions, those with indices last.
        indices: An array of whole numbers for each of those.
        is_inside: Where the indices are within the array; None if everywhere.
        labels: The labels of what is taken.
    """

    order: tuple[int, ...]
    indices: tuple[Any, ...]
    is_inside: Any
    labels: Labels


def is_plain(labels: Labels, dims: Labels, places: tuple[Place, ...]) -> bool:
    """Whether places are letters or slots, each once, none of which the value has already."""
    if not all(isinstance(place, Index | Whole) for place in places):
        return False
    new = [place.number if isinstance(place, Whole) else place for place in places]
    return len(set(new)) == len(new) and not set(new) & (set(labels) - set(dims))


def pick(value: Value, dims: Labels, places: tuple[Place, ...], extents: Extents) -> Pick:
    """How the entries at some places of some dimensions are taken."""
    sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
    slots = {place.number: dim for dim, place in zip(dims, places, strict=True) if is_slot(place)}
    met: dict[Label, None] = {}
    for place in places:
        if isinstance(place, Whole):
            met[place.number] = None
        else:
            met.update(dict.fromkeys(sorted(indices_in(place), key=str)))
    shared = tuple(label for label in value.labels if label in met and label not in dims)
    letters = tuple(met)
    lengths = {label: sizes[slots[label]] for label in letters if label in slots}
    indices = [
        _range(place.number, letters, lengths[place.number])
        if isinstance(place, Whole)
        else positions(place, letters, extents)
        for place in places
    ]
    indices += [_range(label, letters, sizes[label]) for label in shared]
    for label in letters:
        if isinstance(label, Index):
            lengths[label] = extent(label.axis, extents)
    indexed = (*dims, *shared)
    kept = tuple(label for label in value.labels if label not in indexed)
    order = tuple(value.labels.index(label) for label in (*kept, *indexed))
    shape = tuple(lengths[label] for label in letters)
    _check(kept, sizes, shape)
    inside = np.ones(shape, bool)
    whole = []
    for dim, index in zip(indexed, indices, strict=True):
        full = np.broadcast_to(index, shape)
        ok = np.asarray(_WITHIN(full, sizes[dim]), bool)
        inside &= ok
        whole.append(np.where(ok, full, 0).astype(np.intp))
    return Pick(order, tuple(whole), None if inside.all() else inside, (*kept, *letters))


def _check(kept: Labels, sizes: Mapping[Label, int], shape: tuple[int, ...]) -> None:
    require_small(prod(sizes[label] for label in kept) * prod(shape), MOST_ENTRIES)


def is_slot(place: Place) -> bool:
    """Whether a place stays whole."""
    return isinstance(place, Whole)


def _range(label: Label, letters: Labels, length: int) -> Any:
    shape = [1] * len(letters)
    shape[letters.index(label)] = length
    return np.arange(length).astype(object).reshape(shape)


_WITHIN = np.frompyfunc(lambda place, size: place == int(place) and 0 <= place < size, 2, 1)


def taken(array: Any, how: Pick) -> Any:
    """The entries; 0 where a place is outside."""
    array = array.transpose(how.order)
    if not how.indices:
        return array
    found = array[(..., *how.indices)]
    if how.is_inside is None:
        return found
    return np.where(how.is_inside, found, 0)


def require_small(entries: int, most: int) -> None:
    """Raises TooLarge where there are too many entries."""
    if entries > most:
        raise TooLarge(f"This has {entries} entries; at most {most} are worked out.")
