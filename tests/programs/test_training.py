"""The training half of generated programs: it trains, stops, saves and resumes as promised."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derive.programs import training
from derive.programs.training import (
    Blocks,
    DataFacts,
    Initial,
    ParameterFacts,
    Style,
    TrainingFacts,
    fans,
    render_program,
    reserved_names,
)
from tests.programs import stand_ins
from tests.programs.stand_ins import (
    LINEAR,
    LINEAR_PLAIN,
    LOGISTIC,
    LOGISTIC_PLAIN,
    MLP_FAST,
    SOFTMAX,
    SOFTMAX_PLAIN,
)

SMALL = stand_ins.mlp(4, 5, 3)
PROGRAMS: dict[str, tuple[TrainingFacts, Blocks, Style]] = {
    "softmax": (SOFTMAX, SOFTMAX_PLAIN, "plain"),
    "mlp": (SMALL, MLP_FAST, "fast"),
    "digits": (stand_ins.mlp(64, 32, 10), MLP_FAST, "fast"),
    "linear": (LINEAR, LINEAR_PLAIN, "plain"),
    "logistic": (LOGISTIC, LOGISTIC_PLAIN, "plain"),
}
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def shapes(
    inputs: tuple[int, ...], targets: tuple[int, ...]
) -> tuple[tuple[DataFacts], tuple[DataFacts]]:
    """Facts of one array of inputs and one of targets."""
    return (DataFacts("x", inputs),), (DataFacts("t", targets),)


SAMPLES = 23  # not a multiple of the batch sizes below


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The stand-in networks' programs, each in a folder of its own."""
    paths = {}
    for name, (facts, blocks, style) in PROGRAMS.items():
        paths[name] = tmp_path_factory.mktemp(name) / "train.py"
        paths[name].write_text(render_program(facts, blocks, style), encoding="utf-8")
    return paths


def module(path: Path) -> ModuleType:
    """The program, imported."""
    spec = importlib.util.spec_from_file_location(f"program_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def run(
    program: Path, *arguments: object, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A run of the program in a fresh process."""
    command = [sys.executable, str(program), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd=folder
    )


def classes(inputs: int = 4, outputs: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Samples of classes that lie apart, with integer labels."""
    random = np.random.default_rng(5)
    labels = random.integers(0, outputs, SAMPLES)
    labels[:outputs] = range(outputs)
    return random.normal(size=(SAMPLES, inputs)) + 2.0 * np.eye(outputs, inputs)[labels], labels


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of samples with integer labels, for 4 inputs and 3 classes."""
    x, t = classes()
    np.savez(tmp_path / "data.npz", x=x, t=t)
    return tmp_path / "data.npz"


def saved(path: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The bits of all arrays of a saved run, and its record."""
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    record = json.loads(str(arrays.pop("record.json")))
    return {name: array.tobytes() for name, array in arrays.items()}, record


# -- the text ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_is_as_the_formatter_and_the_linter_would_have_it(
    name: str, programs: dict[str, Path]
) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff is not installed")
    settings = ["--isolated", "--line-length", "100", "--target-version", "py311"]
    form = subprocess.run([*ruff, "format", *settings, "--diff", programs[name]], check=False)
    lint = subprocess.run(
        [*ruff, "check", *settings, "--select", "E,F,W,I,B,UP,SIM", programs[name]], check=False
    )
    assert (form.returncode, lint.returncode) == (0, 0)


def test_the_name_of_the_network_keeps_its_form_at_every_length(tmp_path: Path) -> None:
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("ruff is not installed")
    names = ["3 -> " + "dense 4 -> " * 6 + "x" * more for more in range(60)]
    path = tmp_path / "names.py"
    path.write_text("\n".join(map(training._network_constant, names)) + "\n", encoding="utf-8")
    settings = ["--isolated", "--line-length", "100", "--diff", path]
    form = subprocess.run([sys.executable, "-m", "ruff", "format", *settings], check=False)
    assert form.returncode == 0


