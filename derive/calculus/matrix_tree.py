"""The nodes of a matrix form: a closed set of frozen dataclasses that know their shapes.

Everything is a matrix: a vector is a column of shape (axis, None), a scalar has
shape (None, None), and a row is a column transposed (`shape_of`). A node is built by the
function of its name (`product`, `scaled`, ...), which keeps the tree in its one
written form:

- a product holds no product, and is transposed factor by factor in reverse order;
- nothing is transposed twice, and scalars are never transposed;
- a minus sign is the outermost `Scaled(Constant(negative), ...)` of a term, so
  that a printer turns it into a subtraction by looking at that one node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sympy import Expr, Integer

from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.tensor import Tensor

Shape: TypeAlias = tuple[Axis | None, Axis | None]
SCALAR: Shape = (None, None)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number: 1, -1/2, an exact one such as sqrt(2/pi), or one of the letters held."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Size:
    """The extent of an axis as a number: J, or the batch size N."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class MatrixOf:
    """A tensor as it stands: rank 2 with its first axis down the rows, rank 1 a column."""

    tensor: Tensor


@dataclass(frozen=True, slots=True)
class Ones:
    """The column of ones (column is None), or the matrix of ones, which is 1 1ᵀ."""

    row: Axis
    column: Axis | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The unit matrix of an axis."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class Transposed:
    """xᵀ; never of a scalar, a product, a multiple or another transpose."""

    of: Matrix


@dataclass(frozen=True, slots=True)
class Product:
    """A B C: matrices, columns and rows side by side; column times row is an outer product."""

    factors: tuple[Matrix, ...]

    def __post_init__(self) -> None:
        for left, right in zip(self.factors, self.factors[1:], strict=False):
            assert shape_of(left)[1] == shape_of(right)[0], (
                f"neighbours do not fit: {left} and {right}"
            )


@dataclass(frozen=True, slots=True)
class Hadamard:
    """a ⊙ b ⊙ c, all of one shape."""

    factors: tuple[Matrix, ...]

    def __post_init__(self) -> None:
        assert len({shape_of(factor) for factor in self.factors}) == 1, "one shape for all factors"


@dataclass(frozen=True, slots=True)
class Sum:
    """a + b - c, all of one shape; what is subtracted is scaled by a negative constant."""

    terms: tuple[Matrix, ...]

    def __post_init__(self) -> None:
        assert len({shape_of(term) for term in self.terms}) == 1, "one shape for all terms"


@dataclass(frozen=True, slots=True)
class Scaled:
    """A scalar times a matrix; a negative sign only ever in an outermost constant."""

    scalar: Matrix
    of: Matrix

    def __post_init__(self) -> None:
        assert shape_of(self.scalar) == SCALAR, "only a scalar scales"


@dataclass(frozen=True, slots=True)
class Quotient:
    """Entry by entry, one through the other; either may be a scalar for all entries."""

    numerator: Matrix
    denominator: Matrix


@dataclass(frozen=True, slots=True)
class EntrywisePower:
    """Every entry to a power; either may be a scalar for all entries."""

    base: Matrix
    exponent: Matrix


ElementaryName: TypeAlias = Literal["exp", "log", "tanh", "erf", "abs", "sign", "sin", "cos"]


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of one number at every entry: one of the network's, or an elementary one."""

    function: ScalarFunction | ElementaryName
    argument: Matrix


@dataclass(frozen=True, slots=True)
class Indicator:
    """1 at every entry where the comparison holds, else 0; either side may be a scalar."""

    operator: str
    left: Matrix
    right: Matrix


@dataclass(frozen=True, slots=True)
class Extremum:
    """The larger or smaller of two at every entry; either may be a scalar."""

    kind: Literal["max", "min"]
    first: Matrix
    second: Matrix


@dataclass(frozen=True, slots=True)
class Choice:
    """At every entry `then` where the condition is not 0, else `otherwise`; scalars may mix in."""

    condition: Matrix
    then: Matrix
    otherwise: Matrix


@dataclass(frozen=True, slots=True)
class Diagonal:
    """diag(v): the square matrix with a column on its diagonal."""

    of: Matrix

    def __post_init__(self) -> None:
        assert shape_of(self.of)[1] is None, "a diagonal is made of a column"


@dataclass(frozen=True, slots=True)
class Trace:
    """tr(A): the sum down the diagonal."""

    of: Matrix

    def __post_init__(self) -> None:
        assert shape_of(self.of)[0] == shape_of(self.of)[1], "a trace is of a square matrix"


@dataclass(frozen=True, slots=True)
class Over:
    """Over all values of a letter that slices are taken at: the sum, or entry by entry the largest.

    Attributes:
        kind: "first" is 1 where `at` is the first place of the largest, else 0.
        letter: The letter; `at` does not lie under it.
        of: A form of slices.
        at: For "first", the place asked about.
    """

    kind: Literal["sum", "max", "first"]
    letter: Index
    of: Matrix
    at: Expr | None = None


Matrix: TypeAlias = (
    Constant
    | Size
    | MatrixOf
    | Ones
    | Identity
    | Transposed
    | Product
    | Hadamard
    | Sum
    | Scaled
    | Quotient
    | EntrywisePower
    | Applied
    | Indicator
    | Extremum
    | Choice
    | Diagonal
    | Trace
    | Over
)

ONE = Constant(Integer(1))


def shape_of(matrix: Matrix) -> Shape:
    """The axes down the rows and along the columns; None where there is only one."""
    match matrix:
        case Constant() | Size() | Trace():
            return SCALAR
        case MatrixOf(tensor):
            first, second = (*tensor.axes, None, None)[:2]
            return (first, second)
        case Ones(row, column):
            return (row, column)
        case Identity(axis):
            return (axis, axis)
        case Transposed(of):
            return shape_of(of)[::-1]
        case Product(factors):
            return (shape_of(factors[0])[0], shape_of(factors[-1])[1])
        case Hadamard(parts) | Sum(parts):
            return shape_of(parts[0])
        case Scaled(_, of) | Applied(_, of):
            return shape_of(of)
        case Over(of=of):
            return shape_of(of)
        case Diagonal(of):
            return (shape_of(of)[0], shape_of(of)[0])
        case Quotient() | EntrywisePower() | Indicator() | Extremum() | Choice():
            return common_shape(parts_of(matrix))


def common_shape(parts: Iterable[Matrix]) -> Shape:
    """The one shape of the parts that are no scalars; a scalar's if all are."""
    shapes = {shape_of(part) for part in parts} - {SCALAR}
    assert len(shapes) <= 1, f"one shape for all parts, not {shapes}"
    return next(iter(shapes), SCALAR)


def parts_of(matrix: Matrix) -> tuple[Matrix, ...]:
    """The nodes right under a node, as they are written from left to right."""
    match matrix:
        case Constant() | Size() | MatrixOf() | Ones() | Identity():
            return ()
        case Transposed(of) | Diagonal(of) | Trace(of) | Applied(_, of) | Over(_, _, of):
            return (of,)
        case Product(parts) | Hadamard(parts) | Sum(parts):
            return parts
        case (
            Scaled(first, second)
            | Quotient(first, second)
            | EntrywisePower(first, second)
            | Indicator(_, first, second)
            | Extremum(_, first, second)
        ):
            return (first, second)
        case Choice(condition, then, otherwise):
            return (condition, then, otherwise)
