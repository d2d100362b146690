"""Arrays whose dimensions have labels: index letters, slots, and the entries that are moved.

Dimensions of the same label are one dimension; whatever lacks a label is the same along it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from math import prod
from typing import Any, NamedTuple

import numpy as np

from derive.judging.problems import MOST_ENTRIES, NotJudged, TooLarge
from derive.notation.index import Index

Lead = tuple[str, int, int]  # a moved quantity, one of its axes, the depth of the derivative
Label = Index | int | Lead
Labels = tuple[Label, ...]
# Up to this many products are summed in one go; above, factors are contracted in turn.
SMALL = 40_000
MOST_PRODUCTS = 20 * MOST_ENTRIES
_SYMBOLS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Value(NamedTuple):
    """An array and the labels of its dimensions, each at most once."""

    labels: Labels
    array: Any


class _Plan(NamedTuple):
    union: Labels
    moves: tuple[tuple[tuple[int, ...] | None, tuple[Any, ...] | None], ...]


@lru_cache(maxsize=16384)
def _plan(several: tuple[Labels, ...]) -> _Plan:
    """How arrays are turned so that they broadcast."""
    union = tuple(dict.fromkeys(label for labels in several for label in labels))
    return _Plan(union, tuple(_move(labels, union) for labels in several))


def _move(labels: Labels, union: Labels) -> tuple[Any, Any]:
    order = tuple(labels.index(label) for label in union if label in labels)
    slots = tuple(slice(None) if label in labels else None for label in union)
    first = next((at for at, slot in enumerate(slots) if slot is not None), len(slots))
    kept = slots[first:]  # NumPy adds dimensions in front by itself
    turned = None if order == tuple(range(len(order))) else order
    return turned, (kept if None in kept else None)


def _turned(array: Any, move: tuple[Any, Any]) -> Any:
    order, slots = move
    if order is not None:
        array = array.transpose(order)
    return array if slots is None else array[slots]


def aligned(values: Sequence[Value]) -> tuple[Labels, list[Any]]:
    """The labels of all, and arrays that broadcast over them.

    Raises:
        TooLarge: The joined array would have too many entries.
    """
    first = values[0].labels
    if all(value.labels == first for value in values):
        return first, [value.array for value in values]
    plan = _plan(tuple(value.labels for value in values))
    arrays = [_turned(v.array, move) for v, move in zip(values, plan.moves, strict=True)]
    if prod(np.size(array) for array in arrays) > MOST_ENTRIES:
        count(values)
    return plan.union, arrays


def count(values: Iterable[Value], most: int = MOST_ENTRIES) -> int:
    """How many entries values have together.

    Raises:
        TooLarge: They are too many.
    """
    sizes = {label: n for v in values for label, n in zip(v.labels, np.shape(v.array), strict=True)}
    entries: int = prod(sizes.values())
    if entries > most:
        raise TooLarge(f"This has {entries} entries; at most {most} are worked out.")
    return entries


def joined(operation: Callable[[Any, Any], Any], values: Sequence[Value]) -> Value:
    """Values joined by an operation, entry by entry."""
    labels, arrays = aligned(values)
    try:
        return Value(labels, reduce(operation, arrays))
    except ValueError as problem:
        raise NotJudged("The shapes do not fit.") from problem


def product(values: Sequence[Value]) -> Value:
    """The product, entry by entry."""
    return joined(np.multiply, values)


def relabelled(value: Value, change: dict[Label, Label]) -> Value:
    """The value with other labels; none may be met twice."""
    return Value(tuple(change.get(label, label) for label in value.labels), value.array)


def ordered(value: Value, labels: Labels, extents: Sequence[int]) -> Any:
    """The array with exactly these dimensions, repeated along those that it lacks."""
    if value.labels == labels:
        return value.array
    array = _turned(np.asarray(value.array), _move(value.labels, labels))
    if prod(extents) > MOST_ENTRIES:
        raise TooLarge(f"This has {prod(extents)} entries; at most {MOST_ENTRIES} are worked out.")
    return np.broadcast_to(array, tuple(extents))


def contracted(values: Sequence[Value], summed: frozenset[Label]) -> Value:
    """The product of values, summed over labels, without ever holding the whole product.

    Raises:
        TooLarge: Even pair by pair, too many entries would have to be held.
    """
    if len(values) == 1:
        return reduced(np.sum, values[0], summed)
    if _entries(values) <= SMALL:
        return _einsum(values, _kept(values, summed))
    remaining = list(values)
    for _ in summed:
        found = [label for label in summed if any(label in v.labels for v in remaining)]
        if not found:
            break
        sizes = {label: _entries([v for v in remaining if label in v.labels]) for label in found}
        best = min(found, key=lambda label: (sizes[label], str(label)))
        touched = [v for v in remaining if best in v.labels]
        rest = [v for v in remaining if best not in v.labels]
        outside = {label for v in rest for label in v.labels}
        gone = frozenset(label for label in summed if label not in outside)
        remaining = [*rest, _pairwise(touched, gone)]
    return product(remaining)


def _entries(values: Sequence[Value]) -> int:
    sizes = {label: n for v in values for label, n in zip(v.labels, np.shape(v.array), strict=True)}
    return prod(sizes.values())


def _pairwise(values: Sequence[Value], gone: frozenset[Label]) -> Value:
    found = values[0]
    for at, value in enumerate(values[1:], 1):
        later = {label for one in values[at + 1 :] for label in one.labels}
        pair = (found, value)
        count(pair, MOST_PRODUCTS)
        found = _einsum(pair, _kept(pair, frozenset(x for x in gone if x not in later)))
    return found if len(values) > 1 else reduced(np.sum, found, gone)


def _kept(values: Sequence[Value], summed: frozenset[Label]) -> Labels:
    union = dict.fromkeys(label for value in values for label in value.labels)
    return tuple(label for label in union if label not in summed)


@lru_cache(maxsize=16384)
def _subscripts(several: tuple[Labels, ...], kept: Labels) -> str:
    union = dict.fromkeys(label for labels in several for label in labels)
    if len(union) > len(_SYMBOLS):
        raise TooLarge(f"This has {len(union)} indices; at most {len(_SYMBOLS)} are worked out.")
    letters = dict(zip(union, _SYMBOLS, strict=False))
    inside = ("".join(letters[label] for label in labels) for labels in several)
    return f"{','.join(inside)}->{''.join(letters[label] for label in kept)}"


def _einsum(values: Sequence[Value], kept: Labels) -> Value:
    held = {label for value in values for label in value.labels}
    sizes = {label: n for v in values for label, n in zip(v.labels, np.shape(v.array), strict=True)}
    if held and prod(sizes[label] for label in kept) > MOST_ENTRIES:
        raise TooLarge(f"This has more than {MOST_ENTRIES} entries.")
    text = _subscripts(tuple(value.labels for value in values), kept)
    try:
        found = np.einsum(text, *(value.array for value in values))
    except ValueError as problem:
        raise NotJudged("The shapes do not fit.") from problem
    return Value(kept, found if kept else found[()])


def reduced(fold: Callable[..., Any], value: Value, labels: frozenset[Label]) -> Value:
    """A value folded over some of its labels."""
    axes = tuple(at for at, label in enumerate(value.labels) if label in labels)
    if not axes:
        return value
    kept = tuple(label for label in value.labels if label not in labels)
    return Value(kept, fold(value.array, axis=axes))
