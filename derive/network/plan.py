"""Plans: layers while sizes are being settled, before anything has a name.

Axes that must agree are joined, and every disagreement is an error that says
which layer met which shape. A formula speaks of one position; the axes that an
arriving signal has in front of the formula's own ride along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.errors import NetworkError, ShapeError, did_you_mean
from derive.formulas.axes import Axes, formula_axes
from derive.formulas.catalogue import builtin_names
from derive.formulas.formula import Formula
from derive.network.architecture import Architecture, LayerUse
from derive.network.arithmetic import UnsettledError, whole_number
from derive.network.entries import letters_in_order
from derive.network.sizes import Sizes

Nodes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arriving:
    """A signal while sizes are being settled: its axes, and its values if they are counted."""

    nodes: Nodes
    classes: int | None = None


@dataclass(slots=True)
class Plan:
    """One layer or loss while sizes are being settled: axes are numbers of `Sizes`.

    Attributes:
        use: What the user described.
        formula: Its equations.
        axes: The formula's own axes.
        number: The layer's number; for a loss, its position from 1.
        arriving: Positions of plans; -1 is the network's first input, -2 its second.
        nodes: The node of every axis of the formula.
        extra: The axes that ride along in front.
        lifted: The inputs that have them.
        output: The axes of the output, those in front first.
        like: The position of the layer that this one repeats, or None.
    """

    use: LayerUse
    formula: Formula
    axes: Axes
    number: int
    arriving: tuple[int, ...]
    nodes: dict[int, int] = field(default_factory=dict)
    extra: Nodes = ()
    lifted: frozenset[str] = frozenset()
    output: Nodes = ()
    like: int | None = None

    @property
    def is_elementwise(self) -> bool:
        """Whether the formula names entries without indices, one at a time."""
        return self.formula.kind != "loss" and not any(self.axes.tensors.values())

    @property
    def options(self) -> dict[str, int]:
        """The values of all whole-number options that have one."""
        values = {name: n for name, n in self.formula.options.items() if n is not None}
        return {**values, **self.use.sizes}

    def own(self, name: str) -> tuple[int, ...]:
        """The formula's axes of an input of one sample."""
        axes = self.axes.tensors[name]
        batch = self.formula.batch
        return axes if batch is None or axes[:1] != (self.axes.letters[batch],) else axes[1:]


def settle(plan: Plan, signals: Mapping[str, Arriving], sizes: Sizes) -> None:
    """Give every axis of a plan its node, from what arrives and from the options.

    Args:
        plan: The layer or loss.
        signals: What arrives, by the formula's names.
        sizes: All axes.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
    """
    if plan.is_elementwise:
        _settle_elementwise(plan, signals, sizes)
        return
    if plan.formula.batch is not None:
        plan.nodes[plan.axes.letters[plan.formula.batch]] = sizes.samples
    for name, signal in signals.items():
        _arrives(plan, name, signal.nodes, sizes)
    for name, signal in signals.items():
        _counted(plan, name, signal, sizes)
    _sized(plan, sizes)
    for equation in plan.formula.equations:
        for letter in letters_in_order(equation, plan.axes):
            sizes.wish(plan.nodes[plan.axes.letters[letter]], letter)
    own = tuple(plan.nodes[axis] for axis in plan.axes.tensors[plan.formula.output])
    if own[:1] == (sizes.samples,):
        own = own[1:]
    plan.output = (*plan.extra, *own)


def _settle_elementwise(plan: Plan, signals: Mapping[str, Arriving], sizes: Sizes) -> None:
    first, *others = (signal.nodes for signal in signals.values())
    plan.output = first
    for other in others:
        _join_all((first, other), plan, sizes, plan.formula.inputs[0])


def _arrives(plan: Plan, name: str, signal: Nodes, sizes: Sizes) -> None:
    own = plan.own(name)
    kind = "The loss" if plan.formula.kind == "loss" else "The layer"
    if len(signal) < len(own) or (plan.formula.batch and len(signal) != len(own)):
        raise ShapeError(
            f"{kind} '{plan.formula.name}' takes a signal of rank {len(own)} as '{name}', "
            f"but {shape_text(signal, sizes)} of rank {len(signal)} arrives.",
            where=plan.use.place,
            accepted=_rank_advice(plan),
        )
    extra, signal = signal[: len(signal) - len(own)], signal[len(signal) - len(own) :]
    if extra:
        if plan.extra:
            _join_all((plan.extra, extra), plan, sizes, name)
        plan.extra = plan.extra or extra
        plan.lifted |= {name}
    nodes = [plan.nodes.setdefault(axis, node) for axis, node in zip(own, signal, strict=True)]
    _join_all((tuple(nodes), signal), plan, sizes, name)


def _rank_advice(plan: Plan) -> str | None:
    if plan.formula.batch is not None:
        return "A formula over the samples takes this rank and no other."
    return None


