"""How NumPy spells what moves entries about, written into memory made before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from derive.programs.moving import Moving
from derive.programs.nodes import (
    FirstOf,
    Gather,
    Overlap,
    Padded,
    Reduce,
    Scatter,
    View,
)
from derive.programs.structure import (
    axes_of,
)

FEW = 64  # so many offsets of windows are gone through one by one


@dataclass(frozen=True, slots=True)
class Filling:
    """Spells one operation.

    Attributes:
        operands: The texts of what it reads.
        moving: Spells views.
        made_once: The attribute that holds an expression's value, by a wish for its name.
    """

    operands: tuple[str, ...]
    moving: Moving
    made_once: Callable[[str, str], str]

    def lines(self, node: Padded | Overlap | Gather | Scatter | FirstOf, out: str) -> list[str]:
        """Statements that compute a node into `out`."""
        match node:
            case Padded():
                inside = self._kept(out, self.moving.inside(out, node), "inside")
                return [f"np.copyto({inside}, {self.operands[0]})"]
            case Overlap():
                return self._overlap(node, out)
            case Gather():
                return [self._gather(node, out)]
            case Scatter():
                source, index = self.operands
                count = self.moving.extents((node.axis,))[0]
                return [f"sum_rows({source}, {index}, {count}, {out})"]
            case FirstOf():
                return [self._first(node, out)]

    def _kept(self, text: str, seen: str, word: str) -> str:
        if not text.startswith("self.") or seen == text:
            return seen
        name = re.sub(r"(_flat|_view|_part|_windows)+$", "", text.removeprefix("self."))
        return self.made_once(seen, f"{name}_{word}")

    def _parts(self, text: str, axes: tuple[int, ...]) -> str:
        """Views of a value at each place along some axes."""
        return self._kept(text, f"parts({text}, {axes})", "parts")

    def _overlap(self, node: Overlap, out: str) -> list[str]:
        rank = len(axes_of(node.source))
        count = len(node.strides)
        counts = self.moving.shape(axes_of(node.source)[rank - 2 * count :])
        steps = f"{node.strides}, {node.dilations}"
        places = self._kept(out, f"window_places({out}, {counts}, {steps})", "places")
        parts = self._parts(self.operands[0], tuple(range(rank - count, rank)))
        loop = f"for place, part in zip({places}, {parts}):"
        if node.is_disjoint:
            return [loop, "    np.copyto(place, part)"]
        return [f"{out}.fill(0)", loop, "    np.add(place, part, out=place)"]

    def _gather(self, node: Gather, out: str) -> str:
        source, index = self.operands
        if node.is_along:
            return f"np.copyto({out}, {self.moving.gathered(source, index, node)})"
        return f'np.take({source}, {index}, axis={node.at}, out={out}, mode="clip")'

    # -------------------------------------------------------------------------- maxima

    def largest(self, node: Reduce, out: str) -> str:
        """The largest of the few entries of each window."""
        return f"largest_of({self._parts(self.operands[0], node.over)}, {out})"

    def _first(self, node: FirstOf, out: str) -> str:
        source, largest = self.operands
        if not self._are_few(node):
            return f"np.copyto({out}, first_max({source}, {node.over}))"
        shape = self.moving.shape(axes_of(node.largest))
        seen = self.made_once(f"np.empty({shape}, bool)", "seen")
        parts, masks = self._parts(source, node.over), self._parts(out, node.over)
        return f"mark_first({parts}, {largest}, {masks}, {seen})"

    def _are_few(self, node: FirstOf) -> bool:
        axes = [axes_of(node.source)[at] for at in node.over]
        return prod(self.moving.length(axis) for axis in axes if axis is not None) <= FEW


def is_of_windows(node: Reduce) -> bool:
    """Whether a reduction takes the few entries of windows together, which NumPy is slow at."""
    return isinstance(node.source, View) and len(node.over) + 1 < len(axes_of(node.source))
