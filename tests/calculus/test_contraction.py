from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, exp

from derive.calculus.contraction import contract, pull_out
from derive.notation.canonical import equal
from derive.notation.expression import Compare, Delta, IndexSum, Where, contains
from derive.notation.index import SizeOf
from tests.calculus.expressions import (
    COLUMNS,
    DELTAS,
    EXPRESSIONS,
    ROWS,
    SUMMED,
    TENSORS,
    I,
    J,
    K,
    P,
    Q,
    W,
    X,
    Y,
    agree,
    entries,
    expressions,
    numbers,
    wrong,
)

NUMBERS = numbers()
OF_DELTAS = expressions(st.one_of(DELTAS, DELTAS, entries(*TENSORS)), smooth=True)
PRODUCTS = st.builds(
    lambda factors, indices: _summed(Mul(*factors), indices),
    st.lists(st.one_of(DELTAS, DELTAS, OF_DELTAS), min_size=1, max_size=4),
    st.lists(SUMMED, max_size=3),
)


def _summed(body, indices):
    for index in indices:
        body = IndexSum(body, index)
    return body


@settings(max_examples=200)
@given(st.one_of(OF_DELTAS, PRODUCTS, EXPRESSIONS))
@example(IndexSum(Delta(I, J) * IndexSum(W[P, I] * X[J], J), I))
@example(IndexSum(Where(Compare(">", X[I], 0), Delta(I, J) * X[I], Delta(I, K)), I))
@example(IndexSum((Delta(I, J) - X[I]) ** 2, I))
@example(IndexSum(Delta(P, Q) * (Delta(P, Q) + Y[P]) * Y[P], P))
def test_contraction_is_an_equality(expression):
    steps = []
    after = contract(expression, steps)
    assert agree(expression, after, NUMBERS)
    assert wrong(steps, NUMBERS) == []


@settings(max_examples=150)
@given(EXPRESSIONS)
@example(IndexSum(2 * X[I] - 2 * Y[P], I))
def test_pulling_out_is_an_equality(expression):
    steps = []
    assert agree(expression, pull_out(expression, steps), NUMBERS)
    assert wrong(steps, NUMBERS) == []


def contracted(expression):
    return contract(expression, [])


def test_a_delta_leaves_the_term_with_equal_indices():
    assert contracted(IndexSum(Delta(I, J) * X[I] * W[P, I], I)) == X[J] * W[P, J]


def test_a_delta_that_leaves_an_inner_sum_meets_its_own_sum_further_out():
    inner = IndexSum(W[Q, I] * Delta(P, Q) * Delta(I, J), I)
    assert contracted(IndexSum(inner * Y[Q], Q)) == W[P, J] * Y[P]


def test_a_delta_in_both_branches_leaves_the_cases():
    cases = Where(Compare(">", X[I], 0), Delta(I, J) * X[I], 3 * Delta(I, J))
    assert contracted(IndexSum(cases, I)) == Where(Compare(">", X[J], 0), X[J], 3)


def test_a_position_that_may_lie_outside_the_range_is_not_put_in():
    # exp(x[i + k]) is 1 outside the range, but the sum has no such term.
    outside = IndexSum(Delta(I, J + K) * exp(X[I]), I)
    number = IndexSum(Delta(I, 7) * exp(X[I]), I)
    assert contracted(outside) == outside
    assert contracted(number) == number
    assert agree(number, Integer(0), NUMBERS)


def test_sums_that_are_kept_keep_their_deltas():
    whole = IndexSum(Delta(I, J) * X[I], I)
    assert contract(whole, [], keep=frozenset((I,))) == whole
    assert contains(whole, Delta)


def test_factors_and_shared_numbers_leave_a_sum():
    assert pull_out(IndexSum(X[I] * Y[P], I), []) == Y[P] * IndexSum(X[I], I)
    two = pull_out(IndexSum(2 * X[I] - 2 * Y[P], I), [])
    assert equal(two, 2 * IndexSum(X[I] - Y[P], I))


def test_a_sum_of_equal_terms_counts_them_by_the_size_of_the_axis():
    assert pull_out(IndexSum(Y[P], I), []) == SizeOf(ROWS) * Y[P]
    assert pull_out(IndexSum(Integer(3), P), []) == 3 * SizeOf(COLUMNS)


def test_a_sum_over_a_sum_of_deltas_splits_first():
    body = Add(Delta(I, J) * X[I], Delta(I, K)) * W[P, I]
    assert contracted(IndexSum(body, I)) == X[J] * W[P, J] + W[P, K]
