"""What a model says of its quantities, for looking up while numbers are worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.judging.arithmetic import Arithmetic
from derive.judging.functions import StandIn, stand_in
from derive.judging.places import Pick
from derive.notation.index import Axis
from derive.reading.model import Definition, Model
from derive.reading.term_parts import every, quantities_in
from derive.reading.terms import (
    Derivative,
    Function,
    Quantity,
    Term,
)

Names = frozenset[str]
NO_NAMES: Names = frozenset()


@dataclass(slots=True)
class Knowledge:
    """A model at some extents, with what has been found out about its terms.

    Attributes:
        model: The model.
        extents: How long each axis is.
        made: The arithmetic.
        seed: What abstract functions are drawn from.
        is_positive: Whether abstract functions have to be positive.
        picks: How entries are taken, by array shape and places.
    """

    model: Model
    extents: Mapping[Axis, int]
    made: Arithmetic
    seed: int = 0
    is_positive: bool = False
    picks: dict[Any, Pick] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    needs: dict[str, Names] = field(default_factory=dict)
    true_needs: dict[str, Names] = field(default_factory=dict)
    met: dict[int, tuple[Term, Names, bool]] = field(default_factory=dict)
    stand_ins: dict[str, StandIn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.definitions = {one.quantity.name: one for one in self.model.definitions}
        direct = {name: self.names_in(one.value) for name, one in self.definitions.items()}
        self.needs = _closure(direct)
        gradients = {
            quantity.name: frozenset((self.model.cost.name, quantity.of.name))
            for quantity in self.gradients()
            if self.model.cost is not None and quantity.of is not None
        }
        self.true_needs = _closure({**direct, **gradients})

    def gradients(self) -> Iterator[Quantity]:
        """Gradients that no definition defines."""
        for quantity in self.model.quantities:
            if quantity.of is not None and quantity.name not in self.definitions:
                yield quantity

    def names_in(self, term: Term) -> Names:
        """The names of all quantities in a term."""
        return self._met(term)[1]

    def holds_derivative(self, term: Term) -> bool:
        """Whether a derivative stands in a term."""
        return self._met(term)[2]

    def _met(self, term: Term) -> tuple[Term, Names, bool]:
        known = self.met.get(id(term))
        if known is None:
            parts = list(every(term))
            names = frozenset(quantity.name for quantity in quantities_in(term))
            has = any(isinstance(part, Derivative) for part in parts)
            if len(self.met) > 50_000:
                self.met.clear()
            known = self.met[id(term)] = (term, names, has)
        return known

    def needs_slopes(self, names: Names) -> bool:
        """Whether a derivative stands in the definition of one of some quantities."""
        return any(
            self.holds_derivative(self.definitions[name].value)
            for name in names
            if name in self.definitions
        )

    def after(self, names: Names, *, is_true: bool) -> Names:
        """The quantities that need one of some, and these themselves.

        Args:
            names: What moves.
            is_true: Whether gradients move with the cost, or are held.
        """
        needs = self.true_needs if is_true else self.needs
        return names | {name for name, needed in needs.items() if needed & names}

    def group(self, name: str) -> tuple[Definition, ...]:
        """The definitions of the recurrence that a quantity belongs to, or its own."""
        if name not in self.needs.get(name, NO_NAMES):
            return (self.definitions[name],)
        return tuple(
            one
            for other, one in self.definitions.items()
            if other == name or (other in self.needs[name] and name in self.needs[other])
        )

    def stand_in(self, function: Function) -> StandIn:
        """What an abstract function stands for."""
        if function.name not in self.stand_ins:
            made = stand_in(function.name, self.seed, is_positive=self.is_positive)
            self.stand_ins[function.name] = made
        return self.stand_ins[function.name]

    def known(self, function: Function) -> Function:
        """A function with its definition, where the model has one for its name."""
        if function.definition is not None or function.name not in self.model.functions:
            return function
        found = self.model.functions[function.name]
        if found.definition is None:
            return function
        order = found.order + function.order
        return Function(function.name, found.variable, found.definition, order, function.latex)


def _closure(direct: dict[str, Names]) -> dict[str, Names]:
    """All that each quantity needs, directly or through others."""
    found = dict(direct)
    changed = True
    while changed:
        changed = False
        for name, names in found.items():
            more = names.union(*(found.get(other, NO_NAMES) for other in names))
            if len(more) > len(names):
                found[name], changed = more, True
    return found
