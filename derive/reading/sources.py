"""A file of any kind as formulas and prose: LaTeX, Markdown, notebooks, plain lines."""

from __future__ import annotations

import re
from pathlib import PurePath

from derive.errors import DeriveError
from derive.reading.definitions import definitions
from derive.reading.line_source import bare_formulas, commented
from derive.reading.macros import Macro
from derive.reading.markdown_source import markdown_pieces, markdown_source
from derive.reading.notebook_source import notebook_source
from derive.reading.python_lines import python_source
from derive.reading.source import (
    Mathematics,
    Piece,
    Prose,
    Source,
    check_equalities,
    check_size,
    line_and_column,
    place_of,
)
from derive.reading.tex_source import tex_source

__all__ = [
    "Macro",
    "Mathematics",
    "Piece",
    "Prose",
    "Source",
    "line_and_column",
    "pieces",
    "place_of",
]

_DELIMITED = re.compile(r"(?<!\\)\$|\\begin\s*\{|\\\[|\\\(|^[ \t]*```", re.MULTILINE)
_DOCUMENT = re.compile(r"\\documentclass|\\begin\s*\{document\}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTEBOOK = re.compile(r'\s*\{[^{}]*"(?:cells|nbformat|metadata)"\s*:')


def pieces(text: str, name: str) -> Source:
    """The pieces of a source; the ending of its name says what kind it is.

    Args:
        text: The whole source.
        name: Its file, or "-", which is read by what it looks like.

    Raises:
        DeriveError: The source is too long, or a delimiter has no partner.
    """
    text = text.removeprefix("\ufeff")
    ending = PurePath(name).suffix.lower()
    if ending == ".ipynb" or (name == "-" and _NOTEBOOK.match(text)):
        source = notebook_source(text, name)
    else:
        check_size(text, name)
        source = _of_text(text, name, ending)
    lone = _SURROGATE.search(source.text)
    if lone is not None:
        where = place_of(source.text, name, lone.start())
        raise DeriveError("Half of a character stands here: a lone surrogate.", where=where)
    check_equalities(source.pieces, source.text, name)
    return source


def _of_text(text: str, name: str, ending: str) -> Source:
    match ending:
        case ".py":
            return python_source(text, name)
        case ".md" | ".markdown":
            return markdown_source(text, name)
        case ".tex" | ".ltx":
            return tex_source(text, name)
        case _ if _DOCUMENT.search(text):
            return tex_source(text, name)
        case _ if _DELIMITED.search(text):
            return _mixed(text, name)
        case _:
            return _lines(text, name)


def _lines(text: str, name: str) -> Source:
    """Lines, each a formula, or prose, or a comment behind `#`."""
    macros, read = definitions(text)
    read, notes = commented(read) if not macros else (read, [])
    found = sorted([*bare_formulas(read), *notes], key=lambda piece: piece.start)
    return Source(name, text, "lines", tuple(found), macros)


def _mixed(text: str, name: str) -> Source:
    """Markdown in which a line without delimiters may be a formula too."""
    marked, macros = markdown_pieces(text, text, name)
    found: list[Piece] = []
    for piece in marked:
        found += [piece] if isinstance(piece, Mathematics) else _in_prose(piece, text)
    return Source(name, text, "lines", tuple(found), macros)


def _in_prose(prose: Prose, text: str) -> list[Piece]:
    """Whole lines of prose that are formulas, and what is between them."""
    end = prose.start + len(prose.text)
    begins = prose.start == 0 or text[prose.start - 1] in "\r\n"
    first = 0 if begins else _line_end(prose.text, 0)
    last = len(prose.text)
    if end < len(text) and text[end] not in "\r\n":
        last = max(first, prose.text.rfind("\n") + 1)
    inner, notes = commented(prose.text[first:last])
    shift = prose.start + first
    parts: list[Piece] = [Prose(prose.text[:first], prose.start)]
    parts += bare_formulas(inner, shift)
    parts += [Prose(note.text, note.start + shift) for note in notes]
    parts.append(Prose(prose.text[last:], prose.start + last))
    return sorted((one for one in parts if one.text.strip()), key=lambda piece: piece.start)


def _line_end(text: str, at: int) -> int:
    """Where the line that a place lies in ends."""
    found = re.compile(r"[\r\n]|\Z").search(text, at)
    return found.start() if found else len(text)
