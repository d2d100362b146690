"""Update rules: w <- w - eta dL/dw, judged as the equality that a gradient step is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.reading.elaborate import Line
from derive.reading.model import Model
from derive.reading.parse_tree import Scripted, Statement, Symbol, Terms, Tree, walk
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import free_letters, slots_of
from derive.reading.steps import RATES
from derive.reading.term_parts import every
from derive.reading.terms import (
    Derivative,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
)


def is_update(statement: Statement) -> bool:
    """Whether a statement begins with an update rule: w <- w - ..., also written w := w - ..."""
    if not statement.relations or statement.relations[0] not in ("<-", ":=", "="):
        return False
    left, right = statement.sides[:2]
    if statement.relations[0] == "<-":
        return True
    return isinstance(left, Symbol | Scripted) and any(part == left for part in terms_of(right))


def terms_of(tree: Tree) -> tuple[Tree, ...]:
    """The terms of a sum, or what is none."""
    return tuple(part for _, part in tree.parts) if isinstance(tree, Terms) else (tree,)


def rates_in(statement: Statement) -> Iterator[str]:
    """The letters in an update that can be its learning rate."""
    if not is_update(statement):
        return
    for tree in walk(statement.sides[1]):
        if isinstance(tree, Symbol) and tree.name in RATES:
            yield tree.name


def as_equality(line: Line, cost: Quantity | None) -> Line | None:
    """An update whose left side is what a gradient step makes; None if it names no rate."""
    left, right = line.sides[:2]
    rate = next(_rates(right), None)
    if not isinstance(left, Part) or rate is None or cost is None:
        return None
    gradient = Derivative(Part(cost, ()), left, span=left.span)
    step = Times((rate, gradient), span=left.span)
    after = Plus(((1, left), (-1, step)), span=left.span)
    return replace(line, sides=(after, *line.sides[1:]))


def _rates(right: Term) -> Iterator[Part]:
    """The scalars of a side that can be the learning rate."""
    for part in every(right):
        if isinstance(part, Part) and not part.quantity.axes:
            is_free = not free_letters(part) and not slots_of(part)
            if is_free and part.quantity.name in RATES:
                yield part


def stepped(read: Line, model: Model) -> Line:
    """An update rule as the equality that it claims.

    Raises:
        ReadingProblem: It is no update of a parameter by a gradient.
    """
    made = as_equality(read, model.cost)
    if made is None:
        raise ReadingProblem(
            "An update rule makes a parameter of itself, a learning rate and a gradient.",
            read.statement.span,
            "For example w <- w - eta dL/dw; the rate is eta, alpha or epsilon.",
        )
    return made
