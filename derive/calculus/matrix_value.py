"""The number of a matrix form, by definition: rows of numbers, loops, no array library.

It knows nothing of how a form was found, so that its agreement with the index
form is a proof of the form on numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import mpmath
from sympy import Expr

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
    Size,
    Sum,
    Trace,
    Transposed,
    shape_of,
)
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis
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
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the names in a matrix form stand for.

    Attributes:
        values: Rows of numbers: of a vector rows of one number, of a scalar one such row.
        sizes: The extent of every axis.
        digits: Decimal digits of the arithmetic.
    """

    values: Mapping[Tensor, Sequence[Sequence[Any]]]
    sizes: Mapping[Axis, int]
    digits: int = 50


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
        case MatrixOf(tensor):
            return [[mpmath.mpf(entry) for entry in row] for row in numbers.values[tensor]]
        case Ones():
            return _given_by_place(matrix, lambda _row, _column: 1, numbers)
        case Identity():
            return _given_by_place(matrix, lambda row, column: row == column, numbers)
        case Transposed(of):
            return [list(column) for column in zip(*_rows(of, numbers), strict=True)]
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


def _number(value: Expr, numbers: Numbers) -> Any:
    return World({}, numbers.sizes, digits=numbers.digits).number(value)