@pytest.mark.parametrize(
    "initial",
    [
        Initial("zeros"),
        Initial("ones"),
        Initial("constant", (0.5,)),
        Initial("constant", (((0.15, 0.2, 0.25), (0.3, 0.35, 0.4)),)),
        Initial("constant", (tuple((0.1234567890123,) * 3 for _ in range(2)),)),
        Initial("uniform", (-0.25, 0.75)),
        Initial("normal", (0.125,)),
        Initial("glorot_uniform"),
        Initial("glorot_normal"),
        Initial("he_uniform"),
        Initial("he_normal"),
    ],
    ids=lambda initial: initial.rule,
)
def test_every_initial_rule_gives_formatted_code_and_its_distribution(
    initial: Initial, tmp_path: Path
) -> None:
    names = ("w1", "a_parameter_with_quite_a_long_name_in_its_network1")
    parameters = tuple(ParameterFacts(name, (2, 3), initial) for name in names)
    facts = TrainingFacts("train", "T", "n" * 120, parameters, *shapes((3,), (2,)), "regression")
    path = tmp_path / "train.py"
    path.write_text(render_program(facts, LINEAR_PLAIN, "plain"), encoding="utf-8")
    for value in module(path).initialize(3, np.float32).values():
        assert value.shape == (2, 3)
        assert value.dtype == np.float32
    test_the_program_is_as_the_formatter_and_the_linter_would_have_it("it", {"it": path})


@pytest.mark.parametrize(
    ("rule", "deviation"),
    [
        ("glorot_uniform", (2 / 500) ** 0.5),
        ("glorot_normal", (2 / 500) ** 0.5),
        ("he_uniform", (2 / 300) ** 0.5),
        ("he_normal", (2 / 300) ** 0.5),
    ],
)
def test_random_initial_values_have_their_papers_deviation(
    rule: Any, deviation: float, tmp_path: Path
) -> None:
    parameters = (ParameterFacts("w1", (200, 300), Initial(rule)),)
    facts = TrainingFacts("train", "T", "a", parameters, *shapes((300,), (200,)), "regression")
    path = tmp_path / "train.py"
    path.write_text(render_program(facts, LINEAR_PLAIN, "plain"), encoding="utf-8")
    values = module(path).initialize(1)["w1"]
    assert abs(values.std() / deviation - 1) < 0.02  # 60,000 numbers: 5 standard errors
    assert abs(values.mean()) < 0.02 * deviation
    assert not np.array_equal(values, module(path).initialize(2)["w1"])


def test_fans_follow_the_shape_unless_stated() -> None:
    zeros = Initial("zeros")
    assert fans(ParameterFacts("w1", (2, 3), zeros)) == (3, 2)
    assert fans(ParameterFacts("w1", (2, 3, 4, 5), zeros)) == (60, 40)
    assert fans(ParameterFacts("b1", (4,), zeros)) == (4, 4)
    assert fans(ParameterFacts("s", (), zeros)) == (1, 1)
    assert fans(ParameterFacts("w1", (2, 3), zeros, fan_in=7, fan_out=8)) == (7, 8)


def test_a_network_without_parameters_has_a_program_too(tmp_path: Path) -> None:
    facts = TrainingFacts(
        "train", "T", "3 -> tanh | squared_error", (), *shapes((3,), (3,)), "regression"
    )
    path = tmp_path / "train.py"
    path.write_text(render_program(facts, LINEAR_PLAIN, "plain"), encoding="utf-8")
    assert module(path).initialize() == {}
    test_the_program_is_as_the_formatter_and_the_linter_would_have_it("it", {"it": path})


def test_reserved_names_are_those_that_the_program_defines(programs: dict[str, Path]) -> None:
    reserved = reserved_names(SMALL, "fast")
    assert {"np", "math", "NETWORK", "train", "State", "adam", "he_uniform", "Any"} <= reserved
    network = {"predict", "loss", "gradients", "Workspace"}
    assert not reserved & network
    defined = {name for name in vars(module(programs["mlp"])) if not name.startswith("__")}
    assert reserved == defined - network | {"annotations"}


def test_quotes_and_backslashes_of_a_title_stay_within_their_strings(tmp_path: Path) -> None:
    title = 'A "quoted" title with \\ and """ and 日本語'
    facts = TrainingFacts(
        "train", title, title, SOFTMAX.parameters, *shapes((4,), (3,)), "regression"
    )
    path = tmp_path / "train.py"
    path.write_text(render_program(facts, SOFTMAX_PLAIN, "plain"), encoding="utf-8")
    assert title == module(path).NETWORK


