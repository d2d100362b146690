"""No table: the built-in functions are told by the same elimination as a user's own."""

import mpmath
import pytest
from sympy import Integer, Rational, exp, log, tanh

from derive.calculus.elimination import OUTPUT, derivative_of, through_output, without_primes
from derive.formulas.axes import formula_axes
from derive.formulas.catalogue import builtin, builtin_names
from derive.network.architecture import Architecture, LossUse
from derive.network.functions import VARIABLE, Functions
from derive.notation.expression import Apply, Compare, ScalarFunction, Where, replace_entries
from derive.notation.tensor import Role, Tensor
from derive.notation.value import World
from derive.text import Text

U, Y = VARIABLE[()], OUTPUT[()]
POINTS = ("-2.7", "-0.9", "-0.2", "0.4", "1.3", "2.9", "6.5")
DIGITS = 30
CLOSE = mpmath.mpf(10) ** -25
NOTHING = Architecture("n", Text("n", "n"), (1,), (), LossUse(builtin("squared_error")))


def function(definition):
    return ScalarFunction("f", 0, U, definition)


def elementwise(name):
    """A built-in activation as a function, and its constants' values."""
    formula = builtin(name)
    constants = {key: Tensor(key, 1, (), Role.CONSTANT) for key in formula.constants}
    values = {constants[key]: value for key, value in formula.constants.items()}
    return Functions(NOTHING.functions).of(formula, constants), values


ELEMENTWISE = [
    name
    for name in builtin_names("activation")
    if not any(formula_axes(builtin(name), builtin_names("activation")).tensors.values())
    and not builtin(name).parameters
]

OWN = {
    "3/(2+exp(-2x))": function(3 / (2 + exp(-2 * U))),
    "tanh by exponentials": function((exp(U) - exp(-U)) / (exp(U) + exp(-U))),
    "log(1+exp(3x))": function(log(1 + exp(3 * U))),
    "(exp(2x)-1)/(exp(x)-1)": function((exp(2 * U) - 1) / (exp(U) - 1)),
    "cases of both": function(Where(Compare(">", U, 0), 2 - exp(-U), exp(U))),
    "tanh squared": function(tanh(U) ** 2),
    "exp(x)+exp(-x)": function(exp(U) + exp(-U)),
    "x exp(x)": function(U * exp(U)),
    "exp(x/2)/(1+exp(x))": function(exp(U / 2) / (1 + exp(U))),
    "5x+1": function(5 * U + 1),
}
ALL = {**{name: elementwise(name) for name in ELEMENTWISE}, **{k: (f, {}) for k, f in OWN.items()}}


def world(values, point):
    given = {t: {(): mpmath.mpf(v.numerator) / v.denominator} for t, v in values.items()}
    given[U.tensor] = {(): mpmath.mpf(point)}
    return World(given, {}, digits=DIGITS)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("point", POINTS)
def test_every_form_of_a_derivative_is_the_slope(name, point):
    made, values = ALL[name]
    numbers = world(values, point)
    prime = Apply(made.with_order(1), U)
    slope = numbers.number(prime)
    forms = [derivative_of(made.with_order(1)), without_primes(prime)]
    told = through_output(made.with_order(1))
    if told is not None:
        forms.append(replace_entries(told, {Y: Apply(made, U)}))
    for form in forms:
        assert abs(numbers.number(form) - slope) < CLOSE * (1 + abs(slope))


def told(name):
    return through_output(ALL[name][0].with_order(1))


def constant(name):
    return Tensor(name, 1, (), Role.CONSTANT)[()]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("sigmoid", Y * (1 - Y)),
        ("tanh", 1 - Y**2),
        ("softplus", 1 - exp(-Y)),
        ("identity", Integer(1)),
        ("elu", Where(Compare(">", U, 0), 1, Y + constant("alpha"))),
        ("leaky_relu", Where(Compare(">", U, 0), 1, constant("alpha"))),
        (
            "selu",
            Where(
                Compare(">", U, 0),
                constant("scale"),
                Y + constant("alpha") * constant("scale"),
            ),
        ),
        ("3/(2+exp(-2x))", 2 * Y * (3 - 2 * Y) / 3),
        ("tanh by exponentials", 1 - Y**2),
        ("log(1+exp(3x))", 3 - 3 * exp(-Y)),
        ("(exp(2x)-1)/(exp(x)-1)", Y - 1),  # a fraction that hides a common factor
        ("cases of both", Where(Compare(">", U, 0), 2 - Y, Y)),
        ("5x+1", Integer(5)),
    ],
)
def test_the_output_tells_the_derivative(name, form):
    assert (told(name) - form).expand() == 0 or told(name) == form


@pytest.mark.parametrize(
    "name",
    [
        "silu",
        "gelu",
        "mish",
        "softsign",
        "tanh squared",
        "exp(x)+exp(-x)",
        "x exp(x)",
        "exp(x/2)/(1+exp(x))",
    ],
)
def test_where_the_output_does_not_tell_it_the_form_in_z_stays(name):
    assert told(name) is None


def test_a_form_that_divides_by_a_constant_is_not_used():
    a = constant("a")
    assert through_output(function(a / (1 + exp(-U))).with_order(1)) is None


def test_textbook_forms_in_z():
    silu, _ = ALL["silu"]
    sigmoid = Apply(Functions(NOTHING.functions).called("sigmoid"), U)
    assert derivative_of(silu.with_order(1)) == sigmoid * (1 + U - U * sigmoid)
    relu, hard_tanh, hard_sigmoid, relu6 = (
        derivative_of(ALL[name][0].with_order(1))
        for name in ("relu", "hard_tanh", "hard_sigmoid", "relu6")
    )
    assert relu == Compare(">", U, 0)
    assert hard_tanh == Compare(">", U, -1) * Compare("<", U, 1)
    assert hard_sigmoid == Compare(">", U, -3) * Compare("<", U, 3) * Rational(1, 6)
    assert relu6 == Compare(">", U, 0) * Compare("<", U, 6)


def test_the_second_derivative_is_the_derivative_of_the_first():
    made, _ = ALL["softplus"]
    numbers = world({}, "0.7")
    second = numbers.number(Apply(made.with_order(2), U))
    assert abs(numbers.number(derivative_of(made.with_order(2))) - second) < CLOSE
