"""Forward equations as definitions, in an order in which each can be worked out."""

from __future__ import annotations

from collections.abc import Sequence

from derive.notation.index import Index
from derive.reading.einstein import summed
from derive.reading.model import Definition
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import (
    every,
)
from derive.reading.terms import (
    At,
    Part,
    Term,
    Whole,
)


def definition(left: Term, right: Term, *, is_einstein: bool) -> Definition:
    """A forward equation between entries."""
    if not isinstance(left, Part):
        raise ReadingProblem("A forward equation defines a name.", left.span)
    letters: list[Index] = []
    slots: dict[int, Index] = {}
    for place, axis in zip(left.places, left.quantity.axes, strict=True):
        if isinstance(place, Whole):
            slots[place.number] = Index(f"{axis.letter}_{place.number}", axis)
            letters.append(slots[place.number])
        elif isinstance(place, Index):
            letters.append(place)
        else:
            raise ReadingProblem("A forward equation defines entries at plain letters.", left.span)
    own = slots_of(right)
    if own and set(own) != set(slots) and len(own) == len(slots) == 1:
        slots = dict(zip(own, slots.values(), strict=True))
    if not set(own) <= set(slots):
        raise ReadingProblem("The two sides have different shapes.", left.span)
    value = At(right, tuple(slots[slot] for slot in sorted(own)), span=right.span) if own else right
    if is_einstein:
        value = summed(value, free_letters(value) - set(letters))
    extra = sorted(one.name for one in free_letters(value) - set(letters))
    if extra:
        raise ReadingProblem(
            f"The index '{extra[0]}' stands on the right only.",
            right.span,
            "Sum over it, or let it stand on the left.",
        )
    return Definition(left.quantity, tuple(letters), value)


def _check_itself(one: Definition) -> None:
    """An entry that is defined by itself has no value."""
    for part in every(one.value):
        if isinstance(part, Part) and part.quantity == one.quantity and part.places == one.letters:
            raise ReadingProblem(
                f"'{one.quantity.name}' is defined by itself.",
                part.span,
                "Say what it is by other names; an update is written w <- w - eta dL/dw.",
            )


def ordered(definitions: Sequence[Definition]) -> list[Definition]:
    """Definitions in an order in which each needs earlier ones, recurrences aside."""
    by_name = {one.quantity.name: one for one in definitions}
    done: dict[str, Definition] = {}
    begun: set[str] = set()

    def visit(one: Definition) -> None:
        if one.quantity.name in begun:
            return
        begun.add(one.quantity.name)
        for part in every(one.value):
            if isinstance(part, Part) and part.quantity.name in by_name:
                visit(by_name[part.quantity.name])
        done[one.quantity.name] = one

    for one in definitions:
        _check_itself(one)
        visit(one)
    return list(done.values())
