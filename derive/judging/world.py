"""A point at which derivations are judged: numbers for everything that a model speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

import mpmath
import numpy as np

from derive.judging.arithmetic import DIGITS, FLOATS, Arithmetic, exactly
from derive.judging.frame import Frame, Stored
from derive.judging.knowledge import Knowledge
from derive.judging.numbers import work
from derive.judging.places import extent
from derive.judging.problems import NotFinite, NotJudged
from derive.judging.values import Value, ordered
from derive.notation.index import Axis, Index
from derive.reading.model import Definition, Model
from derive.reading.terms import Quantity, Term

MARGIN = 3  # digits beyond those that are promised


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
