"""Layers of every kind: each line an equality, and each gradient the slope of the cost."""

import re
from dataclasses import replace

import pytest

from derive.calculus.derivation import derivation_of
from derive.calculus.rules import LARGEST, MEET, RECURRENCE, SHIFT, WINDOW
from derive.network.network import build
from derive.network.objects import network
from tests.calculus.derivations import numbers, unclear_lines, wrong_lines, wrong_results

TOKENS = {"shape": [4], "classes": 5}


def dense(units):
    return {"formula": "dense", "units": units}


def use(formula, **options):
    return {"formula": formula, **options}


NETWORKS = {
    "convolution with stride, padding and dilation": (
        [2, 8],
        [
            use("conv1d", channels=2, kernel=3, padding=1, stride=2),
            "tanh",
            use("conv1d", channels=3, kernel=2, dilation=2),
            "global_average_pool1d",
            dense(2),
        ],
    ),
    "max pooling": (
        [1, 4, 4],
        [
            use("conv2d", channels=2, kernel=3, padding=1),
            "relu",
            use("max_pool2d", kernel=2, stride=2),
            "flatten",
            dense(2),
        ],
    ),
    "overlapping windows": (
        [1, 8],
        [
            use("conv1d", channels=2, kernel=2),
            use("max_pool1d", kernel=3, stride=2),
            "global_average_pool1d",
            dense(2),
        ],
    ),
    "average pooling": (
        [1, 4, 4],
        [
            use("conv2d", channels=2, kernel=2),
            use("average_pool2d", kernel=2, stride=1),
            "global_average_pool2d",
            dense(2),
        ],
    ),
    "transposed convolution": (
        [1, 4],
        [
            use("conv1d", channels=2, kernel=2),
            use("transposed_conv1d", channels=2, kernel=3, stride=2),
            "global_average_pool1d",
            dense(2),
        ],
    ),
    "recurrence": ([3, 2], [use("simple_rnn", units=3), "last", dense(2)]),
    "recurrences both ways": (
        [3, 2],
        [use("simple_rnn", units=3), use("simple_rnn_backward", units=2), dense(2)],
    ),
    "lstm": ([3, 2], [use("lstm", units=2), "last", dense(2)]),
    "gru": ([3, 2], [use("gru", units=2), dense(2)]),
    "attention": ([3, 4], [use("self_attention", heads=2), "layer_norm", dense(2)]),
    "batch normalisation": (4, [dense(3), "batch_norm", "relu", dense(2)]),
    "maximum over steps": ([3, 2], [dense(3), "max_step", dense(2)]),
    "dropout": (3, [dense(4), use("dropout", rate=0.5), dense(2)]),
}


def derived(name, loss="squared_error"):
    given, layers = NETWORKS[name]
    return derivation_of(build(network(input=given, layers=layers, loss=loss)))


def language_model():
    layers = [use("embedding", units=3), use("causal_self_attention", heads=1), dense(5)]
    made = network(input=TOKENS, layers=layers, loss="token_cross_entropy")
    return derivation_of(build(made))


def faults(derivation):
    made = numbers(derivation)
    return [*wrong_results(derivation, made), *wrong_lines(derivation), *unclear_lines(derivation)]


def of_two_samples(derivation):
    batch = derivation.in_batch()
    sizes = {**batch.network.sizes, batch.network.sample: 2}
    return replace(batch, network=replace(batch.network, sizes=sizes))


def rules(derivation):
    return {step.rule for step in derivation.steps()}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_line_and_every_gradient_of_a_layer_holds(name):
    assert faults(derived(name)) == []


@pytest.mark.parametrize("name", ["recurrence", "overlapping windows", "maximum over steps"])
def test_every_line_and_every_gradient_of_a_batch_holds(name):
    assert faults(of_two_samples(derived(name))) == []


def test_every_line_of_a_language_model_holds():
    derivation = language_model()
    assert faults(derivation) == []
    found = derivation.result("w1").explicit
    word, unit = (index.name for index in found.left.indices)
    assert re.fullmatch(
        rf"sum\((\w), delta\({word},x\[\1\]\)\*dh1\[\1,{unit}\]\)", str(found.right)
    )


