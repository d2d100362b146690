"""Data that a document compares with a class or a number, 1[y_n = k]: whole numbers.

With numbers drawn at random such a condition would hold nowhere, and a wrong line that is
wrong only where it holds would pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derive.notation.expression import substitute
from derive.notation.index import indices_in
from derive.reading.model import Definition
from derive.reading.term_parts import every
from derive.reading.terms import Constant, Counted, Holds, Part, Quantity, Term


def compared_data(definitions: Sequence[Definition]) -> dict[Quantity, str]:
    """What is drawn for data that equations compare: "among K" (1 to K), "below K", "of 0 1"."""
    defined = {one.quantity for one in definitions}
    places: dict[Quantity, str] = {}
    values: dict[Quantity, set[Fraction]] = {}
    for data, other in (pair for one in definitions for pair in _pairs(one.value)):
        if data in defined:
            continue
        if isinstance(other, Constant):
            values.setdefault(data, set()).add(other.value)
        elif (kind := _kind(other)) is not None:
            places[data] = kind
    numbers = {data: _several(found) for data, found in values.items()}
    return {**numbers, **places}


def _pairs(term: Term) -> Iterator[tuple[Quantity, Term]]:
    """Each quantity that is compared with something, and with what."""
    for part in every(term):
        match part:
            case Holds(left=Part(quantity=data), relation="=" | "!=", right=other):
                yield data, other
            case Holds(left=other, relation="=" | "!=", right=Part(quantity=data)):
                yield data, other


def _kind(term: Term) -> str | None:
    """The places that a letter stands for: from 1 to the extent, or from 0 to the one before."""
    if not isinstance(term, Counted):
        return None
    letters = list(indices_in(term.position))
    if len(letters) != 1:
        return None
    (letter,) = letters
    starts_at = int(substitute(term.position, {letter: 0}))
    return f"{'among' if starts_at else 'below'} {letter.axis.size}"


def _several(found: set[Fraction]) -> str:
    """The numbers that data are compared with, and another one if it is only one."""
    more = found | {Fraction(0), Fraction(1)} if len(found) < 2 else found
    return "of " + " ".join(str(one) for one in sorted(more))
