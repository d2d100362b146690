"""The numbers of a worked example, as a description gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from derive.network.architecture import Example, InputUse, LossUse
from derive.tables.item import Item, Numbers, shape, shape_text

EXAMPLE_KEYS = ("x", "t", "parameters", "learning_rate", "frozen", "source")


def example_of(item: Item, inputs: Sequence[InputUse], losses: Sequence[LossUse]) -> Example:
    """The numbers that a table gives for one sample of one input and one target.

    Args:
        item: The table.
        inputs: The network's inputs.
        losses: The network's losses.

    Raises:
        NetworkError: The network has more than one input or loss, or a number is wrong.
    """
    table = item.known_table(EXAMPLE_KEYS, "An example")
    if len(inputs) != 1 or len(losses) != 1:
        raise item.key_error(
            f"The network has {len(inputs)} inputs and {len(losses)} losses.",
            "Numbers can be worked through for one input and one loss.",
        )
    input_shape, classes = inputs[0].shape, inputs[0].classes
    for key in ("x", "t"):
        if key not in table:
            raise item.error(f"The example has no '{key}'.", f"For example: {key} = [0.05, 0.10].")
    x = table["x"].numbers()
    if shape(x) != input_shape:
        wanted = ", ".join(map(str, input_shape))
        raise table["x"].error(
            f"'x' has {shape_text(x)}, but the network's input has shape ({wanted})."
        )
    if classes is not None and not all(n in range(classes) for n in _entries(x)):
        raise table["x"].unsuitable(f"whole numbers from 0 to {classes - 1}")
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


def _entries(numbers: Numbers) -> Iterator[Fraction]:
    if isinstance(numbers, Fraction):
        yield numbers
        return
    for inside in numbers:
        yield from _entries(inside)
