"""What can be asked of an expression, and renaming without capture.

The kinds of expression themselves stand in `nodes`; this module hands them on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer

from derive.notation.index import Axis, Index, SizeOf, fresh
from derive.notation.nodes import (
    Apply,
    Binder,
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Node,
    Partial,
    ScalarFunction,
    Where,
)
from derive.notation.tensor import Entry, Tensor

__all__ = [
    "Apply",
    "Binder",
    "Compare",
    "Delta",
    "Equation",
    "FirstMax",
    "IndexMax",
    "IndexSum",
    "Maximum",
    "Minimum",
    "Node",
    "Partial",
    "ScalarFunction",
    "Where",
    "constant_size",
    "contains",
    "free_indices",
    "rebuilt",
    "replace_entries",
    "substitute",
    "tensors_in",
    "total",
    "with_fresh_index",
]


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = right`, with the number it has in handout and program.

    The free indices of `left` are all free indices of `right`.
    """

    left: Entry
    right: Expr
    number: str = ""

    def __str__(self) -> str:
        return f"{self.left} = {self.right}"

    def at(self, *indices: Expr) -> Expr:
        """The right side with `left`'s indices replaced by others, no letter bound twice."""
        right = substitute(self.right, dict(zip(self.left.indices, indices, strict=True)))
        taken: set[Expr] = set()
        for index in indices:
            taken |= free_indices(index)
        return renamed_apart(right, taken)


def total(body: Expr, *indices: Index) -> Expr:
    """The sum of a body over indices, the first outermost."""
    for index in reversed(indices):
        body = IndexSum(body, index)
    return body


@lru_cache(maxsize=65536)
def free_indices(expression: Expr) -> frozenset[Index]:
    """The indices that an expression's value depends on."""
    if isinstance(expression, Index):
        return frozenset((expression,))
    found: frozenset[Index] = frozenset()
    parts = expression.args
    if isinstance(expression, Binder):
        found, parts = free_indices(expression.body) - {expression.index}, expression.outside
    for part in parts:
        found |= free_indices(part)
    return found


@lru_cache(maxsize=65536)
def tensors_in(expression: Expr) -> frozenset[Tensor]:
    """The tensors whose entries occur in an expression."""
    if isinstance(expression, Tensor):
        return frozenset((expression,))
    found: frozenset[Tensor] = frozenset()
    for part in expression.args:
        found |= tensors_in(part)
    return found


@lru_cache(maxsize=65536)
def contains(expression: Expr, kind: type | tuple[type, ...]) -> bool:
    """Whether a node of some kind occurs in an expression."""
    return isinstance(expression, kind) or any(contains(part, kind) for part in expression.args)


def rebuilt(expression: Expr, parts: Iterable[Expr]) -> Expr:
    """The same node over other parts; the node itself where nothing changed."""
    new = tuple(parts)
    if all(a is b for a, b in zip(new, expression.args, strict=True)):
        return expression
    return expression.func(*new)


def substitute(expression: Expr, replacements: dict[Expr, Expr]) -> Expr:
    """Replace free indices by index expressions, all at once, without capture.

    A bound index that a replacement would fall under gets a prime.
    """
    kept = {old: new for old, new in replacements.items() if old != new}
    return _substitute(expression, kept) if kept else expression


def _substitute(expression: Expr, replacements: dict[Expr, Expr]) -> Expr:
    if expression in replacements:
        return replacements[expression]
    if not expression.args or not free_indices(expression) & replacements.keys():
        return expression
    if isinstance(expression, Binder):
        outside = [_substitute(part, replacements) for part in expression.outside]
        bound, inner = _renamed_apart(expression, replacements)
        return bound.func(_substitute(bound.body, inner), bound.index, *outside)
    return rebuilt(expression, (_substitute(part, replacements) for part in expression.args))


def _renamed_apart(
    summed: Binder, replacements: dict[Expr, Expr]
) -> tuple[Binder, dict[Expr, Expr]]:
    free = free_indices(summed.body) - {summed.index}
    active = {old: new for old, new in replacements.items() if old in free}
    arriving: set[Expr] = set()
    for new in active.values():
        arriving |= free_indices(new)
    if any(summed.index.name == letter.name for letter in arriving):
        own = fresh(summed.index, arriving | free | free_indices(summed.body))
        summed = summed.over(_substitute(summed.body, {summed.index: own}), own)
    return summed, active


def with_fresh_index(summed: Binder, avoid: Iterable[Expr]) -> Binder:
    """The same sum or maximum, its bound index renamed away from `avoid`."""
    taken = set(avoid)
    if not any(summed.index.name == getattr(letter, "name", None) for letter in taken):
        return summed
    own = fresh(summed.index, taken | free_indices(summed.body))
    renamed: Binder = summed.over(substitute(summed.body, {summed.index: own}), own)
    return renamed


def renamed_apart(expression: Expr, avoid: set[Expr]) -> Expr:
    """The same value with no bound letter among `avoid`, nor bound again inside its own sum."""
    if not contains(expression, Binder):
        return expression
    if isinstance(expression, Binder):
        bound = with_fresh_index(expression, avoid)
        return bound.over(renamed_apart(bound.body, avoid | {bound.index}), bound.index)
    return rebuilt(expression, (renamed_apart(part, avoid) for part in expression.args))


def replace_entries(expression: Expr, change: dict[Expr, Expr]) -> Expr:
    """Replace whole subexpressions by others, without capture; what a sum binds is left alone."""
    if expression in change:
        return change[expression]
    if not expression.args:
        return expression
    if isinstance(expression, Binder):
        outside = [replace_entries(part, change) for part in expression.outside]
        change = {
            old: new for old, new in change.items() if expression.index not in free_indices(old)
        }
        arriving = frozenset[Index]().union(*(free_indices(new) for new in change.values()))
        bound = with_fresh_index(expression, arriving)
        return bound.func(replace_entries(bound.body, change), bound.index, *outside)
    return rebuilt(expression, (replace_entries(part, change) for part in expression.args))


def constant_size(axis: Axis) -> Expr:
    """The extent of an axis in a formula: a number for a numeric size, else its symbol."""
    return Integer(axis.size) if axis.size.isdigit() else SizeOf(axis)
