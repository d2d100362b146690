"""A letter runs over the axis on which it stands; writers count from 1, terms from 0."""

import pytest
from sympy import Integer

from derive.notation.index import Index
from derive.reading.index_letters import IndexLetters, index_name, index_names
from derive.reading.problems import ReadingProblem
from tests.reading.small import I, J, read, said, tree


@pytest.mark.parametrize(
    ("written", "name"),
    [("j", "j"), ("j'", "j'"), ("j''", "j''"), ("k_1", "k1"), (r"\tilde j", "j~"), (r"\nu", "nu")],
)
def test_a_letter_with_its_marks_is_one_index(written, name):
    assert index_name(tree(written)) == name


@pytest.mark.parametrize("written", ["2", "j + 1", "j^2", r"\infty", r"\dots", "jk"])
def test_what_is_no_lone_letter_is_no_index_name(written):
    assert index_name(tree(written)) is None


def test_the_letters_of_an_expression_are_told_once_each():
    assert index_names(tree("2(p - 1) + k - p")) == ["p", "k"]


def test_a_letter_that_stands_alone_has_the_range_of_its_slot():
    letters = IndexLetters()
    assert letters.place(tree("j"), J) == Index("j", J)
    assert letters.axis("j") == J
    assert letters.axis("j'") == J


def test_places_are_counted_from_one_by_the_writer():
    letters = IndexLetters()
    assert letters.place(tree("1"), J) == Integer(0)
    letters.place(tree("i"), I)
    assert letters.place(tree("i - 1"), I) == Index("i", I) - 1
    assert letters.place(tree("2i"), I) == 2 * (Index("i", I) + 1) - 1


def test_a_letter_may_be_used_before_the_place_that_tells_its_range():
    assert said(r"\delta_{jj'} z_j = \delta_{jj'} z_{j'}").startswith("delta(j, j') * z[j]")
    assert said(r"\delta_{ij} = w_{ji}") == "delta(i, j) = w[j,i]"


def test_a_letter_without_a_range_is_told_by_name():
    with pytest.raises(ReadingProblem) as met:
        read(r"z_j = \sum_q 2")
    assert met.value.met == "Nothing says what the index 'q' runs over."
    assert met.value.accepted == "Let it stand alone below some name in the line."


@pytest.mark.parametrize("written", ["x_{j^2}", "x_{1.5}", r"x_{10^{9}}"])
def test_an_index_is_a_letter_a_number_or_a_sum_of_these(written):
    with pytest.raises(ReadingProblem) as met:
        read(written)
    assert "index" in met.value.met or "indices" in met.value.met or "Nothing says" in met.value.met
