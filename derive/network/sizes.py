"""Sizes of axes while a network is put together, and the letters they get in the end."""

from __future__ import annotations

from derive.notation.index import Axis

# Letters that lectures use for units; l is a layer, n a sample, t a target.
LETTERS = ("i", "j", "k", "m", "p", "q", "r", "s", "u", "v")
# A formula's letter for an axis says something (channel, position, step) unless it is one of these.
COMMON = frozenset(("i", "j", "k", "m", "n", "t", "l"))
# Symbols of other things: the costs, a loss, the number of samples.
TAKEN_SIZES = frozenset(("C", "E", "L", "N"))
SAMPLES = Axis("samples", "n", "N")


class Sizes:
    """Axes as numbered nodes that can be joined: two signals that are added share theirs.

    The first node is the axis of the samples.
    """

    samples = 0

    def __init__(self, samples: int = 5) -> None:
        self._parent: list[int] = [0]
        self._size: list[int] = [samples]
        self._wish: dict[int, str] = {}
        self._like: dict[int, int] = {}

    @property
    def count(self) -> int:
        """How many nodes there are; the next new one has this number."""
        return len(self._parent)

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
        if second in self._wish:
            self._wish.setdefault(first, self._wish[second])

    def wish(self, node: int, letter: str) -> None:
        """Let an axis have a formula's letter, if the letter says something."""
        if letter not in COMMON and len(letter) == 1:
            self._wish.setdefault(self.root(node), letter)

    def alike(self, node: int, other: int) -> None:
        """Let an axis have the letter of another, which it repeats."""
        self._like.setdefault(self.root(node), other)

    def axes(self, names: frozenset[str] = frozenset()) -> dict[int, Axis]:
        """An `Axis` for every root, with letters in the order of the nodes.

        Args:
            names: Names of tensors, which should be no letters as well.
        """
        roots = [node for node, parent in enumerate(self._parent) if node == parent and node > 0]
        wishes = {node: letter for node, letter in self._wish.items() if letter not in names}
        wished = set(wishes.values())
        usual = [letter for letter in LETTERS if letter not in wished | names] or list(LETTERS)
        made: dict[int, Axis] = {0: SAMPLES}
        sizes = set(TAKEN_SIZES)
        given = 0
        for position, node in enumerate(roots):
            like = made.get(self.root(self._like[node])) if node in self._like else None
            if like is not None:
                letter = like.letter
            elif node in wishes:
                letter = wishes[node]
            else:
                letter = usual[given % len(usual)]
                given += 1
            size = _first_free(letter.upper(), sizes)
            made[node] = Axis(f"axis{position}", letter, size)
        return made


def _first_free(symbol: str, taken: set[str]) -> str:
    """The symbol, or the symbol with the smallest number from 2 on that is free."""
    found, count = symbol, 1
    while found in taken:
        count += 1
        found = f"{symbol}{count}"
    taken.add(found)
    return found
