"""A formula: the forward equations of a layer, an activation or a loss, read and checked.

A built-in formula and a user's own are the same text and pass through here.
The equations alone say the ranks of all tensors and which letters share an
axis; sizes are filled in when a network uses the formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from derive.notation.syntax import Name, Subscript, Syntax, SyntaxEquation
from derive.text import Text

Kind = Literal["layer", "activation", "loss"]
Law = Literal["bernoulli", "normal", "uniform"]
Target = Literal["real", "distribution", "probability", "sign", "count"]
Prediction = Literal["real", "distribution", "probability", "positive"]

INITIAL_RULES = (
    "zeros",
    "ones",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
)


@dataclass(frozen=True, slots=True)
class Normal:
    """Initial values drawn from a normal distribution around 0.

    Attributes:
        deviation: The standard deviation, above 0.
    """

    deviation: Fraction


InitialRule = str | Fraction | Normal


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """A tensor that training changes.

    Attributes:
        name: Its name in the equations.
        initial: One of INITIAL_RULES, a number that fills it, or a normal distribution.
        when: The yes-or-no option that switches it on, or None if it is always there.
        default: Whether that option is on when nothing is said.
    """

    name: str
    initial: InitialRule
    when: str | None = None
    default: bool = True


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """A tensor of random numbers that are drawn anew for every sample.

    Attributes:
        name: Its name in the equations.
        law: "bernoulli" (1 with the given probability, else 0), "normal" (mean 0, variance 1) or
            "uniform" (from 0 to 1).
        probability: For "bernoulli", an expression in the formula's constants.
    """

    name: str
    law: Law
    probability: Syntax | None = None


@dataclass(frozen=True, slots=True)
class StateRule:
    """A tensor that training keeps but no gradient changes, such as a running mean.

    Attributes:
        name: Its name in the equations.
        initial: The number that fills it at the start.
        update: What it becomes after each update, e.g. "m[i] = 0.9*m[i] + 0.1*mu[i]".
    """

    name: str
    initial: Fraction
    update: SyntaxEquation


@dataclass(frozen=True, slots=True)
class Kink:
    """A point where the formula has no derivative, and the subgradient that is used there.

    Attributes:
        of: What runs through the kink: an activation's input "x", or e.g. "y[k] - t[k]".
        at: The value of `of` at the kink.
        derivative: The derivative by `of` that is used there, e.g. "0" or "alpha".
    """

    of: Syntax
    at: Fraction
    derivative: Syntax


@dataclass(frozen=True, slots=True)
class Formula:
    """One layer, activation or loss, as equations.

    Attributes:
        name: Its name in network files.
        kind: "layer", "activation" or "loss".
        title: What a handout calls it.
        source: Where the formula stands: a paper or book with the equation's number.
        inputs: The names that arrive from outside; for a loss, the prediction and the target.
        equations: Forward equations in order; the last defines the output.
        parameters: What training changes.
        constants: Named numbers with their defaults.
        sizes: What sizes an axis, by a letter that runs over it: the name of an option, or whole-
            number arithmetic in options and sizes, e.g. "(size(u) - kernel)/stride + 1".
        options: Whole numbers that a network may choose, with their defaults (None: must be given).
        conditions: What sizes and options must fulfil, e.g. "units*r == size(u)".
        patterns: How each input is indexed where a file says so, e.g. x[c,u]; by input.
        noise: Random tensors.
        states: Tensors that training keeps without a gradient.
        inference: Equations that stand in for `equations` when the network only predicts.
        batch: The letter that runs over the samples, for a formula that mixes them, or None.
        targets: For a loss, those of its inputs that are targets.
        facts: Declared truths about the inputs, e.g. that labels sum to one.
        kinks: Points without a derivative.
        target: For a loss, what its target is.
        prediction: For a loss, what its prediction must be; for an activation, what it gives.
        note: A remark for the handout.
    """

    name: str
    kind: Kind
    title: Text
    source: str
    inputs: tuple[str, ...]
    equations: tuple[SyntaxEquation, ...]
    parameters: tuple[ParameterRule, ...] = ()
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[SyntaxEquation, ...] = ()
    kinks: tuple[Kink, ...] = ()
    target: Target = "real"
    prediction: Prediction = "real"
    note: Text | None = None
    options: Mapping[str, int | None] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    patterns: Mapping[str, Subscript] = field(default_factory=dict)
    noise: tuple[NoiseRule, ...] = ()
    states: tuple[StateRule, ...] = ()
    inference: tuple[SyntaxEquation, ...] = ()
    batch: str | None = None
    targets: tuple[str, ...] = ()

    @property
    def arriving(self) -> tuple[str, ...]:
        """The names that the equations use without defining them, options apart."""
        return (
            *self.inputs,
            *(rule.name for rule in self.parameters),
            *self.constants,
            *(rule.name for rule in self.noise),
            *(rule.name for rule in self.states),
        )

    @property
    def size_options(self) -> tuple[str, ...]:
        """Whole numbers that a network must or may give: declared ones, and those of sizes."""
        named = (text for text in self.sizes.values() if text.isidentifier())
        return tuple(dict.fromkeys((*self.options, *named)))

    @property
    def needed_options(self) -> tuple[str, ...]:
        """Those of `size_options` that a network must give."""
        return tuple(name for name in self.size_options if self.options.get(name) is None)

    @property
    def output(self) -> str:
        """The name that the last equation defines."""
        return head(self.equations[-1])

    @property
    def defined(self) -> tuple[str, ...]:
        """The names that the equations define, in order."""
        return tuple(head(equation) for equation in self.equations)


def head(equation: SyntaxEquation) -> str:
    """The name on an equation's left side."""
    left = equation.left
    assert isinstance(left, (Name, Subscript))
    return left.name
