"""What a user describes: layers, a loss, penalties, and perhaps numbers to work through.

A network file, a one-line network and Python calls all end in these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from derive.errors import Place
from derive.formulas.formula import Formula, InitialRule
from derive.tables.item import Numbers
from derive.text import Text

Reduction = Literal["mean", "sum"]
Norm = Literal["l1", "l2"]

NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class InputUse:
    """What arrives from outside, for one sample.

    Attributes:
        name: What layers and losses call it; the only input is called "x".
        shape: Its extents.
        classes: How many values its entries have, if they are whole numbers 0, 1, ... such as
            the tokens of a text; None for real numbers.
        place: Where it stands, for messages.
    """

    name: str
    shape: tuple[int, ...]
    classes: int | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Repetition:
    """Where a layer stands among the repetitions of a block.

    Attributes:
        block: The block's name.
        turn: Which repetition, counted from 1.
        turns: How many there are.
        position: The layer's position within the block, counted from 0.
    """

    block: str
    turn: int
    turns: int
    position: int


@dataclass(frozen=True, slots=True)
class LayerUse:
    """One layer or activation of a network.

    Attributes:
        formula: Its equations.
        sizes: Whole-number options that the user gives, by name, e.g. {"units": 4, "stride": 2}.
        constants: Hyper-parameters that differ from the formula's defaults.
        switches: Yes-or-no options, e.g. {"bias": False}.
        initial: Initial rules that differ from the formula's, by parameter.
        name: What other layers call its output, or None.
        inputs: Names of the signals that arrive; empty for the layer before.
        place: Where it stands, for messages.
        shares: The position (from 0, among all layers) of the earlier layer whose parameters this
            one uses too, or None if it has its own.
        repetition: Where it stands in a repeated block, or None.
    """

    formula: Formula
    sizes: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)
    initial: Mapping[str, InitialRule] = field(default_factory=dict)
    name: str | None = None
    inputs: tuple[str, ...] = ()
    place: Place = NOWHERE
    shares: int | None = None
    repetition: Repetition | None = None


@dataclass(frozen=True, slots=True)
class LossUse:
    """A loss of a network.

    Attributes:
        formula: Its equations.
        constants: Hyper-parameters that differ from the formula's defaults.
        place: Where it stands, for messages.
        inputs: Names for the formula's inputs in order, of signals, of the network's inputs, or of
            targets (any name that is new is a target); empty for the last layer's output and "t".
        weight: Its factor in the cost.
    """

    formula: Formula
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    place: Place = NOWHERE
    inputs: tuple[str, ...] = ()
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Penalty:
    """An L1 or L2 term on chosen parameters, added to the cost.

    Attributes:
        norm: "l1" for weight * sum |w|, "l2" for weight/2 * sum w^2.
        weight: Its factor.
        parameters: Names of parameters such as "w1"; empty for all weights, which are those with
            two indices or more.
        place: Where it stands, for messages.
    """

    norm: Norm
    weight: Fraction
    parameters: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Example:
    """Numbers for one sample, to be worked through in the handout.

    Attributes:
        x: The input.
        t: The target.
        parameters: Values by parameter name; those not given are initialised.
        learning_rate: For one update.
        frozen: Names of parameters that the update leaves alone.
        source: Where the numbers are from.
    """

    x: Numbers
    t: Numbers
    parameters: Mapping[str, Numbers] = field(default_factory=dict)
    learning_rate: Fraction = Fraction(1, 2)
    frozen: tuple[str, ...] = ()
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network as its user describes it.

    Attributes:
        name: A short name for files, e.g. "lecture".
        title: What the handout is called.
        inputs: What arrives from outside.
        layers: Layers and activations in order; blocks are written out.
        losses: The losses, whose weighted sum is the cost.
        outputs: Names of the signals that the network answers with; empty for the last layer's.
        penalties: Terms on parameters, added to the cost.
        reduction: Whether the cost is the mean or the sum over the samples.
        example: Numbers to work through, or None.
        functions: All elementwise formulas that equations may call, by name.
    """

    name: str
    title: Text
    inputs: tuple[InputUse, ...]
    layers: tuple[LayerUse, ...]
    losses: tuple[LossUse, ...]
    penalties: tuple[Penalty, ...] = ()
    reduction: Reduction = "mean"
    example: Example | None = None
    functions: Mapping[str, Formula] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Extents of one sample's first input."""
        return self.inputs[0].shape

    @property
    def loss(self) -> LossUse:
        """The first loss."""
        return self.losses[0]
