"""The program between the equations and a language: whole-array operations on named arrays.

A node is the value of an operation on other nodes. Axes are positions here, as
in an array language; the letters of the equations are gone, so that the same
computation written with `k` and with `k'` is one node. A `None` among the axes
is an axis of length one, put there to be broadcast along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from sympy import Expr

from derive.notation.index import Axis

Axes = tuple[Axis | None, ...]
Kind = Literal["input", "target", "parameter", "signal", "gradient"]
Reduction = Literal["sum", "max"]
Operation = Literal[
    "add", "subtract", "multiply", "divide", "negative", "power", "square", "sqrt",
    "exp", "expm1", "log", "log1p", "tanh", "erf", "erfc", "absolute", "sign",
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
class Array:
    """A named array: a parameter, the input, the target, or what an equation defines."""

    name: str
    axes: tuple[Axis, ...]
    kind: Kind


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
    """The numbers 0, 1, 2, ... along an axis."""

    axis: Axis


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
)


@dataclass(frozen=True, slots=True)
class Assign:
    """A named array gets a value: one equation, with its number."""

    target: Array
    value: Node
    number: str


@dataclass(frozen=True, slots=True)
class Program:
    """What the generated file computes.

    Attributes:
        input: The array `x`.
        target: The array `t`.
        parameters: What training changes, in order.
        forward: From the input to the loss.
        backward: From the loss to the gradients.
        prediction: What `predict` returns.
        loss: The cost, an array without axes.
        gradients: The array that holds each parameter's gradient, by the parameter's name.
        sizes: The extent of every axis but the sample's.
        sample: The axis that a batch runs over.
    """

    input: Array
    target: Array
    parameters: tuple[Array, ...]
    forward: tuple[Assign, ...]
    backward: tuple[Assign, ...]
    prediction: Array
    loss: Array
    gradients: Mapping[str, Array]
    sizes: Mapping[Axis, int]
    sample: Axis


@lru_cache(maxsize=65536)
def axes_of(node: Node) -> Axes:
    """The axes of a node's value."""
    match node:
        case Read(array=array):
            return array.axes
        case Number() | Size() | Smallest():
            return ()
        case Positions(axis=axis):
            return (axis,)
        case Identity(axis=axis):
            return (axis, axis)
        case Rearranged(source=source, order=order):
            axes = axes_of(source)
            return tuple(None if at is None else axes[at] for at in order)
        case Spread(axes=spread):
            return spread
        case Map(arguments=arguments):
            return broadcast(tuple(axes_of(argument) for argument in arguments))
        case Reduce(source=source, over=over):
            return tuple(axis for at, axis in enumerate(axes_of(source)) if at not in over)
        case Contract():
            return _contracted(node)


def _contracted(node: Contract) -> Axes:
    known = dict(zip(node.left_labels, axes_of(node.left), strict=True))
    known |= dict(zip(node.right_labels, axes_of(node.right), strict=True))
    return tuple(known[label] for label in node.labels)


def broadcast(shapes: tuple[Axes, ...]) -> Axes:
    """The axes of a whole-array operation on arrays with these axes."""
    rank = max(len(shape) for shape in shapes)
    padded = [(None,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(
        next((axis for axis in column if axis), None) for column in zip(*padded, strict=True)
    )


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes that a node is computed from."""
    match node:
        case Read() | Number() | Size() | Smallest() | Positions() | Identity():
            return ()
        case Rearranged(source=source) | Spread(source=source) | Reduce(source=source):
            return (source,)
        case Map(arguments=arguments):
            return arguments
        case Contract(left=left, right=right):
            return (left, right)


def over_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same operation on other parts."""
    match node:
        case Read() | Number() | Size() | Smallest() | Positions() | Identity():
            return node
        case Rearranged(order=order):
            return Rearranged(parts[0], order)
        case Spread(axes=axes):
            return Spread(parts[0], axes)
        case Reduce(how=how, over=over):
            return Reduce(how, parts[0], over)
        case Map(operation=operation):
            return Map(operation, parts)
        case Contract():
            return replace(node, left=parts[0], right=parts[1])


def arrays_in(node: Node) -> frozenset[Array]:
    """The named arrays that a node reads."""
    if isinstance(node, Read):
        return frozenset((node.array,))
    return frozenset(array for part in parts_of(node) for array in arrays_in(part))
