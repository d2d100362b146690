"""What a file with a hand derivation holds: formulas and prose, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from derive.errors import DeriveError, Place
from derive.reading.macros import Macro

MAX_BYTES = 64 * 1024
MAX_EQUALITIES = 400
LINE_END = re.compile(r"\r\n|\r|\n")
# What stands before the text of a notebook's cell in a source's text, on a line of its own.
CELL = re.compile(r"^# %% \[markdown\] cell ([0-9]+)$", re.MULTILINE)

FileKind = Literal["tex", "markdown", "notebook", "lines", "python"]


@dataclass(frozen=True, slots=True)
class Mathematics:
    """One formula or block of formulas.

    Attributes:
        text: As long as its part of the source; comments, labels and definitions are blanks.
        start: Where it begins in the source's text.
        kind: The language it is written in.
        is_display: Whether it stands apart from the sentence around it.
        environment: The LaTeX environment around it, without star: "align", or "".
    """

    text: str
    start: int
    kind: Literal["latex", "plain"]
    is_display: bool
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Words between formulas."""

    text: str
    start: int


Piece = Mathematics | Prose


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its writer made it, and its pieces in order.

    Attributes:
        name: The file, or "-".
        text: The whole text; of a notebook, its Markdown cells one below the other, each
            after a line that `CELL` matches.
        kind: What sort of file it is.
        pieces: Formulas and prose, in order.
        macros: The writer's own commands, by name without backslash.
        left_out: Where blocks begin that hold equations, but are not read.
        shapes: The shapes that lines of a program give names: letters of extents.
        labels: Names that lines of a program say are "one-hot".
    """

    name: str
    text: str
    kind: FileKind
    pieces: tuple[Piece, ...]
    macros: Mapping[str, Macro] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    shapes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def formulas(self) -> tuple[Mathematics, ...]:
        """The pieces of mathematics."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Mathematics))


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a character, both counted from 1."""
    line, start = 1, 0
    for end in LINE_END.finditer(text):
        if end.end() > offset:
            break
        line, start = line + 1, end.end()
    return line, offset - start + 1


def cell_and_line(text: str, line: int) -> tuple[int | None, int]:
    """The cell of a notebook that a line of the source's text lies in, and its line there.

    Returns:
        None and the line itself where the text is not that of a notebook.
    """
    if not text.startswith("# %% [markdown] cell "):
        return None, line
    found: tuple[int | None, int] = None, line
    for number, content in enumerate(LINE_END.split(text)[:line], start=1):
        head = CELL.fullmatch(content)
        if head is not None:
            found = int(head[1]), line - number
    return found


def place_of(text: str, name: str, offset: int) -> Place:
    """The place of a character, as messages name it."""
    line, column = line_and_column(text, offset)
    cell, line = cell_and_line(text, line)
    return Place(
        file=None if name == "-" else name,
        line=line,
        column=column,
        layer=None if cell is None else f"cell {cell}",
    )


def check_size(text: str, name: str) -> None:
    """Refuse a text that is too long.

    Raises:
        DeriveError: It has more than 64 KiB.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise DeriveError(
            "The text is longer than 64 KiB.",
            where=Place(file=None if name == "-" else name),
            accepted="Check it in parts.",
        )


def check_equalities(pieces: Iterable[Piece], text: str, name: str) -> None:
    """Refuse more equalities than are judged at once; those within brackets do not count.

    Raises:
        DeriveError: There are more than 400.
    """
    count = 0
    for piece in pieces:
        if not isinstance(piece, Mathematics):
            continue
        depth = 0
        for sign in re.finditer(r"\\[{}\[\]()]|[{(\[]|[})\]]|=", piece.text):
            match sign[0]:
                case "{" | "(" | "[":
                    depth += 1
                case "}" | ")" | "]":
                    depth = max(0, depth - 1)
                case "=":
                    count += depth == 0
            if count > MAX_EQUALITIES:
                raise DeriveError(
                    f"The text has more than {MAX_EQUALITIES} equalities.",
                    where=place_of(text, name, piece.start + sign.start()),
                    accepted="Check it in parts.",
                )


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks instead of some characters; spans are in order, apart, half-open."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], blank(text[start:end])]
        last = end
    return "".join((*parts, text[last:]))


def blank(text: str) -> str:
    """Blanks in the place of a text, its ends of lines kept."""
    return re.sub(r"[^\r\n]", " ", text)
