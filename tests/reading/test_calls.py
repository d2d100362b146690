"""Functions take what stands behind them, and say where that ends."""

import pytest

from derive.reading.problems import ReadingProblem
from tests.reading.small import said, term


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"\tanh(z_j)", "tanh(z[j])"),
        (r"\tanh z_j", "tanh(z[j])"),
        (r"\tanh^2(z_j)", "tanh(z[j])^2"),
        (r"\exp(z_j)^2", "exp(z[j])^2"),
        (r"\ln z_j", "log(z[j])"),
        (r"\log \sum_j z_j", "log(sum over j=1..J of z[j])"),
        ("f'(z_j)", "f'(z[j])"),
        ("f''(z_j)", "f''(z[j])"),
        ("f(z)", "f(z)"),
        ("f(z)_j", "f(z)[j]"),
        ("f(z_j) y_j", "f(z[j]) * y[j]"),
        ("z_j (y_j + 1)", "z[j] * (y[j] + 1)"),
        ("|z_j|", "abs(z[j])"),
        (r"\|z\|^2", "sum(z^2, axis=0)"),
        (r"\|z\|_2^2", "sum(z^2, axis=0)"),
        (r"\|W\|_F^2", "sum(sum(W^2, axis=0), axis=1)"),
        (r"\mathbb{1}[z_j > 0]", "[z[j] > 0]"),
        (r"\mathbb{1}_{z_j > 0}", "[z[j] > 0]"),
        ("[z_j > 0] y_j", "[z[j] > 0] * y[j]"),
        (r"\mathbf{1}^T z", "sum(z, axis=0)"),
        (r"W \mathbf{1}", "sum(W, axis=1)"),
    ],
)
def test_a_function_is_of_what_stands_behind_it(written, read_as):
    assert said(written) == read_as


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (r"\tanh z_j y_j", "where the argument of this function ends"),
        ("f z_j", "stands in parentheses"),
        ("f", "without its argument"),
        ("f(z_j, y_j)", "several arguments"),
        (r"\tanh^{-1}(z_j)", "its inverse or its reciprocal"),
        ("f^{-1}(z_j)", "its inverse or its reciprocal"),
        (r"\|z\|_1", "Norms other than the Euclidean"),
        (r"\|z\|^3", "Only the square of a norm"),
        (r"\mathbf{1}", "vector of ones"),
        (r"\operatorname{arccot} z_j", "Nothing says what 'arccot' is."),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(written, met):
    with pytest.raises(ReadingProblem) as problem:
        term(written)
    assert met in problem.value.met


def test_a_letter_in_front_of_a_bracket_is_a_factor_unless_it_is_a_function():
    assert said("c(z_j)") == "c * z[j]"
    assert said("f(z_j)") == "f(z[j])"
