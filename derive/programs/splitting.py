"""Statements that are too long for a line, as several: a part gets a name and a line before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.programs.program import Node, parts_of

TYPICAL_NAME = 12


@dataclass(frozen=True, slots=True)
class Splitter:
    """Writes `name = expression` in lines that are short enough.

    Attributes:
        named: What has a name; grows as parts get one.
        spell: The text of a node in those names.
        name: A new name for a part.
        may_be_named: Whether a part may get a line of its own.
    """

    named: dict[Node, str]
    spell: Callable[[Node], str]
    name: Callable[[Node], str]
    may_be_named: Callable[[Node], bool]

    def lines(self, target: str, node: Node, room: int) -> list[str]:
        """The lines, the last of which gives `target` its value; none is longer than `room`."""
        before: list[str] = []
        while len(line := f"{target} = {self.spell(node)}") > room:
            parts = sorted(dict.fromkeys(self._parts(node)), key=str)
            if not parts:
                break
            part = min(parts, key=lambda one: self._longer(one, line))
            name = self.name(part)
            before += self.lines(name, part, room)
            self.named[part] = name
        return [*before, line]

    def _longer(self, part: Node, line: str) -> int:
        """The length of the longer line when a part gets a line of its own."""
        text = self.spell(part)
        rest = len(line) - line.count(text) * (len(text) - TYPICAL_NAME)
        return max(len(text) + TYPICAL_NAME, rest)

    def _parts(self, node: Node) -> Iterator[Node]:
        for part in parts_of(node):
            if part not in self.named:
                if self.may_be_named(part):
                    yield part
                yield from self._parts(part)
