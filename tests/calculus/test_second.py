"""Products with Jacobian, Hessian and Gauss-Newton matrix: every step and every result."""

from functools import cache

import pytest

from derive.calculus.derivation import derivation_of
from derive.calculus.gauss_newton import gauss_newton_vector
from derive.calculus.second import hessian, hessian_vector, jacobian_vector, parameters_of
from derive.network.network import build
from derive.network.objects import network
from tests.calculus.derivations import derived
from tests.calculus.seconds import CLOSE, clashes, errors, wrong_lines

LINES = [
    "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
    "3 -> dense 4 -> relu -> dense 2 -> sigmoid | binary_cross_entropy",
    "3 -> dense 4 -> sigmoid -> dense 2 | squared_error | l2 0.1",
    "3 -> dense 4 -> silu -> dense 2 -> tanh | huber (c = 0.5)",
    "3 -> dense 4 as h -> tanh -> dense 4 -> add h | squared_error",
    "3 -> dense 4 -> prelu -> dense 2 -> sigmoid | squared_error",
    "3 -> dense 4 -> softmax -> dense 2 | absolute_error | l1 0.1",
    "3 -> dense 4 -> elu (alpha = 0.5) -> dense 2 | cross_entropy_with_logits",
    "3 -> dense 2 -> gelu | mean_squared_error",
]
DEEP = {
    "convolution": {
        "input": [2, 6],
        "layers": [
            {"formula": "conv1d", "channels": 3, "kernel": 2, "stride": 2, "padding": 1},
            "tanh",
            {"formula": "conv1d", "channels": 4, "kernel": 2, "padding": 1},
            {"formula": "max_pool1d", "kernel": 2, "stride": 1},
            "global_average_pool1d",
        ],
        "loss": "squared_error",
    },
    "layer norm": {
        "input": 3,
        "layers": [{"formula": "dense", "units": 4}, "layer_norm", "tanh"],
        "loss": "squared_error",
    },
    "recurrence": {
        "input": [4, 3],
        "layers": [{"formula": "gru", "units": 2}, "last"],
        "loss": "squared_error",
    },
    "cells": {
        "input": [3, 1],
        "layers": [{"formula": "lstm", "units": 2}, "last", "softmax"],
        "loss": "cross_entropy",
    },
    "embedding": {
        "input": {"shape": [3], "classes": 5},
        "layers": [{"formula": "embedding", "units": 2}, "mean_step"],
        "loss": "squared_error",
    },
    "attention": {
        "input": [3, 2],
        "layers": [{"formula": "self_attention", "heads": 2}],
        "loss": "squared_error",
    },
}
PRODUCTS = {
    "jacobian": jacobian_vector,
    "hessian": hessian_vector,
    "gauss-newton": gauss_newton_vector,
    "block": lambda derivation: hessian(derivation, parameters_of(derivation)[0].code_name),
}


@cache
def of(name):
    """The derivation of a line, or of one of the deeper networks."""
    return derivation_of(build(network(**DEEP[name]))) if name in DEEP else derived(name)


@pytest.mark.parametrize("name", [*LINES, *DEEP])
@pytest.mark.parametrize("kind", PRODUCTS)
def test_every_step_is_an_equality(name, kind):
    second = PRODUCTS[kind](of(name))
    assert wrong_lines(second) == []
    assert clashes(second) == []


@pytest.mark.parametrize("name", [*LINES, *DEEP])
@pytest.mark.parametrize("kind", PRODUCTS)
def test_every_product_is_that_of_differences(name, kind):
    for parameter, error in errors(PRODUCTS[kind](of(name))).items():
        assert error < CLOSE, parameter
