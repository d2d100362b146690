"""Numbers for quantities, and terms worked out with them, each part once.

A frame stands on another: it holds the values that differ, and asks for all others below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from derive.judging.knowledge import Knowledge, Names
from derive.judging.places import extent, is_plain, pick, taken
from derive.judging.problems import NotJudged
from derive.judging.values import Labels, Value, ordered
from derive.reading.model import Definition
from derive.reading.terms import (
    Derivative,
    Part,
    Place,
    Quantity,
    Term,
    Whole,
)

MOST_KEPT = 20_000


class Stored(NamedTuple):
    """The entries of a quantity: dimensions of moved entries first, then its axes."""

    leads: Labels
    array: Any


Work = Callable[["Frame", Term], Value]


class Frame:
    """Values of quantities, by name, where some quantities have moved.

    Attributes:
        knowledge: The model.
        below: The frame for all that is the same, or None.
        stored: The values that differ from those below.
        moved: The quantities whose values differ.
        added: What is added to quantities that depend on themselves.
        depth: How many derivatives this frame stands in.
        is_complex: Whether there are imaginary parts.
        frames: Frames that stand on this one, by what has moved in them.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        work: Work,
        stored: dict[str, Stored],
        *,
        below: Frame | None = None,
        moved: Names = frozenset(),
    ) -> None:
        self.knowledge, self.below, self.stored, self.moved = knowledge, below, stored, moved
        self.work = work
        self.made = knowledge.made
        self.added: dict[str, Stored] = {}
        self.depth: int = below.depth if below is not None else 0
        self.is_complex: bool = below.is_complex if below is not None else False
        self.frames: dict[Any, Frame] = {}
        self.cache: dict[int, tuple[Term, Value]] = {}
        self.parts: dict[Any, Value] = {}

    def value(self, term: Term) -> Value:
        """The value of a term, kept for as long as the term itself is met again."""
        kept = self.cache.get(id(term))
        if kept is not None:
            return kept[1]
        if self.below is not None and not self.knowledge.names_in(term) & self.moved:
            return self.below.value(term)
        found = self.work(self, term)
        if len(self.cache) > MOST_KEPT:
            self.cache.clear()
            self.parts.clear()
        self.cache[id(term)] = (term, found)
        return found

    def quantity(self, quantity: Quantity) -> Stored:
        """All entries of a quantity.

        Raises:
            NotJudged: It has no value in this model.
        """
        name = quantity.name
        if name in self.stored:
            return self.stored[name]
        if self.below is not None and name not in self.moved:
            return self.below.quantity(quantity)
        if name in self.knowledge.definitions:
            self._define(name)
        elif quantity.of is not None:
            self.stored[name] = self._gradient(quantity, quantity.of)
        else:
            raise NotJudged(f"{name} has no value.")
        return self.stored[name]

    def _gradient(self, quantity: Quantity, of: Quantity) -> Stored:
        """The derivatives of the cost by all entries of a quantity."""
        cost = self.knowledge.model.cost
        if cost is None:
            raise NotJudged(f"{quantity.name} is a gradient, but no cost is known.")
        slots: Labels = tuple(range(len(of.axes)))
        by = Part(of, tuple(Whole(slot) for slot in range(len(of.axes))))
        value = self.value(Derivative(Part(cost, ()), by))
        others = tuple(label for label in value.labels if label not in slots)
        sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
        labels = (*others, *slots)
        return Stored(others, ordered(value, labels, [sizes[label] for label in labels]))

    def _define(self, name: str) -> None:
        group = self.knowledge.group(name)
        if len(group) == 1 and name not in self.knowledge.needs[name]:
            found = self._defined(group[0])
            self.stored[name] = self.plus(found, self.added.get(name))
            return
        self._run(group)

    def _defined(self, definition: Definition) -> Stored:
        """The entries that a definition gives."""
        value = self.value(definition.value)
        letters = definition.letters
        leads = tuple(label for label in value.labels if label not in letters)
        sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
        shape = [sizes[label] for label in leads]
        axes = definition.quantity.axes
        shape += [extent(axis, self.knowledge.extents) for axis in axes]
        if any(not isinstance(label, tuple) for label in leads):
            raise NotJudged(f"The definition of {definition.quantity.name} has loose letters.")
        return Stored(leads, ordered(value, (*leads, *letters), shape))

    def _run(self, group: tuple[Definition, ...]) -> None:
        """A recurrence: worked out again until nothing changes; each time, one more step is right.

        An entry outside its axis is 0, so the first or the last step is right at once.
        """
        extents = self.knowledge.extents
        shapes = {d.quantity.name: [extent(a, extents) for a in d.quantity.axes] for d in group}
        zero = self.made.number(0)
        start = {name: Stored((), np.full(shape, zero)) for name, shape in shapes.items()}
        sweep = Frame(self.knowledge, self.work, start, below=self, moved=frozenset(shapes))
        most = 3 + len(group) * max(1, sum(sum(shape) for shape in shapes.values()))
        for _ in range(most):
            if self._swept(sweep, group):
                self.stored.update({name: sweep.stored[name] for name in shapes})
                return
        names = ", ".join(shapes)
        raise NotJudged(f"{names}: an entry is defined by itself.")

    def _swept(self, sweep: Frame, group: tuple[Definition, ...]) -> bool:
        """Works all definitions of a recurrence out once more; whether nothing changed."""
        is_same = True
        for one in group:
            name = one.quantity.name
            sweep.cache.clear()
            sweep.parts.clear()
            new = self.plus(sweep._defined(one), self.added.get(name))
            old = sweep.stored[name]
            is_same = is_same and new.leads == old.leads and _same(new.array, old.array)
            sweep.stored[name] = new
        return is_same

    def plus(self, one: Stored, added: Stored | None) -> Stored:
        """Entries with something added."""
        if added is None:
            return one
        leads = tuple(dict.fromkeys((*added.leads, *one.leads)))
        return Stored(leads, _spread(one, leads) + _spread(added, leads))

    def part(self, term: Part) -> Value:
        """A quantity at places."""
        key = (term.quantity.name, term.places)
        if key in self.parts:
            return self.parts[key]
        stored = self.quantity(term.quantity)
        axes: Labels = tuple(range(-len(term.places), 0))
        found = self.picked(Value((*stored.leads, *axes), stored.array), axes, term.places)
        self.parts[key] = found
        return found

    def picked(self, value: Value, dims: Labels, places: tuple[Place, ...]) -> Value:
        """The entries of a value at places of some of its dimensions; 0 outside."""
        if not dims:
            return value
        sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
        extents = self.knowledge.extents
        fits = all(
            isinstance(place, Whole) or not hasattr(place, "axis") or _fits(place, n, extents)
            for place, n in zip(places, (sizes[dim] for dim in dims), strict=True)
        )
        if fits and is_plain(value.labels, dims, places):
            names = [place.number if isinstance(place, Whole) else place for place in places]
            change = dict(zip(dims, names, strict=True))
            return Value(tuple(change.get(x, x) for x in value.labels), value.array)
        key = (value.labels, dims, places, np.shape(value.array))
        how = self.knowledge.picks.get(key)
        if how is None:
            how = self.knowledge.picks[key] = pick(value, dims, places, extents)
        found = taken(value.array, how)
        return Value(how.labels, found if how.labels else found[()])


def _fits(place: Any, size: int, extents: Any) -> bool:
    return extent(place.axis, extents) == size


def _same(new: Any, old: Any) -> bool:
    if new.shape != old.shape:
        return False
    with np.errstate(all="ignore"):
        return bool(np.all((new == old) | ((new != new) & (old != old))))  # noqa: PLR0124 - NaN


def _spread(stored: Stored, leads: Labels) -> Any:
    """The array with dimensions of extent 1 for the leads that it lacks."""
    rank = np.ndim(stored.array) - len(stored.leads)
    own: Labels = tuple(range(-rank, 0))
    shape = np.shape(stored.array)
    sizes = dict(zip(stored.leads, shape, strict=False))
    order = [stored.leads.index(label) for label in leads if label in stored.leads]
    turned = np.transpose(stored.array, (*order, *range(len(order), len(order) + len(own))))
    return turned.reshape([sizes.get(label, 1) for label in leads] + list(shape[len(order) :]))
