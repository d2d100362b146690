"""A document's mathematics as statements in order, and what its words say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.reading.arguments import without_arguments
from derive.reading.bounds import with_bounds
from derive.reading.compounds import with_compounds
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement, Unread
from derive.reading.plain import read_plain
from derive.reading.sources import Mathematics, Source
from derive.reading.told_apart import with_names_apart


@dataclass(frozen=True, slots=True)
class Read:
    """One line of mathematics as it was read.

    Attributes:
        found: The statement, or why there is none.
        is_display: Whether it stands apart from the sentence around it.
    """

    found: Statement | Unread
    is_display: bool


def lines_of(source: Source, *, has_network: bool = False) -> list[Read]:
    """Every line of mathematics, in order; formulas in a sentence that state nothing are left.

    Args:
        source: The document.
        has_network: Whether a network file says what its names are, so that none is told apart
            by what stands around it.
    """
    lines: list[Read] = []
    for piece in source.formulas:
        found = _read(piece, source)
        for one in found:
            states = isinstance(one, Statement) and len(one.sides) > 1
            if piece.is_display or states or _is_equation(one, piece):
                lines.append(Read(one, piece.is_display))
    return _compounded(lines, has_network=has_network)


def _compounded(lines: list[Read], *, has_network: bool) -> list[Read]:
    """Lines in which names such as Delta w are one, and those that letters tell apart are two."""
    statements = [one.found for one in lines if isinstance(one.found, Statement)]
    statements = with_compounds(without_arguments(statements))
    if not has_network:
        statements = with_names_apart(statements)
    made = iter(with_bounds(statements))
    return [
        replace(one, found=next(made)) if isinstance(one.found, Statement) else one for one in lines
    ]


def _read(piece: Mathematics, source: Source) -> tuple[Statement | Unread, ...]:
    if piece.kind == "plain":
        return read_plain(piece.text, piece.start)
    return read_latex(piece.text, piece.start, source.macros)


def _is_equation(one: Statement | Unread, piece: Mathematics) -> bool:
    """Whether a formula that could not be read has an equals sign, and so states something."""
    return isinstance(one, Unread) and "=" in piece.text
