"""What the quantities of a model are to one another, for telling mistakes apart."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from derive.judging import structures
from derive.judging.activations import Activation, activations_in, unwrapped
from derive.judging.structures import letter_of
from derive.notation.index import Axis, Index, SizeOf
from derive.reading.model import Definition, Model
from derive.reading.shapes import Slots
from derive.reading.term_parts import (
    every,
    inside,
)
from derive.reading.terms import (
    At,
    Call,
    Constant,
    Counted,
    Derivative,
    Fold,
    Over,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
    Whole,
)

TWO = Constant(Fraction(2))


class Roles:
    """What a model says of its quantities."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.definitions = {one.quantity.name: one for one in model.definitions}

    def definition(self, quantity: Quantity) -> Definition | None:
        """What defines a quantity."""
        return self.definitions.get(quantity.name)

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """All activations, those that have a name first."""
        found = [one for d in self.model.definitions for one in activations_in(d)]
        return tuple(sorted(found, key=lambda one: one.out is None))

    @cached_property
    def losses(self) -> tuple[Term, ...]:
        """What the cost is, and what the scalars are that it adds up."""
        cost = self.cost
        return () if cost is None else structures.scalars_added(cost, self._known)

    @property
    def cost(self) -> Definition | None:
        """What defines the cost."""
        return None if self.model.cost is None else self.definition(self.model.cost)

    @cached_property
    def _known(self) -> dict[Quantity, Definition]:
        return {one.quantity: one for one in self.model.definitions}

    @cached_property
    def has_log_loss(self) -> bool:
        """Whether the cost has logarithms."""
        return any(map(_holds_log, self.losses))

    @cached_property
    def logged(self) -> frozenset[str]:
        """What the cost takes the logarithm of with a minus sign."""
        below = [part for term in self.losses for part in every(term) if isinstance(part, Plus)]
        signed = [part for plus in below for sign, part in plus.parts if sign < 0]
        calls = [part for term in signed for part in every(term) if isinstance(part, Call)]
        arguments = [one.argument for one in calls if one.function.name == "log"]
        return frozenset(one.quantity.name for one in arguments if isinstance(one, Part))

    @cached_property
    def mean_axes(self) -> frozenset[Axis]:
        """Axes by whose extent the cost is divided."""
        return frozenset(axis for term in self.losses for axis in _divisors(term))

    @cached_property
    def counts(self) -> tuple[Quantity, ...]:
        """Given scalars by which the cost is divided: N that is no axis' extent."""
        return structures.counts(self.cost, self.model.definitions)

    @cached_property
    def summed_axes(self) -> frozenset[Axis]:
        """Axes over which the cost sums by letters."""
        return frozenset(
            letter.axis
            for term in self.losses
            for part in every(term)
            if isinstance(part, Fold)
            for letter in part.letters
        )

    @cached_property
    def group_axes(self) -> frozenset[Axis]:
        """Axes by whose extent other quantities are divided: the groups of a normalisation."""
        terms = [one.value for one in self.model.definitions if one.value not in self.losses]
        return frozenset(axis for term in terms for axis in _divisors(term))

    @cached_property
    def moving_axes(self) -> frozenset[Axis]:
        """Axes along which a window moves or time runs: their letters stand in sums such as i+k."""
        found = set()
        for one in self.model.definitions:
            for part in every(one.value):
                if isinstance(part, Part):
                    places = [p for p in part.places if not isinstance(p, Index | Whole)]
                    found |= {letter.axis for place in places for letter in _letters(place)}
        return frozenset(found)

    @cached_property
    def rates(self) -> frozenset[str]:
        """Learning rates: scalars that multiply a derivative in a forward equation."""
        found = {"eta"}
        for one in self.model.definitions:
            for part in every(one.value):
                if isinstance(part, Times) and any(map(_is_slope, part.parts)):
                    parts = [one for one in part.parts if isinstance(one, Part)]
                    found |= {one.quantity.name for one in parts if not one.quantity.axes}
        return frozenset(found)

    @cached_property
    def penalties(self) -> frozenset[str]:
        """Scalars in the cost that weigh a regulariser."""
        weights = structures.weights_of(self.regularisers)
        return frozenset(one.name for one in weights if one not in self.counts)

    @cached_property
    def regularisers(self) -> tuple[Term, ...]:
        """The terms of the cost that speak of given parameters alone."""
        return structures.regularisers(self.cost, self.model.definitions)

    @cached_property
    def is_normalised(self) -> bool:
        """Whether something is divided by a deviation."""
        losses = set(self.losses)
        kept = [one for one in self.model.definitions if one.value not in losses]
        return structures.is_normalisation(kept)

    @cached_property
    def has_time(self) -> bool:
        """Whether something is made of itself one step before."""
        return structures.is_recurrent(self.model.definitions)

    @cached_property
    def has_window(self) -> bool:
        """Whether a window moves in some forward equation."""
        return structures.has_window(self.model.definitions)

    @cached_property
    def gates(self) -> frozenset[Quantity]:
        """Sigmoids that multiply something."""
        return structures.gates(self.model.definitions, self.activations)

    @cached_property
    def cofactors(self) -> frozenset[Quantity]:
        """Signals that multiply a gate: its slope has them as factors."""
        products = [
            [inner.quantity for inner in part.parts if isinstance(inner, Part)]
            for one in self.model.definitions
            for part in every(one.value)
            if isinstance(part, Times)
        ]
        gated = (names for names in products if self.gates & set(names))
        return frozenset(one for names in gated for one in names)

    @cached_property
    def temperatures(self) -> frozenset[Quantity]:
        """Given scalars that scale what a softmax is of."""
        return structures.temperatures(self.model.definitions)

    @cached_property
    def biases(self) -> frozenset[str]:
        """Parameters that are added, never multiplied."""
        added: set[str] = set()
        other: set[str] = set()
        for one in self.model.definitions:
            if one.quantity != self.model.cost:
                _share_out(one.value, added, other)
        return frozenset(added - other)

    @cached_property
    def updated(self) -> frozenset[str]:
        """Weights behind an update: defined by weights and a derivative."""
        return frozenset(
            one.quantity.name
            for one in self.model.definitions
            if any(isinstance(part, Derivative) for part in every(one.value))
            and any(_has_axes_of(part, one.quantity) for part in every(one.value))
        )

    def needs(self, quantity: Quantity) -> frozenset[str]:
        """The names that stand in a quantity's definition."""
        found = self.definition(quantity)
        if found is None:
            return frozenset()
        return frozenset(p.quantity.name for p in every(found.value) if isinstance(p, Part))

    def is_bias(self, quantity: Quantity) -> bool:
        """Whether a quantity is a bias."""
        return quantity.name in self.biases

    def is_weight(self, quantity: Quantity) -> bool:
        """Whether a quantity is a parameter, as far as its letter tells: no input, no state."""
        if not self.is_given(quantity) or quantity.kind not in ("parameter", "constant"):
            return False
        if not quantity.axes:
            return True
        letter = letter_of(quantity)
        states = {letter_of(one.quantity) for one in self.model.definitions}
        return letter != "x" and (letter not in states or quantity.name in self.twins)

    @cached_property
    def twins(self) -> frozenset[str]:
        """Names of weights whose letter also names them after an update."""
        letters = {letter_of(self.definitions[name].quantity) for name in self.updated}
        return frozenset(one.name for one in self.model.quantities if letter_of(one) in letters)

    def is_signal(self, quantity: Quantity) -> bool:
        """Whether a quantity is defined, or an input."""
        return quantity.name in self.definitions or quantity.kind in ("input", "signal")

    def is_given(self, quantity: Quantity) -> bool:
        """Whether a quantity is drawn: a parameter, an input, a target."""
        return quantity.name not in self.definitions and quantity.of is None


