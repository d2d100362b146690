"""The losses of a network: what each takes, by name, and how much it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from derive.formulas.formula import Formula
from derive.network.architecture import LossUse
from derive.network.arriving import GIVEN, INPUT
from derive.network.options import check_known, constants, formula_name, options_in
from derive.network.own_formula import LOSS_KEYS
from derive.network.vocabulary import Vocabulary
from derive.network.written_out import Source, WrittenOut
from derive.tables.item import Item, is_name

MAX_LOSSES = 100

_EXAMPLE = 'For example: loss = "squared_error", or { formula = "huber", c = 1.5 }.'


class Losses:
    """Reads losses, and notes which signals they take."""

    def __init__(self, written: WrittenOut, vocabulary: Vocabulary) -> None:
        self.sources: list[Source] = []
        self._written = written
        self._vocabulary = vocabulary

    def only(self, item: Item) -> tuple[LossUse, ...]:
        """The one loss of a network.

        Raises:
            NetworkError: A key, a signal or a weight is wrong.
        """
        if isinstance(item.value, list | tuple):
            raise item.error("'loss' is a list.", "Several losses: write [[losses]] before each.")
        return (self._loss(item, None),)

    def several(self, item: Item) -> tuple[LossUse, ...]:
        """The losses of a network.

        Raises:
            NetworkError: A key, a signal or a weight is wrong.
        """
        if isinstance(item.value, dict):
            raise item.error("'losses' is one table.", "Write [[losses]], not [losses].")
        items = item.items("Write [[losses]] before each.")
        if not 1 <= len(items) <= MAX_LOSSES:
            met = f"The network has {len(items)} losses."
            raise item.error(met, f"Accepted: 1 to {MAX_LOSSES}.")
        counted = len(items) > 1
        return tuple(
            self._loss(replace(one, layer=f"loss {number}"), number if counted else None)
            for number, one in enumerate(items, start=1)
        )

    def _loss(self, item: Item, number: int | None) -> LossUse:
        named = formula_name(item, _EXAMPLE)
        if number is not None:
            item = replace(item, layer=f"loss {number} ({named.value})")
        formula = self._vocabulary.formula(named, "loss")
        table = options_in(item)
        check_known(formula, table, {*LOSS_KEYS, *formula.constants})
        inputs = self._inputs(formula, table, item, number)
        return LossUse(
            formula=formula,
            constants=constants(formula, table),
            place=item.place,
            inputs=inputs,
            weight=_weight(table["weight"]) if "weight" in table else Fraction(1),
        )

    def _inputs(
        self, formula: Formula, table: Mapping[str, Item], item: Item, number: int | None
    ) -> tuple[str, ...]:
        """The names of a loss's inputs; nothing, where the usual ones are meant."""
        wanted = [name for name in formula.inputs if name not in formula.targets]
        if "inputs" in table:
            return self._all_inputs(formula, table)
        if not {"of", "target"} & set(table):
            if len(wanted) > 1:
                raise _too_few(formula, wanted, item)
            self.sources.append(len(self._written.laid) - 1)
            return ()
        given = dict(zip(wanted, self._signals(formula, wanted, table, item), strict=True))
        usual = [name if number is None else f"{name}{number}" for name in formula.targets]
        targets = self._targets(formula, table["target"]) if "target" in table else usual
        given |= dict(zip(formula.targets, targets, strict=True))
        return tuple(given[name] for name in formula.inputs)

    def _all_inputs(self, formula: Formula, table: Mapping[str, Item]) -> tuple[str, ...]:
        for key in ("of", "target"):
            if key in table:
                met = f"The loss has both 'inputs' and '{key}'."
                raise table[key].key_error(met, "'inputs' names them all, in the formula's order.")
        items = table["inputs"].signals()
        if len(items) != len(formula.inputs):
            listed = ", ".join(formula.inputs)
            raise table["inputs"].error(
                f"'{formula.name}' takes {len(formula.inputs)} inputs, {len(items)} are named.",
                f"Its inputs are: {listed}.",
            )
        return tuple(
            self._target(item) if name in formula.targets else self._signal(item)
            for name, item in zip(formula.inputs, items, strict=True)
        )

    def _signals(
        self, formula: Formula, wanted: list[str], table: Mapping[str, Item], item: Item
    ) -> tuple[str, ...]:
        if "of" not in table:
            if len(wanted) > 1:
                raise _too_few(formula, wanted, item)
            last = len(self._written.laid) - 1
            self.sources.append(last)
            return (self._written.refer(last),)
        items = table["of"].signals()
        if len(items) != len(wanted):
            raise table["of"].error(
                f"'{formula.name}' takes {len(wanted)} signal{'s' * (len(wanted) > 1)} "
                f"({', '.join(wanted)}), {len(items)} are named.",
                "Name as many in 'of', in this order.",
            )
        return tuple(self._signal(item) for item in items)

    def _signal(self, item: Item) -> str:
        source = self._written.position(item)
        self.sources.append(source)
        return self._written.refer(source)

    def _targets(self, formula: Formula, item: Item) -> tuple[str, ...]:
        items = item.signals()
        if len(items) != len(formula.targets):
            listed = f" ({', '.join(formula.targets)})" if formula.targets else ""
            raise item.error(
                f"'{formula.name}' has {len(formula.targets)} targets{listed}, "
                f"{len(items)} {'is' if len(items) == 1 else 'are'} named.",
                "Name as many in 'target', in this order." if formula.targets else "Leave it out.",
            )
        return tuple(self._target(one) for one in items)

    def _target(self, item: Item) -> str:
        """The name of a target: a new one, an input's, or a signal's."""
        name = item.signal()
        names = self._written.names
        if name.split(".")[0] in {*names.inputs, *names.positions}:
            return self._signal(item)
        if not is_name(name):
            return self._signal(item)  # which says what is missing
        if name in {*GIVEN, INPUT} - {"t"}:
            met = f"'{name}' cannot name a target: it has a meaning of its own."
            raise item.error(met, 'For example: target = "t1".')
        return name


def _too_few(formula: Formula, wanted: list[str], item: Item) -> Exception:
    listed = ", ".join(f'"name of {name}"' for name in wanted)
    return item.error(
        f"'{formula.name}' takes {len(wanted)} signals ({', '.join(wanted)}), and none is named.",
        f"Name them in this order: of = [{listed}].",
    )


def _weight(item: Item) -> Fraction:
    weight = item.number()
    if weight == 0:
        raise item.unsuitable("a number other than 0", "A loss that does not count is left out.")
    return weight
