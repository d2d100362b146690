"""A chain in the terminal."""

from functools import cache

import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.documents.display import latex_of
from derive.documents.explain import explain
from derive.errors import NetworkError
from derive.network.network import build
from derive.network.reader import read_network
from derive.text import LANGUAGES, Language, columns


@cache
def lecture() -> Derivation:
    return derivation_of(build(read_network("lecture")))


def test_a_chain_runs_from_the_chain_rule_to_the_numbered_result() -> None:
    lines = explain(lecture(), "w2").splitlines()
    assert lines[0] == "The gradient ∂L/∂w⁽²⁾_kj, equation (9):"
    assert "chain rule: w⁽²⁾_kj reaches L through all z⁽²⁾_k'" in lines[2]
    assert lines[2].endswith("(9.1)")
    assert any(
        line.lstrip().startswith("= δ⁽²⁾_k x⁽²⁾_j") and line.endswith("(9)") for line in lines
    )


def test_a_gradient_can_be_named_by_its_own_name() -> None:
    assert explain(lecture(), "delta1") == explain(lecture(), "z1")


def test_japanese_reasons_stand_in_one_column() -> None:
    lines = [line for line in explain(lecture(), "w1", "ja").splitlines() if "(11." in line]
    starts = {columns(line[: line.index("   ", line.index("=") + 2)]) <= 64 for line in lines}
    assert starts == {True}
    assert "連鎖律" in lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_the_same_in_both_languages(language: Language) -> None:
    text = explain(lecture(), "z1", language)
    for number in ("(10.1)", "(10.2)", "(10)", "(10m)"):
        assert number in text


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(NetworkError, match="w9"):
        explain(lecture(), "w9")


def test_full_width_letters_take_two_places() -> None:
    assert columns("連鎖律: x") == 9


def test_a_notebook_gets_delimited_latex() -> None:
    derivation = lecture()
    result = derivation.result("w2")
    for shown in (derivation.network, derivation, result, result.equation):
        text = latex_of(shown, within=derivation)
        assert text.startswith("$$")
        assert text.endswith("$$")
        assert r"\textcolor{backward}" not in text
    assert r"\tag{9}" in latex_of(result.equation, within=derivation)
