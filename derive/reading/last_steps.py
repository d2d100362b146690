"""The last step above a name, h^T beside h^t and h^{t-1}: no transpose, where sums end at T."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.reading.occurrences import bound_letters
from derive.reading.parse_tree import Big, Fenced, Listing, Scripted, Statement, Symbol, Tree, walk
from derive.reading.rewriting import rewritten
from derive.reading.spellings import letter_of

LAST = "T"


def with_last_steps(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which h^T is the last of the h^t, if t ends at T."""
    trees = [part for one in statements for side in one.sides for part in walk(side)]
    steps = {letter for tree in trees for letter in _ending_last(tree)}
    steps |= {
        one.sides[0].name
        for one in statements
        if len(one.sides) == 2 and isinstance(one.sides[0], Symbol) and _is_last(one.sides[1])
    }
    stepping = {letter_of(tree) for tree in trees if _stands_above(tree, steps)}
    if not stepping:
        return list(statements)

    def change(tree: Tree) -> Tree | None:
        match tree:
            case Scripted(base=base, lower=lower, upper=Symbol(name="T") as upper) if (
                letter_of(base) in stepping
            ):
                inner = None if lower is None else rewritten(lower, change)
                return replace(tree, lower=inner, upper=Fenced(upper.span, "(", upper))
            case _:
                return None

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _ending_last(tree: Tree) -> frozenset[str]:
    """The letters of a sum that ends at T."""
    if isinstance(tree, Big) and isinstance(tree.upper, Symbol) and tree.upper.name == LAST:
        return bound_letters(tree.lower)
    return frozenset()


def _is_last(tree: Tree) -> bool:
    """Whether a list of values, 1, ..., T, ends at T."""
    return isinstance(tree, Listing) and tree.parts[-1:] == (Symbol(tree.span, LAST),)


def _stands_above(tree: Tree, steps: set[str]) -> bool:
    """Whether a letter of steps stands above a name."""
    if not isinstance(tree, Scripted) or tree.upper is None:
        return False
    letters = {part.name for part in walk(tree.upper) if isinstance(part, Symbol)}
    return bool(letters & steps)
