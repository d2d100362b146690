"""Programs of networks beyond a chain: they compute, train, stop and go on as they should."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derive.programs.arrays import Array
from derive.programs.program import Program
from derive.programs.render import Style
from derive.programs.write import program_text
from tests.programs.generated import derivation_of_line, program_of_line
from tests.programs.graphs import GRAPHS
from tests.programs.modules import module_of

STYLES: tuple[Style, ...] = ("plain", "fast")
EVERY = pytest.mark.parametrize("name", GRAPHS)
BOTH = pytest.mark.parametrize("style", STYLES)
SAMPLES = 23
OPTIONS = ["--batch-size", "4", "--optimizer", "adam", "--validation", "0.2", "--quiet"]
OPTIONS += ["--clip", "0.5", "--schedule", "cosine", "--warmup", "3", "--seed", "6"]


@cache
def text(name: str, style: Style) -> str:
    """The whole program of a network."""
    return program_text(derivation_of_line(GRAPHS[name]), style)


def program_module(name: str, style: Style, folder: Path) -> ModuleType:
    """The whole program of a network, imported."""
    path = folder / f"train_{style}.py"
    path.write_text(text(name, style), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"{folder.name}_{style}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def array(program: Program, one: Array, samples: int, random: np.random.Generator) -> np.ndarray:
    """Numbers for an array of samples, or for a parameter."""
    shape = [program.sizes.get(axis, samples) for axis in one.axes]
    if one in program.whole:
        return random.integers(0, program.whole[one], shape)
    if one.kind == "noise":
        return (random.random(shape) < 0.5).astype(float)
    if one.kind == "target":
        shares = random.random(shape)
        return np.asarray(shares / shares.sum(axis=-1, keepdims=True))
    return np.asarray(random.normal(size=shape) + (1 if one.kind == "state" else 0))


def numbers(program: Program, samples: int = 5) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Parameters and states, and the arrays of a batch."""
    random = np.random.default_rng(3)
    kept = {one.name: array(program, one, samples, random) for one in program.kept}
    return kept, [array(program, one, samples, random) for one in program.given]


def data_file(program: Program, path: Path) -> Path:
    """A file of samples."""
    random = np.random.default_rng(4)
    arrays = {
        one.name: array(program, one, SAMPLES, random)
        for one in (*program.inputs, *program.targets)
    }
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


@EVERY
@BOTH
def test_gradients_are_the_slopes_of_the_loss(name: str, style: Style, tmp_path: Path) -> None:
    program = program_of_line(GRAPHS[name])
    module = module_of(program, style, tmp_path)
    parameters, given = numbers(program)
    cost, gradient = module.gradients(parameters, *given)
    assert cost == pytest.approx(module.loss(parameters, *given), rel=1e-13)
    assert list(gradient) == [one.name for one in program.parameters]
    for key, value in gradient.items():
        for at in list(np.ndindex(value.shape))[:20]:
            sides = []
            for step in (1e-5, -1e-5):
                moved = {other: kept.copy() for other, kept in parameters.items()}
                moved[key][at] += step
                sides.append(module.loss(moved, *given))
            slope = (sides[0] - sides[1]) / 2e-5
            # Differences of the loss are right to about eps**(2/3) of the loss and of the slope.
            assert abs(slope - value[at]) <= 1e-8 * (10 + abs(slope) + abs(cost)), (key, at)


@EVERY
def test_both_styles_compute_the_same(name: str, tmp_path: Path) -> None:
    program = program_of_line(GRAPHS[name])
    plain, fast = (module_of(program, style, tmp_path) for style in STYLES)
    parameters, given = numbers(program)
    before = {key: value.copy() for key, value in parameters.items()}
    cost, gradient = plain.gradients(parameters, *given)
    other_cost, other = fast.gradients(parameters, *given)
    assert cost == pytest.approx(other_cost, rel=1e-13)
    for key, value in gradient.items():
        np.testing.assert_allclose(other[key], value, rtol=1e-9, atol=1e-12)
    for key, value in before.items():
        np.testing.assert_array_equal(parameters[key], value)


@EVERY
@BOTH
def test_a_resumed_run_has_the_bits_of_an_unbroken_one(
    name: str, style: Style, tmp_path: Path
) -> None:
    module = program_module(name, style, tmp_path)
    data = data_file(program_of_line(GRAPHS[name]), tmp_path / "data.npz")
    half, unbroken, resumed = (str(tmp_path / f"{one}.npz") for one in ("half", "whole", "again"))
    constant = [*OPTIONS, "--schedule", "constant"]  # a cosine depends on the number of epochs
    assert module.main([str(data), "--epochs", "4", *constant, "--save", unbroken]) == 0
    assert module.main([str(data), "--epochs", "2", *constant, "--save", half]) == 0
    again = [str(data), "--epochs", "4", "--resume", half, "--save", resumed, "--quiet"]
    assert module.main(again) == 0
    with np.load(unbroken) as first, np.load(resumed) as second:
        assert first.files == second.files
        for key in first.files:
            assert first[key].tobytes() == second[key].tobytes(), key


