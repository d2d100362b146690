"""Each command does for a person what its help says."""

import importlib.util
import itertools
import json
import sys

import numpy as np
import pytest

from derive.cli import main

LINE = "3 -> dense 4 -> tanh as h -> dense 4 -> add h -> dense 2 | huber (c = 1.5) | l2 0.01"


def printed(arguments, capsys):
    assert main(arguments) == 0
    return capsys.readouterr().out


def program(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_show_prints_shapes_and_counts(capsys):
    text = printed(["show", LINE], capsys)
    assert "w1 (4, 3), b1 (4,)" in text
    assert "46 parameters" in text  # 3*4+4 + 4*4+4 + 4*2+2
    data = json.loads(printed(["show", LINE, "--format", "json"], capsys))
    assert data["parameter_count"] == 46
    assert data["layers"][0]["shape"] == [4]


def test_the_line_that_show_prints_is_the_network_itself(capsys):
    data = json.loads(printed(["show", LINE, "--format", "json"], capsys))
    again = json.loads(printed(["show", data["line"], "--format", "json"], capsys))
    assert again["equations"] == data["equations"]


def test_explain_prints_the_chain_with_its_reasons(capsys):
    text = printed(["explain", "lecture", "w1", "--lang", "en"], capsys)
    assert "chain rule" in text
    japanese = printed(["explain", "lecture", "w1", "--lang", "ja"], capsys)
    assert "連鎖律" in japanese


def test_explain_gives_the_steps_as_data(capsys):
    data = json.loads(printed(["explain", "lecture", "w1", "--format", "json"], capsys))
    steps = data["gradients"][0]["steps"]
    assert steps[0]["before"] == "dw1[j,i]"
    assert all(one["after"] == two["before"] for one, two in itertools.pairwise(steps))
    assert data["gradients"][0]["equation"] == "dw1[j,i] = delta1[j]*x[i]"


def test_explain_derives_over_a_batch_on_request(capsys):
    data = json.loads(printed(["explain", "lecture", "w1", "--batch", "--format", "json"], capsys))
    assert data["gradients"][0]["equation"] == "dw1[j,i] = sum(n, delta1[n,j]*x[n,i])"


def test_layers_lists_every_formula_with_its_equation(capsys):
    text = printed(["layers"], capsys)
    for name in ("dense", "softmax", "huber", "gelu_tanh"):
        assert f"  {name}  -  " in text
    data = json.loads(printed(["layers", "--kind", "loss", "--format", "json"], capsys))
    assert {formula["kind"] for formula in data} == {"loss"}


def test_new_writes_a_file_that_every_command_takes(tmp_path, capsys):
    path = tmp_path / "net.toml"
    assert main(["new", str(path)]) == 0
    assert "47 parameters" in printed(["show", str(path)], capsys)
    assert main(["new", str(path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["new", str(path), "--force"]) == 0


@pytest.mark.parametrize("style", ["plain", "fast"])
def test_code_writes_a_program_that_computes_gradients(style, tmp_path, capsys):
    path = tmp_path / f"made_{style}.py"
    printed(["code", LINE, "--style", style, "-o", str(path)], capsys)
    made = program(path)
    parameters = made.initialize(seed=1)
    random = np.random.default_rng(2)
    x, t = random.normal(size=(5, 3)), random.normal(size=(5, 2))
    loss, gradients = made.gradients(parameters, x, t)
    assert loss == pytest.approx(made.loss(parameters, x, t), rel=1e-14)
    step = 1e-6
    for name, value in parameters.items():
        at = tuple(0 for _ in value.shape)
        above = {**parameters, name: value.copy()}
        below = {**parameters, name: value.copy()}
        above[name][at] += step
        below[name][at] -= step
        slope = (made.loss(above, x, t) - made.loss(below, x, t)) / (2 * step)
        assert gradients[name][at] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_wish_for_standard_output_gets_it(capfdbinary):
    assert main(["code", "lecture", "-o", "-"]) == 0
    assert b"def gradients(" in capfdbinary.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell, capsys):
    assert "explain" in printed(["completion", shell], capsys)
