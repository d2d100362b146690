"""Statements that are too long for a line, as several: a part gets a name and a line before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.programs.nodes import Node, Rearranged
from derive.programs.structure import parts_of

TYPICAL_NAME = 12
OPENING, CLOSING = "([{", ")]}"


def chained(target: str, text: str, room: int, name: Callable[[], str]) -> list[str]:
    """`target = text` in lines that are short enough: a value's calls and cuts one by one.

    Args:
        target: What gets the value.
        text: An expression, such as `a.reshape(2, 3)[:, 1]`.
        room: The longest line.
        name: A new name for a value on the way.
    """
    line = f"{target} = {text}"
    ends = _links(text)
    if len(line) <= room or not ends:
        return [line]
    short = [at for at in ends if len(text[:at]) + TYPICAL_NAME + len(" = ") <= room]
    at = short[-1] if short else ends[0]
    before = name()
    first = chained(before, text[:at], room, name)
    return [*first, *chained(target, before + text[at:], room, name)]


def _links(text: str) -> list[int]:
    """Where a call, a cut or an attribute is asked of what a bracket has closed before."""
    depth, found = 0, list[int]()
    for at, character in enumerate(text):
        if depth == 0 and at and text[at - 1] in CLOSING and character in "[.":
            found.append(at)
        depth += (character in OPENING) - (character in CLOSING)
        if depth == 0 and character == " ":
            return []
    return found


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
            parts = sorted(dict.fromkeys(self._parts(node, self.may_be_named)), key=str)
            parts = parts or sorted(dict.fromkeys(self._parts(node, _is_view)), key=str)
            if not parts:
                cut = chained(target, self.spell(node), room, lambda: self.name(node))
                return [*before, *cut]
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

    def _parts(self, node: Node, may_be_named: Callable[[Node], bool]) -> Iterator[Node]:
        for part in parts_of(node):
            if part not in self.named:
                if may_be_named(part):
                    yield part
                yield from self._parts(part, may_be_named)


def _is_view(node: Node) -> bool:
    return isinstance(node, Rearranged)
