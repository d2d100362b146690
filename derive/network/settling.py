"""All layers and losses of an architecture as plans, with every size settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.errors import NetworkError, did_you_mean
from derive.network.architecture import Architecture, LayerUse, LossUse
from derive.network.plan import Arriving, Nodes, Plan, Planner, settle, unknown_signal
from derive.network.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Source:
    """A loss's input: a signal, or a target by its name.

    Attributes:
        signal: The position of a layer, or of a network's input (-1, -2, ...); None for a target.
        target: The target's name.
    """

    signal: int | None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A network whose sizes are settled.

    Attributes:
        sizes: All axes.
        inputs: The axes of the network's inputs.
        plans: A plan for every layer.
        losses: A plan for every loss.
        sources: Where each loss's inputs come from, by the formula's names.
        outputs: Positions of the layers that the network answers with.
    """

    sizes: Sizes
    inputs: tuple[Nodes, ...]
    plans: list[Plan]
    losses: list[Plan]
    sources: list[Mapping[str, Source]]
    outputs: tuple[int, ...]


def settled(architecture: Architecture) -> Settled:
    """Settle the sizes of an architecture.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
        NetworkError: There are no layers, or a signal's name is unknown or used twice.
    """
    if not architecture.layers:
        raise NetworkError("The network has no layers.", accepted="Add at least one.")
    sizes = Sizes()
    inputs = tuple(tuple(sizes.new(size) for size in use.shape) for use in architecture.inputs)
    arriving = {
        -1 - at: Arriving(nodes, use.classes)
        for at, (nodes, use) in enumerate(zip(inputs, architecture.inputs, strict=True))
    }
    names = _input_names(architecture)
    plans = _plans_of(architecture, names)
    for position, plan in enumerate(plans):
        signals = [arriving[at] for at in plan.arriving]
        first_new = sizes.count
        settle(plan, dict(zip(plan.formula.inputs, signals, strict=True)), sizes)
        _repeated(plan, plans, sizes, first_new)
        arriving[position] = Arriving(plan.output)
    losses, sources = _settled_losses(architecture, names, arriving, sizes)
    outputs = _outputs(architecture, names, len(plans))
    return Settled(sizes, inputs, plans, losses, sources, outputs)


def _input_names(architecture: Architecture) -> dict[str, int]:
    names = {use.name: -1 - at for at, use in enumerate(architecture.inputs)}
    if len(architecture.inputs) == 1:
        names["input"] = -1
    return names


def _plans_of(architecture: Architecture, names: dict[str, int]) -> list[Plan]:
    """A plan for every layer, numbered; an activation shares the number of the layer before.

    Args:
        architecture: The network.
        names: The positions of signals by name; grows.

    Raises:
        NetworkError: A signal's name is unknown or used twice.
    """
    planner = Planner(architecture)
    plans: list[Plan] = []
    first_turns: dict[tuple[str, int], int] = {}
    number = 0
    for position, use in enumerate(architecture.layers):
        arriving = _arriving(use, names, position)
        follows = (
            use.formula.kind == "activation"
            and arriving == (position - 1,)
            and position > 0
            and plans[-1].formula.kind != "activation"
        )
        number += 0 if follows else 1
        plan = planner.plan(use, number)
        plan.arriving = arriving
        if use.repetition is not None:
            key = (use.repetition.block, use.repetition.position)
            if use.repetition.turn == 1:
                first_turns[key] = position  # of this use of the block: another may differ
            first = first_turns.setdefault(key, position)
            plan.like = first if first != position else None
        plans.append(plan)
        if use.name is not None:
            if use.name in names:
                raise NetworkError(
                    f"The name '{use.name}' is used twice.",
                    where=use.place,
                    accepted="Give every layer a name of its own.",
                )
            names[use.name] = position
    return plans


def _arriving(use: LayerUse, names: Mapping[str, int], position: int) -> tuple[int, ...]:
    wanted, given = len(use.formula.inputs), use.inputs
    for name in given:
        if name not in names:
            raise unknown_signal(name, names, use)
    found = tuple(names[name] for name in given)
    if len(found) == wanted - 1:
        found = (position - 1, *found)
    if len(found) != wanted:
        raise NetworkError(
            f"'{use.formula.name}' takes {wanted} signals, but {len(given)} are named.",
            where=use.place,
            accepted=f"Name {wanted - 1} of them (the first is then the layer before) or {wanted}.",
        )
    return found


def _repeated(plan: Plan, plans: list[Plan], sizes: Sizes, first_new: int) -> None:
    """Let the new axes of a repeated layer have the letters of the layer that it repeats."""
    if plan.like is None:
        return
    first = plans[plan.like]
    for axis, node in plan.nodes.items():
        if axis in first.nodes and sizes.root(node) >= first_new:
            sizes.alike(node, first.nodes[axis])


def _settled_losses(
    architecture: Architecture,
    names: Mapping[str, int],
    arriving: Mapping[int, Arriving],
    sizes: Sizes,
) -> tuple[list[Plan], list[Mapping[str, Source]]]:
    planner = Planner(architecture)
    plans, sources = [], []
    last = len(architecture.layers) - 1
    for number, loss in enumerate(architecture.losses, start=1):
        use = LayerUse(loss.formula, constants=loss.constants, place=loss.place)
        plan = planner.plan(use, number)
        source = _sources(loss, names, last, number if len(architecture.losses) > 1 else None)
        plan.arriving = tuple(one.signal for one in source.values() if one.signal is not None)
        signals = {
            name: arriving[one.signal] for name, one in source.items() if one.signal is not None
        }
        settle(plan, signals, sizes)
        plans.append(plan)
        sources.append(source)
    return plans, sources


def _sources(
    loss: LossUse, names: Mapping[str, int], last: int, number: int | None
) -> Mapping[str, Source]:
    """Where a loss's inputs come from; without names, the last layer and a target."""
    formula = loss.formula
    given = dict(zip(formula.inputs, loss.inputs, strict=False))
    found: dict[str, Source] = {}
    for name in formula.inputs:
        if name in formula.targets:
            usual = name if number is None else f"{name}{number}"
            wanted = given.get(name, usual)
            at = names.get(wanted)
            found[name] = Source(None, wanted) if at is None else Source(at)
        elif name in given:
            if given[name] not in names:
                raise NetworkError(
                    f"No layer is called '{given[name]}'.",
                    where=loss.place,
                    accepted=did_you_mean(given[name], names),
                )
            found[name] = Source(names[given[name]])
        else:
            found[name] = Source(last)
    if sum(one.signal is not None for one in found.values()) == 0:
        raise NetworkError(f"The loss '{formula.name}' uses no signal.", where=loss.place)
    return found


def _outputs(architecture: Architecture, names: Mapping[str, int], count: int) -> tuple[int, ...]:
    if not architecture.outputs:
        return (count - 1,)
    found = []
    for name in architecture.outputs:
        if names.get(name, -1) < 0:
            raise NetworkError(
                f"The output '{name}' is no layer of this network.",
                accepted=did_you_mean(name, names),
            )
        found.append(names[name])
    return tuple(found)
