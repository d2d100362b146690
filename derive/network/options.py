"""The use of one layer or of the loss: every option is checked against its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from derive.errors import DeriveError, did_you_mean
from derive.formulas.formula import Formula
from derive.formulas.reader import initial_rule
from derive.network.architecture import LayerUse, LossUse
from derive.network.item import Item
from derive.network.own_formula import LAYER_KEYS
from derive.network.vocabulary import Vocabulary

_LAYER_EXAMPLE = 'For example: formula = "dense".'
_LOSS_EXAMPLE = 'For example: loss = "squared_error", or { formula = "huber", c = 1.5 }.'


def layer_use(item: Item, number: int, vocabulary: Vocabulary) -> LayerUse:
    """The layer that a table, or a formula's name alone, describes.

    Args:
        item: The table or the name.
        number: The layer's position, counted from 1, for messages.
        vocabulary: The formulas that may be named.
    """
    item = replace(item, layer=f"layer {number}")
    named = _formula_name(item, _LAYER_EXAMPLE)
    item = replace(item, layer=f"layer {number} ({named.value})")
    formula = vocabulary.formula(named, "layer", "activation")
    table = _options(item)
    switches = {rule.when for rule in formula.parameters if rule.when is not None}
    sizes = set(formula.sizes.values())
    _check_known(formula, table, {*LAYER_KEYS, *sizes, *formula.constants, *switches})
    _check_sizes(formula, table, item)
    return LayerUse(
        formula=formula,
        sizes={key: table[key].size() for key in table if key in sizes},
        constants=_constants(formula, table),
        switches={key: table[key].flag() for key in table if key in switches},
        initial=_initial(formula, table["initial"]) if "initial" in table else {},
        name=_signal_name(table["name"]) if "name" in table else None,
        inputs=tuple(str(n.value) for n in table["inputs"].names()) if "inputs" in table else (),
        place=item.place,
    )


def loss_use(item: Item, vocabulary: Vocabulary) -> LossUse:
    """The loss that a table, or a formula's name alone, describes."""
    named = _formula_name(item, _LOSS_EXAMPLE)
    formula = vocabulary.formula(named, "loss")
    table = _options(item)
    _check_known(formula, table, {"formula", *formula.constants})
    return LossUse(formula, _constants(formula, table), item.place)


def _formula_name(item: Item, example: str) -> Item:
    if isinstance(item.value, str):
        item.text(example)
        return item
    table = item.table(example)
    if "formula" not in table:
        raise item.error("The key 'formula' is missing.", example)
    table["formula"].text(example)
    return table["formula"]


def _options(item: Item) -> Mapping[str, Item]:
    return {} if isinstance(item.value, str) else item.table()


def _check_known(formula: Formula, table: Mapping[str, Item], known: set[str]) -> None:
    for key, item in table.items():
        if key not in known:
            raise item.key_error(
                f"'{formula.name}' has no option '{key}'.", did_you_mean(key, known)
            )


def _check_sizes(formula: Formula, table: Mapping[str, Item], item: Item) -> None:
    for option in formula.sizes.values():
        if option not in table:
            raise item.error(
                f"'{formula.name}' needs the size '{option}'.", f"For example: {option} = 4."
            )


def _constants(formula: Formula, table: Mapping[str, Item]) -> Mapping[str, Fraction]:
    return {key: table[key].number() for key in table if key in formula.constants}


def _initial(formula: Formula, item: Item) -> Mapping[str, str | Fraction]:
    rules = {rule.name for rule in formula.parameters}
    chosen: dict[str, str | Fraction] = {}
    for name, value in item.table('For example: initial = { w = "he_normal" }.').items():
        if name not in rules:
            met = f"'{formula.name}' has no parameter '{name}'."
            raise value.key_error(met, did_you_mean(name, rules))
        if not isinstance(value.value, str):
            chosen[name] = value.number()
            continue
        try:
            chosen[name] = initial_rule(value.value, name)
        except DeriveError as error:
            raise error.located(value.place) from None
    return chosen


def _signal_name(item: Item) -> str:
    name = item.name()
    if name == "input":
        raise item.error("'input' is the name of the network's input.", "Choose another name.")
    return name
