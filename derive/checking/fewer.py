"""Fewer turns of repeated blocks: three show all that more of them would.

The last turn is derived, the one before it too where what follows differs, and the first is told
as another one in other letters.
"""

from __future__ import annotations

from dataclasses import replace

from derive.network.architecture import Architecture, LayerUse, Repetition

TURNS = 3


def with_fewer_turns(architecture: Architecture) -> Architecture:
    """The same network, every repeated block taken a few times at most.

    What the last turn gives, the last one that is kept gives in its place.
    """
    layers = list(architecture.layers)
    kept = [at for at, use in enumerate(layers) if not _is_dropped(use)]
    if len(kept) == len(layers):
        return architecture
    instead = {at: _kept(at, layers) for at in range(len(layers)) if at not in set(kept)}
    names: dict[str, str] = {}
    for at, other in instead.items():
        name = layers[at].name
        if name is not None:
            layers[other] = replace(layers[other], name=layers[other].name or name)
            names[name] = layers[other].name or name
    places = {old: new for new, old in enumerate(kept)}

    def renamed(signals: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(name, name) for name in signals)

    def place(at: int | None) -> int | None:
        return None if at is None else places[instead.get(at, at)]

    return replace(
        architecture,
        layers=tuple(
            replace(
                layers[at],
                inputs=renamed(layers[at].inputs),
                shares=place(layers[at].shares),
                repetition=_shortened(layers[at]),
            )
            for at in kept
        ),
        losses=tuple(replace(use, inputs=renamed(use.inputs)) for use in architecture.losses),
        outputs=renamed(architecture.outputs),
        penalties=tuple(replace(one, parameters=()) for one in architecture.penalties),
    )


def _is_dropped(use: LayerUse) -> bool:
    return use.repetition is not None and use.repetition.turn > TURNS


def _shortened(use: LayerUse) -> Repetition | None:
    if use.repetition is None:
        return None
    return replace(use.repetition, turns=min(use.repetition.turns, TURNS))


def _kept(at: int, layers: list[LayerUse]) -> int:
    """The position of the layer that stands at the same place of the last turn that is kept."""
    wanted = layers[at].repetition
    assert wanted is not None
    found = [
        before
        for before in range(at)
        if (other := layers[before].repetition) is not None
        and (other.block, other.position, other.turn) == (wanted.block, wanted.position, TURNS)
    ]
    return found[-1]
