"""Texts of expressions: what a lecturer would write, and read back the same expression."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, Integer, Rational, cos, erf, exp, log, pi, sign, sin, sqrt, tanh

from derive.errors import FormulaError
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
from derive.notation.read_back import equation_read_back, known_from, read_back
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.notation.written import axis_letter, letter_written, written, written_equation

ROWS, COLUMNS = Axis("rows", "i", "I"), Axis("columns", "j", "J")
LATER, SAMPLES = Axis("later", "j", "J2"), Axis("samples", "n", "N")
i, j, n, j_2 = Index("i", ROWS), Index("j", COLUMNS), Index("n", SAMPLES), Index("j", LATER)
i1, k = Index("i'", ROWS), Index("k", ROWS)
X = Tensor("x", None, (SAMPLES, ROWS), Role.INPUT)
Z = Tensor("z", 1, (SAMPLES, COLUMNS), Role.PREACTIVATION)
W = Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER)
V = Tensor("v", 2, (LATER, COLUMNS), Role.PARAMETER)
WORDS = Tensor("words", None, (ROWS,), Role.INPUT)
FACTOR = Tensor("lambda", None, (), Role.CONSTANT)
ALPHA = Tensor("alpha", 1, (), Role.CONSTANT)
COST = Tensor("C", None, (), Role.COST)
DELTA, DW = gradient_of(Z), gradient_of(W)
u = Tensor("u", None, (), Role.SIGNAL)[()]
SIGMOID = ScalarFunction("sigmoid", 0, u, 1 / (1 + exp(-u)))
LEAKY = ScalarFunction("leaky_relu", 0, u, Maximum(u, ALPHA[()] * u))
x, z, w, dz, a = X[n, i], Z[n, j], W[j, i], DELTA[n, j], FACTOR[()]

TEXTS = [
    (dz * x, "delta1[n,j]*x[n,i]"),
    (IndexSum(dz * x, n), "sum(n, delta1[n,j]*x[n,i])"),
    (total(W[j, i] ** 2, j, i) / 2, "sum(j, i, w1[j,i]^2)/2"),
    (W[j, i] - a * DW[j, i], "w1[j,i] - lambda*dw1[j,i]"),
    (1 - z**2, "1 - z1[n,j]^2"),
    (-z - 1, "-z1[n,j] - 1"),
    ((z - x) * (2 / SizeOf(SAMPLES)), "2*(z1[n,j] - x[n,i])/size(n)"),
    ((z - x) / (1 + z) / 2, "(z1[n,j] - x[n,i])/(z1[n,j] + 1)/2"),
    (-1 * ((z - x) * (1 + z)), "-(z1[n,j] + 1)*(z1[n,j] - x[n,i])"),
    (z / (SizeOf(COLUMNS) * (1 + z)), "z1[n,j]/(size(j)*(z1[n,j] + 1))"),
    (sqrt(z) + 1 / sqrt(z), "1/sqrt(z1[n,j]) + sqrt(z1[n,j])"),
    (z ** Rational(3, 2), "z1[n,j]^(3/2)"),
    (2**z, "2^z1[n,j]"),
    ((-z) ** a, "(-z1[n,j])^lambda"),
    (exp(-z) + exp(1) + pi, "exp(-z1[n,j]) + exp(1) + pi"),
    (Rational(-2, 3) * z, "-2*z1[n,j]/3"),
    (Compare(">", z, 0) * dz, "(z1[n,j] > 0)*delta1[n,j]"),
    (Where(Compare("<=", i, i1), z, -z), "where(i <= i', z1[n,j], -z1[n,j])"),
    (Maximum(z, 0), "max(z1[n,j], 0)"),
    (Maximum(i, z), "max(0 + i, z1[n,j])"),
    (IndexMax(IndexMax(z, j), n), "max(n, j, z1[n,j])"),
    (FirstMax(Z[n, j], j, Index("j'", COLUMNS)), "first_max(j, z1[n,j], j')"),
    (Apply(SIGMOID.with_order(1), z), "sigmoid'(z1[n,j])"),
    (Apply(SIGMOID.with_order(2), 2 * z), "sigmoid''(2*z1[n,j])"),
    (Apply(LEAKY.with_order(1), z), "leaky_relu'(z1[n,j], alpha1)"),
    (Partial(COST[()], W[j, i]), "partial(C, w1[j,i])"),
    (Delta(i, i1), "delta(i, i')"),
    (Delta(i, 2 * i1 + n), "delta(i, 2*i' + n)"),
    (X[n, 2 * i + i1 - 1], "x[n,2*i + i' - 1]"),
    (X[n, (i + 1 - i1) / 2], "x[n,i/2 + 1/2 - i'/2]"),
    (V[WORDS[i], j], "v2[words[i],j]"),
    (X[SizeOf(SAMPLES) - 1 - n, i], "x[size(n) - n - 1,i]"),
    (V[j_2, j], "v2[j_2,j]"),
    (IndexSum(V[j_2, j], j_2) / SizeOf(LATER), "sum(j_2, v2[j_2,j])/size(j_2)"),
    (W[j, k], "w1[j,k_i]"),
    (sin(i * a), "sin(lambda*i)"),
]


@pytest.mark.parametrize(("expression", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_an_expression_is_written_as_a_lecturer_would(expression, text):
    assert written(expression) == text


def known(*expressions):
    everything = (x, z, w, dz, a, DW[j, i], V[j_2, j], WORDS[i], COST[()], *FUNCTIONS, *expressions)
    return known_from(everything)


FUNCTIONS = (Apply(SIGMOID, u), Apply(LEAKY, u))


@pytest.mark.parametrize("expression", [expression for expression, _ in TEXTS])
def test_a_text_is_read_back(expression):
    assert read_back(written(expression), known()) == expression


def test_an_equation_is_written_and_read_back():
    equation = Equation(DW[j, i], IndexSum(dz * x, n))
    text = written_equation(equation)
    assert text == "dw1[j,i] = sum(n, delta1[n,j]*x[n,i])"
    assert equation_read_back(text, known()) == equation


def test_letters_of_different_axes_are_written_apart():
    foreign = [Index(letter, axis) for letter in "ij" for axis in (ROWS, COLUMNS, LATER)]
    texts = [letter_written(index) for index in foreign]
    assert len(set(texts)) == len(texts)
    assert axis_letter(LATER) == "j_2"


def test_two_tensors_of_one_name_are_noticed():
    other = Tensor("w", 1, (ROWS,), Role.SIGNAL)
    with pytest.raises(AssertionError, match="w1 names two things"):
        known_from([w, other[i]])


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("q[i]", "The name 'q' is unknown"),
        ("tangh'(lambda)", "The function 'tangh'' is unknown"),
        ("leaky_relu(lambda)", "The function 'leaky_relu' is unknown"),
        ("leaky_relu(lambda, lambda)", "The function 'leaky_relu, lambda' is unknown"),
        ("x[n,i", "is expected here"),
    ],
)
def test_what_was_not_written_is_refused(text, met):
    with pytest.raises(FormulaError, match=met):
        read_back(text, known())


def letters_of(axis: Axis) -> st.SearchStrategy[Index]:
    return st.sampled_from(
        [Index(letter, axis) for letter in (axis.letter, axis.letter + "'", "k")]
    )


def places_in(axis: Axis) -> st.SearchStrategy[Expr]:
    letter = letters_of(axis)
    return st.one_of(
        letter,
        letter,
        st.builds(Integer, st.integers(0, 2)),
        st.builds(lambda p, q, m, c: m * p - q + c, letter, letter, *2 * [st.integers(-2, 2)]),
        st.builds(lambda p, q: (p - q + 1) / 2, letter, letter),
        st.builds(lambda p: SizeOf(axis) - 1 - p, letter),
        st.builds(lambda p: WORDS[p], letters_of(ROWS)),
    )


def entries(tensor: Tensor) -> st.SearchStrategy[Expr]:
    return st.builds(lambda *at: tensor[at], *map(places_in, tensor.axes))


LEAVES: st.SearchStrategy[Expr] = st.one_of(
    *map(entries, (X, Z, W, V, DELTA, DW)),
    st.builds(lambda p, q: p / q, st.builds(Integer, st.integers(-3, 3)), st.integers(1, 3)),
    st.sampled_from([a, pi, exp(1), SizeOf(SAMPLES), SizeOf(LATER)]),
    st.one_of(*map(letters_of, (ROWS, LATER))),
    st.builds(Delta, *2 * [places_in(LATER)]),
    st.builds(Delta, places_in(ROWS), places_in(COLUMNS)),
)
# A base that is positive, so that powers of all kinds are real.
POSITIVE = st.sampled_from([sqrt, log, lambda e: e**-2, lambda e: e ** Rational(-3, 2)])
REAL = st.sampled_from([exp, tanh, erf, Abs, sign, sin, cos, lambda e: e**2, lambda e: -e])


def _larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    letters = st.one_of(*map(letters_of, (ROWS, COLUMNS, LATER, SAMPLES)))
    order = st.integers(0, 2)
    return st.one_of(
        st.builds(lambda p, q: p + q, parts, parts),
        st.builds(lambda p, q: p * q, parts, parts),
        st.builds(lambda p, q: p * q, parts, parts),
        st.builds(lambda p, q: p / (2 + q**2), parts, parts),
        st.builds(lambda make, p: make(p), REAL, parts),
        st.builds(lambda make, p: make(1 + p**2), POSITIVE, parts),
        st.builds(Maximum, parts, parts),
        st.builds(Minimum, parts, parts),
        st.builds(Compare, st.sampled_from(Compare.OPERATORS), parts, parts),
        st.builds(lambda p, q, r: Where(Compare(">", p, q), q, r), parts, parts, parts),
        st.builds(IndexSum, parts, letters),
        st.builds(IndexMax, parts, letters),
        st.builds(
            lambda p, at: FirstMax(p, *at), parts, st.tuples(letters_of(ROWS), places_in(ROWS))
        ),
        st.builds(
            lambda f, m, p: Apply(f.with_order(m), p),
            st.sampled_from([SIGMOID, LEAKY]),
            order,
            parts,
        ),
        st.builds(Partial, parts, entries(W)),
    )


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=9)


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
@example((z - x) * (1 + z) * -2)
@example(Rational(3, 2) * (z - x) / (1 + z))
@example((1 + z) ** -2 / 2)
@example(IndexMax(Maximum(i, z), n))
@example(-IndexSum(z, n) * (1 + z))
def test_every_expression_is_read_back_to_itself(expression):
    text = written(expression)
    assert read_back(text, known(expression)) == worked_out(expression), text


def worked_out(expression: Expr) -> Expr:
    """The expression built anew: SymPy's Abs leaves -(i + j) in an index slot as it is."""
    if not expression.args:
        return expression
    return expression.func(*map(worked_out, expression.args))
