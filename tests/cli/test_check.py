"""`derive check` reads a file or the standard input and answers 0, 1 or 2."""

import io
import json
import sys
import types

import pytest

from derive.cli import main
from derive.errors import DeriveError
from derive.judging.question import Checked
from derive.judging.report import CheckReport, Finding
from derive.notation.tokens import Span


@pytest.fixture
def asked(monkeypatch):
    """A judge who finds all lines to be what the text says."""
    met = []

    def checked(text, network=None, notation=None, name="-"):
        met.append((text, network, notation, name))
        if text.startswith("refused"):
            raise DeriveError("It is refused.")
        verdict = text.split()[0]
        found = Finding(verdict, 1, 1, 0, Span(0, len(text)), text, reading="dL/dw1[j,i] = 1")
        return Checked(CheckReport(name, text, (found,)))

    module = types.ModuleType("derive.judging.check")
    module.checked = checked
    monkeypatch.setitem(sys.modules, "derive.judging.check", module)
    return met


def run(arguments, capsys):
    code = main(["check", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("verdict", "code"), [("right", 0), ("wrong", 1), ("follows", 1), ("unread", 2)]
)
def test_the_exit_code_says_what_was_found(verdict, code, asked, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(f"{verdict} = 1", encoding="utf-8")
    assert run([str(path)], capsys)[0] == code
    assert asked == [(f"{verdict} = 1", None, None, str(path))]


def test_the_standard_input_is_read(asked, monkeypatch, capsys):
    monkeypatch.setattr(
        "sys.stdin", types.SimpleNamespace(buffer=io.BytesIO("right 誤\r\n".encode()))
    )
    code, out, _ = run(["-", "--network", "lecture", "--notation", "bishop"], capsys)
    assert code == 0
    assert asked == [("right 誤\n", "lecture", "bishop", "-")]
    assert "stdin:1" in out


def test_a_refused_text_is_one_line(asked, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("refused", encoding="utf-8")
    assert run([str(path)], capsys) == (2, "", "derive: It is refused.\n")


def test_what_is_no_text_is_one_line(asked, tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(b"a\n\xff")
    for file, said in (
        (tmp_path / "a.txt", "line 2"),
        (tmp_path, "folder"),
        (tmp_path / "b", "no such"),
    ):
        code, out, error = run([str(file)], capsys)
        assert (code, out, error.count("\n")) == (2, "", 1)
        assert said in error


def test_formats_are_taken_from_the_option_or_the_ending(asked, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("wrong = 1", encoding="utf-8")
    assert json.loads(run([str(path), "--format", "json"], capsys)[1])["exit_code"] == 1
    assert run([str(path), "-o", str(tmp_path / "r.json")], capsys)[0] == 1
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["exit_code"] == 1


def test_python_is_announced_before_it_runs(asked, tmp_path, capsys):
    path = tmp_path / "a.py"
    path.write_text("right = 1\ndef gradients(x):\n    return {}\n", encoding="utf-8")
    assert "process of its own" in run([str(path), "--lang", "en"], capsys)[2]
    path.write_text("right = w * x\n", encoding="utf-8")
    assert "process of its own" not in run([str(path), "--lang", "en"], capsys)[2]


@pytest.mark.parametrize(
    ("network", "text"),
    [
        (["--network", "lecture"], r"$$\frac{\partial L}{\partial w^{(2)}_{kj}} = 1$$"),
        ([], "y = w * x\n\nL = 1/2 * y^2\n\ndL/dw = y\n"),
    ],
)
def test_explain_prints_the_derivation_of_what_is_wrong(network, text, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert "derivation:" not in run([str(path), *network, "--lang", "en"], capsys)[1]
    code, out, error = run([str(path), *network, "--explain", "--lang", "en"], capsys)
    assert (code, error) == (1, "")
    assert "derivation:" in out
    assert "chain rule" in out
    _, out, _ = run([str(path), *network, "--explain", "--format", "json"], capsys)
    assert json.loads(out)["findings"][-1]["explanation"]
    assert "<html" in run([str(path), *network, "--explain", "--format", "html"], capsys)[1]
