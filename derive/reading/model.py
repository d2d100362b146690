"""What the names of a derivation stand for: quantities, what defines them, and functions.

A model comes from a network file and a notation profile, or from the forward equations
that the document itself holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.notation.index import Axis, Index
from derive.reading.terms import (
    Function,
    Quantity,
    Term,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A forward equation: an entry of a quantity, at letters, is a term in those letters.

    Attributes:
        quantity: What is defined.
        letters: One for each axis of the quantity.
        value: A term without slots whose free letters are among `letters`.
    """

    quantity: Quantity
    letters: tuple[Index, ...]
    value: Term


@dataclass(frozen=True, slots=True)
class Model:
    """Quantities, and the forward equations between them.

    Attributes:
        quantities: All of them; what no definition defines is given.
        definitions: In an order in which each needs earlier ones only, but for recurrences.
        cost: What gradients are of, or None where no loss is known.
        functions: Named functions by name, abstract ones among them.
        labels: Targets that are one-hot, or distributions, along their last axis.
        samples: The axis of the samples, or None for one sample.
        extents: Axes whose extent is fixed; others are drawn, all different.
    """

    quantities: tuple[Quantity, ...]
    definitions: tuple[Definition, ...]
    cost: Quantity | None = None
    functions: Mapping[str, Function] = field(default_factory=dict)
    labels: Mapping[Quantity, str] = field(default_factory=dict)
    samples: Axis | None = None
    extents: Mapping[Axis, int] = field(default_factory=dict)

    def definition(self, quantity: Quantity) -> Definition | None:
        """What defines a quantity, or None if it is given."""
        return next((one for one in self.definitions if one.quantity == quantity), None)
