"""Functions of analysis: their values, their slopes, and what has none here."""

import pytest

from tests.reading.documents import displayed, problems, verdicts


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (r"\cosh'(u) = \sinh(u)", r"\cosh'(u) = -\sinh(u)"),
        (r"\sinh'(u) = \cosh(u)", r"\sinh'(u) = \tanh(u)"),
        (r"\tan'(u) = \sec^2(u)", r"\tan'(u) = \sec(u)"),
        (r"\operatorname{artanh}'(u) = \frac{1}{1 - u^2}", r"\operatorname{artanh}'(u) = 1 - u^2"),
        (r"\operatorname{arsinh}'(u) = \frac{1}{\sqrt{1 + u^2}}", r"\operatorname{arsinh}'(u) = u"),
    ],
)
def test_slopes_are_those_of_analysis(line, wrong):
    assert verdicts(displayed("y = w x", line, wrong)) == ["right", "wrong"]


def test_a_function_of_analysis_is_no_factor():
    lines = [r"L = \sum_k \log\cosh(z_k - t_k)"]
    lines += [r"\frac{\partial L}{\partial z_k} = \tanh(z_k - t_k)"]
    lines += [r"\frac{\partial L}{\partial z_k} = \sinh(z_k - t_k)"]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


def test_a_logarithm_has_its_base():
    lines = [
        "y = \\sigma(a)",
        r"L = -t \log_2 y",
        r"\frac{\partial L}{\partial y} = -\frac{t}{y \ln 2}",
    ]
    lines += [r"\frac{\partial L}{\partial y} = -\frac{t}{y}"]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


@pytest.mark.parametrize("name", [r"\mathrm{arccot}", r"\mathrm{LeakyReLU}"])
def test_a_function_without_numbers_is_refused_by_name(name):
    found = problems(displayed(rf"y = {name}(w x)", r"L = (y - t)^2"))
    assert any("Nothing says what" in one for one in found)


def test_bars_around_a_vector_that_is_squared_are_its_length():
    lines = ["z = W x", r"L = \frac12 |z - t|^2", r"\frac{\partial L}{\partial z} = z - t"]
    assert verdicts(displayed(*lines, r"\frac{\partial L}{\partial z} = 2(z - t)")) == [
        "right",
        "wrong",
    ]
