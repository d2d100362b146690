"""Small networks of the user's form: every axis that the user sized gets a small extent.

All axes get extents of their own as far as there are enough small ones (a skip
connection ties two axes into one), so that no transpose fits by chance. Images
and sequences stay as long as their windows need.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle

from derive.checking.fewer import with_fewer_turns
from derive.checking.sized_axes import LayerAxes, SizedAxes, sized_axes
from derive.errors import NetworkError, ShapeError, UnsupportedError
from derive.network.architecture import Architecture, InputUse, LayerUse
from derive.network.network import Network, build
from derive.notation.index import Axis
from derive.notation.tensor import Tensor

EXTENTS = ((4, 2, 5), (3, 2, 4), (2, 3))
MOST_ENTRIES = 100  # of all signals of one sample; beyond, the next smaller extents are taken
LONGER = ((), (6, 7), (8, 9), (11, 10), (12, 13), (16, 14), (20, 18), (28, 26))
MOST_PARAMETERS = 4000
DRAWS, ENOUGH = 600, 6


def small(
    architecture: Architecture, extents: tuple[tuple[int, ...], ...] = EXTENTS
) -> Architecture:
    """The same layers with small sizes, taken in turn, so that neighbours differ.

    Where the formulas ask for sizes that fit together (heads that divide a width), sizes are
    drawn until they do.

    Args:
        architecture: Any network.
        extents: Sizes to try, the preferred ones first; later ones for networks of many signals.

    Raises:
        UnsupportedError: No small sizes fit the formulas, and the user's own are large.
    """
    architecture = with_fewer_turns(architecture)
    network = build(architecture)
    axes = sized_axes(network)
    found: list[tuple[int, Architecture]] = []
    for sizes in extents:
        fitting = _first_fitting(_candidates(architecture, network, axes, sizes=sizes), network)
        if fitting is not None:
            found.append(fitting)
        if found and found[-1][0] <= MOST_ENTRIES:
            return found[-1][1]
    found = found or list(_drawn(architecture, network, axes))
    kept = _candidates(architecture, network, axes, sizes=extents[-1], keeps_options=True)
    found = found or [one for one in (_first_fitting(kept, network),) if one is not None]
    if found:
        return min(found, key=lambda one: one[0])[1]
    if network.parameter_count > MOST_PARAMETERS:
        raise UnsupportedError(
            f"No small version of the network '{architecture.name}' was found: its formulas need "
            "sizes that fit together in a way of their own.",
            accepted="Check a network with smaller sizes.",
        )
    return replace(architecture, example=None)


def _first_fitting(
    candidates: Iterator[Architecture], network: Network
) -> tuple[int, Architecture] | None:
    """The first candidate whose sizes fit together and hide nothing, and its signals' entries."""
    for candidate in candidates:
        made = _built(candidate)
        if made is not None and not _flat_axes(made, network):
            return _entries(made), candidate
    return None


def _built(candidate: Architecture) -> Network | None:
    """The network of a candidate; None if its sizes do not fit together."""
    try:
        return build(candidate)
    except (ShapeError, NetworkError):
        return None


def _entries(made: Network) -> int:
    """How many entries the signals of a sample have."""
    return sum(made.count(equation.left.tensor) for equation in made.equations)


def _flat_axes(made: Network, network: Network) -> int:
    """How many axes have shrunk to one entry, where a lost sum could hide."""
    pairs = zip(made.sizes.values(), network.sizes.values(), strict=True)
    return sum(size == 1 < before for size, before in pairs)


def _drawn(
    architecture: Architecture, network: Network, axes: SizedAxes
) -> Iterator[tuple[int, Architecture]]:
    """Versions with sizes drawn by chance, those that fit together; the first number is a price."""
    numbers = random.Random(1)  # noqa: S311 - a sample, no secret
    fitting = 0
    for _ in range(DRAWS):
        extents = {axis: numbers.choice((2, 3, 4, 5)) for axis in axes.chosen}
        candidate = _with_extents(architecture, network, axes, extents)
        made = _built(candidate)
        if made is not None:
            fitting += 1
            alike = len(made.sizes) - len(set(made.sizes.values()))
            yield _entries(made) + 10 * alike + 100 * _flat_axes(made, network), candidate
        if fitting == ENOUGH:
            return


def _with_extents(
    architecture: Architecture,
    network: Network,
    axes: SizedAxes,
    extents: Mapping[Axis, int],
    *,
    keeps_options: bool = False,
) -> Architecture:
    inputs = tuple(
        _resized_input(use, tensor, axes, extents)
        for use, tensor in zip(architecture.inputs, network.inputs, strict=True)
    )
    layers = tuple(
        use if keeps_options else _resized(use, own, extents)
        for use, own in zip(architecture.layers, axes.layers, strict=True)
    )
    return replace(architecture, inputs=inputs, layers=layers, example=None)


def _candidates(
    architecture: Architecture,
    network: Network,
    axes: SizedAxes,
    *,
    sizes: tuple[int, ...],
    keeps_options: bool = False,
) -> Iterator[Architecture]:
    """Small versions, the smallest first; which of them fit together is not known yet."""
    for longer in LONGER:
        free = [axis for axis in axes.chosen if not (longer and axis in axes.long)]
        extents = dict(zip(free, cycle(sizes), strict=False))
        extents |= dict(zip(dict.fromkeys(axes.long), cycle(longer), strict=False))
        for axis in axes.windows:
            extents[axis] = min(extents.get(axis, network.sizes[axis]), network.sizes[axis])
        yield _with_extents(architecture, network, axes, extents, keeps_options=keeps_options)


def _resized_input(
    use: InputUse, tensor: Tensor, axes: SizedAxes, extents: Mapping[Axis, int]
) -> InputUse:
    """An input in other sizes; whole numbers have as many values as the axis that they count."""
    own = tensor.axes[len(tensor.axes) - len(use.shape) :]
    shape = tuple(extents.get(axis, size) for axis, size in zip(own, use.shape, strict=True))
    counted = axes.counted.get(tensor)
    if use.classes is None or counted is None:
        return replace(use, shape=shape)
    return replace(use, shape=shape, classes=extents.get(counted, use.classes))


def _resized(use: LayerUse, axes: LayerAxes, extents: Mapping[Axis, int]) -> LayerUse:
    sizes = dict(use.sizes)
    for option, axis in axes.sized:
        if option in sizes and axis in extents:
            sizes[option] = extents[axis]
    return replace(use, sizes=sizes)
