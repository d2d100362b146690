"""From the table of a network, however it was written, to its architecture.

Keys: title, input or inputs, layers, blocks, outputs, loss or losses, cost, penalties, example,
formulas.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import get_args

from derive.network.architecture import Architecture, InputUse, Norm, Penalty, Reduction
from derive.network.arriving import named_inputs, only_input
from derive.network.blocks import MAX_LAYERS, Blocks
from derive.network.losses import Losses
from derive.network.numbers_given import example_of
from derive.network.vocabulary import Vocabulary
from derive.network.written_out import Source, WrittenOut
from derive.tables.item import Item
from derive.text import Text

KEYS = (
    "title",
    "input",
    "inputs",
    "layers",
    "blocks",
    "outputs",
    "loss",
    "losses",
    "cost",
    "penalties",
    "example",
    "formulas",
)
PENALTY_KEYS = ("norm", "weight", "parameters")
UNTITLED = Text(en="Neural network", ja="ニューラルネットワーク")

_NEEDED = {
    "input": "input = 3",
    "layers": '[[layers]] with formula = "dense" and units = 4',
    "loss": 'loss = "squared_error"',
}
_EITHER = {"input": "inputs", "loss": "losses"}
_BLOCKS_EXAMPLE = "For example: [[blocks.encoder.layers]] before each layer of the block 'encoder'."


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
    inputs = _inputs(table)
    vocabulary = Vocabulary(table["formulas"].table() if "formulas" in table else {}, folder)
    vocabulary.read_all()
    written = _written_out(table, inputs, vocabulary)
    reader = Losses(written, vocabulary)
    losses = reader.only(table["loss"]) if "loss" in table else reader.several(table["losses"])
    outputs = _outputs(table["outputs"], written) if "outputs" in table else ()
    answers = outputs or (len(written.laid) - 1,)
    written.check_used((*reader.sources, *answers))
    _check_inputs_used(table, inputs, {*reader.sources, *written.sources()})
    named_outputs = tuple(written.refer(source) for source in outputs)
    layers = written.layers()
    used = (*(layer.formula for layer in layers), *(loss.formula for loss in losses))
    return Architecture(
        name=name,
        title=_title(table["title"]) if "title" in table else UNTITLED,
        inputs=inputs,
        layers=layers,
        losses=losses,
        outputs=named_outputs,
        penalties=_penalties(table["penalties"]) if "penalties" in table else (),
        reduction=_reduction(table["cost"]) if "cost" in table else "mean",
        example=example_of(table["example"], inputs, losses) if "example" in table else None,
        functions=vocabulary.functions(used),
    )


def _check_complete(root: Item, table: Mapping[str, Item]) -> None:
    if not table:
        written = "; ".join(_NEEDED.values())
        raise root.error("The description is empty.", f"A network needs: {written}.")
    for key, other in _EITHER.items():
        if key in table and other in table:
            met = f"The network has both '{key}' and '{other}'."
            raise table[other].key_error(met, "Keep one of them.")
    for key, example in _NEEDED.items():
        if key not in table and _EITHER.get(key) not in table:
            if "inputs" in table:
                named_inputs(table["inputs"], KEYS)
            if key == "loss" and "layers" in table:
                _check_loss_is_no_layers_key(table["layers"])
            raise root.error(f"The network has no '{key}'.", f"For example: {example}.")


def _inputs(table: Mapping[str, Item]) -> tuple[InputUse, ...]:
    if "inputs" in table:
        return named_inputs(table["inputs"], KEYS)
    return (only_input(table["input"]),)


def _written_out(
    table: Mapping[str, Item], inputs: tuple[InputUse, ...], vocabulary: Vocabulary
) -> WrittenOut:
    """The layers in one order, every name in them known."""
    own = table["blocks"].table(_BLOCKS_EXAMPLE) if "blocks" in table else {}
    blocks = Blocks(own, vocabulary)
    steps = blocks.steps(table["layers"])
    count = sum(step.count for step in steps)
    if count > MAX_LAYERS:
        raise table["layers"].error(
            f"The network has {count} layers once its blocks are written out.",
            f"Accepted: 1 to {MAX_LAYERS} layers.",
        )
    blocks.check_used()
    return WrittenOut(steps, [use.name for use in inputs])


def _outputs(item: Item, written: WrittenOut) -> tuple[Source, ...]:
    """The signals that the network answers with."""
    items = item.signals()
    found: list[Source] = []
    for one in items:
        source = written.position(one)
        if source < 0:
            met = f"'{one.value}' is an input, no output."
            raise one.error(met, "Name layers, or leave 'outputs' out for the last one.")
        if source in found:
            raise one.error(f"'{one.value}' stands twice in 'outputs'.")
        found.append(source)
    return tuple(found)


def _check_inputs_used(
    table: Mapping[str, Item], inputs: tuple[InputUse, ...], used: Collection[Source]
) -> None:
    for at, use in enumerate(inputs):
        if -1 - at not in used and "inputs" in table:
            raise (
                table["inputs"]
                .table()[use.name]
                .key_error(
                    f"The input '{use.name}' is used nowhere.",
                    f'Name it in the inputs of a layer: inputs = ["{use.name}"].',
                )
            )


def _check_loss_is_no_layers_key(layers: Item) -> None:
    """In TOML a key below `[[layers]]` belongs to that layer: a common slip."""
    for layer in layers.items():
        if isinstance(layer.value, dict) and "loss" in layer.value:
            raise layer.table()["loss"].key_error(
                "This 'loss' belongs to the layer above it, so the network has no 'loss'.",
                "In TOML the network's own keys stand before the first [[layers]].",
            )


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