def _holds_log(term: Term) -> bool:
    return any(isinstance(p, Call) and p.function.name == "log" for p in every(term))


def _divisors(term: Term) -> Iterator[Axis]:
    for part in every(term):
        if isinstance(part, Over):
            for inner in every(part.below):
                if isinstance(inner, Counted):
                    sizes = inner.position.free_symbols
                    yield from (one.axis for one in sizes if isinstance(one, SizeOf))


def _letters(place: Any) -> Iterator[Index]:
    yield from (one for one in place.free_symbols if isinstance(one, Index))


def _is_slope(term: Term) -> bool:
    return isinstance(unwrapped(term), Derivative)


def _has_axes_of(term: Term, quantity: Quantity) -> bool:
    return isinstance(term, Part) and term.quantity.axes == quantity.axes


def _share_out(term: Term, added: set[str], other: set[str]) -> None:
    """Gather the names that stand alone in sums, and all others."""
    match term:
        case At(of=of):
            _share_out(of, added, other)
        case Plus(parts=parts):
            for _, part in parts:
                lone = unwrapped(part)
                if isinstance(lone, Part) and lone.quantity.kind in ("parameter", "constant"):
                    added.add(lone.quantity.name)
                else:
                    _share_out(part, added, other)
        case Call(argument=argument):
            _share_out(argument, added, other)
        case Part(quantity=quantity):
            other.add(quantity.name)
        case _:
            for part in inside(term):
                other |= {one.quantity.name for one in every(part) if isinstance(one, Part)}


def placed(quantity: Quantity, letters: tuple[Index, ...], slots: Slots) -> Iterator[Part]:
    """A quantity at all places that letters and slots offer, each letter and slot once."""
    options: list[list[Any]] = []
    for axis in quantity.axes:
        fitting: list[Any] = [letter for letter in letters if letter.axis == axis]
        fitting += [Whole(slot) for slot, own in sorted(slots.items()) if own == axis]
        options.append(fitting)
    for places in product(*options):
        if len(set(places)) == len(places):
            yield Part(quantity, places)
