"""The matrix form of a sum of a product, found on the graph of its letters.

Letters are the nodes of a graph; a factor with two letters is an edge, a factor
with one hangs on its letter. Factors between the same letters join into an
entrywise product. A summed letter at the end of one edge is a matrix times a
column; between two edges it is a matrix product; alone it is a dot product. What
these three leave, where three edges meet in every summed letter, no product of
matrices can say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.calculus.matrix_build import product
from derive.calculus.matrix_group import Group, Letters, assembled, dot, halves, ones, trace
from derive.calculus.matrix_piece import Piece, letter_order, piece
from derive.calculus.matrix_reasons import FormlessError, shared_by_three
from derive.calculus.matrix_tree import Diagonal, Matrix, Size
from derive.notation.index import Index


@dataclass(slots=True)
class Contraction:
    """A sum of a product while its summed letters are eliminated.

    Attributes:
        bound: The letters summed over that are still there.
        groups: The factors and divisors by their letters.
    """

    bound: set[Index]
    groups: dict[Letters, Group] = field(default_factory=dict)

    def add(self, factor: Piece) -> None:
        """Multiply by a piece."""
        self._join(factor.letters, Group(factors=(factor,)))

    def divide(self, divisor: Piece) -> None:
        """Divide by a piece."""
        self._join(divisor.letters, Group(divisors=(divisor,)))

    def result(self) -> Piece:
        """The matrix form of the whole; eliminates all summed letters."""
        while self.bound:
            if not any(law() for law in (self._alone, self._traced, self._leaf, self._series)):
                raise FormlessError(shared_by_three(min(self.bound, key=letter_order)))
        return assembled(self.groups)

    def _join(self, letters: Letters, group: Group) -> None:
        self.groups[letters] = self.groups.get(letters, Group()) + group

    def _hanging(self, letter: Index) -> Piece | None:
        """Take out a summed letter, with what hangs on it alone."""
        self.bound.remove(letter)
        alone = frozenset({letter})
        return self.groups.pop(alone).piece(alone) if alone in self.groups else None

    def _edges(self, letter: Index) -> list[Letters]:
        found = [letters for letters in self.groups if letter in letters and len(letters) == 2]
        return sorted(found, key=lambda letters: letter_order(_other(letters, letter)))

    def _with_edges(self, count: int) -> Index | None:
        fitting = [letter for letter in self.bound if len(self._edges(letter)) == count]
        return min(fitting, key=letter_order, default=None)

    def _alone(self) -> bool:
        """A letter without edges: a dot product, or the letter's size."""
        letter = self._with_edges(0)
        if letter is None:
            return False
        hanging = self.groups.get(frozenset({letter}), Group())
        vector = self._hanging(letter)
        if vector is None:
            self.add(piece((), lambda _row, _column: Size(letter.axis)))
        else:
            self.add(dot(*(halves(hanging, letter) or (ones(letter), vector))))
        return True

    def _traced(self) -> bool:
        """Two letters that share one edge of several factors and nothing else: tr(Aᵀ B)."""
        for letters in sorted(self.groups, key=lambda group: sorted(map(letter_order, group))):
            if len(letters) == 2 and letters <= self.bound and self._is_apart(letters):
                operands = halves(self.groups[letters], *letters)
                if operands is not None:
                    del self.groups[letters]
                    self.bound -= letters
                    self.add(trace(*operands))
                    return True
        return False

    def _is_apart(self, letters: Letters) -> bool:
        return all(group == letters or not group & letters for group in self.groups)

    def _leaf(self) -> bool:
        """A letter at the end of one edge: a matrix times a column."""
        letter = self._with_edges(1)
        if letter is None:
            return False
        (edge,) = self._edges(letter)
        matrix = self.groups.pop(edge).piece(edge)
        vector = self._hanging(letter) or ones(letter)

        def make(row: Index | None, column: Index | None) -> Matrix:
            if column is None:
                return product(matrix.at(row, letter), vector.at(letter, None))
            return product(vector.at(None, letter), matrix.at(letter, column))

        self.add(piece((_other(edge, letter),), make))
        return True

    def _series(self) -> bool:
        """A letter between two edges: a matrix product, with a diagonal for what hangs on it."""
        letter = self._with_edges(2)
        if letter is None:
            return False
        edges = self._edges(letter)
        ends = {_other(edge, letter): self.groups.pop(edge).piece(edge) for edge in edges}
        hanging = self._hanging(letter)

        def make(row: Index | None, column: Index | None) -> Matrix:
            assert row is not None, "a chain has two ends"
            assert column is not None, "a chain has two ends"
            middle = (Diagonal(hanging.at(letter, None)),) if hanging else ()
            left, right = ends[row].at(row, letter), ends[column].at(letter, column)
            return product(left, *middle, right)

        self.add(piece(ends, make))
        return True


def _other(edge: Letters, letter: Index) -> Index:
    (other,) = edge - {letter}
    return other
