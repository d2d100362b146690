"""The slow oracle against NumPy, mpmath and the standard library."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Integer, Rational, Symbol, cos, erf, exp, log, pi, sign, sin, sqrt, tanh

from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    total,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.notation.value import given_values, world

INPUTS, UNITS, SAMPLES = Axis("inputs", "i", "I"), Axis("units", "j", "J"), Axis("n", "n", "N")
SIZES = {INPUTS: 4, UNITS: 2, SAMPLES: 3}
I, K, J, N = Index("i", INPUTS), Index("k", INPUTS), Index("j", UNITS), Index("n", SAMPLES)
X = Tensor("x", None, (SAMPLES, INPUTS), Role.INPUT)
W = Tensor("w", 1, (UNITS, INPUTS), Role.PARAMETER)
U = Tensor("u", None, (), Role.CONSTANT)
Z = Tensor("z", 1, (SAMPLES, UNITS), Role.PREACTIVATION)
A = Tensor("a", 1, (SAMPLES, UNITS), Role.SIGNAL)
C = Tensor("C", None, (), Role.COST)

RANDOM = np.random.default_rng(20)
ARRAYS = {X: RANDOM.normal(size=(3, 4)), W: RANDOM.normal(size=(2, 4)), U: np.array(0.75)}
FORWARD = (
    Equation(Z[N, J], IndexSum(W[J, I] * X[N, I], I)),
    Equation(A[N, J], tanh(Z[N, J])),
    Equation(C[()], total(A[N, J] ** 2, N, J) / SizeOf(SAMPLES)),
)
# Sums of a few doubles in NumPy; our side rounds once, from 40 digits.
ROUNDING = 1e-14


def made(equations=FORWARD, digits=40):
    """The forward equations at random numbers."""
    given_ = given_values(ARRAYS, SIZES, lambda tensor, at: mpmath.mpf(float(ARRAYS[tensor][at])))
    return world(given_, SIZES, equations, digits=digits)


def number(expression, **at):
    """The value of an expression as a double."""
    letters = {"i": I, "k": K, "j": J, "n": N}
    return float(made().number(expression, {letters[name]: place for name, place in at.items()}))


def test_a_contraction_is_a_matrix_product():
    found = made().values
    ours = np.array([[float(found[Z][n, j]) for j in range(2)] for n in range(3)])
    np.testing.assert_allclose(ours, ARRAYS[X] @ ARRAYS[W].T, rtol=ROUNDING)


def test_the_equations_run_in_order():
    z = ARRAYS[X] @ ARRAYS[W].T
    assert number(C[()]) == pytest.approx((np.tanh(z) ** 2).sum() / 3, rel=ROUNDING)


def test_the_slope_of_the_cost_is_the_textbook_gradient():
    # dC/dw = 2/N * ((a * (1 - a^2))^T x), typed by hand.
    a = np.tanh(ARRAYS[X] @ ARRAYS[W].T)
    expected = 2 / 3 * (a * (1 - a**2)).T @ ARRAYS[X]
    slope = gradient_of(W)[J, I]
    for j in range(2):
        for i in range(4):
            assert number(slope, j=j, i=i) == pytest.approx(expected[j, i], rel=ROUNDING)
            partial = Partial(C[()], W[J, I])
            assert number(partial, j=j, i=i) == pytest.approx(expected[j, i], rel=ROUNDING)


def test_a_derivative_has_almost_all_the_digits():
    with mpmath.workdps(60):
        digits = made(digits=30)
        slope = digits.number(Partial(X[N, I] ** 3, X[N, I]), {N: 1, I: 2})
        exact = 3 * mpmath.mpf(float(ARRAYS[X][1, 2])) ** 2
        assert abs(slope - exact) < mpmath.mpf(10) ** -28


def test_a_partial_derivative_by_another_entry_is_zero():
    inside = Partial(X[N, I], X[N, K])
    assert number(inside, n=0, i=1, k=1) == 1
    assert number(inside, n=0, i=1, k=2) == 0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Integer(3) / 7, 3 / 7),
        (pi, math.pi),
        (sqrt(U[()]), math.sqrt(0.75)),
        (U[()] ** Rational(-3, 2), 0.75**-1.5),
        (exp(U[()]), math.exp(0.75)),
        (log(U[()]), math.log(0.75)),
        (tanh(U[()]), math.tanh(0.75)),
        (erf(U[()]), math.erf(0.75)),
        (Abs(U[()] - 1), 0.25),
        (sign(U[()] - 1), -1),
        (sign(4 * U[()] - 3), 0),
        (Maximum(U[()], 1), 1),
        (Minimum(U[()], 1), 0.75),
        (Compare(">", U[()], 0), 1),
        (Compare("<=", U[()], 0), 0),
        (Compare("==", 4 * U[()], 3), 1),
        (Compare("!=", 4 * U[()], 3), 0),
        (Compare(">=", 4 * U[()], 3), 1),
        (Compare("<", 4 * U[()], 3), 0),
        (Where(Compare(">", U[()], 0), 5, 6), 5),
        (SizeOf(SAMPLES), 3),
        (total(Integer(1), N, J, I), 24),
        (total(Delta(I, K), I, K), 4),
        (total(Delta(I, K + 1), I, K), 3),
        (IndexSum(I, I), 6),
    ],
    ids=str,
)
def test_every_kind_of_expression_has_its_value(expression, expected):
    assert number(expression) == pytest.approx(expected, rel=ROUNDING)


def test_only_the_chosen_case_is_computed():
    negative = U[()] - 1
    chosen = number(Where(Compare("<", negative, 0), negative, log(negative)))
    assert chosen == pytest.approx(-0.25)


def test_an_index_beyond_its_range_meets_zero():
    assert number(X[N, I + 3], n=0, i=0) == ARRAYS[X][0, 3]
    assert number(X[N, I + 3], n=0, i=1) == 0
    assert number(X[N, I - 1], n=0, i=0) == 0


WORDS, STEPS = Axis("words", "v", "V"), Axis("steps", "s", "S")
TABLE = Tensor("e", 1, (WORDS, UNITS), Role.PARAMETER)
TEXT = Tensor("x", None, (STEPS,), Role.INPUT)


def looked_up(expression, **at):
    """A value where a text of the words 2, 0, 2 is given."""
    sizes = {WORDS: 3, STEPS: 3, UNITS: 2}
    entries = {(v, j): mpmath.mpf(10 * v + j) for v in range(3) for j in range(2)}
    given_ = {TABLE: entries, TEXT: {(s,): mpmath.mpf(w) for s, w in enumerate((2, 0, 2))}}
    letters = {"s": Index("s", STEPS), "v": Index("v", WORDS), "j": J}
    place = {letters[name]: place for name, place in at.items()}
    return world(given_, sizes).number(expression, place)


def test_a_position_may_be_an_entry_of_whole_numbers():
    s, v = Index("s", STEPS), Index("v", WORDS)
    assert [looked_up(TABLE[TEXT[s], J], s=at, j=1) for at in range(3)] == [21, 1, 21]
    assert [looked_up(Delta(TEXT[s], v), s=at, v=2) for at in range(3)] == [1, 0, 1]
    assert looked_up(IndexSum(Delta(TEXT[s], v), s), v=2) == 2
    assert looked_up(TABLE[TEXT[s + 1], J], s=2, j=1) == 1, "no word stands there: 0"


def test_a_position_that_is_no_whole_number_meets_zero():
    assert number(X[N, I / 2], n=0, i=2) == ARRAYS[X][0, 1]
    assert number(X[N, (I - 1) / 2], n=0, i=3) == ARRAYS[X][0, 1]
    assert number(X[N, (I - 1) / 2], n=0, i=2) == 0
    assert number(X[N, Rational(1, 3)], n=0) == 0
    assert number(Delta(I, K / 2), i=1, k=2) == 1
    assert number(Delta(I, K / 2), i=1, k=3) == 0


def test_sizes_may_stand_in_positions():
    assert number(X[N, SizeOf(INPUTS) - 1 - I], n=1, i=0) == ARRAYS[X][1, 3]
    assert number(X[N, SizeOf(INPUTS) - I], n=1, i=0) == 0
    assert number(X[N, SizeOf(INPUTS) / 2], n=1) == ARRAYS[X][1, 2]


def test_the_largest_entry_is_found_over_one_index_and_over_two():
    assert number(IndexMax(X[N, I], I), n=2) == ARRAYS[X][2].max()
    assert number(IndexMax(IndexMax(X[N, I], I), N)) == ARRAYS[X].max()


def test_of_several_largest_entries_the_first_counts():
    steps = Compare(">=", I, 1)  # 0 1 1 1
    firsts = [number(FirstMax(steps, I, K), k=at) for at in range(4)]
    assert firsts == [0, 1, 0, 0]
    assert number(FirstMax(steps, I, K + 1), k=0) == 1
    assert number(FirstMax(steps, I, K - 5), k=0) == 0
    assert [number(FirstMax(X[N, I], I, I), n=1, i=at) for at in range(4)] == [
        at == ARRAYS[X][1].argmax() for at in range(4)
    ]


def test_an_index_may_stand_for_its_number():
    assert number(Where(Compare("<=", K, I), 1, 0), i=2, k=2) == 1
    assert number(Where(Compare("<=", K, I), 1, 0), i=2, k=3) == 0
    assert number(sin(I / 2) + cos(Integer(2) * I), i=3) == pytest.approx(
        math.sin(1.5) + math.cos(6), rel=ROUNDING
    )


def test_a_derivative_at_a_place_outside_is_zero():
    assert number(Partial(Z[N, J + 1], X[N, I]), n=0, j=1, i=0) == 0
    assert number(Partial(Z[N, J], X[N, I + 4]), n=0, j=1, i=0) == 0


def test_a_named_function_and_its_primes_follow_from_the_definition():
    f = ScalarFunction("f", 0, U[()], tanh(U[()]))
    x = float(ARRAYS[X][2, 1])
    at = {"n": 2, "i": 1}
    assert number(Apply(f, X[N, I]), **at) == pytest.approx(math.tanh(x), rel=ROUNDING)
    first = 1 - math.tanh(x) ** 2
    assert number(Apply(f.with_order(1), X[N, I]), **at) == pytest.approx(first, rel=1e-12)
    second = -2 * math.tanh(x) * first
    assert number(Apply(f.with_order(2), X[N, I]), **at) == pytest.approx(second, rel=1e-12)


@given(st.integers(10, 80))
def test_the_digits_asked_for_are_given(digits):
    root = made(digits=digits).number(sqrt(Integer(2)))
    with mpmath.workdps(2 * digits):
        assert abs(root - mpmath.sqrt(2)) < mpmath.mpf(10) ** (1 - digits)


def test_a_world_of_other_sizes_is_not_mixed_up_with_this_one():
    wide = Axis("inputs", "i", "4")
    x = Tensor("x", None, (wide,), Role.INPUT)
    i = Index("i", wide)
    other = world(given_values([x], {wide: 5}, lambda _, at: mpmath.mpf(at[0])), {wide: 5})
    assert other.number(IndexSum(x[i], i)) == 10
    assert number(IndexSum(X[N, I], I), n=0) == pytest.approx(ARRAYS[X][0].sum(), rel=ROUNDING)


def test_an_expression_that_has_no_meaning_is_our_own_mistake():
    with pytest.raises(AssertionError, match="no value is defined for Symbol"):
        number(Symbol("q"))
    with pytest.raises(AssertionError, match="a1 has no value"):
        made(equations=()).number(A[N, J], {N: 0, J: 0})
