"""What binds or compares indices, in print: sums, maxima, deltas, the first largest entry."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, Expr

from derive.documents.layout import (
    BigOperator,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Scripted,
    Sign,
    Symbol,
    row,
    separated,
)
from derive.documents.letters import Letters
from derive.notation.expression import Binder, Delta, FirstMax, IndexSum
from derive.notation.index import Index

Printed = Callable[[Expr], Layout]
SUMS_TOGETHER = 3
"""From this number on, sums that follow each other share one sign."""


def over_index(bound: Binder, letters: Letters, printed: Printed) -> Layout:
    """A sum or a maximum with its letters; those of many sums, and of maxima, below one sign."""
    is_sum = isinstance(bound, IndexSum)
    body, indices = nested(bound)
    if is_sum and len(indices) < SUMS_TOGETHER:
        body, indices = bound.body, [bound.index]
    inner = _fenced(body, printed)
    below = tuple(letters.index(index) for index in indices)
    if is_sum and len(indices) == 1:
        return BigOperator(inner, below[0], Number("1"), letters.size(indices[0].axis))
    return BigOperator(inner, separated(below), symbol="sum" if is_sum else "max")


def first_largest(first: FirstMax, letters: Letters, printed: Printed) -> Layout:
    """[r = argmax_r' x_r']."""
    body = _fenced(first.body, printed)
    largest = BigOperator(body, letters.index(first.index), symbol="argmax")
    equality = row(letters.position(first.at), Symbol(Sign.EQUAL), largest)
    return Parenthesised(equality, "square")


def kronecker(delta: Delta, letters: Letters) -> Layout:
    """δ_jk, or [j = k] where the profile has it so or no letter stands alone."""
    left, right = delta.args
    if letters.profile.kronecker == "bracket" or not isinstance(left, Index):
        equality = row(letters.position(left), Symbol(Sign.EQUAL), letters.position(right))
        return Parenthesised(equality, "square")
    return Scripted(Identifier("δ"), lower=letters.indices(delta.args))


def nested(bound: Binder) -> tuple[Expr, list[Index]]:
    """What stands behind binders of one kind that follow each other, and their letters."""
    body, indices = bound.body, [bound.index]
    while isinstance(body, type(bound)):
        body, indices = body.body, [*indices, body.index]
    return body, indices


def _fenced(body: Expr, printed: Printed) -> Layout:
    return Parenthesised(printed(body)) if isinstance(body, Add) else printed(body)
