"""Which axes of a network its user sized: those of inputs and options, and what inputs count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.formulas.axes import Axes, formula_axes
from derive.network.network import LayerRecord, Network
from derive.network.own_formula import function_names
from derive.notation.index import Axis
from derive.notation.tensor import Tensor


@dataclass(frozen=True, slots=True)
class LayerAxes:
    """The network's axes that a layer's formula speaks of, where a tensor has them.

    Attributes:
        sized: Options, each with an axis that it sizes.
        counted: The axes that whole numbers are positions along, by the formula's names.
    """

    sized: tuple[tuple[str, Axis], ...]
    counted: Mapping[str, Axis]


@dataclass(frozen=True, slots=True)
class SizedAxes:
    """The axes that the user of a network sized.

    Attributes:
        layers: Those of each layer, in order.
        counted: The axis that a tensor's whole numbers are positions along, where first used.
        chosen: The inputs' axes, what they count, and those of options.
        long: The inputs' axes but for the first of each: of images and sequences.
        windows: Chosen axes that no signal has or counts: of a kernel.
    """

    layers: tuple[LayerAxes, ...]
    counted: Mapping[Tensor, Axis]
    chosen: tuple[Axis, ...]
    long: tuple[Axis, ...]
    windows: frozenset[Axis]


def sized_axes(network: Network) -> SizedAxes:
    """The axes that the user of a network sized."""
    layers = tuple(_layer_axes(record) for record in network.layers)
    inputs = [[axis for axis in one.axes if axis != network.sample] for one in network.inputs]
    named = {axis for own in inputs for axis in own}
    for one in layers:
        named |= {axis for _, axis in one.sized} | set(one.counted.values())
    chosen = tuple(axis for axis in network.sizes if axis in named)
    signals = (*network.inputs, *(equation.left.tensor for equation in network.equations))
    of_signals = {axis for tensor in signals for axis in tensor.axes}
    counted = [
        (tensor, one.counted[name])
        for record, one in zip(network.layers, layers, strict=True)
        for name, tensor in zip(record.formula.inputs, record.inputs, strict=True)
        if name in one.counted
    ]
    return SizedAxes(
        layers=layers,
        counted=dict(reversed(counted)),
        chosen=chosen,
        long=tuple(axis for own in inputs for axis in own[1:]),
        windows=frozenset(chosen) - of_signals - {axis for _, axis in counted},
    )


def _layer_axes(record: LayerRecord) -> LayerAxes:
    formula = record.formula
    axes = formula_axes(formula, function_names(formula))
    own = _own(record, axes)
    sized = [(text, axes.letters[x]) for x, text in formula.sizes.items() if text.isidentifier()]
    return LayerAxes(
        sized=tuple((option, own[axis]) for option, axis in sized if axis in own),
        counted={name: own[axis] for name, axis in axes.whole.items() if axis in own},
    )


def _own(record: LayerRecord, axes: Axes) -> Mapping[int, Axis]:
    """The network's axes by the formula's, found in the tensors that the formula names."""
    tensors = [equation.left.tensor for equation in record.equations]
    # An elementwise formula is put into one function: only its last equation is the network's.
    defined = record.formula.defined[-len(tensors) :]
    named = [*zip(defined, tensors, strict=True)]
    named += [(parameter.tensor.name, parameter.tensor) for parameter in record.parameters]
    named += [(noise.tensor.name, noise.tensor) for noise in record.noise]
    found: dict[int, Axis] = {}
    for name, tensor in named:
        slots = axes.tensors.get(name, ())
        own = tensor.axes[len(tensor.axes) - len(slots) :]
        for slot, axis in zip(slots, own, strict=False):
            found.setdefault(slot, axis)
    return found
