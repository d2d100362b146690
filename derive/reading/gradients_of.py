"""What the gradients of a document are of, and the names that it has for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.reading.model import Definition
from derive.reading.names import Names
from derive.reading.term_parts import inside, with_inside
from derive.reading.terms import At, Derivative, Part, Quantity, Term, Whole


def cost_of(defined: Sequence[Quantity]) -> Quantity | None:
    """The scalar that gradients are of: the last one that nothing but a loss can be."""
    scalars = [quantity for quantity in defined if not quantity.axes]
    losses = [quantity for quantity in scalars if quantity.kind == "loss"]
    return (losses or scalars)[-1] if scalars else None


def with_gradients(
    definitions: Sequence[Definition], names: Names, cost: Quantity
) -> tuple[list[Definition], Names]:
    """Names that are defined as derivatives of the cost become gradients."""
    change: dict[str, Quantity] = {}
    kept: list[Definition] = []
    for one in definitions:
        value = one.value.of if isinstance(one.value, At) else one.value
        match value:
            case Derivative(of=Part(quantity=of), by=Part(quantity=by, places=places)) if (
                of == cost
                and by.axes == one.quantity.axes
                and (places == one.letters or all(isinstance(at, Whole) for at in places))
            ):
                change[one.quantity.name] = replace(one.quantity, kind="gradient", of=by)
            case _:
                kept.append(one)
    quantities = {
        spelling: [change.get(quantity.name, quantity) for quantity in known]
        for spelling, known in names.quantities.items()
    }
    renewed = [replace(one, value=_renewed(one.value, change)) for one in kept]
    return renewed, replace(names, quantities=quantities)


def _renewed(term: Term, change: Mapping[str, Quantity]) -> Term:
    """A term with other quantities."""
    parts = tuple(_renewed(part, change) for part in inside(term))
    made = with_inside(term, parts)
    if isinstance(made, Part) and made.quantity.name in change:
        return replace(made, quantity=change[made.quantity.name])
    return made
