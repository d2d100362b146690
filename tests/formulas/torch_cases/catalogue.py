"""All cases, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.formulas.torch_cases import (
    activations,
    attention,
    convolutions,
    graphs,
    losses,
    normalisations,
    recurrent,
    shapes,
    transformers,
)
from tests.formulas.torch_cases.case import Case

# A dense layer stands in nearly every network.
USED_EVERYWHERE = ("dense",)


def cases() -> Mapping[str, Case]:
    """Every case by its name."""
    rooms = (
        convolutions,
        normalisations,
        shapes,
        recurrent,
        attention,
        losses,
        activations,
        graphs,
        transformers,
    )
    return {case.name: case for room in rooms for case in room.CASES}
