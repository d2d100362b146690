"""What several factors make together: entrywise, as a dot product, a trace, or the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Integer, Rational

from derive.calculus.matrix_build import (
    fewest_transposes,
    hadamard,
    product,
    quotient,
    scaled,
    transposed,
    transposes,
)
from derive.calculus.matrix_piece import Piece, letter_order, piece
from derive.calculus.matrix_tree import (
    ONE,
    Constant,
    Diagonal,
    Identity,
    Matrix,
    MatrixOf,
    Ones,
    Trace,
    Transposed,
    parts_of,
)
from derive.notation.index import Index
from derive.notation.tensor import Role

Letters: TypeAlias = frozenset[Index]
NONE: Letters = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Factors and divisors that all have the same letters."""

    factors: tuple[Piece, ...] = ()
    divisors: tuple[Piece, ...] = ()

    def __add__(self, other: Group) -> Group:
        return Group(self.factors + other.factors, self.divisors + other.divisors)

    def __bool__(self) -> bool:
        return bool(self.factors or self.divisors)

    def piece(self, letters: Letters) -> Piece:
        """The entrywise product and quotient of all."""

        def make(row: Index | None, column: Index | None) -> Matrix:
            above = hadamard(factor.at(row, column) for factor in self.factors)
            below = hadamard(divisor.at(row, column) for divisor in self.divisors)
            return quotient(above, below)

        return piece(letters, make)


def ones(letter: Index) -> Piece:
    """The vector of ones along a letter."""
    column = Ones(letter.axis)
    return piece((letter,), lambda row, _: column if row is not None else transposed(column))


def halves(group: Group, *letters: Index) -> tuple[Piece, Piece] | None:
    """The operands of a dot product or trace: a square's root twice, or the last and the rest."""
    match group:
        case Group((Piece(root=Piece() as root),), ()):
            return root, root
        case Group((_, _, *_), divisors):
            *rest, last = sorted(group.factors, key=_dot_order)
            return Group(tuple(rest), divisors).piece(frozenset(letters)), last
        case _:
            return None


def dot(left: Piece, right: Piece) -> Piece:
    """aᵀ b of two pieces with the same letter."""
    (letter,) = left.letters
    one_way = product(left.at(None, letter), right.at(letter, None))
    other_way = product(right.at(None, letter), left.at(letter, None))
    form = fewest_transposes(one_way, other_way)
    return piece((), lambda _row, _column: form)


def trace(left: Piece, right: Piece) -> Piece:
    """tr(Aᵀ B) of two pieces with the same two letters."""
    first, second = sorted(left.letters, key=letter_order)
    lays = ((first, second), (second, first))
    products = [product(left.at(*lay), right.at(*lay[::-1])) for lay in lays]
    form = Trace(min(products, key=_trace_order))
    return piece((), lambda _row, _column: form)


def _trace_order(form: Matrix) -> tuple[int, bool]:
    return (transposes(form), not isinstance(parts_of(form)[0], Transposed))


def _dot_order(factor: Piece) -> tuple[int, str]:
    form = fewest_transposes(*factor.forms.values())
    match form:
        case MatrixOf(tensor):
            return (0 if tensor.role in (Role.GRADIENT, Role.TARGET) else 1, str(form))
        case _:
            return (2, str(form))


def assembled(groups: Mapping[Letters, Group]) -> Piece:
    """The product of groups that have two letters between them and none to sum over."""

    def make(row: Index | None, column: Index | None) -> Matrix:
        body = _body(groups, row, column)
        return _with_scalars(groups.get(NONE, Group()), body)

    return piece(NONE.union(*groups), make)


def _body(groups: Mapping[Letters, Group], row: Index | None, column: Index | None) -> Matrix:
    letters = frozenset(letter for letter in (row, column) if letter is not None)
    if len(letters) < 2:
        return groups[letters].piece(letters).at(row, column) if letters else ONE
    assert row is not None, "one of two letters goes down the rows"
    assert column is not None, "the other goes along the columns"
    down, across = (groups.get(frozenset({letter}), Group()) for letter in (row, column))
    edge = groups.get(letters, Group())
    if edge.factors:
        core = _between_diagonals(edge, (down, row), (across, column))
        divisors = (*edge.divisors, *down.divisors, *across.divisors)
    else:
        core = _outer((down, row), (across, column))
        divisors = edge.divisors
    return quotient(core, hadamard(divisor.at(row, column) for divisor in divisors))


def _outer(down: tuple[Group, Index], across: tuple[Group, Index]) -> Matrix:
    """Column times row; a missing one is a vector of ones, two missing the number 1."""
    if not down[0] and not across[0]:
        return ONE
    column, row = (
        group.piece(frozenset({letter})) if group else ones(letter)
        for group, letter in (down, across)
    )
    return product(column.at(down[1], None), row.at(None, across[1]))


def _between_diagonals(
    edge: Group, down: tuple[Group, Index], across: tuple[Group, Index]
) -> Matrix:
    """diag(c) A diag(d), or diag(c ⊙ d) if A is the unit matrix."""
    columns = [
        Group(group.factors).piece(frozenset({letter})).at(letter, None)
        for group, letter in (down, across)
        if group.factors
    ]
    core = hadamard(factor.at(down[1], across[1]) for factor in edge.factors)
    if isinstance(core, Identity):
        return Diagonal(hadamard(columns)) if columns else core
    left = [Diagonal(columns[0])] if down[0].factors else []
    right = [Diagonal(columns[-1])] if across[0].factors else []
    return product(*left, core, *right)


def _with_scalars(scalars: Group, body: Matrix) -> Matrix:
    """The body with its scalar factors: number and sizes in front, then aᵀ b, then the rest."""
    above, below = (_plain(pieces) for pieces in (scalars.factors, scalars.divisors))
    rich = [form for form in above if _holds_tensor(form)]
    if body == ONE:
        body, rich = hadamard(rich), []
    body = quotient(body, hadamard(form for form in below if _holds_tensor(form)))
    for form in reversed(rich):
        body = scaled(form, body)
    return _with_coefficient(
        [form for form in above if not _holds_tensor(form)],
        [form for form in below if not _holds_tensor(form)],
        body,
    )


def _with_coefficient(above: list[Matrix], below: list[Matrix], body: Matrix) -> Matrix:
    """The body times a number and sizes: -1/(2 N) x is the negative of 1/(2 N) times x."""
    number: Expr = Integer(1)
    for form in above:
        number *= form.value if isinstance(form, Constant) else 1
    for form in below:
        number /= form.value if isinstance(form, Constant) else 1
    sizes_above = [form for form in above if not isinstance(form, Constant)]
    sizes_below = [form for form in below if not isinstance(form, Constant)]
    if not sizes_above and not sizes_below:
        return scaled(Constant(number), body)
    sign = Integer(-1) if number.is_negative else Integer(1)
    p, q = (number.p, number.q) if isinstance(number, Rational) else (number, 1)
    numerator = hadamard((Constant(Integer(1) * p * sign), *sizes_above))
    denominator = hadamard((Constant(Integer(q)), *sizes_below))
    return scaled(Constant(sign), scaled(quotient(numerator, denominator), body))


def _plain(pieces: Iterable[Piece]) -> list[Matrix]:
    return [piece.forms[None, None] for piece in pieces]


def _holds_tensor(matrix: Matrix) -> bool:
    return isinstance(matrix, MatrixOf) or any(map(_holds_tensor, parts_of(matrix)))
