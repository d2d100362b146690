"""A network described in Python: the same keys as in a network file, the same checks.

network(input=3, layers=[dense(4), "sigmoid", dense(2)], loss="squared_error")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from derive.network.architecture import Architecture
from derive.network.description import architecture_of
from derive.network.item import Item
from derive.network.places import Places

Described = str | Mapping[str, Any]


def layer(
    formula: str,
    *,
    name: str | None = None,
    inputs: str | Sequence[str] | None = None,
    initial: Mapping[str, Any] | None = None,
    **options: object,
) -> dict[str, Any]:
    """A layer or activation, as a table with the keys of a network file.

    Args:
        formula: The formula's name.
        name: What other layers call its output.
        inputs: Names of the signals that arrive; by default the layer before.
        initial: Initial rules or numbers by parameter.
        options: The formula's sizes, constants and switches.
    """
    given = {"name": name, "inputs": inputs, "initial": initial}
    chosen = {key: value for key, value in given.items() if value is not None}
    return {"formula": formula, **chosen, **options}


def dense(
    units: int,
    *,
    bias: bool | None = None,
    name: str | None = None,
    inputs: str | Sequence[str] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A dense layer; its bias is there unless `bias` is false."""
    options: dict[str, object] = {"units": units}
    if bias is not None:
        options["bias"] = bias
    return layer("dense", name=name, inputs=inputs, initial=initial, **options)


def loss(formula: str, **constants: object) -> dict[str, Any]:
    """A loss with hyper-parameters: `loss("huber", c=1.5)`."""
    return {"formula": formula, **constants}


def penalty(
    norm: str, weight: object, *, parameters: str | Sequence[str] | None = None
) -> dict[str, Any]:
    """An L1 or L2 term on chosen parameters, by default on all weights (two indices or more)."""
    chosen = {} if parameters is None else {"parameters": parameters}
    return {"norm": norm, "weight": weight, **chosen}


def network(
    *,
    input: int | Sequence[int],  # noqa: A002 - the word of the network file
    layers: Sequence[Described],
    loss: Described,
    title: str | Mapping[str, str] | None = None,
    cost: str | None = None,
    penalties: Sequence[Mapping[str, Any]] | None = None,
    example: Mapping[str, Any] | None = None,
    formulas: Mapping[str, Mapping[str, Any]] | None = None,
    name: str = "network",
    folder: Path | None = None,
) -> Architecture:
    """The network of some layers and a loss; every key means what it means in a network file.

    Raises:
        DeriveError: Something is wrong; the message names the layer.
    """
    given = {
        "title": title,
        "input": input,
        "layers": list(layers),
        "loss": loss,
        "cost": cost,
        "penalties": penalties,
        "example": example,
        "formulas": formulas,
    }
    table = {key: _plain(value) for key, value in given.items() if value is not None}
    return architecture_of(Item(table, (), Places()), name=name, folder=folder)


def _plain(value: object) -> object:
    """A Python value as TOML would give it; floats by their shortest decimal."""
    match value:
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case float():
            return Decimal(repr(float(value)))
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case str() | bool() | int():
            return value
        case list() | tuple():
            return [_plain(inner) for inner in value]
    if hasattr(value, "tolist"):  # an array or scalar of NumPy
        return _plain(value.tolist())
    return value
