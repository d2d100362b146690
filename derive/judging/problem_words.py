"""Problems of reading and judging in the reader's language, from a catalogue of their templates.

A problem is raised as an English sentence, or as several: what was met, and what would be
accepted. The sentences are found again here from the left, each by the words of its template;
what stands in its slots is the writer's. A sentence without a translation stays English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from derive.text import Language

CATALOGUE = Path(__file__).with_name("problems_ja.toml")
PARTS = "parts"  # the table of what is put into slots
MOST_SENTENCES = 12  # a message has four at most; more come from a slot that holds prose
LONGEST_WORD = 20
OR = (" or ", "または")

_SENTENCE_END = re.compile(r"[.?](?= |$)")
_WORD = re.compile(r"[A-Za-z]*")
_QUOTED = re.compile(r"'((?:(?!' ).)+)'", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """An English message and its Japanese.

    Attributes:
        pieces: What stands before, between and behind the slots.
        slots: The slots' names, in order.
        ja: The translation, with the same slots.
    """

    pieces: tuple[str, ...]
    slots: tuple[str, ...]
    ja: str


@dataclass(frozen=True, slots=True)
class Match:
    """A template that fits a message from some place on."""

    template: Template
    values: tuple[str, ...]
    end: int

    @property
    def rank(self) -> tuple[bool, int]:
        """How well it fits: no sentence ends within a slot, and many of its words are given."""
        is_one = not any(_SENTENCE_END.search(one) for one in self.values)
        return is_one, sum(map(len, self.template.pieces))


def in_language(message: str, language: Language) -> str:
    """A problem's message in one language; sentences that nothing translates stay English."""
    return message if language == "en" else _japanese(message)


def template_of(en: str, ja: str) -> Template:
    """A template from its two texts, whose slots are named in braces."""
    pieces, slots = [""], []
    for piece, name, _, _ in Formatter().parse(en):
        pieces[-1] += piece  # a doubled brace ends a piece too, without a slot
        if name is not None:
            slots.append(name)
            pieces.append("")
    return Template(tuple(pieces), tuple(slots), ja)


@cache
def templates() -> Mapping[bool, tuple[Template, ...]]:
    """The catalogue: under True what is put into slots, under False the sentences."""
    tables = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {
        is_part: tuple(
            template_of(en, ja)
            for table, entries in tables.items()
            if (table == PARTS) is is_part
            for en, ja in entries.items()
        )
        for is_part in (True, False)
    }


@cache
def _by_first_word() -> Mapping[str, tuple[Template, ...]]:
    """The sentences by the word that they begin with; under "" those that begin otherwise."""
    found: dict[str, list[Template]] = {}
    for one in templates()[False]:
        found.setdefault(_first_word(one.pieces[0]), []).append(one)
    return {word: tuple(held) for word, held in found.items()}


def _first_word(text: str) -> str:
    """The letters that a text begins with, if the word ends there."""
    met = _WORD.match(text)
    assert met is not None, "no letters are letters, too"
    return met[0]


def _japanese(message: str) -> str:
    """The sentences one by one; blanks stand where English does."""
    said = ""
    start = 0
    for _ in range(MOST_SENTENCES):
        found = _sentence(message, start) if start < len(message) else None
        if found is not None:
            end, told = found.end, _translated(found)
        else:
            stop = _SENTENCE_END.search(message, start)
            end = stop.end() if stop else len(message)
            told = message[start:end]
        is_joined = not said or (found is not None and said.endswith("．"))
        said += told if is_joined else f" {told}"
        start = end + 1
    return f"{said} {message[start:]}".rstrip()


def _sentence(message: str, start: int) -> Match | None:
    """The template that fits best from a place on."""
    known = _by_first_word()
    word = _first_word(message[start : start + LONGEST_WORD])
    candidates = (*known.get(word, ()), *known[""]) if word else known[""]
    found = [met for one in candidates if (met := _match(one, message, start)) is not None]
    return max(found, key=lambda one: one.rank, default=None)


def _match(template: Template, message: str, start: int) -> Match | None:
    """The template at a place, up to the end of a sentence; each slot holds as little as can be."""
    first, *others = template.pieces
    if not message.startswith(first, start):
        return None
    at = start + len(first)
    values: list[str] = []
    for number, piece in enumerate(others):
        is_last = number == len(others) - 1
        stop = _found(message, piece, at + 1, is_last=is_last)
        if stop < 0:
            return None
        values.append(message[at:stop])
        at = stop + len(piece)
    if not _ends(message, at):
        return None
    return Match(template, tuple(values), at)


def _found(message: str, piece: str, start: int, *, is_last: bool) -> int:
    """Where a piece stands next; the last one only where a sentence ends."""
    if not piece:
        return len(message)
    at = message.find(piece, start)
    while is_last and at >= 0 and not _ends(message, at + len(piece)):
        at = message.find(piece, at + 1)
    return at


def _ends(message: str, at: int) -> bool:
    return at == len(message) or message[at] == " "


def _translated(found: Match) -> str:
    """The Japanese of a sentence, its slots filled."""
    values = dict(zip(found.template.slots, map(_slot, found.values), strict=True))
    return found.template.ja.format_map(values)


def _slot(value: str) -> str:
    """What stands in a slot: in Japanese where it is ours, else as the writer has it."""
    parts = [_part(one) for one in value.split(OR[0])]
    return value if None in parts else OR[1].join(part for part in parts if part is not None)


def _part(value: str) -> str | None:
    """The Japanese of words that we put into a slot; None if they are the writer's."""
    found = [met for one in templates()[True] if (met := _match(one, value, 0)) is not None]
    whole = [one for one in found if one.end == len(value)]
    if whole:
        return _translated(max(whole, key=lambda one: one.rank))
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        return f"「{quoted[1]}」"
    return value if value.isdigit() else None
