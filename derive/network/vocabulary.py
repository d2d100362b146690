"""The formulas that one network may name: built in, its own, and files beside it.

A name means one formula. Two formulas of one name are a mistake, so that
nobody trains with another formula than the one they read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from derive.errors import DeriveError, NetworkError, did_you_mean
from derive.formulas.catalogue import builtin, builtin_names
from derive.formulas.formula import Formula, Kind
from derive.formulas.reader import KEYS
from derive.network.formula_texts import FunctionCall, calls, mentioned
from derive.network.own_formula import (
    function_names,
    is_elementwise,
    own_formula,
    own_kind,
)
from derive.notation.language import RESERVED
from derive.tables.item import Item, is_name
from derive.tables.toml_item import toml_item

MAX_DEPTH = 20
INLINE_TITLE = {"en": "Layer of its own equations", "ja": "式で書いた層"}
BEFORE = "x"  # what a layer's own equations call the output of the layer before

_ARTICLES: Mapping[Kind, str] = {
    "layer": "a layer",
    "activation": "an activation",
    "loss": "a loss",
}


class Vocabulary:
    """Finds formulas by name, and reads each of the user's once."""

    def __init__(self, own: Mapping[str, Item], folder: Path | None) -> None:
        self._own = {name: _labelled(item, name) for name, item in own.items()}
        self._folder = folder
        self._read: dict[str, Formula] = {}
        self._open: list[str] = []

    def read_all(self) -> None:
        """Read every formula that the network itself defines, used or not."""
        for name, item in self._own.items():
            if not is_name(name) or name in RESERVED:
                raise item.key_error(
                    f"'{name}' cannot name a formula.",
                    "Accepted: letters (a-z), digits and _, but no word of the formula language.",
                )
            self._found(name, item)

    def has(self, name: str) -> bool:
        """Whether some formula has this name."""
        return name in self._own or name in self._read or builtin(name) is not None

    def formula(self, named: Item, *kinds: Kind) -> Formula:
        """The formula of some kinds that a text names.

        Raises:
            NetworkError: There is none of that name, there are two, or its kind is another.
        """
        name = named.text()
        formula = self._found(name, named)
        if formula is None:
            raise self._unknown(named, name, kinds)
        if formula.kind not in kinds:
            met = f"'{name}' is {_ARTICLES[formula.kind]}, not {_ARTICLES[kinds[0]]}."
            raise named.error(met, f"Accepted here: {', '.join(builtin_names(*kinds))}.")
        return formula

    def inline(self, item: Item, name: str) -> Formula:
        """The formula that a layer writes itself: its inputs are called like its signals.

        One that names x without listing it, or lists it with indices first, takes the layer
        before as its first input.

        Raises:
            DeriveError: Something in it is wrong.
        """
        table = item.table()
        items = table["inputs"].indexed_names() if "inputs" in table else ()
        listed, names = [str(one.value) for one in items], [one.indexed() for one in items]
        own: dict[str, object] = {"kind": "layer", "title": dict(INLINE_TITLE)}
        own |= {key: table[key].value for key in table if key in ("kind", *KEYS)}
        own["inputs"] = listed
        bare = replace(item, value=own)
        if not listed or (BEFORE not in names and BEFORE in mentioned(bare)):
            bare = replace(item, value={**own, "inputs": [BEFORE, *listed]})
        called = tuple(calls(bare))
        for call in called:
            self._check_call(call, bare)
        return own_formula(bare, name, {call.name for call in called}, reserved=("kind", *KEYS))

    def functions(self, formulas: Iterable[Formula]) -> Mapping[str, Formula]:
        """The elementwise formulas that some formulas call, and those that these call."""
        found: dict[str, Formula] = {}
        waiting = list({formula.name: formula for formula in formulas}.values())
        while waiting:
            for name in sorted(function_names(waiting.pop()) - set(found)):
                called = self._read.get(name) or builtin(name)
                assert called is not None, f"the call of '{name}' was checked when it was read"
                found[name] = called
                waiting.append(called)
        return found

    def _own_names(self, *kinds: Kind) -> list[str]:
        return [name for name, item in self._own.items() if own_kind(item) in kinds]

    def _found(self, name: str, named: Item) -> Formula | None:
        if name in self._read:
            return self._read[name]
        own, beside, known = self._own.get(name), self._beside(name), builtin(name)
        definitions = [item for item in (own, beside) if item is not None]
        if len(definitions) + (known is not None) > 1:
            where = "built in" if known else f"also in the file '{name}.toml'"
            clashing = own.key_error if own else named.error
            raise clashing(
                f"The formula '{name}' is defined twice: it is {where}.",
                "Give one of them another name.",
            )
        found = self._read_own(name, definitions[0]) if definitions else known
        if found is not None:
            self._read[name] = found
        return found

    def _unknown(self, named: Item, name: str, kinds: tuple[Kind, ...]) -> DeriveError:
        if self._file(name) is not None:
            return named.error(
                f"The file '{name}.toml' beside the network has no 'kind', so it is no formula.",
                'Accepted in it: kind = "layer", "activation" or "loss", and equations.',
            )
        known = (*builtin_names(*kinds), *self._own_names(*kinds))
        return named.error(
            f"The {' or '.join(kinds)} '{name}' is unknown.", did_you_mean(name, known)
        )

    def _file(self, name: str) -> Path | None:
        if self._folder is None or not is_name(name):
            return None
        path = self._folder / f"{name}.toml"
        return path if path.is_file() else None

    def _beside(self, name: str) -> Item | None:
        """A formula file beside the network; other TOML files have no kind and are none."""
        path = self._file(name)
        item = toml_item(path) if path is not None else None
        return _labelled(item, name) if item is not None and "kind" in item.table() else None

    def _read_own(self, name: str, item: Item) -> Formula:
        self._open.append(name)
        called = tuple(calls(item))
        for call in called:
            self._check_call(call, item)
        self._open.pop()
        return own_formula(item, name, {call.name for call in called})

    def _check_call(self, call: FunctionCall, caller: Item) -> None:
        if call.name in self._open:
            circle = " calls ".join(
                f"'{name}'" for name in (*self._open[self._open.index(call.name) :], call.name)
            )
            raise NetworkError(
                f"Formulas call each other in a circle: {circle}.",
                where=call.place,
                accepted="Write one of them without the other.",
            )
        if len(self._open) > MAX_DEPTH:
            met = f"Formulas call each other more than {MAX_DEPTH} deep."
            raise NetworkError(met, where=call.place, accepted="Write some of them out.")
        formula = self._found(call.name, caller)
        if formula is None:
            known = {*RESERVED, *builtin_names("activation"), *self._own_names("activation")}
            raise NetworkError(
                f"The function '{call.name}' is unknown.",
                where=call.place,
                accepted=did_you_mean(call.name, known),
            )
        if not is_elementwise(formula):
            raise NetworkError(
                f"'{call.name}' is no function of one number, so no formula can call it.",
                where=call.place,
                accepted="Use it as a layer of its own.",
            )


def _labelled(item: Item, name: str) -> Item:
    return replace(item, layer=f"formula '{name}'")
