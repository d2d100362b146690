"""A network whose names, letters and sizes are settled, layer by layer and per sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from derive.formulas.formula import Formula, InitialRule, Law
from derive.network.architecture import Repetition
from derive.notation.expression import Equation
from derive.notation.index import Axis
from derive.notation.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Noise:
    """A tensor of random numbers that are drawn anew for every sample.

    Attributes:
        tensor: The tensor.
        law: "bernoulli", "normal" or "uniform".
        probability: Of a one, for "bernoulli".
        layer: The number of its layer.
    """

    tensor: Tensor
    law: Law
    probability: Fraction | None
    layer: int


@dataclass(frozen=True, slots=True)
class State:
    """A tensor that training keeps, but that no gradient changes.

    Attributes:
        tensor: The tensor.
        initial: The number that fills it at the start.
        layer: The number of its layer.
        update: What it becomes after each update of the parameters.
    """

    tensor: Tensor
    initial: Fraction
    layer: int
    update: Equation


@dataclass(frozen=True, slots=True)
class PlacedLayer:
    """A layer whose names, letters and sizes are settled."""

    number: int
    formula: Formula
    name: str | None
    inputs: tuple[Tensor, ...]
    output: Tensor
    equations: tuple[Equation, ...]
    inference: tuple[Equation, ...]
    parameters: Mapping[Tensor, InitialRule]
    noise: tuple[Noise, ...]
    states: tuple[State, ...]
    repetition: Repetition | None
    like: int | None


@dataclass(frozen=True, slots=True)
class PlacedLoss:
    """A loss whose names, letters and sizes are settled.

    Attributes:
        equations: Its equations; the last defines the loss of a sample (or of the whole batch).
        weight: Its factor in the cost.
        facts: Declared truths.
        mixes_samples: Whether its formula speaks of the whole batch.
    """

    equations: tuple[Equation, ...]
    weight: Fraction
    facts: tuple[tuple[Expr, Expr], ...]
    mixes_samples: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A network per sample, its equations not yet numbered."""

    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]
    predictions: tuple[Tensor, ...]
    layers: tuple[PlacedLayer, ...]
    losses: tuple[PlacedLoss, ...]
    sizes: Mapping[Axis, int]
    constants: Mapping[Tensor, Fraction]
    whole: Mapping[Tensor, int]
