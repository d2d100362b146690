"""A point at which derivations are judged: numbers for everything that a model speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import product
from typing import Any

import mpmath
import numpy as np

from derive.judging.arithmetic import DIGITS, FLOATS, Arithmetic, exactly
from derive.judging.drawing import MANNERS, drawn
from derive.judging.extents import extents_of
from derive.judging.frame import Frame, Stored
from derive.judging.knowledge import Knowledge
from derive.judging.numbers import work
from derive.judging.places import extent
from derive.judging.problems import NotFinite, NotJudged
from derive.judging.values import Value, ordered
from derive.notation.index import Axis, Index
from derive.reading.model import Definition, Model
from derive.reading.term_parts import every
from derive.reading.terms import Holds, Quantity, Term

MARGIN = 3  # digits beyond those that are promised
SHAPES = 2
FACTORS = (4.0, 0.25, 16.0)  # of given scalars, where a case was never met
POINTS = 6
TINY, HUGE = 1e-9, 1e9


class World:
    """Numbers for everything that a model speaks of, and the values of terms.

    Attributes:
        model: The model.
        seed: What the numbers were drawn from.
        extents: How long every axis is.
        given: The numbers drawn for what nothing defines, by name.
        frame: All values.
        true: The same point before values were replaced, or None.
        changes: Values that replace those of the point before.
        is_rounded: Whether values were replaced by numbers of sixteen digits.
    """

    def __init__(
        self,
        model: Model,
        extents: Mapping[Axis, int],
        given: Mapping[str, Any],
        *,
        seed: int = 0,
        is_positive: bool = False,
        made: Arithmetic = FLOATS,
    ) -> None:
        self.model, self.seed, self.extents, self.given = model, seed, extents, given
        knowledge = Knowledge(model, extents, made, seed, is_positive)
        stored = {name: Stored((), array) for name, array in given.items()}
        self.frame = Frame(knowledge, work, stored)
        self.true: World | None = None
        self.changes: Mapping[Quantity, Any] | Sequence[Definition] = ()
        self.is_rounded = False

    @property
    def is_exact(self) -> bool:
        """Whether numbers have fifty digits."""
        return self.frame.made.dtype is object

    def _working(self) -> AbstractContextManager[object]:
        """Where numbers are worked out: with fifty digits, or without NumPy's warnings."""
        return mpmath.workdps(DIGITS + MARGIN) if self.is_exact else np.errstate(all="ignore")

    def value(self, term: Term) -> Value:
        """The value of a term: real, finite, with its letters and slots as labels.

        Raises:
            NotFinite: An entry has no finite real value.
            NotJudged: The term has no value here, or too many entries.
        """
        with self._working():
            found = self.frame.value(term)
            if not self.frame.made.all_finite(found.array):
                raise NotFinite("This has no finite value.")
        return found

    def array(self, quantity: Quantity) -> Any:
        """All entries of a quantity.

        Raises:
            NotFinite: An entry has no finite real value.
            NotJudged: The quantity has no value here.
        """
        with self._working():
            found = self.frame.quantity(quantity).array
            if not self.frame.made.all_finite(found):
                raise NotFinite(f"{quantity.name} has no finite value.")
        return found

    def entries(self, term: Term, quantity: Quantity, letters: Sequence[Index]) -> Any:
        """A term in letters as an array in the shape of a quantity, one letter an axis."""
        value = self.value(term)
        loose = [str(label) for label in value.labels if label not in letters]
        if loose:
            raise NotJudged(f"{', '.join(loose)} is no index of {quantity.name}.")
        shape = [extent(axis, self.extents) for axis in quantity.axes]
        return ordered(value, tuple(letters), shape)

    def with_values(self, values: Mapping[Quantity, Any]) -> World:
        """The same point where quantities have other numbers, and what is defined by them follows.

        Gradients that are not among these keep their true values.

        Raises:
            NotJudged: An array has not the shape of its quantity.
        """
        for quantity, array in values.items():
            shape = tuple(extent(axis, self.extents) for axis in quantity.axes)
            if np.shape(array) != shape:
                raise NotJudged(f"The value of {quantity.name} has another shape.")
        stored = {quantity.name: Stored((), array) for quantity, array in values.items()}
        found = self._over(stored)
        found.changes, found.is_rounded = values, True
        return found

    def with_definitions(self, definitions: Sequence[Definition]) -> World:
        """The same point where quantities have the values of terms of this point.

        Raises:
            NotJudged: A term has no finite value.
        """
        stored = {
            one.quantity.name: Stored((), self.entries(one.value, one.quantity, one.letters))
            for one in definitions
        }
        found = self._over(stored)
        found.changes = tuple(definitions)
        return found

    def _over(self, stored: dict[str, Stored]) -> World:
        knowledge = self.frame.knowledge
        found = object.__new__(World)
        found.model, found.seed, found.extents = self.model, self.seed, self.extents
        found.given, found.true, found.is_rounded = self.given, self, self.is_rounded
        moved = knowledge.after(frozenset(stored), is_true=False)
        found.frame = Frame(knowledge, work, stored, below=self.frame, moved=moved)
        return found

    @cached_property
    def exact(self) -> World:
        """The same point at fifty digits."""
        if self.true is None:
            with mpmath.workdps(DIGITS + MARGIN):
                given = {name: _EXACTLY(array) for name, array in self.given.items()}
                known = self.frame.knowledge
                return World(
                    self.model,
                    self.extents,
                    given,
                    seed=known.seed,
                    is_positive=known.is_positive,
                    made=exactly(),
                )
        if isinstance(self.changes, Mapping):
            exact = {quantity: _EXACTLY(array) for quantity, array in self.changes.items()}
            return self.true.exact.with_values(exact)
        return self.true.exact.with_definitions(self.changes)


_EXACTLY = np.frompyfunc(lambda number: mpmath.mpf(float(number)), 1, 1)


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
