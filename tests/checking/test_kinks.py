"""A declared subgradient is what the engine derives at the kink; a wrong one is caught."""

from dataclasses import replace

import pytest

from derive.checking.kinks import check_kinks
from derive.checking.report import Tally
from derive.formulas.catalogue import builtin, builtin_names
from derive.network.network import build
from derive.network.reader import read_line, read_toml
from derive.notation.syntax import read_expression
from derive.text import Text
from tests.formulas.torch_cases.catalogue import cases

WITH_KINKS = [name for name in builtin_names("activation") if builtin(name).kinks]
LOSSES = [name for name in builtin_names("loss") if builtin(name).kinks]


def checked(architecture):
    tally = Tally("kinks", Text("", ""), 1e-30)
    check_kinks(tally, build(architecture), 1, 40)
    return tally


@pytest.mark.parametrize("name", WITH_KINKS)
def test_an_activation_has_its_declared_subgradient(name):
    tally = checked(read_line(f"2 -> dense 3 -> {name} | squared_error"))
    assert tally.count
    assert tally.failure is None


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_has_its_declared_subgradient(name):
    tally = checked(read_toml(cases()[name].network))
    assert tally.count
    assert tally.failure is None


@pytest.mark.parametrize("name", WITH_KINKS)
def test_a_wrong_declaration_is_caught(name):
    architecture = read_line(f"2 -> dense 3 -> {name} | squared_error")
    formula = architecture.layers[1].formula
    wrong = replace(formula.kinks[0], derivative=read_expression("7/3"))
    layer = replace(architecture.layers[1], formula=replace(formula, kinks=(wrong,)))
    tally = checked(replace(architecture, layers=(architecture.layers[0], layer)))
    assert tally.failure is not None
    assert name in tally.failure.where
