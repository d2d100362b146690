"""Generic numbers for given quantities, away from 0, from 1 and from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Literal

import numpy as np

from derive.judging.functions import constant
from derive.judging.places import extent, require_small
from derive.judging.problems import MOST_ENTRIES
from derive.notation.index import Axis
from derive.reading.model import Model
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Part,
    Power,
    Quantity,
)

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Manner:
    """How numbers are drawn.

    Attributes:
        low: The smallest magnitude.
        high: The largest magnitude.
        unit: Which given numbers are between 0 and 1 instead: none, those of which a logarithm or
            a root is taken, or these and the targets.
        is_positive: Whether all numbers, and abstract functions, are positive.
    """

    low: float = 0.2
    high: float = 1.3
    unit: Literal["none", "logarithms", "targets"] = "none"
    is_positive: bool = False


# The most generic first; a later one where a definition has no finite value.
MANNERS = (
    Manner(),
    Manner(unit="logarithms"),
    Manner(unit="targets"),
    Manner(0.05, 0.5, unit="targets"),
    Manner(unit="targets", is_positive=True),
    Manner(0.1, 0.9, unit="targets", is_positive=True),
    Manner(1.1, 2.3, is_positive=True),
    Manner(0.02, 0.1, unit="targets", is_positive=True),
)


def drawn(
    model: Model, extents: Mapping[Axis, int], random: Random, manner: Manner
) -> dict[str, Any]:
    """Numbers for every quantity that nothing defines; a gradient is defined by the cost."""
    defined = {one.quantity.name for one in model.definitions}
    inside = under_logarithms(model)
    found: dict[str, Any] = {}
    for quantity in model.quantities:
        if quantity.name in defined or (quantity.of is not None and model.cost is not None):
            continue
        shape = tuple(extent(axis, extents) for axis in quantity.axes)
        require_small(prod(shape), MOST_ENTRIES)
        kind = model.labels.get(quantity)
        if kind is not None:
            is_last = len(shape) > 1 and quantity.axes[-1] == model.samples
            turned = (shape[-1], *shape[:-1]) if is_last else shape
            made = labels(_resolved(kind, extents), turned, random)
            found[quantity.name] = np.moveaxis(made, 0, -1) if is_last else made
        else:
            found[quantity.name] = _generic(quantity, shape, random, manner)
            if _is_unit(quantity, manner, inside):
                found[quantity.name] = random.uniform(0.1, 0.9, shape)
    return found


def _resolved(kind: str, extents: Mapping[Axis, int]) -> str:
    """A kind of labels with an axis's extent as a number: below I, below 4."""
    word, _, size = kind.partition(" ")
    found = next((n for axis, n in extents.items() if axis.size == size), None)
    return kind if found is None else f"{word} {found}"


def _is_unit(quantity: Quantity, manner: Manner, inside: frozenset[str]) -> bool:
    match manner.unit:
        case "none":
            return False
        case "logarithms":
            return quantity.name in inside
        case "targets":
            return quantity.name in inside or quantity.kind == "target"


def under_logarithms(model: Model) -> frozenset[str]:
    """The quantities of which a definition takes the logarithm or a root."""
    arguments = (
        part.argument if isinstance(part, Call) else part.base
        for definition in model.definitions
        for part in every(definition.value)
        if (isinstance(part, Power) and constant(part.exponent) is None)
        or (isinstance(part, Call) and part.function.name in ("log", "sqrt"))
    )
    names = (one.quantity.name for a in arguments for one in every(a) if isinstance(one, Part))
    return frozenset(names)


def labels(kind: str, shape: tuple[int, ...], random: Random) -> Any:
    """Targets of a kind.

    Args:
        kind: "one-hot"; "distribution" or "soft" (positive, of sum 1 along the last axis);
            "probability" (between 0 and 1); "binary" (0 or 1); "sign" (-1 or 1); "below 4" (whole
            numbers from 0 to 3); "among 4" (from 1 to 4); "of 0 1/2" (these numbers).
        shape: The shape.
        random: Where the numbers come from.
    """
    match kind:
        case "one-hot":
            return _one_hot(shape, random)
        case "distribution" | "soft":
            parts = random.uniform(0.2, 1.2, shape)
            return parts / parts.sum(-1, keepdims=True) if shape else parts
        case "probability":
            return random.uniform(0.1, 0.9, shape)
        case "binary":
            return _mixed(shape, random)
        case "sign":
            return 2 * _mixed(shape, random) - 1
    word, *numbers = kind.split()
    match word:
        case "below":
            return _from(np.arange(int(numbers[0])), shape, random)
        case "among":
            return _from(np.arange(int(numbers[0])) + 1, shape, random)
        case "of":
            return _from(np.array([float(Fraction(one)) for one in numbers]), shape, random)
    raise AssertionError(f"no labels are called {kind}")


def _from(values: Any, shape: tuple[int, ...], random: Random) -> Any:
    """Some numbers in turn, in no order, from one of them on."""
    start = int(random.integers(len(values)))
    chosen = values[(np.arange(prod(shape)) + start) % len(values)]
    return random.permutation(chosen).astype(float).reshape(shape)


def _mixed(shape: tuple[int, ...], random: Random) -> Any:
    """Zeros and ones, at least one of each where there is room."""
    size = prod(shape)
    found = (np.arange(size) + int(random.integers(2))) % 2
    return random.permutation(found).astype(float).reshape(shape)


def _one_hot(shape: tuple[int, ...], random: Random) -> Any:
    if not shape:
        return np.float64(1.0)
    rows = prod(shape[:-1])
    start = int(random.integers(shape[-1]))
    chosen = (np.arange(rows) + start) % shape[-1]
    return np.eye(shape[-1])[chosen].reshape(shape)


def _generic(quantity: Quantity, shape: tuple[int, ...], random: Random, manner: Manner) -> Any:
    sizes = random.uniform(manner.low, manner.high, shape)
    if manner.is_positive or quantity.kind == "constant":
        return sizes
    signs = random.choice((-1.0, 1.0), shape)
    if np.size(signs) > 1 and np.all(signs == np.ravel(signs)[0]):
        np.ravel(signs)[0] *= -1  # a view, so that both signs are met
    return np.asarray(sizes * signs) if shape else np.float64(sizes * signs)
