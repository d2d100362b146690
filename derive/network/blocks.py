"""Lists of layers as they are written: layers, and uses of blocks, which are defined once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.errors import did_you_mean
from derive.network.architecture import LayerUse
from derive.network.arriving import INPUT
from derive.network.given import Given, block_options, given_to
from derive.network.options import layer_use, signal_name, signals_of
from derive.network.own_formula import BLOCK_KEYS
from derive.network.vocabulary import Vocabulary
from derive.tables.item import Item

MAX_LAYERS = 1000
MAX_DEPTH = 10

_BLOCK_TABLE = ("inputs", "layers", "options")
_USE_KEYS = (*BLOCK_KEYS, "name", "inputs", "share")
_EXAMPLE = 'For example: [[layers]] with block = "encoder" and repeat = 12.'


@dataclass(frozen=True, slots=True)
class Block:
    """A list of layers with a name, read for one choice of its options.

    Attributes:
        name: Its name.
        inputs: What its layers call the signals that arrive.
        steps: Its layers, and the blocks that it uses.
        count: How many layers it has, written out.
    """

    name: str
    inputs: tuple[str, ...]
    steps: tuple[Step, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a list of layers: a layer, or the use of a block.

    Attributes:
        item: Where it is described.
        name: What later entries call its output, or None.
        inputs: The signals that arrive, as they are written.
        share: The entry whose parameters it uses, as it is written, or None.
        what: The layer or the block.
        turns: How often a block is repeated.
    """

    item: Item
    name: str | None
    inputs: tuple[Item, ...]
    share: Item | None
    what: LayerUse | Block
    turns: int = 1

    @property
    def title(self) -> str:
        """The formula's or block's name."""
        return self.what.name if isinstance(self.what, Block) else self.what.formula.name

    @property
    def takes(self) -> int:
        """How many signals arrive."""
        return len(self.what.inputs if isinstance(self.what, Block) else self.what.formula.inputs)

    @property
    def count(self) -> int:
        """How many layers it is, written out."""
        return self.turns * self.what.count if isinstance(self.what, Block) else 1


