"""The option --notation."""

import pytest

from derive.cli import main

LINE = "2 -> dense 3 -> tanh -> dense 2 | mean_squared_error"


def test_a_handout_is_printed_in_a_notation(tmp_path) -> None:
    path = tmp_path / "handout.tex"
    assert main(["handout", LINE, "--lang", "en", "--notation", "nielsen", "-o", str(path)]) == 0
    assert "M. Nielsen" in path.read_text(encoding="utf-8")


def test_a_chain_is_printed_in_a_notation_per_sample_and_over_a_batch(capsys) -> None:
    assert main(["explain", LINE, "w1", "--lang", "en", "--notation", "ng"]) == 0
    assert "dw⁽¹⁾" not in capsys.readouterr().out
    assert main(["explain", LINE, "w1", "--lang", "en", "--notation", "ng", "--batch"]) == 0
    assert "1/m" in capsys.readouterr().out


def test_a_file_of_ones_own_is_taken(tmp_path, capsys) -> None:
    own = tmp_path / "my.toml"
    own.write_text('error_signal = "ε"', encoding="utf-8")
    assert main(["explain", LINE, "w1", "--lang", "en", "--notation", str(own)]) == 0
    assert "ε" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["build", "handout", "explain"])
def test_a_mistake_in_a_profile_gets_one_line_and_leaves_nothing(command, tmp_path, capsys) -> None:
    own = tmp_path / "my.toml"
    own.write_text('layer = "{l}"', encoding="utf-8")
    output = [] if command == "explain" else ["-o", str(tmp_path / "out.tex")]
    assert main([command, LINE, "--notation", str(own), *output]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "my.toml, line 1" in said
    assert [path.name for path in tmp_path.iterdir()] == ["my.toml"]


def test_an_unknown_notation_is_answered_with_the_nearest(capsys) -> None:
    assert main(["explain", LINE, "--notation", "bishob"]) == 2
    assert "bishop" in capsys.readouterr().err
