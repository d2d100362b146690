"""`derive data` writes data files, and answers bad input in one line with exit code 2."""

import subprocess
import sys

import numpy as np
import pytest

from derive.cli import main


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("to be or not to be\n" * 20, encoding="utf-8")
    return str(path)


def refused(arguments, capsys):
    code = main(arguments)
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.startswith("derive: ")
    assert captured.err.count("\n") == 1
    return captured.err


def test_digits_are_written_where_one_says(tmp_path):
    pytest.importorskip("sklearn", reason="the digits come with scikit-learn")
    path = tmp_path / "some.npz"
    assert main(["data", "digits", "-o", str(path)]) == 0
    assert np.load(path)["x"].shape == (1797, 64)


def test_a_text_goes_to_text_npz_if_nothing_is_said(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["data", "text", text, "--length", "16"]) == 0
    assert np.load("text.npz")["x"].shape[1] == 16


def test_a_program_trains_on_a_text(text, tmp_path):
    pieces = "8 (classes = 96) -> embedding 4 -> simple_rnn 5 -> dense 96 | token_cross_entropy"
    data, program = tmp_path / "text.npz", tmp_path / "train.py"
    assert main(["data", "text", text, "--length", "8", "-o", str(data)]) == 0
    assert main(["code", pieces, "-o", str(program)]) == 0
    command = [sys.executable, str(program), str(data), "--epochs", "1"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"accuracy" in done.stdout + done.stderr


def test_without_scikit_learn_the_answer_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    path = tmp_path / "digits.npz"
    assert "pip install scikit-learn" in refused(["data", "digits", "-o", str(path)], capsys)
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "answer"),
    [(None, "cannot be read"), (b"\xff\xfe\x00", "no UTF-8 text"), (b"short", "At least 128")],
    ids=["no file", "binary", "too short"],
)
def test_a_text_that_cannot_be_used_leaves_nothing_behind(content, answer, tmp_path, capsys):
    path, output = tmp_path / "text.txt", tmp_path / "text.npz"
    if content is not None:
        path.write_bytes(content)
    assert answer in refused(["data", "text", str(path), "-o", str(output)], capsys)
    assert not output.exists()


def test_a_place_that_does_not_exist_is_refused(text, tmp_path, capsys):
    output = str(tmp_path / "no" / "text.npz")
    assert "does not exist" in refused(["data", "text", text, "-o", output], capsys)


@pytest.mark.parametrize(
    "words", [[], ["pictures"], ["text"], ["text", "a.txt", "--length", "0"]], ids=" ".join
)
def test_a_wish_that_is_not_understood_is_refused(words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["data", *words])
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err
