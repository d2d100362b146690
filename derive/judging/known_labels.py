"""What is known of a network's data: one-hot or distributed targets, whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.network.structure import Network
from derive.notation.expression import tensors_in
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Tensor
from derive.reading.terms import Quantity


def known_labels(
    network: Network,
    said: str,
    quantity: Callable[[Tensor], Quantity],
    ones: Mapping[Axis, Axis],
) -> dict[Quantity, str]:
    """What is known of the data: what the document says, or that targets sum to one.

    Args:
        network: The network.
        said: What the document says of all targets, or "".
        quantity: The quantity of a tensor.
        ones: For axes that are another one too, the one that stands for both.
    """
    found = {}
    for target in network.targets:
        if said:
            found[quantity(target)] = said
        elif any(target in tensors_in(fact) for fact, _ in network.facts):
            found[quantity(target)] = "distribution"
    for tensor in network.whole:
        found[quantity(tensor)] = f"below {_counted(network, tensor, ones)}"
    return found


def _counted(network: Network, tensor: Tensor, ones: Mapping[Axis, Axis]) -> str:
    """The extent of the axis that the whole numbers of some data are places of."""
    entries = (one for e in network.equations for one in e.right.atoms(Entry))
    for entry in sorted(entries, key=str):
        for place, axis in zip(entry.indices, entry.tensor.axes, strict=True):
            if any(data.tensor == tensor for data in place.atoms(Entry)):
                size: str = ones.get(axis, axis).size
                return size
    return "2"
