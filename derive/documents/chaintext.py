"""The chain of a result as lines: what each line says, why, and its number.

A lecture's depth: the chain rule, the names of gradients that are known, the
forward equation, the derivative, the contraction. The laws inside a
derivative stay folded in its step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sympy import Expr, Mul

from derive.calculus.derivation import Derivation
from derive.calculus.step import Step
from derive.documents import terms
from derive.documents.document import Chain, ChainRow
from derive.documents.layout import Layout, Sign, Symbol
from derive.documents.manuscript import Hand, Manuscript
from derive.documents.ordering import is_error
from derive.documents.reasons import Reasons
from derive.notation.expression import Apply, Equation, IndexSum, contains, tensors_in
from derive.notation.tensor import Role
from derive.text import Text


class Derived(Protocol):
    """What has an equation and the steps that lead to it: a gradient, or a tangent."""

    @property
    def equation(self) -> Equation:
        """The last line."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chain: what it says, the steps that led to it, and its number."""

    expression: Expr
    steps: tuple[Step, ...]
    number: str


def lines_of(result: Derived, hand: Hand) -> tuple[Line, ...]:
    """The lines of a result's chain: numbered 9.1, 9.2, …, the last one 9."""
    shown: list[tuple[Expr, tuple[Step, ...]]] = []
    for step in _told(result, hand):
        if shown and _is_one_line(shown[-1][1], step):
            shown[-1] = (step.after, (*shown[-1][1], step))
        elif not shown or hand.math(step.after) != hand.math(shown[-1][0]):
            shown.append((step.after, (step,)))
    number = result.equation.number
    last = len(shown) - 1
    return tuple(
        Line(expression, steps, number if place == last else f"{number}.{place + 1}")
        for place, (expression, steps) in enumerate(shown)
    )


def _told(result: Derived, hand: Hand) -> tuple[Step, ...]:
    """The steps worth a line: the definition only where the left side is not ∂L/∂v itself."""
    left = result.equation.left.tensor
    is_named = left.is_error_signal or hand.letters.profile.names_gradients
    is_named = is_named and left.of is not None and not hand.letters.is_fraction(left)
    is_told = result.steps[0].rule.name != "definition"
    return result.steps if is_named or is_told or len(result.steps) == 1 else result.steps[1:]


def _is_one_line(before: tuple[Step, ...], step: Step) -> bool:
    """Whether a forward equation is put in on the line that names a gradient."""
    names = [one.rule.name for one in before]
    return names == ["named-gradient"] and step.rule.name == "forward-equation"


def chain_of(
    manuscript: Manuscript,
    result: Derived,
    *,
    hand: Hand | None = None,
    derivation: Derivation | None = None,
    reasons: Reasons | None = None,
) -> Chain:
    """The chain of a result as a block, its factors explained in the last line."""
    hand = hand or manuscript.hand
    reasons = reasons or Reasons(manuscript, hand, derivation or manuscript.derivation)
    left: Layout | None = hand.letters.entry(result.equation.left)
    rows: list[ChainRow] = []
    lines = lines_of(result, hand)
    for line in lines:
        is_definition = line.steps[0].rule.name == "definition"
        relation = Symbol(Sign.DEFINED if is_definition else Sign.EQUAL)
        printed = hand.math(line.expression)
        if line is lines[-1]:
            printed = with_notes(hand, line.expression)
        rows.append(ChainRow(left, relation, printed, reasons.of(line.steps), line.number))
        left = None
    return Chain(tuple(rows))


def with_notes(hand: Hand, expression: Expr) -> Layout:
    """The expression with braces below the factors that a lecturer points at."""
    notes = factor_notes(expression)
    return hand.math.with_notes(notes)(expression) if notes else hand.math(expression)


def factor_notes(expression: Expr) -> Mapping[Expr, Text]:
    """Notes for the factors of an error signal: the error, what the activation gives, the rest."""
    if not isinstance(expression, Mul):
        return {}
    notes: dict[Expr, Text] = {}
    for factor in expression.args:
        if is_error(factor):
            notes[factor] = terms.chains.ERROR_NOTE
        elif isinstance(factor, Apply) and factor.function.order:
            notes[factor] = terms.chains.ACTIVATION_NOTE
        elif isinstance(factor, IndexSum) and _hands_back(factor):
            notes[factor] = terms.chains.AHEAD_NOTE
    return notes if terms.chains.ACTIVATION_NOTE in notes.values() else {}


def _hands_back(expression: Expr) -> bool:
    roles = {tensor.role for tensor in tensors_in(expression)}
    return Role.GRADIENT in roles and not contains(expression, Apply)
