"""Axes of a network that are one: a weight that is used on two inputs has one source.

A network gives each input axes of its own; where one letter stands in slots of two axes,
these have the same extent and are the same range.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.notation.expression import Equation
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry


def joined_axes(equations: Iterable[Equation]) -> dict[Axis, Axis]:
    """For every axis that is another one too, the one that stands for both."""
    first: dict[Axis, Axis] = {}

    def root(axis: Axis) -> Axis:
        while axis in first:
            axis = first[axis]
        return axis

    for equation in equations:
        for entry in sorted((equation.left, *equation.right.atoms(Entry)), key=str):
            for place, axis in zip(entry.indices, entry.tensor.axes, strict=True):
                if isinstance(place, Index) and root(place.axis) != root(axis):
                    first[root(place.axis)] = root(axis)
    return {axis: root(axis) for axis in first}
