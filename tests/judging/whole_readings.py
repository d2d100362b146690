"""Whether a line was read whole, told without the reader: no sign of it can go unnoticed.

If any single sign of an accepted line could be deleted and the same trees came out, the reader
would have passed over it. Signs that only set the line are named here, in a list of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.notation.tokens import Span
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement, Unread
from derive.reading.plain import read_plain
from derive.reading.source import Mathematics, Source

_SIGN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n|$))"
    r"|(?P<left_out>\\(?:label|tag|hspace|vspace|phantom|color|cite)\s*\{[^{}]*\})"
    r"|(?P<command>\\[A-Za-z]+|\\.)|(?P<sign>[0-9]*\.[0-9]+|[0-9]|[^\W\d_]|\s|.)",
    re.DOTALL,
)
_PLAIN_SIGN = re.compile(r"(?P<comment>#[^\n]*)|(?P<sign>[0-9]*\.[0-9]+|\*\*|->|:=|\w|\s|.)", re.DOTALL)
# Blanks, sizes and places: what sets a line and says nothing.
SETTING = frozenset(
    r"""\, \; \: \! \  \> \/ \~ \quad \qquad \displaystyle \textstyle \scriptstyle \limits \nolimits
    \left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr
    \nonumber \notag \boxed \\ & ~ . , ; \mathop \mathrel \mathbin \mathord \null \hfill \relax
    \noindent \par \Rightarrow \therefore \because \iff \implies""".split()
) | {"\\ ", "\\\n"}


def readings(text: str, piece: Mathematics, source: Source) -> tuple[Statement | Unread, ...]:
    """What is read where a formula has another text."""
    if piece.kind == "plain":
        return read_plain(text, piece.start)
    return read_latex(text, piece.start, source.macros)


def unnoticed(piece: Mathematics, source: Source) -> Iterator[str]:
    """The signs of an accepted formula that can be deleted without another reading."""
    whole = readings(piece.text, piece, source)
    assert not any(isinstance(one, Unread) for one in whole), "the formula is accepted"
    for sign in signs(piece):
        word = piece.text[sign.start : sign.end]
        text = piece.text[: sign.start] + piece.text[sign.end :]
        is_again = len(word) > 1 and word * 2 in piece.text  # a style put on twice
        if not is_again and readings(text, piece, source) == whole:
            yield f"{piece.text[sign.start : sign.end]!r} at {sign.start} of {piece.text!r}"


def signs(piece: Mathematics) -> Iterator[Span]:
    """The signs of a formula that mean something."""
    pattern = _PLAIN_SIGN if piece.kind == "plain" else _SIGN
    for match in pattern.finditer(piece.text):
        is_setting = match[0] in SETTING or match[0].isspace()
        if match.lastgroup in ("command", "sign") and not is_setting:
            yield Span(*match.span())
