"""Placing formulas in a network: their letters become axes, their names tensors.

First all sizes are settled (axes that must agree are joined), then names and
letters are given, then the formulas' texts become equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sympy import Expr

from derive.errors import DeriveError, NetworkError, ShapeError, did_you_mean
from derive.formulas.axes import Axes
from derive.formulas.catalogue import builtin_names
from derive.formulas.formula import Formula, head
from derive.network.architecture import Architecture, LayerUse
from derive.network.functions import Functions, formula_axes
from derive.network.sizes import Sizes
from derive.notation.expression import Apply, Equation, rebuilt
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    SyntaxEquation,
)
from derive.notation.tensor import Entry, Role, Tensor


@dataclass(frozen=True, slots=True)
class PlacedLayer:
    """A layer whose names, letters and sizes are settled."""

    number: int
    formula: Formula
    name: str | None
    inputs: tuple[Tensor, ...]
    output: Tensor
    equations: tuple[Equation, ...]
    parameters: Mapping[Tensor, str | Fraction]


@dataclass(frozen=True, slots=True)
class Placed:
    """A network per sample, its equations not yet numbered."""

    input: Tensor
    target: Tensor
    prediction: Tensor
    layers: tuple[PlacedLayer, ...]
    loss_equations: tuple[Equation, ...]
    sizes: Mapping[Axis, int]
    constants: Mapping[Tensor, Fraction]
    facts: tuple[tuple[Expr, Expr], ...]


@dataclass(slots=True)
class _Plan:
    """One layer while sizes are being settled: axes are numbers of `Sizes`."""

    use: LayerUse
    formula: Formula
    axes: Axes
    number: int
    arriving: tuple[int, ...]  # positions of plans; -1 is the network's input
    nodes: dict[int, int] = field(default_factory=dict)  # the formula's axis -> node
    output: tuple[int, ...] = ()

    @property
    def is_elementwise(self) -> bool:
        return not any(self.axes.tensors.values())


def place_layers(architecture: Architecture) -> Placed:
    """Settle sizes, names and letters of an architecture.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
        NetworkError: A signal's name is unknown or used twice.
    """
    if not architecture.layers:
        raise NetworkError("The network has no layers.", accepted="Add at least one.")
    sizes = Sizes()
    source = tuple(sizes.new(size) for size in architecture.input_shape)
    plans = _plans(architecture)
    for plan in plans:
        _settle(plan, plans, source, sizes)
    loss = _loss_plan(architecture)
    _settle_loss(loss, plans[-1].output, sizes)
    return _Placing(architecture, sizes, source, plans, loss).placed()


def _plans(architecture: Architecture) -> list[_Plan]:
    names: dict[str, int] = {"input": -1}
    plans: list[_Plan] = []
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
        plans.append(_Plan(use, use.formula, axes, number, arriving))
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


def _settle(plan: _Plan, plans: list[_Plan], source: tuple[int, ...], sizes: Sizes) -> None:
    signals = [source if at < 0 else plans[at].output for at in plan.arriving]
    if plan.is_elementwise:
        plan.output = signals[0]
        for other in signals[1:]:
            _join_all(signals[0], other, plan, sizes, plan.formula.inputs[0])
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
        _join_all(tuple(nodes), signal, plan, sizes, name)
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


def _sized(plan: _Plan, letter: str, option: str, sizes: Sizes) -> None:
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


def _join_all(
    own: tuple[int, ...], signal: tuple[int, ...], plan: _Plan, sizes: Sizes, name: str
) -> None:
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


def _shape(nodes: tuple[int, ...], sizes: Sizes) -> str:
    inside = ", ".join(str(sizes.size(node)) for node in nodes)
    return f"({inside})"


def _loss_plan(architecture: Architecture) -> _Plan:
    functions = {*architecture.functions, *builtin_names("activation")}
    formula = architecture.loss.formula
    use = LayerUse(formula, constants=architecture.loss.constants, place=architecture.loss.place)
    return _Plan(use, formula, formula_axes(formula, functions), 0, ())


def _settle_loss(plan: _Plan, prediction: tuple[int, ...], sizes: Sizes) -> None:
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
    _join_all(tuple(nodes), prediction, plan, sizes, name)
    for letter, axis in plan.axes.letters.items():
        if axis not in plan.nodes:
            raise ShapeError(
                f"The index '{letter}' of the loss '{plan.formula.name}' runs over no axis "
                "of the prediction, so its size is not known.",
                where=plan.use.place,
            )


class _Placing:
    """Gives names and letters, once all sizes are settled."""

    def __init__(
        self,
        architecture: Architecture,
        sizes: Sizes,
        source: tuple[int, ...],
        plans: list[_Plan],
        loss: _Plan,
    ) -> None:
        self.architecture = architecture
        self.plans, self.loss = plans, loss
        self.axes = sizes.axes()
        self.sizes = sizes
        self.functions = Functions(architecture)
        self.constants: dict[Tensor, Fraction] = {}
        self.taken: set[str] = {"x", "y", "t"}
        self.input = Tensor("x", 1, self.axes_at(source), Role.INPUT)
        self.outputs: list[Tensor] = []

    def axes_at(self, nodes: tuple[int, ...]) -> tuple[Axis, ...]:
        return tuple(self.axes[self.sizes.root(node)] for node in nodes)

    def placed(self) -> Placed:
        layers = tuple(self.layer(plan, at) for at, plan in enumerate(self.plans))
        prediction = self.outputs[-1]
        target = self.target(prediction)
        equations, facts = self.loss_equations(prediction, target)
        extents = {axis: self.sizes.size(node) for node, axis in self.axes.items()}
        return Placed(
            input=self.input,
            target=target,
            prediction=prediction,
            layers=layers,
            loss_equations=equations,
            sizes=extents,
            constants=self.constants,
            facts=facts,
        )

    def layer(self, plan: _Plan, at: int) -> PlacedLayer:
        inputs = tuple(self.input if i < 0 else self.outputs[i] for i in plan.arriving)
        output = self.output(plan, is_last=at == len(self.plans) - 1)
        parameters = self.parameters(plan, output)
        tensors = self.constants_of(plan)
        tensors |= dict(zip(plan.formula.inputs, inputs, strict=True))
        tensors |= {rule: tensor for rule, tensor in parameters.items()}
        self.outputs.append(output)
        try:
            if plan.is_elementwise:
                equations = self.elementwise(plan, tensors, output)
            else:
                equations = self.indexed(plan, tensors, output)
        except DeriveError as error:
            raise error.located(plan.use.place) from None
        initial = {rule.name: rule.initial for rule in plan.formula.parameters}
        initial |= dict(plan.use.initial)
        return PlacedLayer(
            number=plan.number,
            formula=plan.formula,
            name=plan.use.name,
            inputs=inputs,
            output=output,
            equations=equations,
            parameters={tensor: initial[name] for name, tensor in parameters.items()},
        )

    def output(self, plan: _Plan, *, is_last: bool) -> Tensor:
        axes = self.axes_at(plan.output)
        is_activation = plan.formula.kind == "activation"
        if is_last:
            return Tensor("y", None if is_activation else plan.number, axes, Role.PREDICTION)
        if is_activation:
            return self.named("x", plan.number + 1, axes, Role.SIGNAL)
        return self.named("z", plan.number, axes, Role.PREACTIVATION)

    def named(self, name: str, layer: int | None, axes: tuple[Axis, ...], role: Role) -> Tensor:
        """A tensor whose name in programs is not yet taken."""
        tensor = Tensor(name, layer, axes, role)
        while tensor.code_name in self.taken:
            tensor = Tensor(tensor.name + "_", layer, axes, role)
        self.taken.add(tensor.code_name)
        return tensor

    def parameters(self, plan: _Plan, output: Tensor) -> dict[str, Tensor]:
        made = {}
        for rule in plan.formula.parameters:
            if rule.when is None or plan.use.switches.get(rule.when, rule.default):
                nodes = tuple(plan.nodes[axis] for axis in plan.axes.tensors[rule.name])
                axes = self.axes_at(nodes)
                made[rule.name] = self.named(rule.name, plan.number, axes, Role.PARAMETER)
        return made

    def constants_of(self, plan: _Plan) -> dict[str, Tensor]:
        made = {}
        for name, default in plan.formula.constants.items():
            layer = plan.number or None
            tensor = self.named(name, layer, (), Role.CONSTANT)
            self.constants[tensor] = plan.use.constants.get(name, default)
            made[name] = tensor
        return made

    def scope(self, plan: _Plan, tensors: Mapping[str, Tensor], letters: dict[str, Index]) -> Scope:
        absent = frozenset(
            rule.name for rule in plan.formula.parameters if rule.name not in tensors
        )
        return Scope(tensors, letters, self.functions.callable(plan.formula.name), absent)

    def letters(self, plan: _Plan, equation: SyntaxEquation) -> dict[str, Index]:
        """An index for every letter of an equation: the axis's letter, primed if taken."""
        chosen: dict[str, Index] = {}
        for letter in _letters_in_order(equation, plan.axes):
            axis = self.axes_at((plan.nodes[plan.axes.letters[letter]],))[0]
            name = axis.letter
            while any(name == other.name for other in chosen.values()):
                name += "'"
            chosen[letter] = Index(name, axis)
        return chosen

    def indexed(
        self, plan: _Plan, tensors: dict[str, Tensor], output: Tensor
    ) -> tuple[Equation, ...]:
        equations = []
        for equation in plan.formula.equations:
            name = head(equation)
            letters = self.letters(plan, equation)
            right = expression_of(
                equation.right, self.scope(plan, tensors, letters), equation.text
            )
            tensors[name] = self.defined(plan, name, output)
            left = equation.left
            places = left.places if isinstance(left, Subscript) else ()
            indices = [letters[place.name] for place in places if isinstance(place, Name)]
            equations.append(Equation(tensors[name][tuple(indices)], right))
        return tuple(equations)

    def defined(self, plan: _Plan, name: str, output: Tensor) -> Tensor:
        if name == plan.formula.output:
            return output
        axes = self.axes_at(tuple(plan.nodes[axis] for axis in plan.axes.tensors[name]))
        is_loss = plan.formula.kind == "loss"
        role = Role.LOSS if is_loss else Role.SIGNAL
        return self.named(name, None if is_loss else plan.number, axes, role)

    def elementwise(
        self, plan: _Plan, tensors: dict[str, Tensor], output: Tensor
    ) -> tuple[Equation, ...]:
        """`y[i] = f(x[i])`, or the formula itself where it has parameters."""
        left = output.generic()
        if len(plan.formula.inputs) == 1 and not plan.formula.parameters:
            constants = {name: tensors[name] for name in plan.formula.constants}
            function = self.functions.of(plan.formula, constants)
            argument = tensors[plan.formula.inputs[0]][left.indices]
            return (Equation(left, Apply(function, argument)),)
        scalars = {name: _scalar(tensor) for name, tensor in tensors.items()}
        equations = []
        for equation in plan.formula.equations:
            name = head(equation)
            right = expression_of(equation.right, self.scope(plan, scalars, {}), equation.text)
            whole = {scalars[key][()]: tensors[key] for key in tensors if tensors[key].axes}
            tensors[name] = (
                output
                if name == plan.formula.output
                else self.named(name, plan.number, output.axes, Role.SIGNAL)
            )
            scalars[name] = _scalar(tensors[name])
            spread = _spread(right, whole, left.indices)
            equations.append(Equation(tensors[name][left.indices], spread))
        return tuple(equations)

    def target(self, prediction: Tensor) -> Tensor:
        name = self.loss.formula.inputs[1] if len(self.loss.formula.inputs) > 1 else None
        if name is None:
            return Tensor("t", None, prediction.axes, Role.TARGET)
        nodes = tuple(self.loss.nodes[axis] for axis in self.loss.axes.tensors[name])
        return Tensor("t", None, self.axes_at(nodes), Role.TARGET)

    def loss_equations(
        self, prediction: Tensor, target: Tensor
    ) -> tuple[tuple[Equation, ...], tuple[tuple[Expr, Expr], ...]]:
        plan = self.loss
        tensors = self.constants_of(plan)
        tensors |= dict(zip(plan.formula.inputs, (prediction, target), strict=True))
        output = self.named("L", None, (), Role.LOSS)
        try:
            equations = self.indexed(plan, tensors, output)
            facts = []
            for fact in plan.formula.facts:
                scope = self.scope(plan, tensors, self.letters(plan, fact))
                facts.append(
                    (
                        expression_of(fact.left, scope, fact.text),
                        expression_of(fact.right, scope, fact.text),
                    )
                )
        except DeriveError as error:
            raise error.located(plan.use.place) from None
        return equations, tuple(facts)


