"""Parse trees with some of their parts replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.reading.parse_tree import (
    Big,
    Cases,
    Comparison,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Grid,
    Listing,
    Root,
    Scripted,
    Terms,
    Tree,
)

Change = Callable[[Tree], Tree | None]


def rewritten(tree: Tree, change: Change) -> Tree:
    """A tree in which every part that `change` answers is replaced by the answer.

    What stands inside a replaced part is left as the answer has it.
    """
    changed = change(tree)
    if changed is not None:
        return changed

    def inner(part: Tree) -> Tree:
        return rewritten(part, change)

    match tree:
        case Scripted(base=base, lower=lower, upper=upper):
            return replace(
                tree,
                base=inner(base),
                lower=None if lower is None else inner(lower),
                upper=None if upper is None else inner(upper),
            )
        case Fenced(inner=body) | Root(inner=body):
            return replace(tree, inner=inner(body))
        case Fraction(above=above, below=below):
            return replace(tree, above=inner(above), below=inner(below))
        case Terms(parts=signed):
            return replace(tree, parts=tuple((sign, inner(part)) for sign, part in signed))
        case Factors(parts=joined):
            return replace(tree, parts=tuple((joint, inner(part)) for joint, part in joined))
        case Elementwise(parts=several) | Listing(parts=several) | Comparison(parts=several):
            return replace(tree, parts=tuple(map(inner, several)))
        case Big(lower=lower, upper=upper, body=body):
            return replace(
                tree,
                lower=None if lower is None else inner(lower),
                upper=None if upper is None else inner(upper),
                body=inner(body),
            )
        case Cases(branches=branches):
            pairs = (
                (inner(value), None if holds is None else inner(holds)) for value, holds in branches
            )
            return replace(tree, branches=tuple(pairs))
        case Grid(rows=rows):
            return replace(tree, rows=tuple(tuple(map(inner, row)) for row in rows))
        case _:
            return tree
