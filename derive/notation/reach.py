"""Which entries an entry enters: what has to be worked out again when it moves.

Most entries of a batch, an image or a sequence reach only a few others. One
pass over the forward equations notes who reads whom, so that a difference need
not compute a whole network twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from sympy import Expr

from derive.notation.expression import Equation, ScalarFunction
from derive.notation.index import Axis
from derive.notation.meaning import Letters, Numbers, Position, letter_of, meaning, one
from derive.notation.tensor import Tensor

Place = tuple[Tensor, Position]
Reach = dict[Place, dict[Place, None]]


@dataclass(slots=True)
class _Noting:
    """Numbers that note which entries are asked for."""

    made: Numbers
    read: dict[Place, None]

    @property
    def sizes(self) -> Mapping[Axis, int]:
        """The extent of every axis."""
        return self.made.sizes

    def entry(self, tensor: Tensor, at: Position) -> Any:
        """A tensor's entry, noted."""
        self.read[tensor, at] = None
        return self.made.entry(tensor, at)

    def slope(self, partial: Expr, place: Letters) -> Any:
        """A derivative, which no forward equation has."""
        raise AssertionError(f"a forward equation holds {partial}")

    def applied(self, function: ScalarFunction, argument: Any) -> Any:
        """A named function at a number."""
        return self.made.applied(function, argument)


def readers(equations: Iterable[Equation], made: Numbers) -> Reach:
    """For every entry the entries whose equations read it, at the numbers of a world."""
    found: Reach = {}
    for equation in equations:
        tensor, right = one(equation.left.tensor), meaning(equation.right)
        letters = [letter_of(index) for index in equation.left.indices]
        for at in product(*(range(made.sizes[axis]) for axis in tensor.axes)):
            noting = _Noting(made, {})
            right(noting, dict(zip(letters, at, strict=True)))
            for place in noting.read:
                found.setdefault(place, {})[tensor, at] = None
    return found


def reached(
    start: Place, reach: Reach, within: Mapping[Tensor, Equation]
) -> dict[Tensor, set[Position]]:
    """The entries that change when one moves, of some tensors alone; that one not among them."""
    found: dict[Tensor, set[Position]] = {}
    waiting = [start]
    while waiting:
        for tensor, at in reach.get(waiting.pop(), ()):
            if tensor not in within or (tensor, at) == start:
                continue
            positions = found.setdefault(tensor, set())
            if at not in positions:
                positions.add(at)
                waiting.append((tensor, at))
    return found
