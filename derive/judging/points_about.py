"""Points for a line about a function of one number: of both signs, on all sides of its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.judging.points import points
from derive.judging.problems import NotFinite
from derive.judging.world import World
from derive.reading.model import Model
from derive.reading.term_parts import every
from derive.reading.terms import Call, Constant, Derivative, Holds, Quantity, Term

_FACTORS = (4.0, 0.25)  # for cases that are parted at a name


def points_about(model: Model, variable: Quantity, sides: Sequence[Term]) -> list[World]:
    """Points of a model at which a variable is positive and negative, large and small.

    Args:
        model: The model, with the variable among its quantities.
        variable: A given scalar, drawn as a positive number.
        sides: What is judged; its cases tell how far the variable has to go.
    """
    drawn = list(points(model)[:])
    conditions = [one for side in sides for one in _conditions(side, model)]
    ends = [float(abs(one.value)) for holds in conditions for one in _numbers(holds)]
    found = []
    for made in drawn:
        number = made.array(variable)
        sizes = [number]
        if conditions:
            sizes += [number + max(ends, default=0.0), *(number * one for one in _FACTORS)]
        for size in dict.fromkeys(map(float, sizes)):
            found += [made.with_values({variable: number * 0 + sign * size}) for sign in (1, -1)]
    derived = [part.of for one in sides for part in every(one) if isinstance(part, Derivative)]
    return [made for made in found if all(_has_value(one, made) for one in derived)]


def _has_value(term: Term, made: World) -> bool:
    """Whether a point lies where a term is defined: log z has no slope at -1."""
    try:
        made.value(term)
    except NotFinite:
        return False
    return True


def _conditions(term: Term, model: Model) -> Iterator[Holds]:
    """The comparisons in a term, and in the definitions of its functions."""
    for part in every(term):
        if isinstance(part, Holds):
            yield part
        elif isinstance(part, Call):
            function = model.functions.get(part.function.name, part.function)
            definition = part.function.definition or function.definition
            if definition is not None:
                yield from _conditions(definition, model)


def _numbers(holds: Holds) -> Iterator[Constant]:
    return (part for part in every(holds) if isinstance(part, Constant))
