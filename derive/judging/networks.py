"""The networks of one document: a heading under which the loss is defined anew begins another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.reading.costs import COSTS
from derive.reading.parse_tree import Factors, Fenced, Scripted, Statement, Symbol, Tree, Unread
from derive.reading.source import Source

_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+\S|\\(?:sub){0,2}section\*?[ \t]*\{|\\(?:sub)?paragraph\*?[ \t]*\{"
    r"|(?:\*\*)?(?:Exercise|Problem|Task|Question|Example|Network|Model|問題?|例題|演習)"
    r"[ \t]*[0-9]+)",
    re.MULTILINE,
)


Line = Statement | Unread


@dataclass(frozen=True, slots=True)
class Part:
    """Which lines speak of one network.

    Attributes:
        lines: Their numbers, behind those of the lines that networks before it have too.
        shared: How many of them are shared, and judged there.
    """

    lines: tuple[int, ...]
    shared: int = 0


def parts_of(source: Source, lines: Sequence[Line]) -> list[Part]:
    """The lines of a document by network, in order.

    What stands under headings before the first loss is part of every network, but for names
    that a network defines itself.
    """
    sections = list(_sections(source, lines))
    losses = [at for at, one in enumerate(sections) if any(_is_loss(lines[n]) for n in one)]
    if len(losses) < 2:
        return [Part(tuple(range(len(lines))))]
    shared = [one for section in sections[: losses[0]] for one in section]
    found = []
    for number, at in enumerate(losses):
        end = losses[number + 1] if number + 1 < len(losses) else len(sections)
        own = [one for section in sections[at:end] for one in section]
        names = [name for one in own if (name := _defined(lines[one])) is not None]
        before = [one for one in shared if not number or _defined(lines[one]) not in names]
        found.append(Part((*before, *own), len(before) if number else 0))
    return found


def _sections(source: Source, lines: Sequence[Line]) -> Iterator[list[int]]:
    """The lines between headings."""
    starts = [found.start() for found in _HEADING.finditer(source.text)]
    begin = 0
    for end in (*starts, len(source.text) + 1):
        yield [at for at, one in enumerate(lines) if begin <= one.span.start < end]
        begin = end


def _defined(line: Line) -> Tree | None:
    """The name that a line defines, or says something of."""
    match line:
        case Statement(sides=(Factors(parts=((_, Symbol() as name), (_, Fenced()))), _, *_)):
            return name
        case Statement(sides=(Symbol() | Scripted() as name, _, *_), relations=("=" | ":=", *_)):
            return name
        case _:
            return None


def _is_loss(line: Line) -> bool:
    """Whether a line defines a loss."""
    name = _defined(line)
    return isinstance(name, Symbol) and name.name in COSTS
