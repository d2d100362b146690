"""Where the indices of an entry stand in a profile: below the letter, in which order, or above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sympy import Expr

from derive.calculus.matrix_slices import Slice
from derive.network.arranged import weights_of
from derive.network.structure import Network
from derive.notation.index import Axis, Index, indices_in
from derive.notation.recurrence import groups, is_recurrent
from derive.notation.tensor import Entry, Tensor
from derive.profiles.profile import Profile

Indices = tuple[Expr, ...]
Mark = tuple[Literal["(n)", "<t>", "(t)"], Expr]


class IndexPlaces:
    """Which indices of a network's tensors stand where, and the letters of the samples."""

    def __init__(self, network: Network, profile: Profile) -> None:
        self.network = network
        self.profile = profile
        self._weights = weights_of(network)
        self._times = frozenset(_times(network)) if profile.time != "index" else frozenset()
        others = [axis for axis in network.sizes if axis != network.sample]
        self._taken = {name for axis in others for name in (axis.letter, axis.size)}

    def parted(self, tensor: Tensor, indices: Indices) -> tuple[Indices, tuple[Mark, ...]]:
        """The indices below, in their order, and those that stand above in marks."""
        if self._is_swapped(tensor) and len(indices) == 2:
            return (indices[1], indices[0]), ()
        axes = tensor.whole.axes if isinstance(tensor, Slice) else tensor.axes
        below: list[Expr] = []
        above: list[Mark] = []
        for place, axis in zip(indices, axes, strict=False):
            if axis in self._times and self.profile.time != "index":
                above.insert(0, (self.profile.time, place))
            elif axis == self.network.sample and self.profile.sample == "(n)":
                above.append(("(n)", place))
            else:
                below.append(place)
        return (*below, *indices[len(axes) :]), tuple(above)

    def letter(self, axis: Axis, letter: str) -> str:
        """The printed letter of an index."""
        if axis == self.network.sample and letter == axis.letter:
            wanted = self.profile.sample_letter
            return letter if wanted in self._taken else wanted
        return letter

    def size(self, axis: Axis) -> str:
        """The printed letter of an extent."""
        if axis == self.network.sample:
            wanted = self.profile.sample_size
            return axis.size if wanted in self._taken else wanted
        return axis.size

    def _is_swapped(self, tensor: Tensor) -> bool:
        """Whether a weight's indices are written in the other order than its axes have."""
        if tensor not in self._weights:
            return False
        rows = "source" if tensor in self.network.turned else "destination"
        return rows != self.profile.weight_index


def _times(network: Network) -> Iterator[Axis]:
    """The axes along which recurrences go."""
    for group in groups(network.equations):
        if is_recurrent(group):
            own = {equation.left.tensor for equation in group}
            for equation in group:
                for entry in equation.right.atoms(Entry):
                    if entry.tensor in own:
                        yield from _computed(entry)


def _computed(entry: Entry) -> Iterator[Axis]:
    for place, axis in zip(entry.indices, entry.tensor.axes, strict=True):
        if not isinstance(place, Index) and indices_in(place):
            yield axis
