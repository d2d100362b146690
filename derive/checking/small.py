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
from derive.errors import NetworkError, ShapeError, UnsupportedError
from derive.formulas.axes import formula_axes
from derive.network.architecture import Architecture, InputUse, LayerUse
from derive.network.network import LayerRecord, Network, build
from derive.network.own_formula import function_names
from derive.network.settling import settled
from derive.notation.index import Axis

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
    found: list[tuple[int, Architecture]] = []
    for sizes in extents:
        fitting = _first_fitting(_candidates(architecture, network, sizes), network)
        if fitting is not None:
            found.append(fitting)
        if found and found[-1][0] <= MOST_ENTRIES:
            return found[-1][1]
    found = found or list(_drawn(architecture, network))
    kept = _candidates(architecture, network, extents[-1], keeps_options=True)
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
        settled(candidate)
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


def _drawn(architecture: Architecture, network: Network) -> Iterator[tuple[int, Architecture]]:
    """Versions with sizes drawn by chance, those that fit together; the first number is a price."""
    numbers = random.Random(1)  # noqa: S311 - a sample, no secret
    chosen = _chosen(network)
    fitting = 0
    for _ in range(DRAWS):
        extents = {axis: numbers.choice((2, 3, 4, 5)) for axis in chosen}
        candidate = _with_extents(architecture, network, extents)
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
    extents: Mapping[Axis, int],
    *,
    keeps_options: bool = False,
) -> Architecture:
    axes = [tensor.axes for tensor in network.inputs]
    inputs = tuple(
        _recounted(_resized_input(use, own, extents), at, network, extents)
        for at, (use, own) in enumerate(zip(architecture.inputs, axes, strict=True))
    )
    layers = tuple(
        use if keeps_options else _resized(use, record, extents)
        for use, record in zip(architecture.layers, network.layers, strict=True)
    )
    return replace(architecture, inputs=inputs, layers=layers, example=None)


def _candidates(
    architecture: Architecture,
    network: Network,
    sizes: tuple[int, ...],
    *,
    keeps_options: bool = False,
) -> Iterator[Architecture]:
    """Small versions, the smallest first; which of them fit together is not known yet."""
    chosen = _chosen(network)
    long = [axis for tensor in network.inputs for axis in _own(tensor.axes, network)[1:]]
    for longer in LONGER:
        free = [axis for axis in chosen if not (longer and axis in long)]
        extents = dict(zip(free, cycle(sizes), strict=False))
        extents |= dict(zip(dict.fromkeys(long), cycle(longer), strict=False))
        for axis in _windows(network):
            extents[axis] = min(extents.get(axis, network.sizes[axis]), network.sizes[axis])
        yield _with_extents(architecture, network, extents, keeps_options=keeps_options)


def _windows(network: Network) -> set[Axis]:
    """The axes that no signal has: those of a kernel, which grow no larger than the user's."""
    signals = (*network.inputs, *(equation.left.tensor for equation in network.equations))
    of_signals = {axis for tensor in signals for axis in tensor.axes}
    return set(_chosen(network)) - of_signals - _counted_axes(network)


def _counted_axes(network: Network) -> set[Axis]:
    """The axes whose positions are whole numbers of the data."""
    found = set[Axis]()
    for record in network.layers:
        for name in record.formula.inputs:
            axis = _counted_axis(record, name)
            found |= set() if axis is None else {axis}
    return found


def _own(axes: tuple[Axis, ...], network: Network) -> tuple[Axis, ...]:
    return tuple(axis for axis in axes if axis != network.sample)


def _chosen(network: Network) -> list[Axis]:
    """The axes that the user sized: the inputs', what they count, and those of options."""
    named = {axis for tensor in network.inputs for axis in _own(tensor.axes, network)}
    for record in network.layers:
        axes = _axes_of(record)
        named |= {axis for axis in axes.values() if axis is not None}
    return [axis for axis in network.sizes if axis in named]


def _resized_input(use: InputUse, axes: tuple[Axis, ...], extents: Mapping[Axis, int]) -> InputUse:
    own = axes[len(axes) - len(use.shape) :]
    shape = tuple(extents.get(axis, size) for axis, size in zip(own, use.shape, strict=True))
    return replace(use, shape=shape)


def _recounted(use: InputUse, at: int, network: Network, extents: Mapping[Axis, int]) -> InputUse:
    """An input of whole numbers has as many values as the axis that they count."""
    if use.classes is None:
        return use
    for record in network.layers:
        for name, tensor in zip(record.formula.inputs, record.inputs, strict=True):
            axis = _counted_axis(record, name)
            if tensor == network.inputs[at] and axis is not None and axis in extents:
                return replace(use, classes=extents[axis])
    return use


def _counted_axis(record: LayerRecord, name: str) -> Axis | None:
    """The network's axis whose positions are the entries of a layer's input."""
    formula = record.formula
    axes = formula_axes(formula, function_names(formula))
    return _axis(record, axes.whole[name]) if name in axes.whole else None


def _axes_of(record: LayerRecord) -> dict[str, Axis | None]:
    """The network's axes that options size, and those that whole numbers count."""
    formula = record.formula
    axes = formula_axes(formula, function_names(formula))
    letters = [letter for letter, text in formula.sizes.items() if text.isidentifier()]
    found = {letter: _axis(record, axes.letters[letter]) for letter in letters}
    return found | {f"{name} counts": _axis(record, axis) for name, axis in axes.whole.items()}


def _resized(use: LayerUse, record: LayerRecord, extents: Mapping[Axis, int]) -> LayerUse:
    sizes = dict(use.sizes)
    axes = _axes_of(record)
    for letter, option in record.formula.sizes.items():
        axis = axes.get(letter)
        if option in sizes and axis is not None and axis in extents:
            sizes[option] = extents[axis]
    return replace(use, sizes=sizes)


def _axis(record: LayerRecord, wanted: int) -> Axis | None:
    """The network's axis of a formula's axis, found in the tensors that the formula names."""
    formula = record.formula
    axes = formula_axes(formula, function_names(formula))
    tensors = [equation.left.tensor for equation in record.equations]
    named = [*zip(formula.defined, tensors, strict=True)]
    named += [(parameter.tensor.name, parameter.tensor) for parameter in record.parameters]
    named += [(noise.tensor.name, noise.tensor) for noise in record.noise]
    for name, tensor in named:
        slots = axes.tensors.get(name, ())
        own = tensor.axes[len(tensor.axes) - len(slots) :]
        for slot, axis in zip(slots, own, strict=False):
            if slot == wanted:
                return axis
    return None