def _scalar(tensor: Tensor) -> Tensor:
    """A stand-in without indices, for reading an elementwise formula."""
    return Tensor(tensor.name, tensor.layer, (), tensor.role) if tensor.axes else tensor


def _spread(expression: Expr, whole: Mapping[Expr, Tensor], indices: tuple[Expr, ...]) -> Expr:
    """Put the indices back on the entries that an elementwise formula names without."""
    if isinstance(expression, Entry):
        tensor = whole.get(expression)
        return expression if tensor is None else tensor[indices]
    if not expression.args:
        return expression
    return rebuilt(expression, (_spread(part, whole, indices) for part in expression.args))


def _letters_in_order(equation: SyntaxEquation, axes: Axes) -> list[str]:
    """Index letters as they first occur, the left side first."""
    found: list[str] = []

    def visit(tree: Syntax) -> None:
        if isinstance(tree, Name) and tree.name in axes.letters and tree.name not in found:
            found.append(tree.name)
        for part in _parts(tree):
            visit(part)

    visit(equation.left)
    visit(equation.right)
    return found


def _parts(tree: Syntax) -> tuple[Syntax, ...]:
    match tree:
        case Subscript(places=places):
            return places
        case Call(arguments=arguments):
            return arguments
        case Negative(operand=operand):
            return (operand,)
        case Operation(left=left, right=right):
            return (left, right)
        case Name() | Number():
            return ()

