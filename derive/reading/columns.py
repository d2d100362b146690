r"""Samples that are columns, or rows, of a matrix: y^{(i)} is column i of Y.

A small letter with a sample above it is part of the capital where the document uses the
capital too, and says along which axis the samples lie: by the shape that it states of a
matrix, or by the side on which weights stand, W X or X W.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from derive.reading.occurrences import bound_letters, left_letters
from derive.reading.parse_tree import (
    Big,
    Factors,
    Fenced,
    Listing,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spaces import sizes_of_space
from derive.reading.spellings import is_transpose, letter_of, side_by_side

Key = tuple[str, tuple[str, ...]]  # a capital, and the marks above it
Side = Literal["rows", "columns"]


@dataclass(frozen=True, slots=True)
class _Sample:
    """A name with a sample above it: the capital it belongs to, its marks, the sample's letter."""

    key: Key
    marks: tuple[Tree, ...]
    letter: Symbol


def with_columns(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which y^{(i)} is part of Y, if Y is there and its samples lie one way."""
    letters = _sample_letters(statements)
    samples = {
        found.key for tree in _trees(statements) if (found := _sample(tree, letters)) is not None
    }
    capitals = {key for tree in _trees(statements) if (key := _capital(tree)) is not None}
    both = samples & capitals
    sides = set(_stated(statements, both, _sizes(statements, letters)))
    sides = sides or set(_beside_weights(statements, {name for name, _ in both}))
    if not both or len(sides) != 1:
        return list(statements)
    (side,) = sides

    def change(tree: Tree) -> Tree | None:
        found = _sample(tree, letters)
        if found is None or found.key not in both:
            return None
        return _part(tree, found, side)

    return [
        replace(one, sides=tuple(rewritten(tree, change) for tree in one.sides))
        for one in statements
    ]


def _trees(statements: Sequence[Statement]) -> Iterator[Tree]:
    for statement in statements:
        for side in statement.sides:
            yield from walk(side)


def _sample_letters(statements: Sequence[Statement]) -> frozenset[str]:
    """The letters that sums and left sides give a range."""
    found = {
        letter
        for tree in _trees(statements)
        if isinstance(tree, Big)
        for letter in bound_letters(tree.lower)
    }
    return frozenset(found.union(*(left_letters(one.sides[0]) for one in statements)))


def _sample(tree: Tree, letters: frozenset[str]) -> _Sample | None:
    """A small letter with a sample in parentheses above it."""
    match tree:
        case Scripted(base=Symbol(name=name, accent=""), upper=upper) if upper is not None:
            *marks, last = side_by_side(upper)
        case _:
            return None
    match last:
        case Fenced(fence="(", inner=Symbol(name=letter) as sample) if letter in letters:
            is_small = len(name) == 1 and name.islower()
            plain = tuple(_plain(mark) for mark in marks)
            return _Sample((name.upper(), plain), tuple(marks), sample) if is_small else None
        case _:
            return None


def _capital(tree: Tree) -> Key | None:
    """A capital without indices, with the marks above it; a transpose is none."""
    match tree:
        case Symbol(name=name, accent=""):
            marks: tuple[Tree, ...] = ()
        case Scripted(base=Symbol(name=name, accent=""), lower=None, upper=upper):
            marks = tuple(mark for mark in side_by_side(upper) if not is_transpose(mark))
        case _:
            return None
    is_capital = len(name) == 1 and name.isupper()
    return (name, tuple(_plain(mark) for mark in marks)) if is_capital else None


def _plain(tree: Tree) -> str:
    """A mark without its place in the text."""
    return " ".join(str(getattr(part, "name", getattr(part, "value", ""))) for part in walk(tree))


def _sizes(statements: Sequence[Statement], letters: frozenset[str]) -> dict[str, str]:
    """Where sums over letters end: m of the sum over i = 1, ..., m."""
    return {
        letter: tree.upper.name
        for tree in _trees(statements)
        if isinstance(tree, Big) and isinstance(tree.upper, Symbol)
        for letter in bound_letters(tree.lower) & letters
    }


def _stated(
    statements: Sequence[Statement], keys: set[Key], sizes: dict[str, str]
) -> Iterator[Side]:
    """The side on which samples lie by the shapes that the document states."""
    for statement in statements:
        if statement.relations != ("in",) or len(statement.sides) != 2:
            continue
        left = statement.sides[0]
        names = left.parts if isinstance(left, Listing) else (left,)
        shape = sizes_of_space(statement.sides[1])
        if shape is None or len(shape) != 2 or shape[0] == shape[1]:
            continue
        if any(_capital(name) in keys for name in names):
            if shape[0] in sizes.values():
                yield "rows"
            elif shape[1] in sizes.values():
                yield "columns"


def _beside_weights(statements: Sequence[Statement], data: set[str]) -> Iterator[Side]:
    """The side on which samples lie by where capitals that are no data stand beside data."""
    for tree in _trees(statements):
        if not isinstance(tree, Factors):
            continue
        names = [letter_of(part) if _capital(part) else "" for _, part in tree.parts]
        for first, second in pairwise(names):
            if first in data and second and second not in data:
                yield "rows"
            elif second in data and first and first not in data:
                yield "columns"


def _part(tree: Tree, found: _Sample, side: Side) -> Tree:
    """The part of the capital: the sample's letter in its slot, a colon or an index beside."""
    assert isinstance(tree, Scripted), "a sample stands above a name"
    assert isinstance(tree.base, Symbol), "a sample stands above a letter"
    span = found.letter.span
    inner = side_by_side(tree.lower) or (Symbol(span, ":"),)
    slots = (*inner, found.letter) if side == "columns" else (found.letter, *inner)
    marks = found.marks
    upper: Tree | None = None
    if marks:
        upper = marks[0] if len(marks) == 1 else Factors(span, tuple(("", one) for one in marks))
    base = replace(tree.base, name=found.key[0])
    return replace(tree, base=base, lower=Listing(span, slots), upper=upper)
