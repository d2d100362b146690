"""Equality as expressions: the same index form, up to bound letters and SymPy's order."""

from __future__ import annotations

from functools import lru_cache

from derive.notation.canonical import equal
from derive.notation.tensor import Role, Tensor
from derive.reading.convert import NoExpression, expression_of
from derive.reading.entrywise import slot_letters
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    Derivative,
    Quantity,
    Term,
)


@lru_cache(maxsize=4096)
def _tensor(quantity: Quantity) -> Tensor:
    return Tensor(quantity.name, None, quantity.axes, Role.SIGNAL)


def is_proved(left: Term, right: Term) -> bool:
    """Whether two terms are equal as expressions; False says nothing."""
    parts = (part for side in (left, right) for part in every(side))
    kinds = {part.is_direct for part in parts if isinstance(part, Derivative)}
    if len(kinds) > 1:
        return False  # as expressions, direct and total derivatives look alike
    slots = slots_of(left) | slots_of(right)
    places = slot_letters(slots, free_letters(left) | free_letters(right))
    try:
        one, other = (expression_of(side, _tensor, places=places) for side in (left, right))
    except NoExpression:
        return False
    return equal(one, other)
