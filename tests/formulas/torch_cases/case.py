"""What one comparison needs: a network file, and the same network in PyTorch's words.

References know nothing of our formulas: they are typed with `torch.nn.functional`
from PyTorch's documentation, and read parameters by the names of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Arrays = dict[str, Any]
Output = Any  # a tensor, or a tuple of tensors for several outputs


@dataclass(frozen=True, slots=True)
class Given:
    """Parameters, data and noise as tensors, by name, and whether the network is in training."""

    tensors: Mapping[str, Any]
    training: bool = True

    def __getitem__(self, name: str) -> Any:
        return self.tensors[name]

    def several(self, *names: str) -> tuple[Any, ...]:
        """Some tensors in order."""
        return tuple(self.tensors[name] for name in names)


@dataclass(frozen=True, slots=True)
class Case:
    """A network and its reference.

    Attributes:
        name: The formula that is tried, and perhaps a comma and what is special.
        network: The network file's text.
        forward: The prediction of a batch.
        loss: The cost of a batch.
        prepare: What must hold for random arrays, such as masks of ragged lengths.
        updated: What the states become, by name, after one step of training.
    """

    name: str
    network: str
    forward: Callable[[Given], Output]
    loss: Callable[[Given, Output], Any] | None = None
    prepare: Callable[[Arrays, np.random.Generator], None] | None = None
    updated: Callable[[Given], Mapping[str, Any]] | None = None

    @property
    def formula(self) -> str:
        """The formula that is tried."""
        return self.name.split(",")[0]


def half_squares(given: Given, y: Any) -> Any:
    """Our squared error: half the sum over the last axis, the mean over all others."""
    return ((y - given["t"]) ** 2).sum(-1).mean() / 2


def network(layers: str, *, start: str = "input = 4", loss: str = '"squared_error"') -> str:
    """The text of a network file: its input, its layers (tables separated by commas), its loss."""
    return (
        f"{start}\nloss = {loss}\nlayers = [\n{layers}\n]\n"
        if "[[" not in loss
        else (f"{start}\nlayers = [\n{layers}\n]\n{loss}\n")
    )


def ragged(name: str) -> Callable[[Arrays, np.random.Generator], None]:
    """Make an array a mask: ones, then zeros, with at least one 1, of different lengths."""

    def prepare(arrays: Arrays, random: np.random.Generator) -> None:
        samples, steps = arrays[name].shape
        lengths = np.resize(np.arange(1, steps + 1)[::-1], samples)
        arrays[name] = (np.arange(steps) < lengths[:, None]).astype(float)

    return prepare
