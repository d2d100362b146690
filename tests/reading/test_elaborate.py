"""What lines mean: notes that restrict, exponents, groups, and what has no meaning."""

import pytest

from derive.reading.problems import ReadingProblem
from tests.reading.small import NAMES, names, read, said, term


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("z_j(1 - z_j)", "z[j] * (1 - z[j])"),
        ("-z_j + 1", "-z[j] + 1"),
        (r"\sqrt{z_j}", "sqrt(z[j])"),
        (r"\pi z_j", "pi * z[j]"),
        ("e^{-z_j}", "exp(-z[j])"),
        ("(W x)_j", "(W @ x)[j]"),
        ("(W x)^T", "(W @ x).T"),
        (r"z_j^{\odot 2}", "z[j]^2"),
        ("(z_j + 1)^2", "(z[j] + 1)^2"),
        (r"\frac{N}{2}", "N / 2"),
        (r"\delta_{jj'} z_j", "delta(j, j') * z[j]"),
        (r"z_j \quad \text{by the chain rule}", "z[j]"),
    ],
)
def test_a_formula_is_read_whole(written, read_as):
    assert said(written) == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"y_j = 1 \quad (z_j > 0)", "[z[j] > 0] * y[j] = [z[j] > 0] * 1"),
        (r"y_j = 0 \quad \text{if } z_j \le 0", "[z[j] <= 0] * y[j] = [z[j] <= 0] * 0"),
        (r"y_j = z_{j'} \quad (j \ne j')", "[j != j'] * y[j] = [j != j'] * z[j']"),
        (r"y_j = z_1 \quad (j = 1)", "[j = 1] * y[j] = [j = 1] * z[1]"),
    ],
)
def test_a_condition_beside_a_formula_restricts_both_sides(written, read_as):
    assert said(written) == read_as


@pytest.mark.parametrize(
    "note",
    [
        r"\quad (j = 1, \dots, J)",
        r"\quad \text{for } j = 1, \dots, J",
        r"\quad \text{for all } j",
        r"\quad \forall j",
        r"\quad (1 \le j \le J)",
        r"\quad (z \in \mathbb{R}^J)",
        r"\quad \text{(chain rule)}",
        r"\quad \text{連鎖律より}",
    ],
)
def test_a_range_or_a_reason_beside_a_formula_changes_nothing(note):
    assert said(f"y_j = z_j {note}") == "y[j] = z[j]"


@pytest.mark.parametrize("word", ["otherwise", "else", "それ以外"])
def test_a_condition_in_words_alone_is_refused(word):
    with pytest.raises(ReadingProblem, match=f"not said when '{word}' holds"):
        read(rf"y_j = 0 \quad \text{{{word}}}")


def test_a_condition_on_the_layer_chooses_layers():
    line = r"a^{(l)} = a^{(l)} \quad (l < 2)"
    assert said(line, NAMES.at({"l": 1})) == "a1 = a1"
    with pytest.raises(ReadingProblem, match="not about this layer"):
        read(line, NAMES.at({"l": 2}))


@pytest.mark.parametrize("power", ["65", "1000000000", "-65"])
def test_a_large_exponent_is_refused(power):
    with pytest.raises(ReadingProblem, match="larger than 64"):
        term(f"z_j^{{{power}}}")
    term("z_j^{64}")


@pytest.mark.parametrize(
    ("written", "met", "where"),
    [
        ("(z_j)'", "A prime stands on a group.", "(z_j)'"),
        ("(W x)_{jk}", "An expression of 1 slots has 2 indices.", "(W x)_{jk}"),
        ("y_j + (z_j, x_i)", "A list has no value here.", "z_j, x_i"),
        ("f", "A function stands without its argument.", "f"),
    ],
)
def test_what_has_no_meaning_is_refused_where_it_stands(written, met, where):
    with pytest.raises(ReadingProblem) as problem:
        term(written)
    assert problem.value.met == met
    span = problem.value.span
    assert written[span.start : span.end] == where


@pytest.mark.parametrize(
    ("vectors", "fits", "fails"), [("column", "W x", "x W^T"), ("row", "x W^T", "W x")]
)
def test_vectors_lie_as_the_document_lays_them(vectors, fits, fails):
    assert not read(fits, vectors=vectors).findings
    assert read(fails, vectors=vectors).findings


def test_e_is_a_number_unless_the_model_has_that_name():
    assert said("c e^{c}") == "c * exp(c)"
    assert said("e^2", names(e=())) == "e^2"
