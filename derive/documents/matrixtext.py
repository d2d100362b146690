"""Matrix forms as layouts: bold letters, ⊤, ⊙, and the shape under every factor of a product."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from derive.calculus.matrix import MatrixEquation
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
    Primed,
    Row,
    Scripted,
    Sign,
    Space,
    Symbol,
    Underset,
    row,
    separated,
)
from derive.documents.letters import Letters
from derive.documents.mathtext import Mathtext
from derive.documents.spellings import OTHERWISE, RELATIONS
from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis


class Matrixtext:
    """Prints matrix forms with the letters of one network."""

    def __init__(self, mathtext: Mathtext) -> None:
        self.mathtext = mathtext

    @property
    def letters(self) -> Letters:
        """The letters of the network."""
        return self.mathtext.letters

    def equation(self, equation: MatrixEquation, *, shapes: bool = True) -> Layout:
        """`left = right`, with shapes below the factors."""
        left = self._leaf(equation.left, self.letters.bold(equation.left.tensor), shapes=shapes)
        return row(left, Symbol(Sign.EQUAL), self(equation.right, shapes=shapes))

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
                return row(*_apart([self._factor(one, shapes=shapes) for one in factors]))
            case Hadamard(factors):
                ordered = sorted(factors, key=lambda one: not isinstance(one, Sum))
                printed = tuple(self._factor(one, shapes=shapes) for one in ordered)
                return separated(printed, Sign.HADAMARD)
            case _:
                return self._atom(matrix, shapes=shapes)

    def _sum(self, terms: Sequence[Matrix], *, shapes: bool) -> Layout:
        items: list[Layout] = []
        for place, term in enumerate(sorted(terms, key=_is_negative)):
            if place and not _is_negative(term):
                items.append(Symbol(Sign.PLUS))
            items.append(self(term, shapes=shapes))
        return row(*items)

    def _scaled(self, number: Expr | None, of: Matrix, *, shapes: bool) -> Layout:
        """A multiple without its sign; what is scaled is fenced where it is a sum."""
        inner = self._factor(of, shapes=shapes)
        if isinstance(of, Product | Hadamard):
            inner = self(of, shapes=shapes) if number is None else inner
        return inner if number is None or number == 1 else row(self.mathtext(number), inner)

    def _factor(self, matrix: Matrix, *, shapes: bool = False) -> Layout:
        """A matrix form among factors: sums and products in parentheses."""
        printed = self(matrix, shapes=shapes)
        match matrix:
            case Sum() | Hadamard() | Scaled():
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
            case MatrixOf(tensor):
                return self._leaf(matrix, self.letters.bold(tensor), shapes=shapes)
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
            case Choice(condition, then, otherwise):
                nonzero = row(self(condition), Symbol(Sign.NOT_EQUAL), Number("0"))
                return Cases((Branch(self(then), nonzero), Branch(self(otherwise), OTHERWISE)))
            case Diagonal(of):
                return FunctionCall(Identifier("diag"), (self(of),))
            case Trace(of):
                return FunctionCall(Identifier("tr"), (self(of),))
            case _:
                raise AssertionError(f"no print is defined for {matrix}")

    def _transposed(self, of: Matrix) -> Layout:
        """Aᵀ, the ⊤ behind the layer's number."""
        inner = self(of)
        top = Symbol(Sign.TRANSPOSE)
        match inner:
            case Coloured(Scripted(base, lower, upper), role):
                return Coloured(Scripted(base, lower, _beside(upper, top)), role)
            case Scripted(base, lower, upper):
                return Scripted(base, lower, _beside(upper, top))
            case Identifier() | Primed():
                return Scripted(inner, None, top)
            case _:
                return Scripted(Parenthesised(inner), None, top)

    def _applied(self, function: ScalarFunction | str, argument: Matrix) -> Layout:
        inner = self(argument)
        if isinstance(function, str):
            if function == "abs":
                return Parenthesised(inner, "bars")
            return FunctionCall(Identifier({"sign": "sgn"}.get(function, function)), (inner,))
        call = FunctionCall(_bold(self.letters.function(function)), (inner,))
        return Coloured(call, "forward") if function.order else call

    def _power(self, base: Matrix, exponent: Matrix) -> Layout:
        """An entrywise power: ⊙ before the exponent says that it is no matrix product."""
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


def _is_negative(term: Matrix) -> bool:
    return (
        isinstance(term, Scaled)
        and isinstance(term.scalar, Constant)
        and bool(term.scalar.value.is_negative)
    )


def _beside(upper: Layout | None, top: Symbol) -> Layout:
    return top if upper is None else row(upper, top)


def _bold(function: Layout) -> Layout:
    """A function's letter in bold: applied entry by entry."""
    match function:
        case Identifier(letter, _) if len(letter) == 1:
            return Identifier(letter, "bold")
        case Primed(base, order):
            return Primed(_bold(base), order)
        case _:
            return function


def _apart(factors: Sequence[Layout]) -> list[Layout]:
    items: list[Layout] = []
    for factor in factors:
        items += [Space("thin"), factor] if items else [factor]
    return items
