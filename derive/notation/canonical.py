"""Equality of expressions up to the letters of bound indices."""

from __future__ import annotations

from sympy import Expr

from derive.notation.expression import Binder, substitute
from derive.notation.index import Index


def canonical(expression: Expr) -> Expr:
    """The same expression with bound letters chosen by nesting depth alone.

    Two expressions that differ only in bound letters have the same canonical form.
    """
    return _canonical(expression, 0)


def _canonical(expression: Expr, depth: int) -> Expr:
    if isinstance(expression, Binder):
        own = Index(f"#{depth}", expression.index.axis)
        body = substitute(expression.body, {expression.index: own})
        outside = (_canonical(part, depth) for part in expression.outside)
        return expression.func(_canonical(body, depth + 1), own, *outside)
    if not expression.args or not isinstance(expression, Expr):
        return expression
    return expression.func(*(_canonical(part, depth) for part in expression.args))


def equal(one: Expr, other: Expr) -> bool:
    """Whether two expressions are the same up to bound letters; True proves them equal."""
    return bool(canonical(one) == canonical(other))


def matches(pattern: Expr, expression: Expr) -> bool:
    """Whether an expression is the pattern at some choice of the pattern's free indices."""
    return matching(pattern, expression) is not None


def matching(pattern: Expr, expression: Expr) -> dict[Expr, Expr] | None:
    """The choice of the pattern's free indices that makes it the expression, or None."""
    chosen: dict[Expr, Expr] = {}
    return chosen if _matches(pattern, expression, chosen) else None


def _matches(pattern: Expr, met: Expr, chosen: dict[Expr, Expr]) -> bool:
    if isinstance(pattern, Index):
        if not isinstance(met, Index) or met.axis != pattern.axis:
            return False
        return bool(chosen.setdefault(pattern, met) == met)
    if type(pattern) is not type(met):
        return False
    if not pattern.args:
        return bool(pattern == met)
    if isinstance(pattern, Binder):
        parts = zip(pattern.outside, met.outside, strict=True)
        if not all(_matches(part, other, chosen) for part, other in parts):
            return False
        if pattern.index.axis != met.index.axis:
            return False
        inner = {**chosen, pattern.index: met.index}
        holds = _matches(pattern.body, met.body, inner)
        # A bound letter of the pattern says nothing about its free letters.
        inner.pop(pattern.index)
        chosen.update(inner)
        return holds and met.index not in inner.values()
    return len(pattern.args) == len(met.args) and all(
        _matches(part, other, chosen) for part, other in zip(pattern.args, met.args, strict=True)
    )
