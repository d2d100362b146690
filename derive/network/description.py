"""From the table of a network, however it was written, to its architecture.

Keys: title, input, layers, loss, cost, penalties, example, formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

from derive.network.architecture import (
    Architecture,
    Example,
    LayerUse,
    Norm,
    Numbers,
    Penalty,
    Reduction,
)
from derive.network.item import Item, shape, shape_text
from derive.network.options import layer_use, loss_use
from derive.network.signals import check_signals
from derive.network.vocabulary import Vocabulary
from derive.text import Text

KEYS = ("title", "input", "layers", "loss", "cost", "penalties", "example", "formulas")
EXAMPLE_KEYS = ("x", "t", "parameters", "learning_rate", "frozen", "source")
PENALTY_KEYS = ("norm", "weight", "parameters")
MAX_LAYERS = 1000
MAX_AXES = 6
UNTITLED = Text(en="Neural network", ja="ニューラルネットワーク")

_NEEDED = {
    "input": "input = 3",
    "layers": '[[layers]] with formula = "dense" and units = 4',
    "loss": 'loss = "squared_error"',
}


def architecture_of(root: Item, *, name: str, folder: Path | None = None) -> Architecture:
    """The architecture that a network's table describes.

    Args:
        root: The whole table.
        name: The network's short name, for files.
        folder: Where formula files of the user's own are looked for.

    Raises:
        DeriveError: Something in the table is wrong; the place says where.
    """
    table = root.known_table(KEYS, "A network")
    _check_complete(root, table)
    input_shape = _input_shape(table["input"])
    own = table["formulas"].table() if "formulas" in table else {}
    vocabulary = Vocabulary(own, folder)
    vocabulary.read_all()
    layers = _layers(table["layers"], vocabulary)
    loss = loss_use(table["loss"], vocabulary)
    used = (*(layer.formula for layer in layers), loss.formula)
    return Architecture(
        name=name,
        title=_title(table["title"]) if "title" in table else UNTITLED,
        input_shape=input_shape,
        layers=layers,
        loss=loss,
        penalties=_penalties(table["penalties"]) if "penalties" in table else (),
        reduction=_reduction(table["cost"]) if "cost" in table else "mean",
        example=_example(table["example"], input_shape) if "example" in table else None,
        functions=vocabulary.functions(used),
    )


def _check_complete(root: Item, table: Mapping[str, Item]) -> None:
    if not table:
        written = "; ".join(_NEEDED.values())
        raise root.error("The description is empty.", f"A network needs: {written}.")
    for key, example in _NEEDED.items():
        if key not in table:
            if key == "loss" and "layers" in table:
                _check_loss_is_no_layers_key(table["layers"])
            raise root.error(f"The network has no '{key}'.", f"For example: {example}.")


def _check_loss_is_no_layers_key(layers: Item) -> None:
    """In TOML a key below `[[layers]]` belongs to that layer: a common slip."""
    for layer in layers.items():
        if isinstance(layer.value, dict) and "loss" in layer.value:
            raise layer.table()["loss"].key_error(
                "This 'loss' belongs to the layer above it, so the network has no 'loss'.",
                "In TOML the network's own keys stand before the first [[layers]].",
            )


def _input_shape(item: Item) -> tuple[int, ...]:
    if not isinstance(item.value, list | tuple):
        return (item.size(),)
    extents = tuple(extent.size() for extent in item.items())
    if not 1 <= len(extents) <= MAX_AXES:
        raise item.error(f"'input' has {len(extents)} axes.", f"Accepted: 1 to {MAX_AXES}.")
    return extents


def _title(item: Item) -> Text:
    if isinstance(item.value, str):
        text = item.text()
        return Text(en=text, ja=text)
    example = 'For example: title = { en = "My network", ja = "私のネットワーク" }.'
    if not isinstance(item.value, dict) or not item.value:
        raise item.unsuitable("a text, or one text for each language", example)
    texts = {key: text.text() for key, text in item.known_table(("en", "ja"), "A title").items()}
    either = next(iter(texts.values()))
    return Text(en=texts.get("en", either), ja=texts.get("ja", either))


def _layers(item: Item, vocabulary: Vocabulary) -> tuple[LayerUse, ...]:
    if isinstance(item.value, dict):
        raise item.error(
            "'layers' is one table.", "A list is needed: write [[layers]], not [layers]."
        )
    items = item.items("Write [[layers]] before each layer.")
    if not 1 <= len(items) <= MAX_LAYERS:
        raise item.error(
            f"The network has {len(items)} layers.", f"Accepted: 1 to {MAX_LAYERS} layers."
        )
    layers = tuple(
        layer_use(layer, number, vocabulary) for number, layer in enumerate(items, start=1)
    )
    check_signals(
        layers, [replace(i, layer=u.place.layer) for i, u in zip(items, layers, strict=True)]
    )
    return layers


def _reduction(item: Item) -> Reduction:
    reductions: tuple[Reduction, ...] = get_args(Reduction)
    chosen = item.choice(reductions)
    return next(reduction for reduction in reductions if reduction == chosen)


def _penalties(item: Item) -> tuple[Penalty, ...]:
    if isinstance(item.value, dict):
        raise item.error("'penalties' is one table.", "Write [[penalties]], not [penalties].")
    return tuple(_penalty(penalty) for penalty in item.items("Write [[penalties]] before each."))


def _penalty(item: Item) -> Penalty:
    table = item.known_table(PENALTY_KEYS, "A penalty")
    for key, example in (("norm", '"l2"'), ("weight", "0.01")):
        if key not in table:
            raise item.error(f"The penalty has no '{key}'.", f"For example: {key} = {example}.")
    norms: tuple[Norm, ...] = get_args(Norm)
    chosen = table["norm"].choice(norms)
    weight = table["weight"].number()
    if weight < 0:
        raise table["weight"].unsuitable("a number that is not negative")
    names = table["parameters"].names() if "parameters" in table else ()
    norm = next(norm for norm in norms if norm == chosen)
    return Penalty(norm, weight, tuple(str(name.value) for name in names), item.place)


def _example(item: Item, input_shape: tuple[int, ...]) -> Example:
    table = item.known_table(EXAMPLE_KEYS, "An example")
    for key in ("x", "t"):
        if key not in table:
            raise item.error(f"The example has no '{key}'.", f"For example: {key} = [0.05, 0.10].")
    x = table["x"].numbers()
    if shape(x) != input_shape:
        wanted = ", ".join(map(str, input_shape))
        raise table["x"].error(
            f"'x' has {shape_text(x)}, but the network's input has shape ({wanted})."
        )
    values: Mapping[str, Item] = table["parameters"].table() if "parameters" in table else {}
    parameters: dict[str, Numbers] = {name: value.numbers() for name, value in values.items()}
    frozen = table["frozen"].names() if "frozen" in table else ()
    return Example(
        x=x,
        t=table["t"].numbers(),
        parameters=parameters,
        learning_rate=_learning_rate(table),
        frozen=tuple(str(name.value) for name in frozen),
        source=table["source"].text() if "source" in table else "",
        place=item.place,
    )


def _learning_rate(table: Mapping[str, Item]) -> Fraction:
    if "learning_rate" not in table:
        return Fraction(1, 2)
    rate = table["learning_rate"].number()
    if rate <= 0:
        raise table["learning_rate"].unsuitable("a number above 0")
    return rate
