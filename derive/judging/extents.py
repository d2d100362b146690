"""Extents for the axes of a model: all different, at least 3, and such that positions fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
from sympy import Add

from derive.judging.places import positions
from derive.judging.problems import NotJudged
from derive.notation.index import Axis, Index, SizeOf, indices_in
from derive.reading.model import Model
from derive.reading.term_parts import every
from derive.reading.terms import (
    Counted,
    Derivative,
    Fold,
    Holds,
    Kronecker,
    Matrix,
    Part,
    Place,
    Table,
    Term,
    Whole,
)

FEWEST = 3  # of two entries, "the other one" and "all others" are the same: p and 1 - p
FEWEST_SAMPLES = FEWEST
FEWEST_STEPS = 4  # where t - 1 stands: of two steps, the second one has no past that matters
MOST_TRIES = 40


def extents_of(model: Model, seed: int, more: tuple[Term, ...] = ()) -> dict[Axis, int]:
    """An extent for every axis of a model, and of the letters of some further terms."""
    terms = [*(one.value for one in model.definitions), *more]
    fixed = dict(model.extents)
    free = [axis for axis in _axes(model, terms) if axis not in fixed]
    fixed |= {axis: int(axis.size) for axis in free if axis.size.isdigit()}
    free = [axis for axis in free if axis not in fixed]
    reaches = [one for term in terms for one in (*_ending(term), *_reaching(term))]
    steps = dict.fromkeys(chain.from_iterable(map(_steps, terms)))
    stepped = [axis for axis in steps if axis in free]
    random = np.random.default_rng((seed, 1))
    best: dict[Axis, int] = {}
    fewest = -1
    for _ in range(MOST_TRIES):
        drawn = _drawn(free, fixed, random, first=FEWEST + seed % 2)
        found = _with_terms(_stretched(drawn, stepped, random), reaches, fixed)
        extents = [found[axis] for axis in free]
        different = len(set(extents)) - sum(extent < 2 for extent in extents)
        if different > fewest:
            best, fewest = found, different
        if fewest == len(free):
            break
    return best


def _drawn(
    free: list[Axis], fixed: Mapping[Axis, int], random: np.random.Generator, *, first: int
) -> dict[Axis, int]:
    """Different extents from `first` on for free axes, other than fixed ones that are small."""
    taken = {extent for extent in fixed.values() if extent < 6}
    most = first + len(free) + len(taken) + (len(free) > 1)
    offered = [extent for extent in range(first, most) if extent not in taken]
    chosen = [int(extent) for extent in random.permutation(offered[: len(free) + 1])]
    return {**fixed, **dict(zip(free, chosen, strict=False))}


def _stretched(
    found: dict[Axis, int], stepped: list[Axis], random: np.random.Generator
) -> dict[Axis, int]:
    """The extents, with axes on which something steps long enough, and different still."""
    for axis in stepped:
        if found[axis] < FEWEST_STEPS:
            taken = {extent for other, extent in found.items() if other != axis}
            found[axis] = FEWEST_STEPS + int(random.integers(2))
            while found[axis] in taken:
                found[axis] += 1
    return found


def _steps(term: Term) -> Iterator[Axis]:
    """Axes on which a position is a step away from another, t - 1."""
    for part in every(term):
        if isinstance(part, Part):
            for axis, place in zip(part.quantity.axes, part.places, strict=True):
                letters = () if isinstance(place, Whole | Index) else indices_in(place)
                if any(letter.axis == axis for letter in letters):
                    yield axis


def _fitted(
    found: dict[Axis, int], reaches: list[tuple[Axis, Place]], fixed: Mapping[Axis, int]
) -> dict[Axis, int]:
    """The extents, with each axis as long as the positions reach that several letters make."""
    for _ in range(3):
        before = dict(found)
        for axis, place in reaches:
            if axis in fixed or isinstance(place, Whole):
                continue
            letters = tuple(indices_in(place))
            try:
                at = positions(place, letters, found)
            except NotJudged:
                continue
            is_from_first = np.min(at) == 0 if letters else np.min(at) >= FEWEST - 1
            if is_from_first and np.max(at) == int(np.max(at)):
                found[axis] = int(np.max(at)) + 1
        if found == before:
            break
    return found


def _with_terms(
    drawn: dict[Axis, int], reaches: list[tuple[Axis, Place]], fixed: Mapping[Axis, int]
) -> dict[Axis, int]:
    """Fitted extents at which no sum is without terms: of t = 1, ..., T - K + 1, T is longer."""
    found = _fitted(drawn, reaches, fixed)
    ends = [place for _, place in reaches if not isinstance(place, Whole)]
    for _ in range(MOST_TRIES):
        short = [one for one in ends if not indices_in(one) and _last(one, found) < FEWEST - 1]
        longer = {
            part.axis
            for place in short
            for part in Add.make_args(place)
            if isinstance(part, SizeOf) and part.axis not in fixed
        }
        if not longer:
            break
        found = _fitted({**found, **{axis: found[axis] + 1 for axis in longer}}, reaches, fixed)
    return found


def _last(place: Place, extents: Mapping[Axis, int]) -> int:
    """The last place of a sum with a computed end, counted from 0."""
    try:
        return int(positions(place, (), extents))
    except NotJudged:
        return FEWEST


def _ending(term: Term) -> Iterator[tuple[Axis, Place]]:
    """Axes over which a sum runs to an end that other extents make: t = 1, ..., T - K + 1."""
    for part in every(term):
        match part:
            case Holds(left=Counted(position=at), relation="<=", right=Counted(position=end)):
                letters = indices_in(at)
                sizes = {one.axis for one in end.free_symbols if isinstance(one, SizeOf)}
                if len(letters) == 1 and sizes and not indices_in(end):
                    (letter,) = letters
                    if letter.axis not in sizes:
                        yield letter.axis, end - 1


def _reaching(term: Term) -> Iterator[tuple[Axis, Place]]:
    """Axes on which a position is made of several letters, or of a multiple of one."""
    for part in every(term):
        if isinstance(part, Part):
            for axis, place in zip(part.quantity.axes, part.places, strict=True):
                if isinstance(place, Whole | Index):
                    continue
                letters = indices_in(place)
                if any(letter.axis == axis for letter in letters):
                    continue  # a step on the axis itself: t - 1
                if letters:
                    yield axis, place


def _axes(model: Model, terms: list[Term]) -> list[Axis]:
    """Every axis that is met, in a fixed order."""
    found = dict.fromkeys(chain.from_iterable(one.axes for one in model.quantities))
    if model.samples is not None:
        found[model.samples] = None
    for definition in model.definitions:
        found.update(dict.fromkeys(letter.axis for letter in definition.letters))
    for term in terms:
        for part in every(term):
            found.update(dict.fromkeys(_axes_at(part)))
    return list(found)


def _axes_at(part: Term) -> Iterator[Axis]:
    """The axes that a term names itself."""
    match part:
        case Part(quantity=quantity, places=places):
            yield from quantity.axes
            for place in places:
                if not isinstance(place, Whole):
                    yield from _axes_in(place)
        case Counted(position=position):
            yield from _axes_in(position)
        case Kronecker(left=left, right=right):
            yield from _axes_in(left)
            yield from _axes_in(right)
        case Fold(letters=letters):
            yield from (letter.axis for letter in letters)
        case Matrix(letters=slots):
            yield from (letter.axis for letter in slots if letter is not None)
        case Table(axes=axes):
            yield from (axis for axis in axes if axis is not None)
        case Derivative():
            return


def _axes_in(position: object) -> Iterator[Axis]:
    symbols = getattr(position, "free_symbols", ())
    yield from sorted({one.axis for one in symbols if isinstance(one, Index | SizeOf)})