# -- training ------------------------------------------------------------------------------


def test_a_program_learns_the_digits(programs: dict[str, Path], tmp_path: Path) -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    digits = datasets.load_digits()
    np.savez(tmp_path / "digits.npz", x=digits.data, t=digits.target)
    options = ["--optimizer", "adam", "--learning-rate", 0.003, "--validation", 0.2]
    arguments = [tmp_path / "digits.npz", "--epochs", 30, "--standardize", *options]
    outcome = run(programs["digits"], *arguments)
    assert outcome.returncode == 0, outcome.stderr
    last = outcome.stdout.splitlines()[-1]
    assert last.startswith("epoch 30/30  loss ")
    assert float(last.rpartition(" ")[2]) >= 0.96


def test_both_styles_descend_alike(programs: dict[str, Path]) -> None:
    x, t = classes()
    for name in ("softmax", "mlp"):
        program = module(programs[name])
        start = program.initialize(1)
        _, history = program.train(start, x, t, epochs=30, batch_size=7, quiet=True)
        assert history[-1]["loss"] < 0.5 * history[0]["loss"]
        assert history[-1]["accuracy"] > 0.9
        assert [record["epoch"] for record in history] == list(range(1, 31))


@pytest.mark.parametrize("name", ["softmax", "mlp"])
def test_an_epoch_equals_plain_descent_over_shuffled_slices(
    name: str, programs: dict[str, Path]
) -> None:
    program = module(programs[name])
    x, labels = classes()
    t = np.eye(3)[labels]
    start = program.initialize(2)
    found, history = program.train(
        start, x, labels, epochs=2, batch_size=5, learning_rate=0.25, seed=7, quiet=True
    )
    by_hand = {key: value.copy() for key, value in start.items()}
    shuffle = np.random.default_rng(7)
    for record in history:
        order, total = shuffle.permutation(SAMPLES), 0.0
        for part in np.split(order, range(5, SAMPLES, 5)):
            cost, slopes = program.gradients(by_hand, x[part], t[part])
            total += cost * len(part)
            for key, slope in slopes.items():
                by_hand[key] = by_hand[key] - 0.25 * slope
        assert record["loss"] == pytest.approx(total / SAMPLES, rel=1e-13)
    for key, value in by_hand.items():
        np.testing.assert_allclose(found[key], value, rtol=1e-12, atol=1e-14)


def test_a_summed_cost_is_told_per_sample(programs: dict[str, Path]) -> None:
    program = module(programs["linear"])
    random = np.random.default_rng(3)
    x, t = random.normal(size=(SAMPLES, 3)), random.normal(size=(SAMPLES, 2))
    start = program.initialize(0)
    _, history = program.train(
        start, x, t, epochs=1, batch_size=50, learning_rate=1e-9, validation=(x, t), quiet=True
    )
    each = program.loss(start, x, t) / SAMPLES
    assert history[0]["loss"] == pytest.approx(each, rel=1e-12)
    assert history[0]["validation_loss"] == pytest.approx(each, rel=1e-6)
    assert set(history[0]) == {"epoch", "loss", "validation_loss"}


