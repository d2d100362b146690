"""Axes that no equation names: a run of so many places, and several axes as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from derive.notation.index import Axis


@dataclass(frozen=True, slots=True, order=True)
class Run(Axis):
    """So many places in a row."""

    length: int


@dataclass(frozen=True, slots=True, order=True)
class Joined(Axis):
    """Several axes as one, the last of them running fastest."""

    parts: tuple[Axis, ...]


def run(length: int) -> Run:
    """So many places in a row."""
    return Run(f"{length} places", "u", str(length), length)


def joined(parts: Sequence[Axis]) -> Axis:
    """Some axes as one."""
    flat = tuple(one for part in parts for one in parts_of_axis(part))
    if len(flat) == 1:
        return flat[0]
    return Joined(" by ".join(part.name for part in flat), flat[0].letter, "", flat)


def parts_of_axis(axis: Axis) -> tuple[Axis, ...]:
    """The axes that an axis is made of."""
    return axis.parts if isinstance(axis, Joined) else (axis,)


def length_of(axis: Axis, sizes: Mapping[Axis, int]) -> int:
    """The extent of an axis."""
    match axis:
        case Run(length=length):
            return length
        case Joined(parts=parts):
            return prod(length_of(part, sizes) for part in parts)
    return sizes[axis]


def extent_text(axis: Axis, sizes: Mapping[Axis, int], batch: str) -> str:
    """The extent of an axis as text; `batch` is that of the axis which `sizes` lacks."""
    parts = parts_of_axis(axis)
    known = prod(length_of(part, sizes) for part in parts if _is_known(part, sizes))
    if all(_is_known(part, sizes) for part in parts):
        return str(known)
    return batch if known == 1 else f"{batch} * {known}"


def _is_known(axis: Axis, sizes: Mapping[Axis, int]) -> bool:
    return isinstance(axis, Run) or axis in sizes
