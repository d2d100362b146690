"""What a network is: numbered forward equations of sized tensors, and what they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sympy import Expr

from derive.formulas.formula import Formula, InitialRule
from derive.network.architecture import Architecture, Repetition
from derive.network.placed import Noise, State
from derive.notation.expression import Equation
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Tensor
from derive.text import Text


@dataclass(frozen=True, slots=True)
class Arrangement:
    """In which order the axes of tensors stand; programs have the usual one.

    Attributes:
        weight_rows: What the first axis of a weight is.
        samples: Where the axis of the samples stands.
    """

    weight_rows: Literal["destination", "source"] = "destination"
    samples: Literal["first", "last"] = "first"


USUAL = Arrangement()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A tensor that training changes.

    Attributes:
        tensor: The tensor, in the shape of the handout.
        initial: The rule or number that fills it at the start.
        layer: The number of its layer.
    """

    tensor: Tensor
    initial: InitialRule
    layer: int


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """Which equations of a network came from one layer of the architecture.

    Attributes:
        number: The layer's number; an activation shares it with the layer before.
        formula: What was used.
        name: What the user calls its output, or None.
        inputs: The signals that arrive.
        output: The signal that leaves.
        equations: Its forward equations.
        parameters: Its own parameters.
        inference: Its equations when the network only predicts; empty if they are the same.
        noise: Its random tensors.
        states: What training keeps for it.
        repetition: Where it stands in a repeated block, or None.
        like: The number of the layer in the block's first turn that it repeats, or None.
    """

    number: int
    formula: Formula
    name: str | None
    inputs: tuple[Tensor, ...]
    output: Tensor
    equations: tuple[Equation, ...]
    parameters: tuple[Parameter, ...]
    inference: tuple[Equation, ...] = ()
    noise: tuple[Noise, ...] = ()
    states: tuple[State, ...] = ()
    repetition: Repetition | None = None
    like: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Forward equations in order, the last one the cost, and what they speak of.

    Attributes:
        architecture: What the user described.
        inputs: What arrives from outside.
        targets: What is wanted of the predictions.
        predictions: What the network answers with.
        parameters: What training changes, in order.
        equations: Forward equations in topological order, numbered from 1; those of a recurrence
            stand together.
        layers: Which equations belong to which layer.
        losses: The losses, in order.
        sizes: The extent of every axis; for the samples, the default batch.
        constants: The values of hyper-parameters.
        facts: Declared truths: `left` is always `right`.
        whole: Tensors of whole numbers, and how many values each has.
        noise: Random tensors, drawn anew for every sample.
        states: What training keeps beside the parameters.
        inference: The forward equations of prediction; empty if those of training serve.
        sample: The axis of the samples in batch form, or None.
        arrangement: The order of the axes.
        turned: The weights whose first axis is their source in this arrangement.
    """

    architecture: Architecture
    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]
    predictions: tuple[Tensor, ...]
    parameters: tuple[Parameter, ...]
    equations: tuple[Equation, ...]
    layers: tuple[LayerRecord, ...]
    losses: tuple[Tensor, ...]
    sizes: Mapping[Axis, int]
    constants: Mapping[Tensor, Fraction]
    facts: tuple[tuple[Expr, Expr], ...]
    whole: Mapping[Tensor, int]
    noise: tuple[Noise, ...] = ()
    states: tuple[State, ...] = ()
    inference: tuple[Equation, ...] = ()
    sample: Axis | None = None
    arrangement: Arrangement = USUAL
    turned: frozenset[Tensor] = frozenset()

    @property
    def input(self) -> Tensor:
        """The first input."""
        return self.inputs[0]

    @property
    def target(self) -> Tensor:
        """The first target."""
        return self.targets[0]

    @property
    def prediction(self) -> Tensor:
        """The first prediction."""
        return self.predictions[0]

    @property
    def is_chain(self) -> bool:
        """Whether one signal goes through the layers to one loss, as lectures draw it."""
        inputs = [record.inputs for record in self.layers]
        outputs = [record.output for record in self.layers]
        follows = all(
            arriving == (before,)
            for arriving, before in zip(inputs, (self.input, *outputs), strict=False)
        )
        counts = (self.inputs, self.targets, self.predictions, self.losses)
        return follows and all(len(tensors) == 1 for tensors in counts)

    @property
    def name(self) -> str:
        """The short name for files."""
        return self.architecture.name

    @property
    def title(self) -> Text:
        """What the handout is called."""
        return self.architecture.title

    @property
    def cost(self) -> Entry:
        """The scalar that is made small: what the last equation defines."""
        return self.equations[-1].left

    @property
    def parameter_count(self) -> int:
        """How many scalars training changes."""
        return sum(self.count(parameter.tensor) for parameter in self.parameters)

    def count(self, tensor: Tensor) -> int:
        """How many entries a tensor has."""
        count = 1
        for size in self.shape(tensor):
            count *= size
        return count

    def shape(self, tensor: Tensor) -> tuple[int, ...]:
        """The extents of a tensor."""
        return tuple(self.sizes[axis] for axis in tensor.axes)

    def defining(self, tensor: Tensor) -> Equation | None:
        """The forward equation that defines a tensor, or None for what is given."""
        for equation in self.equations:
            if equation.left.tensor == tensor:
                return equation
        return None
