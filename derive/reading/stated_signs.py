"""Letters that a document says are positive: kappa > 0, 0 < alpha < 1."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derive.reading.parse_tree import Number, Statement, Symbol


def positive_letters(statements: Sequence[Statement]) -> frozenset[str]:
    """The letters that stand beside a sign that says so."""
    found: set[str] = set()
    for one in statements:
        for (first, second), relation in zip(pairwise(one.sides), one.relations, strict=True):
            match first, relation, second:
                case Symbol(name=name), ">" | ">=", Number():
                    found.add(name)
                case Number(), "<" | "<=", Symbol(name=name):
                    found.add(name)
    return frozenset(found)
