"""Einsums of index equations: what a reader would write, and the index form's number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import exp, sqrt

from derive.calculus.einsum import EinsumEquation, NoEinsum, einsum_form
from derive.calculus.einsum_language import read_einsum
from derive.errors import FormulaError
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexMax,
    IndexSum,
    Partial,
    ScalarFunction,
    Where,
    free_indices,
    total,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.read_back import known_from
from derive.notation.tensor import Role, Tensor, gradient_of
from tests.calculus import expressions
from tests.calculus.forms import setting

N, I, J, K = (Axis(letter, letter, letter.upper()) for letter in "nijk")
SIZES = {N: 2, I: 3, J: 4, K: 5}
n, i, j, k = (Index(axis.letter, axis) for axis in (N, I, J, K))
j1, i1 = Index("j'", J), Index("i'", I)


def tensor(name, *axes, role=Role.SIGNAL, layer=None):
    return Tensor(name, layer, axes, role)


w, b = tensor("w", J, I, role=Role.PARAMETER, layer=1), tensor("b", J, role=Role.PARAMETER, layer=1)
v = tensor("w", K, J, role=Role.PARAMETER, layer=2)
x, z = tensor("x", N, I, role=Role.INPUT), tensor("z", N, J, role=Role.PREACTIVATION, layer=1)
z2 = tensor("z", N, K, role=Role.PREACTIVATION, layer=2)
y, t, mu = tensor("y", N, J), tensor("t", N, J, role=Role.TARGET), tensor("mu", N)
bilinear = tensor("w", K, I, I, role=Role.PARAMETER, layer=3)
factor = tensor("lambda", role=Role.CONSTANT)
d1, d2, dw, db, dy, dx = (gradient_of(one) for one in (z, z2, w, b, y, x))
dv = gradient_of(bilinear)
loss = tensor("L", N, role=Role.LOSS)
variable = tensor("u")[()]
f = ScalarFunction("sigmoid", 0, variable, 1 / (1 + exp(-variable)))
jacobian = tensor("s", J, J)

FORMS = [
    (dw[j, i], IndexSum(d1[n, j] * x[n, i], n), 'dw1 = einsum("nj,ni->ji", delta1, x)'),
    (db[j], IndexSum(d1[n, j], n), 'db1 = einsum("nj->j", delta1)'),
    (
        dw[j, i],
        IndexSum(d1[n, j] * x[n, i], n) / SizeOf(N) + factor[()] * w[j, i],
        'dw1 = einsum("nj,ni->ji", delta1, x)/size(n) + lambda*w1',
    ),
    (
        z[n, j],
        IndexSum(w[j, i] * x[n, i], i) + b[j],
        'z1 = einsum("j,n->nj", b1, ones(n)) + einsum("ji,ni->nj", w1, x)',
    ),
    (
        d1[n, j],
        Apply(f.with_order(1), z[n, j]) * IndexSum(d2[n, k] * v[k, j], k),
        'delta1 = einsum("nk,kj,nj->nj", delta2, w2, sigmoid\'(z1))',
    ),
    (d1[n, j], (y[n, j] - t[n, j]) / SizeOf(N), "delta1 = (y - t)/size(n)"),
    (
        d1[n, j],
        y[n, j] * (dy[n, j] - IndexSum(dy[n, j1] * y[n, j1], j1)),
        'delta1 = dy*y - einsum("nk,nk,nj->nj", dy, y, y)',
    ),
    (
        dv[k, i, i1],
        IndexSum(d2[n, k] * x[n, i] * x[n, i1], n),
        'dw3 = einsum("nk,nj,ni->kij", delta2, x, x)',
    ),
    (
        y[n, j],
        exp(z[n, j]) / IndexSum(exp(z[n, j1]), j1),
        'y = einsum("n,nj->nj", 1/einsum("nk->n", exp(z1)), exp(z1))',
    ),
    (
        mu[n],
        sqrt(IndexSum((x[n, i] - mu[n]) ** 2, i)),
        'mu = sqrt(einsum("ni->n", (x - einsum("n,i->ni", mu, ones(i)))^2))',
    ),
    (
        jacobian[j, j1],
        Delta(j, j1) * IndexSum(z[n, j], n),
        's = einsum("nj,jk->jk", z1, eye(j))',
    ),
    (loss[n], IndexSum(1, j) * mu[n], "loss"),
    (y[n, j], Where(Compare(">", z[n, j], mu[n]), z[n, j], 0), "where"),
    (w[j, i], factor[()], "ones"),
]
TEXTS = FORMS[:11]


@pytest.mark.parametrize(("left", "right", "text"), TEXTS, ids=[text for *_, text in TEXTS])
def test_an_equation_has_the_einsum_that_a_reader_would_write(left, right, text):
    assert str(einsum_form(Equation(left, right))) == text


@pytest.mark.parametrize(("left", "right", "text"), FORMS, ids=[text for *_, text in FORMS])
def test_an_einsum_reads_back_to_the_value_of_its_equation(left, right, text):
    equation = Equation(left, right)
    form = einsum_form(equation)
    assert isinstance(form, EinsumEquation)
    made = setting([equation], SIZES)
    found, expected = made.entries(read_einsum(str(form), made.known)), made.entries(equation)
    assert all(abs(found[at] - expected[at]) < 1e-30 for at in expected)


def test_numpy_reads_the_letters_as_we_do():
    equation = Equation(dw[j, i], IndexSum(d1[n, j] * x[n, i], n))
    made = setting([equation], SIZES)
    arrays = {
        name: np.array([float(number) for number in made.world.values[one].values()]).reshape(
            [SIZES[axis] for axis in one.axes]
        )
        for name, one in made.known.tensors.items()
    }
    found = np.einsum("nj,ni->ji", arrays["delta1"], arrays["x"])
    expected = made.entries(equation)
    assert all(abs(found[at] - float(expected[at])) < 1e-14 for at in expected)


@pytest.mark.parametrize(
    ("right", "met"),
    [
        (IndexSum(x[n, 2 * i - 1], n), r"The index expression 2\*i - 1 is computed"),
        (IndexSum(x[n, i] * Delta(i, 2 * i1), i1), r"delta\(i, 2\*i'\) is computed"),
        (IndexSum(x[i, i], n), "x is read with a letter of another axis"),
        (i * IndexSum(x[n, i], n), "The letter i is used as a number"),
        (IndexMax(x[n, i], n), "largest over n"),
        (Partial(IndexSum(x[n, i], n), w[j, i]), "not yet taken"),
    ],
)
def test_an_equation_without_an_einsum_says_why(right, met):
    import re

    form = einsum_form(Equation(tensor("r", I)[i], right))
    assert isinstance(form, NoEinsum)
    assert re.search(met, form.reason.en)
    assert form.reason.ja


def test_entrywise_arithmetic_contracts_nothing():
    assert not einsum_form(Equation(d1[n, j], y[n, j] - t[n, j])).contracts
    assert einsum_form(Equation(db[j], IndexSum(d1[n, j], n))).contracts


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("q = x", "name of a tensor"),
        ("dw1 = x", "axes of 'x'"),
        ('dw1 = einsum("nj->ji", delta1, x)', "do not fit its operands"),
        ('dw1 = einsum("nj,ni->j", delta1, x)', "do not fit its operands"),
        ('dw1 = einsum("nj,nik->ji", delta1, x)', "No tensor of 3 axes"),
        ('dw1 = einsum("nj,ji->ji", delta1, x)', "axes of 'delta1'|axes of 'x'"),
        ("dw1 = einsum(x, x)", "letters of an einsum"),
        ("dw1 = q", "'q' is unknown"),
    ],
)
def test_what_is_no_einsum_is_refused(text, met):
    known = known_from([dw[j, i], d1[n, j], x[n, i]])
    with pytest.raises(FormulaError, match=met):
        read_einsum(text, known)


@settings(max_examples=120, deadline=None)
@given(expressions.EXPRESSIONS, st.data())
def test_random_expressions_read_back_to_their_values(expression, data):
    free = sorted(free_indices(expression), key=lambda letter: (letter.axis.name, letter.name))
    left = Tensor("r", None, tuple(letter.axis for letter in free), Role.SIGNAL)
    equation = Equation(left[tuple(free)], total(expression))
    form = einsum_form(equation)
    if isinstance(form, NoEinsum):
        return
    made = setting([equation], expressions.SIZES)
    found, expected = made.entries(read_einsum(str(form), made.known)), made.entries(equation)
    assert all(abs(found[at] - expected[at]) < 1e-25 * (1 + abs(expected[at])) for at in expected)