def test_the_callers_arrays_stay_as_they_are(programs: dict[str, Path]) -> None:
    program = module(programs["mlp"])
    x, t = classes()
    start = program.initialize(2, np.float32)
    before = [array.copy() for array in (x, t, *start.values())]
    found, _ = program.train(start, x, t, epochs=2, batch_size=4, optimizer="adamw", quiet=True)
    for array, was in zip((x, t, *start.values()), before, strict=True):
        np.testing.assert_array_equal(array, was)
    assert {value.dtype for value in found.values()} == {np.dtype(np.float32)}
    assert list(found) == list(program.PARAMETERS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_parameters_do_not_move(optimizer: str, programs: dict[str, Path]) -> None:
    program = module(programs["mlp"])
    x, t = classes()
    start = program.initialize(2)
    found, _ = program.train(
        start, x, t, epochs=1, batch_size=4, optimizer=optimizer, frozen=["w1", "b2"], quiet=True
    )
    moved = {name for name in start if not np.array_equal(start[name], found[name])}
    assert moved == {"b1", "w2"}


def test_a_callback_that_returns_true_ends_training(programs: dict[str, Path]) -> None:
    program = module(programs["softmax"])
    seen: list[int] = []

    def stop(state: Any) -> bool:
        seen.append(state.epoch)
        return bool(state.epoch == 3)

    program.train(program.initialize(), *classes(), epochs=9, callback=stop, quiet=True)
    assert seen == [1, 2, 3]


def torch_optimizer(name: str, torch: Any, parameters: Sequence[Any]) -> Any:
    """PyTorch's optimizer of that name, at our settings."""
    optim = torch.optim
    makers: dict[str, Callable[[], Any]] = {
        "sgd": lambda: optim.SGD(parameters, lr=0.05),
        "momentum": lambda: optim.SGD(parameters, lr=0.05, momentum=0.9),
        "nesterov": lambda: optim.SGD(parameters, lr=0.05, momentum=0.9, nesterov=True),
        "adagrad": lambda: optim.Adagrad(parameters, lr=0.05),
        "rmsprop": lambda: optim.RMSprop(parameters, lr=0.05),
        "adam": lambda: optim.Adam(parameters, lr=0.05),
        "adamw": lambda: optim.AdamW(parameters, lr=0.05),
    }
    return makers[name]()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_step_as_pytorch_does(name: str, programs: dict[str, Path]) -> None:
    torch = pytest.importorskip("torch")
    program = module(programs["mlp"])
    random = np.random.default_rng(4)
    p, scratch = random.normal(size=11), np.empty(11)
    theirs = torch.tensor(p, dtype=torch.float64, requires_grad=True)
    peer = torch_optimizer(name, torch, [theirs])
    ours = program.OPTIMIZERS[name]
    memory = {key: np.zeros(11) for key in ours.memory}
    for count in range(1, 41):
        slope = random.normal(size=11) * 10.0 ** random.integers(-6, 3, size=11)
        theirs.grad = torch.tensor(slope)
        peer.step()
        ours.update(p, slope.copy(), scratch, memory, 0.05, count)
        # Ours scale their memory otherwise: equal but for rounding, which 40 steps gather.
        np.testing.assert_allclose(p, theirs.detach().numpy(), rtol=1e-12, atol=1e-13)


# -- saving and going on -------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_resumed_run_has_the_bits_of_an_unbroken_one(
    optimizer: str, dtype: str, programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    program = module(programs["mlp"])
    options = ["--optimizer", optimizer, "--validation", "0.25", "--batch-size", "4", "--quiet"]
    options += ["--standardize", "--seed", "6", "--dtype", dtype]
    half, unbroken, resumed = (str(tmp_path / name) for name in ("half", "unbroken", "resumed"))
    at = str(data)
    assert program.main([at, "--epochs", "5", *options, "--save", unbroken]) == 0
    assert program.main([at, "--epochs", "2", *options, "--save", half]) == 0
    outcome = run(
        programs["mlp"], at, "--epochs", 5, "--resume", half, "--save", resumed, "--quiet"
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert saved(tmp_path / "resumed") == saved(tmp_path / "unbroken")
    assert saved(tmp_path / "half")[0] != saved(tmp_path / "unbroken")[0]


@pytest.mark.parametrize("update", [1, 3, 5, 6, 7])
def test_ctrl_c_stops_between_updates_and_training_goes_on_to_the_same_bits(
    update: int, programs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = module(programs["mlp"])
    x, t = classes()
    start = program.initialize(2)
    settings: dict[str, Any] = {"epochs": 3, "batch_size": 4, "optimizer": "adam", "quiet": True}
    unbroken = program.train(start, x, t, **settings)
    inner = program.OPTIMIZERS["adam"]

    def interrupted_update(*arguments: Any) -> None:
        if arguments[-1] == update:
            signal.raise_signal(signal.SIGINT)
        inner.update(*arguments)

    handler = signal.getsignal(signal.SIGINT)
    broken = {**program.OPTIMIZERS, "adam": inner._replace(update=interrupted_update)}
    monkeypatch.setattr(program, "OPTIMIZERS", broken)
    with pytest.raises(program.Interrupted) as caught:
        program.train(start, x, t, **settings)
    assert signal.getsignal(signal.SIGINT) is handler
    monkeypatch.undo()
    assert caught.value.state.updates == update
    resumed = program.train(start, x, t, state=caught.value.state, **settings)
    assert resumed[1] == unbroken[1]
    for name in start:
        np.testing.assert_array_equal(resumed[0][name], unbroken[0][name])


def begin(program: Path, data: Path, target: Path) -> subprocess.Popen[str]:
    """A long run in a fresh process, which has saved at least once."""
    options = ["--epochs", "1000000", "--optimizer", "adam", "--quiet", "--save", str(target)]
    command = [sys.executable, str(program), str(data), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    limit = time.monotonic() + 60
    while not target.exists() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.01)
    assert target.exists()
    return process


def test_a_killed_run_leaves_a_whole_file(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "run.npz"
    for pause in (0.0, 0.013, 0.037):
        target.unlink(missing_ok=True)
        process = begin(programs["mlp"], data, target)
        time.sleep(pause)
        process.kill()
        process.communicate()
        epoch = saved(target)[1]["state"]["epoch"]
        outcome = run(programs["mlp"], data, "--resume", target, "--epochs", epoch + 1)
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout.startswith(f"epoch {epoch + 1}/{epoch + 1}  loss")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole console groups")
def test_ctrl_c_saves_and_says_so(programs: dict[str, Path], data: Path, tmp_path: Path) -> None:
    target = tmp_path / "run.npz"
    process = begin(programs["mlp"], data, target)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.startswith("stopped in epoch ")
    assert told.endswith(f"; saved to {target}\n")
    state = saved(target)[1]["state"]
    assert f"epoch {state['epoch'] + 1}, after batch {state['batch']}" in told


def test_a_save_that_fails_leaves_the_old_file(
    programs: dict[str, Path],
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = module(programs["mlp"])
    target = tmp_path / "run.npz"
    assert program.main([str(data), "--epochs", "2", "--save", str(target), "--quiet"]) == 0
    before = target.read_bytes()

    def full_disk(file: Any, **arrays: Any) -> None:
        file.write(b"PK half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(program.np, "savez", full_disk)
    arguments = [str(data), "--epochs", "4", "--resume", str(target), "--save", str(target)]
    assert program.main(arguments) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_a_finished_run_has_nothing_left_to_do(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "run.npz"
    run(programs["mlp"], data, "--epochs", 3, "--save", target, "--quiet")
    outcome = run(programs["mlp"], data, "--epochs", 3, "--resume", target)
    assert (outcome.returncode, outcome.stdout) == (0, "")
    assert outcome.stderr == f"nothing to do: {target} has 3 epochs\n"


def refusal(outcome: subprocess.CompletedProcess[str]) -> str:
    """The one line that a refused run prints."""
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.count("\n") == 1
    return outcome.stderr


def test_a_saved_run_goes_on_only_with_its_network_options_and_shapes(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "run.npz", tmp_path / "other.npz"
    run(programs["mlp"], data, "--save", target, "--optimizer", "adam", "--quiet")
    resume = ["--resume", target, "--epochs", 20, "--quiet"]
    assert "saved by another network" in refusal(run(programs["softmax"], data, *resume))
    changed = run(programs["mlp"], data, *resume, "--optimizer", "sgd")
    assert "saved by a run with --optimizer adam" in refusal(changed)
    x, t = classes()
    np.savez(other, x=x[1:], t=t[1:])
    assert "cannot go on with x [22, 4] and t [22, 3]" in refusal(
        run(programs["mlp"], other, *resume)
    )
    np.savez(other, x=x + 1, t=t)
    outcome = run(programs["mlp"], other, *resume)
    assert outcome.returncode == 0
    assert "other values" in outcome.stderr


# -- stopping ------------------------------------------------------------------------------


def test_a_loss_that_is_not_finite_stops_and_says_where(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "run.npz"
    first = ["--epochs", 1, "--batch-size", 4, "--save", target, "--quiet"]
    run(programs["softmax"], data, *first)
    before = target.read_bytes()
    options = ["--resume", target, "--save", target, "--epochs", 3, "--learning-rate", 1e308]
    outcome = run(programs["softmax"], data, *options)
    assert outcome.returncode == 1
    assert outcome.stderr.count("\n") == 1
    assert " in epoch 2, batch " in outcome.stderr
    assert "holds" not in outcome.stderr  # nothing was saved by this run
    assert target.read_bytes() == before
    fresh = ["--save", target, "--epochs", 9, "--learning-rate", 1e308]
    outcome = run(programs["softmax"], data, *fresh)
    assert outcome.returncode == 1
    assert "the loss is nan in epoch 2" in outcome.stderr
    assert f"{target} holds epoch 1" in outcome.stderr
    assert saved(target)[1]["state"]["epoch"] == 1


def test_the_message_names_epoch_batch_and_arrays(programs: dict[str, Path]) -> None:
    program = module(programs["mlp"])
    x, t = classes()
    x[4, 2] = np.nan
    with pytest.raises(program.DivergedError) as caught:
        program.train(program.initialize(), x, t, epochs=2, batch_size=SAMPLES, quiet=True)
    told = str(caught.value)
    assert told.startswith("the loss is nan in epoch 1, batch 1; not finite there: x (1 of 92), ")
    assert "gradient of w1 (20 of 20)" in told
    assert ", w1 (" not in told
    start = program.initialize()
    start["w2"][0, 0] = np.inf
    with pytest.raises(program.DivergedError, match=r"there: w2 \(1 of 15\), gradient of w1"):
        program.train(start, *classes(), epochs=2, batch_size=4, quiet=True)


# -- data ----------------------------------------------------------------------------------


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def losses(outcome: subprocess.CompletedProcess[str]) -> str:
    """The progress of a run that went well."""
    assert (outcome.returncode, outcome.stderr) == (0, "")
    return outcome.stdout


def test_arrays_and_tables_of_labels_and_rows_are_the_same_data(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    x, t = classes()
    expected = losses(run(programs["mlp"], data))
    rows = [[*map(repr, map(float, row)), label] for row, label in zip(x, t, strict=True)]
    names = ["a", "b", "c", "d", "species"]
    table = write_csv(tmp_path / "a.csv", names, rows)
    assert losses(run(programs["mlp"], table)) == expected
    moved = write_csv(tmp_path / "b.csv", ["t", *names[:4]], [[row[4], *row[:4]] for row in rows])
    assert losses(run(programs["mlp"], moved)) == expected
    named = write_csv(
        tmp_path / "c.csv", ["label", *names[:4]], [[row[4], *row[:4]] for row in rows]
    )
    assert losses(run(programs["mlp"], named, "--target", "label")) == expected
    semicolons = tmp_path / "d.csv"
    text = table.read_text(encoding="utf-8").replace(",", ";")
    semicolons.write_text("\ufeff" + text + "\n\n", encoding="utf-8")
    assert losses(run(programs["mlp"], semicolons)) == expected
    np.savez(tmp_path / "e.npz", x=x.reshape(-1, 2, 2), t=np.eye(3)[t])
    assert losses(run(programs["mlp"], tmp_path / "e.npz")) == expected


def test_binary_targets_and_regression_targets_train(
    programs: dict[str, Path], tmp_path: Path
) -> None:
    random = np.random.default_rng(8)
    x = random.normal(size=(SAMPLES, 2))
    np.savez(tmp_path / "binary.npz", x=x, t=x[:, 0] > 0)
    last = losses(run(programs["logistic"], tmp_path / "binary.npz", "--epochs", 60))
    assert float(last.split()[-1]) > 0.95
    rows = random.normal(size=(SAMPLES, 5))
    rows[:, 3:] = rows[:, :2]
    table = write_csv(tmp_path / "r.csv", list("abcde"), [list(map(float, row)) for row in rows])
    outcome = run(programs["linear"], table, "--epochs", 80, "--learning-rate", 0.05)
    assert "accuracy" not in losses(outcome)
    assert float(outcome.stdout.split()[-1]) < 1e-6


TABLES = {
    "line 3, column b: 'x' is not a finite number": "a,b,c,d,t\n1,2,3,4,0\n1,x,3,4,0\n",
    "line 2, column d: '' is not a finite number": "a,b,c,d,t\n1,2,3,,0\n",
    "line 2, column a: 'nan' is not a finite number": "a,b,c,d,t\nnan,2,3,4,0\n",
    "line 3, column t: 'inf' is not a finite number": "a,b,c,d,t\n1,2,3,4,0\n1,2,3,4,inf\n",
    "line 4: 4 cells, the header names 5": "a,b,c,d,t\n1,2,3,4,0\n\n1,2,3,4\n",
    "no rows of numbers below the header": "a,b,c,d,t\n",
    "line 1: a header is wanted": "",
    "line 1: a header with names is wanted": "1,2,3,4,0\n5,6,7,8,1\n",
    "a header is wanted that names each column once": "a,a,c,d,t\n1,2,3,4,0\n",
    "3 input columns, the network takes 4": "a,b,c,t\n1,2,3,0\n",
    "4 columns, the network takes 4 inputs and a target; name": "a,b,c,d\n1,2,3,0\n",
    "labels run from 0 to 3, the network knows 0 to 2": "a,b,c,d,t\n1,2,3,4,0\n1,2,3,4,3\n",
    "class labels must be whole numbers, met 0.5": "a,b,c,d,t\n1,2,3,4,0.5\n",
    "t has shape (1, 2), the network takes (samples, 3)": "a,b,c,d,p,q\n1,2,3,4,0,1\n",
    "must sum to 1": "a,b,c,d,p,q,r\n1,2,3,4,1,1,0\n",
}


@pytest.mark.parametrize("message", TABLES)
def test_a_malformed_table_is_told_in_one_line(
    message: str, programs: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "data.csv"
    path.write_text(TABLES[message], encoding="utf-8")
    told = refusal(run(programs["mlp"], path, "--save", tmp_path / "run.npz"))
    assert told.startswith(f"error: {path}: ")
    assert message in told
    assert list(tmp_path.iterdir()) == [path]


X, T = classes()
ARRAYS: dict[str, dict[str, Any]] = {
    "no array t in it; it holds x": {"x": X},
    "no array x and no array t in it; it holds images": {"images": X},
    "x: 2 entries are NaN or infinite, first in sample 1, entry (3,)": {
        "x": np.where(np.arange(92).reshape(23, 4) % 50 == 7, np.nan, X),
        "t": T,
    },
    "t has 22 samples, x has 23": {"x": X, "t": T[1:]},
    "x has shape (23, 3), the network takes (samples, 4)": {"x": X[:, 1:], "t": T},
    "x: numbers are wanted, met an array of <U1": {"x": np.array([["a"]]), "t": T},
    "t: samples are wanted, met an array of shape ()": {"x": X, "t": 1},
    "x: samples are wanted, met an array of shape (0, 4)": {"x": X[:0], "t": T[:0]},
    "labels run from -1 to 2": {"x": X, "t": np.where(T == 0, -1, T)},
    "not a whole .npz file of numbers": {"x": np.array([None, X], dtype=object), "t": T},
}


@pytest.mark.parametrize("message", ARRAYS)
def test_malformed_arrays_are_told_in_one_line(
    message: str, programs: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, **ARRAYS[message])
    told = refusal(run(programs["mlp"], path))
    assert told.startswith(f"error: {path}: ")
    assert message in told


def test_files_that_are_missing_cut_or_of_another_kind_are_told_in_one_line(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    program = programs["mlp"]
    whole = data.read_bytes()
    cut = tmp_path / "cut.npz"
    assert "there is no such file" in refusal(run(program, tmp_path / "none.npz"))
    assert "cannot be read" in refusal(run(program, tmp_path / "none.csv"))
    for length in (0, 1, 100, len(whole) - 5):
        cut.write_bytes(whole[:length])
        assert "not a whole .npz file" in refusal(run(program, cut))
        assert "not a whole .npz file" in refusal(run(program, data, "--resume", cut))
    cut.write_bytes(whole[:200] + b"\x00\xff" * 20 + whole[240:])
    assert "not a whole .npz file" in refusal(run(program, cut))
    np.save(tmp_path / "x.npy", X)
    (tmp_path / "x.npy").rename(tmp_path / "x.npz")
    assert "not a whole .npz file" in refusal(run(program, tmp_path / "x.npz"))
    assert "not a file of --save" in refusal(run(program, data, "--resume", data))
    (tmp_path / "x.csv").write_bytes("a,b,c,d,t\n1,2,3,4,é\n".encode("latin-1"))
    assert "not UTF-8 text" in refusal(run(program, tmp_path / "x.csv"))
    (tmp_path / "x.xls").write_bytes(b"")
    assert ".npz with x and t, or .csv" in refusal(run(program, tmp_path / "x.xls"))
    table = write_csv(tmp_path / "y.csv", "abcdt", [[1, 2, 3, 4, 0]])
    assert "no column species; there are" in refusal(run(program, table, "--target", "species"))


def test_binary_targets_must_lie_between_the_labels(
    programs: dict[str, Path], tmp_path: Path
) -> None:
    np.savez(tmp_path / "d.npz", x=X[:, :2], t=T)
    told = refusal(run(programs["logistic"], tmp_path / "d.npz"))
    assert "targets must be 0 or 1, met 0 to 2" in told


def test_hinge_labels_may_be_given_as_0_and_1(tmp_path: Path) -> None:
    facts = stand_ins.replace(LOGISTIC, labels=(-1, 1))
    path = tmp_path / "train.py"
    path.write_text(render_program(facts, LOGISTIC_PLAIN, "plain"), encoding="utf-8")
    program = module(path)
    assert program.as_targets(np.array([0, 1, 1]), 3).tolist() == [[-1], [1], [1]]
    assert program.as_targets(np.array([-1, 1, 1]), 3).tolist() == [[-1], [1], [1]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--epochs", "0"],
        ["--epochs", "many"],
        ["--batch-size", "-1"],
        ["--learning-rate", "nan"],
        ["--learning-rate", "0"],
        ["--seed", "-1"],
        ["--validation", "1"],
        ["--optimizer", "adamm"],
        ["--validation", "0.99"],
        ["--save", "no_such_folder/run.npz"],
        ["--save", "data.npz"],
        ["--plot", "curve.gif"],
        ["--plot", "no_such_folder/curve.svg"],
    ],
    ids=" ".join,
)
def test_options_out_of_range_are_refused(
    arguments: list[str], programs: dict[str, Path], data: Path
) -> None:
    before = data.read_bytes()
    outcome = run(programs["mlp"], "data.npz", *arguments, folder=data.parent)
    assert outcome.returncode == 2
    assert data.read_bytes() == before
    assert "Traceback" not in outcome.stderr
    assert "error: " in outcome.stderr.splitlines()[-1]


# -- the picture ---------------------------------------------------------------------------


def test_the_learning_curve_is_a_well_formed_picture(
    programs: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    from xml.etree import ElementTree as ET

    picture = tmp_path / "curve.svg"
    losses(run(programs["mlp"], data, "--validation", 0.2, "--plot", picture, "--epochs", 4))
    root = ET.parse(picture).getroot()
    words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("training") == words.count("validation") == 2
    assert {"loss", "accuracy", "epoch", "1", "4"} <= set(words)
    lines = [
        node.get("d", "")
        for node in root.iter("{http://www.w3.org/2000/svg}path")
        if node.get("fill") == "none"
    ]
    assert [line.count(",") for line in lines] == [4, 4, 4, 4]


@pytest.mark.parametrize("epochs", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("last", [0.0, 1.0, 1e-9, 1e12, float("nan")])
def test_any_history_can_be_drawn(epochs: int, last: float, programs: dict[str, Path]) -> None:
    program = module(programs["mlp"])
    history = [{"epoch": n, "loss": 1.0, "accuracy": 0.5} for n in range(1, epochs + 1)]
    history[-1]["loss"] = last
    assert "nan" not in program.svg(history)


def test_round_ticks_enclose_their_range(programs: dict[str, Path]) -> None:
    ticks = module(programs["mlp"]).ticks
    assert ticks(0.0, 1.0) == [0.0, 0.5, 1.0]
    assert ticks(0.13, 0.57) == [0.0, 0.2, 0.4, 0.6]
    for low, high in ((1, 9), (3.7, 3.7), (-2, 5e6), (0, 0)):
        found = ticks(low, high)
        assert found[0] <= low
        assert found[-1] >= high
        assert 2 <= len(found) <= 7
