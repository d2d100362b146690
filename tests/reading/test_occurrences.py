"""How the scripts of names share out, before anything is known, by the document's habits."""

import pytest

from derive.reading.occurrences import (
    bound_letters,
    derived_by,
    habits_of,
    left_letters,
    occurrences,
)
from derive.reading.spellings import Spelling
from tests.reading.small import statements, tree


def met(written, *document, scope="", is_einstein=False):
    """Every name in a formula: its spelling, and how many indices it has."""
    lines = [f"q = {written}", *document]
    habits = habits_of(statements("\n".join(lines)), is_einstein=is_einstein)
    found = occurrences(tree(written), frozenset(scope), habits)
    return [(str(one.use.spelling), len(one.use.indices)) for one in found]


@pytest.mark.parametrize(
    ("written", "scope", "found"),
    [
        (r"\sum_i w_{ji} x_i", "j", [("w", 2), ("x", 1)]),
        ("z_j^{(1)}", "j", [("z^(1)", 1)]),
        (r"\tanh(W_{xh} x_t)", "t", [("W^(xh)", 0), ("x", 1)]),
        (r"\exp(z_k) + \log y", "k", [("z", 1), ("y", 0)]),
        (r"e^{z_k}", "k", [("z", 1)]),
        (r"\frac{\partial L}{\partial x}", "", [("L", 0), ("x", 0)]),
    ],
)
def test_bound_letters_and_those_of_the_left_side_are_indices(written, scope, found):
    assert met(written, scope=scope) == found


def test_an_index_that_nothing_binds_is_an_index_still_where_another_is_bound():
    assert met("w_{ji} y", scope="j") == [("w", 2), ("y", 0)]


def test_a_two_above_a_name_that_also_stands_without_is_a_power():
    assert met("z^2 + z") == [("z", 0), ("z", 0)]
    assert met("z^2 + z^1") == [("z^(2)", 0), ("z^(1)", 0)]


def test_a_letter_that_is_a_name_itself_is_a_gate_and_no_index():
    assert met("W_f x", "f = W_f x + b_f", scope="f") == [("W^(f)", 0), ("x", 0)]


def test_letters_of_left_sides_and_ranges_are_gathered():
    assert left_letters(tree(r"\frac{\partial L}{\partial w_{ji}^{(l)}}")) == {"j", "i", "l"}
    assert bound_letters(tree(r"\sum_{j,k} x").lower) == {"j", "k"}
    assert bound_letters(tree(r"\sum_{j \ne k} x").lower) == {"j"}
    assert bound_letters(None) == frozenset()


def test_what_a_derivative_is_by_is_seen_in_both_forms():
    assert derived_by(tree(r"\frac{\partial L}{\partial z_j}")) == tree("z_j")
    assert derived_by(tree(r"\partial L / \partial z_j")) == tree("z_j")
    assert derived_by(tree(r"\frac{L}{z_j}")) is None


def test_a_name_is_spelled_with_accent_and_layer():
    assert str(Spelling("y", "hat", 1, frozenset("2"))) == "hat y'^(2)"
