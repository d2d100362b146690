"""A notation profile: the letters and conventions of one book, course or lecture.

Handouts are printed in a profile and hand derivations are read in one, so a profile says
how things are written and never how they are computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Part = Literal[
    "input",
    "weight",
    "bias",
    "parameter",
    "preactivation",
    "output_preactivation",
    "activation",
    "signal",
    "prediction",
    "target",
    "loss",
    "loss_part",
    "cost",
    "objective",
    "constant",
    "noise",
    "state",
]
PARTS: tuple[Part, ...] = get_args(Part)
FALLBACK: Mapping[Part, Part] = {
    "weight": "parameter",
    "bias": "parameter",
    "output_preactivation": "preactivation",
    "activation": "signal",
    "objective": "cost",
    "loss_part": "loss",
}
"""Where a profile says nothing of a part of the network, it is written like this one."""

LayerMark = Literal["(l)", "[l]", "l", "_l"]
Accent = Literal["hat", "tilde", "bar"]


@dataclass(frozen=True, slots=True)
class Face:
    """How the tensors of one part of a network look.

    Attributes:
        letter: Their letter, or None for the letter of the formula.
        primes: How many primes the letter carries.
        accent: What stands above the letter.
        layer: Whether the layer's number is written; a number is that number for tensors that
            have none of their own.
        counts: For what an activation gives: whether it counts with the layer that it leaves
            or with the layer that it enters.
        is_sparing: Whether the layer's number is left out where the letters of the indices
            tell the layers apart.
        is_capital: Whether the letter is a capital in index form too.
        below: What stands below the letter behind all indices, or "".
        apart: What stands below the letter of a scalar that would else look like another one.
    """

    letter: str | None = None
    primes: int = 0
    accent: Accent | None = None
    layer: bool | int = False
    counts: Literal["own", "next"] = "next"
    is_sparing: bool = False
    is_capital: bool = False
    below: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The notation of one book, course or lecture.

    Attributes:
        name: The name of its file.
        source: Where its letters and conventions are from.
        faces: How the tensors of each part of a network look.
        functions: Letters or spellings of functions, by their names in formulas.
        comma: The comma of Japanese sentences.
        stop: The full stop of Japanese sentences.
        layer: How a layer's number is written: (1), [1] or 1 above the letter, or below it.
        other_layers: Further ways to write a layer's number that a reader accepts.
        first_layer: The number of the first layer that has weights.
        sample: Whether a sample's number is an index below or stands above in parentheses.
        sample_letter: The index of samples, where nothing else has that letter.
        sample_size: How many samples there are, where nothing else has that letter.
        time: Whether a time step is an index, or stands above: <t> or (t).
        weight_rows: Whether the rows of a weight's matrix are its destinations or its sources.
        weight_index: Which of them stands first below a weight's letter.
        vectors: Whether the vectors of one sample are columns or rows.
        samples: Whether the samples of a batch are the rows or the columns of a matrix.
        capitals: Whether the letters of matrices alone are capitals, or of vectors too.
        star: What `*` means between two matrices.
        gradients: Whether a gradient is written ∂L/∂w or dw.
        error_signal: The letter of the gradients by pre-activations; None if they are written
            as all gradients are.
        batch_signals: What signals are differentiated of in a batch: the cost, so that 1/N is
            in every error signal, or the sample's loss, so that 1/N stands at parameters.
        kronecker: Whether Kronecker's delta is a letter or a bracket.
        learning_rate: The letter of the step size.
        activation: The letter of the only activation function.
        variable: The letter that an activation is defined in.
        reference: Activations whose derivatives every handout shows.
    """

    name: str
    source: str
    faces: Mapping[Part, Face]
    functions: Mapping[str, str]
    comma: str
    stop: str
    layer: LayerMark
    other_layers: tuple[LayerMark, ...]
    first_layer: int
    sample: Literal["index", "(n)"]
    sample_letter: str
    sample_size: str
    time: Literal["index", "<t>", "(t)"]
    weight_rows: Literal["destination", "source"]
    weight_index: Literal["destination", "source"]
    vectors: Literal["columns", "rows"]
    samples: Literal["rows", "columns"]
    capitals: Literal["matrices", "all"]
    star: Literal["entrywise", "matrix"]
    gradients: Literal["fraction", "d"]
    error_signal: str | None
    batch_signals: Literal["cost", "loss"]
    kronecker: Literal["delta", "bracket"]
    learning_rate: str
    activation: str
    variable: str
    reference: tuple[str, ...]

    def face(self, part: Part) -> Face:
        """How the tensors of a part look."""
        found = self.faces.get(part)
        if found is None and part in FALLBACK:
            found = self.faces.get(FALLBACK[part])
        return found or Face()

    @property
    def names_gradients(self) -> bool:
        """Whether a gradient by a parameter has a name, dW, rather than the fraction ∂L/∂W."""
        return self.gradients == "d"
