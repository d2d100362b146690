"""Which statements define a name, and which are ranges, boundaries and facts."""

import pytest

from derive.reading.activations import activations
from derive.reading.forward import (
    distribution_of,
    forward_equations,
    is_boundary,
    layers_of,
    range_of,
    sizes_of,
)
from derive.reading.occurrences import habits_of
from tests.reading.small import statement, statements


def defining(*lines):
    """The spelling that each defining line defines."""
    found = statements("\n".join(lines))
    habits = habits_of(found, is_einstein=False)
    forward = forward_equations(found, habits, layers_of(found), activations())
    return [(one.number, str(one.left.use.spelling)) for one in forward]


def test_the_first_equation_for_a_name_defines_it():
    lines = [r"z_j = \sum_i w_{ji} x_i", "y_j = z_j^2", "z_j = 5"]
    assert defining(*lines) == [(0, "z"), (1, "y")]


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial L}{\partial z_j} = 1",
        "dW = 1",
        "2 z_j = 1",
        "(z_j)^2 = 1",
        "z^T = 1",
        r"j = 1, \dots, J",
        r"x \in \mathbb{R}",
        r"\sum_k t_k = 1",
        "z_j > 0",
        "z_j + y_j = 1",
        r"\tanh'(z) = 1",
    ],
)
def test_what_only_looks_like_a_definition_is_none(line):
    assert defining(line) == []


def test_a_general_layer_defines_a_name_for_each_of_three_layers():
    lines = [r"z^{(l)} = W^{(l)} a^{(l-1)}", "a^{(l)} = f(z^{(l)})"]
    assert [name for _, name in defining(*lines)] == [
        "z^(1)", "z^(2)", "z^(3)", "a^(1)", "a^(2)", "a^(3)",
    ]  # fmt: skip
    assert layers_of(statements("a^{(l)} = 1"))[0] == {"l": 1, "L": 3}
    assert layers_of(statements("a_j = 1")) == ({},)


def test_ranges_boundaries_and_facts_are_told_apart():
    assert range_of(statement(r"n = 1, \dots, N")) == ("n", "N")
    assert range_of(statement("n = 1")) is None
    assert is_boundary(statement("h_0 = 0"))
    assert is_boundary(statement(r"\delta_{T+1} = 0"))
    assert not is_boundary(statement("h_t = 0"))
    assert not is_boundary(statement("h_0 = 1"))
    assert distribution_of(statement(r"\sum_k t_k = 1")) == "t"
    assert distribution_of(statement(r"\sum_k t_k = 2")) is None


def test_sizes_are_what_sums_and_ranges_end_at():
    lines = statements(r"L = \frac1N \sum_{n=1}^N y_n" + "\n" + r"k = 1, \dots, K")
    sizes = sizes_of(lines, habits_of(lines, is_einstein=False))
    assert set(sizes) == {"N", "K"}
    assert sizes["K"] == "k"


def test_a_sum_without_end_has_no_size():
    lines = statements(r"L = \sum_{n=1}^{\infty} y_n")
    assert sizes_of(lines, habits_of(lines, is_einstein=False)) == {}
