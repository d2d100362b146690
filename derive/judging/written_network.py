"""A document's equations as a network: what its tensors and functions are in the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.documents.looks import Look
from derive.network.structure import Network
from derive.notation.expression import ScalarFunction
from derive.notation.tensor import Tensor
from derive.profiles.profile import Profile
from derive.reading.terms import (
    Function,
    Quantity,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A network made of a document's equations, and what its tensors and functions are there.

    Attributes:
        network: The network.
        quantities: What each tensor is in the document.
        functions: What each named function is in the document, without primes.
        looks: How the writer writes the tensors, and the gradients that have a letter.
        school: The notation in which the rest is printed.
    """

    network: Network
    quantities: Mapping[Tensor, Quantity]
    functions: Mapping[ScalarFunction, Function]
    looks: Mapping[Tensor, Look]
    school: Profile

    def with_looks(self, known: Mapping[str, Look]) -> dict[Tensor, Look]:
        """The looks, but for those that are known better, by the quantity's name."""
        better = {t: known[one.name] for t, one in self.quantities.items() if one.name in known}
        return {**self.looks, **better}

    def function(self, function: ScalarFunction) -> Function:
        """The function that a named one is, with its primes."""
        root = function.with_order(0)
        known = self.functions.get(root) or Function(function.name)
        return replace(known, order=known.order + function.order)
