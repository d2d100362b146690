"""Matrix forms as texts, and the texts as matrix forms."""

import pytest
from sympy import Rational, exp, sqrt

from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_language import read_matrix, read_matrix_equation
from derive.calculus.matrix_slices import letters_held, sliced_form
from derive.calculus.matrix_tree import Constant
from derive.calculus.matrix_written import matrix_equation_written, matrix_written
from derive.errors import FormulaError
from derive.notation.expression import Compare, Delta, Equation, FirstMax, IndexMax, IndexSum, total
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.read_back import known_from
from derive.notation.tensor import Role, Tensor, gradient_of
from tests.calculus.forms import matrix_entries, setting
from tests.calculus.test_matrix import OTHERS, TEXTBOOK

N, H, S, D, I = (Axis(letter, letter, letter.upper()) for letter in "nhsdi")
SIZES = {N: 2, H: 3, S: 4, D: 5, I: 6}
n, h, s, d, i = (Index(axis.letter, axis) for axis in (N, H, S, D, I))
r = Index("s'", S)


def tensor(name, *axes, role=Role.SIGNAL):
    return Tensor(name, None, axes, role)


q, k, v = (tensor(name, N, H, S, D) for name in "qkv")
a, p = tensor("a", N, H, S, S), tensor("p", N, H, S, S)
x, y, z = tensor("x", N, S, I, role=Role.INPUT), tensor("y", N, H, S, D), tensor("z", N, S, I)
wq, wo = tensor("wq", H, D, I, role=Role.PARAMETER), tensor("wo", I, H, D, role=Role.PARAMETER)
u = tensor("u", I, I, role=Role.PARAMETER)
g, w, m = tensor("g", S, I), tensor("w", S, I), tensor("m", I)
da, dp, dq, dwq, dg = (gradient_of(one) for one in (a, p, q, wq, g))
softmax_sum = IndexSum(dp[n, h, s, r] * p[n, h, s, r], r)

# Vaswani et al. (2017), section 3.2; back-propagation through time as in Goodfellow, Bengio and
# Courville (2016), eqs. (10.18) to (10.21); convolution: ibid., eq. (9.4), one offset at a time.
SLICED = [
    (
        Equation(a[n, h, s, r], IndexSum(q[n, h, s, d] * k[n, h, r, d], d) / sqrt(SizeOf(D))),
        "a[n,h] = 1/sqrt(size(d))*(q[n,h] @ k[n,h].T)",
    ),
    (
        Equation(y[n, h, s, d], IndexSum(p[n, h, s, r] * v[n, h, r, d], r)),
        "y[n,h] = p[n,h] @ v[n,h]",
    ),
    (
        Equation(da[n, h, s, r], p[n, h, s, r] * (dp[n, h, s, r] - softmax_sum)),
        "da[n,h] = p[n,h]*(dp[n,h] - (p[n,h]*dp[n,h]) @ ones(s) @ ones(s).T)",
    ),
    (
        Equation(z[n, s, i], total(wo[i, h, d] * y[n, h, s, d], h, d)),
        "z[n] = sum(h, y[n,h] @ wo[:,h].T)",
    ),
    (
        Equation(dwq[h, d, i], total(dq[n, h, s, d] * x[n, s, i], n, s)),
        "dwq[h] = sum(n, dq[n,h].T @ x[n])",
    ),
    (
        Equation(
            dg[s, i], IndexSum(u[Index("i'", I), i] * dg[s + 1, Index("i'", I)], Index("i'", I))
        ),
        "dg[s] = u.T @ dg[s + 1]",
    ),
    (
        Equation(g[s, i], IndexSum(w[r, i] * g[2 * s + r - 1, i], r)),
        "g[s] = sum(s', g[2*s + s' - 1]*w[s'])",
    ),
    (Equation(m[i], IndexMax(g[s, i], s)), "m = max(s, g[s])"),
    (
        Equation(w[s, i], FirstMax(g[r, i], r, s) * g[(s - 1) / 2, i]),
        "w[s] = g[s/2 - 1/2]*first_max(s', g[s'], s)",
    ),
    (
        Equation(w[s, i], IndexSum(Compare("<=", r, s) * Delta(s, 2 * r) * g[r, i], r)),
        "w[s] = sum(s', delta(s, 2*s')*(s' <= s)*g[s'])",
    ),
]


@pytest.mark.parametrize(("equation", "text"), SLICED, ids=[text for _, text in SLICED])
def test_slices_are_written_as_textbooks_write_each_head_and_step(equation, text):
    form = sliced_form(equation)
    assert isinstance(form, MatrixEquation)
    assert matrix_equation_written(form) == text
    again = read_matrix_equation(text, known_from([equation.left, equation.right]))
    assert (again.left, again.right) == (form.left, form.right)


@pytest.mark.parametrize(("equation", "text"), SLICED, ids=[text for _, text in SLICED])
def test_slices_have_the_value_of_the_index_form(equation, text):
    made = setting([equation], SIZES)
    found, expected = matrix_entries(text, made), made.entries(equation)
    assert all(abs(found[at] - expected[at]) < 1e-30 for at in expected)


def test_the_letters_held_are_those_of_the_left_side():
    form = sliced_form(SLICED[0][0])
    assert isinstance(form, MatrixEquation)
    assert letters_held(form) == (n, h)


PAIRS = [(left, right) for left, right, _ in TEXTBOOK + OTHERS]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_text_is_read_as_the_form_that_it_was_written_from(left, right):
    form = matrix_form(Equation(left, right))
    assert isinstance(form, MatrixEquation)
    known = known_from([left, right])
    again = read_matrix_equation(matrix_equation_written(form), known)
    assert (again.left, again.right) == (form.left, form.right)


def test_numbers_are_worked_out_as_they_are_read():
    known = known_from([x[n, s, i]])
    for value in (Rational(-3, 2), sqrt(2) / 3, exp(1), Rational(2, 7)):
        assert read_matrix(matrix_written(Constant(value)), known) == Constant(value)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("b", "'b' before this place is unknown"),
        ("b[n]", "'b' before this place is unknown"),
        ("u @ ones(s)", "do not fit together"),
        ("u + g", "do not fit together"),
        ("u*g", "do not fit together"),
        ("x @ u", "do not fit together"),
        ("x[n,s,i,i]", "do not fit together"),
        ("diag(u)", "does not take these arguments"),
        ("trace(g)", "does not take these arguments"),
        ("swish(u)", "does not take these arguments"),
        ("ones(b)", "no letter of an axis"),
        ("u @", "is expected here"),
        ("(u", "is expected here"),
        ("u u", "where it should end"),
        ("x[n", "is expected here"),
        ("__import__", "is unknown"),
    ],
)
def test_what_means_no_matrix_is_refused(text, met):
    with pytest.raises(FormulaError, match=met):
        read_matrix(text, known_from([x[n, s, i], u[i, i], g[s, i]]))


def test_only_a_tensor_stands_on_the_left():
    with pytest.raises(FormulaError, match="name of a tensor"):
        read_matrix_equation("1 = u", known_from([u[i, i]]))
