"""Axes that ride along in front: the samples of a batch, or positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sympy import Expr

from derive.notation.expression import Equation, rebuilt, renamed_apart, tensors_in
from derive.notation.index import Index
from derive.notation.tensor import Entry, Tensor


def lifted(expression: Expr, signals: Mapping[Tensor, Tensor], letters: tuple[Index, ...]) -> Expr:
    """An expression in which some tensors have more axes in front, read at some letters.

    Args:
        expression: Any expression that binds none of the letters freely.
        signals: For every tensor with more axes, the tensor that has them.
        letters: The letters of the axes in front.
    """
    return _lifted(renamed_apart(expression, set(letters)), signals, letters)


def _lifted(expression: Expr, signals: Mapping[Tensor, Tensor], letters: tuple[Index, ...]) -> Expr:
    if not expression.args:
        return expression
    parts = [_lifted(part, signals, letters) for part in expression.args]
    if isinstance(expression, Entry):
        tensor = signals.get(expression.tensor)
        return rebuilt(expression, parts) if tensor is None else tensor[(*letters, *parts[1:])]
    return rebuilt(expression, parts)


def lifted_equation(
    equation: Equation, signals: Mapping[Tensor, Tensor], letters: tuple[Index, ...]
) -> Equation:
    """An equation whose sides are lifted."""
    left, right = (lifted(side, signals, letters) for side in (equation.left, equation.right))
    return replace(equation, left=left, right=right)


def reached(equations: Iterable[Equation], start: Iterable[Tensor]) -> set[Tensor]:
    """The tensors that differ where some tensors differ, these among them."""
    found = set(start)
    waiting = list(equations)
    while True:
        new = [one for one in waiting if tensors_in(one.right) & found]
        if not new:
            return found
        found |= {one.left.tensor for one in new}
        waiting = [one for one in waiting if one.left.tensor not in found]
