"""Lines that could not be read, and without which the document's network is another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.judging.document import Read
from derive.reading.declared import Declared
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
        spelling
        for spelling, known in form.names.quantities.items()
        if any(form.model.definition(one) is None for one in known)
    }
    for line in lines:
        if isinstance(line.found, Unread) and any(
            one in given for one in _left(source, line.found)
        ):
            raise ReadingProblem(line.found.met, line.found.span, line.found.accepted)


def _left(source: Source, line: Unread) -> Iterator[Spelling]:
    """What the name in front of a line's first equals sign can be."""
    text = source.text[line.line.start : line.line.end]
    head, sign, _ = text.partition("=")
    head = head.replace("&", " ").removesuffix(":").strip()
    if sign:
        for found in (*read_latex(head, 0, source.macros), *read_plain(head, 0)):
            if isinstance(found, Statement) and len(found.sides) == 1:
                yield from _spellings(found.sides[0])


def _spellings(tree: Tree) -> Iterator[Spelling]:
    if isinstance(tree, Symbol | Scripted):
        yield from (use.spelling for use in uses(tree, {}))
