"""Whether a line was read whole, told without the reader: no sign of it can go unnoticed.

If any single sign of an accepted line could be deleted and the same trees came out, the reader
would have passed over it. Signs that only set the line are named here, in a list of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.errors import DeriveError
from derive.judging.document import lines_of
from derive.notation.tokens import Span
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement, Unread
from derive.reading.plain import read_plain
from derive.reading.sources import Mathematics, Source, pieces

_SIGN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n|$))"
    r"|(?P<left_out>\\(?:label|tag|hspace|vspace|phantom|color|cite)\s*\{[^{}]*\})"
    r"|(?P<command>\\[A-Za-z]+|\\.)|(?P<sign>[0-9]*\.[0-9]+|[0-9]|[^\W\d_]|\s|.)",
    re.DOTALL,
)
_PLAIN_SIGN = re.compile(
    r"(?P<comment>#[^\n]*)|(?P<sign>[0-9]*\.[0-9]+|\*\*|->|:=|\w|\s|.)", re.DOTALL
)
_STYLE = r"\\(?:math[a-z]+|boldsymbol|bm)"
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
        text = piece.text[: sign.start] + piece.text[sign.end :]
        is_again = _is_style_on_style(piece.text, sign) or _is_idle(piece.text, sign)
        if not is_again and readings(text, piece, source) == whole:
            yield f"{piece.text[sign.start : sign.end]!r} at {sign.start} of {piece.text!r}"


def unnoticed_in_document(piece: Mathematics, source: Source) -> Iterator[str]:
    """The same, where names of two letters and the like are put together in the document."""
    whole = [one.found for one in lines_of(source)]
    for sign in signs(piece):
        start, end = piece.start + sign.start, piece.start + sign.end
        text = source.text[:start] + source.text[end:]
        try:
            found = [one.found for one in lines_of(pieces(text, source.name))]
        except DeriveError:
            continue
        if found == whole:
            yield f"{source.text[start:end]!r} at {sign.start} of {piece.text!r}"


def _is_style_on_style(text: str, sign: Span) -> bool:
    """Whether a style is put on what another one is put on already."""
    before = re.search(rf"{_STYLE}\s*$", text[: sign.start])
    after = re.match(rf"\s*{_STYLE}", text[sign.end :])
    return bool(re.fullmatch(_STYLE, text[sign.start : sign.end]) and (before or after))


def _is_idle(text: str, sign: Span) -> bool:
    """Whether TeX sets the sign and it says nothing: +x for x, x^' for x', 01 for 1."""
    before, after = text[: sign.start].rstrip(), text[sign.end :].lstrip()
    match text[sign.start : sign.end]:
        case "+":
            return not before or before[-1] in "=([{<>,&" or before.endswith("\\\\")
        case "^":
            return after.startswith("'")
        case "0":
            return after[:1].isdigit() and not before[-1:].isdigit()
        case _:
            return False


def signs(piece: Mathematics) -> Iterator[Span]:
    """The signs of a formula that mean something."""
    pattern = _PLAIN_SIGN if piece.kind == "plain" else _SIGN
    for match in pattern.finditer(piece.text):
        is_setting = match[0] in SETTING or match[0].isspace()
        if match.lastgroup in ("command", "sign") and not is_setting:
            yield Span(*match.span())