@pytest.mark.parametrize("update", [1, 5, 6, 8])
@pytest.mark.parametrize("name", ["dropout", "batch normalisation", "tokens to tokens"])
def test_a_run_that_stopped_within_an_epoch_goes_on_to_the_same_bits(
    name: str, update: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = program_module(name, "fast", tmp_path)
    with np.load(data_file(program_of_line(GRAPHS[name]), tmp_path / "data.npz")) as file:
        data = [file[key] for key in file.files]
    start = module.initialize(2)
    settings: dict[str, Any] = {"epochs": 2, "batch_size": 4, "optimizer": "adam", "quiet": True}
    unbroken = module.train(start, *data, **settings)
    inner = module.OPTIMIZERS["adam"]

    def stopping(*arguments: Any) -> None:
        if arguments[-1] == update:
            import signal

            signal.raise_signal(signal.SIGINT)
        inner.update(*arguments)

    changed = {**module.OPTIMIZERS, "adam": inner._replace(update=stopping)}
    monkeypatch.setattr(module, "OPTIMIZERS", changed)
    with pytest.raises(module.Interrupted) as caught:
        module.train(start, *data, **settings)
    monkeypatch.undo()
    resumed = module.train(start, *data, state=caught.value.state, **settings)
    assert resumed[1] == unbroken[1]
    for key, value in unbroken[0].items():
        np.testing.assert_array_equal(resumed[0][key], value)


@EVERY
@BOTH
def test_single_precision_stays_single(name: str, style: Style, tmp_path: Path) -> None:
    program = program_of_line(GRAPHS[name])
    module = module_of(program, style, tmp_path)
    parameters, given = numbers(program)
    small = {key: value.astype(np.float32) for key, value in parameters.items()}
    real = [one if one.dtype.kind == "i" else one.astype(np.float32) for one in given]
    _, gradient = module.gradients(small, *real)
    assert {value.dtype for value in gradient.values()} == {np.dtype(np.float32)}


@BOTH
def test_running_statistics_are_kept_and_predict_uses_them(style: Style, tmp_path: Path) -> None:
    module = program_module("batch normalisation", style, tmp_path)
    program = program_of_line(GRAPHS["batch normalisation"])
    random = np.random.default_rng(0)
    x, t = random.normal(3.0, 2.0, (40, 3)), random.random((40, 2))
    t /= t.sum(axis=1, keepdims=True)
    start = module.initialize(0)
    assert list(module.STATE) == ["m2", "r2"]
    found, _ = module.train(start, x, t, epochs=1, batch_size=40, learning_rate=1e-12, quiet=True)
    z = x @ start["w1"].T + start["b1"]
    np.testing.assert_allclose(found["m2"], 0.1 * z.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found["r2"], 0.9 + 0.1 * z.var(axis=0, ddof=1), rtol=1e-12)
    new = module.updated_state(start, x, t)
    np.testing.assert_allclose(found["r2"], new["r2"], rtol=1e-12)
    h = (z - found["m2"]) / np.sqrt(found["r2"] + 1e-5)
    answer = h @ found["w3"].T + found["b3"]
    np.testing.assert_allclose(module.predict(found, x), answer, rtol=1e-6)
    alone = module.predict(found, x[:1])  # a sample's answer does not depend on the others
    np.testing.assert_allclose(alone, answer[:1], rtol=1e-6)
    one, _ = module.train(start, x[:1], t[:1], epochs=1, quiet=True)
    assert np.isfinite(one["r2"]).all()
    assert program.new_states.keys() == {"m2", "r2"}


@BOTH
def test_noise_is_drawn_anew_and_predict_has_none(style: Style, tmp_path: Path) -> None:
    module = program_module("dropout", style, tmp_path)
    (first,) = module.draw_noise(np.random.default_rng(1), 500)
    assert set(np.unique(first)) == {0.0, 1.0}
    assert first.shape == (500, 4)
    random = np.random.default_rng(0)
    x = random.normal(size=(20, 3))
    t = np.eye(2)[random.integers(0, 2, 20)]
    start = module.initialize(0)
    settings = {"epochs": 2, "learning_rate": 1e-300, "quiet": True}
    _, history = module.train(start, x, t, **settings)
    assert history[0]["loss"] != history[1]["loss"]  # the parameters stand still, the noise not
    _, again = module.train(start, x, t, **settings)
    assert again == history
    _, other = module.train(start, x, t, seed=5, **settings)
    assert other != history
    np.testing.assert_array_equal(module.predict(start, x), module.predict(start, x))


@BOTH
def test_whole_numbers_out_of_range_are_refused(style: Style, tmp_path: Path) -> None:
    module = module_of(program_of_line(GRAPHS["tokens to tokens"]), style, tmp_path)
    parameters, (x, t) = numbers(program_of_line(GRAPHS["tokens to tokens"]))
    for name, bad in (("x", (x + 1, t)), ("t", (x, t - 7))):
        with pytest.raises(ValueError, match=rf"{name} holds numbers from 0 to 6, not"):
            module.gradients(parameters, *bad)
    with pytest.raises(ValueError, match="x holds whole numbers, not float64"):
        module.loss(parameters, x.astype(float), t)
    with pytest.raises(ValueError, match="x holds numbers from 0 to 6"):
        module.predict(parameters, x - 7)
    with pytest.raises(ValueError, match=r"t is \(samples, 6\), not \(5, 5\)"):
        module.gradients(parameters, x, t[:, :5])
    with pytest.raises(ValueError, match=r"t is \(samples, 6\), not \(4, 6\)"):
        module.gradients(parameters, x, t[:4])


def test_labels_are_learned_at_each_position(tmp_path: Path) -> None:
    module = program_module("tokens to tokens", "fast", tmp_path)
    x = np.random.default_rng(0).integers(0, 7, (60, 6))
    settings = {"epochs": 60, "optimizer": "adam", "learning_rate": 0.02, "quiet": True}
    found, history = module.train(module.initialize(0), x, (x + 1) % 7, **settings)
    assert history[-1]["accuracy"] == 1.0
    assert (module.predict(found, x).argmax(axis=-1) == (x + 1) % 7).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"right": None}, "no array right in it; it holds left"),
        ({"right": np.zeros((23, 5))}, "right has shape (23, 5), the network takes (samples, 4)"),
        ({"right": np.zeros((22, 4))}, "right has 22 samples, left has 23"),
        ({"left": np.full((23, 3), np.nan)}, "left: 69 entries are NaN or infinite"),
    ],
    ids=["missing", "shape", "samples", "nan"],
)
def test_arrays_of_several_inputs_that_do_not_fit_are_told(
    change: dict[str, Any],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "two inputs and two losses"
    module = program_module(name, "fast", tmp_path)
    path = data_file(program_of_line(GRAPHS[name]), tmp_path / "data.npz")
    with np.load(path) as file:
        arrays = {key: file[key] for key in file.files} | change
    np.savez(path, **{key: value for key, value in arrays.items() if value is not None})
    assert module.main([str(path), "--quiet"]) == 2
    assert message in capsys.readouterr().err


def test_a_clipped_gradient_has_the_length_asked_for(tmp_path: Path) -> None:
    module = program_module("recurrent", "fast", tmp_path)
    g = np.array([3.0, 4.0])
    module.shorten(g, 10.0)
    np.testing.assert_array_equal(g, [3, 4])
    module.shorten(g, 1.0)
    np.testing.assert_allclose(g, [0.6, 0.8])


def test_a_schedule_rises_and_falls(tmp_path: Path) -> None:
    module = program_module("recurrent", "fast", tmp_path)
    pace = module.Pace(0.5, "cosine", 4, np.inf, 12)
    assert [pace.rate_of(count) for count in (1, 2, 4, 5, 9)] == [0.125, 0.25, 0.5, 0.5, 0.25]
    assert 0 < pace.rate_of(12) < pace.rate_of(11)
    steady = module.Pace(0.5, "constant", 0, np.inf, 12)
    assert {steady.rate_of(count) for count in range(1, 13)} == {0.5}


def test_the_texts_are_as_the_formatter_and_the_linter_would_have_them(tmp_path: Path) -> None:
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff is not installed")
    for number, name in enumerate(GRAPHS):
        for style in STYLES:
            path = tmp_path / f"{style}_{number}.py"
            path.write_text(text(name, style), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--line-length", "100", "--target-version", "py311"]
    checks = ["--select", "E,F,W,I,B,UP,SIM", "--ignore", "E741"]  # a loss per entry is l
    form = subprocess.run([*ruff, "format", *settings, "--diff", tmp_path], check=False)
    lint = subprocess.run([*ruff, "check", *settings, *checks, tmp_path], check=False)
    assert (form.returncode, lint.returncode) == (0, 0)
