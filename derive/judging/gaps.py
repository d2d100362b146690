"""Lines that could not be read, and without which the document's network is another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.judging.document import Read
from derive.reading.declared import Declared
from derive.reading.index_letters import index_name
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Scripted, Statement, Symbol, Tree, Unread
from derive.reading.plain import read_plain
from derive.reading.problems import ReadingProblem
from derive.reading.source import Source
from derive.reading.spellings import Spelling, uses


def require_whole(source: Source, lines: Sequence[Read], form: Declared) -> None:
    """Refuse a network of which an equation is missing: its name would be taken for given.

    Raises:
        ReadingProblem: An unread line defines a name that no other line defines.
    """
    given = {
        (spelling, count)
        for spelling, known in form.names.quantities.items()
        for one in known
        if form.model.definition(one) is None
        for count in {0, len(one.axes)}
    }
    for line in lines:
        if isinstance(line.found, Unread) and any(
            one in given for one in _left(source, line.found)
        ):
            raise ReadingProblem(line.found.met, line.found.span, line.found.accepted)


def _left(source: Source, line: Unread) -> Iterator[tuple[Spelling, int]]:
    """What the name in front of a line's first equals sign can be, with how many indices."""
    text = source.text[line.line.start : line.line.end]
    head, sign, _ = text.partition("=")
    head = head.replace("&", " ").removesuffix(":").strip()
    if sign:
        for found in (*read_latex(head, 0, source.macros), *read_plain(head, 0)):
            if isinstance(found, Statement) and len(found.sides) == 1:
                yield from _spellings(found.sides[0])


def _spellings(tree: Tree) -> Iterator[tuple[Spelling, int]]:
    if isinstance(tree, Symbol | Scripted):
        for use in uses(tree, {}):
            if all(index_name(index) is not None for index in use.indices):
                yield use.spelling, len(use.indices)
