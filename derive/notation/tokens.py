"""The formula language as signs: tokens with the characters they stand at, and how errors point."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from derive.errors import FormulaError, Place

MAX_LENGTH = 2000
MAX_DEPTH = 60
MAX_OPERATORS = 200


@dataclass(frozen=True, slots=True)
class Writing:
    """What a text may hold, by who wrote it and what for.

    Attributes:
        length: The most characters.
        depth: The deepest nesting.
        operators: The most operations.
        names: The pattern of a name.
        signs: The pattern of the signs that this kind of text has besides the formula language's.
        accepted: What a message says of the characters that are known.
    """

    length: int
    depth: int
    operators: int
    names: str = "[A-Za-z_][A-Za-z_0-9]*"
    signs: str = ""
    accepted: str = "letters, digits, + - * / ^ ( ) [ ] , = < > and names"


BY_HAND = Writing(length=MAX_LENGTH, depth=MAX_DEPTH, operators=MAX_OPERATORS)
# Results may be long; letters have primes, and so have derivatives of named functions.
BY_PROGRAM = Writing(length=10**6, depth=80, operators=10**5, names="[A-Za-z_][A-Za-z_0-9]*'*")
# Matrix products, transposes and whole axes are signs; the letters of an einsum stand in quotes.
OF_MATRICES = replace(BY_PROGRAM, signs=r"@|\.T\b|:|")
OF_EINSUMS = replace(BY_PROGRAM, names=BY_PROGRAM.names + r"|\"[A-Za-z,]*->[A-Za-z]*\"")


@lru_cache(maxsize=8)
def _pattern(writing: Writing) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>{writing.signs}\*\*|>=|<=|==|!=|[-+*/^()\[\],=<>])"
        r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
        rf"|(?P<name>{writing.names})"
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


def tokens(text: str, writing: Writing = BY_HAND) -> list[Token]:
    """The tokens of a formula, and one for its end.

    Raises:
        FormulaError: The text is too long, or has a character of no meaning.
    """
    if len(text) > writing.length:
        raise FormulaError(
            f"A formula has {len(text)} characters.",
            accepted=f"At most {writing.length} are read; name intermediate values in equations.",
        )
    found, position, pattern = [], 0, _pattern(writing)
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:
            span = Span(position, position + 1)
            raise formula_error(
                text,
                span,
                f"The character {text[position]!r} is not part of the formula language.",
                f"Accepted: {writing.accepted}.",
            )
        if match.lastgroup != "space":
            span = Span(position, match.end())
            found.append(Token(str(match.lastgroup), match.group(), span))
        position = match.end()
    found.append(Token("end", "", Span(len(text), len(text))))
    return found
