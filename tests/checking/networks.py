"""Random networks from all layers, activations and losses in the folder.

The same recipe is drawn by Hypothesis, which shrinks to small networks, and
by a seeded generator, which is as long as one likes.
"""

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from hypothesis import strategies
from hypothesis.strategies import DrawFn, SearchStrategy

from derive.formulas.axes import formula_axes
from derive.formulas.catalogue import formulas
from derive.formulas.formula import Formula
from derive.network.architecture import Architecture
from derive.network.objects import layer, network, penalty
from derive.network.own_formula import function_names

Choice = TypeVar("Choice")
Layers = list[dict[str, Any]]
CONSTANTS = (Fraction(1, 2), Fraction(3, 4), Fraction(3, 2))
WEIGHTS = (Fraction(1, 100), Fraction(1, 8))
BLOCKS = ("plain", "plain", "bare", "skip")


class Chooser(Protocol):
    """What a recipe asks for its decisions."""

    def among(self, choices: Sequence[Choice]) -> Choice:
        """One of some choices; the first is the simplest."""
        ...


class Seeded:
    """Decisions of a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.numbers = random.Random(seed)

    def among(self, choices: Sequence[Choice]) -> Choice:
        return self.numbers.choice(choices)


class Drawn:
    """Decisions of Hypothesis."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw

    def among(self, choices: Sequence[Choice]) -> Choice:
        return self.draw(strategies.sampled_from(choices))


@strategies.composite
def _architectures(draw: DrawFn) -> Architecture:
    return architecture(Drawn(draw))


def architectures() -> SearchStrategy[Architecture]:
    """Networks that shrink towards one small dense layer."""
    return _architectures()


def seeded(count: int, start: int = 0) -> Iterator[tuple[int, Architecture]]:
    """`count` networks, each with the seed that makes it again."""
    for seed in range(start, start + count):
        yield seed, architecture(Seeded(seed))


def architecture(choose: Chooser) -> Architecture:
    """One network: blocks of layers, and an ending that the loss can take."""
    size = choose.among((2, 3, 4))
    first, layers = size, Layers()
    for at in range(choose.among((1, 2, 3)) - 1):
        size = _block(choose, layers, size, at)
    loss = choose.among([one for one in formulas("loss").values() if _measures_vectors(one)])
    layers.append(_dense(choose, choose.among((2, 3, 4))))
    layers += _ending(choose, loss)
    return network(
        input=first,
        layers=layers,
        loss={"formula": loss.name, **_constants(choose, loss)},
        penalties=_penalties(choose),
        cost=choose.among(("mean", "sum")),
        name="random",
    )


def _block(choose: Chooser, layers: Layers, size: int, at: int) -> int:
    """Append one block; what size leaves it."""
    kind = choose.among(BLOCKS)
    if kind == "skip":
        before = f"before{at}"
        if layers:
            layers[-1]["name"] = before
        layers += [_dense(choose, size), _activation(choose)]
        layers.append(layer("add", inputs=[before if at else "input"]))
    else:
        size = choose.among((2, 3, 4, 5))
        layers.append(_sized(choose, size))
    if kind == "plain":
        layers.append(_activation(choose))
    return size


def _dense(choose: Chooser, units: int) -> dict[str, Any]:
    return layer("dense", units=units, bias=choose.among((True, True, False)))


def _sized(choose: Chooser, units: int) -> dict[str, Any]:
    """A layer of the folder that makes a vector of some size from a vector."""
    found = choose.among([one for one in formulas("layer").values() if _maps_vectors(one)])
    switches = {rule.when: choose.among((True, False)) for rule in found.parameters if rule.when}
    return {"formula": found.name, "units": units, **switches}


def _maps_vectors(formula: Formula) -> bool:
    axes = formula_axes(formula, function_names(formula)).tensors
    ranks = [len(axes[name]) for name in (*formula.inputs, formula.output)]
    return ranks == [1, 1] and set(formula.sizes.values()) == {"units"}


def _measures_vectors(formula: Formula) -> bool:
    """Whether a loss compares one vector with a target, sample by sample."""
    if formula.batch is not None or formula.targets != formula.inputs[1:]:
        return False
    found = formula_axes(formula, function_names(formula))
    ranks = {len(found.tensors[name]) for name in formula.inputs}
    return not found.whole and not formula.sizes and ranks <= {0, 1}


def _activation(choose: Chooser) -> dict[str, Any]:
    found = choose.among(list(formulas("activation").values()))
    return {"formula": found.name, **_constants(choose, found)}


def _constants(choose: Chooser, formula: Formula) -> dict[str, Any]:
    """Now and then other constants than the formula's own."""
    if not choose.among((False, False, True)):
        return {}
    return {name: choose.among(CONSTANTS) for name in formula.constants}


def _ending(choose: Chooser, loss: Formula) -> Layers:
    """Activations after which a prediction is what the loss needs."""
    if loss.prediction == "real":
        return choose.among(([], [_activation(choose)]))
    fitting = [
        one.name for one in formulas("activation").values() if one.prediction == loss.prediction
    ]
    return [layer(choose.among(fitting))]


def _penalties(choose: Chooser) -> list[dict[str, Any]]:
    norms = choose.among(((), (), ("l2",), ("l1",), ("l1", "l2")))
    return [penalty(norm, choose.among(WEIGHTS)) for norm in norms]
