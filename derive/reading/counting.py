"""Where letters begin to count, from 0 or from 1, and how many there are: sum_{a=0}^{2}."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from derive.notation.index import Axis
from derive.reading.index_letters import index_name
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Listing,
    Number,
    Statement,
    Symbol,
    Terms,
    Tree,
    walk,
)
from derive.reading.ranges import Node, Ranges


@dataclass(slots=True)
class Counting:
    """What sums and places say of where the ranges of their letters begin and end.

    Attributes:
        from_zero: Letters that count from 0 in some line.
        starts: Where a range begins, by its node.
        counts: How many places a range has, where numbers say so.
        places: Slots with the letters of a computed place in them, i + a.
        lasts: Sizes that are a last place and not how many there are: M of k = 0, ..., M.
    """

    from_zero: frozenset[str] = frozenset()
    starts: list[tuple[Node, int]] = field(default_factory=list)
    counts: list[tuple[Node, int]] = field(default_factory=list)
    places: list[tuple[Node, tuple[Node, ...]]] = field(default_factory=list)
    lasts: set[str] = field(default_factory=set)

    def sum(self, tree: Big, letters: Mapping[str, Node]) -> None:
        """Note what a sum says of its letters."""
        for name, start in starts_in(tree.lower):
            first = 0 if start is None and name in self.from_zero else _number(start)
            if first is None or name not in letters:
                continue
            self.starts.append((letters[name], min(first, 1)))
            last = _number(tree.upper)
            if last is not None and first in (0, 1):
                self.counts.append((letters[name], last - first + 1))
            if isinstance(tree.upper, Symbol) and first == 0:
                self.lasts.add(tree.upper.name)

    def sized(self, ranges: Ranges) -> None:
        """Give every range whose sums end at one number that many places."""
        found: dict[Node, set[int]] = {}
        for node, count in self.counts:
            found.setdefault(ranges.find(node), set()).add(count)
        named = {ranges.find(node) for node in ranges.sizes}
        for root, counts in found.items():
            if len(counts) == 1 and root not in named:
                ranges.sizes.setdefault(root, []).append(str(*counts))

    def bases(self, ranges: Ranges, axes: Mapping[Node, Axis]) -> dict[Axis, int]:
        """The axes that count from 0."""
        known: dict[Node, int] = {}
        for node, start in self.starts:
            root = ranges.find(node)
            known[root] = min(start, known.get(root, 1))
        windows: dict[Node, list[int]] = {}
        for node, letters in self.places:
            starts = [known.get(ranges.find(letter), 1) for letter in letters]
            windows.setdefault(ranges.find(node), []).append(max(starts, default=1))
        for root, starts in windows.items():
            known.setdefault(root, max(starts))
        found = {ranges.find(node): axis for node, axis in axes.items()}
        return {found[root]: base for root, base in known.items() if not base and root in found}


def letters_from_zero(statements: Sequence[Statement]) -> frozenset[str]:
    """The letters that some sum counts from 0."""
    trees = (tree for one in statements for side in one.sides for tree in walk(side))
    sums = (tree for tree in trees if isinstance(tree, Big))
    return frozenset(
        name for tree in sums for name, start in starts_in(tree.lower) if _number(start) == 0
    )


def starts_in(lower: Tree | None) -> Iterator[tuple[str, Tree | None]]:
    """The letters below a big operator, each with where it begins, if that is said."""
    match lower:
        case None:
            return
        case Listing(parts=parts):
            for part in parts:
                yield from starts_in(part)
        case Factors(parts=several):
            for _, part in several:
                yield from starts_in(part)
        case Comparison(parts=(first, second), relations=("=",)):
            name = index_name(first)
            if name is not None:
                yield name, second
        case _:
            name = index_name(lower)
            if name is not None:
                yield name, None


def size_at_end(lower: Tree | None, upper: Tree | None) -> str | None:
    """The letter of the extent that a big operator ends at: K of k = 1..K, and of 0..K-1."""
    match upper:
        case Symbol(name=name) if name != "infinity":
            return name
        case Terms(parts=((1, Symbol(name=name)), (-1, Number(value=value)))) if value == 1:
            starts = [_number(start) for _, start in starts_in(lower)]
            return name if starts and all(start == 0 for start in starts) else None
        case _:
            return None


def limits_in(tree: Tree, word: str) -> Iterable[Tree]:
    """The parts of max(0, i - K + 1) as a lower limit, of min(...) as an upper; else the tree."""
    match tree:
        case Factors(parts=((_, Symbol(name=name)), ("", inner))) if name == word:
            group = getattr(inner, "inner", None)
            return group.parts if isinstance(group, Listing) else (tree,)
        case _:
            return (tree,)


def _number(tree: Tree | None) -> int | None:
    if isinstance(tree, Number) and tree.value.denominator == 1:
        return int(tree.value)
    return None
