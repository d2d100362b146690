"""Biases that are written as the weights at 0, w_{j0} beside w_{ji}, where i starts at 1.

Entries are counted from 1 there, so that the bias is no entry but a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.reading.index_letters import index_name
from derive.reading.listings import is_dots
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    Words,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spellings import side_by_side

Slot = tuple[str, int, int]  # a name, how many indices it has, and which one is meant


def with_biases(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which w_{j0} is a name of its own, if all letters start at 1."""
    trees = [part for one in statements for side in one.sides for part in walk(side)]
    if any(_starts_at_zero(tree) for tree in trees):
        return list(statements)
    met = [slot for tree in trees for slot in _slots(tree)]
    lettered = {slot for slot, index in met if index_name(index) is not None}
    stepping = {slot for slot, index in met if isinstance(index, Terms)}
    of_biases = {slot for slot, index in met if _is_zero(index)} & lettered - stepping
    if not of_biases:
        return list(statements)

    def change(tree: Tree) -> Tree | None:
        return _named(tree, of_biases)

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _starts_at_zero(tree: Tree) -> bool:
    """Whether a sum, or a list of the values of a letter, starts at 0."""
    match tree:
        case Big(lower=lower) if lower is not None:
            return any(
                isinstance(part, Comparison) and _is_zero(part.parts[-1]) for part in walk(lower)
            )
        case Listing(parts=(first, *more)):
            return _is_zero(first) and any(is_dots(one) for one in more)
        case _:
            return False


def _slots(tree: Tree) -> Iterator[tuple[Slot, Tree]]:
    """What stands in the slots of a name, if a tree is one."""
    if isinstance(tree, Scripted) and isinstance(tree.base, Symbol):
        items = side_by_side(tree.lower)
        for at, index in enumerate(items):
            yield (tree.base.name, len(items), at), index


def _is_zero(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value == 0


def _named(tree: Tree, biases: set[Slot]) -> Tree | None:
    """A bias with its 0 as a word, which is never an index."""
    found = list(_slots(tree))
    if not any(slot in biases and _is_zero(index) for slot, index in found):
        return None
    assert isinstance(tree, Scripted), "only a name has slots"
    assert tree.lower is not None, "only what stands below a name was looked at"
    items: list[Tree] = [
        Words(index.span, "0") if slot in biases and _is_zero(index) else index
        for slot, index in found
    ]
    lower: Tree = items[0]
    if len(items) > 1:
        lower = Factors(tree.lower.span, tuple(("", item) for item in items))
    return replace(tree, lower=lower)
