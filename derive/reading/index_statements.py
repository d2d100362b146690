r"""Statements between indices, i = j, and about Kronecker's delta: they define no quantity.

They say nothing by themselves; beside a formula, as in "for $i \ne j$", they restrict it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from derive.reading.index_letters import index_names
from derive.reading.occurrences import bound_letters, ranging_letters
from derive.reading.parse_tree import (
    Big,
    Factors,
    Fenced,
    Number,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    walk,
)
from derive.reading.spellings import letter_of, side_by_side

CONDITION = "where"  # in the place of the sign between indices: it is none that states
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")


def with_index_statements(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which i = j, or delta_{ij} = 1, is no equation between quantities."""
    letters = _index_letters(statements)
    defined = Counter(letter_of(one.sides[0]) for one in statements if len(one.sides) > 1)
    return [
        _noted(one) if _is_between(one, letters) or _is_outside(one, defined) else one
        for one in statements
    ]


def _is_outside(statement: Statement, defined: Counter[str]) -> bool:
    """Whether a statement says that data are 0, x_j = 0: they are so outside of their range."""
    match statement:
        case Statement(
            sides=(Scripted(base=Symbol(name=name), lower=lower), Number(value=value)),
            relations=("=",),
        ) if lower is not None and value == 0:
            return defined[name] == 1 and all(
                isinstance(one, Symbol) for one in side_by_side(lower)
            )
        case _:
            return False


def _noted(statement: Statement) -> Statement:
    return replace(statement, relations=tuple(CONDITION for _ in statement.relations))


def _index_letters(statements: Sequence[Statement]) -> frozenset[str]:
    """Letters that a sum or a left side gives a range, and that stand below some name."""
    ranging: set[str] = set()
    below: set[str] = set()
    for statement in statements:
        ranging |= ranging_letters(statement)
        for tree in (part for side in statement.sides for part in walk(side)):
            if isinstance(tree, Big):
                ranging |= bound_letters(tree.lower)
            if isinstance(tree, Scripted) and tree.lower is not None:
                below |= set(index_names(tree.lower))
    return frozenset(ranging & below)


def _is_between(statement: Statement, letters: frozenset[str]) -> bool:
    """Whether a statement speaks of indices only."""
    if not statement.relations or any(one != "=" for one in statement.relations):
        return False
    match statement.sides:
        case (Scripted(base=Symbol(name="delta"), upper=None, primes=0) as delta, Number(value=at)):
            return at in (0, 1) and len(index_names(delta.lower or delta.base)) == 2
        case (Symbol(name=name), *_) if len(name) == 1 and name in letters:
            return all(is_index(side, letters) for side in statement.sides)
        case _:
            return False


def is_index(tree: Tree, letters: frozenset[str]) -> bool:
    """Whether a tree is a place: letters of indices, sizes, numbers and sums of these."""
    match tree:
        case Number():
            return True
        case Symbol(name=name, accent=""):
            return name in letters or (len(name) == 1 and name.isupper())
        case Terms(parts=parts):
            return all(is_index(part, letters) for _, part in parts)
        case Factors(parts=parts):
            return all(is_index(part, letters) for _, part in parts)
        case Fenced(inner=inner):
            return is_index(inner, letters)
        case _:
            return False
