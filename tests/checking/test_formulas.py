"""A user's own formulas, drawn from the whole language, are proved or refused, never wrong."""

import os

import pytest

from derive.checking.verify import verify
from derive.errors import UnsupportedError
from derive.network.network import build
from derive.network.reader import read_line, read_toml
from derive.notation.value import World
from tests.checking.formulas import formula_network
from tests.checking.networks import Seeded

# How many networks of random formulas the long test takes.
COUNT = int(os.environ.get("DERIVE_RANDOM_NETWORKS", "0"))
# Seeds of networks that together use every form of the language; those that take seconds left out.
SHORT = (6, 7, 14, 25, 31, 32)


def is_proved(architecture):
    """Whether a network is proved; False if the tool refuses it with a message of its own."""
    try:
        report = verify(architecture, seeds=(1,))
    except UnsupportedError as error:
        message = str(error)
        assert "would never learn" in message or "kinks" in message
        return False
    assert report.passed, report.text()
    return True


@pytest.mark.parametrize("seed", SHORT)
def test_a_network_of_random_formulas_is_proved(seed):
    is_proved(formula_network(Seeded(seed)))


@pytest.mark.skipif(not COUNT, reason="set DERIVE_RANDOM_NETWORKS=200 for many random networks")
def test_many_networks_of_random_formulas_are_proved():
    proved = sum(is_proved(formula_network(Seeded(seed))) for seed in range(1000, 1000 + COUNT))
    assert proved > COUNT / 2


def _own(kind, equations, **keys):
    """A network with one formula of a user in it."""
    layers = {
        "activation": '"dense 4", "own", "dense 2"',
        "layer": '"dense 4", { formula = "own", units = 2 }',
        "loss": '"dense 4"',
    }[kind].replace('"dense 4"', '{ formula = "dense", units = 4 }')
    layers = layers.replace('"dense 2"', '{ formula = "dense", units = 2 }')
    loss = "own" if kind == "loss" else "squared_error"
    lines = [f"input = 3\nlayers = [{layers}]\nloss = '{loss}'", "[formulas.own]"]
    lines += [f"kind = '{kind}'", f"equations = {equations!r}"]
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return read_toml("\n".join(lines))


WEIGHT = "{ w = 'glorot_uniform' }"
BOTH = "{ w = 'glorot_uniform', v = 'ones' }"
BETA = "{ beta = 1 }"
UNITS = "{ k = 'units' }"

# Each of these was wrong, or stopped the tool, once.
REDUCED = {
    "an intermediate named as the variable of functions": _own(
        "activation", ["u = silu(c)", "y = tanh(x) - tanh(u)"], constants="{ c = '3/4' }"
    ),
    "a call beside the argument of another call": _own(
        "activation", ["v = exp(x/4)", "y = relu(v) + x*sigmoid(x)"]
    ),
    "an intermediate of parameters alone": _own(
        "activation", ["s = sigmoid(beta)", "y[i] = elu(s)*x[i]"], parameters=BETA
    ),
    "normalised weights of parameters alone": _own(
        "layer",
        ["a[k] = exp(v[k])", "q = sum(k, a[k])", "z[k] = sum(i, w[k,i]*x[i])*a[k]/q"],
        sizes=UNITS,
        parameters=BOTH,
    ),
    "an extremum of a parameter and a signal made of it": _own(
        "layer",
        ["s = log(2*exp(beta))", "z[k] = sum(i, w[k,i]*x[i]) + min(beta, s)"],
        sizes=UNITS,
        parameters="{ w = 'glorot_uniform', beta = 1 }",
    ),
    "a power of a number that is a tanh": _own(
        "activation", ["y[i] = x[i] + (1 + beta^2)^tanh(1.5)"], parameters=BETA
    ),
    "a softplus of a number": _own("activation", ["y = x*softplus(1.5)"]),
    "a gelu of a number": _own(
        "activation", ["y[i] = x[i]*gelu(-1/2) + x[i]*relu(2)^2/sum(j, exp(x[j]))"]
    ),
    "an extremum of numbers": _own("activation", ["y[i] = x[i]*max(-1/3, -1/2) + relu(-1/3)"]),
    "a comparison of a parameter": _own(
        "activation",
        ["y[i] = x[i]*where(beta <= 1/4, 0, 2) + beta*(beta > 0)*x[i]"],
        parameters=BETA,
    ),
    "a sum over a condition that its index does not change": _own(
        "layer",
        ["z[k] = sum(i, w[k,i]*x[i]) + sum(i, (beta > 0)*1.5 + x[i])*beta"],
        sizes=UNITS,
        parameters="{ w = 'glorot_uniform', beta = 1 }",
    ),
    "a named number that no array is in": _own(
        "loss",
        ["d = softplus(1.5)", "L = sum(k, (y[k] - t[k])^2)*exp(-d) + max(0, d)*sum(k, y[k])"],
    ),
    "a named number that an equation before it needs as well": _own(
        "layer",
        ["s[k,i] = exp(-abs(beta)) + w[k,i]", "u = abs(beta)", "z[k] = sum(i, s[k,i]*x[i])*u"],
        sizes=UNITS,
        parameters="{ w = 'glorot_uniform', beta = 1 }",
    ),
    "comparisons of comparisons": _own("activation", ["y = where((x > 0) == (x > 1/2), x, 3*x)"]),
}


@pytest.mark.parametrize("name", REDUCED)
def test_a_formula_that_was_wrong_once_is_proved(name):
    assert is_proved(REDUCED[name])


def test_an_intermediate_may_have_the_name_of_the_variable_of_functions():
    network = build(REDUCED["an intermediate named as the variable of functions"])
    (activated,) = (e for e in network.equations if e.left.tensor == network.layers[1].output)
    world = World({activated.right.argument.tensor: {(0,): 1}}, network.sizes)
    other = World({activated.right.argument.tensor: {(0,): 2}}, network.sizes)
    place = dict(zip(activated.left.indices, (0,), strict=True))
    world.values.update({tensor: {(): 0.75} for tensor in network.constants})
    other.values.update({tensor: {(): 0.75} for tensor in network.constants})
    difference = other.number(activated.right, place) - world.number(activated.right, place)
    assert float(difference) == pytest.approx(0.9640275801 - 0.7615941560, abs=1e-9)


def test_clipped_activations_one_behind_the_other_are_proved():
    row = "relu -> hard_tanh -> relu -> dense 4 -> relu -> relu"
    assert is_proved(read_line(f"3 -> dense 5 -> {row} -> dense 2 | squared_error"))


def test_a_point_at_the_kink_of_a_loss_is_no_point():
    line = "3 -> dense 3 -> dense 4 -> hard_tanh | hinge"
    assert verify(read_line(line), seeds=(1, 2, 3)).passed


def test_a_parameter_that_cancels_out_is_refused():
    layer = _own(
        "layer",
        ["z[k] = sum(i, w[k,i]*x[i]) + v[k] - v[k]"],
        sizes=UNITS,
        parameters=BOTH,
    )
    with pytest.raises(UnsupportedError, match="v2 cancels out of the equations of layer 2"):
        verify(layer, seeds=(1,))
