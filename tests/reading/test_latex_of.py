"""A term is written in the writer's letters, and read back it is the same."""

import pytest

from derive.reading.latex import read_latex
from derive.reading.latex_of import latex_of
from derive.reading.parse_tree import Statement
from tests.reading.terms_of_all_kinds import TERMS, WHOLE_W, WHOLE_X


@pytest.mark.parametrize(("term", "text", "latex"), TERMS)
def test_a_term_is_written_as_latex(term, text, latex):
    if latex is not None:
        assert latex_of(term) == latex
    assert latex_of(term)


@pytest.mark.parametrize("term", [term for term, text, _ in TERMS if not text.startswith("matrix")])
def test_what_is_written_is_read(term):
    (found,) = read_latex(f"q = {latex_of(term)}")
    assert isinstance(found, Statement)


def test_vectors_lie_as_the_document_lays_them():
    assert latex_of(WHOLE_X, "row") == r"x^\top"
    assert latex_of(WHOLE_W, "row") == "w^{(1)}"
