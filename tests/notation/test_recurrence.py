"""Recurrences: what they are, their numbers, and slopes through all that follows."""

import mpmath
import numpy as np
import pytest
from sympy import Integer, tanh

from derive.notation.expression import Equation, IndexSum, Partial, total
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.recurrence import groups, is_recurrent
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.notation.value import given_values, world

STEPS, INPUTS, UNITS = Axis("steps", "s", "S"), Axis("inputs", "i", "I"), Axis("units", "j", "J")
SIZES = {STEPS: 4, INPUTS: 2, UNITS: 3}
S, I, J, K = Index("s", STEPS), Index("i", INPUTS), Index("j", UNITS), Index("k", UNITS)
X = Tensor("x", None, (STEPS, INPUTS), Role.INPUT)
W = Tensor("w", 1, (UNITS, INPUTS), Role.PARAMETER)
U = Tensor("u", 1, (UNITS, UNITS), Role.PARAMETER)
A, H = (Tensor(name, 1, (STEPS, UNITS), Role.SIGNAL) for name in "ah")
Y = Tensor("y", 2, (UNITS,), Role.PREDICTION)
L = Tensor("L", None, (), Role.LOSS)
RANDOM = np.random.default_rng(7)
ARRAYS = {
    X: RANDOM.normal(size=(4, 2)),
    W: RANDOM.normal(size=(3, 2)),
    U: RANDOM.normal(size=(3, 3)),
}
CLOSE = 1e-13


def equations(shift):
    inside = IndexSum(W[J, I] * X[S, I], I) + IndexSum(U[J, K] * H[S + shift, K], K)
    end = SizeOf(STEPS) - 1 if shift < 0 else Integer(0)
    return (
        Equation(A[S, J], inside),
        Equation(H[S, J], tanh(A[S, J])),
        Equation(Y[J], H[end, J]),
        Equation(L[()], total(Y[J] ** 2, J)),
    )


def made(shift=-1):
    given = given_values(ARRAYS, SIZES, lambda tensor, at: mpmath.mpf(float(ARRAYS[tensor][at])))
    return world(given, SIZES, equations(shift), digits=30)


def states(shift, *, hold=None, u=None):
    """The states by a loop; one entry may be held at a value."""
    u = ARRAYS[U] if u is None else u
    found = np.zeros((4, 3))
    for s in range(4) if shift < 0 else reversed(range(4)):
        before = found[s + shift] if 0 <= s + shift < 4 else np.zeros(3)
        found[s] = np.tanh(ARRAYS[W] @ ARRAYS[X][s] + u @ before)
        if hold is not None and hold[0] == s:
            found[s, hold[1]] = hold[2]
    return found


def loss(shift, **changed):
    return (states(shift, **changed)[-1 if shift < 0 else 0] ** 2).sum()


def test_equations_that_refer_to_each_other_are_one_group():
    forward = equations(-1)
    assert groups(forward) == (forward[:2], forward[2:3], forward[3:])
    assert [is_recurrent(group) for group in groups(forward)] == [True, False, False]


def test_an_equation_that_refers_to_itself_is_a_recurrence():
    own = Equation(H[S, J], H[S - 1, J] + A[S, J])
    assert groups([own]) == ((own,),)
    assert is_recurrent((own,))


@pytest.mark.parametrize("shift", [-1, 1])
def test_the_steps_follow_each_other_in_either_direction(shift):
    found = made(shift).values[H]
    ours = np.array([[float(found[s, j]) for j in range(3)] for s in range(4)])
    np.testing.assert_allclose(ours, states(shift), rtol=CLOSE)


@pytest.mark.parametrize("shift", [-1, 1])
def test_the_slope_by_a_state_goes_through_all_that_follows(shift):
    slope, numbers = gradient_of(H)[S, J], made(shift)
    step = 1e-6
    for s in range(4):
        for j in range(3):
            value = states(shift)[s, j]
            above, below = (loss(shift, hold=(s, j, value + move)) for move in (step, -step))
            expected = (above - below) / (2 * step)
            assert float(numbers.number(slope, {S: s, J: j})) == pytest.approx(expected, abs=1e-8)


def test_the_slope_by_a_shared_parameter_counts_every_step():
    numbers, step = made(), 1e-6
    for j, k in ((0, 1), (2, 2)):
        moved = [ARRAYS[U].copy(), ARRAYS[U].copy()]
        moved[0][j, k] += step
        moved[1][j, k] -= step
        expected = (loss(-1, u=moved[0]) - loss(-1, u=moved[1])) / (2 * step)
        found = numbers.number(Partial(L[()], U[J, K]), {J: j, K: k})
        assert float(found) == pytest.approx(expected, abs=1e-8)


def test_a_derivative_of_one_step_holds_the_others():
    later = Index("s'", STEPS)
    numbers = made()
    for s, r in ((1, 2), (1, 1), (1, 3)):
        found = numbers.number(Partial(A[later, J], H[S, K]), {S: s, later: r, J: 0, K: 2})
        assert float(found) == pytest.approx(ARRAYS[U][0, 2] if r == s + 1 else 0)


def test_an_entry_defined_by_itself_is_our_own_mistake():
    with pytest.raises(AssertionError, match="defined by the same entry"):
        world({}, {STEPS: 2, UNITS: 1}, [Equation(H[S, J], H[S, J])])
