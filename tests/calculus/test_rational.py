from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, exp

from derive.calculus.rational import cancelled, shared_number
from derive.notation.expression import IndexSum
from derive.notation.tensor import Role, Tensor
from tests.calculus.expressions import (
    EXPRESSIONS,
    SCALAR,
    I,
    P,
    W,
    X,
    Y,
    agree,
    numbers,
)

NUMBERS = numbers()
S = SCALAR[()]
PREDICTION = Tensor("y", None, (), Role.PREDICTION)[()]
TARGET = Tensor("t", None, (), Role.TARGET)[()]
_BASES = st.sampled_from([X[I], Y[P], 1 - Y[P], 1 + exp(X[I]), exp(-X[I]), S, Integer(2)])
_POWERS = st.builds(lambda base, power: base**power, _BASES, st.sampled_from([-2, -1, 1, 2]))
FRACTIONS = st.recursive(
    _POWERS,
    lambda parts: st.one_of(
        st.builds(lambda a, b: a + b, parts, parts), st.builds(lambda a, b: a * b, parts, parts)
    ),
    max_leaves=6,
)


@settings(max_examples=120)
@given(st.one_of(FRACTIONS, EXPRESSIONS))
def test_cancelling_is_an_equality(expression):
    assert agree(expression, cancelled(expression), NUMBERS)


def test_fractions_join_where_that_is_shorter():
    y, t = PREDICTION, TARGET
    assert cancelled(-t / y + (1 - t) / (1 - y)) == (y - t) / (y * (1 - y))
    assert cancelled((y - t) / (y * (1 - y)) * y * (1 - y) ** 2) == (y - t) * (1 - y)


def test_fractions_that_share_nothing_stay_apart():
    for apart in (
        1 - TARGET / PREDICTION,
        X[I] / S + 2 * (Y[P] - W[P, I]) * X[I] / Y[P] + W[P, I] / 3,
    ):
        assert cancelled(apart) == apart


def test_a_sum_is_not_written_twice():
    summed = IndexSum(W[P, I] * Y[P], P)
    once = (1 - X[I] ** 2) * summed + S
    assert cancelled(once) == once


def test_exponentials_are_multiplied_out():
    joined = exp(X[I] + Y[P]) + exp(X[I])
    assert cancelled(joined / (1 + exp(Y[P]))) == exp(X[I])


def test_a_shared_number_stands_in_front_only_where_fewer_numbers_come_of_it():
    assert shared_number(2 * X[I] - 2 * Y[P]) == (2, X[I] - Y[P])
    assert shared_number(2 * X[I] + Y[P]) == (1, 2 * X[I] + Y[P])
    awkward = Rational(8943, 200000) * X[I] + 1
    assert shared_number(awkward) == (1, awkward)
