"""The options of one layer or loss: each is checked against its formula."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from derive.errors import FormulaError, did_you_mean
from derive.formulas.formula import Formula, InitialRule
from derive.formulas.reader import KEYS, initial_rule, normal_rule
from derive.network.architecture import LayerUse
from derive.network.arriving import INPUT
from derive.network.given import Given
from derive.network.own_formula import LAYER_KEYS
from derive.network.vocabulary import BEFORE, Vocabulary
from derive.tables.item import MAX_SIZE, Item

_LAYER_EXAMPLE = 'For example: formula = "dense".'
_WHAT = ("formula", "equations", "block")


def layer_use(item: Item, label: str, given: Given, vocabulary: Vocabulary) -> LayerUse:
    """The layer that a table, or a formula's name alone, describes.

    Args:
        item: The table or the name.
        label: What messages call the layer, e.g. "layer 2".
        given: The options of the block around it.
        vocabulary: The formulas that may be named.
    """
    item = replace(item, layer=label)
    if isinstance(item.value, dict) and "equations" in item.value:
        formula = vocabulary.inline(item, _inline_name(item, vocabulary))
        inside: Collection[str] = ("kind", *KEYS)
    else:
        named = formula_name(item, _LAYER_EXAMPLE)
        item = replace(item, layer=f"{label} ({named.value})")
        formula = vocabulary.formula(named, "layer", "activation")
        inside = ()
    switches = {rule.when for rule in formula.parameters if rule.when is not None}
    numbers = {*formula.size_options, *formula.constants} - {*inside}
    table = given.filled(options_in(item), numbers | switches)
    check_known(formula, table, {*LAYER_KEYS, *inside, *numbers, *switches})
    _check_needed(formula, table, item)
    return LayerUse(
        formula=formula,
        sizes={key: _whole(table[key], formula) for key in table if key in formula.size_options},
        constants=constants(formula, table, inside),
        switches={key: table[key].flag() for key in table if key in switches},
        initial=_initial(formula, table["initial"]) if "initial" in table else {},
        name=signal_name(table["name"]) if "name" in table else None,
        inputs=tuple(str(named.value) for named in signals_of(table)),
        place=item.place,
    )


def _inline_name(item: Item, vocabulary: Vocabulary) -> str:
    """What a layer's own equations are called: after the layer, or its place in the list."""
    table = item.table()
    for key in _WHAT:
        if key in table and key != "equations":
            met = f"The layer has both '{key}' and 'equations'."
            raise table["equations"].key_error(met, "Keep one of them.")
    if "name" in table and not vocabulary.has(table["name"].name()):
        return table["name"].name()
    around = (str(part) for part in item.path[:-2] if part != "blocks")
    return "_".join((*around, "layer", str(item.position + 1)))


def formula_name(item: Item, example: str) -> Item:
    """The item that names a formula: under its key, or the item itself."""
    if isinstance(item.value, str):
        item.text(example)
        return item
    table = item.table(example)
    if "formula" not in table:
        raise item.error("The key 'formula' is missing.", example)
    table["formula"].text(example)
    return table["formula"]


def options_in(item: Item) -> Mapping[str, Item]:
    """The table of a layer or loss; empty for a name alone."""
    return {} if isinstance(item.value, str) else item.table()


def check_known(formula: Formula, table: Mapping[str, Item], known: set[str]) -> None:
    """Nothing, if all keys are known.

    Raises:
        NetworkError: The formula has no such option.
    """
    for key, item in table.items():
        if key not in known:
            raise item.key_error(
                f"'{formula.name}' has no option '{key}'.", did_you_mean(key, known)
            )


def _check_needed(formula: Formula, table: Mapping[str, Item], item: Item) -> None:
    for option in formula.needed_options:
        if option not in table:
            what = "the size" if option in formula.sizes.values() else "the option"
            raise item.error(
                f"'{formula.name}' needs {what} '{option}'.", f"For example: {option} = 4."
            )


def _whole(item: Item, formula: Formula) -> int:
    """A whole-number option; one that sizes an axis is positive."""
    if item.key in formula.sizes.values():
        return item.size()
    default = formula.options.get(item.key) or 0
    return item.size(least=-MAX_SIZE if default < 0 else 0)


def constants(
    formula: Formula, table: Mapping[str, Item], inside: Collection[str] = ()
) -> Mapping[str, Fraction]:
    """The hyper-parameters that a table chooses."""
    chosen = (key for key in table if key in formula.constants and key not in inside)
    return {key: table[key].number() for key in chosen}


def signals_of(table: Mapping[str, Item]) -> tuple[Item, ...]:
    """The signals that a layer names, each with its place.

    A layer's own equations may say how they index them: inputs = ["x[s,i]", "h[s,j]"], where an x
    in front is the layer before.
    """
    if "inputs" not in table:
        return ()
    if "equations" not in table:
        return table["inputs"].signals()
    items = table["inputs"].indexed_names()
    before = items[0].indexed() == BEFORE and items[0].value != BEFORE
    return tuple(replace(item, value=item.indexed()) for item in items[before:])


def _initial(formula: Formula, item: Item) -> Mapping[str, InitialRule]:
    rules = {rule.name for rule in formula.parameters}
    chosen: dict[str, InitialRule] = {}
    for name, value in item.table('For example: initial = { w = "he_normal" }.').items():
        if name not in rules:
            met = f"'{formula.name}' has no parameter '{name}'."
            raise value.key_error(met, did_you_mean(name, rules))
        try:
            chosen[name] = _rule(name, value)
        except FormulaError as error:
            raise error.located(value.place) from None
    return chosen


def _rule(name: str, item: Item) -> InitialRule:
    """A parameter's initial rule: a name, a number, or a table with the deviation of a normal."""
    if isinstance(item.value, str):
        return initial_rule(item.value, name)
    if not isinstance(item.value, dict):
        return item.number()
    table = item.known_table(("normal",), f"The initial value of '{name}'")
    if not table:
        raise item.error(
            f"The initial value of '{name}' is empty.", "For example: { normal = 0.02 }."
        )
    deviation = table["normal"]
    try:
        return normal_rule(deviation.number(), name)
    except FormulaError as error:
        raise error.located(deviation.place) from None


def signal_name(item: Item) -> str:
    """The name that a layer or block gives its output.

    Raises:
        NetworkError: It is no name, or that of the network's input.
    """
    name = item.name()
    if name == INPUT:
        raise item.error(f"'{INPUT}' is the name of the network's input.", "Choose another name.")
    return name
