"""Matrix forms for those who write vectors as rows: x W + b in the place of Wᵀ x + b.

A form stays the form that it is. It is only written so that such vectors stand in it as
transposed columns wherever they can, for a printer to print a transposed column as the
row that such a book calls x.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_build import transposed
from derive.calculus.matrix_tree import (
    SCALAR,
    Applied,
    Choice,
    EntrywisePower,
    Extremum,
    Hadamard,
    Indicator,
    Matrix,
    MatrixOf,
    Ones,
    Over,
    Product,
    Quotient,
    Scaled,
    Sum,
    Transposed,
    parts_of,
    shape_of,
)
from derive.notation.index import Axis


class Rows:
    """Writes forms with the vectors along some axes as rows."""

    def __init__(self, is_row: Callable[[Axis], bool]) -> None:
        """Forms with rows.

        Args:
            is_row: Whether a vector along an axis is written as a row.
        """
        self.is_row = is_row

    def right(self, equation: MatrixEquation) -> Matrix:
        """The right side; where the left side is a row, transposed, as both sides then are."""
        right = equation.right
        return self.row_of(right) if self.is_turned(equation.left) else self.whole(right)

    def is_turned(self, matrix: Matrix) -> bool:
        """Whether a matrix is a column in forms and a row for this book."""
        row, column = shape_of(matrix)
        return row is not None and column is None and self.is_row(row)

    def whole(self, matrix: Matrix) -> Matrix:
        """The same matrix, with row vectors as transposed columns wherever they can."""
        match matrix:
            case MatrixOf() | Ones():
                return matrix
            case Transposed(of) if self.is_turned(of):
                return self.row_of(of)
            case Transposed(of):
                return transposed(self.whole(of))
            case Product(factors):
                form = Product(tuple(map(self.whole, factors)))
                return self._shorter(form, matrix) if shape_of(matrix) == SCALAR else form
            case _ if self.is_turned(matrix):
                return transposed(self.row_of(matrix))
            case _:
                return _over_parts(matrix, self.whole)

    def row_of(self, matrix: Matrix) -> Matrix:
        """The transpose of a column that is a row here; anything else as `whole` has it."""
        if not self.is_turned(matrix):
            return self.whole(matrix)
        match matrix:
            case MatrixOf() | Ones():
                return Transposed(matrix)
            case Product():
                return self._turned_product(matrix)
            case _:
                return _over_parts(matrix, self.row_of)

    def _turned_product(self, product: Product) -> Product:
        return Product(tuple(self._turned(factor) for factor in reversed(product.factors)))

    def _turned(self, matrix: Matrix) -> Matrix:
        """The transpose of a factor."""
        is_turned = self.is_turned(matrix)
        return self.row_of(matrix) if is_turned else transposed(self.whole(matrix))

    def _shorter(self, form: Product, product: Product) -> Product:
        """A number as a row times a column, the way round that has fewer ⊤ in print."""
        return min(form, self._turned_product(product), key=self._tops)

    def _tops(self, matrix: Matrix) -> int:
        match matrix:
            case MatrixOf():
                return int(self.is_turned(matrix))
            case Transposed(MatrixOf() as of) if self.is_turned(of):
                return 0
            case _:
                return isinstance(matrix, Transposed) + sum(map(self._tops, parts_of(matrix)))


def _over_parts(matrix: Matrix, change: Callable[[Matrix], Matrix]) -> Matrix:
    """The same node over changed parts."""
    match matrix:
        case Hadamard(parts):
            return Hadamard(tuple(map(change, parts)))
        case Sum(parts):
            return Sum(tuple(map(change, parts)))
        case Scaled(scalar, of):
            return Scaled(change(scalar), change(of))
        case Quotient(above, below):
            return Quotient(change(above), change(below))
        case EntrywisePower(base, exponent):
            return EntrywisePower(change(base), change(exponent))
        case Indicator(operator, left, right):
            return Indicator(operator, change(left), change(right))
        case Extremum(kind, first, second):
            return Extremum(kind, change(first), change(second))
        case Choice(condition, then, otherwise):
            return Choice(change(condition), change(then), change(otherwise))
        case Applied(function, argument):
            return Applied(function, change(argument))
        case Over(kind, letter, of, at):
            return Over(kind, letter, change(of), at)
        case _:
            return matrix
