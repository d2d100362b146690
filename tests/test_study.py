"""A network all the way: what a person asks of `derive.derive`, and known numbers."""

import sys
import types

import mpmath
import numpy as np
import pytest

import derive
from derive.network.reader import read_toml
from derive.notation.value import world
from derive.study import Study
from derive.study import derive as study_of

# Matt Mazur, "A Step by Step Backpropagation Example" (2015): error before and after one update.
# His last number comes out only if the hidden layer's error signal is taken with output weights
# that are updated already; his printed weights, and the update at the old weights, give the other.
MAZUR_BEFORE, MAZUR_AFTER = 0.298371109, 0.291027924
AFTER_AT_OLD_WEIGHTS = 0.291027774
MAZUR_X, MAZUR_T, MAZUR_RATE = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]), 0.5

CUSTOM = """
input = 3
loss = "squared_error"
[[layers]]
formula = "dense"
units = 2
[[layers]]
formula = "bump"
[formulas.bump]
kind = "activation"
equations = ["y = {}"]
"""


def module(text, name="made"):
    made = types.ModuleType(name)
    sys.modules[name] = made
    exec(compile(text, name, "exec"), made.__dict__)
    return made


@pytest.mark.parametrize("style", ["plain", "fast"])
def test_mazurs_numbers_come_out_of_the_program(style):
    made = module(study_of("mazur").code(style))
    parameters = made.initialize()
    before, gradients = made.gradients(parameters, MAZUR_X, MAZUR_T)
    assert before == pytest.approx(MAZUR_BEFORE, abs=5e-10)
    for name in ("w1", "w2"):  # his biases are not updated
        parameters[name] = parameters[name] - MAZUR_RATE * gradients[name]
    # His updated w5 and w1, from the same page.
    assert parameters["w2"][0, 0] == pytest.approx(0.35891648, abs=5e-9)
    assert parameters["w1"][0, 0] == pytest.approx(0.149780716, abs=5e-10)
    after = made.loss(parameters, MAZUR_X, MAZUR_T)
    assert after == pytest.approx(AFTER_AT_OLD_WEIGHTS, abs=5e-10)

    # His order: the output weights move first, and the hidden layer is told by the new ones.
    start, moved = made.initialize(), made.initialize()
    moved["w2"] -= MAZUR_RATE * gradients["w2"]
    hidden = hidden_with_other_output_weights(start, moved["w2"])
    moved["w1"] -= MAZUR_RATE * hidden
    assert made.loss(moved, MAZUR_X, MAZUR_T) == pytest.approx(MAZUR_AFTER, abs=5e-10)


def hidden_with_other_output_weights(parameters, output_weights):
    """dL/dw1 by the derived equations, with the forward values of some weights and w2 of others."""
    derivation = study_of("mazur").derivation
    network = derivation.network
    given = {network.input: MAZUR_X[0], network.target: MAZUR_T[0]}
    given |= {p.tensor: parameters[p.tensor.code_name] for p in network.parameters}
    values = {
        tensor: {at: mpmath.mpf(float(array[at])) for at in np.ndindex(array.shape)}
        for tensor, array in given.items()
    }
    made = world(values, network.sizes, network.equations)
    for name in ("y", "z2", "w2"):
        fill(made, derivation.result(name).explicit)
    w2 = next(p.tensor for p in network.parameters if p.tensor.code_name == "w2")
    made.values[w2] = {at: mpmath.mpf(output_weights[at]) for at in np.ndindex(2, 2)}
    for name in ("z1", "w1"):
        fill(made, derivation.result(name).explicit)
    gradient = derivation.result("w1").equation.left.tensor
    return np.array([[float(made.values[gradient][j, i]) for i in (0, 1)] for j in (0, 1)])


def fill(made, equation):
    letters = equation.left.indices
    made.values[equation.left.tensor] = {
        at: made.number(equation.right, dict(zip(letters, at, strict=True)))
        for at in made.positions(equation.left.tensor)
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_mazurs_numbers_stand_in_the_handout(language):
    text = study_of("mazur").handout("tex", language).decode()
    digits = text.replace("\\,", "").replace("{}", "")
    assert "0.298371109" in digits
    assert "0.291027774" in digits
    assert "0.291027924" in digits


@pytest.mark.parametrize("forward", ["x/(1 + x^2)", "exp(-x^2)", "x^2*tanh(x)"])
def test_a_changed_forward_formula_changes_handout_and_code_and_verifies(forward):
    before = study_of(read_toml(CUSTOM.format("tanh(x)/(1 + exp(-x))")))
    after = study_of(read_toml(CUSTOM.format(forward)))
    assert before.code() != after.code()
    assert before.handout("tex", "en") != after.handout("tex", "en")
    report = after.verify(seeds=(1,))
    assert report.passed, report.text()


def test_the_three_ways_to_describe_a_network_give_the_same_derivation(tmp_path):
    line = "3 -> dense 4 -> sigmoid -> dense 2 | squared_error"
    path = tmp_path / "net.toml"
    path.write_text(
        'input = 3\nloss = "squared_error"\n[[layers]]\nformula = "dense"\nunits = 4\n'
        '[[layers]]\nformula = "sigmoid"\n[[layers]]\nformula = "dense"\nunits = 2\n',
        encoding="utf-8",
    )
    objects = derive.describe(
        input=3, layers=[derive.dense(4), "sigmoid", derive.dense(2)], loss="squared_error"
    )
    studies: list[Study] = [study_of(line), study_of(str(path)), study_of(objects)]
    told = [[str(result.explicit) for result in one.derivation.results] for one in studies]
    assert told[0] == told[1] == told[2]


def test_a_notebook_shows_networks_derivations_and_gradients_as_mathematics():
    study = study_of("lecture")
    for shown in (study, study.structure(), study.gradient("w1")):
        latex = shown._repr_latex_()
        assert latex.startswith("$")
        assert latex.endswith("$")
    assert r"\delta" in study.gradient("w1")._repr_latex_()


def test_every_name_of_the_face_can_be_had():
    for name in derive.__all__:
        assert getattr(derive, name) is not None
    with pytest.raises(AttributeError):
        derive.no_such_name  # noqa: B018 - the access is what is tested
