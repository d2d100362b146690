"""The formula lines of a handout as LaTeX, the way a reader would copy them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.documents import terms
from derive.documents.document import (
    Block,
    Boxed,
    Chain,
    ChainRow,
    Display,
    Document,
    ItemList,
    Paragraph,
    Remark,
    Section,
    Table,
)
from derive.documents.latex_math import latex_math
from derive.documents.layout import Layout
from derive.text import Language

MOST_SIGNS = 1_500  # of a line; a longer chain is copied in two
MOST_CHARACTERS = 50_000  # of a file
MOST_EQUALITIES = 300
_SIGN = re.compile(r"\\[a-zA-Z]+|\S")
_RELATION = re.compile(r"=|\\leftarrow")
_NUMBER = re.compile(r"[-\d.\s]+|.*\\dots.*|.*\\times[^=]*=(?:[\d\s]|\\times)+")


def formulas(document: Document, language: Language) -> list[str]:
    """Every formula that states something of the network, each once, in order."""
    return list(dict.fromkeys(_formulas(document.blocks, language)))


def _formulas(blocks: Sequence[Block], language: Language) -> Iterator[str]:
    before: Block | None = None
    for block in blocks:
        if not _is_supposed(before):
            yield from _of_block(block, language)
        before = block


def _of_block(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Section(blocks=inner) | Remark(blocks=inner):
            yield from _formulas(inner, language)
        case ItemList(items=items):
            for item in items:
                yield from _formulas(item, language)
        case Chain(rows=rows):
            yield from _chains(rows, language)
        case Boxed(formulas=displays):
            for one in displays:
                yield latex_math(one.body, language)
        case Display(body=body):
            yield latex_math(body, language)
        case Table():
            yield from _cells(block, language)


def _is_supposed(before: Block | None) -> bool:
    """Whether a paragraph asks what the network would be without its activation function."""
    if not isinstance(before, Paragraph):
        return False
    opening = terms.structure.LINEAR_LEAD.en[:25]
    return any(sentence.text.en.startswith(opening) for sentence in before.sentences)


def _chains(rows: Sequence[ChainRow], language: Language) -> Iterator[str]:
    """Chains, each with all its lines; equations of prediction (1p) are of another network."""
    sides: list[str] = []
    for row in rows:
        relation = latex_math(row.relation, language)
        right = latex_math(row.right, language)
        if row.left is not None:
            yield from _lines(sides)
            is_prediction = row.number.endswith("p")
            sides = [] if is_prediction else [latex_math(row.left, language), relation, right]
        elif sides:
            sides += [relation, right]
    yield from _lines(sides)


def _lines(sides: list[str]) -> Iterator[str]:
    """A chain as one line, or as several where it is longer than a line may be."""
    while sides:
        end = 3
        while end < len(sides) and _signs(sides[: end + 2]) <= MOST_SIGNS:
            end += 2
        yield " ".join(sides[:end])
        sides = sides[end - 1 :] if end < len(sides) else []


def _signs(sides: list[str]) -> int:
    return sum(1 for _ in _SIGN.finditer(" ".join(sides)))


def _cells(table: Table, language: Language) -> Iterator[str]:
    """Equations and updates in the cells of a table; sizes, ranges and numbers are left out."""
    for row in table.rows:
        for cell in row:
            for _, slot in cell.slots:
                if isinstance(slot, Layout):
                    text = latex_math(slot, language)
                    sides = _RELATION.split(text)
                    is_number = _NUMBER.fullmatch(sides[-1]) or _NUMBER.fullmatch(text)
                    if len(sides) > 1 and not is_number:
                        yield text


def files(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The lines as LaTeX files that are short enough, each with its lines."""
    kept: list[str] = []
    length = equalities = 0
    for line in lines:
        more = len(_RELATION.findall(line))
        too_long = length + len(line) > MOST_CHARACTERS or equalities + more > MOST_EQUALITIES
        if kept and too_long:
            yield _file(kept), kept
            kept, length, equalities = [], 0, 0
        kept.append(line)
        length, equalities = length + len(line) + 10, equalities + more
    if kept:
        yield _file(kept), kept


def _file(lines: Sequence[str]) -> str:
    return "\n\n".join(rf"\[ {line} \]" for line in lines)
