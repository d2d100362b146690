"""Where keys, values and characters of a TOML text stand: `tomllib` tells values without places.

The text has passed `tomllib`, so the scanner looks for boundaries alone and
checks nothing.
"""

from __future__ import annotations

import re
import tomllib

from derive.tables.places import KeyPath, Places, line_starts

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_CONTINUATION = re.compile(r"\\[ \t]*\n[ \t\n]*")
_ESCAPE = re.compile(r"\\(?:u.{4}|U.{8}|x.{2}|.)")

_Named = list[tuple[str, int]]  # the parts of a dotted key, each with its offset


def toml_places(text: str, file: str | None) -> Places:
    """The places of everything in a TOML text.

    Args:
        text: A valid TOML text, its lines ended by a line feed alone.
        file: What messages call it.
    """
    scanner = _Scanner(text)
    scanner.document()
    return Places(file, line_starts(text), scanner.keys, scanner.values, scanner.characters)


class _Scanner:
    """Walks once over the text and notes offsets by path."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.keys: dict[KeyPath, int] = {}
        self.values: dict[KeyPath, int] = {}
        self.characters: dict[KeyPath, tuple[int, ...]] = {}
        self.counts: dict[KeyPath, int] = {}

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.position)
        self.position = match.end() if match else self.position

    def sees(self, sign: str) -> bool:
        return self.text.startswith(sign, self.position)

    def document(self) -> None:
        table: KeyPath = ()
        self.skip(_BLANK)
        while self.position < len(self.text):
            if self.sees("["):
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)

    def header(self) -> KeyPath:
        """Read `[a.b]` or `[[a.b]]`; the answer is the path of the table that begins."""
        start = self.position
        brackets = 2 if self.sees("[[") else 1
        self.position += brackets
        path = self.path_of((), self.dotted())
        self.position += brackets
        if brackets == 2:
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            path = (*path, number)
        self.values.setdefault(path, start)
        return path

    def path_of(self, table: KeyPath, names: _Named) -> KeyPath:
        """The path of a dotted key; a list of tables stands for its last one on the way."""
        path = table
        for name, offset in names:
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
            path = (*path, name)
            self.keys.setdefault(path, offset)
        return path

    def dotted(self) -> _Named:
        names: _Named = []
        while True:
            self.skip(_SPACE)
            start = self.position
            names.append((self.key(), start))
            self.skip(_SPACE)
            if not self.sees("."):
                return names
            self.position += 1

    def key(self) -> str:
        start = self.position
        if not (self.sees('"') or self.sees("'")):
            self.skip(_BARE_KEY)
            return self.text[start : self.position]
        self.string()
        return str(tomllib.loads(f"key = {self.text[start : self.position]}")["key"])

    def pair(self, table: KeyPath) -> None:
        path = self.path_of(table, self.dotted())
        self.position += 1
        self.value(path)

    def value(self, path: KeyPath) -> None:
        self.skip(_SPACE)
        self.values[path] = self.position
        if self.sees('"') or self.sees("'"):
            self.characters[path] = self.string()
        elif self.sees("["):
            self.array(path)
        elif self.sees("{"):
            self.inline_table(path)
        else:
            self.skip(_BARE_VALUE)

    def array(self, path: KeyPath) -> None:
        self.position += 1
        number = 0
        while not self.ends("]"):
            self.value((*path, number))
            number += 1

    def inline_table(self, path: KeyPath) -> None:
        self.position += 1
        while not self.ends("}"):
            self.pair(path)

    def ends(self, closing: str) -> bool:
        """Whether a list or inline table ends here; passes a comma or the closing sign."""
        self.skip(_BLANK)
        if self.sees(","):
            self.position += 1
            self.skip(_BLANK)
        if not self.sees(closing):
            return False
        self.position += 1
        return True

    def string(self) -> tuple[int, ...]:
        """Pass a string; the answer is the offset of each of its characters and of its end."""
        quote = self.text[self.position]
        fence = quote * 3 if self.sees(quote * 3) else quote
        self.position += len(fence)
        if len(fence) == 3 and self.sees("\n"):
            self.position += 1
        offsets = []
        while not self.sees(fence) or (len(fence) == 3 and self.sees(quote * 4)):
            if quote == '"' and self.sees("\\"):
                start = self.position
                self.skip(_CONTINUATION)
                if self.position == start:
                    offsets.append(start)
                    self.skip(_ESCAPE)
            else:
                offsets.append(self.position)
                self.position += 1
        offsets.append(self.position)
        self.position += len(fence)
        return tuple(offsets)
