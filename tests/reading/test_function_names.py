"""A letter that only stands in front of brackets is a function."""

import pytest

from derive.reading.activations import activations
from derive.reading.function_names import functions_in
from tests.reading.small import statements


def found(*lines):
    functions, defined = functions_in(statements("\n".join(lines)), activations())
    return set(functions) - set(activations()), set(defined)


@pytest.mark.parametrize(
    ("lines", "functions"),
    [
        (["y_j = f(z_j)"], {"f"}),
        ([r"y_j = \varphi(z_j)"], {"varphi"}),
        (["y_j = f(z_j)", "x_i = f"], set()),
        (["y_j = c(z_j + 1)"], set()),
        (["y_j = g'(z_j) h(x_j)"], {"g", "h"}),
        ([r"y_j = \sigma(z_j)"], {"sigma"}),
        ([r"y_j = \sigma z_j"], set()),
    ],
)
def test_functions_are_told_from_factors(lines, functions):
    assert found(*lines)[0] == functions


def test_sigma_is_the_sigmoid_unless_the_document_says_otherwise():
    functions, _ = functions_in(statements(r"y = \sigma(z)"), activations())
    assert functions["sigma"] == activations()["sigmoid"]
    assert found(r"\sigma(u) = \max(0, u)", r"y = \sigma(z)") == ({"sigma"}, {"sigma"})


def test_only_a_first_equation_defines_a_function():
    _, defined = functions_in(statements("f(u) = u^2\nf(u) = u^3\ny = f(z)"), activations())
    assert defined["f"].sides[1].upper.value == 2
