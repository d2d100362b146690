"""The results in index, matrix and einsum form, side by side."""

from __future__ import annotations

from derive.calculus.derivation import Result
from derive.calculus.einsum import EinsumEquation, einsum_form
from derive.calculus.matrix import MatrixEquation
from derive.documents import terms
from derive.documents.document import Code, Section, Sentence, Table
from derive.documents.layout import Layout, Words
from derive.documents.manuscript import Manuscript
from derive.documents.reasons import numbers
from derive.text import Text

LONGEST = 150
NONE = Words(Text("—", "—"))


def forms_section(manuscript: Manuscript) -> list[Section]:
    """A table with a row for each result that has an einsum; no section if none has."""
    rows = [row for result in manuscript.derivation.results for row in _rows(manuscript, result)]
    if not rows:
        return []
    say = manuscript.say
    header = (
        say(terms.graph.INDEX_FORM),
        say(terms.graph.MATRIX_FORM),
        say(terms.graph.EINSUM_FORM),
    )
    caption = say(terms.graph.FORMS_CAPTION)
    table = Table(header, tuple(rows), caption, manuscript.next("table"))
    lead = manuscript.paragraph(terms.graph.FORMS_LEAD)
    return [Section(say(terms.graph.FORMS), (lead, table))]


def _rows(manuscript: Manuscript, result: Result) -> list[tuple[Sentence, ...]]:
    if result.of.code_name in manuscript.alike:
        return []
    einsum = einsum_form(result.equation)
    if not isinstance(einsum, EinsumEquation) or not einsum.contracts:
        return []
    told = str(einsum)
    if len(told) > LONGEST:
        return []
    return [
        (
            manuscript.cell(numbers([result.number])),
            manuscript.cell(_matrix(manuscript, result)),
            manuscript.say(Text("{code}", "{code}"), code=Code(told)),
        )
    ]


def _matrix(manuscript: Manuscript, result: Result) -> Layout:
    is_matrix = isinstance(manuscript.hand.form(result.equation), MatrixEquation)
    return numbers([f"{result.number}m"]) if is_matrix else NONE
