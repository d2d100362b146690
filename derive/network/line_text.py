"""A network written in one line; a chain of built-in layers reads back as the same network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from derive.network.architecture import Architecture, InputUse, LayerUse, LossUse, Penalty
from derive.network.arriving import INPUT, ONLY
from derive.network.one_line import sizes_in_order


def line_of(architecture: Architecture) -> str:
    """The network in the one-line form; a user's own formulas by name alone.

    A repeated block stands once: "12 x encoder [ ... ]".
    """
    layers = " -> ".join((_inputs(architecture.inputs), *_steps(architecture.layers)))
    ends = [" + ".join(_loss(use) for use in architecture.losses)]
    ends += [_penalty(penalty) for penalty in architecture.penalties]
    if architecture.outputs:
        ends.append(f"outputs {', '.join(architecture.outputs)}")
    if architecture.reduction == "sum":
        ends.append("cost sum")
    return " | ".join((layers, *ends))


def _inputs(inputs: Sequence[InputUse]) -> str:
    return ", ".join(
        _input(use) if use.name == ONLY and len(inputs) == 1 else f"{use.name} {_input(use)}"
        for use in inputs
    )


def _input(use: InputUse) -> str:
    shape = " x ".join(str(size) for size in use.shape)
    return shape if use.classes is None else f"{shape} (classes = {use.classes})"


def _steps(layers: Sequence[LayerUse]) -> Iterable[str]:
    """Every layer, and every repeated block by its first turn."""
    at = 0
    while at < len(layers):
        repetition = layers[at].repetition
        if repetition is None:
            yield _layer(layers[at], layers)
            at += 1
            continue
        length = turn_length(layers, at)
        inside = " -> ".join(_turn(layers[at : at + length], layers))
        yield f"{repetition.turns} x {repetition.block} [{inside}]"
        at += length * repetition.turns


def _turn(first: Sequence[LayerUse], layers: Sequence[LayerUse]) -> Iterable[str]:
    """The layers of a block's first turn, with the names that the block gives them."""
    dotted = (use.name.rpartition(".")[0] for use in first if use.name and "." in use.name)
    prefix = f"{next(dotted, '')}."
    own = {use.name for use in first}
    outer = list(dict.fromkeys(name for use in first for name in use.inputs if name not in own))
    for use in first:
        names = (INPUT if outer == [name] else name.removeprefix(prefix) for name in use.inputs)
        own_name = (use.name or "").removeprefix(prefix)
        shown = own_name if own_name and not own_name[0].isdigit() else None
        yield _layer(replace(use, inputs=tuple(names), name=shown), layers)


def turn_length(layers: Sequence[LayerUse], at: int) -> int:
    """How many layers one turn of the block has that begins at some position."""
    first = layers[at].repetition
    assert first is not None, "a block is repeated here"
    length = 1
    while at + length < len(layers):
        other = layers[at + length].repetition
        if other is None or (other.block, other.position) == (first.block, first.position):
            break
        if other.turn != first.turn:
            break
        length += 1
    return length


def _layer(use: LayerUse, layers: Sequence[LayerUse]) -> str:
    sizes = dict(use.sizes)
    first = (option for option in sizes_in_order(use.formula)[:1] if option in sizes)
    leading = [str(sizes.pop(option)) for option in first]
    options = [f"{name} = {size}" for name, size in sizes.items()]
    options += [f"{name} = {_number(value)}" for name, value in use.constants.items()]
    options += [f"{name} = {'true' if on else 'false'}" for name, on in use.switches.items()]
    if use.shares is not None:
        options.append(f"share = {layers[use.shares].name or f'layer {use.shares + 1}'}")
    inside = f" ({', '.join(options)})" if options else ""
    name = f" as {use.name}" if use.name else ""
    return " ".join((use.formula.name, *leading, *use.inputs)) + inside + name


def _loss(use: LossUse) -> str:
    options = [f"{name} = {_number(value)}" for name, value in use.constants.items()]
    if use.inputs:
        options.append(f"inputs = [{', '.join(use.inputs)}]")
    if use.weight != 1:
        options.append(f"weight = {_number(use.weight)}")
    return use.formula.name + (f" ({', '.join(options)})" if options else "")


def _penalty(penalty: Penalty) -> str:
    text = f"{penalty.norm} {_number(penalty.weight)}"
    return text + (f" (parameters = {' '.join(penalty.parameters)})" if penalty.parameters else "")


def _number(value: Fraction) -> str:
    """A decimal where it is exact, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return str(decimal) if Fraction(decimal) == value else str(value)
