"""Generated products with Jacobian, Hessian and Gauss-Newton matrix, against slow differences."""

from functools import cache

import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.calculus.gauss_newton import gauss_newton_vector
from derive.calculus.second import hessian, hessian_vector, jacobian_vector
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_network
from derive.programs.second import second_text
from tests.calculus.seconds import (
    block_changes,
    changes,
    directions_of,
    gauss_newton,
    given_numbers,
)

# Differences are exact to 15 digits here; the program computes with 16.
CLOSE = 1e-12

LINES = {
    "softmax": "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
    "relu": "3 -> dense 4 -> relu -> dense 2 -> sigmoid | binary_cross_entropy",
    "penalty": "3 -> dense 4 -> sigmoid -> dense 2 | squared_error | l2 0.1",
    "silu": "3 -> dense 4 -> silu -> dense 2 -> tanh | huber (c = 0.5)",
    "absolute": "3 -> dense 4 -> softmax -> dense 2 | absolute_error",
    "lecture": "lecture",
    "custom": "custom",
}
DEEP = {
    "conv1d": {
        "input": [2, 6],
        "layers": [
            {"formula": "conv1d", "channels": 3, "kernel": 2, "stride": 2, "padding": 1},
            "tanh",
            {"formula": "conv1d", "channels": 4, "kernel": 2, "padding": 1},
            "global_average_pool1d",
            {"formula": "dense", "units": 3},
            "softmax",
        ],
        "loss": "cross_entropy",
    },
    "pool": {
        "input": [2, 7],
        "layers": [
            {"formula": "conv1d", "channels": 3, "kernel": 2},
            "silu",
            {"formula": "max_pool1d", "kernel": 2, "stride": 2},
            "global_average_pool1d",
            {"formula": "dense", "units": 4},
        ],
        "loss": "squared_error",
    },
    "layer norm": {
        "input": 3,
        "layers": [
            {"formula": "dense", "units": 4},
            "layer_norm",
            "tanh",
            {"formula": "dense", "units": 2},
        ],
        "loss": "squared_error",
    },
    "batch norm": {
        "input": 3,
        "layers": [
            {"formula": "dense", "units": 4},
            "batch_norm",
            "tanh",
            {"formula": "dense", "units": 2},
        ],
        "loss": "squared_error",
    },
    "recurrence": {
        "input": [4, 3],
        "layers": [{"formula": "simple_rnn", "units": 2}, "last", {"formula": "dense", "units": 2}],
        "loss": "squared_error",
    },
    "lstm": {
        "input": [3, 1],
        "layers": [
            {"formula": "lstm", "units": 2},
            "last",
            {"formula": "dense", "units": 4},
            "softmax",
        ],
        "loss": "cross_entropy",
    },
    "attention": {
        "input": [3, 2],
        "layers": [
            {"formula": "self_attention", "heads": 2},
            "layer_norm",
            {"formula": "dense", "units": 2},
        ],
        "loss": "squared_error",
    },
    "embedding": {
        "input": {"shape": [3], "classes": 5},
        "layers": [
            {"formula": "embedding", "units": 2},
            "mean_step",
            {"formula": "dense", "units": 4},
        ],
        "loss": "squared_error",
    },
}
NAMES = [*LINES, *DEEP]


@cache
def derived(name):
    described = read_network(LINES[name]) if name in LINES else network(**DEEP[name])
    return derivation_of(build(described, samples=3))


@cache
def functions(name):
    derivation = derived(name)
    block = derivation.network.parameters[-1].tensor.code_name
    space = {"__name__": "second"}
    exec(compile(second_text(derivation, [block]), "second.py", "exec"), space)
    return space, block


def arrays(second, given):
    """The numbers as arrays: parameters, data, directions."""
    net = second.derivation.network

    def array(tensor):
        kind = np.int64 if tensor in net.whole else float
        made = np.empty(net.shape(tensor), kind)
        for at, value in given[tensor].items():
            made[at] = kind(value)
        return made

    parameters = {p.tensor.code_name: array(p.tensor) for p in net.parameters}
    parameters |= {one.tensor.code_name: array(one.tensor) for one in net.states}
    data = [array(tensor) for tensor in (*net.inputs, *net.targets)]
    noise = [array(one.tensor) for one in net.noise]
    directions = {tensor.of.code_name: array(tensor) for tensor in second.given}
    return parameters, data, noise, directions


def largest(one, values, shape):
    other = np.empty(shape)
    for at, value in values.items():
        other[at] = float(value)
    assert one.shape == other.shape
    return np.abs(one - other).max() / max(1, np.abs(other).max())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["jacobian_vector", "hessian_vector", "gauss_newton_vector"])
def test_a_generated_product_is_that_of_differences(name, kind):
    make = {
        "jacobian_vector": jacobian_vector,
        "hessian_vector": hessian_vector,
        "gauss_newton_vector": gauss_newton_vector,
    }[kind]
    second = make(derived(name).in_batch())
    net = second.derivation.network
    given = given_numbers(second)
    parameters, data, noise, directions = arrays(second, given)
    if kind == "gauss_newton_vector":
        oracle = gauss_newton(second, given)
    else:
        oracle = changes(second, given, directions_of(second))
    if kind == "jacobian_vector":
        data = data[: len(net.inputs)]
    made = functions(name)[0][kind](parameters, *data, *noise, directions)
    for product in second.products:
        one = made if kind == "jacobian_vector" else made[product.of.code_name]
        assert largest(one, oracle[product.tangent], net.shape(product.of)) < CLOSE


@pytest.mark.parametrize("name", NAMES)
def test_a_generated_block_is_that_of_differences(name):
    space, block = functions(name)
    second = hessian(derived(name).in_batch(), block)
    given = given_numbers(second)
    parameters, data, noise, _ = arrays(second, given)
    (product,) = second.products
    made = space[f"hessian_{block}"](parameters, *data, *noise)
    oracle = block_changes(second, given)[product.tangent]
    assert largest(made, oracle, second.derivation.network.shape(product.tangent)) < CLOSE
