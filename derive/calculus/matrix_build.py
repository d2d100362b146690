"""Building matrix nodes: each function gives the one written form of what it is named for.

The order of factors and terms is decided here too, for SymPy keeps none: it is
what a lecturer prints, f'(z) ⊙ (Wᵀ δ), W x + b, y − t, 1 − y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from derive.calculus.matrix_tree import (
    ONE,
    SCALAR,
    Applied,
    Choice,
    Constant,
    Diagonal,
    Hadamard,
    Identity,
    Indicator,
    Matrix,
    MatrixOf,
    Ones,
    Product,
    Quotient,
    Scaled,
    Sum,
    Trace,
    Transposed,
    parts_of,
    shape_of,
)
from derive.notation.expression import ScalarFunction
from derive.notation.tensor import Role

Order: TypeAlias = tuple[int, ...]


def transposed(matrix: Matrix) -> Matrix:
    """The transpose, taken at the leaves of a product and never twice."""
    match matrix:
        case Transposed(of):
            return of
        case Product(factors):
            return Product(tuple(transposed(factor) for factor in reversed(factors)))
        case Scaled(scalar, of):
            return Scaled(scalar, transposed(of))
        case Quotient(of, scalar) if shape_of(scalar) == SCALAR:
            return Quotient(transposed(of), scalar)
        case Ones(row, column) if column is not None:
            return Ones(column, row)
        case Diagonal() | Identity():
            return matrix
        case _:
            return matrix if shape_of(matrix) == SCALAR else Transposed(matrix)


def transposes(matrix: Matrix) -> int:
    """How many transposes are written in a form: what a good form has few of."""
    return isinstance(matrix, Transposed) + sum(map(transposes, parts_of(matrix)))


def fewest_transposes(*forms: Matrix) -> Matrix:
    """The form with the fewest transposes, of equal ones the first."""
    return min(forms, key=transposes)


def product(*factors: Matrix) -> Matrix:
    """A matrix product in one row; scalars come out in front, unit matrices vanish."""
    flat: list[Matrix] = []
    scalars: list[Matrix] = []
    for factor in factors:
        multiples, matrix = _unscaled(factor)
        scalars += multiples
        flat += matrix.factors if isinstance(matrix, Product) else (matrix,)
    kept = [factor for factor in flat if not isinstance(factor, Identity)] or flat[:1]
    result = kept[0] if len(kept) == 1 else Product(tuple(kept))
    for scalar in reversed(scalars):
        result = scaled(scalar, result)
    return result


def _unscaled(matrix: Matrix) -> tuple[list[Matrix], Matrix]:
    match matrix:
        case Scaled(scalar, of):
            scalars, rest = _unscaled(of)
            return [scalar, *scalars], rest
        case _:
            return [], matrix


def scaled(scalar: Matrix, of: Matrix) -> Matrix:
    """A multiple; numbers are multiplied together and stand outermost."""
    match scalar, of:
        case _, _ if scalar == ONE:
            return of
        case _, _ if of == ONE:
            return scalar
        case Constant(a), Constant(b):
            return Constant(a * b)
        case Constant(a), Scaled(Constant(b), rest):
            return scaled(Constant(a * b), rest)
        case Scaled(first, rest), _:
            return scaled(first, scaled(rest, of))
        case _, Scaled(Constant() as number, rest) if not isinstance(scalar, Constant):
            return scaled(number, scaled(scalar, rest))
        case _, Constant():
            return scaled(of, scalar)
        case _:
            return Scaled(scalar, of)


def quotient(numerator: Matrix, denominator: Matrix) -> Matrix:
    """An entrywise quotient; a numeric factor of the numerator stands outermost."""
    if denominator == ONE:
        return numerator
    match numerator:
        case Scaled(Constant() as number, rest):
            return Scaled(number, Quotient(rest, denominator))
        case _:
            return Quotient(numerator, denominator)


def hadamard(factors: Iterable[Matrix]) -> Matrix:
    """An entrywise product in the lecturer's order; of scalars, a multiple."""
    flat: list[Matrix] = []
    scalars: list[Matrix] = []
    for factor in factors:
        multiples, matrix = _unscaled(factor)
        scalars += multiples
        flat += matrix.factors if isinstance(matrix, Hadamard) else (matrix,)
    matrices = sorted((f for f in flat if shape_of(f) != SCALAR), key=factor_order)
    result: Matrix = ONE
    if matrices:
        result = matrices[0] if len(matrices) == 1 else Hadamard(tuple(matrices))
    scalars += sorted((f for f in flat if shape_of(f) == SCALAR), key=factor_order)
    for scalar in reversed(scalars):
        result = scaled(scalar, result)
    return result


def summed(terms: Sequence[Matrix]) -> Matrix:
    """A sum in the lecturer's order."""
    flat: list[Matrix] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Sum) else (term,))
    ordered = sorted(flat, key=term_order)
    return ordered[0] if len(ordered) == 1 else Sum(tuple(ordered))


def factor_order(matrix: Matrix) -> tuple[Order, str]:
    """Where a factor stands in an entrywise product: f' and [z > 0] first, Wᵀ δ last."""
    return (_factor_rank(matrix), str(matrix))


def term_order(matrix: Matrix) -> tuple[Order, str]:
    """Where a term stands in a sum: a bias or penalty after signals, what is subtracted last."""
    match matrix:
        case Scaled(Constant(number), of) if number.is_negative:
            return ((1, *_term_rank(of)), str(matrix))
        case Constant(number) if number.is_negative:
            return ((1, 0), str(matrix))
        case _:
            return ((0, *_term_rank(matrix)), str(matrix))


def _factor_rank(matrix: Matrix) -> Order:
    match matrix:
        case Transposed(of) | Scaled(_, of):
            return _factor_rank(of)
        case Indicator() | Choice():
            return (0,)
        case Applied(ScalarFunction(order=order)) if order > 0:
            return (0,)
        case MatrixOf(tensor):
            return (5,) if tensor.role is Role.GRADIENT else (1,)
        case Sum(terms):
            if any(isinstance(part, Ones) for part in _leaves(matrix)):
                return (6,) if _holds_product(matrix) else (3,)
            return (6,) if _holds_product(matrix) else (4, len(terms))
        case Product() | Trace():
            return (6,)
        case _:
            return (2,)


def _term_rank(matrix: Matrix) -> Order:
    leaves = tuple(_leaves(matrix))
    tensors = [leaf.tensor for leaf in leaves if isinstance(leaf, MatrixOf)]
    if not tensors:
        return (0,)
    roles = {tensor.role for tensor in tensors} - {Role.CONSTANT}
    if roles == {Role.PARAMETER}:
        return (3,)
    if not _holds_product(matrix):
        return (1,)
    return (2, 0 if any(tensor.role is Role.INPUT for tensor in tensors) else 1)


def _leaves(matrix: Matrix) -> Iterable[Matrix]:
    parts = parts_of(matrix)
    if not parts:
        yield matrix
    for part in parts:
        yield from _leaves(part)


def _holds_product(matrix: Matrix) -> bool:
    return isinstance(matrix, Product) or any(map(_holds_product, parts_of(matrix)))
