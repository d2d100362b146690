"""The matrix form of an equation in index notation, found by program, or why there is none.

The convention is in the axes. A tensor with two axes has the first down its
rows, one with one axis is a column. So a sample's vectors are columns and
weights have a row a destination, z = W x + b; where the sample's letter comes
first, samples are rows, Z = X Wᵀ + 1 bᵀ. The left side stands as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sympy import Abs, Add, Expr, Mul, Pow, Symbol, cos, erf, exp, log, sign, sin, tanh

from derive.calculus.matrix_build import summed, transposed
from derive.calculus.matrix_contraction import Contraction
from derive.calculus.matrix_held import HeldFirst, HeldMax, HeldNumber, HeldSum
from derive.calculus.matrix_piece import Piece, piece
from derive.calculus.matrix_reasons import (
    FormlessError,
    affine_delta,
    computed_position,
    derivative_not_taken,
    largest_over_index,
    letter_as_number,
    letter_twice,
    outside_its_range,
    too_high_rank,
)
from derive.calculus.matrix_tree import (
    Applied,
    Choice,
    Constant,
    ElementaryName,
    EntrywisePower,
    Extremum,
    Identity,
    Indicator,
    Matrix,
    MatrixOf,
    Over,
    Size,
)
from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Node,
    Partial,
    Where,
    contains,
    free_indices,
    total,
    with_fresh_index,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry
from derive.text import Text

_ELEMENTARY: Mapping[type, ElementaryName] = {
    exp: "exp",
    log: "log",
    tanh: "tanh",
    erf: "erf",
    Abs: "abs",
    sign: "sign",
    sin: "sin",
    cos: "cos",
}


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """`left = right` between matrices of one shape.

    Attributes:
        left: The tensor that is defined, never transposed.
        right: Its matrix form.
        number: The number of the index equation.
    """

    left: MatrixOf
    right: Matrix
    number: str


@dataclass(frozen=True, slots=True)
class NoMatrixForm:
    """An equation keeps its index form alone; the reason is a sentence for the handout."""

    reason: Text


def matrix_form(equation: Equation) -> MatrixEquation | NoMatrixForm:
    """The equation between matrices that says the same as an index equation."""
    try:
        row, column = _left_letters(equation.left)
        right = _piece_of(equation.right).at(row, column)
    except FormlessError as formless:
        return NoMatrixForm(formless.reason)
    return MatrixEquation(MatrixOf(equation.left.tensor), right, equation.number)


def _left_letters(left: Entry) -> tuple[Index | None, Index | None]:
    _entry(left)
    first, second = (*left.indices, None, None)[:2]
    return first, second


def _piece_of(expression: Expr) -> Piece:
    match expression:
        case Entry():
            return _entry(expression)
        case HeldNumber(value=value):
            return piece((), lambda _row, _column: Constant(value))
        case HeldSum() | HeldMax() | HeldFirst():
            return _held(expression)
        case IndexMax() | FirstMax():
            raise FormlessError(largest_over_index(expression.index))
        case _ if not contains(expression, (Entry, Symbol, Node)):
            return piece((), lambda _row, _column: Constant(expression))
        case SizeOf(axis=axis):
            return piece((), lambda _row, _column: Size(axis))
        case Add():
            return _sum([_piece_of(term) for term in expression.args])
        case Pow() if not _is_divisor(expression):
            return _power(expression)
        case Mul() | IndexSum() | Pow():
            return _contracted(expression)
        case Delta():
            return _identity(expression)
        case _:
            return _entrywise(expression)


def _held(expression: Binder) -> Piece:
    kinds: Mapping[type, Literal["sum", "max", "first"]]
    kinds = {HeldSum: "sum", HeldMax: "max", HeldFirst: "first"}
    kind, letter = kinds[type(expression)], expression.index
    body, at = _piece_of(expression.body), next(iter(expression.outside), None)
    return piece(body.letters, lambda row, column: Over(kind, letter, body.at(row, column), at))


def _entry(entry: Entry) -> Piece:
    tensor, letters = entry.tensor, entry.indices
    if len(letters) > 2:
        raise FormlessError(too_high_rank(len(letters)))
    for letter, axis in zip(letters, tensor.axes, strict=True):
        if not isinstance(letter, Index):
            raise FormlessError(computed_position())
        if letter.axis != axis:
            raise FormlessError(outside_its_range(tensor.code_name))
    if len(set(letters)) < len(letters):
        raise FormlessError(letter_twice(letters[0]))
    natural = (*letters, None, None)[:2]

    def make(row: Index | None, column: Index | None) -> Matrix:
        matrix = MatrixOf(tensor)
        return matrix if (row, column) == natural else transposed(matrix)

    return piece(letters, make)


def _identity(delta: Delta) -> Piece:
    axes = [part.axis if isinstance(part, Index) else None for part in delta.args]
    if None in axes or axes[0] != axes[1]:
        raise FormlessError(affine_delta(delta))
    return piece(delta.args, lambda row, _column: Identity(_axis(row)))


def _axis(letter: Index | None) -> Axis:
    assert letter is not None, "a delta has two letters"
    return letter.axis


def _sum(terms: Sequence[Piece]) -> Piece:
    letters = frozenset[Index]().union(*(term.letters for term in terms))
    return piece(letters, lambda row, column: summed([term.at(row, column) for term in terms]))


def _power(power: Pow) -> Piece:
    base, exponent = _piece_of(power.base), _piece_of(power.exp)
    found = _combined((base, exponent), lambda parts: EntrywisePower(*parts))
    if power.exp == 2 and base.letters:
        return Piece(found.letters, found.forms, root=base)
    return found


def _entrywise(expression: Expr) -> Piece:
    parts = [_piece_of(part) for part in _operands(expression)]
    match expression:
        case Apply(function=function):
            return _combined(parts, lambda forms: Applied(function, *forms))
        case Compare(operator=operator):
            return _combined(parts, lambda forms: Indicator(operator, *forms))
        case Maximum():
            return _combined(parts, lambda forms: Extremum("max", *forms))
        case Minimum():
            return _combined(parts, lambda forms: Extremum("min", *forms))
        case Where():
            return _combined(parts, lambda forms: Choice(*forms))
        case _:
            name = _ELEMENTARY[expression.func]
            return _combined(parts, lambda forms: Applied(name, *forms))


def _operands(expression: Expr) -> Sequence[Expr]:
    match expression:
        case Apply():
            return (expression.argument,)
        case Compare():
            return (expression.left, expression.right)
        case Maximum() | Minimum() | Where():
            return tuple(expression.args)
        case Index():
            raise FormlessError(letter_as_number(expression))
        case Partial():
            raise FormlessError(derivative_not_taken())
        case _:
            assert expression.func in _ELEMENTARY, f"no matrix form is defined for {expression}"
            return tuple(expression.args)


def _combined(parts: Sequence[Piece], build: Callable[[Sequence[Matrix]], Matrix]) -> Piece:
    """A piece of a node that works entry by entry; scalars go in as they are."""
    letters = frozenset[Index]().union(*(part.letters for part in parts))
    return piece(letters, lambda row, column: build([p.or_scalar(row, column) for p in parts]))


def _contracted(expression: Expr) -> Piece:
    """The piece of a sum of a product; where it has none, that of the product multiplied out."""
    factors, bound = _flat(expression, set(free_indices(expression)))
    try:
        contraction = Contraction(set(bound))
        for factor in factors:
            if _is_divisor(factor):
                contraction.divide(_piece_of(Pow(factor.base, -factor.exp)))
            else:
                contraction.add(_piece_of(factor))
        return contraction.result()
    except FormlessError:
        position = next((n for n, f in enumerate(factors) if isinstance(f, Add)), None)
        if position is None:
            raise
    rest = factors[:position] + factors[position + 1 :]
    terms = factors[position].args
    return _sum([_piece_of(total(Mul(*rest, term), *bound)) for term in terms])


def _flat(expression: Expr, taken: set[Index]) -> tuple[list[Expr], list[Index]]:
    """The factors under all sums of a product, and the letters summed over, renamed apart."""
    match expression:
        case IndexSum() if not isinstance(expression, HeldSum):
            summed_apart = with_fresh_index(expression, taken)
            taken.add(summed_apart.index)
            factors, bound = _flat(summed_apart.body, taken)
            return factors, [summed_apart.index, *bound]
        case Mul():
            parts = [_flat(part, taken) for part in expression.args]
            return [f for part, _ in parts for f in part], [b for _, part in parts for b in part]
        case _:
            return [expression], []


def _is_divisor(expression: Expr) -> bool:
    return isinstance(expression, Pow) and bool(expression.exp.is_negative)
