"""What the forward pass computed is told by its name; nothing is divided by what may be 0."""

import pytest
from sympy import exp, log, sqrt, tanh

from derive.calculus.told import named_again, told_through
from derive.notation.canonical import equal
from derive.notation.expression import Equation, IndexSum
from derive.notation.tensor import Role, Tensor
from derive.notation.value import given_values, world
from tests.calculus.expressions import (
    COLUMNS,
    DIGITS,
    ROWS,
    SIZES,
    SQUARE,
    TENSORS,
    I,
    J,
    K,
    P,
    W,
    X,
    agree,
)

OUT = Tensor("out", 2, (ROWS,), Role.SIGNAL)
TABLE = Tensor("table", 2, (COLUMNS, ROWS), Role.SIGNAL)
SUMMED = IndexSum(exp(X[K]), K)
SOFTMAX = Equation(OUT[I], exp(X[I]) / SUMMED)
BY_ROWS = IndexSum(exp(W[P, K]), K)
SOFTMAX_OF_ROWS = Equation(TABLE[P, I], exp(W[P, I]) / BY_ROWS)
SIGMOID = Equation(OUT[I], 1 / (1 + exp(-X[I])))
LOG_SOFTMAX = Equation(OUT[I], X[I] - log(SUMMED))
ROOT = Equation(OUT[I], sqrt(X[I] ** 2 + 1))
HIDDEN = Equation(OUT[I], tanh(IndexSum(SQUARE[I, J] * X[J], J)))


def numbers(equation):
    given = given_values(TENSORS, SIZES, lambda t, at: (3 * sum(at) + len(t.name)) / 7 - 0.6)
    return world(given, SIZES, (equation,), digits=DIGITS)


@pytest.mark.parametrize(
    ("equation", "expression", "told"),
    [
        (SOFTMAX, exp(X[J]) / SUMMED, OUT[J]),
        (SOFTMAX, exp(X[J]) * exp(X[I]) / SUMMED**2, OUT[J] * OUT[I]),
        (SOFTMAX_OF_ROWS, exp(W[P, J]) / BY_ROWS, TABLE[P, J]),
        (SIGMOID, 1 + exp(-X[J]), 1 / OUT[J]),
        (LOG_SOFTMAX, exp(X[J]) / SUMMED, exp(OUT[J])),
        (ROOT, 1 / sqrt(X[J] ** 2 + 1), 1 / OUT[J]),
        (ROOT, (X[J] ** 2 + 1) ** (-3 * (ROOT.right.exp)), OUT[J] ** -3),
        (HIDDEN, 1 - tanh(IndexSum(SQUARE[K, I] * X[I], I)) ** 2, 1 - OUT[K] ** 2),
    ],
)
def test_a_value_is_told_through_the_output_at_any_letter(equation, expression, told):
    found = told_through(expression, equation)
    assert equal(found.expand(), told.expand()) or equal(found, told)
    assert agree(expression, found, numbers(equation))


@pytest.mark.parametrize(
    "right",
    [
        X[I] * exp(X[I]),
        SQUARE[I, I] * exp(X[I]),
        X[I] / (1 + exp(X[I])),
        (exp(X[I]) + X[I]) / (exp(X[I]) + 1),
        exp(X[I]) + exp(2 * X[I]),
    ],
)
def test_nothing_is_told_where_it_would_divide_by_what_may_be_zero(right):
    expression = exp(X[J]) * X[J]
    assert told_through(expression, Equation(OUT[I], right)) == expression


def test_other_expressions_stay_as_they_are():
    for expression in (tanh(X[I]), exp(SQUARE[I, J]), X[I] ** 2):
        assert named_again(expression, HIDDEN) == expression
        assert told_through(expression, SOFTMAX) == expression
