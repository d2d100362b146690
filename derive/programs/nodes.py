"""The operations that a program is made of.

A node is the value of an operation on other nodes. Axes are positions here, as
in an array language; the letters of the equations are gone, so that the same
computation written with `k` and with `k'` is one node. A `None` among the axes
is an axis of length one, put there to be broadcast along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sympy import Expr

from derive.notation.index import Axis
from derive.programs.arrays import Array, Axes

Reduction = Literal["sum", "max"]
Operation = Literal[
    "add", "subtract", "multiply", "divide", "negative", "power", "square", "sqrt",
    "exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "erf", "erfc", "absolute", "sign",
    "maximum", "minimum", "where", "indicator",
    "greater", "greater_equal", "less", "less_equal", "equal", "not_equal",
]  # fmt: skip
COMPARISONS: Mapping[str, Operation] = {
    ">": "greater",
    ">=": "greater_equal",
    "<": "less",
    "<=": "less_equal",
    "==": "equal",
    "!=": "not_equal",
}
COMPARING = frozenset(COMPARISONS.values())


@dataclass(frozen=True, slots=True)
class Read:
    """The value of a named array."""

    array: Array


@dataclass(frozen=True, slots=True)
class Number:
    """A constant: a rational number, or an expression such as sqrt(2/pi) without names."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Size:
    """The extent of an axis that is known only when the program runs: the batch size."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class Smallest:
    """What a positive value is held above: near the smallest number of the numbers' type."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The numbers 0, 1, 2, ... along an axis; as whole numbers if data are compared with them."""

    axis: Axis
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Kronecker's delta over two positions of one axis."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class Rearranged:
    """The same entries, the source's axes in another order; None adds an axis of length one."""

    source: Node
    order: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A value repeated along the axes that it lacks."""

    source: Node
    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """An operation on every entry; shapes meet from the right, as NumPy broadcasts."""

    operation: Operation
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reduce:
    """The sum or the maximum along some axes, which go."""

    how: Reduction
    source: Node
    over: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """The sum of a product of two arrays over the labels that both carry and the result lacks.

    Labels are small numbers, one an axis. The result has the shared labels that
    stay, then the left's own, then the right's own, each in its array's order.
    """

    left: Node
    right: Node
    left_labels: tuple[int, ...]
    right_labels: tuple[int, ...]
    kept: tuple[int, ...]

    @property
    def summed(self) -> tuple[int, ...]:
        """The labels that are summed over, in the left array's order."""
        both = (label for label in self.left_labels if label in self.right_labels)
        return tuple(label for label in both if label not in self.kept)

    @property
    def labels(self) -> tuple[int, ...]:
        """The labels of the result."""
        left = (label for label in self.left_labels if label not in self.right_labels)
        right = (label for label in self.right_labels if label not in self.left_labels)
        return (*self.kept, *left, *right)


# ------------------------------------------------------------------------------ moving entries

Margins = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Entries of the source at affine positions, all within its range, without a copy.

    Attributes:
        source: What is looked at.
        start: The position of the first entry, on each axis of the source.
        steps: For each axis of the result, how far one step along it goes on each of the source's.
        axes: The axes of the result.
    """

    source: Node
    start: tuple[int, ...]
    steps: tuple[tuple[int, ...], ...]
    axes: tuple[Axis, ...]

    @property
    def is_cut(self) -> bool:
        """Whether it is the source from its start, perhaps not to its end."""
        identity = (
            tuple(int(at == slot) for slot in range(len(self.start)))
            for at in range(len(self.start))
        )
        return not any(self.start) and self.steps == tuple(identity)


@dataclass(frozen=True, slots=True)
class Reshaped:
    """The same entries in the same order, on axes that join or part the source's."""

    source: Node
    axes: Axes


@dataclass(frozen=True, slots=True)
class Padded:
    """The source with so many zeros before and after it along each axis."""

    source: Node
    margins: Margins
    axes: Axes


@dataclass(frozen=True, slots=True)
class Overlap:
    """Windows put back where they were taken, overlapping entries added: the adjoint of windows.

    The source's last axes are, for each of the result's last axes, the window's
    position, and then for each the offset within the window.

    Attributes:
        source: The windows.
        strides: How far apart windows start, along each axis.
        dilations: How far apart a window's entries lie, along each axis.
        is_disjoint: Whether no two entries meet.
        axes: The axes of the result.
    """

    source: Node
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    is_disjoint: bool
    axes: Axes


@dataclass(frozen=True, slots=True)
class Gather:
    """Entries of the source at positions that are data, along one of its axes.

    Attributes:
        source: What is looked up.
        index: The positions: their axes take the place of the source's.
        at: The source's axis.
        is_along: Whether the index has the source's other axes too, and is met with them.
    """

    source: Node
    index: Node
    at: int
    is_along: bool


@dataclass(frozen=True, slots=True)
class Scatter:
    """Rows added up by a number that each row has: the adjoint of looking rows up.

    Attributes:
        source: The rows, the index's axes first.
        index: The number of each row's sum.
        axis: The axis of the sums, the first of the result.
    """

    source: Node
    index: Node
    axis: Axis


@dataclass(frozen=True, slots=True)
class FirstOf:
    """True for the first of the largest entries along some axes, in order; else false.

    Attributes:
        source: The entries.
        largest: The largest of them, the axes left out.
        over: The axes.
    """

    source: Node
    largest: Node
    over: tuple[int, ...]


Node = (
    Read
    | Number
    | Size
    | Smallest
    | Positions
    | Identity
    | Rearranged
    | Spread
    | Map
    | Reduce
    | Contract
    | View
    | Reshaped
    | Padded
    | Overlap
    | Gather
    | Scatter
    | FirstOf
)
