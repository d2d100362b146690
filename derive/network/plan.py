"""Plans: layers while sizes are being settled, before anything has a name.

Axes that must agree are joined, and every disagreement is an error that says
which layer met which shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.errors import NetworkError, ShapeError, did_you_mean
from derive.formulas.axes import Axes
from derive.formulas.catalogue import builtin_names
from derive.formulas.formula import Formula
from derive.network.architecture import Architecture, LayerUse
from derive.network.functions import formula_axes
from derive.network.sizes import Sizes

Nodes = tuple[int, ...]


@dataclass(slots=True)
class Plan:
    """One layer while sizes are being settled: axes are numbers of `Sizes`."""

    use: LayerUse
    formula: Formula
    axes: Axes
    number: int
    arriving: Nodes  # positions of plans; -1 is the network's input
    nodes: dict[int, int] = field(default_factory=dict)  # the formula's axis -> node
    output: Nodes = ()

    @property
    def is_elementwise(self) -> bool:
        """Whether the formula names entries without indices, one at a time."""
        return not any(self.axes.tensors.values())


@dataclass(frozen=True, slots=True)
class Settled:
    """A network whose sizes are settled.

    Attributes:
        sizes: All axes.
        source: The axes of the network's input.
        plans: A plan for every layer.
        loss: The loss.
    """

    sizes: Sizes
    source: Nodes
    plans: list[Plan]
    loss: Plan


def settled(architecture: Architecture) -> Settled:
    """Settle the sizes of an architecture.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
        NetworkError: There are no layers, or a signal's name is unknown or used twice.
    """
    if not architecture.layers:
        raise NetworkError("The network has no layers.", accepted="Add at least one.")
    sizes = Sizes()
    source = tuple(sizes.new(size) for size in architecture.input_shape)
    plans = _plans_of(architecture)
    for plan in plans:
        _settle(plan, plans, source, sizes)
    loss = _loss_plan(architecture)
    _settle_loss(loss, plans[-1].output, sizes)
    return Settled(sizes, source, plans, loss)


def _plans_of(architecture: Architecture) -> list[Plan]:
    """A plan for every layer, numbered; an activation shares the number of the layer before.

    Raises:
        NetworkError: A signal's name is unknown or used twice.
    """
    names: dict[str, int] = {"input": -1}
    plans: list[Plan] = []
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
        functions = {*architecture.functions, *builtin_names("activation")}
        axes = formula_axes(use.formula, functions)
        plans.append(Plan(use, use.formula, axes, number, arriving))
        if use.name is not None:
            if use.name in names:
                raise NetworkError(
                    f"The name '{use.name}' is used twice.",
                    where=use.place,
                    accepted="Give every layer a name of its own.",
                )
            names[use.name] = position
    return plans


def _arriving(use: LayerUse, names: Mapping[str, int], position: int) -> Nodes:
    wanted, given = len(use.formula.inputs), use.inputs
    for name in given:
        if name not in names:
            raise NetworkError(
                f"No earlier layer is called '{name}'.",
                where=use.place,
                accepted=did_you_mean(name, names),
            )
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


def _settle(plan: Plan, plans: list[Plan], source: Nodes, sizes: Sizes) -> None:
    """Give every letter of a plan its axis, from what arrives and from the options.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
    """
    signals = [source if at < 0 else plans[at].output for at in plan.arriving]
    if plan.is_elementwise:
        plan.output = signals[0]
        for other in signals[1:]:
            _join_all((signals[0], other), plan, sizes, plan.formula.inputs[0])
        return
    for name, signal in zip(plan.formula.inputs, signals, strict=True):
        own = plan.axes.tensors[name]
        if len(own) != len(signal):
            raise ShapeError(
                f"'{plan.formula.name}' takes a signal of rank {len(own)}, "
                f"but {_shape(signal, sizes)} of rank {len(signal)} arrives.",
                where=plan.use.place,
            )
        nodes = [plan.nodes.setdefault(axis, node) for axis, node in zip(own, signal, strict=True)]
        _join_all((tuple(nodes), signal), plan, sizes, name)
    for letter, option in plan.formula.sizes.items():
        _sized(plan, letter, option, sizes)
    for letter, axis in plan.axes.letters.items():
        if axis not in plan.nodes:
            raise ShapeError(
                f"The size of the index '{letter}' of '{plan.formula.name}' is not known.",
                where=plan.use.place,
                accepted=f'Say which option gives it: sizes = {{ {letter} = "units" }}.',
            )
    plan.output = tuple(plan.nodes[axis] for axis in plan.axes.tensors[plan.formula.output])


def _sized(plan: Plan, letter: str, option: str, sizes: Sizes) -> None:
    axis = plan.axes.letters[letter]
    size = plan.use.sizes.get(option)
    if size is None and axis not in plan.nodes:
        raise ShapeError(
            f"'{plan.formula.name}' needs the size '{option}'.",
            where=plan.use.place,
            accepted=f"For example: {option} = 4.",
        )
    if size is None:
        return
    node = plan.nodes.setdefault(axis, sizes.new(size))
    if sizes.size(node) != size:
        raise ShapeError(
            f"'{option}' of '{plan.formula.name}' is {size}, "
            f"but its input has {sizes.size(node)} there.",
            where=plan.use.place,
        )


def _join_all(signals: tuple[Nodes, Nodes], plan: Plan, sizes: Sizes, name: str) -> None:
    own, signal = signals
    fits = len(own) == len(signal)
    if not fits or any(sizes.size(a) != sizes.size(b) for a, b in zip(own, signal, strict=True)):
        raise ShapeError(
            f"The signals that meet in '{plan.formula.name}' have different shapes: "
            f"{_shape(own, sizes)} and {_shape(signal, sizes)} (at its input '{name}').",
            where=plan.use.place,
            accepted="Give the layers before it the same size.",
        )
    for one, other in zip(own, signal, strict=True):
        sizes.join(one, other)


def _shape(nodes: Nodes, sizes: Sizes) -> str:
    inside = ", ".join(str(sizes.size(node)) for node in nodes)
    return f"({inside})"


def _loss_plan(architecture: Architecture) -> Plan:
    """The loss as a plan."""
    functions = {*architecture.functions, *builtin_names("activation")}
    formula = architecture.loss.formula
    use = LayerUse(formula, constants=architecture.loss.constants, place=architecture.loss.place)
    return Plan(use, formula, formula_axes(formula, functions), 0, ())


def _settle_loss(plan: Plan, prediction: Nodes, sizes: Sizes) -> None:
    """Give every letter of the loss its axis, all from the prediction.

    Raises:
        ShapeError: Ranks do not fit together, or an axis is not the prediction's.
    """
    name = plan.formula.inputs[0]
    own = plan.axes.tensors[name]
    if len(own) != len(prediction):
        raise ShapeError(
            f"The loss '{plan.formula.name}' takes a prediction of rank {len(own)}, "
            f"but {_shape(prediction, sizes)} of rank {len(prediction)} arrives.",
            where=plan.use.place,
            accepted="Write its entries with indices, and sum: L = sum(k, (y[k]-t[k])^2).",
        )
    nodes = [plan.nodes.setdefault(axis, node) for axis, node in zip(own, prediction, strict=True)]
    _join_all((tuple(nodes), prediction), plan, sizes, name)
    for letter, axis in plan.axes.letters.items():
        if axis not in plan.nodes:
            raise ShapeError(
                f"The index '{letter}' of the loss '{plan.formula.name}' runs over no axis "
                "of the prediction, so its size is not known.",
                where=plan.use.place,
            )
