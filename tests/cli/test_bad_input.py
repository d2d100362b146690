"""A malformed network file gets one message and exit code 2, and leaves no file behind."""

import pytest

from derive.cli import main
from tests.network.malformed import CASES


def run(arguments, capsys):
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_there_are_at_least_sixty_malformed_files():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_malformed_file_gets_one_message_and_leaves_nothing_behind(case, tmp_path, capsys):
    path = case.write(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    out = tmp_path / "train.py"
    code, printed, error = run(["code", str(path), "-o", str(out)], capsys)
    assert code == 2
    assert printed == ""
    assert error.startswith("derive: ")
    assert error.count("\n") == 1
    assert "Traceback" not in error
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_build_makes_no_folder_for_a_malformed_file(case, tmp_path, capsys):
    path = case.write(tmp_path)
    code, _, error = run(["build", str(path), "-o", str(tmp_path / "out")], capsys)
    assert code == 2
    assert error.strip().splitlines()[-1].startswith("derive: ")
    assert not (tmp_path / "out").exists()


def test_a_network_that_is_nowhere_is_named(capsys):
    code, _, error = run(["show", "lectur"], capsys)
    assert code == 2
    assert "Did you mean 'lecture'?" in error


def test_a_gradient_that_does_not_exist_is_named(capsys):
    code, _, error = run(["explain", "lecture", "w9"], capsys)
    assert code == 2
    assert "w9" in error
    assert "w1" in error


def test_a_function_that_never_learns_is_refused(tmp_path, capsys):
    path = tmp_path / "step.toml"
    path.write_text(
        'input = 2\nloss = "squared_error"\n'
        '[[layers]]\nformula = "dense"\nunits = 3\n[[layers]]\nformula = "step"\n'
        '[formulas.step]\nkind = "activation"\nequations = ["y = sign(x)"]\n',
        encoding="utf-8",
    )
    code, _, error = run(["code", str(path)], capsys)
    assert code == 2
    assert "w1" in error


def test_an_unwritable_place_is_named(tmp_path, capsys):
    code, _, error = run(["code", "lecture", "-o", str(tmp_path / "no" / "train.py")], capsys)
    assert code == 2
    assert "does not exist" in error


def test_an_unknown_ending_is_answered_with_what_would_do(tmp_path, capsys):
    code, _, error = run(["handout", "lecture", "-o", str(tmp_path / "a.docx")], capsys)
    assert code == 2
    assert ".pdf" in error


@pytest.mark.parametrize("command", ["handout", "code", "build"])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(command, tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    output = tmp_path / "file" / "below"
    code, printed, error = run([command, "lecture", "-o", str(output)], capsys)
    assert code == 2
    assert printed == ""
    assert error.startswith("derive: ")
    assert error.count("\n") == 1


def test_a_count_in_other_digits_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["verify", "lecture", "--seeds", "²"])
    assert stop.value.code == 2
    assert "a whole number from 1 to 1000" in capsys.readouterr().err


def test_an_empty_name_is_no_gradient(capsys):
    code, _, error = run(["explain", "lecture", ""], capsys)
    assert code == 2
    assert "Known: " in error
