"""How layers are joined: every name is known before it is used, and every output is used."""

from __future__ import annotations

from collections.abc import Sequence

from derive.errors import NetworkError, Place, did_you_mean
from derive.network.architecture import LayerUse
from derive.network.item import Item

INPUT = "input"


def check_signals(layers: Sequence[LayerUse], items: Sequence[Item]) -> None:
    """Check the names of signals.

    Args:
        layers: The layers in order.
        items: What described them, for places.

    Raises:
        NetworkError: A name is used twice, comes later or nowhere, the count
            of signals is wrong, or an output reaches no other layer.
    """
    positions = _positions(layers, items)
    used = set()
    for position, (layer, item) in enumerate(zip(layers, items, strict=True)):
        _check_count(layer)
        for place, name in zip(_input_places(item), layer.inputs, strict=True):
            used.add(_position(name, position, place, positions))
        if len(layer.inputs) < len(layer.formula.inputs):
            used.add(position - 1)
    for position, layer in enumerate(layers[:-1]):
        if position not in used:
            raise NetworkError(
                "The output of this layer is used nowhere.",
                where=layer.place,
                accepted="Name it in the inputs of a later layer, or leave the layer out.",
            )


def _positions(layers: Sequence[LayerUse], items: Sequence[Item]) -> dict[str, int]:
    positions: dict[str, int] = {INPUT: -1}
    for position, (layer, item) in enumerate(zip(layers, items, strict=True)):
        if layer.name is None:
            continue
        if layer.name in positions:
            raise item.table()["name"].error(
                f"The name '{layer.name}' is used twice: "
                f"layer {positions[layer.name] + 1} has it already.",
                "Give every layer a name of its own.",
            )
        positions[layer.name] = position
    return positions


def _check_count(layer: LayerUse) -> None:
    wanted, given = len(layer.formula.inputs), len(layer.inputs)
    if given in (wanted - 1, wanted):
        return
    both = f"{wanted - 1} (the layer before is then the first) or {wanted}"
    accepted = f"Accepted in inputs: {'at most 1' if wanted == 1 else both}."
    raise NetworkError(
        f"'{layer.formula.name}' takes {wanted} signal{'s' * (wanted > 1)}, "
        f"but {given} {'is' if given == 1 else 'are'} named.",
        where=layer.place,
        accepted=accepted,
    )


def _input_places(item: Item) -> tuple[Place, ...]:
    if isinstance(item.value, str) or "inputs" not in item.table():
        return ()
    return tuple(name.place for name in item.table()["inputs"].names())


def _position(name: str, own: int, place: Place, positions: dict[str, int]) -> int:
    found = positions.get(name)
    if found is None:
        known = [known for known, position in positions.items() if position < own]
        raise NetworkError(
            f"No layer is called '{name}'.", where=place, accepted=did_you_mean(name, known)
        )
    if found >= own:
        stands = "this layer itself" if found == own else f"layer {found + 1}, which comes later"
        raise NetworkError(
            f"'{name}' is {stands}: the layers would feed each other in a cycle.",
            where=place,
            accepted="A layer takes signals from layers before it.",
        )
    return found
