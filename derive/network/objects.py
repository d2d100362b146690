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
from derive.tables.item import Item
from derive.tables.places import Places

Described = str | Mapping[str, Any]
Names = str | Sequence[str]


def layer(
    formula: str,
    *,
    name: str | None = None,
    inputs: Names | None = None,
    initial: Mapping[str, Any] | None = None,
    share: str | None = None,
    **options: object,
) -> dict[str, Any]:
    """A layer or activation, as a table with the keys of a network file.

    Args:
        formula: The formula's name.
        name: What other layers call its output.
        inputs: Names of the signals that arrive; by default the layer before.
        initial: Initial rules or numbers by parameter.
        share: The name of an earlier layer whose parameters it uses.
        options: The formula's sizes, constants and switches.
    """
    given = {"name": name, "inputs": inputs, "initial": initial, "share": share}
    return {"formula": formula, **_chosen(given), **options}


def equations(
    *texts: str, name: str | None = None, inputs: Names | None = None, **keys: object
) -> dict[str, Any]:
    """A layer that writes its own equations; its inputs are called like its signals.

    Args:
        texts: The equations, such as "z[j] = sum(i, w[j,i]*x[i])"; x is the layer before.
        name: What other layers call its output.
        inputs: Names of the signals that arrive; by default the layer before.
        keys: Keys of a formula file (parameters, sizes, ...) and the options that they name.
    """
    return {"equations": list(texts), **_chosen({"name": name, "inputs": inputs}), **keys}


def block(
    name: str,
    *,
    repeat: int | None = None,
    called: str | None = None,
    inputs: Names | None = None,
    share: str | None = None,
    **options: object,
) -> dict[str, Any]:
    """The use of a block among a network's layers.

    Args:
        name: The block's name in `blocks` of the network.
        repeat: How often it is repeated, each time with parameters of its own.
        called: What other layers call its output.
        inputs: Names of the signals that arrive; by default the layer before.
        share: The name of an earlier use of the block whose parameters it uses.
        options: The block's options.
    """
    given = {"repeat": repeat, "name": called, "inputs": inputs, "share": share}
    return {"block": name, **_chosen(given), **options}


def dense(
    units: int,
    *,
    bias: bool | None = None,
    name: str | None = None,
    inputs: Names | None = None,
    initial: Mapping[str, Any] | None = None,
    share: str | None = None,
) -> dict[str, Any]:
    """A dense layer; its bias is there unless `bias` is false."""
    options: dict[str, object] = {"units": units}
    if bias is not None:
        options["bias"] = bias
    return layer("dense", name=name, inputs=inputs, initial=initial, share=share, **options)


def loss(
    formula: str,
    *,
    of: Names | None = None,
    target: Names | None = None,
    inputs: Names | None = None,
    weight: object = None,
    **constants: object,
) -> dict[str, Any]:
    """A loss with hyper-parameters: `loss("huber", c=1.5)`.

    Args:
        formula: The formula's name.
        of: The signals that it takes; by default the last layer's output.
        target: What its target is called, or an input or signal that is the target.
        inputs: All the formula's inputs in order, instead of `of` and `target`.
        weight: Its factor in the cost.
        constants: The formula's constants.
    """
    given = {"of": of, "target": target, "inputs": inputs, "weight": weight}
    return {"formula": formula, **_chosen(given), **constants}


def penalty(
    norm: str, weight: object, *, parameters: str | Sequence[str] | None = None
) -> dict[str, Any]:
    """An L1 or L2 term on chosen parameters, by default on all weights (two indices or more)."""
    chosen = {} if parameters is None else {"parameters": parameters}
    return {"norm": norm, "weight": weight, **chosen}


def network(
    *,
    input: int | Sequence[int] | Mapping[str, Any] | None = None,  # noqa: A002 - a file's word
    inputs: Mapping[str, Any] | None = None,
    layers: Sequence[Described],
    blocks: Mapping[str, Mapping[str, Any]] | None = None,
    outputs: Names | None = None,
    loss: Described | None = None,
    losses: Sequence[Described] | None = None,
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
        "inputs": inputs,
        "layers": list(layers),
        "blocks": blocks,
        "outputs": outputs,
        "loss": loss,
        "losses": losses,
        "cost": cost,
        "penalties": penalties,
        "example": example,
        "formulas": formulas,
    }
    table = {key: _plain(value) for key, value in _chosen(given).items()}
    return architecture_of(Item(table, (), Places()), name=name, folder=folder)


def _chosen(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given at all."""
    return {key: value for key, value in given.items() if value is not None}


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
