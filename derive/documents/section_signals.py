"""What passes through a network that is more than one row of layers: a table of its values."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents import terms
from derive.documents.document import Block, Reference, Sentence, Table
from derive.documents.layout import Layout, Sign, Space, Symbol, Words, row
from derive.documents.manuscript import Manuscript, listed
from derive.documents.reasons import numbers
from derive.documents.repetition import layers_told
from derive.documents.shapes import in_numbers
from derive.network.structure import LayerRecord
from derive.notation.index import index_of
from derive.notation.tensor import Tensor
from derive.text import Text

Row = tuple[Sentence, ...]


def general_lead(manuscript: Manuscript, boxes: object) -> list[Block]:
    """What the figure and the table show; that all is told over a batch, if it must be."""
    assert isinstance(boxes, Reference), "the figure has a number"
    table = Reference(str(manuscript.coming("table")), "table")
    lead: list[Block] = [
        manuscript.paragraph(terms.structure.STRUCTURE_LEAD_GRAPH, boxes=boxes, table=table)
    ]
    sample = manuscript.network.sample
    if sample is not None:
        letters = manuscript.letters
        lead.append(
            manuscript.paragraph(
                terms.graph.BATCH_ONLY,
                n=letters.size(sample),
                index=letters.index(index_of(sample)),
            )
        )
    return lead


def signals_table(manuscript: Manuscript) -> Table:
    """Inputs, what each layer makes, and labels, with shapes and where each is from."""
    network, say = manuscript.network, manuscript.say
    header = (
        say(terms.graph.VALUE),
        say(terms.notation.SHAPE),
        say(terms.graph.BY),
        say(terms.graph.FROM),
        say(terms.algorithm.COLUMN_EQUATION),
    )
    rows: list[Row] = [
        _given(manuscript, tensor, _input_words(manuscript, tensor)) for tensor in network.inputs
    ]
    rows += [_layer(manuscript, record) for record in layers_told(network)]
    rows += [
        _given(manuscript, tensor, _target_words(manuscript, tensor)) for tensor in network.targets
    ]
    return Table(header, tuple(rows), say(terms.graph.SIGNALS_CAPTION), manuscript.next("table"))


def _given(manuscript: Manuscript, tensor: Tensor, words: Text) -> Row:
    empty = manuscript.cell(Space())
    return (
        manuscript.cell(manuscript.letters.bold(tensor)),
        manuscript.cell(_shape(manuscript, tensor)),
        manuscript.say(words),
        empty,
        empty,
    )


def _input_words(manuscript: Manuscript, tensor: Tensor) -> Text:
    if len(manuscript.network.inputs) == 1:
        return terms.graph.COMES_IN
    return _named(terms.graph.NAMED_INPUT, tensor.name)


def _target_words(manuscript: Manuscript, tensor: Tensor) -> Text:
    if len(manuscript.network.targets) == 1:
        return terms.graph.GIVEN_TARGET
    return _named(terms.graph.NAMED_TARGET, tensor.name)


def _named(text: Text, name: str) -> Text:
    return Text(text.en.replace("{name}", name), text.ja.replace("{name}", name))


def _layer(manuscript: Manuscript, record: LayerRecord) -> Row:
    letters = manuscript.letters
    shown = [equation.number for equation in record.equations]
    return (
        manuscript.cell(letters.bold(record.output)),
        manuscript.cell(_shape(manuscript, record.output)),
        manuscript.say(_title(manuscript, record), number=manuscript.layer(record.number)),
        manuscript.cell(listed((letters.bold(one) for one in record.inputs), most=4)),
        manuscript.cell(span(shown)),
    )


def _title(manuscript: Manuscript, record: LayerRecord) -> Text:
    title = manuscript.inner(record.formula.title)
    text = terms.graph.LAYER_OF if record.name is None else terms.graph.LAYER_NAMED
    ending = (
        terms.graph.ANSWERED if record.output in manuscript.network.predictions else Text("", "")
    )
    name = record.name or ""
    return Text(
        text.en.replace("{title}", title.en).replace("{name}", name) + ending.en,
        text.ja.replace("{title}", title.ja).replace("{name}", name) + ending.ja,
    )


def span(found: Sequence[str]) -> Layout:
    """The numbers of consecutive equations: (3), or (3)–(7)."""
    if len(found) <= 1:
        return numbers(found)
    first, last = f"({found[0]})", f"({found[-1]})"
    return Words(Text(f"{first}–{last}", f"{first}–{last}"))


def _shape(manuscript: Manuscript, tensor: Tensor) -> Layout:
    """S × D = 7 × 8."""
    printed, extents = manuscript.letters.shape(tensor), in_numbers(manuscript.network, tensor)
    return printed if printed == extents else row(printed, Symbol(Sign.EQUAL), extents)