def test_a_convolutions_adjoint_is_the_flipped_kernel():
    # Goodfellow, Bengio & Courville (2016), section 9.5, for one dimension.
    layers = [
        use("conv1d", channels=2, kernel=2),
        use("conv1d", channels=3, kernel=3, stride=2, padding=1),
        "global_average_pool1d",
        dense(2),
    ]
    made = derivation_of(build(network(input=[1, 6], layers=layers, loss="squared_error")))
    found = made.result("z1")
    _, p = found.equation.left.indices
    text = str(found.equation.right)
    assert f"[d',{p}/2 - r/2 + 1/2]*w2[d',d,r]" in text
    assert "delta(" not in text
    assert f"delta({p},2*" in str(found.computed.right)
    assert WINDOW in {step.rule for step in found.steps}


def test_without_windows_programs_compute_the_explicit_form():
    for result in derived("lstm").results:
        assert result.computed == result.explicit


def test_a_recurrences_gradient_names_the_next_step():
    # Goodfellow, Bengio & Courville (2016), eqs. (10.20) and (10.21).
    derivation = derived("recurrences both ways")
    assert "da1[s + 1," in str(derivation.result("h1").explicit)
    assert "da2[s - 1," in str(derivation.result("h2").explicit)
    assert str(derivation.result("a1").explicit) == "da1[s,j] = (1 - h1[s,j]**2)*dh1[s,j]"
    assert {RECURRENCE, SHIFT} <= rules(derivation)


def test_a_recurrence_in_one_equation_refers_to_itself():
    cell = {
        "kind": "layer",
        "equations": ["h[s,j] = tanh(sum(i, w[j,i]*x[s,i]) + sum(k, u[j,k]*h[s-1,k]))"],
        "sizes": {"j": "units"},
        "parameters": {"w": "glorot_uniform", "u": "glorot_uniform"},
    }
    made = network(
        input=[3, 2],
        layers=[use("cell", units=2), dense(2)],
        loss="squared_error",
        formulas={"cell": cell},
    )
    derivation = derivation_of(build(made))
    assert faults(derivation) == []
    assert "(1 - h1[s + 1," in str(derivation.result("h1").explicit)


def test_the_largest_entry_is_chosen_by_its_first_place():
    derivation = derived("max pooling")
    assert LARGEST in rules(derivation)
    assert "first_max(" in str(derivation.result("z1").explicit)


def test_a_picked_probability_cancels():
    # The error of softmax and cross-entropy, Bishop (2006), (4.109), the class as a number.
    picked = {"kind": "loss", "inputs": ["y[k]", "t"], "equations": ["L = -log(y[t])"]}
    made = network(
        input=2, layers=[dense(3), "softmax"], loss="picked", formulas={"picked": picked}
    )
    derivation = derivation_of(build(made))
    assert MEET in rules(derivation)
    assert str(derivation.result("z1").explicit) == "delta1[j] = -delta(j,t) + y[j]"
    assert faults(derivation) == []


def test_whole_numbers_and_random_tensors_have_no_gradient():
    known = {result.of for result in (*language_model().results, *derived("dropout").results)}
    for derivation in (language_model(), derived("dropout")):
        given = (*derivation.network.inputs, *derivation.network.targets)
        noise = [one.tensor for one in derivation.network.noise]
        assert known.isdisjoint({*given, *noise})


def test_a_signal_that_the_cost_does_not_depend_on_has_no_gradient():
    layers = [
        {**dense(3), "name": "a"},
        {"formula": "tanh", "name": "b"},
        {**dense(2), "name": "c", "inputs": ["a"]},
    ]
    losses = [{"formula": "squared_error", "of": "c", "target": "t"}]
    made = network(input=2, layers=layers, losses=losses, outputs=["b", "c"])
    derivation = derivation_of(build(made))
    first = derivation.network.predictions[0]
    assert first not in {result.of for result in derivation.results}
    assert faults(derivation) == []


def test_a_signal_that_no_parameter_feeds_has_no_gradient():
    made = network(input=[1, 2, 3], layers=["flatten", dense(2)], loss="squared_error")
    derivation = derivation_of(build(made))
    assert [result.of.code_name for result in derivation.results] == ["y", "w2", "b2"]
    recurrent = derived("recurrence")
    assert {"h1", "a1"} <= {result.of.code_name for result in recurrent.results}
