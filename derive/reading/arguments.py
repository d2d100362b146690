"""Losses and signals written with what they depend on, L(theta) or f(x), read as L and f."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.reading.letters import GREEK
from derive.reading.occurrences import SIGNS
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Joint,
    Listing,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spellings import is_transpose


def without_arguments(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which L(theta) = ... of other names than theta is a quantity L."""
    dropped: dict[str, Tree] = {}
    for statement in statements:
        dropped.update(_quantity(statement))
    if not dropped:
        return list(statements)
    return [
        replace(one, sides=tuple(_without(side, dropped) for side in one.sides))
        for one in statements
    ]


def _quantity(statement: Statement) -> Mapping[str, Tree]:
    """The name and the arguments of a left side that is no function of one number."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":="):
        return {}
    match statement.sides[0]:
        case Factors(parts=((_, Symbol(name=name)), (_, Fenced(fence="(", inner=inner)))):
            pass
        case _:
            return {}
    own = {"e", *SIGNS, *([inner.name] if isinstance(inner, Symbol) else [])}
    others = {
        part.base.name
        for part in walk(statement.sides[1])
        if isinstance(part, Scripted) and isinstance(part.base, Symbol)
        if part.base.name not in own or part.lower is not None or is_transpose(part.upper)
    }
    is_loss = name in ("L", "J", "E", "C", "ell", "Loss", "loss", "R", "Q")
    is_word = len(name) > 1 and name not in GREEK  # swish(z) = z sigma(beta_1 z) is a function
    is_quantity = isinstance(inner, Listing) or (not is_word and bool(others))
    return {name: inner} if is_loss or is_quantity else {}


def _without(tree: Tree, dropped: Mapping[str, Tree]) -> Tree:
    def change(part: Tree) -> Tree | None:
        if not isinstance(part, Factors):
            return None
        kept: list[tuple[Joint, Tree]] = []
        gone = False
        for joint, one in part.parts:
            before = kept[-1][1] if kept else None
            if (
                joint == ""
                and isinstance(before, Symbol)
                and isinstance(one, Fenced)
                and dropped.get(before.name) == one.inner
            ):
                gone = True
                continue
            kept.append((joint, _without(one, dropped)))
        if not gone:
            return None
        return kept[0][1] if len(kept) == 1 else replace(part, parts=tuple(kept))

    return rewritten(tree, change)
