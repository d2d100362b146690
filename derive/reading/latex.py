"""LaTeX mathematics, read: the atoms of its grammar, and a piece of it as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.notation.tokens import Span, Token
from derive.reading.decorations import said
from derive.reading.latex_environments import EnvironmentGrammar
from derive.reading.latex_rows import latex_rows
from derive.reading.latex_tokens import latex_tokens
from derive.reading.macros import Macro, brace_depth, expanded
from derive.reading.parse_tree import Statement, Unread
from derive.reading.statements import Row, assembled, unread
from derive.reading.tokens import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    TOO_DEEP,
    ReadingError,
    check_limits,
    covering,
    ended,
)


def read_latex(
    text: str, start: int = 0, macros: Mapping[str, Macro] | None = None
) -> tuple[Statement | Unread, ...]:
    """The statements of one piece of display or inline mathematics.

    Args:
        text: Without its dollar signs; environments may stand in it or around it.
        start: Which character of the source is the first of the text.
        macros: The writer's own commands by name, without backslash.
    """
    whole = Span(start, start + len(text))
    if len(text) > MAX_CHARACTERS:
        met = f"The formula has {len(text):,} characters."
        return (Unread(met, f"At most {MAX_CHARACTERS:,} are read.", whole, whole),)
    tokens = expanded(latex_tokens(text, start), macros or {})
    if (deep := too_deep(tokens)) is not None:
        return (Unread("The line is nested too deeply.", TOO_DEEP, deep.span, whole),)
    rows = []
    for row in latex_rows(said(tokens)):
        line = covering(row, whole)
        continues = row[0].kind == "relation"
        try:
            check_limits(row)
            items = EnvironmentGrammar(ended(row, whole)).row()
        except ReadingError as error:
            rows.append(Row(unread(error, line), continues, line))
        else:
            rows.append(Row(items, continues, line))
    return assembled(rows)


def too_deep(tokens: Sequence[Token]) -> Token | None:
    """The first token that stands in too many braces, or None."""
    depth = 0
    for token in tokens:
        depth += brace_depth(token)
        if depth > MAX_DEPTH:
            return token
    return None
