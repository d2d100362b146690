"""Derivatives of the largest entry, of looked-up entries, and of sines."""

import mpmath
import pytest
from sympy import cos, sin

from derive.calculus.contraction import contract
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.rules import LARGEST, OWN_ENTRY, PIECEWISE_CONSTANT
from derive.notation.expression import Delta, FirstMax, IndexMax, IndexSum, Partial
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor
from derive.notation.value import given_values, world

ROWS, UNITS, STEPS = Axis("rows", "r", "R"), Axis("units", "j", "J"), Axis("steps", "s", "S")
SIZES = {ROWS: 3, UNITS: 4, STEPS: 2}
R, R1, J, J1 = Index("r", ROWS), Index("r'", ROWS), Index("j", UNITS), Index("j'", UNITS)
K, S = Index("k", UNITS), Index("s", STEPS)
X = Tensor("x", 1, (ROWS, UNITS), Role.SIGNAL)
T = Tensor("t", None, (STEPS,), Role.TARGET)


def numbers(rows):
    entries = {
        (r, j): mpmath.mpf(value) for r, row in enumerate(rows) for j, value in enumerate(row)
    }
    words = given_values([T], SIZES, lambda _, at: mpmath.mpf(at[0] + 1))
    return world({X: entries, **words}, SIZES, digits=30)


PLAIN = numbers([[0.5, -1, 2, 1.5], [3, 0.25, -2, 1], [-1, 2.5, 0.75, 0]])
TIED = numbers([[1, 2, 2, 0], [0, 2, 1, 2], [2, 1, 0, 0]])


def taken(expression, by):
    found, steps = take(Partial(expression, by), NOTHING_OPEN)
    return contract(found, []), [step.rule for step in steps]


def test_the_largest_entry_has_a_derivative_by_the_first_largest_only():
    found, rules = taken(IndexMax(X[R, J], J), X[R1, K])
    assert found == Delta(R, R1) * FirstMax(X[R, J1], J1, K)
    assert LARGEST in rules
    for j in range(4):
        assert TIED.number(found, {R: 1, R1: 1, K: j}) == (j == 1)


@pytest.mark.parametrize("power", [1, 2])
def test_the_derivative_of_the_largest_is_a_slope(power):
    before = Partial(IndexMax(X[R, J] ** power + X[R, J] / 4, J), X[R1, K])
    found, _ = taken(before.of, before.by)
    for r in range(3):
        for k in range(4):
            place = {R: r, R1: r, K: k}
            difference = PLAIN.number(before, place) - PLAIN.number(found, place)
            assert abs(difference) < mpmath.mpf(10) ** -25


def test_over_two_indices_the_first_place_counts_row_by_row():
    found, _ = taken(IndexMax(IndexMax(X[R, J], J), R), X[R1, K])
    chosen = {(r, j) for r in range(3) for j in range(4) if TIED.number(found, {R1: r, K: j}) == 1}
    assert chosen == {(0, 1)}


def test_which_entry_is_largest_is_constant_between_its_jumps():
    found, rules = taken(FirstMax(X[R, J], J, K), X[R1, J1])
    assert found == 0
    assert rules == [PIECEWISE_CONSTANT]


def test_a_looked_up_entry_has_a_delta_of_its_position():
    found, rules = taken(X[T[S], J], X[R, K])
    assert found == Delta(T[S], R) * Delta(J, K)
    assert rules == [OWN_ENTRY]


def test_sines_have_their_textbook_derivatives():
    x = X[0, 1]
    assert taken(sin(x), x)[0] == cos(x)
    assert taken(cos(2 * x), x)[0] == -2 * sin(2 * x)


def test_an_index_that_stands_for_its_number_is_no_variable():
    found, _ = taken(IndexSum(sin(J) * X[R, J], J), X[R, K])
    assert found == sin(K)