def _counted(plan: Plan, name: str, signal: Arriving, sizes: Sizes) -> None:
    """An input of whole numbers gives the axis its extent whose positions the numbers are."""
    axis = plan.axes.whole.get(name)
    if axis is None:
        return
    if signal.classes is None:
        raise ShapeError(
            f"'{plan.formula.name}' takes whole numbers as '{name}', but real numbers arrive.",
            where=plan.use.place,
            accepted="An input of whole numbers: input = { shape = [16], classes = 65 }.",
        )
    node = plan.nodes.setdefault(axis, sizes.new(signal.classes))
    if sizes.size(node) != signal.classes:
        raise ShapeError(
            f"'{name}' of '{plan.formula.name}' has {signal.classes} values, "
            f"but the axis that they count has the size {sizes.size(node)}.",
            where=plan.use.place,
        )


def _sized(plan: Plan, sizes: Sizes) -> None:
    """Give the axes their extents that the options give."""
    formula = plan.formula
    for option in formula.options:
        if option not in plan.options:
            raise _missing(plan, option)
    waiting = dict(formula.sizes)
    while waiting:
        settled = [letter for letter, text in waiting.items() if _size(plan, letter, text, sizes)]
        if not settled:
            raise _open_axis(plan, next(iter(waiting)))
        for letter in settled:
            del waiting[letter]
    for letter, axis in plan.axes.letters.items():
        if axis not in plan.nodes:
            raise _open_axis(plan, letter)
    for text in formula.conditions:
        if not whole_number(text, plan.options, lambda letter: _extent(plan, letter, sizes)):
            values = ", ".join(f"{name} = {value}" for name, value in plan.options.items())
            raise ShapeError(
                f"'{formula.name}' needs {text}, which does not hold here ({values}).",
                where=plan.use.place,
            )


def _size(plan: Plan, letter: str, text: str, sizes: Sizes) -> bool:
    """Whether a letter's axis could be given its extent now."""
    axis = plan.axes.letters.get(letter)
    if axis is None:
        return True  # a letter of the inference equations alone
    if text.isidentifier() and text not in plan.options:
        if axis in plan.nodes:
            return True
        raise _missing(plan, text)
    try:
        size = whole_number(text, plan.options, lambda other: _extent(plan, other, sizes))
    except UnsettledError:
        return False
    if size < 1:
        raise ShapeError(
            f"The index '{letter}' of '{plan.formula.name}' would have the size {size}.",
            where=plan.use.place,
            accepted=f"Its size is {text}; what arrives may be too small.",
        )
    node = plan.nodes.setdefault(axis, sizes.new(size))
    if sizes.size(node) != size:
        raise ShapeError(
            f"'{text}' of '{plan.formula.name}' is {size}, "
            f"but its input has {sizes.size(node)} there.",
            where=plan.use.place,
        )
    return True


def _extent(plan: Plan, letter: str, sizes: Sizes) -> int | None:
    axis = plan.axes.letters.get(letter)
    node = None if axis is None else plan.nodes.get(axis)
    return None if node is None else sizes.size(node)


def _missing(plan: Plan, option: str) -> ShapeError:
    return ShapeError(
        f"'{plan.formula.name}' needs the size '{option}'.",
        where=plan.use.place,
        accepted=f"For example: {option} = 4.",
    )


def _open_axis(plan: Plan, letter: str) -> ShapeError:
    if plan.formula.kind == "loss":
        return ShapeError(
            f"The index '{letter}' of the loss '{plan.formula.name}' runs over no axis "
            "of the prediction, so its size is not known.",
            where=plan.use.place,
        )
    return ShapeError(
        f"The size of the index '{letter}' of '{plan.formula.name}' is not known.",
        where=plan.use.place,
        accepted=f'Say which option gives it: sizes = {{ {letter} = "units" }}.',
    )


def _join_all(signals: tuple[Nodes, Nodes], plan: Plan, sizes: Sizes, name: str) -> None:
    own, signal = signals
    fits = len(own) == len(signal)
    if not fits or any(sizes.size(a) != sizes.size(b) for a, b in zip(own, signal, strict=True)):
        raise ShapeError(
            f"The signals that meet in '{plan.formula.name}' have different shapes: "
            f"{shape_text(own, sizes)} and {shape_text(signal, sizes)} (at its input '{name}').",
            where=plan.use.place,
            accepted="Give the layers before it the same size.",
        )
    for one, other in zip(own, signal, strict=True):
        sizes.join(one, other)


def shape_text(nodes: Nodes, sizes: Sizes) -> str:
    """A shape, for messages."""
    inside = ", ".join(str(sizes.size(node)) for node in nodes)
    return f"({inside})"


class Planner:
    """Makes plans whose axes are not settled; a formula that is used again is surveyed once."""

    def __init__(self, architecture: Architecture) -> None:
        self._functions = {*architecture.functions, *builtin_names("activation")}
        self._axes: dict[int, Axes] = {}

    def plan(self, use: LayerUse, number: int) -> Plan:
        """The plan of one use."""
        formula = use.formula
        key = id(formula)  # the architecture keeps the formula alive
        if key not in self._axes:
            self._axes[key] = formula_axes(formula, self._functions - {formula.name})
        return Plan(use, formula, self._axes[key], number, ())


def unknown_signal(name: str, names: Mapping[str, int], use: LayerUse) -> NetworkError:
    """A layer names a signal that is not there."""
    return NetworkError(
        f"No earlier layer is called '{name}'.",
        where=use.place,
        accepted=did_you_mean(name, names),
    )
