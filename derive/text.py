"""Words in both languages of the project, and the room that they take in a terminal."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of wording in English and in Japanese."""

    en: str
    ja: str

    def in_language(self, language: Language) -> str:
        """The wording in one language."""
        match language:
            case "en":
                return self.en
            case "ja":
                return self.ja


def columns(text: str) -> int:
    """The places that a text takes in a terminal: two for a full-width letter."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(bool(unicodedata.combining(character)) for character in text)
    return len(text) + wide - marks


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column of a table: that of its widest cell."""
    return [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]


def set_in_columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row of a table, flush left, two blanks between columns."""
    padded = (
        cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()
