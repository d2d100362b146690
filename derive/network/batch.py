"""A network over a batch: what differs from sample to sample gets the sample's index first."""

from __future__ import annotations

from dataclasses import replace

from derive.network.lifting import lifted, lifted_equation, reached
from derive.network.sizes import SAMPLES
from derive.network.structure import Network
from derive.notation.expression import Equation, tensors_in
from derive.notation.index import index_of
from derive.notation.tensor import Tensor


def batched(network: Network, samples: int) -> Network:
    """The same network over a batch: signals get the sample index first."""
    letters = (index_of(SAMPLES),)
    signals = _with_samples(network)

    def over_samples(equation: Equation) -> Equation:
        return (
            equation
            if _speaks_of_samples(equation)
            else lifted_equation(equation, signals, letters)
        )

    def changed(tensor: Tensor) -> Tensor:
        return signals.get(tensor, tensor)

    return replace(
        network,
        inputs=tuple(map(changed, network.inputs)),
        targets=tuple(map(changed, network.targets)),
        predictions=tuple(map(changed, network.predictions)),
        losses=tuple(map(changed, network.losses)),
        equations=tuple(map(over_samples, network.equations)),
        layers=tuple(
            replace(
                record,
                inputs=tuple(map(changed, record.inputs)),
                output=changed(record.output),
                equations=tuple(map(over_samples, record.equations)),
                inference=tuple(map(over_samples, record.inference)),
                noise=tuple(replace(one, tensor=changed(one.tensor)) for one in record.noise),
            )
            for record in network.layers
        ),
        sizes={**network.sizes, SAMPLES: samples},
        facts=tuple(
            (lifted(left, signals, letters), lifted(right, signals, letters))
            for left, right in network.facts
        ),
        whole={changed(tensor): count for tensor, count in network.whole.items()},
        noise=tuple(replace(one, tensor=changed(one.tensor)) for one in network.noise),
        inference=tuple(map(over_samples, network.inference)),
        sample=SAMPLES,
    )


def _speaks_of_samples(equation: Equation) -> bool:
    """Whether an equation comes from a formula over the whole batch, and is in batch form."""
    tensors = tensors_in(equation.right) | {equation.left.tensor}
    return any(SAMPLES in tensor.axes for tensor in tensors)


def _with_samples(network: Network) -> dict[Tensor, Tensor]:
    """What differs from sample to sample, with the sample's axis; prediction and loss always do."""
    given = (*network.inputs, *network.targets, *(one.tensor for one in network.noise))
    found = dict.fromkeys((*given, *network.predictions, *network.losses))
    equations = (*network.equations, *network.inference)
    mixing = [equation for equation in equations if _speaks_of_samples(equation)]
    for equation in mixing:
        for tensor in tensors_in(equation.right) | {equation.left.tensor}:
            if SAMPLES in tensor.axes:
                found[_of_one_sample(tensor)] = None
        if not equation.left.indices:
            found.pop(equation.left.tensor, None)
    plain = [equation for equation in equations if not _speaks_of_samples(equation)]
    for tensor in reached(plain, found):
        found[tensor] = None
    return {t: Tensor(t.name, t.layer, (SAMPLES, *t.axes), t.role) for t in found}


def _of_one_sample(tensor: Tensor) -> Tensor:
    axes = tuple(axis for axis in tensor.axes if axis != SAMPLES)
    return Tensor(tensor.name, tensor.layer, axes, tensor.role)
