"""Matrix nodes over what was read: numbers alone are worked out, scalars in front are multiples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from sympy import Add, Integer, Rational

from derive.calculus.matrix_tree import (
    SCALAR,
    Applied,
    Choice,
    Constant,
    Diagonal,
    ElementaryName,
    EntrywisePower,
    Extremum,
    Hadamard,
    Indicator,
    Matrix,
    Quotient,
    Scaled,
    Sum,
    Trace,
    shape_of,
)
from derive.notation.arithmetic import ELEMENTARY
from derive.notation.expression import Compare, Where

ELEMENTARY_NAMES: Mapping[str, ElementaryName] = {name: name for name in get_args(ElementaryName)}
HALF = Constant(Rational(1, 2))


def are_alike(*parts: Matrix) -> bool:
    """Whether parts have one shape, scalars aside."""
    return len({shape_of(part) for part in parts} - {SCALAR}) <= 1


def negative(term: Matrix) -> Matrix:
    """A term that is subtracted."""
    match term:
        case Constant(value):
            return Constant(-value)
        case Scaled(Constant(value), of):
            return Scaled(Constant(-value), of)
        case _:
            return Scaled(Constant(Integer(-1)), term)


def added(terms: Sequence[Matrix]) -> Matrix:
    """The sum of terms of one shape."""
    if len(terms) == 1:
        return terms[0]
    numbers = [term.value for term in terms if isinstance(term, Constant)]
    return Constant(Add(*numbers)) if len(numbers) == len(terms) else Sum(tuple(terms))


def multiplied(factors: Sequence[Matrix]) -> Matrix:
    """The entrywise product of the matrices among some factors, times the scalars."""
    scalars = [factor for factor in factors if shape_of(factor) == SCALAR]
    matrices = tuple(factor for factor in factors if shape_of(factor) != SCALAR)
    if not matrices:
        *scalars, result = scalars
    else:
        result = matrices[0] if len(matrices) == 1 else Hadamard(matrices)
    for scalar in reversed(scalars):
        result = _multiple(scalar, result)
    return result


def _multiple(scalar: Matrix, of: Matrix) -> Matrix:
    match scalar, of:
        case Constant(first), Constant(second):
            return Constant(first * second)
        case Constant(first), Scaled(Constant(second), rest):
            return Scaled(Constant(first * second), rest)
        case _:
            return Scaled(scalar, of)


def divided(above: Matrix, below: Matrix) -> Matrix:
    """One through the other."""
    match above, below:
        case Constant(first), Constant(second):
            return Constant(first / second)
        case _:
            return Quotient(above, below)


def raised(base: Matrix, exponent: Matrix) -> Matrix:
    """One to the power of the other."""
    match base, exponent:
        case Constant(first), Constant(second):
            return Constant(first**second)
        case _:
            return EntrywisePower(base, exponent)


def compared(operator: str, left: Matrix, right: Matrix) -> Matrix:
    """1 where a comparison holds, else 0."""
    match left, right:
        case Constant(first), Constant(second):
            return Constant(Compare(operator, first, second))
        case _:
            return Indicator(operator, left, right)


def called(name: str, arguments: Sequence[Matrix]) -> Matrix | None:
    """A function of the language at arguments that fit it, or None."""
    match name, arguments:
        case "diag", [of] if shape_of(of)[1] is None:
            return Diagonal(of)
        case "trace", [of] if shape_of(of)[0] == shape_of(of)[1]:
            return Trace(of)
        case "maximum", [first, second] if are_alike(first, second):
            return Extremum("max", first, second)
        case "minimum", [first, second] if are_alike(first, second):
            return Extremum("min", first, second)
        case "where", [Constant(condition), Constant(then), Constant(otherwise)]:
            return Constant(Where(condition, then, otherwise))
        case "where", [condition, then, otherwise] if are_alike(condition, then, otherwise):
            return Choice(condition, then, otherwise)
        case _, [Constant(value)] if name in ELEMENTARY:
            return Constant(ELEMENTARY[name](value))
        case "sqrt", [of]:
            return EntrywisePower(of, HALF)
        case _, [of] if name in ELEMENTARY_NAMES:
            return Applied(ELEMENTARY_NAMES[name], of)
        case _:
            return None
