"""Markdown with formulas between dollars, in fences and in LaTeX environments, as pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.errors import DeriveError
from derive.reading.code_blocks import with_blocks
from derive.reading.definitions import definitions
from derive.reading.delimiters import MARKDOWN, split_up
from derive.reading.line_source import bare_formulas, commented
from derive.reading.macros import Macro
from derive.reading.source import Mathematics, Piece, Source, blank, place_of, without

_FENCE = re.compile(
    r"^(?P<lead>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<what>[^`\r\n]*)", re.MULTILINE
)
# A block of code in Python or in no language that is named.
_FENCED = re.compile(
    r"(?P<open>^```[ \t]*(?:python|py|numpy|text)?[ \t]*$)(?P<body>.*?)(?:^```[ \t]*$)",
    re.MULTILINE | re.DOTALL,
)
_UNSET = re.compile(r"\\.|(?P<ticks>`+)|<!--.*?(?:-->|\Z)|\n[ \t\r]*\n", re.DOTALL)
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)


def markdown_source(text: str, name: str) -> Source:
    """A Markdown file as pieces.

    Raises:
        DeriveError: A delimiter has no partner.
    """
    pieces, macros = markdown_pieces(text, text, name)
    left_out: tuple[int, ...] = ()
    if any(isinstance(piece, Mathematics) for piece in pieces):
        pieces, left_out = with_blocks(pieces, text)
    else:
        pieces = _in_code(text) or pieces
    return Source(name, text, "markdown", tuple(pieces), macros, left_out)


def _in_code(text: str) -> list[Piece]:
    """The lines of blocks of code that are formulas, of a text without any other formula."""
    parts: list[str] = []
    last = 0
    for block in _FENCED.finditer(text):
        parts += [blank(text[last : block.start("body")]), block["body"]]
        last = block.end("body")
    inside = "".join((*parts, blank(text[last:])))
    read, notes = commented(inside)
    found = [piece for piece in bare_formulas(read) if isinstance(piece, Mathematics)]
    return sorted([*found, *notes], key=lambda piece: piece.start) if found else []


def markdown_pieces(
    part: str, whole: str, name: str, start: int = 0
) -> tuple[list[Piece], Mapping[str, Macro]]:
    """The pieces of a part of a text, and the commands that it defines.

    Raises:
        DeriveError: A delimiter has no partner.
    """
    unfenced = _without_fences(_unquoted(part), whole, name, start)
    macros, read = definitions(_without_code(unfenced))
    return split_up(read, whole, name, manner=MARKDOWN, start=start), macros


def _unquoted(text: str) -> str:
    """The text with blanks for the signs of quotations."""
    return _QUOTED.sub(lambda sign: " " * len(sign[0]), text)


def _without_fences(text: str, whole: str, name: str, start: int) -> str:
    """The text with blanks for blocks of code; those of formulas get dollars for fences."""
    parts: list[str] = []
    last = at = 0
    while (opening := _FENCE.search(text, at)) is not None:
        fence = opening["fence"]
        closing = re.compile(
            rf"^[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*(?=[\r\n]|\Z)", re.MULTILINE
        ).search(text, opening.end())
        is_formula = opening["what"].strip().lower() == "math"
        if closing is None and is_formula:
            where = place_of(whole, name, opening.start("fence") + start)
            raise DeriveError(f"'{fence}math' is not closed.", where=where)
        end = closing.start() if closing else len(text)
        at = closing.end() if closing else len(text)
        parts.append(text[last : opening.start()])
        if is_formula:
            parts += ["$$".ljust(opening.end() - opening.start()), text[opening.end() : end]]
            parts.append("$$".ljust(at - end))
        else:
            parts.append(blank(text[opening.start() : at]))
        last = at
    return "".join((*parts, text[last:]))


def _without_code(text: str) -> str:
    """The text with blanks for code in a sentence and for comments."""
    spans: list[tuple[int, int]] = []
    at = 0
    while (found := _UNSET.search(text, at)) is not None:
        at = found.end()
        if found["ticks"]:
            end = _code_end(text, found)
            if end is None:
                continue
            at = end
            if text[found.start() - 1 : found.start()] == "$" and text[end : end + 1] == "$":
                continue  # a formula between dollars and ticks
            spans.append((found.start(), end))
        elif found[0].startswith("<!--"):
            spans.append(found.span())
    return without(text, spans)


def _code_end(text: str, opening: re.Match[str]) -> int | None:
    """Where code in a sentence ends: at as many ticks, before the paragraph does."""
    for found in re.compile(r"`+|\n[ \t\r]*\n").finditer(text, opening.end()):
        if found[0][0] == "\n":
            return None
        if found[0] == opening["ticks"]:
            return found.end()
    return None
