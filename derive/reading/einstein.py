"""Einstein's convention: letters that stand twice in a product are summed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from derive.notation.index import Index
from derive.reading.shapes import free_letters
from derive.reading.terms import (
    Fold,
    Plus,
    Term,
    Times,
)


def summed(term: Term, letters: AbstractSet[Index]) -> Term:
    """A term with dangling letters summed, in each term of a sum for itself."""
    match term:
        case Plus(parts=parts):
            return replace(term, parts=tuple((s, summed(part, letters)) for s, part in parts))
        case _:
            own = tuple(sorted(free_letters(term) & letters, key=lambda one: one.name))
            repeated = tuple(letter for letter in own if _count(term, letter) > 1)
            return Fold("sum", repeated, term, span=term.span) if repeated else term


def _count(term: Term, letter: Index) -> int:
    parts = term.parts if isinstance(term, Times) else (term,)
    return sum(letter in free_letters(part) for part in parts)
