"""Wrong lines that others build on: what they claim, and terms with the claim put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.notation.index import Index
from derive.reading.shapes import slots_of
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Derivative,
    Matrix,
    Part,
    Term,
    Whole,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A wrong value that a line gives to a name or a derivative.

    Attributes:
        number: Which line claims it.
        left: The name or derivative, at letters or whole.
        right: The value that it is given.
    """

    number: int
    left: Term
    right: Term


def claim(number: int, left: Term, right: Term) -> Claim | None:
    """What a wrong line claims, if its left side is a name or a derivative at plain letters."""
    places = _places(left)
    if places is None or not all(isinstance(place, Index | Whole) for place in places):
        return None
    letters = [place for place in places if isinstance(place, Index)]
    return Claim(number, left, right) if len(set(letters)) == len(letters) else None


def _places(term: Term) -> tuple[object, ...] | None:
    """The places of a part, or of the two parts of a derivative."""
    match term:
        case Part(places=places):
            return places
        case Derivative(of=Part(places=above), by=Part(places=below)):
            return (*above, *below)
        case _:
            return None


def with_claims(term: Term, claims: Sequence[Claim]) -> tuple[Term, frozenset[int]]:
    """A term in which names have the values that wrong lines gave them, and which lines."""
    for one in claims:
        put = _put(term, one)
        if put is not None:
            return put, frozenset((one.number,))
    used: frozenset[int] = frozenset()
    parts = []
    for part in inside(term) if not isinstance(term, Derivative) else ():
        made, lines = with_claims(part, claims)
        parts.append(made)
        used |= lines
    return (with_inside(term, tuple(parts)), used) if used else (term, used)


def _put(term: Term, one: Claim) -> Term | None:
    """The claimed value at the places of a term, if the claim is about it."""
    if _about(term) != _about(one.left):
        return None
    own, places = _places(one.left), _places(term)
    assert own is not None, "a claim is about places"
    assert places is not None, "a claim is about places"
    letters, at = [], []
    for mine, theirs in zip(own, places, strict=True):
        if isinstance(mine, Whole) != isinstance(theirs, Whole):
            return None
        if isinstance(mine, Index):
            letters.append(mine)
            at.append(theirs)
        elif mine != theirs:
            return None
    if not letters:
        return replace(one.right, span=term.span)
    if slots_of(one.right):
        return None
    return At(Matrix(one.right, tuple(letters)), tuple(at), span=term.span)


def _about(term: Term) -> object:
    match term:
        case Part(quantity=quantity):
            return quantity
        case Derivative(of=Part(quantity=of), by=Part(quantity=by), is_direct=is_direct):
            return of, by, is_direct
        case _:
            return term
