from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Abs, Add, Integer, Mul, Rational, exp, sign, tanh

from derive.calculus.arrange import arranged, with_common_factors, with_facts, without_fractions
from derive.calculus.rules import FACT, SPLIT
from derive.notation.canonical import equal
from derive.notation.expression import Compare, IndexSum, Maximum, Minimum, Where
from derive.notation.tensor import Role, Tensor
from derive.notation.value import world
from tests.calculus.expressions import (
    COLUMNS,
    EXPRESSIONS,
    ROWS,
    SCALAR,
    SIZES,
    I,
    J,
    P,
    Q,
    W,
    X,
    Y,
    agree,
    numbers,
    wrong,
)

NUMBERS = numbers()
S = SCALAR[()]
LABELS = Tensor("t", None, (ROWS, COLUMNS), Role.TARGET)
OF_ONE = ((IndexSum(LABELS[I, P], P), Integer(1)),)
ALIKE = st.builds(
    lambda factor, terms: Add(*(factor * term for term in terms)),
    st.sampled_from([X[I], Y[P] ** 2, 2 * W[P, I], exp(X[I]), 1 / Y[P]]),
    st.lists(EXPRESSIONS, min_size=2, max_size=3),
)


@settings(max_examples=150)
@given(st.one_of(EXPRESSIONS, ALIKE))
@example(sign(X[I] - Y[P]) * X[I])
@example(X[I] * sign(X[I]) * sign(Y[P]))
@example(Compare("<", -3 * X[I] + 1, 2) * Compare(">=", Minimum(2, X[I]), -1))
def test_arranging_is_an_equality(expression):
    after, steps = arranged(expression)
    assert wrong(steps, NUMBERS) == []
    assert agree(expression, after, NUMBERS)


@settings(max_examples=150)
@given(st.one_of(ALIKE, EXPRESSIONS))
@example(X[I] * Y[P] ** 2 + X[I] ** 2 * Y[P])
@example((2 * X[I] + 2 * Y[P]) * S)
def test_common_factors_are_an_equality(expression):
    steps = []
    after = with_common_factors(expression, steps)
    assert wrong(steps, NUMBERS) == []
    assert agree(expression, after, NUMBERS)


@settings(max_examples=100)
@given(st.one_of(ALIKE, EXPRESSIONS))
def test_cancelling_is_an_equality(expression):
    steps = []
    after = without_fractions(expression, steps)
    assert wrong(steps, NUMBERS) == []
    assert agree(expression, after, NUMBERS)


def told(expression):
    return arranged(expression)[0]


def test_the_smaller_power_is_the_common_factor():
    after = with_common_factors(X[I] * Y[P] ** 3 + 2 * Y[P] ** 2 + Y[P] ** 2 * S, [])
    assert after == Y[P] ** 2 * (X[I] * Y[P] + 2 + S)


def test_numbers_that_all_terms_share_stand_in_front():
    product = Mul(2 * X[I] - 2 * Y[P], S)
    assert with_common_factors(product, []) == 2 * S * (X[I] - Y[P])


def test_what_stands_in_a_function_stays_as_the_forward_pass_writes_it():
    inside = tanh(X[I] * S + X[I] ** 2) * Y[P] + Y[P]
    assert with_common_factors(inside, []).has(tanh(X[I] * S + X[I] ** 2))


def test_u_times_its_sign_is_its_absolute_value():
    assert told(X[I] * sign(X[I]) * S) == Abs(X[I]) * S


def test_the_error_is_prediction_minus_target():
    y, t = Tensor("y", None, (), Role.PREDICTION)[()], Tensor("t", None, (), Role.TARGET)[()]
    assert told(-sign(t - y)) == sign(y - t)


def test_comparisons_with_numbers_are_solved():
    z = X[I]
    assert told(Compare("<", z / 6 + Rational(1, 2), 1)) == Compare("<", z, 3)
    assert told(Compare(">", -z, 1)) == Compare("<", z, -1)
    assert told(Compare(">", 1 - z * S, 0)) == Compare("<", z * S, 1)
    assert told(Compare(">", Minimum(1, z), -1)) == Compare(">", z, -1)
    assert told(Compare(">", Maximum(1, z), -1)) == 1
    assert told(Compare("<=", Minimum(1, z), 2)) == 1
    assert told(Compare("<", Maximum(1, z), 0)) == 0
    assert told(Compare("<=", Abs(z), S)) == Compare("<=", Abs(z), S)


def test_a_comparison_keeps_its_convention_at_the_boundary():
    at_three = world({SCALAR: {(): 3}}, SIZES)
    for operator in Compare.OPERATORS:
        before = Compare(operator, 7 - 2 * S, 1)
        assert at_three.number(told(before)) == at_three.number(before)


def test_a_declared_fact_is_used_at_any_letters():
    steps = []
    assert with_facts(IndexSum(LABELS[J, Q], Q) * Y[P], OF_ONE, steps) == Y[P]
    assert [step.rule for step in steps] == [FACT]


def test_a_sum_is_split_so_that_a_declared_fact_shows():
    steps = []
    before = IndexSum(LABELS[I, P] * X[I] - W[P, I], P)
    after = with_facts(before, OF_ONE, steps)
    assert equal(after, X[I] - IndexSum(W[P, I], P))
    assert [step.rule for step in steps] == [SPLIT, FACT]


def test_a_fact_about_other_sums_is_not_used():
    for other in (
        IndexSum(LABELS[I, P], I),  # over the samples, not over the labels
        IndexSum(LABELS[I, P] ** 2, P),
        IndexSum(LABELS[I, P] * Y[P], P),
        IndexSum(W[P, I], P),
    ):
        assert with_facts(other, OF_ONE, []) == other


def test_a_fact_holds_inside_cases_and_sums():
    cases = Where(Compare(">", X[I], 0), IndexSum(LABELS[I, P], P), 0)
    assert with_facts(IndexSum(cases, I), OF_ONE, []) == IndexSum(Compare(">", X[I], 0), I)
