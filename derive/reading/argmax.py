"""The bracket of arg max: 1 where a value is the first of the largest, else 0."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sympy import Expr

from derive.notation.expression import substitute
from derive.notation.index import Index
from derive.notation.tokens import Span
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Constant,
    Counted,
    Fold,
    Holds,
    Kronecker,
    Part,
    Plus,
    Term,
    Times,
    Whole,
)


def first_largest(body: Term, letter: Index, at: Expr, span: Span) -> Term:
    """1 where `at` is the first value of the letter at which the body is largest."""
    there = moved(body, letter, at)
    other = Index(f"{letter.name}#", letter.axis)
    largest = Fold("max", (letter,), body, span=span)
    before = Holds(Counted(other), "<", Counted(at), span=span)
    as_large = Holds(moved(body, letter, other), ">=", there, span=span)
    earlier = Fold("max", (other,), Times((before, as_large), span=span), span=span)
    is_first = Plus(((1, Constant(Fraction(1))), (-1, earlier)), span=span)
    return Times((Holds(there, ">=", largest, span=span), is_first), span=span)


def moved(term: Term, letter: Index, at: Expr) -> Term:
    """A term in which a free letter is another position."""
    if isinstance(term, Fold) and letter in term.letters:
        return term
    made = with_inside(term, tuple(moved(part, letter, at) for part in inside(term)))
    change = {letter: at}
    match made:
        case Part(places=places) | At(places=places):
            put = (p if isinstance(p, Whole) else substitute(p, dict(change)) for p in places)
            return replace(made, places=tuple(put))
        case Counted(position=position):
            return replace(made, position=substitute(position, change))
        case Kronecker(left=left, right=right):
            return replace(
                made, left=substitute(left, dict(change)), right=substitute(right, change)
            )
        case _:
            return made
