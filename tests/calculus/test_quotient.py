"""Normalisations: quotients and sums that have a name, and the textbook's gradients."""

import pytest
from sympy import Rational, sqrt

from derive.calculus.closing import named_sums
from derive.calculus.quotient import with_named_quotients
from derive.calculus.rules import NAMED_SUM, PUT_IN
from derive.notation.expression import Equation, IndexSum, total
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Role, Tensor
from tests.calculus.derivations import derived, text_of

UNITS, SAMPLES = Axis("units", "j", "J"), Axis("samples", "n", "N")
J, K, N = Index("j", UNITS), Index("k", UNITS), Index("n", SAMPLES)
X, H = (Tensor(name, 1, (SAMPLES, UNITS), Role.SIGNAL) for name in "xh")
M, V, Q = (Tensor(name, 1, (SAMPLES,), Role.SIGNAL) for name in "mvq")
NORMALISED = Equation(H[N, J], (X[N, J] - M[N]) / sqrt(V[N] + 1))
MEAN = Equation(M[N], IndexSum(X[N, J], J) / SizeOf(UNITS))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((X[N, J] - M[N]) / sqrt(V[N] + 1), H[N, J]),
        ((M[N] - X[N, K]) / sqrt(V[N] + 1), -H[N, K]),
        ((X[N, K] - M[N]) * (V[N] + 1) ** Rational(-3, 2) * Q[N], H[N, K] * Q[N] / (V[N] + 1)),
        (2 * Q[N] * (X[N, J] - M[N]) / (V[N] + 1), 2 * H[N, J] * Q[N] / sqrt(V[N] + 1)),
        (1 / sqrt(V[N] + 1), 1 / sqrt(V[N] + 1)),
        ((X[N, J] - M[N]) * sqrt(V[N] + 1), (X[N, J] - M[N]) * sqrt(V[N] + 1)),
        ((X[N, J] - Q[N]) / sqrt(V[N] + 1), (X[N, J] - Q[N]) / sqrt(V[N] + 1)),
    ],
)
def test_a_product_that_holds_the_quotient_is_told_by_its_name(before, after):
    assert with_named_quotients(before, NORMALISED) == after


def test_only_a_quotient_of_entries_is_looked_for():
    for right in (X[N, J] * V[N], X[N, J] / 2, X[N, J] / SizeOf(UNITS), 1 / V[N]):
        equation = Equation(H[N, J], right)
        assert with_named_quotients(right * Q[N], equation) == right * Q[N]


def test_a_sum_is_named_by_the_mean_that_it_is_part_of():
    assert named_sums(MEAN) == [(IndexSum(X[N, J], J), SizeOf(UNITS) * M[N])]
    assert named_sums(Equation(M[N], IndexSum(X[N, J], J))) == [(IndexSum(X[N, J], J), M[N])]
    assert named_sums(Equation(M[N], V[N] * IndexSum(X[N, J], J))) == []
    assert named_sums(Equation(M[N], 1 + IndexSum(X[N, J], J))) == []
    assert named_sums(Equation(Q[N], total(X[N, J] * X[N, K], J, K)))[0][1] == Q[N]


def test_layer_normalisation_has_the_textbooks_gradient():
    # Ba, Kiros & Hinton (2016), differentiated as Ioffe & Szegedy (2015), section 3, simplified.
    derivation = derived("3 -> dense 4 -> layer_norm -> dense 2 | squared_error")
    assert text_of(derivation, "mu2") == "dmu2 = -sum(j, dh2[j])/sqrt(epsilon2 + v2)"
    assert text_of(derivation, "z1") == (
        "delta1[j] = (dh2[j] - h2[j]*sum(j', dh2[j']*h2[j'])/J - sum(j', dh2[j'])/J)"
        "/sqrt(epsilon2 + v2)"
    )
    rules = {step.rule for step in derivation.steps()}
    assert {NAMED_SUM, PUT_IN} <= rules
    # A program has the gradients of mean and variance at hand, and computes with them.
    assert "dv2" in str(derivation.result("z1").computed)


def test_what_no_forward_value_tells_is_left_named():
    derivation = derived("3 -> dense 4 -> log_softmax -> dense 2 | squared_error")
    assert PUT_IN not in {step.rule for step in derivation.steps()}
