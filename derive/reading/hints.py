"""What the letters of computed positions run over, from the equations that define: h_{2u+a}.

A line such as dL/dh_{2u+a} = ... speaks of the same windows, though its letters stand alone
nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.notation.index import Axis, Index, indices_in
from derive.reading.model import Definition
from derive.reading.term_parts import every
from derive.reading.terms import Part, Quantity, Whole

Hints = dict[tuple[Quantity, int], dict[str, Axis]]


def hints_of(definitions: Iterable[Definition]) -> Hints:
    """The axes of letters in computed positions; none of a letter that has two at one slot."""
    met: dict[tuple[Quantity, int], dict[str, set[Axis]]] = {}
    parts = (part for one in definitions for part in every(one.value) if isinstance(part, Part))
    for part in parts:
        for at, place in enumerate(part.places):
            if isinstance(place, Index | Whole):
                continue
            known = met.setdefault((part.quantity, at), {})
            for letter in indices_in(place):
                known.setdefault(letter.name.rstrip("'"), set()).add(letter.axis)
    return {
        slot: {name: next(iter(axes)) for name, axes in known.items() if len(axes) == 1}
        for slot, known in met.items()
    }
