"""Lines of a source as a report shows them: where they stand, and which characters are meant."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from derive.judging.report import CheckReport, Finding
from derive.notation.tokens import Span
from derive.reading.source import LINE_END, cell_and_line, line_and_column
from derive.text import columns

WIDTH = 100
LEAD = 24
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Marked:
    """One line, made harmless, with the characters that are meant: from `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def carets(self) -> str:
        """Signs below the characters, as wide as these are in a terminal."""
        before = columns(self.text[: self.start])
        return " " * before + "^" * max(1, columns(self.text[self.start : self.end]))


def place(report: CheckReport, finding: Finding) -> str:
    """File and line of a finding: "notes.tex:14", "notes.ipynb:cell 3:2"."""
    cell, line = cell_and_line(report.text, finding.line)
    name = "stdin" if report.name == "-" else harmless(report.name)
    return f"{name}:{line}" if cell is None else f"{name}:cell {cell}:{line}"


def marked(text: str, span: Span) -> list[Marked]:
    """The lines that a span lies in, without blanks around, long ones cut; at most six."""
    start, end = _trimmed(text, span)
    begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    found: list[Marked] = []
    while begin <= end and len(found) < MOST_LINES:
        stop = LINE_END.search(text, begin)
        line_end = stop.start() if stop else len(text)
        line = text[begin:line_end]
        first = len(line) - len(line.lstrip())
        left, right = max(start - begin, first), min(end, line_end) - begin
        if line.strip() and right > left:
            found.append(_cut(line, left, right))
        if stop is None or stop.end() >= end:
            break
        begin = stop.end()
    return found


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """The span within the text, without blanks at its ends."""
    start, end = max(0, min(span.start, len(text))), max(0, min(span.end, len(text)))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(line: str, start: int, end: int) -> Marked:
    """A line from its first letter on, or from shortly before the span where it is long."""
    blanks = len(line) - len(line.lstrip())
    blanks = min(blanks, start)
    left, right = line[blanks:start], line[end:]
    middle = line[start:end]
    if columns(line) > WIDTH:
        if len(left) > LEAD:
            left = "…" + left[-LEAD:]
        if len(middle) > WIDTH - LEAD:
            middle = middle[: WIDTH - LEAD] + "…"
            right = ""
        room = max(LEAD, WIDTH - len(left) - len(middle))
        if len(right) > room:
            right = right[:room] + "…"
    left, middle = harmless(left), harmless(middle)
    return Marked(left + middle + harmless(right.rstrip()), len(left), len(left) + len(middle))


def harmless(text: str) -> str:
    """Text that moves no cursor: a blank for a tab, a sign for each other control character."""
    return "".join(
        " " if character == "\t" else "�" if _controls(character) else character
        for character in text
    )


def _controls(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def line_of(text: str, span: Span) -> tuple[int | None, int, int]:
    """Cell, line and column of a span's first character."""
    line, column = line_and_column(text, span.start)
    cell, line = cell_and_line(text, line)
    return cell, line, column
