"""Equations that say nothing: a name whose every entry is 0, whatever the numbers are.

A sum without terms, or an input that a sentence sets to 0, makes every derivative 0, and
then any line is as true as its opposite.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from derive.judging.points import points
from derive.judging.problems import NotJudged
from derive.judging.world import World
from derive.notation.tokens import Span
from derive.reading.declared import Declared
from derive.reading.model import Definition, Model
from derive.reading.problems import ReadingProblem
from derive.reading.term_parts import every
from derive.reading.terms import Derivative, Part, Quantity


def worlds_of(form: Declared, span: Span) -> Sequence[World]:
    """The points of a form of the network.

    Raises:
        ReadingProblem: An equation of the document makes nothing but zeros.
    """
    worlds = points(form.model)
    nothing = vanishing(form.model, worlds) if form.defining else None
    if nothing is not None:
        raise ReadingProblem(
            f"As it is read, {nothing.name} is 0 whatever the numbers are.",
            span,
            "Look for a sum without terms, or a name that a sentence sets to 0.",
        )
    return worlds


def vanishing(model: Model, worlds: Sequence[World]) -> Quantity | None:
    """A name that is defined by other names and is 0 at all points, or None."""
    if not any(_is_made(one) for one in model.definitions):
        return None
    suspects = [one.quantity for one in model.definitions if _is_made(one)]
    for at in range(len(worlds)):
        try:
            made = worlds[at]
        except NotJudged:
            return None  # each line says why there is no point
        suspects = [one for one in suspects if _is_zero(one, made)]
        if not suspects:
            return None
    return suspects[0]


def _is_made(one: Definition) -> bool:
    """Whether an equation names something, and nothing that is worked out by the chain rule."""
    parts = tuple(every(one.value))
    is_slope = any(isinstance(part, Derivative) for part in parts)
    return not is_slope and any(isinstance(part, Part) for part in parts)


def _is_zero(quantity: Quantity, world: World) -> bool:
    try:
        return bool(np.all(world.array(quantity) == 0))
    except NotJudged:
        return False
