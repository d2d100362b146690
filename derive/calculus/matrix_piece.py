"""A part of an equation while its matrix form is sought: it can lie either way.

A piece has at most two letters. It keeps its best form for each way of laying
them, the first letter down the rows or along the columns, so that transposes
are chosen once, by the whole that a piece becomes part of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from derive.calculus.matrix_build import fewest_transposes, product, scaled, transposed
from derive.calculus.matrix_reasons import FormlessError, too_many_letters
from derive.calculus.matrix_tree import Matrix, Ones
from derive.notation.index import Index

Lay: TypeAlias = tuple[Index | None, Index | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """What a part of an equation is as a matrix.

    Attributes:
        letters: The letters that its value depends on, two at most.
        forms: Its form for each way of laying them (letter of rows, letter of columns).
        root: For an entrywise square, what it is the square of.
    """

    letters: frozenset[Index]
    forms: Mapping[Lay, Matrix]
    root: Piece | None = None

    def at(self, row: Index | None, column: Index | None) -> Matrix:
        """The form with these letters; repeated along a letter that the piece lacks."""
        if (row, column) in self.forms:
            return self.forms[row, column]
        if not self.letters:
            return scaled(self.forms[None, None], _ones(row, column))
        assert row is not None, "a piece is repeated along two letters only"
        assert column is not None, "a piece is repeated along two letters only"
        if row in self.letters:
            return product(self.at(row, None), transposed(Ones(column.axis)))
        return product(Ones(row.axis), self.at(None, column))

    def or_scalar(self, row: Index | None, column: Index | None) -> Matrix:
        """The form with these letters, but a scalar as it is: for nodes that repeat scalars."""
        return self.at(row, column) if self.letters else self.forms[None, None]


def piece(letters: Iterable[Index], make: Callable[[Index | None, Index | None], Matrix]) -> Piece:
    """A piece from the function that lays it: made directly or made the other way and turned.

    Args:
        letters: The letters that the value depends on.
        make: Gives the form with a letter of rows and a letter of columns.
    """
    kept = sorted(set(letters), key=letter_order)
    if len(kept) > 2:
        raise FormlessError(too_many_letters(kept))
    first, second = (*kept, None, None)[:2]
    lays: set[Lay] = {(first, second), (second, first)}
    forms = {
        lay: fewest_transposes(make(*lay), transposed(make(*lay[::-1])))
        for lay in sorted(lays, key=str)
    }
    return Piece(frozenset(kept), forms)


def letter_order(letter: Index) -> tuple[str, str]:
    """A fixed order of letters."""
    return (letter.name, letter.axis.name)


def _ones(row: Index | None, column: Index | None) -> Matrix:
    if row is None:
        assert column is not None, "a scalar is not repeated"
        return transposed(Ones(column.axis))
    return Ones(row.axis, None if column is None else column.axis)
