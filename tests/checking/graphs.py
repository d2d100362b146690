"""Random graphs from every formula in the folder: several inputs, outputs, losses, shared layers.

A step picks a formula, signals and options by chance and keeps the layer if the sizes
fit; so a new formula file is drawn from as soon as it is there. What does not
reach a loss is left out again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod

from hypothesis import strategies
from hypothesis.strategies import DrawFn, SearchStrategy

from derive.errors import DeriveError, NetworkError
from derive.formulas.axes import formula_axes
from derive.formulas.catalogue import formulas
from derive.formulas.formula import Formula
from derive.network.architecture import (
    Architecture,
    InputUse,
    LayerUse,
    LossUse,
    Penalty,
    Reduction,
    Repetition,
)
from derive.network.network import build
from derive.network.own_formula import function_names
from derive.network.settling import settled
from derive.text import Text
from tests.checking.networks import Chooser, Drawn, Seeded

TITLE = Text(en="A random graph", ja="無作為なグラフ")
INPUTS = (
    ((3,), None),
    ((2,), None),
    ((4,), None),
    ((3, 2), None),
    ((4, 3), None),
    ((3,), 5),
    ((2, 5, 4), None),
    ((1, 4, 5), None),
    ((2, 6), None),
)
OPTIONS = (2, 3, 1, 4)
WEIGHTS = (Fraction(1), Fraction(1, 2), Fraction(3, 4))
MOST_ENTRIES, MOST_PARAMETERS, MOST_RANK = 60, 80, 4
TRIES = 6


@dataclass(slots=True)
class _Draft:
    """A graph that grows.

    Attributes:
        inputs: The network's inputs.
        layers: Its layers so far, each with a name of its own.
        shapes: The extents of every signal, by name.
    """

    inputs: list[InputUse]
    layers: list[LayerUse] = field(default_factory=list)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def architecture(self, losses: tuple[LossUse, ...] = ()) -> Architecture:
        return Architecture("graph", TITLE, tuple(self.inputs), tuple(self.layers), losses)

    def signals(self) -> list[str]:
        """Names of signals, the newest first."""
        return [*reversed(self.shapes)]

    def add(self, use: LayerUse) -> bool:
        """Append a layer if everything fits and stays small."""
        self.layers.append(use)
        try:
            plans = settled(self.architecture())
            shape = tuple(plans.sizes.size(node) for node in plans.plans[-1].output)
            fits = prod(shape) <= MOST_ENTRIES and len(shape) <= MOST_RANK
            fits = fits and use.name is not None and self.is_real(use)
        except DeriveError:
            fits = False
        if not fits:
            self.layers.pop()
            return False
        assert use.name is not None
        self.shapes[use.name] = shape
        return True

    def is_real(self, use: LayerUse) -> bool:
        """Whether whole numbers go only where positions are asked for."""
        counted = {one.name for one in self.inputs if one.classes is not None}
        whole = formula_axes(use.formula, function_names(use.formula)).whole
        pairs = zip(use.formula.inputs, use.inputs, strict=True)
        return all((name in whole) == (signal in counted) for name, signal in pairs)


@strategies.composite
def _graphs(draw: DrawFn) -> Architecture:
    return graph(Drawn(draw))


def graphs() -> SearchStrategy[Architecture]:
    """Graphs that shrink towards few small layers."""
    return _graphs()


def seeded_graphs(count: int, start: int = 0) -> Iterator[tuple[int, Architecture]]:
    """`count` graphs, each with the seed that makes it again."""
    for seed in range(start, start + count):
        yield seed, graph(Seeded(seed))


def graph(choose: Chooser) -> Architecture:
    """One graph, which builds."""
    for _ in range(TRIES):
        draft = _begun(choose)
        for _ in range(choose.among((1, 2, 3, 4, 5))):
            _grown(choose, draft)
        losses = _losses(choose, draft)
        if losses:
            try:
                whole = _pruned(draft, losses, choose)
                network = build(whole)
            except DeriveError:
                continue
            if network.parameters and network.parameter_count <= MOST_PARAMETERS:
                return whole
    return _simplest()


def _begun(choose: Chooser) -> _Draft:
    count = choose.among((1, 1, 2))
    draft = _Draft([])
    for at in range(count):
        shape, classes = choose.among(INPUTS)
        name = "x" if count == 1 else f"in{at + 1}"
        draft.inputs.append(InputUse(name, shape, classes))
        draft.shapes[name] = shape
    return draft


def _grown(choose: Chooser, draft: _Draft) -> None:
    """Try to add a layer, mostly on the newest signal, then perhaps an activation."""
    kind = choose.among(("layer", "layer", "activation"))
    found = list(formulas("layer" if kind == "layer" else "activation").values())
    for _ in range(TRIES):
        formula = choose.among(found)
        use = _use(choose, draft, formula)
        if draft.add(use):
            _again(choose, draft, use)
            return


def _use(choose: Chooser, draft: _Draft, formula: Formula) -> LayerUse:
    signals = draft.signals()
    newest = signals[:2] if choose.among((True, True, False)) else signals
    switches = {r.when: choose.among((True, False)) for r in formula.parameters if r.when}
    sizes = {name: choose.among(OPTIONS) for name in formula.needed_options}
    for name, default in formula.options.items():
        if default is not None and choose.among((False, False, True)):
            sizes[name] = choose.among(tuple(dict.fromkeys((default, 1, 2))))
    return LayerUse(
        formula,
        sizes=sizes,
        switches=switches,
        name=f"s{len(draft.layers) + 1}",
        inputs=tuple(choose.among(newest) for _ in formula.inputs),
    )


def _again(choose: Chooser, draft: _Draft, use: LayerUse) -> None:
    """Now and then the same layer once more: shared, or as a second turn of a block."""
    way = choose.among(("no", "no", "no", "shared", "repeated"))
    position, name = len(draft.layers) - 1, f"s{len(draft.layers) + 1}"
    assert use.name is not None
    if way == "shared" and use.formula.parameters:
        inputs = tuple(choose.among(draft.signals()) for _ in use.inputs)
        draft.add(replace(use, name=name, inputs=inputs, shares=position))
    elif way == "repeated" and len(use.inputs) == 1:
        block = f"block{position}"
        first = replace(use, repetition=Repetition(block, 1, 2, 0))
        second = replace(use, name=name, inputs=(use.name,), repetition=Repetition(block, 2, 2, 0))
        draft.layers[-1] = first
        draft.add(second)


def _losses(choose: Chooser, draft: _Draft) -> tuple[LossUse, ...]:
    if not draft.layers:
        return ()
    found: list[LossUse] = []
    known = list(formulas("loss").values())
    for number in range(choose.among((1, 1, 1, 2))):
        for _ in range(TRIES):
            formula = choose.among(known)
            use = _loss(choose, draft, formula, number)
            if use is not None:
                found.append(use)
                break
    return tuple(found)


def _loss(choose: Chooser, draft: _Draft, formula: Formula, number: int) -> LossUse | None:
    """The loss on signals that it can take, after an activation that it may need."""
    layers, shapes = list(draft.layers), dict(draft.shapes)
    inputs = []
    for name in formula.inputs:
        if name in formula.targets:
            inputs.append(f"t{number + 1}")
            continue
        made = [one for one in draft.signals() if one.startswith("s")]
        made = [one for one in made if one not in inputs]  # a distance to itself has no slope
        if not made:
            break
        chosen = made[0] if not inputs else choose.among(made)
        if formula.prediction != "real":
            ending = [
                one
                for one in formulas("activation").values()
                if one.prediction == formula.prediction
            ]
            use = LayerUse(choose.among(ending), name=f"s{len(draft.layers) + 1}", inputs=(chosen,))
            if not draft.add(use):
                break
            chosen = use.name or ""
        inputs.append(chosen)
    loss = LossUse(formula, inputs=tuple(inputs), weight=choose.among(WEIGHTS))
    try:
        if len(inputs) < len(formula.inputs):
            raise NetworkError("too few signals")
        settled(draft.architecture((loss,)))
    except DeriveError:
        draft.layers[:], draft.shapes = layers, shapes
        return None
    return loss


def _pruned(draft: _Draft, losses: tuple[LossUse, ...], choose: Chooser) -> Architecture:
    """The graph without layers that reach no loss, and without inputs that nothing uses."""
    wanted = {name for loss in losses for name in loss.inputs}
    kept: list[int] = []
    for at in reversed(range(len(draft.layers))):
        use = draft.layers[at]
        if use.name in wanted:
            wanted |= set(use.inputs)
            kept.append(at)
    kept.reverse()
    places = {old: new for new, old in enumerate(kept)}
    layers = []
    for at in kept:
        use = draft.layers[at]
        shares = None if use.shares is None else places.get(use.shares)
        alone = use.repetition is not None and not _has_both(use, [draft.layers[k] for k in kept])
        layers.append(replace(use, shares=shares, repetition=None if alone else use.repetition))
    draft.inputs = [use for use in draft.inputs if use.name in wanted]
    if len(draft.inputs) == 1:
        only = draft.inputs[0].name
        layers = [
            replace(use, inputs=tuple("x" if name == only else name for name in use.inputs))
            for use in layers
        ]
        draft.inputs = [replace(draft.inputs[0], name="x")]
    draft.layers = layers
    outputs = tuple(
        dict.fromkeys(name for loss in losses for name in loss.inputs if name[0] == "s")
    )
    penalties = choose.among(((), (), (Penalty("l2", Fraction(1, 8)),)))
    reductions: tuple[Reduction, ...] = ("mean", "sum")
    reduction = choose.among(reductions)
    whole = replace(draft.architecture(losses), outputs=outputs, reduction=reduction)
    try:
        build(replace(whole, penalties=penalties))
    except DeriveError:
        return whole
    return replace(whole, penalties=penalties)


def _has_both(use: LayerUse, layers: list[LayerUse]) -> bool:
    """Whether both turns of a layer's block are there."""
    assert use.repetition is not None
    block = use.repetition.block
    turns = {
        one.repetition.turn for one in layers if one.repetition and one.repetition.block == block
    }
    return turns == {1, 2}


def _simplest() -> Architecture:
    draft = _Draft([InputUse("x", (3,))])
    draft.add(LayerUse(formulas("layer")["dense"], sizes={"units": 2}, name="s1", inputs=("x",)))
    return draft.architecture((LossUse(formulas("loss")["squared_error"]),))
