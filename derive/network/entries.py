"""Entries in the equations of a formula: whose letters they carry, and that they exist."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer

from derive.errors import ShapeError
from derive.formulas.axes import Axes
from derive.notation.expression import rebuilt
from derive.notation.index import Axis
from derive.notation.syntax import Name, SyntaxEquation, nodes
from derive.notation.tensor import Entry, Tensor


def check_places(expression: Expr, extents: Mapping[Axis, int]) -> None:
    """Nothing, if every entry with a number for an index exists.

    Raises:
        ShapeError: A number is negative or too large for its axis.
    """
    if isinstance(expression, Entry):
        for axis, place in zip(expression.tensor.axes, expression.indices, strict=True):
            if isinstance(place, Integer) and not 0 <= place < extents[axis]:
                raise ShapeError(
                    f"There is no entry {expression}: this axis has the size {extents[axis]}.",
                    accepted=f"Entries are counted from 0, so the last one is {extents[axis] - 1}.",
                )
    for part in expression.args:
        if isinstance(part, Expr):
            check_places(part, extents)


def scalar_stand_in(tensor: Tensor) -> Tensor:
    """A stand-in without indices, for reading an elementwise formula."""
    return Tensor(tensor.name, tensor.layer, (), tensor.role) if tensor.axes else tensor


def spread(expression: Expr, whole: Mapping[Expr, Tensor], indices: tuple[Expr, ...]) -> Expr:
    """Put the indices back on the entries that an elementwise formula names without."""
    if isinstance(expression, Entry):
        tensor = whole.get(expression)
        return expression if tensor is None else tensor[indices]
    if not expression.args:
        return expression
    return rebuilt(expression, (spread(part, whole, indices) for part in expression.args))


def letters_in_order(equation: SyntaxEquation, axes: Axes) -> list[str]:
    """Index letters as they first occur, the left side first."""
    names = (
        node.name
        for node in nodes(equation.left, equation.right)
        if isinstance(node, Name) and node.name in axes.letters
    )
    return list(dict.fromkeys(names))
