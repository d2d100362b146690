"""Matrix forms as texts on one line, e.g. `dw1 = delta1.T @ x`, that `matrix_language` reads.

Names are those of programs, `@` is the matrix product, `*` multiplies entry by
entry or by a scalar. A product within an entrywise one is put in parentheses.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from sympy import Add, Expr, S

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_tree import (
    ONE,
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
)
from derive.notation.expression import Compare, Node, ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.written import axis_letter, function_constants, letter_written, written


class Level(IntEnum):
    """How tightly a text holds together; a looser one is put in parentheses."""

    COMPARISON = 0
    SUM = 1
    TERM = 2
    CHAIN = 3
    POWER = 4
    ATOM = 5


def matrix_written(form: Matrix) -> str:
    """The text of a matrix form, e.g. `(delta2 @ w2)*f'(z1)`."""
    return _at(form, Level.COMPARISON)


def matrix_equation_written(equation: MatrixEquation) -> str:
    """The text of an equation between matrices, e.g. `dw1 = delta1.T @ x`."""
    return f"{matrix_written(equation.left)} = {matrix_written(equation.right)}"


def _at(form: Matrix, level: Level) -> str:
    text, own = _text(form)
    return text if own >= level else f"({text})"


def _text(form: Matrix) -> tuple[str, Level]:
    match form:
        case Constant(value):
            return _constant(value)
        case Transposed(of):
            return f"{_at(of, Level.ATOM)}.T", Level.ATOM
        case Product(factors):
            return " @ ".join(_at(factor, Level.ATOM) for factor in factors), Level.CHAIN
        case Hadamard(factors):
            return "*".join(_at(factor, Level.POWER) for factor in factors), Level.TERM
        case Sum(terms):
            return _sum(terms), Level.SUM
        case Scaled():
            return _scaled(form)
        case Quotient(above, below):
            return f"{_at(above, Level.POWER)}/{_at(below, Level.POWER)}", Level.TERM
        case EntrywisePower(base, Constant(S.Half)):
            return f"sqrt({matrix_written(base)})", Level.ATOM
        case EntrywisePower(base, exponent):
            return f"{_at(base, Level.ATOM)}^{_at(exponent, Level.ATOM)}", Level.POWER
        case Indicator(operator, left, right):
            sides = (_at(side, Level.SUM) for side in (left, right))
            return f" {operator} ".join(sides), Level.COMPARISON
        case _:
            return _call(form), Level.ATOM


def _constant(value: Expr) -> tuple[str, Level]:
    if value.is_negative:
        return f"-{written(-value)}", Level.SUM
    if isinstance(value, Compare):
        return written(value), Level.COMPARISON
    is_whole = value.is_Integer or isinstance(value, (Node, Index))
    return written(value), Level.ATOM if is_whole else Level.SUM if isinstance(
        value, Add
    ) else Level.TERM


def _call(form: Matrix) -> str:
    match form:
        case MatrixOf(tensor):
            return tensor.code_name
        case Size(axis):
            return f"size({axis_letter(axis)})"
        case Ones(row, column):
            return f"ones({_axes(row, column)})"
        case Identity(axis):
            return f"eye({axis_letter(axis)})"
        case Diagonal(of):
            return f"diag({matrix_written(of)})"
        case Trace(of):
            return f"trace({matrix_written(of)})"
        case Extremum(kind, first, second):
            # As in NumPy: `max` alone is over a letter.
            return f"{kind}imum({_listed(first, second)})"
        case Choice(condition, then, otherwise):
            return f"where({_listed(condition, then, otherwise)})"
        case Over():
            return _over(form)
        case Applied(ScalarFunction() as function, argument):
            inside = ", ".join((matrix_written(argument), *function_constants(function)))
            return f"{function}({inside})"
        case Applied(function, argument):
            return f"{function}({matrix_written(argument)})"
        case _:
            raise AssertionError(f"no text is defined for {form}")


def _over(over: Over) -> str:
    """A sum over letters held, nested ones as one: `sum(r, s, ...)`."""
    if over.at is not None:
        parts = (letter_written(over.letter), matrix_written(over.of), written(over.at))
        return f"first_max({', '.join(parts)})"
    letters, of = [over.letter], over.of
    while isinstance(of, Over) and of.kind == over.kind:
        letters.append(of.letter)
        of = of.of
    return f"{over.kind}({', '.join((*map(letter_written, letters), matrix_written(of)))})"


def _axes(row: Axis, column: Axis | None) -> str:
    return ", ".join(axis_letter(axis) for axis in (row, column) if axis is not None)


def _listed(*forms: Matrix) -> str:
    return ", ".join(map(matrix_written, forms))


def _sum(terms: Sequence[Matrix]) -> str:
    text = ""
    for term in terms:
        part, _ = _text(term)
        if isinstance(term, Sum):
            part = f"({part})"
        if part.startswith("-"):
            text += f" - {part[1:]}" if text else part
        else:
            text += f" + {part}" if text else part
    return text


def _scaled(form: Scaled) -> tuple[str, Level]:
    """Scalars in front, then the matrix; a negative number is the sign of the whole."""
    match form.scalar:
        case Constant(number) if number.is_negative:
            rest = form.of if number == -1 else Scaled(Constant(-number), form.of)
            return f"-{_at(rest, Level.TERM)}", Level.SUM
    scalars: list[Matrix] = []
    rest = form
    while isinstance(rest, Scaled):
        scalars.append(rest.scalar)
        rest = rest.of
    assert ONE not in scalars, "a multiple by 1 is not built"
    # A quotient may stand first: it is divided before what follows is multiplied.
    head = _at(
        scalars[0], Level.TERM if isinstance(scalars[0], Quotient | Constant) else Level.POWER
    )
    factors = rest.factors if isinstance(rest, Hadamard) else (rest,)
    tail = "*".join(_at(factor, Level.POWER) for factor in (*scalars[1:], *factors))
    return f"{head}*{tail}", Level.TERM
