"""Positions, names and layouts as people write them, for printing terms.

Terms count from 0, people from 1: the letter k is the same place to both, 0 is written 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, expand

from derive.notation.expression import substitute
from derive.notation.index import Index, SizeOf, indices_in
from derive.reading.interpreter import Vectors
from derive.reading.shapes import slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Counted,
    Fold,
    Function,
    Holds,
    Over,
    Part,
    SlotFold,
    Term,
    Times,
    Whole,
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a writer's text has in place of a term; a row of factors goes on with others."""

    text: str
    is_row: bool = False


# Copies a term, given how its parts are told; None for what does not stand in the text.
Kept = Callable[[Term, Callable[[Term], tuple[str, int]]], Copied | None]


def letter_text(letter: Index) -> str:
    """An index letter; marks that keep letters apart are left out."""
    return str(letter.name).rstrip("#_").replace("~", "'")


def counted_text(position: Expr) -> str:
    """A position counted from 1, as plain text: t-1 for the place t - 2 counted from 0."""
    found = substitute(position, {letter: letter - 1 for letter in indices_in(position)})
    parts = sorted(Add.make_args(expand(found)), key=_order)
    text = "".join(_signed(part) for part in parts)
    return text.removeprefix("+")


def place_text(place: object) -> str:
    """A place of an entry: a position, or a colon for a whole slot."""
    return ":" if isinstance(place, Whole) else counted_text(place + Integer(1))


def _order(part: Expr) -> tuple[bool, bool, str]:
    coefficient, rest = part.as_coeff_Mul()
    return (bool(rest == 1), bool(coefficient < 0), str(rest))


def _signed(part: Expr) -> str:
    coefficient, rest = part.as_coeff_Mul()
    names = [_name(one) for one in Mul.make_args(rest) if one != 1]
    number = [] if abs(coefficient) == 1 and names else [str(abs(coefficient))]
    return ("-" if coefficient < 0 else "+") + "*".join([*number, *sorted(names)])


def _name(symbol: Expr) -> str:
    if isinstance(symbol, Index):
        return letter_text(symbol)
    return symbol.axis.size if isinstance(symbol, SizeOf) else str(symbol).replace(" ", "")


def plain_name(name: str) -> str:
    """A quantity's name without brackets: delta1 for delta^(1)."""
    plain = re.sub("·[A-Za-z]+", "", name)  # letters that only tell names apart
    return re.sub(r"(?<!\d)\^\((\d+)\)", r"\1", plain)


def vectors_in(terms: Iterable[Term]) -> Vectors:
    """How whole vectors lie in some terms; in columns if that is open."""
    found = {
        place.number
        for term in terms
        for part in every(term)
        if isinstance(part, Part)
        for place in part.places
        if isinstance(place, Whole)
    }
    lone = {
        slot
        for term in terms
        for part in every(term)
        if isinstance(part, Part) and len(slots_of(part)) == 1
        for slot in slots_of(part)
    }
    return "row" if lone == {1} or (not lone and found == {1}) else "column"


def is_turned(part: Part, vectors: Vectors) -> bool:
    """Whether a whole part lies the other way than it is written without a T."""
    numbers = [place.number for place in part.places if isinstance(place, Whole)]
    if len(numbers) == 1:
        return numbers[0] != (1 if vectors == "row" else 0)
    return numbers == [1, 0]


def softmax_of(term: Term) -> Term | None:
    """What a term is the softmax of, if it is one: exponentials over their sum."""
    match term:
        case Over(
            above=Call(function=Function(name="exp", order=0), argument=argument) as above,
            below=SlotFold(kind="sum", of=of),
        ) if of == above:
            return argument
        case _:
            return None


def limits_of(fold: Fold) -> tuple[dict[Index, Expr], dict[Index, Term], Term]:
    """Where letters start and end, as far as conditions in front of the body say; what is left."""
    starts: dict[Index, Expr] = {}
    ends: dict[Index, Term] = {}
    body = fold.body
    letters = {letter + 1: letter for letter in fold.letters}
    while fold.kind == "sum" and isinstance(body, Times) and len(body.parts) > 1:
        match body.parts[0]:
            case Holds(left=Counted(position=p), relation=">=", right=Counted(position=start)) if (
                p in letters and letters[p] not in starts
            ):
                starts[letters[p]] = start
            case Holds(left=Counted(position=p), relation="<=", right=end) if (
                p in letters and letters[p] not in ends
            ):
                ends[letters[p]] = end
            case _:
                break
        rest = body.parts[1:]
        body = rest[0] if len(rest) == 1 else Times(rest, span=body.span)
    return starts, ends, body


def is_matrix(term: Term) -> bool:
    """Whether a term is a matrix expression: has slots."""
    return bool(slots_of(term))
