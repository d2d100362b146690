"""Functions said to be others by name, phi = softplus or phi(·) = tanh(·), as phi(u) = softplus(u).

So written, such a line defines a function like any other, or is a claim about one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from derive.reading.about_functions import called
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Fraction,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten

_VARIABLE = "u"
_SIGMA = "sigma"
_DOT = ":"  # how a lone dot between brackets is read


def with_named_functions(
    statements: Sequence[Statement], known: AbstractSet[str]
) -> list[Statement]:
    """Statements in which functions that are named alone have an argument.

    Args:
        statements: All statements of a document.
        known: The names of functions that need no definition.
    """
    sides = [side for one in statements for side in one.sides]
    trees = [tree for side in sides for tree in walk(side)]
    calls = Counter(name for side in sides for name in called(side))
    slopes = Counter(found[0].name for tree in trees if (found := _slope_of(tree)) is not None)
    stands = Counter(part.name for part in trees if isinstance(part, Symbol))
    alone = {name: stands[name] - calls[name] - slopes[name] for name in calls}
    only = {name for name in calls if alone[name] <= 0}
    named = {name for name in calls if alone[name] == 1}  # but for a line that says what it is
    if stands[_SIGMA] <= calls[_SIGMA] + 1:
        known = known | {_SIGMA}
    made = [_with_argument(one, frozenset(calls), known, named) for one in statements]
    is_told = {one.name for one in map(_told, statements, made) if one is not None}
    return [_at_variable(one, only | (named & is_told)) for one in made]


def _told(before: Statement, after: Statement) -> Symbol | None:
    """The function that a statement has said to be another."""
    left = before.sides[0]
    return left if isinstance(left, Symbol) and before is not after else None


def _slope_of(tree: Tree) -> tuple[Symbol, Tree] | None:
    """The letter and the variable of df/dz."""
    match tree:
        case Fraction(above=Factors(parts=((_, Symbol(name=sign)), (_, Symbol() as of)))):
            by = derived_by(tree)
            return (of, by) if sign in ("d", "partial") and by is not None else None
        case _:
            return None


def _at_variable(one: Statement, only: AbstractSet[str]) -> Statement:
    """A statement in which df/dz of a function is df(z)/dz."""

    def change(tree: Tree) -> Tree | None:
        found = _slope_of(tree)
        if found is None or found[0].name not in only or not isinstance(tree, Fraction):
            return None
        of, by = found
        assert isinstance(tree.above, Factors), "just asked"
        group = Fenced(of.span, "(", by)
        return replace(tree, above=replace(tree.above, parts=(*tree.above.parts, ("", group))))

    return replace(one, sides=tuple(rewritten(side, change) for side in one.sides))


def _with_argument(
    one: Statement,
    calls: AbstractSet[str],
    known: AbstractSet[str],
    named: AbstractSet[str],
) -> Statement:
    """A statement about functions at an argument; sigma is one only of what is always called."""
    if len(one.sides) != 2 or one.relations[0] not in ("=", ":="):
        return one
    match one.sides:
        case Symbol(name=left), Symbol(name=right) if left in calls and right in known:
            if right == _SIGMA and left not in named:
                return one
            sides = tuple(_call(side) for side in one.sides)
        case Factors(parts=((_, Symbol()), (_, Fenced(fence="(", inner=Symbol(name=":"))))), _:
            sides = tuple(_without_dots(side) for side in one.sides)
        case _:
            return one
    return replace(one, sides=sides)


def _call(name: Tree) -> Tree:
    variable = Symbol(name.span, _VARIABLE)
    return Factors(name.span, (("", name), ("", Fenced(name.span, "(", variable))))


def _without_dots(tree: Tree) -> Tree:
    return rewritten(
        tree,
        lambda part: (
            Symbol(part.span, _VARIABLE) if isinstance(part, Symbol) and part.name == _DOT else None
        ),
    )
