"""The larger and the smaller of two terms, which are read as cases."""

from __future__ import annotations

from derive.reading.terms import Choice, Holds, Term


def extremum_of(term: Term) -> tuple[str, Term, Term] | None:
    """The name and the two terms of a max or a min; None for cases that are neither."""
    match term:
        case Choice(branches=((Holds(left=one, relation=relation, right=two), first),)):
            if (first, term.otherwise) != (one, two):
                return None
            if relation == ">=":  # so `max` is read; cases with z > 0 stay what they are
                return "max", one, two
            return ("min", one, two) if relation == "<=" else None
        case _:
            return None
