"""Which slots of a document's names have one and the same range: a union of all that must agree."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from derive.notation.index import Axis

Node = Hashable


@dataclass(slots=True)
class Ranges:
    """Classes of slots, letters and sizes that share a range.

    Attributes:
        parents: A link towards the representative of each class.
        letters: Index letters met on each node, in the order met.
        sizes: The letters of extents met on each node.
    """

    parents: dict[Node, Node] = field(default_factory=dict)
    letters: dict[Node, list[str]] = field(default_factory=dict)
    sizes: dict[Node, list[str]] = field(default_factory=dict)

    def find(self, node: Node) -> Node:
        """The representative of a node's class."""
        self.parents.setdefault(node, node)
        while self.parents[node] != node:
            self.parents[node] = self.parents[self.parents[node]]
            node = self.parents[node]
        return node

    def join(self, first: Node, second: Node) -> None:
        """Two nodes share their range."""
        self.parents[self.find(second)] = self.find(first)

    def name(self, node: Node, letter: str) -> None:
        """A letter runs over a node's range."""
        self.letters.setdefault(node, []).append(letter)

    def size(self, node: Node, size: str) -> None:
        """A node's range ends at a size; all ranges that end there are one."""
        self.sizes.setdefault(("size", size), []).append(size)
        self.join(("size", size), node)

    def axes(self, nodes: Iterable[Node]) -> dict[Node, Axis]:
        """An axis for each class that some nodes are in, with a size of its own."""
        members: dict[Node, list[Node]] = {}
        for node in [*nodes, *self.parents]:
            members.setdefault(self.find(node), []).append(node)
        found: dict[Node, Axis] = {}
        taken: set[str] = set()
        for number, (root, several) in enumerate(members.items()):
            sizes = [size for node in several for size in self.sizes.get(node, ())]
            letters = [one for node in several for one in self.letters.get(node, ())]
            letter = max(letters, key=letters.count) if letters else _free(taken, number)
            letter = letter.rstrip("'")
            sizes = sorted(sizes, key=lambda size: not size.isdigit())
            size = sizes[0] if sizes else letter.upper()
            while not sizes and size in taken:
                size += "'"
            taken |= {size, letter.upper()}
            found[root] = Axis(f"{size}:{number}", letter, size)
        return {node: found[self.find(node)] for node in [*self.parents, *nodes]}


def _free(taken: set[str], number: int) -> str:
    """A letter for a range that no index names."""
    for letter in "abcdpqruvmgh":
        if letter.upper() not in taken:
            return letter
    return f"a{number}"
