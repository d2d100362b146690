"""Deltas of positions: shifts, windows, other axes; each contraction an equality, or none."""

import random

import mpmath
import pytest
from sympy import Integer, Rational, exp, log

from derive.calculus.affine import shifted, windowed
from derive.calculus.contraction import contract
from derive.calculus.rules import SHIFT, WINDOW
from derive.notation.expression import Delta, FirstMax, IndexSum, contains, free_indices, total
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.notation.value import given_values, world

# Positions that are read, results of the window, places in it, heads, channels of each, steps.
AXES = {
    "a": Axis("read", "a", "A"),
    "p": Axis("made", "p", "P"),
    "r": Axis("kernel", "r", "R"),
    "i": Axis("joined", "i", "I"),
    "g": Axis("heads", "g", "G"),
    "m": Axis("part", "m", "M"),
    "s": Axis("steps", "s", "S"),
}
SIZES = dict(zip(AXES.values(), (7, 4, 3, 6, 2, 3, 5), strict=True))
A, P, R, I, G, M, S = (Index(letter, axis) for letter, axis in AXES.items())
LATER = Index("s'", AXES["s"])
INSIDE = Index("r'", AXES["r"])


def tensor(name, letters, role=Role.SIGNAL):
    return Tensor(name, 1, tuple(AXES[letter] for letter in letters), role)


X, U, H, V = tensor("x", "a"), tensor("u", "gm"), tensor("h", "s"), tensor("v", "i")
W = tensor("w", "r", Role.PARAMETER)
D = gradient_of(tensor("z", "p"))
E = gradient_of(tensor("z", "i"))
F = gradient_of(H)

RNG = random.Random(3)
GIVEN = given_values(
    [X, U, H, V, W, D, E, F], SIZES, lambda _tensor, _at: mpmath.mpf(RNG.uniform(0.1, 1))
)
MADE = world(GIVEN, SIZES, digits=20)


def holds(before, after):
    letters = sorted(free_indices(before) | free_indices(after), key=str)
    place = Tensor("place", None, tuple(letter.axis for letter in letters), Role.SIGNAL)
    for at in MADE.positions(place):
        here = dict(zip(letters, at, strict=True))
        assert abs(MADE.number(before, here) - MADE.number(after, here)) < mpmath.mpf(10) ** -15
    return True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (IndexSum(Delta(S - 1, LATER) * F[S] * H[S], S), F[LATER + 1] * H[LATER + 1]),
        (IndexSum(Delta(S + 2, LATER) * F[S], S), F[LATER - 2]),
        (IndexSum(E[I] * Delta(I, 3 * G + M), I), E[3 * G + M]),
        (IndexSum(E[I] * total(Delta(I, 3 * G + M) * U[G, M], G, M), I), None),
        (IndexSum(Delta(A, 2 * P + R) * X[A], A), X[2 * P + R]),
        (IndexSum(Delta(A, P) * X[A] ** 2, A), X[P] ** 2),
        (IndexSum(Delta(P, A) * D[P], P), D[A]),
        (IndexSum(Delta(A, S - 1) * X[A] * (1 - H[S]), A), X[S - 1] * (1 - H[S])),
    ],
)
def test_a_shift_or_a_lone_index_is_contracted_in_programs_too(before, after):
    steps = []
    found = shifted(contract(before, steps), steps)
    assert after is None or found == after
    assert not contains(found, Delta)
    assert steps[-1].rule is SHIFT
    assert holds(before, found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (total(Delta(A, P + R) * D[P] * W[R], P, R), IndexSum(D[A - R] * W[R], R)),
        (
            total(Delta(A, 2 * P + R - 1) * D[P] * W[R], P, R),
            IndexSum(D[A / 2 - R / 2 + Rational(1, 2)] * W[R], R),
        ),
        (
            IndexSum(D[P] * IndexSum(Delta(A, 2 * P + 2 * R) * W[R], R), P),
            IndexSum(D[A / 2 - R] * W[R], R),
        ),
        (IndexSum(Delta(A, 2 * P) * D[P], P), D[A / 2]),
        (total(Delta(A, P + R) * W[R], P, R), IndexSum(W[A - P], P)),
        (
            total(Delta(A, P + R) * FirstMax(X[P + INSIDE], INSIDE, R) * exp(X[P]), P, R),
            IndexSum(FirstMax(X[P + INSIDE], INSIDE, A - P) * exp(X[P]), P),
        ),
    ],
)
def test_windows_are_contracted_through_what_is_zero_outside(before, after):
    steps = []
    assert contains(shifted(before, []), Delta)
    found = windowed(before, steps)
    assert found == after
    assert steps[-1].rule is WINDOW
    assert holds(before, found)


@pytest.mark.parametrize(
    "before",
    [
        # No factor is 0 outside the range.
        total(Delta(A, P + R) * exp(X[A]), P, R),
        IndexSum(Delta(A, P), P),
        IndexSum(Delta(S - 1, LATER) * (1 + H[S]), S),
        # 0 times the logarithm of 0, or 0/0, has no value.
        IndexSum(Delta(S - 1, LATER) * F[S] * log(H[S]), S),
        IndexSum(Delta(S - 1, LATER) * F[S] / H[S], S),
        IndexSum(Delta(A, P) * X[A] ** Rational(-1, 2), A),
        # A letter of another axis in the slot is no guard.
        IndexSum(Delta(A, P) * V[P], P),
    ],
)
def test_a_delta_that_nothing_guards_stays(before):
    assert windowed(contract(before, []), []) == before


def test_equal_extents_do_not_make_two_axes_one():
    before = IndexSum(Delta(A, P) * (1 + D[P]), P)
    assert contract(before, []) == before


def test_what_is_never_zero_may_stand_below_a_line():
    before = IndexSum(Delta(S - 1, LATER) * F[S] / IndexSum(exp(H[S] * X[A]), A), S)
    found = windowed(before, [])
    assert not contains(found, Delta)
    assert holds(before, found)


def test_a_fixed_position_keeps_its_delta():
    before = IndexSum(F[S] * Delta(S, Integer(2)), S)
    assert holds(before, shifted(before, []))
    assert shifted(before, []) == F[2]
