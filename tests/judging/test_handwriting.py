"""What is written of a document's terms is read as the same terms."""

import pytest

from derive.judging.compare import Agreement, equal
from derive.judging.context import context_of
from derive.judging.document import lines_of
from derive.judging.handwriting import handwriting
from derive.judging.points import points
from derive.reading.elaborate import line
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement
from derive.reading.sources import pieces
from tests.judging.corpus_entries import contexts, document

NAMES = ("mlp_generic", "mlp_matrix", "softmax_onehot", "lecture_network", "nielsen_network")


def _read(context):
    source = pieces(document(context, *context.lines), f"{context.name}.{context.format}")
    lines = lines_of(source)
    notation = context.notation if context.network else None
    made = context_of(source, lines, context.network or None, notation or None).forms[0]
    return source.text, [one.found for one in lines if isinstance(one.found, Statement)], made


@pytest.mark.parametrize("name", NAMES)
def test_a_side_written_anew_means_the_same(name):
    context = next(one for one in contexts() if one.name == name)
    text, statements, made = _read(context)
    worlds, compared = points(made.model), 0
    for statement in statements[-12:]:
        try:
            read = line(statement, made.names, made.model.cost, vectors=made.vectors)
        except Exception:  # noqa: BLE001 - lines that are not read are no matter of this
            continue
        if read.findings:
            continue
        write = handwriting(text, read, made)
        (again,) = read_latex(" = ".join(write(side) for side in read.sides))
        assert isinstance(again, Statement)
        found = line(again, made.names, made.model.cost, vectors=made.vectors)
        for one, other in zip(read.sides, found.sides, strict=True):
            assert isinstance(equal(one, other, worlds), Agreement), write(one)
        compared += 1
    assert compared > 3


def test_a_plain_document_is_answered_in_plain_text():
    context = next(one for one in contexts() if one.name == "plain_mlp")
    text, statements, made = _read(context)
    read = line(statements[-1], made.names, made.model.cost, vectors=made.vectors)
    assert "\\" not in handwriting(text, read, made)(read.sides[-1])
