"""How a term was read is told for every kind of term."""

import pytest

from derive.reading import terms
from derive.reading.echo import echo
from derive.reading.term_parts import every
from tests.reading.terms_of_all_kinds import TERMS, WHOLE_X, X


@pytest.mark.parametrize(("term", "text", "latex"), TERMS)
def test_a_term_is_told_with_ranges_and_places_from_one(term, text, latex):
    assert echo(term) == text


def test_every_kind_of_term_is_among_the_examples():
    met = {type(part).__name__ for term, _, _ in TERMS for part in every(term)}
    assert met == {one.__name__ for one in terms.Term.__subclasses__()}


def test_a_vector_that_lies_as_the_document_lays_vectors_has_no_t():
    row = terms.Part(X, (terms.Whole(1),))
    assert echo(row) == "x"
    assert echo(row, "column") == "x.T"
    assert echo(WHOLE_X, "row") == "x.T"


def test_what_is_looser_than_its_place_stands_in_parentheses():
    total = terms.Plus(((1, WHOLE_X), (1, WHOLE_X)))
    assert echo(terms.Times((total, total))) == "(x + x) * (x + x)"
    assert echo(terms.Plus(((-1, total),))) == "-(x + x)"
    assert echo(terms.Plus(((1, WHOLE_X), (-1, total)))) == "x - (x + x)"
