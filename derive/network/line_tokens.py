"""The signs of a one-line network, each with the column that it stands at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import east_asian_width, normalize

from derive.errors import NetworkError
from derive.tables.places import Places

_ARROW = "->|=>|[→⟶⇒⟹➔➜]"
_TOKEN = re.compile(
    rf"(?P<arrow>{_ARROW})"
    r"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?:/\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<sign>[|()\[\]{},=])"
    r"|(?P<space>\s+)",
    re.ASCII,
)
EXAMPLE = "For example: 3 -> dense 4 -> sigmoid | squared_error."


def is_line(text: str) -> bool:
    """Whether a text is meant as a one-line network: it has an arrow or a bar."""
    return re.search(rf"{_ARROW}|\|", _half_width(text)) is not None


@dataclass(frozen=True, slots=True)
class Token:
    """One arrow, number, name, text or sign; `kind` is "end" after the last."""

    kind: str
    text: str
    start: int


def tokens(text: str, places: Places) -> list[Token]:
    """The signs of a line, blanks left out.

    Raises:
        NetworkError: A character belongs to none.
    """
    text = _half_width(text)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            met = f"The character {text[position]!r} is not part of a one-line network."
            raise NetworkError(met, where=places.at(position), accepted=EXAMPLE)
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), position))
        position = match.end()
    return [*found, Token("end", "", len(text))]


def _half_width(text: str) -> str:
    """The text with ASCII characters for full-width ones: columns stay what they are."""
    text = text.replace("×", "x")
    return "".join(normalize("NFKC", one) if east_asian_width(one) == "F" else one for one in text)
