"""What a user describes: layers, a loss, penalties, and perhaps numbers to work through.

A network file, a one-line network and Python calls all end in these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from derive.errors import Place
from derive.formulas.formula import Formula
from derive.text import Text

Reduction = Literal["mean", "sum"]
Norm = Literal["l1", "l2"]
Numbers = Fraction | tuple["Numbers", ...]

NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class LayerUse:
    """One layer or activation of a network.

    Attributes:
        formula: Its equations.
        sizes: Extents that the user gives, by the formula's option name, e.g. {"units": 4}.
        constants: Hyper-parameters that differ from the formula's defaults.
        switches: Yes-or-no options, e.g. {"bias": False}.
        initial: Initial rules that differ from the formula's, by parameter.
        name: What other layers call its output, or None.
        inputs: Names of the signals that arrive; empty for the layer before.
        place: Where it stands, for messages.
    """

    formula: Formula
    sizes: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)
    initial: Mapping[str, str | Fraction] = field(default_factory=dict)
    name: str | None = None
    inputs: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LossUse:
    """The loss of a network, with hyper-parameters that differ from the defaults."""

    formula: Formula
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    place: Place = NOWHERE


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
        input_shape: Extents of one sample's input.
        layers: Layers and activations in order.
        loss: The loss.
        penalties: Terms on parameters, added to the cost.
        reduction: Whether the cost is the mean or the sum over the samples.
        example: Numbers to work through, or None.
        functions: All elementwise formulas that equations may call, by name.
    """

    name: str
    title: Text
    input_shape: tuple[int, ...]
    layers: tuple[LayerUse, ...]
    loss: LossUse
    penalties: tuple[Penalty, ...] = ()
    reduction: Reduction = "mean"
    example: Example | None = None
    functions: Mapping[str, Formula] = field(default_factory=dict)
