"""Which of its scripts make a name: layer, index, power or transpose, by what is known."""

import pytest

from derive.reading.names import Names
from derive.reading.problems import ReadingProblem, UnknownName
from derive.reading.spellings import (
    Spelling,
    uses,
    whole_number,
)
from derive.reading.terms import Quantity
from tests.reading.small import NAMES, I, J, K, names, said, term, tree


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("w_{ji}", "w[j,i]"),
        ("w_{j,i}", "w[j,i]"),
        ("w_{12}", "w[1,2]"),
        ("x_i^2", "x[i]^2"),
        ("(x_i)^2", "x[i]^2"),
        ("x_{i'}", "x[i']"),
        ("w_{j,i+1}", "w[j,i+1]"),
        ("x^T", "x.T"),
        (r"x^{\top}", "x.T"),
        ("N^2", "N^2"),
    ],
)
def test_scripts_of_a_known_name_are_indices_powers_and_transposes(written, read):
    assert said(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a^{(1)}", "a1"),
        ("a^{[2]}", "a2"),
        ("a^{(2)}_k", "a2[k]"),
        ("a_j^{(1)}", "a1[j]"),
        ("(a_j^{(1)})^2", "a1[j]^2"),
    ],
)
def test_a_number_above_is_a_layer_where_a_name_has_layers(written, read):
    assert said(written) == read


def test_a_layer_variable_is_a_layer_by_its_value():
    known = NAMES.at({"l": 1})
    assert said("a^{(l)}_j", known) == "a1[j]"
    assert said("a^{(l+1)}_k", known) == "a2[k]"
    assert whole_number(tree("l - 1"), {"l": 3}) == 2
    assert whole_number(tree("l - m"), {"l": 3}) is None


def test_a_name_that_can_be_a_layer_or_a_power_is_refused_with_both():
    known = names()
    known.add(Spelling("a"), Quantity("a", (J,), "signal"))
    with pytest.raises(ReadingProblem) as met:
        term("a_j^1", known)
    assert (
        met.value.met == "This can be read as 'a' with 1 indices to a power or 'a1' with 1 indices."
    )
    assert said("a_j^2", known) == "a[j]^2"  # of layer 2, the letter would be k
    assert met.value.accepted == "Write it so that only one is meant."


@pytest.mark.parametrize(
    ("written", "said_of_it", "accepted"),
    [
        ("q", "Nothing says what 'q' is.", "Known: L,"),
        ("a^{(3)}", "Nothing says what 'a^(3)' is.", "Did you mean 'a^(2)'?"),
        (r"\hat x_i", "Nothing says what 'hat x' is.", "Known:"),
        ("x_{ij}", "'x' has 1 indices, not 2.", None),
        ("x'_i", "Nothing says what 'x'' is.", "Did you mean 'x'?"),
    ],
)
def test_an_unknown_name_is_told_where_it_stands(written, said_of_it, accepted):
    line = f"z_j + {written}"
    with pytest.raises(UnknownName) as met:
        term(line)
    span = met.value.span
    assert line[span.start : span.end] == written
    assert met.value.met == said_of_it
    assert (met.value.accepted or "").startswith(accepted or "")


def test_accents_and_primes_are_part_of_a_name():
    known = Names()
    known.add(Spelling("y", "hat"), Quantity("y_hat", (K,), "signal"))
    known.add(Spelling("y"), Quantity("y", (K,), "target"))
    assert said(r"\hat y_k - y_k", known) == "y_hat[k] - y[k]"


def test_names_of_one_letter_are_told_apart_by_the_letters_of_their_axes():
    known = Names()
    known.add(Spelling("w"), Quantity("w1", (J, I), "parameter"))
    known.add(Spelling("w"), Quantity("w2", (K, J), "parameter"))
    assert said("w_{ji} x_i", _with_input(known)).startswith("w1[j,i]")
    assert said("w_{kj}", known) == "w2[k,j]"
    with pytest.raises(ReadingProblem, match="'w1' with 2 indices or 'w2' with 2 indices"):
        term("w_{12}", known)


def _with_input(known):
    known.add(Spelling("x"), Quantity("x", (I,), "input"))
    return known


def test_primes_of_a_function_are_its_derivatives_and_a_power_is_no_prime():
    function, power = NAMES.function(tree("f''"))
    assert (function.name, function.order, power) == ("f", 2, None)
    function, power = NAMES.function(tree("f'^2"))
    assert (function.order, power is not None) == (1, True)
    assert NAMES.function(tree("z_j")) is None


def test_indices_in_a_writers_own_order_keep_their_slots():
    known = Names()
    weight = Quantity("w", (J, I), "parameter")
    known.add(Spelling("w"), weight, (1, 0))
    assert said("w_{ij}", known) == "w[j,i]"


def test_two_powers_or_two_transposes_are_no_name():
    assert all(use.power is None for use in uses(tree("x^T"), {}) if use.is_transposed)
    assert not any(use.indices and use.power for use in uses(tree("x^2"), {}))
