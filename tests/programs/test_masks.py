"""Masks: in a softmax no exponential overflows, and what is masked is 0; a minus is a number's."""

import numpy as np
import pytest
from sympy import exp, log

from derive.notation.expression import Compare, Delta, IndexSum, Where, contains
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.masks import masked
from derive.programs.stable import stable
from tests.programs.computed import computed, numbers_for, oracle, program_for

N, S, R = Axis("samples", "n", "N"), Axis("steps", "s", "S"), Axis("others", "r", "R")
SIZES = {N: 3, S: 4, R: 5}
n, s, r = map(index_of, (N, S, R))
other = Index("r'", R)
e = Tensor("e", None, (N, S, R), Role.INPUT)
m = Tensor("m", None, (N, R), Role.INPUT)
picks = Tensor("picks", None, (N,), Role.INPUT)


def causal(letter):
    return Where(Compare("<=", letter, s), exp(e[n, s, letter]), 0)


def weighed(letter):
    return m[n, letter] * exp(e[n, s, letter])


FORMS = {
    "a causal softmax": ((n, s, r), causal(r) / IndexSum(causal(other), other)),
    "one of brackets": (
        (n, s, r),
        Compare("<=", r, s)
        * exp(e[n, s, r])
        / IndexSum(Compare("<=", other, s) * exp(e[n, s, other]), other),
    ),
    "one with weights": ((n, s, r), weighed(r) / IndexSum(weighed(other), other)),
    "the logarithm of a masked sum": ((n, s), log(IndexSum(causal(r), r))),
    "a cross-entropy with logits": (
        (n, s),
        log(IndexSum(exp(e[n, s, r]), r)) - e[n, s, picks[n]],
    ),
}
# NumPy has no minus for what is true or false.
OPPOSITES = {
    "a mask and cases": -Delta(picks[n], r) * Where(Compare(">", e[n, s, r], 0), 1, 1 + e[n, s, r]),
    "two masks and cases": -Delta(picks[n], r)
    * Compare(">", m[n, r], 0)
    * Where(Compare(">", e[n, s, r], 0), 1, 1 + e[n, s, r])
    / 8,
}


@pytest.mark.parametrize("right", OPPOSITES.values(), ids=OPPOSITES)
def test_a_minus_stands_before_no_mask(right, tmp_path):
    given = sorted({one.args[0] for one in right.atoms(Entry)}, key=lambda one: one.name)
    numbers = numbers_for(given, SIZES, {picks: 5})
    expected = oracle((n, s, r), right, numbers, SIZES)
    found = computed(program_for((n, s, r), right, given, SIZES), numbers, tmp_path, np.float64)
    for style, value in found.items():
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12, err_msg=style)


@pytest.mark.parametrize("size", [1, 400])
@pytest.mark.parametrize(("left", "right"), FORMS.values(), ids=FORMS)
def test_a_masked_softmax_does_not_overflow(left, right, size, tmp_path):
    met = {one.args[0] for one in right.atoms(Entry)}
    given = sorted(met, key=lambda one: one.name)
    numbers = numbers_for(given, SIZES, {picks: 5})
    numbers[e] = numbers[e] * size
    if m in numbers:
        numbers[m] = (numbers[m] > 0) * np.array([2.0, 1.0, 1.0, 1.0, 3.0])
        numbers[m][:, 2] = 1
    program = program_for(left, right, given, SIZES)
    expected = oracle(left, right, numbers, SIZES)
    with np.errstate(all="raise", under="ignore"):
        found = computed(program, numbers, tmp_path, np.float64)
    for style, value in found.items():
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12, err_msg=style)


def test_a_quotient_without_a_mask_is_left_as_it_is():
    quotient = exp(e[n, s, r]) / IndexSum(exp(e[n, s, other]), other)
    assert masked(quotient) == quotient


def test_a_mask_that_no_sum_has_stays_outside():
    bracket = Compare("<=", r, s) * exp(e[n, s, r])
    assert masked(bracket) == bracket
    assert contains(stable(bracket), Where)
