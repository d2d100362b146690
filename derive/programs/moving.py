"""How NumPy spells what moves entries about: slices, windows, padding, look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.notation.index import Axis
from derive.programs.arrays import Axes
from derive.programs.extents import extent_text, length_of
from derive.programs.nodes import (
    Gather,
    Padded,
    Reshaped,
    View,
)
from derive.programs.structure import (
    axes_of,
)


@dataclass(frozen=True, slots=True)
class Moving:
    """Spells views and the like of values that have a text.

    Attributes:
        sizes: The extent of every axis but the sample's.
        batch: The number of samples, e.g. "len(x)".
    """

    sizes: Mapping[Axis, int]
    batch: str

    def shape(self, axes: Axes) -> str:
        """A shape as a tuple."""
        inside = ", ".join(self.extents(axes))
        return f"({inside},)" if len(axes) == 1 else f"({inside})"

    def extents(self, axes: Axes) -> list[str]:
        """The extents of some axes, as texts."""
        return ["1" if axis is None else extent_text(axis, self.sizes, self.batch) for axis in axes]

    def reshaped(self, text: str, node: Reshaped) -> str:
        """The same entries on other axes."""
        if self.extents(axes_of(node.source)) == self.extents(node.axes):
            return text
        return f"{text}.reshape({', '.join(self.extents(node.axes)) or '()'})"

    def padded(self, text: str, node: Padded) -> str:
        """A value with zeros around it."""
        return f"np.pad({text}, ({', '.join(f'({a}, {b})' for a, b in node.margins)}))"

    def inside(self, text: str, node: Padded) -> str:
        """The part of a padded value where its source stands."""
        return subscript(
            text, [_slice(a or None, -b or None, 1) if a or b else ":" for a, b in node.margins]
        )

    def gathered(self, text: str, index: str, node: Gather) -> str:
        """Entries at positions that are data."""
        if node.is_along:
            return f"np.take_along_axis({text}, {index}, axis={node.at})"
        return f"{text}[{index}]" if node.at == 0 else f"np.take({text}, {index}, axis={node.at})"

    # -------------------------------------------------------------------------- views

    def view(self, text: str, node: View) -> str:
        """A view: subscripts, windows, and a transposition, as far as they are needed."""
        slots = _Slots(node, self)
        if not slots.is_plain:
            return self._strided(text, node)
        text = slots.looked_at(text)
        order = slots.order
        if order == list(range(len(order))):
            return text
        axes = tuple(order.index(at) for at in range(len(order)))
        return f"{text}.T" if axes == (1, 0) else f"{text}.transpose({', '.join(map(str, axes))})"

    def _strided(self, text: str, node: View) -> str:
        return f"strided({text}, {node.start}, {node.steps}, {self.shape(node.axes)})"

    def length(self, axis: Axis) -> int:
        """An extent that is known."""
        return length_of(axis, self.sizes)


class _Slots:
    """A view, one axis of the source after the other."""

    def __init__(self, node: View, moving: Moving) -> None:
        self.node, self.moving = node, moving
        rank = len(node.start)
        self.letters = [
            sorted(
                (at for at, steps in enumerate(node.steps) if steps[slot]),
                key=lambda at: -abs(node.steps[at][slot]),
            )
            for slot in range(rank)
        ]
        self.windows: list[tuple[int, int, int]] = []  # slot, position, offset
        self.digits: list[int] = []
        for slot, letters in enumerate(self.letters):
            if len(letters) > 1 and self._is_radix(slot):
                self.digits.append(slot)
            elif len(letters) == 2:
                position, offset = sorted(letters, key=lambda at: -self._reach(at, slot))
                self.windows.append((slot, position, offset))

    @property
    def is_plain(self) -> bool:
        """Whether no result axis runs along two of the source's, and windows are windows."""
        alone = all(sum(map(bool, steps)) == 1 for steps in self.node.steps)
        special = {*self.digits, *(slot for slot, _, _ in self.windows)}
        return alone and all(
            len(letters) < 2 or slot in special for slot, letters in enumerate(self.letters)
        )

    @property
    def order(self) -> list[int]:
        """The result's axes in the order in which subscripts and windows give them."""
        offsets = [offset for _, _, offset in self.windows]
        inner = [at for letters in self.letters for at in letters if at not in offsets]
        return [*inner, *offsets]

    def looked_at(self, text: str) -> str:
        """The text up to the order of the axes."""
        places = [self._place(slot) for slot in range(len(self.letters))]
        text = subscript(text, places)
        if self.windows:
            text = self._windowed(text)
        if self.digits:
            axes = tuple(self.node.axes[at] for at in self.order)
            text = f"{text}.reshape({', '.join(self.moving.extents(axes))})"
        return text

    def _windowed(self, text: str) -> str:
        rank = len(self.letters)
        kept = [slot for slot in range(rank) if self.letters[slot]]
        widths = [self._reach(offset, slot) + 1 for slot, _, offset in self.windows]
        axes = [kept.index(slot) for slot, _, _ in self.windows]
        width = str(widths[0]) if len(widths) == 1 else str(tuple(widths))
        axis = str(axes[0]) if len(axes) == 1 else str(tuple(axes))
        text = f"sliding_window_view({text}, {width}, axis={axis})"
        of = {slot: self.node.steps[position][slot] for slot, position, _ in self.windows}
        positions = [_slice(None, None, of.get(slot, 1)) for slot in kept]
        offsets = [
            _slice(None, None, self.node.steps[offset][slot]) for slot, _, offset in self.windows
        ]
        return subscript(text, [*positions, *offsets])

    def _place(self, slot: int) -> str:
        """The subscript of one axis of the source: all that the result sees of it."""
        start, letters = self.node.start[slot], self.letters[slot]
        axis = axes_of(self.node.source)[slot]
        if not letters:
            return str(start)
        if axis is None or (len(letters) == 1 and self._is_whole(slot, letters[0])):
            return ":"
        reaches = [self._reach(at, slot) * _sign(self.node.steps[at][slot]) for at in letters]
        first = start + sum(min(0, reach) for reach in reaches)
        last = start + sum(max(0, reach) for reach in reaches)
        stop = None if last + 1 == self.moving.length(axis) else last + 1
        if len(letters) > 1:
            return _slice(first or None, stop, 1)
        step = self.node.steps[letters[0]][slot]
        if step < 0:
            until = None if first == 0 else first - 1
            whole = start + 1 == self.moving.length(axis)
            return _slice(None if whole else start, until, step)
        return _slice(first or None, stop, step)

    def _is_whole(self, slot: int, at: int) -> bool:
        is_same = self.node.axes[at] == axes_of(self.node.source)[slot]
        return is_same and self.node.start[slot] == 0 and self.node.steps[at][slot] == 1

    def _reach(self, at: int, slot: int) -> int:
        """How far a result's axis reaches along the source's."""
        return (self.moving.length(self.node.axes[at]) - 1) * abs(self.node.steps[at][slot])

    def _is_radix(self, slot: int) -> bool:
        step = 1
        for at in reversed(self.letters[slot]):
            if self.node.steps[at][slot] != step:
                return False
            step *= self.moving.length(self.node.axes[at])
        return True


def _sign(step: int) -> int:
    return 1 if step > 0 else -1


def _slice(start: int | None, stop: int | None, step: int) -> str:
    ends = f"{'' if start is None else start}:{'' if stop is None else stop}"
    return ends if step == 1 else f"{ends}:{step}"


def subscript(text: str, places: list[str]) -> str:
    """A value at some places; whole axes at the end are left out."""
    while places and places[-1] == ":":
        places = places[:-1]
    return f"{text}[{', '.join(places)}]" if places else text
