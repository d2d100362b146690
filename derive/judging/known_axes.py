"""Quantities and definitions over one axis where a network has several for the same range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr

from derive.notation.expression import rebuilt
from derive.notation.index import Axis, Index, SizeOf
from derive.reading.model import Definition
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Counted,
    Fold,
    Kronecker,
    Matrix,
    Part,
    Quantity,
    Term,
)

Ones = Mapping[Axis, Axis]


def with_ones(definition: Definition, ones: Ones) -> Definition:
    """A definition in which axes that are one have one name."""
    return Definition(
        quantity_with(definition.quantity, ones),
        tuple(_letter(one, ones) for one in definition.letters),
        _term(definition.value, ones),
    )


def quantity_with(quantity: Quantity, ones: Ones) -> Quantity:
    """A quantity over the axes that stand for its own."""
    of = quantity.of
    return replace(
        quantity,
        axes=tuple(ones.get(axis, axis) for axis in quantity.axes),
        of=None if of is None else quantity_with(of, ones),
    )


def _letter(letter: Index, ones: Ones) -> Index:
    return Index(letter.name, ones.get(letter.axis, letter.axis))


def _place(place: Expr, ones: Ones) -> Expr:
    match place:
        case Index():
            return _letter(place, ones)
        case SizeOf(axis=axis):
            return SizeOf(ones.get(axis, axis))
        case _ if getattr(place, "args", ()):
            return rebuilt(place, [_place(part, ones) for part in place.args])
        case _:
            return place


def _term(term: Term, ones: Ones) -> Term:
    """A term over the axes that stand for its own."""
    made = with_inside(term, tuple(_term(part, ones) for part in inside(term)))
    match made:
        case Part(quantity=quantity, places=places):
            changed = tuple(_place(place, ones) for place in places)
            return replace(made, quantity=quantity_with(quantity, ones), places=changed)
        case Counted(position=position):
            return replace(made, position=_place(position, ones))
        case Kronecker(left=left, right=right):
            return replace(made, left=_place(left, ones), right=_place(right, ones))
        case Fold(letters=letters):
            return replace(made, letters=tuple(_letter(one, ones) for one in letters))
        case Matrix(letters=slots):
            return replace(
                made, letters=tuple(None if one is None else _letter(one, ones) for one in slots)
            )
        case At(places=places):
            return replace(made, places=tuple(_place(place, ones) for place in places))
        case _:
            return made
