"""Nodes with the letters of their axes: how an equation's indices become positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr

from derive.notation.index import Axis, Index
from derive.programs.matmul import as_matmul
from derive.programs.nodes import (
    Contract,
    Map,
    Node,
    Number,
    Operation,
    Rearranged,
    Reduce,
    Reduction,
)

Letters = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A node, and the letter that each of its axes stands for."""

    node: Node
    labels: Letters


def slots_of(axes: Sequence[Axis]) -> Letters:
    """A letter for each axis, no two alike."""
    return tuple(Index(f"@{at}", axis) for at, axis in enumerate(axes))


def number(value: Expr) -> Labelled:
    """A constant."""
    return Labelled(Number(value), ())


def arranged(value: Labelled, labels: Letters) -> Node:
    """The node with its axes in the order of `labels`, length one where it lacks a letter.

    Axes of length one before the first are left out: shapes meet from the right.
    """
    wanted = labels
    while wanted and wanted[0] not in value.labels:
        wanted = wanted[1:]
    if wanted == value.labels:
        return value.node
    order = tuple(value.labels.index(label) if label in value.labels else None for label in wanted)
    return Rearranged(value.node, order)


def mapped(operation: Operation, arguments: tuple[Labelled, ...], order: Letters) -> Labelled:
    """An operation entry by entry; the result's axes follow `order`, then their first use."""
    labels = ordered(arguments, order)
    return Labelled(Map(operation, tuple(arranged(one, labels) for one in arguments)), labels)


def ordered(values: tuple[Labelled, ...], order: Letters) -> Letters:
    """All letters of some values: those of `order` first."""
    found = dict.fromkeys(label for value in values for label in value.labels)
    return (*(label for label in order if label in found), *(x for x in found if x not in order))


def reduced(how: Reduction, value: Labelled, over: Letters) -> Labelled:
    """The sum or the maximum over some letters."""
    if not over:
        return value
    positions = tuple(at for at, label in enumerate(value.labels) if label in over)
    kept = tuple(label for label in value.labels if label not in over)
    return Labelled(Reduce(how, value.node, positions), kept)


def contracted(left: Labelled, right: Labelled, kept: frozenset[Index], order: Letters) -> Labelled:
    """The product of two values, summed over what they share and `kept` lacks."""
    if _goes_first(right, left, kept, order):
        left, right = right, left
    names = {label: at for at, label in enumerate(dict.fromkeys((*left.labels, *right.labels)))}
    shared = tuple(label for label in left.labels if label in right.labels and label in kept)
    node = Contract(
        left.node,
        right.node,
        tuple(names[label] for label in left.labels),
        tuple(names[label] for label in right.labels),
        tuple(names[label] for label in shared),
    )
    letters = {at: label for label, at in names.items()}
    labels = tuple(letters[at] for at in node.labels)
    return Labelled(as_matmul(node) if node.kept else node, labels)


def _goes_first(one: Labelled, other: Labelled, kept: frozenset[Index], order: Letters) -> bool:
    """Whether `one` then `other` gives the letters in order; or the last of them to `other`."""
    letters = ordered((one, other), order)
    for first, second, answer in ((one, other, True), (other, one, False)):
        shared = [label for label in first.labels if label in second.labels and label in kept]
        own = [x for x in (*first.labels, *second.labels) if x in kept or not _both(x, one, other)]
        found = [*shared, *(x for x in own if x not in shared)]
        if found == [x for x in letters if x in found]:
            return answer
    for label in reversed(order):
        if (label in one.labels) != (label in other.labels):
            return label not in one.labels
    return False


def _both(label: Index, one: Labelled, other: Labelled) -> bool:
    return label in one.labels and label in other.labels
