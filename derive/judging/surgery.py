"""Terms taken apart and put together again: where a repair can be made, and its letters set right.

A letter belongs to the axis on which it stands: when a repair moves a letter to another slot,
sums follow by its name, and a letter that would run over two axes makes the repair misfit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr

from derive.notation.expression import substitute
from derive.notation.index import Axis, Index, indices_in
from derive.reading.extrema import extremum_of
from derive.reading.shapes import Slots, slots_of
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
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Term,
    Times,
    Transposed,
    Whole,
)

Letters = tuple[Index, ...]


class MisfitError(Exception):
    """A repair whose letters or slots do not fit."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a term.

    Attributes:
        path: Which part of a part of the whole it is, from outside.
        term: What stands there.
        letters: The letters that it may use.
        parents: The terms around it, the nearest last.
    """

    path: tuple[int, ...]
    term: Term
    letters: Letters
    parents: tuple[Term, ...] = ()

    @property
    def is_product(self) -> bool:
        """Whether it is a whole product, no factor of one and no denominator."""
        match self.parents[-1:]:
            case (Times(),):
                return False
            case (Over(),):
                return False
            case _:
                return True


def spots(term: Term, letters: Letters) -> list[Spot]:
    """All places of a term, from outside; derivatives are taken as a whole."""
    return list(_spots(Spot((), term, letters)))


def _spots(spot: Spot) -> Iterator[Spot]:
    yield spot
    if isinstance(spot.term, Derivative) or extremum_of(spot.term) is not None:
        return
    letters = spot.letters
    match spot.term:
        case Fold(letters=bound):
            letters = (*letters, *(one for one in bound if one not in letters))
        case Matrix(letters=bound):
            letters = (*letters, *(one for one in bound if one is not None))
    for at, part in enumerate(inside(spot.term)):
        inner = Spot((*spot.path, at), part, letters, (*spot.parents, spot.term))
        yield from _spots(inner)


def put(whole: Term, path: tuple[int, ...], new: Term) -> Term:
    """The whole with a new term at a place; all others stay the same objects."""
    if not path:
        return new
    parts = list(inside(whole))
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return with_inside(whole, tuple(parts))


def times(*parts: Term) -> Term:
    """A product, one product a level."""
    flat: list[Term] = []
    for part in parts:
        flat += part.parts if isinstance(part, Times) else (part,)
    return flat[0] if len(flat) == 1 else Times(tuple(flat), span=parts[0].span)


def negative(term: Term) -> Term:
    """A term with the other sign."""
    match term:
        case Plus(parts=((-1, only),)):
            return only
        case Plus(parts=parts):
            return replace(term, parts=tuple((-sign, part) for sign, part in parts))
        case _:
            return Plus(((-1, term),), span=term.span)


def rebound(term: Term, given: Mapping[str, Index]) -> Term:
    """A term with every letter on the axis on which it stands.

    Args:
        term: The term.
        given: The letters that it may use, by name.

    Raises:
        MisfitError: A letter is not given, or stands on two axes.
    """
    match term:
        case Part(quantity=quantity, places=places):
            found = tuple(
                _place(place, axis, given)
                for place, axis in zip(places, quantity.axes, strict=True)
            )
            return term if found == places else replace(term, places=found)
        case Counted(position=position):
            moved = _position(position, given)
            return term if moved == position else replace(term, position=moved)
        case Kronecker(left=left, right=right):
            pair = _position(left, given), _position(right, given)
            return term if pair == (left, right) else replace(term, left=pair[0], right=pair[1])
        case Fold(letters=letters, body=body):
            own = tuple(_bound(letter, body) for letter in letters)
            inner = rebound(body, {**given, **{letter.name: letter for letter in own}})
            same = own == letters and inner is body
            return term if same else replace(term, letters=own, body=inner)
        case Matrix(letters=slots, body=body):
            moved_ = tuple(one and _bound(one, body) for one in slots)
            named = {one.name: one for one in moved_ if one is not None}
            inner = rebound(body, {**given, **named})
            same = moved_ == slots and inner is body
            return term if same else replace(term, letters=moved_, body=inner)
        case At(of=of, places=places):
            inner = rebound(of, given)
            axes = [axis for _, axis in sorted(slots_of(inner).items())]
            if len(axes) != len(places):
                raise MisfitError
            at = tuple(_place(one, axis, given) for one, axis in zip(places, axes, strict=True))
            return term if inner is of and at == places else replace(term, of=inner, places=at)
        case _:
            parts = inside(term)
            made = tuple(rebound(part, given) for part in parts)
            if all(new is old for new, old in zip(made, parts, strict=True)):
                return term
            return with_inside(term, made)


def _place(place: Any, axis: Axis, given: Mapping[str, Index]) -> Any:
    if isinstance(place, Whole):
        return place
    if not isinstance(place, Index):
        return _position(place, given)
    found = given.get(place.name)
    if found is None or found.axis != axis:
        raise MisfitError
    return found


def _position(position: Expr, given: Mapping[str, Index]) -> Expr:
    letters = indices_in(position)
    if not all(letter.name in given for letter in letters):
        raise MisfitError
    moved = {one: given[one.name] for one in letters if given[one.name] != one}
    return substitute(position, moved) if moved else position


def _bound(letter: Index, body: Term) -> Index:
    """A bound letter on the axis on which its name stands in the body."""
    axes = set(_axes(letter.name, body))
    if len(axes) > 1:
        raise MisfitError
    return Index(letter.name, axes.pop()) if axes else letter


def _axes(name: str, term: Term) -> Iterator[Axis]:
    match term:
        case Part(quantity=quantity, places=places):
            for place, axis in zip(places, quantity.axes, strict=True):
                if isinstance(place, Index) and place.name == name:
                    yield axis
        case Fold(letters=letters) if any(one.name == name for one in letters):
            return
        case At(of=of, places=places):
            yield from _axes(name, of)
            named = [isinstance(one, Index) and one.name == name for one in places]
            if any(named):
                axes = [axis for _, axis in sorted(slots_of(of).items())]
                yield from (axis for axis, is_it in zip(axes, named, strict=False) if is_it)
        case _:
            for part in inside(term):
                yield from _axes(name, part)


def fits(term: Term, wanted: Slots) -> bool:
    """Whether all products fit, and the whole has slots of these axes."""
    try:
        found = _fitting(term)
    except MisfitError:
        return False
    return all(wanted.get(slot) == axis for slot, axis in found.items())


def _fitting(term: Term) -> Slots:
    match term:
        case MatrixProduct(left=left, right=right):
            first, second = _fitting(left), _fitting(right)
            if first.get(1) != second.get(0):
                raise MisfitError
            return {**{s: a for s, a in first.items() if s == 0}, **_only(second, 1)}
        case Transposed(of=of):
            return {1 - slot: axis for slot, axis in _fitting(of).items()}
        case Part() | Derivative() | Counted() | Kronecker() | At() | Matrix():
            return slots_of(term)
        case Fold(body=body):
            return _fitting(body)
        case Plus() | Times() | Over():
            joined: Slots = {}
            for part in inside(term):
                for slot, axis in _fitting(part).items():
                    if joined.setdefault(slot, axis) != axis:
                        raise MisfitError
            return joined
        case _:
            for part in inside(term):
                _fitting(part)
            return slots_of(term)


def _only(slots: Slots, number: int) -> Slots:
    return {slot: axis for slot, axis in slots.items() if slot == number}
