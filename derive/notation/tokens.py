"""The formula language as signs: tokens with the characters they stand at, and how errors point."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.errors import FormulaError, Place

MAX_LENGTH = 2000

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|>=|<=|==|!=|[-+*/^()\[\],=<>])"
    r"|(?P<space>[ \t\r\n]+)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters in a formula's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """One number, name or sign; `kind` is "end" after the last."""

    kind: str
    text: str
    span: Span


def formula_error(text: str, span: Span, met: str, accepted: str | None = None) -> FormulaError:
    """An error that shows the formula and points at the place."""
    shown = text if len(text) <= 120 else text[:117] + "..."
    return FormulaError(
        f"{met} In the formula '{shown}', character {span.start + 1}.",
        where=Place(column=span.start + 1),
        accepted=accepted,
        formula=text,
    )


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, and one for its end.

    Raises:
        FormulaError: The text is too long, or has a character of no meaning.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"A formula has {len(text)} characters.",
            accepted=f"At most {MAX_LENGTH} are read; name intermediate values in equations.",
        )
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            span = Span(position, position + 1)
            raise formula_error(
                text,
                span,
                f"The character {text[position]!r} is not part of the formula language.",
                "Accepted: letters, digits, + - * / ^ ( ) [ ] , = < > and names.",
            )
        if match.lastgroup != "space":
            span = Span(position, match.end())
            found.append(Token(str(match.lastgroup), match.group(), span))
        position = match.end()
    found.append(Token("end", "", Span(len(text), len(text))))
    return found
