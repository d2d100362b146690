"""Where the values of a description were written, so that a mistake can point at its characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.errors import Place

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Offsets of keys, values and characters in one text.

    What was described in Python has no text: then every place is empty.

    Attributes:
        file: The text's name, or None for a line that was typed.
        line_starts: Offset at which each line begins.
        keys: Offset of each key, by its path.
        values: Offset of each value, by its path.
        characters: For each string, the offset of every character and of its end.
    """

    file: str | None = None
    line_starts: tuple[int, ...] = ()
    keys: Mapping[KeyPath, int] = field(default_factory=dict)
    values: Mapping[KeyPath, int] = field(default_factory=dict)
    characters: Mapping[KeyPath, tuple[int, ...]] = field(default_factory=dict)

    def key(self, path: KeyPath) -> Place:
        """Where a key stands; for a list's item, where the item does."""
        offset = self.keys.get(path)
        return self.value(path) if offset is None else self.at(offset)

    def value(self, path: KeyPath) -> Place:
        """Where a value stands, or else the innermost thing around it that was written."""
        for length in range(len(path), 0, -1):
            around = path[:length]
            offset = self.values.get(around, self.keys.get(around))
            if offset is not None:
                return self.at(offset)
        return self.at(0)

    def character(self, path: KeyPath, number: int) -> Place:
        """Where one character of a string stands, counted from 0; its end if it is shorter."""
        offsets = self.characters.get(path)
        if not offsets:
            return self.value(path)
        return self.at(offsets[min(number, len(offsets) - 1)])

    def at(self, offset: int) -> Place:
        """Line and column of an offset; a line that was typed has columns only."""
        if not self.line_starts:
            return Place(file=self.file)
        line = bisect_right(self.line_starts, offset)
        column = offset - self.line_starts[line - 1] + 1
        return Place(file=self.file, line=line if self.file else None, column=column)


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line of a text begins."""
    return (0, *(offset + 1 for offset, sign in enumerate(text) if sign == "\n"))
