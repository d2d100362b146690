"""Indices: exchanged, shifted, of another letter, and Kronecker deltas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from sympy import Expr, Integer

from derive.judging.edits import Edit, WrongLine, factors_of, without
from derive.judging.surgery import Spot, times
from derive.notation.expression import substitute
from derive.notation.index import Index, indices_in
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Constant,
    Counted,
    Derivative,
    Fold,
    Kronecker,
    Matrix,
    Part,
    Plus,
    Term,
    Times,
    Whole,
)

ONE = Constant(Fraction(1))


def index_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        match spot.term:
            case Part():
                yield from _swapped(wrong, spot, spot.term, spot.term)
                yield from _other_letter(wrong, spot, spot.term)
                yield from _moved(wrong, spot, spot.term)
            case Derivative(by=by):
                for edit in _swapped(wrong, spot, by, spot.term):
                    assert isinstance(edit.new, Part), "a part with its indices swapped"
                    yield replace(edit, new=replace(spot.term, by=edit.new))
            case Matrix(letters=letters):
                for one, other in combinations(range(len(letters)), 2):
                    moved = list(letters)
                    moved[one], moved[other] = letters[other], letters[one]
                    new = replace(spot.term, letters=tuple(moved))
                    code, span = "swapped-weight-indices", spot.term.span
                    yield Edit(code, spot.path, new, span, was=spot.term)
        if spot.is_product:
            yield from _exchanged(spot)
            yield from _deltas(wrong, spot)
        if spot.term == ONE and len(spot.parents) and isinstance(spot.parents[-1], Plus):
            yield from _delta_for_one(wrong, spot)


def _swapped(wrong: WrongLine, spot: Spot, part: Part, whole: Term) -> Iterator[Edit]:
    """Two indices of one name exchanged."""
    axes = part.quantity.axes
    for one, other in combinations(range(len(axes)), 2):
        places = list(part.places)
        first, second = places[one], places[other]
        if isinstance(first, Whole) or isinstance(second, Whole):
            continue
        places[one], places[other] = _on(second, axes[one]), _on(first, axes[other])
        new = replace(part, places=tuple(places))
        given = wrong.roles.is_given(part.quantity) and part.quantity.kind != "input"
        code = "swapped-weight-indices" if given else "wrong-index"
        yield Edit(code, spot.path, new, whole.span, it=new, was=part)


def _on(place: Any, axis: Any) -> Any:
    return Index(place.name, axis) if isinstance(place, Index) else place


def _other_letter(wrong: WrongLine, spot: Spot, part: Part) -> Iterator[Edit]:
    """Another letter in one slot."""
    for at, axis in enumerate(part.quantity.axes):
        old = part.places[at]
        if isinstance(old, Whole):
            continue
        for letter in spot.letters:
            if letter.name != getattr(old, "name", ""):
                places = (*part.places[:at], Index(letter.name, axis), *part.places[at + 1 :])
                new = replace(part, places=places)
                given = wrong.roles.is_given(part.quantity) and len(places) > 1
                code = "swapped-weight-indices" if given else "wrong-index"
                yield Edit(code, spot.path, new, part.span, it=new, was=part, penalty=6)


def renamed(term: Term, change: Mapping[str, str]) -> Term:
    """A term with other letters; which axes they run over is left for later."""
    match term:
        case Part(places=places):
            return replace(term, places=tuple(_renamed_place(p, change) for p in places))
        case Counted(position=position):
            return replace(term, position=_renamed_place(position, change))
        case Kronecker(left=left, right=right):
            pair = _renamed_place(left, change), _renamed_place(right, change)
            return replace(term, left=pair[0], right=pair[1])
        case At(of=of, places=places):
            moved = tuple(_renamed_place(p, change) for p in places)
            return replace(term, of=renamed(of, change), places=moved)
        case Fold(letters=letters, body=body):
            own = tuple(Index(change.get(one.name, one.name), one.axis) for one in letters)
            return replace(term, letters=own, body=renamed(body, change))
        case Derivative(of=of, by=by):
            moved_by = renamed(by, change)
            assert isinstance(moved_by, Part), "a part stays one"
            return replace(term, of=renamed(of, change), by=moved_by)
        case _:
            return with_inside(term, tuple(renamed(part, change) for part in inside(term)))


def _renamed_place(place: Any, change: Mapping[str, str]) -> Any:
    if isinstance(place, Whole):
        return place
    if isinstance(place, Index):
        return Index(change[place.name], place.axis) if place.name in change else place
    moved = {
        letter: Index(change[letter.name], letter.axis)
        for letter in indices_in(place)
        if letter.name in change
    }
    return substitute(place, moved) if moved else place


def _exchanged(spot: Spot) -> Iterator[Edit]:
    """Two letters exchanged everywhere in a product."""
    if slots_of(spot.term) and not free_letters(spot.term):
        return
    names = sorted({letter.name for letter in free_letters(spot.term)})
    for one, other in combinations(names, 2):
        new = renamed(spot.term, {one: other, other: one})
        penalty = 0 if len(factors_of(spot.term)) > 1 else 3
        penalty += 0 if not spot.path else 1
        penalty += 3 * any(isinstance(one, Matrix) for one in (spot.term, *spot.parents))
        yield Edit("reversed-outer-product", spot.path, new, spot.term.span, penalty=penalty)


def _moved(wrong: WrongLine, spot: Spot, part: Part) -> Iterator[Edit]:
    """An index one further or nearer; a letter in it with the other sign, or twice."""
    moving = wrong.roles.moving_axes
    is_window = wrong.roles.has_window
    for at, axis in enumerate(part.quantity.axes):
        place = part.places[at]
        if is_window and not isinstance(place, Whole):
            yield from _further(spot, part, at)
        if isinstance(place, Whole) or not (axis in moving or not isinstance(place, Index)):
            continue
        shift = "convolution-off-by-one" if is_window else "time-off-by-one"
        for step in (-1, 1, -2, 2):
            new = _at(part, at, place + step)
            yield Edit(shift, spot.path, new, part.span, it=new, was=part, penalty=abs(step) - 1)
        if is_window:
            yield from _turned(spot, part, at)
    if is_window:
        yield from _all_turned(spot, part)


def _turned(spot: Spot, part: Part, at: int) -> Iterator[Edit]:
    place = part.places[at]
    letters = sorted(indices_in(place), key=lambda one: one.name)
    for letter in letters:
        for steps in range(-2, 3):
            flipped = substitute(place, {letter: -letter}) + steps
            new = _at(part, at, flipped)
            span, penalty = part.span, abs(steps)
            if len(letters) > 1:
                code = "kernel-not-flipped"
                yield Edit(code, spot.path, new, span, it=new, was=part, penalty=penalty)
        for stride in (2, 3):
            for steps in (0, 1, -1):
                wide = substitute(place, {letter: stride * letter}) + steps
                new = _at(part, at, wide)
                penalty = abs(steps)
                code = "stride-lost"
                yield Edit(code, spot.path, new, part.span, it=new, was=part, penalty=penalty)


def _further(spot: Spot, part: Part, at: int) -> Iterator[Edit]:
    """A place with one more letter in it: i + m for i."""
    place = part.places[at]
    for letter in spot.letters:
        if letter not in indices_in(place):
            for sign in (1, -1):
                new = _at(part, at, place + sign * (letter + 1))  # letters are written from 1
                yield Edit("offset-lost", spot.path, new, part.span, it=new, was=part)


def _all_turned(spot: Spot, part: Part) -> Iterator[Edit]:
    """A window in several directions, flipped in all of them."""
    moving = [[*indices_in(place)] if not isinstance(place, Whole) else [] for place in part.places]
    if sum(len(letters) > 1 for letters in moving) < 2:
        return
    for chosen in product(*(sorted(one, key=str) if len(one) > 1 else [None] for one in moving)):
        places = tuple(
            place if letter is None else substitute(place, {letter: -letter - 2})
            for place, letter in zip(part.places, chosen, strict=True)
        )
        new = replace(part, places=places)
        yield Edit("kernel-not-flipped", spot.path, new, part.span, it=new, was=part)


def _at(part: Part, at: int, place: Expr) -> Part:
    return replace(part, places=(*part.places[:at], place, *part.places[at + 1 :]))


def _pairs(spot: Spot) -> Iterator[tuple[Index, Index]]:
    for one, other in combinations(spot.letters, 2):
        if one.axis == other.axis:
            yield one, other


def _deltas(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """A Kronecker delta as a factor, or that a factor is subtracted from."""
    term, span = spot.term, spot.term.span
    free = set(wrong.letters)
    for one, other in _pairs(spot):
        delta = Kronecker(one, other)
        penalty = 0 if {one, other} <= free else 5
        new = times(delta, term)
        yield Edit("kronecker-dropped", spot.path, new, span, it=delta, penalty=penalty)
        if isinstance(term, Plus) and len(term.parts) == 1 and term.parts[0][0] < 0:
            product = term.parts[0][1]
            for at, factor in enumerate(factors_of(product)):
                rest = without(product, at)
                both = Plus(((1, delta), (-1, factor)))
                made = both if rest == ONE else times(rest, both)
                yield Edit("kronecker-dropped", spot.path, made, span, it=delta, penalty=penalty)


def _delta_for_one(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    for one, other in _pairs(spot):
        delta = Kronecker(one, other)
        penalty = 0 if {one, other} <= set(wrong.letters) else 5
        yield Edit("kronecker-dropped", spot.path, delta, spot.term.span, it=delta, penalty=penalty)


def windows(wrong: WrongLine) -> Iterator[Edit]:
    """One position of a window in place of the sum over all: δ_1 x_k for Σ δ_i x_{i+k-1}."""
    for spot in wrong.products:
        if not isinstance(spot.term, Times):
            continue
        for part in spot.term.parts:
            for at, axis, first in _fixed(part):
                name = axis.letter if all(one.name != axis.letter for one in spot.letters) else "m"
                letter = Index(name, axis)
                parts = tuple(
                    _at_part(one, at, letter) if one is part else _along(one, letter - first)
                    for one in spot.term.parts
                )
                whole = Fold("sum", (letter,), Times(parts), span=spot.term.span)
                yield Edit("positions-not-summed", spot.path, whole, spot.term.span, it=whole)


def _fixed(term: Term) -> Iterator[tuple[int, Any, Expr]]:
    """Slots of a part or derivative that hold a number."""
    part = term.by if isinstance(term, Derivative) else term
    if isinstance(part, Part):
        for at, (place, axis) in enumerate(zip(part.places, part.quantity.axes, strict=True)):
            if isinstance(place, int | Integer):
                yield at, axis, place


def _at_part(term: Term, at: int, place: Expr) -> Term:
    if isinstance(term, Derivative):
        return replace(term, by=_at(term.by, at, place))
    assert isinstance(term, Part), "a part or a derivative has a place"
    return _at(term, at, place)


def _along(term: Term, step: Expr) -> Term:
    if isinstance(term, Part) and term.places and not isinstance(term.places[-1], Whole):
        return _at(term, len(term.places) - 1, term.places[-1] + step)
    return term
