"""What the walk over a formula's equations needs: joined slots and letters, and names in places."""

from __future__ import annotations

from collections.abc import Iterator

from derive.errors import FormulaError
from derive.notation.syntax import (
    Call,
    Name,
    Number,
    Operation,
    Subscript,
    Syntax,
    SyntaxEquation,
    formula_error,
    parts_of,
)

Tied = tuple[str, int]  # a tensor's slot, or a letter with slot -1


class Ties:
    """Slots and letters, joined where they share an axis."""

    def __init__(self) -> None:
        self.parent: dict[Tied, Tied] = {}

    def root(self, tied: Tied) -> Tied:
        """What a slot or letter has been joined to."""
        parent = self.parent.setdefault(tied, tied)
        return tied if parent == tied else self.root(parent)

    def join(self, one: Tied, other: Tied) -> None:
        """Let two slots or letters share an axis."""
        self.parent[self.root(other)] = self.root(one)


def mistake(
    equation: SyntaxEquation, at: Syntax, met: str, accepted: str | None = None
) -> FormulaError:
    """A mistake at some place of an equation."""
    return formula_error(equation.text, at.span, met, accepted)


def names_in(tree: Syntax) -> Iterator[Name]:
    """The names of an index expression, those within `size(...)` and entries apart."""
    if isinstance(tree, Name):
        yield tree
    if not isinstance(tree, Call | Subscript):
        for part in parts_of(tree):
            yield from names_in(part)


def is_shifted(places: tuple[Syntax, ...]) -> bool:
    """Whether one of some places is a letter plus or minus a number: another step."""
    return any(
        isinstance(place, Operation)
        and place.sign in "+-"
        and isinstance(place.left, Name)
        and isinstance(place.right, Number)
        for place in places
    )
