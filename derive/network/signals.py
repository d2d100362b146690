"""How the entries of one list of layers are joined: every name is known before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.errors import did_you_mean
from derive.network.architecture import LayerUse
from derive.network.blocks import Block, Step
from derive.tables.item import Item


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in a list of layers stand for.

    Attributes:
        inputs: What arrives from outside of the list.
        positions: Entries by name, counted from 0.
        steps: The entries.
    """

    inputs: tuple[str, ...]
    positions: Mapping[str, int]
    steps: tuple[Step, ...]

    def earlier(self, own: int) -> list[str]:
        """The names that an entry may take."""
        return [*self.inputs, *(name for name, at in self.positions.items() if at < own)]

    def step(self, item: Item, own: int) -> Step | None:
        """The entry that a text names, which stands before another; None for an input.

        Raises:
            NetworkError: There is no such entry, or it comes later.
        """
        name, *inner = str(item.value).split(".")
        if name in self.inputs and not inner:
            return None
        at = self.positions.get(name)
        if at is None:
            raise item.error(f"No layer is called '{name}'.", did_you_mean(name, self.earlier(own)))
        if at >= own:
            stands = "this layer itself" if at == own else f"layer {at + 1}, which comes later"
            raise item.error(
                f"'{name}' is {stands}: the layers would feed each other in a cycle.",
                "A layer takes signals from layers before it.",
            )
        return _within(item, self.steps[at], inner)


def _within(item: Item, step: Step, inner: Sequence[str]) -> Step:
    for name in inner:
        block = step.what
        if not isinstance(block, Block):
            raise item.error(
                f"'{step.name}' is no block, so nothing in it has a name.",
                f"Name the layer itself: '{step.name}'.",
            )
        named = {str(one.name): one for one in block.steps if one.name is not None}
        if name not in named:
            raise item.error(
                f"The block '{block.name}' has no layer '{name}'.", did_you_mean(name, named)
            )
        step = named[name]
    return step


def names_of(steps: Sequence[Step], inputs: Sequence[str]) -> Names:
    """The names in a list of layers, all of them checked.

    Args:
        steps: The entries, in order.
        inputs: The names of what arrives.

    Raises:
        NetworkError: A name is used twice, comes later or nowhere, the count of signals is
            wrong, or an entry cannot share the parameters that it names.
    """
    positions: dict[str, int] = {}
    for at, step in enumerate(steps):
        if step.name is None:
            continue
        if step.name in inputs:
            met = f"'{step.name}' is the name of an input."
            raise step.item.table()["name"].error(met, "Choose another name.")
        if step.name in positions:
            raise step.item.table()["name"].error(
                f"The name '{step.name}' is used twice: "
                f"layer {positions[step.name] + 1} has it already.",
                "Give every layer a name of its own.",
            )
        positions[step.name] = at
    names = Names(tuple(inputs), positions, tuple(steps))
    for at, step in enumerate(steps):
        _check_count(step, at, names)
        for item in step.inputs:
            names.step(item, at)
        if step.share is not None:
            _check_share(step, step.share, names.step(step.share, at))
    return names


def _check_count(step: Step, at: int, names: Names) -> None:
    wanted, given = step.takes, len(step.inputs)
    if given not in (wanted - 1, wanted):
        both = f"{wanted - 1} (the layer before is then the first) or {wanted}"
        accepted = f"Accepted in inputs: {'at most 1' if wanted == 1 else both}."
        raise step.item.error(
            f"'{step.title}' takes {wanted} signal{'s' * (wanted > 1)}, "
            f"but {given} {'is' if given == 1 else 'are'} named.",
            accepted,
        )
    if at == 0 and given < wanted and len(names.inputs) > 1 and step.item.path[0] == "layers":
        raise step.item.error(
            f"The network has {len(names.inputs)} inputs, and the first layer names none.",
            f'For example: inputs = ["{names.inputs[0]}"].',
        )


def _check_share(step: Step, item: Item, owner: Step | None) -> None:
    if owner is None:
        raise item.error(
            f"'{item.value}' is an input, which has no parameters to share.",
            "Name an earlier layer or block.",
        )
    match step.what, owner.what:
        case Block() as own, Block() as other:
            _check_shared_block(step, item, (own, other), owner.turns)
        case LayerUse() as use, LayerUse() as other_use:
            _check_shared_layer(use, item, other_use)
        case _:
            kinds = [
                "a block" if isinstance(one.what, Block) else "a layer" for one in (owner, step)
            ]
            raise item.error(
                f"'{item.value}' is {kinds[0]}, and this is {kinds[1]}.",
                "A layer shares the parameters of a layer, a block those of the same block.",
            )


def _check_shared_block(step: Step, item: Item, blocks: tuple[Block, Block], turns: int) -> None:
    own, other = blocks
    if own.name != other.name or own.count != other.count:
        raise item.error(
            f"'{item.value}' uses the block '{other.name}' otherwise, so its parameters "
            "cannot be shared.",
            f"Accepted: an earlier use of the block '{own.name}' with the same options.",
        )
    if turns not in (1, step.turns):
        raise item.error(
            f"'{item.value}' repeats its block {turns} times, and this one {step.turns} times.",
            f"Accepted: repeat = {turns}, or a block that is not repeated.",
        )


def _check_shared_layer(use: LayerUse, item: Item, owner: LayerUse) -> None:
    own, others = parameters(use), parameters(owner)
    if not own & others:
        listed = [", ".join(sorted(names)) or "none" for names in (own, others)]
        raise item.error(
            f"'{use.formula.name}' and '{item.value}' ({owner.formula.name}) have no parameters "
            f"of the same name: {listed[0]} and {listed[1]}.",
            "Parameters of equal names are shared, and no others.",
        )
    for name in use.initial:
        if name in others:
            raise item.error(
                f"'{name}' is shared with '{item.value}', so it has its initial value from there.",
                f"Leave '{name}' out of initial here.",
            )


def parameters(use: LayerUse) -> frozenset[str]:
    """The names of a layer's parameters, those that are switched off apart."""
    return frozenset(
        rule.name
        for rule in use.formula.parameters
        if rule.when is None or use.switches.get(rule.when, rule.default)
    )
