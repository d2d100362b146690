"""Where an equality speaks of entries that exist: dh_t/dh_{t-1} says nothing of the first step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.notation.index import Index, SizeOf, indices_in
from derive.reading.shapes import free_letters
from derive.reading.term_parts import every
from derive.reading.terms import Constant, Counted, Derivative, Holds, Term, Times, Whole

_FIRST = Constant(Fraction(0))


def where_defined(left: Term, right: Term) -> tuple[Term, Term]:
    """Both sides, 0 where either differentiates by an entry outside its axis."""
    letters = free_letters(left) | free_letters(right)
    limits = tuple(dict.fromkeys(_limits(left, letters))) + tuple(_limits(right, letters))
    if not limits:
        return left, right
    return Times((*limits, left), span=left.span), Times((*limits, right), span=right.span)


def _limits(term: Term, letters: frozenset[Index]) -> Iterator[Holds]:
    """The conditions that computed places of what is differentiated by are on their axes."""
    for part in every(term):
        if not isinstance(part, Derivative):
            continue
        for place, axis in zip(part.by.places, part.by.quantity.axes, strict=True):
            if isinstance(place, Whole | Index) or not indices_in(place) <= letters:
                continue
            if indices_in(place):
                yield Holds(Counted(place), ">=", _FIRST)
                yield Holds(Counted(place), "<", Counted(SizeOf(axis)))
