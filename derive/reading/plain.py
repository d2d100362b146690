"""Mathematics in plain text, read: one line, or lines that continue each other."""

from __future__ import annotations

from collections.abc import Sequence

from derive.notation.tokens import Span, Token
from derive.reading.parse_tree import Statement, Unread
from derive.reading.plain_grammar import PlainGrammar
from derive.reading.plain_tokens import plain_tokens
from derive.reading.statements import Row, assembled, unread
from derive.reading.tokens import (
    MAX_CHARACTERS,
    ReadingError,
    check_limits,
    covering,
    depth_of,
    ended,
)

_JOINING = frozenset(["+", "-", "*", "/", "@", "dot", "cross", "odot"])


def read_plain(text: str, start: int = 0) -> tuple[Statement | Unread, ...]:
    """The statements of a line of plain text; further lines may continue it.

    Args:
        text: A line such as `dL/dw2[k,j] = delta2[k] * x2[j]`.
        start: Which character of the source is the first of the text.
    """
    whole = Span(start, start + len(text))
    if len(text) > MAX_CHARACTERS:
        met = f"The line has {len(text):,} characters."
        return (Unread(met, f"At most {MAX_CHARACTERS:,} are read.", whole, whole),)
    rows = []
    for tokens in _rows(plain_tokens(text, start)):
        line = covering(tokens, whole)
        continues = tokens[0].kind == "relation"
        try:
            check_limits(tokens)
            row = Row(PlainGrammar(ended(_without_update(tokens), whole)).row(), continues, line)
        except ReadingError as error:
            row = Row(unread(error, line), continues, line)
        rows.append(row)
    return assembled(rows)


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """The lines that are read by themselves; one that goes on in the next is one with it."""
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind != "newline":
            is_joined = not rows[-1] and len(rows) > 1 and depth == 0 and _joins(token)
            if is_joined and rows[-2]:
                rows.pop()
            rows[-1].append(token)
            depth = max(0, depth + depth_of(token))
        elif rows[-1] and depth == 0 and not _wants_more(rows[-1][-1]):
            rows.append([])
    return [row for row in rows if row]


def _without_update(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, `W -= e` written as W <- W - (e)."""
    at = next((n for n, token in enumerate(tokens) if token.kind == "update"), None)
    if at is None:
        return list(tokens)
    target, update, amount = tokens[:at], tokens[at], tokens[at + 1 :]
    arrow = Token("relation", "<-", update.span)
    signs = [Token("sign", text, update.span) for text in (update.text[0], "(", ")")]
    return [*target, arrow, *target, *signs[:2], *amount, signs[2]]


def _joins(token: Token) -> bool:
    return token.kind == "sign" and token.text in _JOINING


def _wants_more(token: Token) -> bool:
    return token.kind == "relation" or _joins(token)
