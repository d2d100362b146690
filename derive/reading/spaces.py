"""Shapes that a document states: W in R^{J x I}, "X is T x d"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.reading.choices import Habits
from derive.reading.occurrences import derived_by, occurrences
from derive.reading.parse_tree import (
    Factors,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.spellings import Spelling


@dataclass(frozen=True, slots=True)
class Space:
    """The shape of a name: for each slot the letter of its size, or its number as text."""

    spelling: Spelling
    sizes: tuple[str, ...]


def spaces_of(statements: Sequence[Statement], habits: Habits) -> list[Space]:
    """All shapes that statements of the kind `W in R^{J x I}` give.

    A letter that something is differentiated by is a quantity, and another one than the size
    of the same letter.
    """
    found: list[Space] = []
    quantities = _differentiated(statements)
    for statement in statements:
        if statement.relations != ("in",):
            continue
        sizes = sizes_of_space(statement.sides[1])
        if sizes is None:
            continue
        sizes = tuple(f"{size}·" if size in quantities else size for size in sizes)
        for name in _listed(statement.sides[0]):
            uses = [met.use for met in occurrences(name, frozenset(), habits)]
            found += (Space(use.spelling, sizes) for use in uses if not use.indices)
    return found


def _differentiated(statements: Sequence[Statement]) -> set[str]:
    """The bare letters that something is differentiated by."""
    trees = (tree for one in statements for side in one.sides for tree in walk(side))
    found = (derived_by(tree) for tree in trees)
    return {by.name for by in found if isinstance(by, Symbol)}


def sizes_of_space(tree: Tree) -> tuple[str, ...] | None:
    """The sizes of R^{J x I}; () of R alone, None of what is no space."""
    match tree:
        case Symbol(name="R"):
            return ()
        case Scripted(base=Symbol(name="R"), lower=None, upper=upper) if upper is not None:
            return dims_of(upper)
        case _:
            return None


def dims_of(tree: Tree) -> tuple[str, ...] | None:
    """The sizes of J x I, or of J alone."""
    match tree:
        case Factors(parts=parts) if all(joint == "cross" for joint, _ in parts[1:]):
            sizes = [_size(part) for _, part in parts]
        case _:
            sizes = [_size(tree)]
    found = [size for size in sizes if size is not None]
    return tuple(found) if len(found) == len(sizes) else None


def _size(tree: Tree) -> str | None:
    match tree:
        case Symbol(name=name):
            return name
        case Number(value=value) if value.denominator == 1:
            return str(value)
        case Scripted(base=Symbol(name=name), lower=Symbol(name=below), upper=None):
            return f"{name}_{below}"
        case Scripted(base=Symbol(name=name), lower=Number(value=value), upper=None):
            return f"{name}_{value}"
        case _:
            return None


def _listed(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Listing):
        yield from tree.parts
    else:
        yield tree
