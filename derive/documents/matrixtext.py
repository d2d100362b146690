"""Matrix forms as layouts: bold letters, ⊤, ⊙, and the shape under every factor of a product."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, S

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_rows import Rows
from derive.calculus.matrix_tree import (
    SCALAR,
    Applied,
    Choice,
    Constant,
    Diagonal,
    EntrywisePower,
    Extremum,
    Hadamard,
    Identity,
    Indicator,
    Matrix,
    MatrixOf,
    Ones,
    Over,
    Product,
    Quotient,
    Scaled,
    Shape,
    Size,
    Sum,
    Trace,
    Transposed,
    shape_of,
)
from derive.documents.layout import (
    Branch,
    Cases,
    Coloured,
    Fraction,
    FunctionCall,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Root,
    Row,
    Scripted,
    Sign,
    Symbol,
    Underset,
    row,
    separated,
)
from derive.documents.letters import Letters
from derive.documents.mathtext import Mathtext
from derive.documents.matrix_marks import apart, bold_letter, is_subtracted, turned
from derive.documents.places import letters_from_one
from derive.documents.slicetext import over_letter, tensor_bold
from derive.documents.spellings import OTHERWISE, RELATIONS
from derive.notation.expression import Compare, ScalarFunction
from derive.notation.index import Axis


class Matrixtext:
    """Prints matrix forms with the letters of one network."""

    def __init__(self, mathtext: Mathtext) -> None:
        self.mathtext = mathtext
        self.rows = Rows(self._is_row_along)

    @property
    def letters(self) -> Letters:
        """The letters of the network."""
        return self.mathtext.letters

    def equation(self, equation: MatrixEquation, *, shapes: bool = True) -> Layout:
        """`left = right`, with shapes below the factors."""
        shown = self.right(equation)
        shape = shape_of(equation.left)
        if self._is_row(equation.left):
            shape = shape[::-1]
        left = self.left(equation)
        if shapes and shape != SCALAR:
            left = Underset(left, self.shape(shape))
        return row(left, Symbol(Sign.EQUAL), self(shown, shapes=shapes))

    def right(self, equation: MatrixEquation) -> Matrix:
        """What an equation says, in the layout of the profile's vectors."""
        is_usual = self.letters.profile.vectors == "columns" and not self._has_sample_rows
        return equation.right if is_usual else self.rows.right(equation)

    @property
    def _has_sample_rows(self) -> bool:
        """Whether a vector that has one number for each sample is a row."""
        is_batch = self.letters.network.sample is not None
        return is_batch and self.letters.profile.samples == "columns"

    def _is_row_along(self, axis: Axis) -> bool:
        if axis == self.letters.network.sample:
            return self._has_sample_rows
        return self.letters.profile.vectors == "rows"

    def _is_row(self, matrix: Matrix) -> bool:
        """Whether a vector is printed as a row where a form has it as a column."""
        return isinstance(matrix, MatrixOf) and self.rows.is_turned(matrix)

    def left(self, equation: MatrixEquation) -> Layout:
        """What an equation defines, without its shape."""
        return tensor_bold(equation.left.tensor, self.letters)

    def __call__(self, matrix: Matrix, *, shapes: bool = False) -> Layout:
        """A matrix form that stands alone."""
        match matrix:
            case Sum(terms):
                return self._sum(terms, shapes=shapes)
            case Scaled(Constant(value), of) if value.is_negative:
                return row(Symbol(Sign.MINUS), self._scaled(-value, of, shapes=shapes))
            case Scaled(scalar, of):
                return row(self._factor(scalar), self._scaled(None, of, shapes=shapes))
            case Product(factors):
                return row(*apart(self._factors(factors, shapes=shapes)))
            case Hadamard(factors):
                ordered = sorted(factors, key=lambda one: not isinstance(one, Sum))
                return separated(tuple(self._factors(ordered, shapes=shapes)), Sign.HADAMARD)
            case _:
                return self._atom(matrix, shapes=shapes)

    def _sum(self, terms: Sequence[Matrix], *, shapes: bool) -> Layout:
        items: list[Layout] = []
        for place, term in enumerate(sorted(terms, key=is_subtracted)):
            if place and not is_subtracted(term):
                items.append(Symbol(Sign.PLUS))
            items.append(self(term, shapes=shapes))
        return row(*items)

    def _scaled(self, number: Expr | None, of: Matrix, *, shapes: bool) -> Layout:
        """A multiple without its sign; what is scaled is fenced where it is a sum."""
        inner = self(of, shapes=shapes) if isinstance(of, Over) else self._factor(of, shapes=shapes)
        is_open = isinstance(of, Product | Hadamard | Scaled) and not is_subtracted(of)
        if is_open and number is None:
            inner = self(of, shapes=shapes)
        return inner if number is None or number == 1 else row(self.mathtext(number), inner)

    def _factors(self, factors: Sequence[Matrix], *, shapes: bool) -> list[Layout]:
        """Matrix forms side by side; cases with a neighbour on their right in parentheses."""
        printed = [self._factor(one, shapes=shapes) for one in factors]
        return [
            Parenthesised(one) if isinstance(one, Cases) else one for one in printed[:-1]
        ] + printed[-1:]

    def _factor(self, matrix: Matrix, *, shapes: bool = False) -> Layout:
        """A matrix form among factors: sums and products in parentheses."""
        printed = self(matrix, shapes=shapes)
        match matrix:
            case Sum() | Hadamard() | Scaled():
                return Parenthesised(printed)
            case Over(at=None):
                return Parenthesised(printed)
            case Constant(value) if isinstance(letters_from_one(value), Add):
                return Parenthesised(printed)
            case Product() if isinstance(printed, Row):
                return Parenthesised(printed)
            case _:
                return printed

    def _atom(self, matrix: Matrix, *, shapes: bool) -> Layout:
        match matrix:
            case Constant(value):
                return self.mathtext(value)
            case Size(axis):
                return self.letters.size(axis)
            case MatrixOf(tensor) if self._is_row(matrix):
                column = turned(tensor_bold(tensor, self.letters))
                return self._leaf(matrix, column, shapes=shapes)
            case Transposed(MatrixOf(tensor) as of) if self._is_row(of):
                return self._leaf(matrix, tensor_bold(tensor, self.letters), shapes=shapes)
            case MatrixOf(tensor):
                return self._leaf(matrix, tensor_bold(tensor, self.letters), shapes=shapes)
            case Over(at=at):
                over = over_letter(
                    matrix, self.letters, lambda of: self(of, shapes=shapes and at is None)
                )
                return over if at is None else self._leaf(matrix, over, shapes=shapes)
            case Ones(first, column):
                sizes = (first,) if column is None else (first, column)
                lower = separated(tuple(self.letters.size(axis) for axis in sizes), Sign.TIMES)
                ones = Scripted(Identifier("1", "bold"), lower=lower)
                return self._leaf(matrix, ones, shapes=shapes)
            case Identity(axis):
                return Scripted(Identifier("I", "bold"), lower=self.letters.size(axis))
            case Transposed(of):
                return self._leaf(matrix, self._transposed(of), shapes=shapes)
            case Applied(function, argument):
                return self._leaf(matrix, self._applied(function, argument), shapes=shapes)
            case Quotient(above, below):
                return Fraction(self(above), self(below))
            case EntrywisePower(base, exponent):
                return self._power(base, exponent)
            case _:
                return self._entrywise(matrix)

    def _entrywise(self, matrix: Matrix) -> Layout:
        match matrix:
            case Indicator(operator, left, right):
                relation = Symbol(RELATIONS[operator])
                return Parenthesised(row(self(left), relation, self(right)), "square")
            case Extremum(kind, first, second):
                return FunctionCall(Identifier(kind), (self(first), self(second)))
            case Choice(Indicator(operator, left, right), then, otherwise):
                condition = row(self(left), Symbol(RELATIONS[operator]), self(right))
                branches = (Branch(self(then), condition), Branch(self(otherwise), OTHERWISE))
                return Cases(branches)
            case Choice(Constant(Compare() as compared), then, otherwise):
                condition = self.mathtext.relation(letters_from_one(compared))
                shape = shape_of(matrix)
                branches = (
                    Branch(self._everywhere(then, shape), condition),
                    Branch(self._everywhere(otherwise, shape), OTHERWISE),
                )
                return Cases(branches)
            case Choice(condition, then, otherwise):
                nonzero = row(self(condition), Symbol(Sign.NOT_EQUAL), Number("0"))
                return Cases((Branch(self(then), nonzero), Branch(self(otherwise), OTHERWISE)))
            case Diagonal(of):
                inner = Transposed(of) if self._is_row(of) else of
                return FunctionCall(Identifier("diag"), (self(inner),))
            case Trace(of):
                return FunctionCall(Identifier("tr"), (self(of),))
            case _:
                raise AssertionError(f"no print is defined for {matrix}")

    def _everywhere(self, matrix: Matrix, shape: Shape) -> Layout:
        """A matrix; a number other than 0 for all entries of a shape as a multiple of ones."""
        row_axis, column_axis = shape
        is_one_number = isinstance(matrix, Constant) and matrix.value != 0
        if not is_one_number or row_axis is None:
            return self(matrix)
        return self(Scaled(matrix, Ones(row_axis, column_axis)))

    def _transposed(self, of: Matrix) -> Layout:
        """Aᵀ."""
        return turned(self(of))

    def _applied(self, function: ScalarFunction | str, argument: Matrix) -> Layout:
        inner = self(argument)
        if isinstance(function, str):
            if function == "abs":
                return Parenthesised(inner, "bars")
            return FunctionCall(Identifier({"sign": "sgn"}.get(function, function)), (inner,))
        letter = self.letters.function(function)
        is_number = shape_of(argument) == SCALAR
        call = FunctionCall(letter if is_number else bold_letter(letter), (inner,))
        return Coloured(call, "forward") if function.order else call

    def _power(self, base: Matrix, exponent: Matrix) -> Layout:
        """An entrywise power: ⊙ before the exponent says that it is no matrix product."""
        if shape_of(base) == SCALAR and exponent == Constant(S.Half):
            return Root(self(base))
        upper = self(exponent)
        if shape_of(base) != SCALAR:
            upper = row(Symbol(Sign.HADAMARD), upper)
        inner = self(base)
        return Scripted(
            inner if isinstance(inner, Identifier) else Parenthesised(inner), None, upper
        )

    def _leaf(self, matrix: Matrix, printed: Layout, *, shapes: bool) -> Layout:
        shape = shape_of(matrix)
        return Underset(printed, self.shape(shape)) if shapes and shape != SCALAR else printed

    def shape(self, shape: Shape) -> Layout:
        """J × I; a column has width 1."""
        return separated(tuple(self._extent(axis) for axis in shape), Sign.TIMES)

    def _extent(self, axis: Axis | None) -> Layout:
        return Number("1") if axis is None else self.letters.size(axis)
