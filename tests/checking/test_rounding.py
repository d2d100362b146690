"""Rounding units bound what honest arithmetic shows, and nothing that a wrong formula shows."""

import math

import mpmath
import pytest
from sympy import Rational, exp, log, tanh

from derive.checking.rounding import Rounding, rounding
from derive.notation.expression import Equation, IndexSum
from derive.notation.index import Axis, index_of
from derive.notation.tensor import Role, Tensor

EPS = 2.0**-53
J = Axis("j", "j", "J")
X = Tensor("x", None, (J,), Role.INPUT)
SIZES = {J: 5}


def given(*numbers):
    return {X: {(at,): mpmath.mpf(number) for at, number in enumerate(numbers)}}


def test_given_numbers_are_exact():
    assert rounding(given(1, 2, 3, 4, 5), SIZES, ()).entries[X][(0,)].error == 0


def test_a_sum_that_cancels_may_err_as_its_terms_do():
    j = index_of(J)
    total = Tensor("s", None, (), Role.SIGNAL)
    numbers = (1e6, 0.1, -1e6, 0.2, 0.3)
    made = rounding(given(*numbers), SIZES, [Equation(total[()], IndexSum(X[j], j))])
    bound = made.entries[total][()]
    assert abs(sum(numbers) - math.fsum(numbers)) <= EPS * bound.error * 2
    assert bound.error > 1e6


@pytest.mark.parametrize("function", [exp, log, tanh, lambda u: u**3, lambda u: 1 / (1 + exp(-u))])
def test_double_precision_stays_within_the_bound(function):
    j = index_of(J)
    y = Tensor("y", None, (J,), Role.SIGNAL)
    numbers = (0.3, 0.7, 1.1, 2.9, 5.3)
    expression = function(Rational(1, 3) * X[j])
    made = rounding(given(*numbers), SIZES, [Equation(y[j], expression)])
    for at, number in enumerate(numbers):
        with mpmath.workdps(40):
            exact = mpmath.mpf(str(expression.xreplace({X[j]: Rational(number)}).evalf(30)))
        bound = made.entries[y][(at,)]
        assert abs(bound.value - exact) <= 2 * EPS * bound.error


def test_an_unknown_operation_has_no_bound():
    from sympy import gamma

    with pytest.raises(AssertionError, match="no rounding is defined"):
        Rounding(SIZES, {X: {}}).of(gamma(Rational(1, 3)), {})
