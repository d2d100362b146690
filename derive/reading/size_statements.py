"""Sizes that are worked out from other sizes, P = H - R + 1: put in wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.reading.index_statements import CONDITION
from derive.reading.parse_tree import Big, Fenced, Number, Statement, Symbol, Terms, Tree, walk
from derive.reading.rewriting import rewritten


def with_sizes_put_in(statements: Sequence[Statement]) -> list[Statement]:
    """Statements without P, if P = H - R + 1 and sums end at P."""
    ends = {
        part.name
        for one in statements
        for side in one.sides
        for tree in walk(side)
        if isinstance(tree, Big) and tree.upper is not None
        for part in walk(tree.upper)
        if isinstance(part, Symbol)
    }
    found: dict[str, Tree] = {}
    for one in statements:
        match one:
            case Statement(sides=(Symbol(name=name), Terms() as right), relations=("=" | ":=",)):
                if name in ends and _is_of_sizes(right):
                    found.setdefault(name, right)
    if not found:
        return list(statements)

    def change(tree: Tree) -> Tree | None:
        if isinstance(tree, Symbol) and not tree.accent and tree.name in found:
            return Fenced(tree.span, "(", found[tree.name])
        return None

    return [
        replace(one, relations=tuple(CONDITION for _ in one.relations))
        if isinstance(one.sides[0], Symbol) and found.get(one.sides[0].name) in one.sides
        else replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _is_of_sizes(tree: Terms) -> bool:
    """Whether a sum is made of capitals and whole numbers only, two capitals at least."""
    parts = [part for _, part in tree.parts]
    capitals = {part.name for part in parts if isinstance(part, Symbol) and part.name.isupper()}
    rest = [part for part in parts if not isinstance(part, Symbol)]
    is_plain = all(isinstance(part, Number) and part.value.denominator == 1 for part in rest)
    symbols = [part for part in parts if isinstance(part, Symbol)]
    return len(capitals) >= 2 and len(symbols) == len(capitals) and is_plain
