"""Sizes of axes while a network is put together, and the letters they get in the end."""

from __future__ import annotations

from derive.notation.index import Axis

# Letters that lectures use for units; l is a layer, n a sample, t a target.
LETTERS = ("i", "j", "k", "m", "p", "q", "r", "s", "u", "v")


class Sizes:
    """Axes as numbered nodes that can be joined: two signals that are added share theirs."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._size: list[int] = []

    def new(self, size: int) -> int:
        """A new axis of some extent."""
        self._parent.append(len(self._parent))
        self._size.append(size)
        return len(self._parent) - 1

    def root(self, node: int) -> int:
        """The axis that a node has become."""
        while self._parent[node] != node:
            node = self._parent[node]
        return node

    def size(self, node: int) -> int:
        """The extent of an axis."""
        return self._size[self.root(node)]

    def join(self, one: int, other: int) -> None:
        """Make two axes one; the older node stays."""
        first, second = sorted((self.root(one), self.root(other)))
        assert self._size[first] == self._size[second]
        self._parent[second] = first

    def axes(self) -> dict[int, Axis]:
        """An `Axis` for every root, with letters in the order of the nodes."""
        roots = [node for node, parent in enumerate(self._parent) if node == parent]
        made = {}
        for position, node in enumerate(roots):
            turn, place = divmod(position, len(LETTERS))
            letter = LETTERS[place]
            size = letter.upper() if turn == 0 else f"{letter.upper()}{turn + 1}"
            made[node] = Axis(f"axis{position}", letter, size)
        return made
