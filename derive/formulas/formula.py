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
class ParameterRule:
    """A tensor that training changes.

    Attributes:
        name: Its name in the equations.
        initial: One of INITIAL_RULES, or a number that fills it.
        when: The yes-or-no option that switches it on, or None if it is always there.
        default: Whether that option is on when nothing is said.
    """

    name: str
    initial: str | Fraction
    when: str | None = None
    default: bool = True


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
        sizes: The option that sizes an axis, by a letter that runs over it.
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
