"""Axes, and the indices that run over them.

SymPy has neither: its sums capture free letters, and two axes of equal size
are the same range to it. Here an index carries its axis, and a letter that is
already taken gets a prime (`j`, `j'`, `j''`), never a counter, so that printed
output depends on nothing but the expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Expr, Symbol


@dataclass(frozen=True, slots=True, order=True)
class Axis:
    """One direction of a tensor.

    Attributes:
        name: Unique within a network; two axes of equal size are two axes.
        letter: The index letter a lecturer would use on it, e.g. "j".
        size: The symbol of its extent, e.g. "J".
    """

    name: str
    letter: str
    size: str


class Index(Symbol):  # type: ignore[misc]  # SymPy is untyped
    """A letter that runs over an axis: an integer symbol that knows its range."""

    __slots__ = ("axis",)
    axis: Axis

    def __new__(cls, letter: str, axis: Axis) -> Index:
        return _made(letter, axis)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.axis), {}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*Symbol._hashable_content(self), self.axis)


@lru_cache(maxsize=4096)  # SymPy works out a new symbol's assumptions each time.
def _made(letter: str, axis: Axis) -> Index:
    index: Index = Symbol.__xnew__(Index, letter, integer=True)
    index.axis = axis
    return index


class SizeOf(Symbol):  # type: ignore[misc]  # SymPy is untyped
    """The extent of an axis, as a number in a formula: J, or the batch size N."""

    __slots__ = ("axis",)
    axis: Axis

    def __new__(cls, axis: Axis) -> SizeOf:
        size = Symbol.__xnew__(cls, axis.size, integer=True, positive=True)
        size.axis = axis
        return size  # type: ignore[no-any-return]  # SymPy is untyped

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.axis,), {}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*Symbol._hashable_content(self), self.axis)


def index_of(axis: Axis) -> Index:
    """The axis's own index: its letter, running over it."""
    return Index(axis.letter, axis)


def fresh(index: Index, avoid: Iterable[Expr]) -> Index:
    """The index itself, or the same letter with the fewest primes that `avoid` lacks."""
    taken = {symbol.name for symbol in avoid if isinstance(symbol, Index)}
    letter = index.name
    while letter in taken:
        letter += "'"
    return index if letter == index.name else Index(letter, index.axis)


def indices_in(position: Expr) -> frozenset[Index]:
    """The indices of one index expression such as `p + r` or `2`."""
    return frozenset(symbol for symbol in position.free_symbols if isinstance(symbol, Index))