class Blocks:
    """Finds blocks by name, and reads each once for every choice of its options."""

    def __init__(self, own: Mapping[str, Item], vocabulary: Vocabulary) -> None:
        self._own = {name: replace(item, layer=f"block '{name}'") for name, item in own.items()}
        self._vocabulary = vocabulary
        self._read: dict[object, Block] = {}
        self._open: list[str] = []
        for item in self._own.values():
            item.check_key_is_name()

    def steps(self, item: Item, given: Given | None = None) -> tuple[Step, ...]:
        """The entries of a list of layers.

        Args:
            item: The list.
            given: The options of the block whose list it is.

        Raises:
            DeriveError: Something in the list is wrong.
        """
        if isinstance(item.value, dict):
            header = ".".join(str(part) for part in item.path)
            raise item.error(
                "'layers' is one table.",
                f"A list is needed: write [[{header}]], not [{header}].",
            )
        items = item.items("Write [[layers]] before each layer.")
        if not 1 <= len(items) <= MAX_LAYERS:
            owner = f"The {item.layer}" if item.layer else "The network"
            raise item.error(
                f"{owner} has {len(items)} layers.", f"Accepted: 1 to {MAX_LAYERS} layers."
            )
        inside = f"{item.layer}, " if item.layer else ""
        return tuple(
            self._step(entry, f"{inside}layer {number}", given or Given())
            for number, entry in enumerate(items, start=1)
        )

    def check_used(self) -> None:
        """Nothing, if every block is used.

        Raises:
            NetworkError: One is not.
        """
        used = {block.name for block in self._read.values()}
        for name, item in self._own.items():
            if name not in used:
                met = f"The block '{name}' is used nowhere."
                raise item.key_error(met, _EXAMPLE.replace("encoder", name))

    def _step(self, item: Item, label: str, given: Given) -> Step:
        if isinstance(item.value, dict) and "block" in item.value:
            return self._use(replace(item, layer=label), label, given)
        use = layer_use(item, label, given, self._vocabulary)
        item = replace(item, layer=use.place.layer)
        table: Mapping[str, Item] = item.table() if isinstance(item.value, dict) else {}
        return Step(
            item=item,
            name=use.name,
            inputs=signals_of(table),
            share=_share(table),
            what=use,
        )

    def _use(self, item: Item, label: str, given: Given) -> Step:
        named = item.table()["block"]
        name = named.text(_EXAMPLE)
        if name not in self._own:
            hint = did_you_mean(name, self._own) if self._own else f"Define it: [blocks.{name}]."
            raise named.error(f"The block '{name}' is unknown.", hint)
        item = replace(item, layer=f"{label} ({name})")
        declared = self._declared(name)
        _check_keys(item, name, declared)
        table = given.filled(item.table(), {"repeat", *declared})
        own = given_to(name, declared, table, item)
        turns = table["repeat"].size(most=MAX_LAYERS) if "repeat" in table else 1
        block = self._block(name, own, named)
        if block.count * turns > MAX_LAYERS:
            raise item.error(
                f"The block has {block.count * turns} layers once it is written out.",
                f"Accepted: at most {MAX_LAYERS}.",
            )
        return Step(
            item=item,
            name=signal_name(table["name"]) if "name" in table else None,
            inputs=table["inputs"].signals() if "inputs" in table else (),
            share=_share(table),
            what=block,
            turns=turns,
        )

    def _declared(self, name: str) -> Mapping[str, Item]:
        table = self._own[name].known_table(_BLOCK_TABLE, "A block")
        if "layers" not in table:
            raise self._own[name].error(
                f"The block '{name}' has no layers.", f"Write [[blocks.{name}.layers]] before each."
            )
        declared = block_options(table["options"]) if "options" in table else {}
        for option, item in declared.items():
            if option in (*_USE_KEYS, "formula", "equations"):
                met = f"The option '{option}' of the block '{name}' has two meanings."
                raise item.key_error(met, "Choose another name for it.")
        return declared

    def _block(self, name: str, given: Given, named: Item) -> Block:
        if name in self._open:
            circle = (*self._open[self._open.index(name) :], name)
            raise named.error(
                f"Blocks contain each other in a circle: {' contains '.join(map(repr, circle))}.",
                "Write one of them without the other.",
            )
        if len(self._open) >= MAX_DEPTH:
            met = f"Blocks contain each other more than {MAX_DEPTH} deep."
            raise named.error(met, "Write some of them out.")
        key = (name, given.key)
        if key not in self._read:
            self._open.append(name)
            self._read[key] = self._new(name, given)
            self._open.pop()
        return self._read[key]

    def _new(self, name: str, given: Given) -> Block:
        table = self._own[name].table()
        inputs: tuple[str, ...] = (INPUT,)
        if "inputs" in table:
            inputs = tuple(str(named.value) for named in table["inputs"].names())
        steps = self.steps(table["layers"], given)
        count = sum(step.count for step in steps)
        if count > MAX_LAYERS:
            raise self._own[name].error(
                f"The block '{name}' has {count} layers once it is written out.",
                f"Accepted: at most {MAX_LAYERS}.",
            )
        return Block(name, inputs, steps, count)


def _check_keys(item: Item, name: str, declared: Mapping[str, Item]) -> None:
    table = item.table()
    known = (*_USE_KEYS, *declared)
    for key, inside in table.items():
        if key in ("formula", "equations"):
            raise inside.key_error(f"The layer has both 'block' and '{key}'.", "Keep one of them.")
        if key not in known:
            met = f"The block '{name}' has no option '{key}'."
            raise inside.key_error(met, did_you_mean(key, known))


def _share(table: Mapping[str, Item]) -> Item | None:
    if "share" not in table:
        return None
    table["share"].name()
    return table["share"]
