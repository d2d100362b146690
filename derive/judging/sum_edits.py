"""Sums: missing, over another letter, superfluous, or around too little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from derive.judging.edits import Edit, WrongLine
from derive.judging.index_edits import renamed
from derive.judging.surgery import Spot, times
from derive.notation.expression import substitute
from derive.notation.index import Axis, Index, indices_in
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Counted,
    Derivative,
    Fold,
    Kronecker,
    Part,
    SlotFold,
    Term,
    Times,
    Whole,
)

MOST_OCCURRENCES = 5


def sum_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        if isinstance(spot.term, Fold) and spot.term.kind == "sum":
            yield from _over_others(wrong, spot, spot.term)
            yield from _taken_away(spot, spot.term)
        if isinstance(spot.term, SlotFold) and spot.term.kind == "sum":
            for slot in (0, 1):
                new = replace(spot.term, slot=slot)
                if new != spot.term:
                    yield Edit("sum-over-wrong-axis", spot.path, new, spot.term.span)
        if isinstance(spot.term, Times):
            yield from _drawn_in(spot, spot.term)
    for spot in wrong.products:
        yield from _around_loose(wrong, spot)
        yield from _around_renamed(wrong, spot)


def _over_others(wrong: WrongLine, spot: Spot, fold: Fold) -> Iterator[Edit]:
    """The same sum over another letter of its body, or with its letters moved on."""
    span, code = fold.span, "sum-over-wrong-axis"
    free = {letter.name: letter for letter in free_letters(fold.body)}
    own = {letter.name for letter in fold.letters}
    for name in sorted(set(free) - own):
        for at, old in enumerate(fold.letters):
            letters = (*fold.letters[:at], free[name], *fold.letters[at + 1 :])
            yield Edit(code, spot.path, replace(fold, letters=letters), span, it=None)
            for letter in wrong.letters:
                if letter.name in own | {name}:
                    continue
                moved = renamed(fold.body, {name: old.name, old.name: letter.name})
                new = replace(fold, body=moved)
                yield Edit(code, spot.path, new, span, penalty=3)
            swapped = renamed(fold.body, {name: old.name, old.name: name})
            new = replace(fold, body=swapped)
            yield Edit("wrong-index", spot.path, new, span, it=new, penalty=2)


def _taken_away(spot: Spot, fold: Fold) -> Iterator[Edit]:
    """The body alone, without one sum or several in a row."""
    body: Term = fold.body
    yield Edit("sum-survives-differentiation", spot.path, body, fold.span)
    while isinstance(body, Fold) and body.kind == "sum":
        body = body.body
        yield Edit("sum-survives-differentiation", spot.path, body, fold.span)


def _drawn_in(spot: Spot, product: Times) -> Iterator[Edit]:
    """Factors outside a sum drawn into it; two sums over one letter made one."""
    code = "factor-pulled-out-of-sum"
    for at, part in enumerate(product.parts):
        if not isinstance(part, Fold) or part.kind != "sum":
            continue
        others = [*product.parts[:at], *product.parts[at + 1 :]]
        for number in range(len(others)):
            kept = [*others[:number], *others[number + 1 :]]
            moved = others[number]
            inner = moved
            if isinstance(moved, Fold) and moved.letters == part.letters:
                inner = moved.body
            one = replace(part, body=times(part.body, inner))
            new = times(*kept, one) if kept else one
            yield Edit(code, spot.path, new, product.span, it=new, penalty=1 if kept else 0)
        if len(others) > 1 and not any(isinstance(one, Fold) for one in others):
            whole = replace(part, body=times(part.body, *others))
            yield Edit(code, spot.path, whole, product.span, it=whole, penalty=1)


def _around_loose(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """A sum over letters that the left side lacks, or over a slot too many."""
    known = {letter.name for letter in spot.letters}
    loose = {letter.name: letter for letter in free_letters(spot.term) if letter.name not in known}
    span, depth = spot.term.span, min(len(spot.path), 3)
    if loose:
        letters = tuple(loose[name] for name in sorted(loose))
        code = code_of_sum(wrong, [letter.axis for letter in letters])
        new = Fold("sum", letters, spot.term, span=span)
        yield Edit(code, spot.path, new, span, it=Counted(letters[0] + 1), penalty=depth)
    slots = slots_of(spot.term)
    for slot in sorted(slots):
        if spot.path and len(slots) < 2:
            continue
        code = code_of_sum(wrong, [slots[slot]])
        folded = SlotFold("sum", slot, spot.term, span=span)
        it = Counted(Index(slots[slot].letter, slots[slot]) + 1)
        yield Edit(code, spot.path, folded, span, it=it, penalty=depth)


def code_of_sum(wrong: WrongLine, axes: list[Axis]) -> str:
    """What it is called when a sum over these axes is missing."""
    by = wrong.by
    if by is None or any(axis in by.axes for axis in axes) or by.kind != "parameter":
        return "upstream-sum-missing"
    if any(axis in wrong.roles.moving_axes for axis in axes):
        return "positions-not-summed"
    return "bias-without-batch-sum" if wrong.is_by_bias else "upstream-sum-missing"


def _around_renamed(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """A sum over a new letter that takes the place of another at some of its places."""
    if not isinstance(spot.term, Times):
        return
    letters = free_letters(spot.term) & set(spot.letters)
    for letter in sorted(letters, key=lambda one: one.name):
        total = _count(spot.term, letter)
        if not 2 <= total <= MOST_OCCURRENCES:
            continue
        taken = {one.name for one in spot.letters} | {one.name for one in wrong.letters}
        new = Index(fresh_name(letter.axis, taken), letter.axis)
        most = total if letter in wrong.letters else total - 1
        for size in range(2, most + 1):
            for chosen in combinations(range(total), size):
                body = _some_renamed(spot.term, letter, new, set(chosen))
                whole = Fold("sum", (new,), body, span=spot.term.span)
                it, penalty = Counted(new + 1), -7
                code = "upstream-sum-missing"
                yield Edit(code, spot.path, whole, spot.term.span, it=it, penalty=penalty)


def fresh_name(axis: Axis, taken: set[str]) -> str:
    """A letter for an axis that is not taken."""
    name = next((one for one in (axis.letter, *"klmij") if one not in taken), axis.letter)
    while name in taken:
        name += "'"
    return name


def _count(term: Term, letter: Index) -> int:
    own = sum(letter in _letters(place) for place in _places(term))
    return own + sum(_count(part, letter) for part in inside(term))


def _letters(place: Any) -> frozenset[Index]:
    return frozenset() if isinstance(place, Whole) else indices_in(place)


def _places(term: Term) -> tuple[Any, ...]:
    match term:
        case Part(places=places) | At(places=places):
            return places
        case Kronecker(left=left, right=right):
            return (left, right)
        case _:
            return ()


def _some_renamed(term: Term, letter: Index, new: Index, chosen: set[int]) -> Term:
    """A term with a new letter at some of the places of another, counted in reading order."""
    found, _ = _renaming(term, letter, new, (chosen, 0))
    return found


def _renaming(term: Term, letter: Index, new: Index, at: tuple[set[int], int]) -> tuple[Term, int]:
    chosen, number = at
    places = []
    for place in _places(term):
        if letter in _letters(place):
            moved = substitute(place, {letter: new}) if number in chosen else place
            number += 1
            places.append(moved)
        else:
            places.append(place)
    if isinstance(term, Part | At):
        term = replace(term, places=tuple(places))
    elif isinstance(term, Kronecker):
        term = replace(term, left=places[0], right=places[1])
    parts = []
    for part in inside(term):
        made, number = _renaming(part, letter, new, (chosen, number))
        parts.append(made)
    if not parts or (isinstance(term, Derivative) and not isinstance(parts[1], Part)):
        return term, number
    return with_inside(term, tuple(parts)), number
