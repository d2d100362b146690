"""Words in both languages of the project."""

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
