import pytest
from hypothesis import example, given, settings
from sympy import Abs, Add, Integer, exp, log, sign, tanh

from derive.calculus.differentiation import NOTHING_OPEN, look_through, surroundings, take
from derive.notation.canonical import equal
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    Where,
    contains,
)
from derive.notation.tensor import Role, Tensor
from derive.notation.value import given_values, world
from tests.calculus.expressions import (
    BELL,
    COLUMNS,
    EXPRESSIONS,
    ROWS,
    SCALAR,
    SIZES,
    SQUARE,
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
    numbers,
    wrong,
)

NUMBERS = numbers()


def taken(expression, by):
    return take(Partial(expression, by), NOTHING_OPEN)


@settings(max_examples=150)
@given(EXPRESSIONS, entries(*TENSORS))
@example(IndexSum(W[P, I] * X[I], I), X[I])  # a bound letter that the variable carries too
@example(IndexSum(IndexSum(W[P, I] * X[I], I) * X[I], I), X[I])
@example(IndexSum(SQUARE[I, I], I), SQUARE[I, J])  # two slots on one axis
@example(IndexSum(X[I], I) ** 2, X[I])
@example(X[I] ** X[J], X[K])
def test_every_law_of_differentiation_is_an_equality(expression, by):
    after, steps = taken(expression, by)
    assert not contains(after, Partial)
    assert wrong(steps, NUMBERS) == []
    assert agree(Partial(expression, by), after, NUMBERS)


def test_a_bound_index_is_never_captured():
    after, _ = taken(IndexSum(W[P, I] * X[I], I), X[I])
    assert equal(after, IndexSum(W[P, J] * Delta(J, I), J))


def test_an_entry_by_its_own_tensor_is_a_delta_for_every_slot():
    after, _ = taken(W[P, I], W[Q, J])
    assert after == Delta(P, Q) * Delta(I, J)


def test_an_index_expression_stays_as_it_is():
    after, _ = taken(X[I + J], X[K])
    assert after == Delta(I + J, K)


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (exp, exp(SCALAR[()])),
        (log, 1 / SCALAR[()]),
        (tanh, 1 - tanh(SCALAR[()]) ** 2),
        (Abs, sign(SCALAR[()])),
        (sign, Integer(0)),
    ],
)
def test_elementary_functions_have_their_textbook_derivatives(function, derivative):
    after, _ = taken(function(SCALAR[()]), SCALAR[()])
    assert after == derivative


def test_a_named_function_gets_a_prime():
    after, _ = taken(Apply(BELL, X[I]), X[J])
    assert after == Apply(BELL.with_order(1), X[I]) * Delta(I, J)


def test_at_a_tie_the_first_argument_counts():
    s = SCALAR[()]
    values = world({SCALAR: {(): 0}}, SIZES)
    for kind in (Maximum, Minimum):
        first, _ = taken(kind(2 * s, 3 * s), s)
        second, _ = taken(kind(3 * s, 2 * s), s)
        assert (values.number(first), values.number(second)) == (2, 3)


def test_cases_are_differentiated_branch_by_branch():
    s = SCALAR[()]
    after, _ = taken(Where(Compare(">", s, 0), s**2, 3 * s), s)
    assert after == Where(Compare(">", s, 0), 2 * s, 3)


def test_held_signals_are_independent_and_open_ones_are_looked_through():
    held = Tensor("held", 1, (ROWS,), Role.SIGNAL)
    opened = Tensor("open", 1, (ROWS,), Role.SIGNAL)
    around = surroundings({opened: Equation(opened[I], tanh(X[I]))})
    after, _ = take(Partial(held[I] * opened[J], X[K]), around)
    assert after == held[I] * Partial(opened[J], X[K])
    looked = look_through(after, around)
    assert looked == held[I] * Partial(tanh(X[J]), X[K])


def test_no_sum_of_equal_terms_is_lost_when_an_expression_is_its_own_variable():
    numbers_ = world(given_values((Y,), SIZES, lambda _, at: at[0] + 2), SIZES)
    after, _ = taken(Add(*(Y[Q] for _ in range(3))), Y[P])
    assert [numbers_.number(after, {P: 1, Q: at}) for at in range(SIZES[COLUMNS])] == [0, 3, 0]
