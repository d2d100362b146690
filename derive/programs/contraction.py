"""Sums of products of several arrays, two at a time, in the cheapest order.

The order is found here, before the program is written: for the handful of
factors that a formula has, all orders are tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import prod

from derive.notation.index import Axis, Index

Labels = frozenset[Index]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One factor, by its position."""

    position: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts multiplied, and summed over the labels that nothing else needs."""

    left: Order
    right: Order


Order = Leaf | Pair


def best_order(factors: tuple[Labels, ...], result: Labels, sizes: Mapping[Axis, int]) -> Order:
    """The order with the fewest multiplications, then the smallest intermediate arrays."""

    def size(labels: Labels) -> int:
        return prod(sizes[label.axis] for label in labels)

    @cache
    def labels_of(group: frozenset[int]) -> Labels:
        inside = frozenset[Index]().union(*(factors[at] for at in group))
        outside = frozenset[Index]().union(
            result, *(labels for at, labels in enumerate(factors) if at not in group)
        )
        return factors[min(group)] if len(group) == 1 else inside & outside

    @cache
    def best(group: frozenset[int]) -> tuple[int, int, Order]:
        if len(group) == 1:
            return 0, 0, Leaf(min(group))
        found = [split(part, group - part) for part in halves(group)]
        return min(found, key=lambda one: one[:2])

    def split(left: frozenset[int], right: frozenset[int]) -> tuple[int, int, Order]:
        a, b = best(left), best(right)
        work = a[0] + b[0] + size(labels_of(left) | labels_of(right))
        room = a[1] + b[1] + size(labels_of(left | right))
        return work, room, Pair(a[2], b[2])

    return best(frozenset(range(len(factors))))[2]


def halves(group: frozenset[int]) -> list[frozenset[int]]:
    """The parts of a group with its first member, each a true part."""
    first, *others = sorted(group)
    return [
        frozenset((first, *chosen))
        for count in range(len(others))
        for chosen in combinations(others, count)
    ]
