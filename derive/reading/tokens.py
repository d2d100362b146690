"""Tokens of hand-written mathematics: one type for LaTeX and plain text, and how errors point.

Kinds: "symbol" (a letter by name), "word" (an upright name), "number", "sign", "relation",
"command" (a construct of LaTeX), "open" and "close" (an environment), "words" (prose), "text"
(a quoted string), "bad" (what cannot be read; its text says why), and "end" after the last.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.errors import DeriveError
from derive.notation.tokens import Span, Token

MAX_CHARACTERS = 65_536
MAX_TOKENS = 2_000
MAX_DEPTH = 64
MAX_DIGITS = 40
MAX_POWER_OF_TEN = 99
OPENING = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", "|(": "|)", "||(": "||)"}
CLOSING = frozenset(OPENING.values())
TOO_LONG = f"At most {MAX_TOKENS:,} signs a line are read; name intermediate values."
TOO_DEEP = f"At most {MAX_DEPTH} levels are read; name intermediate values."

__all__ = ["ReadingError", "Span", "Token", "check_limits", "covering", "depth_of", "ended"]


class ReadingError(DeriveError):
    """A line of mathematics that cannot be read.

    Attributes:
        span: The characters at which reading stopped, in the whole source.
    """

    def __init__(self, met: str, span: Span, accepted: str | None = None) -> None:
        super().__init__(met, accepted=accepted)
        self.span = span


def covering(tokens: Sequence[Token], fallback: Span) -> Span:
    """The characters from the first token to the last."""
    if not tokens:
        return fallback
    return Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))


def ended(tokens: Sequence[Token], fallback: Span) -> list[Token]:
    """The tokens, and the token of their end."""
    place = covering(tokens, fallback).end
    return [*tokens, Token("end", "", Span(place, place))]


def depth_of(token: Token) -> int:
    """1 for a token that opens something, -1 for one that closes it, else 0."""
    if token.kind == "sign":
        return (token.text in OPENING) - (token.text in CLOSING)
    return (token.kind == "open") - (token.kind == "close")


def check_limits(tokens: Sequence[Token]) -> None:
    """Nothing, if one line is short and flat enough, and each of its tokens can be read.

    Raises:
        ReadingError: It has too many tokens, is nested too deeply, or has an unreadable token.
    """
    if len(tokens) > MAX_TOKENS:
        span = tokens[MAX_TOKENS].span
        raise ReadingError(f"The line has {len(tokens):,} signs.", span, TOO_LONG)
    depth = 0
    for token in tokens:
        if token.kind == "bad":
            met, _, accepted = token.text.partition("\n")
            raise ReadingError(met, token.span, accepted or None)
        if token.kind == "number" and not _is_small(token.text):
            raise ReadingError("The number is too long.", token.span, "At most 40 digits.")
        depth += depth_of(token)
        if depth > MAX_DEPTH:
            raise ReadingError("The line is nested too deeply.", token.span, TOO_DEEP)


def _is_small(number: str) -> bool:
    """Whether a number has few digits, and a small power of ten."""
    mantissa, _, power = number.lower().partition("e")
    return len(mantissa) <= MAX_DIGITS and abs(int(power or 0)) <= MAX_POWER_OF_TEN
