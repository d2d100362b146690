"""What is said of lines that cannot be read or judged, in the language of the report.

As with gettext, the English sentence is the key: rooms that read say what they met in English,
and here the sentences are looked up one by one. One that is not known stays English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from derive.text import Language

LONGEST = 4000  # characters of a message that are looked at
_SLOT = re.compile(r"\\\{(\w+)\\\}")
_NAMED = r"(?P<\1>.+?)"
Entry = tuple[str, re.Pattern[str], str]


def in_language(message: str, language: Language) -> str:
    """A message of one or more sentences in a language, as far as it is known."""
    if language != "ja" or len(message) > LONGEST:
        return message
    found: list[str] = []
    rest = message.strip()
    while rest:
        told, length = _sentence(rest, _catalogue())
        found.append(told)
        rest = rest[length:].lstrip()
    return "".join(found)


def _sentence(text: str, entries: Sequence[Entry]) -> tuple[str, int]:
    """The first sentence in Japanese and its length; all that is left where it is not known."""
    for beginning, pattern, japanese in entries:
        if text.startswith(beginning):
            match = pattern.match(text)
            if match is not None:
                return _filled(japanese, match.groupdict()), match.end()
    return text, len(text)


def _filled(japanese: str, slots: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), japanese)


@cache
def _catalogue() -> tuple[Entry, ...]:
    """The known sentences, those with long beginnings first."""
    text = files("derive.judging").joinpath("problems_ja.toml").read_text("utf-8")
    entries = [
        (english.partition("{")[0], _pattern(english), japanese)
        for english, japanese in tomllib.loads(text).items()
    ]
    return tuple(sorted(entries, key=lambda one: -len(one[0])))


def _pattern(english: str) -> re.Pattern[str]:
    """A sentence with anything in its slots, up to the next sentence or the end."""
    return re.compile(_SLOT.sub(_NAMED, re.escape(english)) + r"(?=\s|$)", re.DOTALL)
