"""Blocks of code in Markdown that hold formulas in plain text, beside formulas between dollars.

A block is read if every line of it is an equation; any other block is left out, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.reading.line_source import bare_formulas, commented
from derive.reading.parse_tree import Statement
from derive.reading.plain import read_plain
from derive.reading.source import Mathematics, Piece, Prose

_BLOCK = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?:text|txt|plain|plaintext|ascii)?[ \t]*$(?P<body>.*?)"
    r"^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_PROGRAM = re.compile(
    r"\b(?:np|numpy|jnp|torch|tf|plt)\.|^\s*(?:import|from|def|class|for)\b", re.MULTILINE
)


def with_blocks(pieces: Sequence[Piece], text: str) -> tuple[list[Piece], tuple[int, ...]]:
    """The pieces of a text with those of its blocks, and where blocks begin that are left out."""
    found, left_out = list(pieces), []
    for block in _BLOCK.finditer(text):
        inside = _formulas(block["body"], block.start("body"))
        if inside:
            found = _parted(found, block.start(), block.end()) + inside
        elif "=" in block["body"]:
            left_out.append(block.start())
    return sorted(found, key=lambda piece: piece.start), tuple(left_out)


def _formulas(body: str, start: int) -> list[Piece]:
    """The formulas of a block and the comments beside them; none if any line is something else."""
    if _PROGRAM.search(body):
        return []
    read, notes = commented(body)
    found = bare_formulas(read, start)
    lines = [piece for piece in found if isinstance(piece, Mathematics) and _is_read(piece)]
    if len(lines) < len(found):
        return []
    return [*lines, *(Prose(note.text, note.start + start) for note in notes)] if lines else []


def _is_read(piece: Mathematics) -> bool:
    found = read_plain(piece.text, piece.start) if piece.kind == "plain" else ()
    return bool(found) and all(isinstance(one, Statement) for one in found)


def _parted(pieces: Sequence[Piece], begin: int, end: int) -> list[Piece]:
    """Pieces without the prose at a place, which is cut there."""
    found: list[Piece] = []
    for piece in pieces:
        last = piece.start + len(piece.text)
        if isinstance(piece, Prose) and piece.start < end and last > begin:
            before, behind = max(0, begin - piece.start), max(0, end - piece.start)
            parts = (
                Prose(piece.text[:before], piece.start),
                Prose(piece.text[behind:], piece.start + behind),
            )
            found += [part for part in parts if part.text]
        else:
            found.append(piece)
    return found
