"""Blocks that are repeated: the first turn is told, a table says what the others correspond to."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents import terms
from derive.documents.document import Reference, Section, Sentence, Table
from derive.documents.layout import Layout, Number, Words
from derive.documents.manuscript import Manuscript, count, listed
from derive.documents.repetition import defined_by
from derive.documents.section_signals import span
from derive.network.structure import LayerRecord
from derive.text import Text

Row = tuple[Sentence, ...]


def block_sections(manuscript: Manuscript, records: Sequence[LayerRecord]) -> list[Section]:
    """The section about a block, behind the last layer of its first turn; else none."""
    last = records[-1].repetition
    if last is None or last.turns == 1:
        return []
    block = _turns(manuscript, last.block)
    if block[0][-1] != records[-1]:
        return []
    name = Text(last.block, last.block)
    table = _table(manuscript, block, name)
    first = block[0]
    has_own = any(record.parameters for record in block[1])
    shared = terms.graph.OWN_PARAMETERS if has_own else terms.graph.SAME_PARAMETERS
    told = manuscript.paragraph(
        _filled(terms.graph.BLOCK, shared=shared),
        first=manuscript.layer(first[0].number),
        last=manuscript.layer(first[-1].number),
        turns=count(last.turns),
        table=Reference(table.number, "table"),
    )
    title = manuscript.say(_filled(terms.graph.BLOCK_TITLE, name=name), turns=count(last.turns))
    return [Section(title, (told, table))]


def _filled(text: Text, **words: Text) -> Text:
    english, japanese = text.en, text.ja
    for name, filling in words.items():
        english = english.replace(f"{{{name}}}", filling.en)
        japanese = japanese.replace(f"{{{name}}}", filling.ja)
    return Text(english, japanese)


def _turns(manuscript: Manuscript, block: str) -> list[list[LayerRecord]]:
    """The records of each turn of a block."""
    found: dict[int, list[LayerRecord]] = {}
    for record in manuscript.network.layers:
        if record.repetition is not None and record.repetition.block == block:
            found.setdefault(record.repetition.turn, []).append(record)
    return [found[turn] for turn in sorted(found)]


def _table(manuscript: Manuscript, turns: Sequence[Sequence[LayerRecord]], name: Text) -> Table:
    say = manuscript.say
    header = tuple(
        say(text)
        for text in (
            terms.graph.TURN,
            terms.graph.LAYERS,
            terms.graph.TAKES,
            terms.graph.GIVES,
            terms.graph.EQUATIONS,
            terms.graph.GRADIENTS,
        )
    )
    rows = [_row(manuscript, place, turn) for place, turn in enumerate(turns, start=1)]
    caption = say(_filled(terms.graph.BLOCK_CAPTION, name=name))
    return Table(header, tuple(rows), caption, manuscript.next("table"))


def _row(manuscript: Manuscript, place: int, turn: Sequence[LayerRecord]) -> Row:
    letters = manuscript.letters
    own = {tensor for record in turn for tensor in defined_by(record)}
    takes = dict.fromkeys(
        tensor for record in turn for tensor in record.inputs if tensor not in own
    )
    equations = [equation.number for record in turn for equation in record.equations]
    gradients = [one.equation.number for one in manuscript.derivation.results if one.of in own]
    gradients.sort(key=int)
    return (
        manuscript.cell(count(place)),
        manuscript.cell(_numbers(turn)),
        manuscript.cell(listed(letters.bold(tensor) for tensor in takes)),
        manuscript.cell(letters.bold(turn[-1].output)),
        manuscript.cell(span(equations)),
        manuscript.cell(span(gradients)),
    )


def _numbers(turn: Sequence[LayerRecord]) -> Layout:
    first, last = str(turn[0].number), str(turn[-1].number)
    return Words(Text(f"{first}–{last}", f"{first}–{last}")) if first != last else Number(first)
