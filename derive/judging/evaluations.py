"""Lines that say where something is evaluated, dh/da at a = 0: judged where a is 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from derive.judging.dependence import needed
from derive.judging.judge import Setting
from derive.judging.places import extent
from derive.judging.problems import NotJudged
from derive.judging.world import World
from derive.reading.elaborate import Line
from derive.reading.parse_tree import Comparison, Fenced, Listing, Scripted, Statement, Tree
from derive.reading.problems import ReadingProblem
from derive.reading.terms import Part, Term, Whole


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A statement without its bars.

    Attributes:
        statement: What stands in front of bars, and behind it names and values in turn.
        count: How many sides the statement has by itself.
        free: The sides that have no bar.
    """

    statement: Statement
    count: int
    free: tuple[int, ...]


def evaluation_of(statement: Statement) -> Evaluation | None:
    """A statement without its bars; None if it has none.

    Raises:
        ReadingProblem: Its bars do not all say the same.
    """
    bars = [_bar(side) for side in statement.sides]
    said = [found[1] for found in bars if found is not None]
    if not said:
        return None
    if any(one != said[0] for one in said):
        raise ReadingProblem("Two sides are evaluated at different values.", statement.span)
    bare = [
        side if found is None else found[0]
        for side, found in zip(statement.sides, bars, strict=True)
    ]
    values = [part for one in said[0] for part in one.parts]
    relations = (*statement.relations, *("=" for _ in values))
    free = tuple(at for at, found in enumerate(bars) if found is None)
    made = replace(statement, sides=(*bare, *values), relations=relations)
    return Evaluation(made, len(bare), free)


def _bar(side: Tree) -> tuple[Tree, tuple[Comparison, ...]] | None:
    """What stands in front of a bar, and what it says; None for other sides."""
    match side:
        case Scripted(base=Fenced(fence="(", inner=inner), lower=lower, upper=None, primes=0):
            said = lower.parts if isinstance(lower, Listing) else (lower,)
        case _:
            return None
    given = tuple(one for one in said if isinstance(one, Comparison) and one.relations == ("=",))
    return (inner, given) if len(given) == len(said) else None


def evaluated(
    evaluation: Evaluation, lines: Sequence[Line], setting: Setting
) -> tuple[Line, Setting]:
    """A line by itself, and the points at which its names have the values that it says.

    Raises:
        ReadingProblem: It is not clear what is evaluated, or where.
    """
    (line, *more) = lines
    values = line.sides[evaluation.count :]
    span = evaluation.statement.span
    if more:
        raise ReadingProblem("Values are put in at one layer at a time.", span)
    pairs: list[tuple[Part, Term]] = []
    for name, value in zip(values[::2], values[1::2], strict=True):
        is_whole = isinstance(name, Part) and all(isinstance(at, Whole) for at in name.places)
        if not isinstance(name, Part) or not is_whole:
            raise ReadingProblem("A bar says what value a whole name has: a = 0.", name.span)
        pairs.append((name, value))
    names = {name.quantity for name, _ in pairs}
    for at in evaluation.free:
        if needed(line.sides[at], setting.model) & names:
            raise ReadingProblem(
                "It is not clear whether this side, which has no bar, is evaluated too.",
                line.sides[at].span,
                "Put the values in, or write the bar here too.",
            )
    cut = replace(line, sides=line.sides[: evaluation.count])
    try:
        return cut, replace(setting, worlds=list(_at(setting.worlds, pairs)))
    except NotJudged as problem:
        raise ReadingProblem(str(problem), span) from problem


def _at(worlds: Sequence[World], pairs: Sequence[tuple[Part, Term]]) -> Iterator[World]:
    """Points where names have other values.

    Raises:
        NotJudged: A value has another shape than its name.
    """
    for made in worlds[:]:
        values = {}
        for name, value in pairs:
            shape = tuple(extent(axis, made.extents) for axis in name.quantity.axes)
            array = np.asarray(made.value(value).array)
            if array.shape not in ((), shape):
                raise NotJudged("The value behind a bar has another shape than its name.")
            values[name.quantity] = np.broadcast_to(array, shape) if shape else array[()]
        yield made.with_values(values)
