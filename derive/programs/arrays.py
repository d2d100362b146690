"""Named arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.notation.index import Axis

Axes = tuple[Axis | None, ...]
Kind = Literal["input", "target", "noise", "parameter", "state", "signal", "gradient"]


@dataclass(frozen=True, slots=True)
class Array:
    """A named array: a parameter, an input, a target, or what an equation defines.

    Attributes:
        name: Its name in the program.
        axes: Its axes.
        kind: What it is.
        step: For the part of an array at one step of a loop, whose part it is.
        is_whole: Whether its entries are whole numbers.
    """

    name: str
    axes: tuple[Axis, ...]
    kind: Kind
    step: Step | None = None
    is_whole: bool = False

    @property
    def whole(self) -> Array:
        """The array itself, or the one that it is a part of."""
        return self if self.step is None else self.step.of


@dataclass(frozen=True, slots=True)
class Step:
    """Which part of an array is meant: that at the loop's step, some steps later or earlier.

    Attributes:
        of: The array.
        slot: Its axis that the loop runs along.
        shift: How many steps later; negative for earlier ones.
    """

    of: Array
    slot: int
    shift: int
