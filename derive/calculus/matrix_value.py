"""The number of a matrix form, by definition: rows of numbers, loops, no array library.

It knows nothing of how a form was found, so that its agreement with the index
form is a proof of the form on numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, TypeAlias

import mpmath
from sympy import Expr

from derive.calculus.matrix_slices import Slice
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
    Size,
    Sum,
    Trace,
    Transposed,
    shape_of,
)
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.meaning import Position, letter_of, position_of
from derive.notation.tensor import Tensor
from derive.notation.value import Values, World

Rows: TypeAlias = list[list[Any]]

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
_ELEMENTARY: Mapping[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "erf": mpmath.erf,
    "abs": abs,
    "sign": mpmath.sign,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the names in a matrix form stand for.

    Attributes:
        values: Rows of numbers: of a vector rows of one number, of a scalar one such row.
        sizes: The extent of every axis.
        digits: Decimal digits of the arithmetic.
        entries: For slices, the entries of whole tensors by position.
        place: For slices, where the letters held are.
    """

    values: Mapping[Tensor, Sequence[Sequence[Any]]]
    sizes: Mapping[Axis, int]
    digits: int = 50
    entries: Mapping[Tensor, Mapping[Position, Any]] = field(default_factory=dict)
    place: Mapping[Index, int] = field(default_factory=dict)


def evaluate(matrix: Matrix, numbers: Numbers) -> Rows:
    """The rows of a matrix form; a column has rows of one number, a scalar is one row of one."""
    with mpmath.workdps(numbers.digits):
        return _rows(matrix, numbers)


def _rows(matrix: Matrix, numbers: Numbers) -> Rows:
    match matrix:
        case Constant(value):
            return [[_number(value, numbers)]]
        case Size(axis):
            return [[mpmath.mpf(numbers.sizes[axis])]]
        case MatrixOf(Slice() as tensor):
            return _slice(tensor, numbers)
        case MatrixOf(tensor):
            return [[mpmath.mpf(entry) for entry in row] for row in numbers.values[tensor]]
        case Ones():
            return _given_by_place(matrix, lambda _row, _column: 1, numbers)
        case Identity():
            return _given_by_place(matrix, lambda row, column: row == column, numbers)
        case Transposed(of):
            return [list(column) for column in zip(*_rows(of, numbers), strict=True)]
        case Over():
            return _over(matrix, numbers)
        case Product(factors):
            return reduce(_times, (_rows(factor, numbers) for factor in factors))
        case Diagonal(of):
            entries = _rows(of, numbers)
            return _given_by_place(
                matrix, lambda row, column: entries[row][0] * (row == column), numbers
            )
        case Trace(of):
            square = _rows(of, numbers)
            return [[mpmath.fsum(square[n][n] for n in range(len(square)))]]
        case _:
            return _entrywise(matrix, numbers)


def _slice(tensor: Slice, numbers: Numbers) -> Rows:
    """The rows of a slice; outside its range, and between whole positions, a tensor is 0."""
    held = [None if at is None else _position(at, numbers) for at in tensor.at]
    entries = numbers.entries[tensor.whole]

    def entry(row: int, column: int) -> Any:
        kept = iter((row, column))
        at = tuple(next(kept) if position is None else position for position in held)
        return entries.get(at, 0)

    return _given_by_place(MatrixOf(tensor), entry, numbers)


def _over(over: Over, numbers: Numbers) -> Rows:
    """The rows at every value of a letter, taken together entry by entry."""
    size = numbers.sizes[over.letter.axis]
    places = ({**numbers.place, over.letter: value} for value in range(size))
    each = [_rows(over.of, replace(numbers, place=place)) for place in places]
    at = None if over.at is None else _position(over.at, numbers)

    def entry(*values: Any) -> Any:
        match over.kind:
            case "sum":
                return mpmath.fsum(values)
            case "max":
                return max(values)
            case "first":
                return mpmath.mpf(values.index(max(values)) == at)

    rows = zip(*each, strict=True)
    return [[entry(*values) for values in zip(*row, strict=True)] for row in rows]


def _entrywise(matrix: Matrix, numbers: Numbers) -> Rows:
    """Nodes whose entry is made of their parts' entries at the same place."""
    match matrix:
        case Hadamard(parts):
            return _each(lambda *entries: mpmath.fprod(entries), parts, numbers)
        case Sum(parts):
            return _each(lambda *entries: mpmath.fsum(entries), parts, numbers)
        case Scaled(scalar, of):
            return _each(operator.mul, (scalar, of), numbers)
        case Quotient(above, below):
            return _each(operator.truediv, (above, below), numbers)
        case EntrywisePower(base, exponent):
            return _each(operator.pow, (base, exponent), numbers)
        case Applied(function, argument):
            return _each(lambda entry: _function(function, entry, numbers), (argument,), numbers)
        case Indicator(sign, left, right):
            holds = _COMPARISONS[sign]
            return _each(lambda a, b: mpmath.mpf(bool(holds(a, b))), (left, right), numbers)
        case Extremum(kind, first, second):
            return _each({"max": max, "min": min}[kind], (first, second), numbers)
        case Choice(condition, then, otherwise):
            parts = (condition, then, otherwise)
            return _each(lambda c, a, b: a if c != 0 else b, parts, numbers)
        case _:
            raise AssertionError(f"no value is defined for {matrix}")


def _each(entry: Callable[..., Any], parts: Sequence[Matrix], numbers: Numbers) -> Rows:
    """One entry from the parts' entries at every place; a scalar is the same at every place."""
    rows = [_rows(part, numbers) for part in parts]
    scalar = [shape_of(part) == SCALAR for part in parts]
    height, width = max((len(part), len(part[0])) for part in rows)
    return [
        [
            entry(
                *(
                    part[0][0] if single else part[row][column]
                    for part, single in zip(rows, scalar, strict=True)
                )
            )
            for column in range(width)
        ]
        for row in range(height)
    ]


def _given_by_place(matrix: Matrix, entry: Callable[[int, int], Any], numbers: Numbers) -> Rows:
    height, width = (1 if axis is None else numbers.sizes[axis] for axis in shape_of(matrix))
    return [[mpmath.mpf(entry(row, column)) for column in range(width)] for row in range(height)]


def _times(left: Rows, right: Rows) -> Rows:
    columns = list(zip(*right, strict=True))
    return [[mpmath.fdot(row, column) for column in columns] for row in left]


def _function(function: ScalarFunction | str, entry: Any, numbers: Numbers) -> Any:
    if isinstance(function, str):
        return _ELEMENTARY[function](entry)
    # A definition may name hyper-parameters, which are scalars among the values.
    values: Values = {
        name: {(): rows[0][0]} for name, rows in numbers.values.items() if not name.axes
    }
    values[function.variable.tensor] = {(): entry}
    world = World(values, numbers.sizes, digits=numbers.digits)
    return world.number(Apply(function, function.variable))


def _position(position: Expr, numbers: Numbers) -> Any:
    """A position exactly; a fraction where it is no whole number."""
    letters = {letter_of(index): at for index, at in numbers.place.items()}
    return position_of(position)(_world(numbers), letters)


def _world(numbers: Numbers) -> World:
    entries = {tensor: dict(values) for tensor, values in numbers.entries.items()}
    return World(entries, numbers.sizes, digits=numbers.digits)


def _number(value: Expr, numbers: Numbers) -> Any:
    return _world(numbers).number(value, numbers.place)
