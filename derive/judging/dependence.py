"""Derivatives that are 0 because nothing connects their two names: mostly a misspelled name."""

from __future__ import annotations

from derive.reading.model import Model
from derive.reading.term_parts import every, quantities_in
from derive.reading.terms import Derivative, Quantity, Term


def unconnected(model: Model, *terms: Term) -> Derivative | None:
    """A derivative of something that does not depend on what it is by, or None."""
    for term in terms:
        for part in every(term):
            if isinstance(part, Derivative):
                inside = needed(part.of, model)
                if inside and part.by.quantity not in inside:
                    return part
    return None


def needed(term: Term, model: Model) -> frozenset[Quantity]:
    """Every quantity that a term depends on, through all definitions."""
    found: set[Quantity] = set()
    waiting = _named(term)
    while waiting:
        quantity = waiting.pop()
        if quantity in found:
            continue
        found.add(quantity)
        definition = model.definition(quantity)
        if definition is not None:
            waiting |= _named(definition.value)
        if quantity.of is not None and model.cost is not None:
            waiting |= {model.cost, quantity.of}
    return frozenset(found)


def _named(term: Term) -> set[Quantity]:
    return set(quantities_in(term))
