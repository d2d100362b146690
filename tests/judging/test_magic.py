"""`%%derive_check` shows a report, or one line where it was asked for wrongly."""

import pytest

import derive
from derive.errors import DeriveError
from derive.judging import magic
from tests.judging.reports import wrong_chain


class FakeShell:
    def __init__(self):
        self.magics = {}

    def register_magic_function(self, function, magic_kind="line", magic_name=None):
        self.magics[magic_kind, magic_name] = function


@pytest.fixture
def run():
    shell = FakeShell()
    derive.load_ipython_extension(shell)
    return shell.magics["cell", "derive_check"]


@pytest.fixture
def asked(monkeypatch):
    met = []

    def check(text, network=None, notation=None, name="-"):
        met.append((text, network, notation))
        if text == "bad":
            raise DeriveError("It is bad.")
        return wrong_chain()

    monkeypatch.setattr(magic, "check", check)
    return met


def test_a_cell_is_checked_against_what_its_line_says(run, asked):
    shown = run('--network "3 -> dense 2 | squared_error" --notation bishop --lang ja', "z = x")
    assert asked == [("z = x", "3 -> dense 2 | squared_error", "bishop")]
    assert "読み方" in repr(shown)


def test_the_page_stands_in_a_frame_and_is_escaped(run, asked):
    page = run("", "z = x")._repr_html_()
    assert page.startswith("<iframe sandbox ")
    assert "<script" not in page


@pytest.mark.parametrize("line", ["--networ", "--nothing", "--lang fr", '"open', "--help"])
def test_a_wrong_option_is_one_line_and_no_exit(run, asked, line, capsys):
    assert run(line, "z = x") is None
    assert capsys.readouterr().err.startswith("derive: ")


def test_a_mistake_in_the_cell_is_one_line(run, asked, capsys):
    assert run("", "bad") is None
    assert capsys.readouterr().err == "derive: It is bad.\n"
