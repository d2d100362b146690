"""Sentences to text: what a format must know how to set, and slots put in their places."""

import re
from typing import Protocol

from derive.documents.document import (
    Citation,
    Code,
    Emphasis,
    Inline,
    Listing,
    Reference,
    Sentence,
)
from derive.documents.figure import Drawing
from derive.documents.layout import Layout
from derive.documents.measure import enumerated
from derive.documents.plain_math import plain_math
from derive.text import Language, Text

NAMES = {
    "equation": Text(en="({})", ja="({})"),
    "figure": Text(en="Figure {}", ja="図 {}"),
    "table": Text(en="Table {}", ja="表 {}"),
    "listing": Text(en="Listing {}", ja="リスト {}"),
}
WIDE_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Setter(Protocol):
    """What a writer knows how to set; everything it returns is finished text of its format."""

    language: Language
    folder: str
    gap: str

    def words(self, words: str) -> str:
        """Words, with every character of the format made harmless."""

    def inline(self, layout: Layout) -> str:
        """A formula within a sentence."""

    def displayed(self, layout: Layout) -> str:
        """A formula in display style."""

    def code(self, code: str) -> str:
        """A few words of code."""

    def emphasis(self, words: str, role: str) -> str:
        """Words (set already) that stand out."""

    def reference(self, shown: str, target: str) -> str:
        """The words of a pointer (set already), leading to the target."""

    def drawing(self, figure: Drawing, alternative: str) -> str:
        """A drawing, with the words that replace it."""

    def program(self, listing: Listing) -> str:
        """Program text, on lines of its own."""


def plain(sentence: Sentence, language: Language) -> str:
    """The sentence as plain text, formulas in Unicode.

    It serves as a window's title or an alternative text.
    """
    texts: list[str] = []
    for piece in sentence.pieces(language):
        match piece:
            case str():
                texts.append(piece)
            case Reference(number, kind):
                texts.append(shown_reference(number, kind, language))
            case Citation(key):
                texts.append(f"[{key}]")
            case Code(code):
                texts.append(code)
            case Emphasis(text, _):
                texts.append(text.in_language(language))
            case _:
                texts.append(plain_math(piece, language))
    return "".join(texts)


def shown_reference(number: str, kind: str, language: Language) -> str:
    """What a pointer says: "(3)", "図 3", "Figure 3"."""
    return NAMES[kind].in_language(language).format(number)


class Press:
    """Sets sentences with one setter; knows the numbers of the works cited."""

    def __init__(self, setter: Setter, works: dict[str, str]) -> None:
        self.setter = setter
        self.works = works

    @property
    def language(self) -> Language:
        """The language that is set."""
        return self.setter.language

    def sentence(self, sentence: Sentence) -> str:
        """The sentence set.

        In Japanese, a formula keeps a small distance from the letters beside it.
        """
        pieces = sentence.pieces(self.language)
        line = ""
        for place, piece in enumerate(pieces):
            if isinstance(piece, str):
                line += self.setter.words(self._trimmed(pieces, place))
                continue
            before = pieces[place - 1] if place else ""
            after = pieces[place + 1] if place + 1 < len(pieces) else ""
            opens_with_words = isinstance(piece, Reference) and piece.kind != "equation"
            gap = "" if opens_with_words else self._gap(before, -1)
            line += gap + self._slot(piece) + self._gap(after, 0)
        return line

    def _trimmed(self, pieces: tuple[str | Inline, ...], place: int) -> str:
        """Words without the blanks that the source has around slots, in Japanese.

        The gap replaces them.
        """
        words = pieces[place]
        assert isinstance(words, str)
        if self.language == "en":
            return words
        words = words.lstrip(" ") if place else words
        return words.rstrip(" ") if place + 1 < len(pieces) else words

    def _gap(self, neighbour: str | Inline, end: int) -> str:
        """The distance between a slot and the words beside it.

        There is none at punctuation, and none in English.
        """
        if self.language == "en" or not isinstance(neighbour, str) or not neighbour.strip():
            return ""
        return self.setter.gap if WIDE_LETTER.match(neighbour.strip()[end]) else ""

    def _slot(self, piece: Inline) -> str:
        """One slot's content set."""
        match piece:
            case Reference(number, kind):
                shown = self.setter.words(shown_reference(number, kind, self.language))
                return self.setter.reference(shown, f"{kind}-{number}")
            case Citation(key):
                shown = self.setter.words(f"[{self.works[key]}]")
                return self.setter.reference(shown, f"work-{self.works[key]}")
            case Code(code):
                return self.setter.code(code)
            case Emphasis(text, role):
                return self.setter.emphasis(
                    self.setter.words(text.in_language(self.language)), role
                )
            case _:
                return " ".join(self.setter.inline(part) for part in enumerated(piece))

    def reason(self, reason: Sentence) -> str:
        """A reason in the brackets of the language."""
        opening, closing = ("（", "）") if self.language == "ja" else ("(", ")")
        return self.setter.words(opening) + self.sentence(reason) + self.setter.words(closing)
