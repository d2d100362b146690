"""What arrives from outside: one input, or several by name."""

from __future__ import annotations

from collections.abc import Collection

from derive.network.architecture import InputUse
from derive.notation.language import RESERVED
from derive.tables.item import Item

INPUT = "input"  # what layers call the only input
ONLY = "x"  # what equations call it
GIVEN = ("x", "y", "t", "C", "E")  # names that networks give themselves
MAX_AXES = 6
MAX_INPUTS = 20

_INPUT_EXAMPLE = "For example: input = 3, input = [8, 8] or { shape = [32], classes = 65 }."
_INPUTS_EXAMPLE = "For example: [inputs] with left = 16 and right = 16."


def only_input(item: Item) -> InputUse:
    """The one input of a network, called x.

    Raises:
        NetworkError: It has no shape, or no whole number of classes.
    """
    return _input(item, ONLY)


def named_inputs(item: Item, network_keys: Collection[str]) -> tuple[InputUse, ...]:
    """The inputs of a network by name.

    Args:
        item: The table.
        network_keys: Keys of the network itself, which slip into a table above them.

    Raises:
        NetworkError: A name means something else, or a shape is wrong.
    """
    table = item.table(_INPUTS_EXAMPLE)
    if not 1 <= len(table) <= MAX_INPUTS:
        met = f"'inputs' names {len(table)} inputs."
        raise item.error(met, f"Accepted: 1 to {MAX_INPUTS}. {_INPUTS_EXAMPLE}")
    for name, inside in table.items():
        if name in network_keys and not isinstance(inside.value, int):
            raise inside.key_error(
                f"This '{name}' belongs to the table [inputs] above it.",
                "In TOML the network's own keys stand before the first [table].",
            )
        if name in {INPUT, *GIVEN[1:], *RESERVED}:
            met = f"'{name}' cannot name an input: it has a meaning of its own."
            raise inside.key_error(met, "Choose another name.")
        inside.check_key_is_name()
    return tuple(_input(inside, name) for name, inside in table.items())


def _input(item: Item, name: str) -> InputUse:
    if not isinstance(item.value, dict):
        return InputUse(name, _shape(item), None, item.place)
    table = item.known_table(("shape", "classes"), "An input")
    if "shape" not in table:
        raise item.error(f"The input '{item.key}' has no 'shape'.", _INPUT_EXAMPLE)
    classes = table["classes"].size() if "classes" in table else None
    return InputUse(name, _shape(table["shape"]), classes, item.place)


def _shape(item: Item) -> tuple[int, ...]:
    if not isinstance(item.value, list | tuple):
        return (item.size(),)
    extents = tuple(extent.size() for extent in item.items())
    if not 1 <= len(extents) <= MAX_AXES:
        raise item.error(f"'{item.key}' has {len(extents)} axes.", f"Accepted: 1 to {MAX_AXES}.")
    return extents
