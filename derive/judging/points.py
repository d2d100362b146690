"""Points of a model: generic numbers, at two sets of extents, on both sides of every case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from derive.judging.drawing import MANNERS, drawn
from derive.judging.extents import extents_of
from derive.judging.problems import NotFinite, NotJudged
from derive.judging.world import World
from derive.reading.model import Model
from derive.reading.term_parts import every
from derive.reading.terms import Holds

SHAPES = 2
FACTORS = (4.0, 0.25, 16.0)  # of given scalars, where a case was never met
POINTS = 6
TINY, HUGE = 1e-9, 1e9


def world(model: Model, seed: int, *, shape: int | None = None) -> World:
    """A point of a model: generic numbers at which all that is defined has a finite value.

    Args:
        model: The model.
        seed: Decides all numbers.
        shape: Decides the extents; the seed where it is None.

    Raises:
        NotFinite: No such numbers were found.
        NotJudged: Something has no value at all.
    """
    extents = extents_of(model, seed if shape is None else shape)
    problem: NotFinite | None = None
    finite: World | None = None
    for attempt, manner in enumerate(MANNERS):
        if finite is not None and manner.is_positive:
            break
        try:
            random = np.random.default_rng((seed, 2, attempt))
            given = drawn(model, extents, random, manner)
            made = World(model, extents, given, seed=seed, is_positive=manner.is_positive)
            if _is_tame(made):
                return made
            finite = finite or made
        except NotFinite as met:
            problem = problem or met
    if finite is not None:
        return finite
    raise problem or NotFinite("Nothing has a finite value.")


def _is_tame(made: World) -> bool:
    """Whether all that is defined without derivatives is neither tiny nor huge.

    In deep networks of large numbers the probabilities of a softmax are 1 and 1e-60, and
    what is left of their differences is rounding.

    Raises:
        NotFinite: Something has no finite value.
    """
    is_tame = True
    knowledge = made.frame.knowledge
    truths = {one.name for one in knowledge.gradients()}
    for one in made.model.definitions:
        needed = knowledge.needs[one.quantity.name] | {one.quantity.name}
        if needed & truths or knowledge.needs_slopes(needed):
            continue
        sizes = np.abs(made.array(one.quantity))
        is_tame = is_tame and bool(np.all((sizes == 0) | ((sizes > TINY) & (sizes < HUGE))))
    return is_tame


class Points(Sequence[World]):
    """Worlds of one model, each made when it is first asked for.

    Where definitions have cases, points at which the others hold are added: a margin that
    is never reached would let anything pass inside it.

    Attributes:
        model: The model.
        length: How many there are, besides those that cases ask for.
        seed: What they are drawn from.
    """

    def __init__(self, model: Model, length: int = POINTS, seed: int = 1) -> None:
        self.model, self.length, self.seed = model, length, seed
        self._made: dict[int, World] = {}

    def __len__(self) -> int:
        return self.length + len(self._others)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self.length))]
        if self.length <= at < len(self):
            return self._others[at - self.length]
        if not -self.length <= at < self.length:
            raise IndexError(at)
        at %= self.length
        if at not in self._made:
            self._made[at] = world(self.model, self.seed + at, shape=self.seed + at % SHAPES)
        return self._made[at]

    @cached_property
    def _others(self) -> list[World]:
        """Points at which conditions hold that hold at none of the first, or fail likewise."""
        conditions = [
            part
            for one in self.model.definitions
            for part in every(one.value)
            if isinstance(part, Holds)
        ]
        if not conditions:
            return []
        seen = {(at, side) for made in self[:] for at, side in _sides(made, conditions)}
        found: list[World] = []
        for factor, number in product(FACTORS, range(SHAPES)):
            if len(seen) == 2 * len(conditions):
                break
            made = _scaled(self[number], factor)
            sides = set(_sides(made, conditions)) if made is not None else set()
            if made is not None and not sides <= seen:
                found.append(made)
                seen |= sides
        return found


def _sides(made: World, conditions: Sequence[Holds]) -> Iterator[tuple[int, bool]]:
    """Which conditions hold somewhere at a point, and which fail somewhere."""
    for at, condition in enumerate(conditions):
        try:
            holds = np.asarray(made.value(condition).array, float) != 0
        except NotJudged:
            continue
        if holds.any():
            yield at, True
        if not holds.all():
            yield at, False


def _scaled(made: World, factor: float) -> World | None:
    """A point with its given scalars larger or smaller; None where something has no value."""
    lone = [
        one
        for one in made.model.quantities
        if not one.axes and one.kind != "gradient" and made.model.definition(one) is None
    ]
    if not lone:
        return None
    found = made.with_values({one: made.array(one) * factor for one in lone})
    try:
        return found if _is_tame(found) else None
    except NotJudged:
        return None


def points(model: Model, count: int = POINTS, seed: int = 1) -> Points:
    """Points of a model, at two sets of extents in turn; the same for the same seed."""
    return Points(model, count, seed)
