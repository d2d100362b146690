"""A formula knows what its equations define."""

import dataclasses

import pytest

from derive.formulas.catalogue import builtin
from derive.formulas.formula import INITIAL_RULES, head
from derive.notation.syntax import read_equation


@pytest.mark.parametrize(
    ("name", "defined"), [("dense", ("z",)), ("huber", ("d", "l", "L")), ("relu", ("y",))]
)
def test_the_last_equation_defines_the_output(name, defined):
    formula = builtin(name)
    assert formula.defined == defined
    assert formula.output == defined[-1]


@pytest.mark.parametrize("text", ["L = 1", "L[k] = 1"])
def test_the_head_of_an_equation_is_the_name_on_its_left(text):
    assert head(read_equation(text)) == "L"


def test_a_formula_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        builtin("relu").name = "other"


def test_the_initial_rules_are_those_of_the_contract():
    families = {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal"}
    assert set(INITIAL_RULES) == {"zeros", "ones"} | families
