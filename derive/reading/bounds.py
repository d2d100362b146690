"""Sums whose bound stands in front of them only: 1/D sum_i x_i is a mean over i = 1, ..., D."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.reading.index_letters import index_name
from derive.reading.occurrences import bound_letters, left_letters
from derive.reading.parse_tree import (
    Big,
    Factors,
    Fraction,
    Joint,
    Number,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten


def with_bounds(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which sums behind 1/D end at D, if nothing else says what D is."""
    lefts = {one.sides[0].name for one in statements if isinstance(one.sides[0], Symbol)}
    lefts |= _told(statements)

    def change(tree: Tree) -> Tree | None:
        return _bounded(tree, lefts) if isinstance(tree, Factors) else None

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _told(statements: Sequence[Statement]) -> set[str]:
    """Sizes that a bound, or a letter of their own, gives a meaning elsewhere: N of n."""
    letters: set[str] = set()
    ends: set[str] = set()
    for statement in statements:
        letters |= left_letters(statement.sides[0])
        for tree in (tree for side in statement.sides for tree in walk(side)):
            if isinstance(tree, Big):
                letters |= bound_letters(tree.lower)
                ends |= {tree.upper.name} if isinstance(tree.upper, Symbol) else set()
    return ends | {letter.upper() for letter in letters}


def _bounded(tree: Factors, lefts: set[str]) -> Tree | None:
    """Factors with a fraction 1/D in front of a sum over one letter that has no bound."""
    sizes = [size for _, part in tree.parts if (size := _divisor(part, lefts)) is not None]
    last = tree.parts[-1][1]
    if len(sizes) != 1 or not isinstance(last, Big) or last.kind != "sum" or last.upper is not None:
        return None
    letter = index_name(last.lower) if last.lower is not None else None
    if letter is None or (sizes[0].name.isupper() and sizes[0].name == "T" and letter != "t"):
        return None
    ended: tuple[Joint, Tree] = (tree.parts[-1][0], replace(last, upper=sizes[0]))
    return replace(tree, parts=(*tree.parts[:-1], ended))


def _divisor(tree: Tree, lefts: set[str]) -> Symbol | None:
    """D of 1/D or 1/(2D), if D looks like an extent."""
    match tree:
        case Fraction(above=Number(), below=Symbol() as size):
            pass
        case Fraction(above=Number(), below=Factors(parts=((_, Number()), ("", Symbol() as size)))):
            pass
        case _:
            return None
    is_extent = len(size.name) == 1 and (size.name.isupper() or size.name in ("m", "n", "d"))
    return size if is_extent and size.name not in lefts else None
