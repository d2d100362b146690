"""Which functions of a network are its activations, and which of them share a name."""

from __future__ import annotations

from collections.abc import Iterable

from derive.network.structure import Network
from derive.notation.expression import Apply, ScalarFunction


def are_activations(network: Network) -> bool:
    """Whether functions stand alone in activations only, not in gates within a layer."""
    return all(
        record.formula.kind == "activation"
        for record in network.layers
        for equation in record.equations
        if isinstance(equation.right, Apply)
    )


def sharing_a_name(functions: Iterable[ScalarFunction]) -> dict[str, list[ScalarFunction]]:
    """Functions that share a name but not a definition, in a fixed order."""
    by_name: dict[str, list[ScalarFunction]] = {}
    for function in sorted(functions, key=lambda one: (one.name, str(one.definition))):
        by_name.setdefault(function.name, []).append(function)
    return {name: alike for name, alike in by_name.items() if len(alike) > 1}
