"""Indices that a document fixes: the true class c of L = -log p_c, or y_n of sample n.

Such a letter has no range of its own: no sum binds it, no equation defines anything at it. It
stands for one place that nobody knows, and is read as the one-hot vector of that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.reading.occurrences import bound_letters, left_letters
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Scripted,
    Statement,
    Symbol,
    Tree,
    parts_of,
    walk,
)
from derive.reading.spellings import Spelling, letter_of, side_by_side

# Letters that a class usually has; any other has to be compared with an index somewhere.
_USUAL = frozenset(("c", "y"))


@dataclass(frozen=True, slots=True)
class FixedIndex:
    """A letter that stands for one place, and the indices that it carries: y, or y_n."""

    letter: str
    rank: int

    @property
    def spelling(self) -> Spelling:
        """The name of its one-hot vector."""
        return Spelling(f"is_{self.letter}")


def fixed_indices(statements: Sequence[Statement]) -> list[FixedIndex]:
    """The letters that a document's forward equations have in slots and that nothing ranges."""
    forward = [one for one in statements if _is_forward(one)]
    ranged = {letter for one in forward for letter in left_letters(one.sides[0])}
    trees = [tree for one in statements for tree in _all(one)]
    ranged |= {one for tree in trees if isinstance(tree, Big) for one in bound_letters(tree.lower)}
    found: dict[str, set[int]] = {}
    for tree in (part for one in forward for part in walk(one.sides[1])):
        if isinstance(tree, Scripted) and letter_of(tree) != "delta":
            for item in side_by_side(tree.lower):
                if (one := _fixed(item)) is not None:
                    found.setdefault(one.letter, set()).add(one.rank)
    compared = {name for tree in trees for name in _compared(tree)}
    used = {name for one in statements for side in one.sides for name in _values(side)}
    used |= {letter_of(one.sides[0]) for one in forward}
    return [
        FixedIndex(letter, *ranks)
        for letter, ranks in sorted(found.items())
        if len(ranks) == 1 and letter not in ranged | used and letter in _USUAL | compared
    ]


def _is_forward(statement: Statement) -> bool:
    """Whether a statement looks like a forward equation: a name, and what it is."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":="):
        return False
    left = statement.sides[0]
    return isinstance(left, Symbol | Scripted) and letter_of(left) not in ("", "partial", "nabla")


def _all(statement: Statement) -> Iterator[Tree]:
    for tree in (*statement.sides, *statement.notes):
        yield from walk(tree)


def _fixed(item: Tree) -> FixedIndex | None:
    """What an index is, if it may be fixed: a bare letter, or one with letters of its own."""
    match item:
        case Symbol(name=name, accent="") if len(name) == 1 and name.islower():
            return FixedIndex(name, 0)
        case Scripted(base=Symbol(name=name), lower=lower, upper=None, primes=0) if (
            lower is not None and len(name) == 1 and name.islower()
        ):
            own = side_by_side(lower)
            is_plain = all(isinstance(one, Symbol) for one in own)
            return FixedIndex(name, len(own)) if is_plain else None
        case _:
            return None


def _compared(tree: Tree) -> Iterator[str]:
    """The letters that a condition or Kronecker's delta compares with an index."""
    match tree:
        case Comparison(parts=(first, second), relations=("=" | "!=",)):
            sides: tuple[Tree, ...] = (first, second)
        case Scripted(base=Symbol(name="delta"), lower=lower, upper=None):
            sides = side_by_side(lower)
        case _:
            return
    if len(sides) == 2 and all(_fixed(one) is not None for one in sides):
        yield from (letter_of(one) for one in sides)


def _values(tree: Tree) -> Iterator[str]:
    """The letters that stand for numbers: not in scripts, and not compared with indices."""
    if any(_compared(tree)):
        return
    match tree:
        case Scripted(base=base):
            yield from _values(base)
        case Big(lower=Comparison(), body=body):
            yield from _values(body)
        case Symbol(name=name):
            yield name
        case _:
            for part in parts_of(tree):
                yield from _values(part)
