"""Each command does for a person what its help says."""

import importlib.util
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from derive.cli import main
from derive.network.reader import examples

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


def test_a_gradient_may_be_named_after_options(capsys):
    after = printed(["explain", "lecture", "--batch", "--lang", "en", "w1"], capsys)
    assert after == printed(["explain", "lecture", "w1", "--batch", "--lang", "en"], capsys)


def test_a_pdf_goes_to_standard_output_where_that_is_named(capfdbinary):
    assert main(["handout", "lecture", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"%PDF-")


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.py", tmp_path / "link.py"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    assert main(["code", "lecture", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert "def gradients(" in real.read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert main(["code", "lecture", "-o", str(pipe)]) == 0
        assert b"def gradients(" in reader.communicate(timeout=60)[0]
    assert pipe.is_fifo()


def test_output_that_nobody_reads_is_no_mistake():
    command = [sys.executable, "-m", "derive", "layers"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_of_in_one_line():
    command = [sys.executable, "-m", "derive", "layers"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(b"derive: ")
    assert done.stderr.count(b"\n") == 1


def test_only_commands_that_take_a_network_explain_what_one_is(capsys):
    for command, takes in {"show": True, "verify": True, "new": False, "layers": False}.items():
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert ("NETWORK is a TOML file" in capsys.readouterr().out) is takes


def test_a_handout_bears_the_date_that_is_given(tmp_path, capsys):
    path = tmp_path / "handout.tex"
    printed(["handout", "lecture", "-o", str(path), "--date", "2020-07-01"], capsys)
    assert "2020-07-01" in path.read_text(encoding="utf-8")
    printed(["handout", "lecture", "-o", str(path)], capsys)
    assert re.search(r"20\d\d-\d\d-\d\d", path.read_text(encoding="utf-8"))


def test_the_help_names_every_example_and_no_other(capsys):
    with pytest.raises(SystemExit):
        main(["show", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    (named,) = re.findall(r"the name of an example \(([^)]*)\)", words)
    assert named.split(", ") == list(examples())


def test_a_handout_tells_second_derivatives_on_request(tmp_path, capsys):
    plain, second, none = (tmp_path / name for name in ("plain.tex", "second.tex", "none.tex"))
    wish = ["handout", "lecture", "--lang", "en", "-o"]
    printed([*wish, str(plain)], capsys)
    printed([*wish, str(second), "--second", "w1, w2"], capsys)
    printed([*wish, str(none), "--second", ""], capsys)
    texts = [path.read_text(encoding="utf-8") for path in (plain, none, second)]
    assert ["Hessian" in text for text in texts] == [False, True, True]
    assert len(texts[0]) < len(texts[1]) < len(texts[2])


def test_code_writes_functions_of_second_derivatives(tmp_path, capsys):
    path = tmp_path / "second_lecture.py"
    printed(["code", "lecture", "--second", "w1,w2", "-o", str(path)], capsys)
    made = program(path)
    random = np.random.default_rng(3)
    parameters = {"w1": random.normal(size=(4, 3)), "w2": random.normal(size=(2, 4))}
    x, t = random.normal(size=(5, 3)), random.normal(size=(5, 2))
    along = {"w1": random.normal(size=(4, 3)), "w2": np.zeros((2, 4))}
    product = made.hessian_vector(parameters, x, t, along)["w1"]
    block = made.hessian_w1(parameters, x, t)
    assert product == pytest.approx(np.tensordot(block, along["w1"], axes=2), rel=1e-12)
    assert made.hessian_w2(parameters, x, t).shape == (2, 4, 2, 4)


@pytest.mark.parametrize("command", ["handout", "code"])
def test_second_derivatives_of_what_is_no_parameter_are_refused(command, tmp_path, capsys):
    path = tmp_path / "second.tex"
    assert main([command, "lecture", "--second", "w9", "-o", str(path)]) == 2
    assert "Known: w1, w2" in capsys.readouterr().err
    assert not path.exists()
