"""What stands inside a term, and a term with other parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from derive.reading.terms import (
    At,
    Call,
    Choice,
    Derivative,
    Diagonal,
    Fold,
    Holds,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    SlotFold,
    Table,
    Term,
    Times,
    Transposed,
)


def inside(term: Term) -> tuple[Term, ...]:
    """The terms directly inside a term, in reading order."""
    match term:
        case Plus(parts=signed):
            return tuple(part for _, part in signed)
        case Times(parts=parts):
            return parts
        case Over(above=first, below=second) | Power(base=first, exponent=second):
            return (first, second)
        case MatrixProduct(left=first, right=second) | Holds(left=first, right=second):
            return (first, second)
        case Derivative(of=first, by=second):
            return (first, second)
        case Call(argument=part) | Transposed(of=part) | Fold(body=part) | SlotFold(of=part):
            return (part,)
        case Diagonal(of=part) | At(of=part) | Matrix(body=part):
            return (part,)
        case Choice(branches=branches, otherwise=otherwise):
            return (*(part for pair in branches for part in pair), otherwise)
        case Table(rows=rows):
            return tuple(cell for row in rows for cell in row)
        case _:
            return ()


def with_inside(term: Term, parts: tuple[Term, ...]) -> Term:
    """The same term with other terms directly inside, in the order of `inside`."""
    match term:
        case Plus(parts=signed):
            return replace(
                term, parts=tuple((s, p) for (s, _), p in zip(signed, parts, strict=True))
            )
        case Times():
            return replace(term, parts=parts)
        case Choice(branches=branches):
            pairs = tuple(zip(parts[: 2 * len(branches) : 2], parts[1:-1:2], strict=True))
            return replace(term, branches=pairs, otherwise=parts[-1])
        case Table(rows=rows):
            wide = len(rows[0])
            cells = (parts[at : at + wide] for at in range(0, len(parts), wide))
            return replace(term, rows=tuple(cells))
        case _:
            names = [f.name for f in fields(term) if isinstance(getattr(term, f.name), Term)]
            changed: dict[str, Any] = dict(zip(names, parts, strict=True))
            return replace(term, **changed) if names else term


def every(term: Term) -> Iterator[Term]:
    """Every part of a term, itself first."""
    yield term
    for part in inside(term):
        yield from every(part)


def quantities_in(term: Term) -> Iterator[Quantity]:
    """Every quantity that a term speaks of, also within the definitions of its functions."""
    for part in every(term):
        if isinstance(part, Part):
            yield part.quantity
        elif isinstance(part, Call) and part.function.definition is not None:
            own = quantities_in(part.function.definition)
            yield from (one for one in own if one != part.function.variable)
