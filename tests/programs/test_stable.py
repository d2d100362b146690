import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, Integer, Rational, erf, exp, log, pi, sqrt, tanh

from derive.notation.expression import (
    Compare,
    Equation,
    IndexMax,
    IndexSum,
    Where,
    contains,
    rebuilt,
    replace_entries,
    tensors_in,
)
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import World
from derive.programs.numerics import Decay, Erfc, Expm1, Log1p, Precise, Tiny
from derive.programs.stable import stable
from tests.programs.elementwise import function_of, slope, truth, x

CLASSES = Axis("classes", "k", "K")
k, other = index_of(CLASSES), Index("k'", CLASSES)
Z = Tensor("z", 1, (CLASSES,), Role.PREACTIVATION)
Y = Tensor("y", None, (CLASSES,), Role.PREDICTION)
A = Entry(Tensor("a", 1, (), Role.PARAMETER))
B = Entry(Tensor("b", 1, (), Role.PARAMETER))
K = 4


def sigmoid(u):
    return 1 / (1 + exp(-u))


FORMS = {
    "sigmoid": sigmoid(x),
    "one minus sigmoid": 1 - sigmoid(x),
    "sigmoid by exp(x)": exp(x) / (1 + exp(x)),
    "silu": x * sigmoid(x),
    "swish": x * sigmoid(3 * x),
    "tanh": tanh(x),
    "tanh by exponentials": (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    "softplus": log(1 + exp(x)),
    "log of sigmoid": log(sigmoid(x)),
    "log of one minus sigmoid": log(1 - sigmoid(x)),
    "mish": x * tanh(log(1 + exp(x))),
    "elu": Where(Compare(">", x, 0), x, exp(x) - 1),
    "elu, the branches exchanged": Where(Compare("<=", x, 0), 2 * (exp(x) - 1), 2 * x),
    "selu": Where(Compare(">", x, 0), x, Rational("1.67") * (exp(x) - 1)),
    "gelu": x / 2 * (1 + erf(x / sqrt(2))),
    "gelu by tanh": x / 2 * (1 + tanh(sqrt(2 / pi) * (x + Rational("0.044715") * x**3))),
    "a type of growth curve": exp(-x) / (1 + exp(-x)) ** 3,
}
WITH_SLOPES = [pytest.param(formula, id=name) for name, formula in FORMS.items()] + [
    pytest.param(slope(formula), id=f"{name}'") for name, formula in FORMS.items()
]
GRID = np.concatenate(
    [
        np.linspace(-800, 800, 17),
        np.linspace(-30, 30, 31),
        np.linspace(-1.5, 1.5, 16) + 0.01,
        [1e-3, -1e-3, 1e-8, -1e-8, 0, 87, 89, -87, -103, 700, -745],
    ]
)
# What rounding of the argument alone costs is the condition number; the formula adds this.
MOST_ULPS = 8


def elementary(expression: Expr) -> Expr:
    """The definition of what only programs know, for the oracle."""
    if isinstance(expression, Precise):
        return elementary(expression.definition)
    if not expression.args:
        return expression
    return rebuilt(expression, (elementary(part) for part in expression.args))


def values(seed: int) -> World:
    random = mpmath.mpf(1) / 7 + seed
    numbers = [mpmath.sin(random * (at + 1)) * 9 for at in range(2 * K + 2)]
    return World(
        {
            Z: {(at,): numbers[at] for at in range(K)},
            Y: {(at,): abs(numbers[K + at]) / 10 for at in range(K)},
            A.tensor: {(): numbers[-1]},
            B.tensor: {(): numbers[-2]},
        },
        {CLASSES: K},
        digits=60,
    )


def assert_equal(before: Expr, after: Expr, world: World, place=None):
    left, right = world.number(before, place), world.number(elementary(after), place)
    assert mpmath.almosteq(left, right, 1e-40, 1e-40), f"{before} became {after}"


@pytest.mark.parametrize("formula", WITH_SLOPES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_and_their_slopes_are_exact_and_never_overflow(formula, dtype):
    grid = GRID.astype(dtype)
    with np.errstate(all="raise", under="ignore"):
        got = function_of(formula)(grid)
    assert got.dtype == dtype
    steepness = truth(slope(formula), grid)
    least = mpmath.mpf(float(np.finfo(dtype).tiny)) * 2**11
    for value, exact, steep, at in zip(got, truth(formula, grid), steepness, grid, strict=True):
        size = max(abs(exact), least)
        unit = size * mpmath.mpf(float(np.finfo(dtype).eps))
        allowed = MOST_ULPS * (unit + abs(steep * mpmath.mpf(float(at))) * unit / size)
        assert abs(mpmath.mpf(float(value)) - exact) <= allowed, f"at {at}: {value}, not {exact}"


@pytest.mark.parametrize("formula", FORMS.values(), ids=FORMS)
def test_the_stable_form_is_the_same_number(formula):
    entry = Z[Integer(0)]
    before = replace_entries(formula, {x: entry})
    for seed in range(4):
        assert_equal(before, stable(before), values(seed))


def test_softmax_is_shifted_by_its_largest_argument():
    softmax = exp(Z[k]) / IndexSum(exp(Z[other]), other)
    found = stable(softmax)
    assert contains(found, IndexMax)
    for at in range(K):
        assert_equal(softmax, found, values(1), {k: at})


def test_a_softmax_with_a_temperature_and_weights_is_shifted():
    softmax = A * exp(Z[k] / 3) / IndexSum(Y[other] * exp(Z[other] / 3), other)
    assert contains(stable(softmax), IndexMax)
    assert_equal(softmax, stable(softmax), values(2), {k: 1})


def test_a_log_of_a_sum_of_exponentials_is_shifted():
    formula = Z[k] - log(IndexSum(exp(Z[other]), other))
    assert contains(stable(formula), IndexMax)
    assert_equal(formula, stable(formula), values(3), {k: 2})


def test_the_log_of_a_named_softmax_is_taken_through_its_equation():
    softmax = exp(Z[k]) / IndexSum(exp(Z[other]), other)
    found = stable(log(Y[k]), {Y: Equation(Y[k], softmax)})
    assert Y not in tensors_in(found)
    assert_equal(log(softmax), found, values(4), {k: 0})


@pytest.mark.parametrize("formula", [log(Y[k]), log(1 - Y[k]), log(Y[k] * A**2)])
def test_the_log_of_a_named_sigmoid_is_taken_through_its_equation(formula):
    defined = Equation(Y[k], sigmoid(Z[k]))
    found = stable(formula, {Y: defined})
    through = replace_entries(formula, {Y[k]: defined.right})
    assert contains(found, Log1p)
    assert_equal(through, found, values(5), {k: 3})


@pytest.mark.parametrize("seed", range(5))
def test_the_log_of_a_named_softplus_keeps_its_digits(seed):
    defined = Equation(Y[k], log(1 + exp(Z[k])))
    found = stable(log(Y[k]), {Y: defined})
    assert contains(found, Where)
    world = values(seed)
    named = replace_entries(found, {Y[k]: defined.right, Tiny(): Integer(0)})
    assert_equal(log(defined.right), named, world, {k: seed % K})


def test_a_log_of_a_signal_without_exponentials_stays():
    assert stable(log(Y[k]), {Y: Equation(Y[k], Z[k] ** 2)}) == log(Y[k])


def test_exponentials_of_untaken_branches_do_not_overflow():
    formula = Where(Compare(">", x, 5), 1, exp(x**2) / 7)
    with np.errstate(all="raise"):
        found = function_of(formula)(np.array([800.0, 1.0]))
    np.testing.assert_allclose(found, [1, np.e / 7], rtol=1e-15)


def test_logs_and_quotients_of_untaken_branches_meet_no_zero():
    formula = Where(Compare(">", x, 0), log(x) / x, 0)
    with np.errstate(all="raise"):
        found = function_of(formula)(np.array([0.0, -3.0, np.e]))
    np.testing.assert_allclose(found, [0, 0, 1 / np.e], rtol=1e-15)


def test_a_bracket_times_an_exponential_does_not_overflow():
    formula = Compare("<", x, 0) * exp(x)
    with np.errstate(all="raise", under="ignore"):
        found = function_of(formula)(np.array([800.0, -800.0, -1.0]))
    np.testing.assert_allclose(found, [0, 0, np.exp(-1)], rtol=1e-15)


def test_small_differences_keep_their_digits():
    assert contains(stable(exp(Z[k]) - 1), Expm1)
    assert contains(stable(A * exp(Z[k]) - A), Expm1)
    assert contains(stable(1 - erf(Z[k])), Erfc)
    assert contains(stable(log(1 + Z[k] ** 2)), Log1p)


@pytest.mark.parametrize(
    "formula",
    [
        exp(-2 * Z[k]) / (1 + exp(-Z[k])),
        exp(3 * Z[k]) / (2 + exp(Z[k])),
        exp(-Z[k]) / (1 + exp(2 * Z[k])),
        (exp(2 * Z[k]) + 5) / (1 + exp(Z[k] / 3)) ** 2,
    ],
)
@pytest.mark.parametrize("at", range(K))
def test_a_quotient_that_grows_on_one_side_grows_there(formula, at):
    assert_equal(formula, stable(formula), values(6), {k: at})


@pytest.mark.parametrize("operator", [">", ">=", "<", "<=", "==", "!="])
@pytest.mark.parametrize("at", range(K))
def test_branches_keep_their_exponentials(operator, at):
    formula = Where(Compare(operator, Z[k], 0), exp(Z[k] / 9) + A, exp(-2 * Z[k]) - A)
    assert_equal(formula, stable(formula), values(7), {k: at})


def test_what_needs_no_care_is_left_alone():
    for formula in (
        Z[k] * exp(Z[k]),
        tanh(Z[k]) * A,
        Abs(Z[k]) / (1 + Abs(Z[k])),
        exp(-(Z[k] ** 2)),
    ):
        assert stable(formula) == formula


# Rational functions of exponentials, as a person might write them.
SMALL = st.integers(-3, 3).filter(bool)
ATOMS = st.sampled_from([exp(Z[Integer(0)]), exp(-Z[Integer(0)]), exp(2 * Z[Integer(0)])])
ONE_GENERATOR = st.recursive(
    ATOMS | SMALL.map(Integer) | st.just(A),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda two: two[0] + two[1]),
        st.tuples(parts, parts).map(lambda two: two[0] * two[1]),
        st.tuples(parts, ATOMS).map(lambda two: two[0] / (1 + two[1])),
        parts.map(lambda one: one / (2 + exp(Z[Integer(0)]) ** 2)),
    ),
    max_leaves=6,
)
MORE = st.recursive(
    ONE_GENERATOR | st.just(sigmoid(B)) | st.just(tanh(B)),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda two: two[0] * two[1]),
        st.tuples(parts, parts).map(lambda two: Where(Compare(">", A, 0), *two)),
        parts.map(lambda one: log(1 + exp(one / 9))),
        parts.map(lambda one: 1 - tanh(one) ** 2),
        parts.map(lambda one: log(sigmoid(one))),
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(formula=MORE, seed=st.integers(0, 50))
def test_every_law_is_an_equality(formula, seed):
    assert_equal(formula, stable(formula), values(seed))


@settings(max_examples=40, deadline=None)
@given(formula=ONE_GENERATOR)
def test_a_quotient_that_stays_finite_never_overflows(formula):
    entry = {Z[Integer(0)]: x, A: Rational(3, 7)}
    formula = replace_entries(1 / (1 + formula**2), entry)
    if not formula.has(exp):
        return
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = function_of(formula)(np.array([-800.0, -1.0, 0.0, 1.0, 800.0]))
    assert np.isfinite(found).all()


def test_decay_is_what_its_name_says():
    assert_equal(exp(-Abs(Z[Integer(0)])), Decay(Z[Integer(0)]), values(0))
