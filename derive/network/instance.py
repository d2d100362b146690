"""Placing formulas in a network: their letters become axes, their names tensors.

First all sizes are settled (axes that must agree are joined), then names and
letters are given, then the formulas' texts become equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from derive.errors import DeriveError
from derive.formulas.formula import Formula, head
from derive.network.architecture import Architecture
from derive.network.entries import check_places, letters_in_order, scalar_stand_in, spread
from derive.network.functions import Functions
from derive.network.plan import Plan, Settled, settled
from derive.notation.expression import Apply, Equation
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Name, Subscript, SyntaxEquation
from derive.notation.tensor import Role, Tensor, gradient_of

# Names that networks give themselves: input, prediction, target, the costs; factors of penalties.
GIVEN_NAMES = ("x", "y", "t", "C", "E")
PENALTY_FACTOR = "lambda"


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


def place_layers(architecture: Architecture) -> Placed:
    """Settle sizes, names and letters of an architecture.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
        NetworkError: A signal's name is unknown or used twice.
    """
    return _Placing(architecture, settled(architecture)).placed()


class _Placing:
    """Gives names and letters, once all sizes are settled."""

    def __init__(self, architecture: Architecture, settled: Settled) -> None:
        self.sizes, self.plans, self.loss = settled.sizes, settled.plans, settled.loss
        self.axes = settled.sizes.axes()
        self.extents = {axis: self.sizes.size(node) for node, axis in self.axes.items()}
        self.functions = Functions(architecture)
        self.constants: dict[Tensor, Fraction] = {}
        self.taken: set[str] = {*GIVEN_NAMES, *(f"d{name}" for name in GIVEN_NAMES)}
        self.input = Tensor("x", 1, self.axes_at(settled.source), Role.INPUT)
        self.outputs: list[Tensor] = []

    def axes_at(self, nodes: tuple[int, ...]) -> tuple[Axis, ...]:
        return tuple(self.axes[self.sizes.root(node)] for node in nodes)

    def placed(self) -> Placed:
        layers = tuple(self.layer(plan, at) for at, plan in enumerate(self.plans))
        prediction = self.outputs[-1]
        target = self.target(prediction)
        equations, facts = self.loss_equations(prediction, target)
        return Placed(
            input=self.input,
            target=target,
            prediction=prediction,
            layers=layers,
            loss_equations=equations,
            sizes=self.extents,
            constants=self.constants,
            facts=facts,
        )

    def layer(self, plan: Plan, at: int) -> PlacedLayer:
        inputs = tuple(self.input if i < 0 else self.outputs[i] for i in plan.arriving)
        output = self.output(plan, is_last=at == len(self.plans) - 1)
        parameters = self.parameters(plan)
        tensors = self.constants_of(plan)
        tensors |= dict(zip(plan.formula.inputs, inputs, strict=True))
        tensors |= parameters
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

    def output(self, plan: Plan, *, is_last: bool) -> Tensor:
        axes = self.axes_at(plan.output)
        is_activation = plan.formula.kind == "activation"
        if is_last:
            layer = None if is_activation else plan.number
            prediction = Tensor("y", layer, axes, Role.PREDICTION)
            self.taken.add(gradient_of(prediction).code_name)
            return prediction
        if is_activation:
            return self.named("x", plan.number + 1, axes, Role.SIGNAL)
        return self.named("z", plan.number, axes, Role.PREACTIVATION)

    def named(self, name: str, layer: int | None, axes: tuple[Axis, ...], role: Role) -> Tensor:
        """A tensor whose name in programs is not yet taken."""
        tensor = Tensor(name if name != PENALTY_FACTOR else name + "_", layer, axes, role)
        while {tensor.code_name, gradient_of(tensor).code_name} & self.taken:
            tensor = Tensor(tensor.name + "_", layer, axes, role)
        self.taken |= {tensor.code_name, gradient_of(tensor).code_name}
        return tensor

    def parameters(self, plan: Plan) -> dict[str, Tensor]:
        made = {}
        for rule in plan.formula.parameters:
            if rule.when is None or plan.use.switches.get(rule.when, rule.default):
                nodes = tuple(plan.nodes[axis] for axis in plan.axes.tensors[rule.name])
                axes = self.axes_at(nodes)
                made[rule.name] = self.named(rule.name, plan.number, axes, Role.PARAMETER)
        return made

    def constants_of(self, plan: Plan) -> dict[str, Tensor]:
        made = {}
        for name, default in plan.formula.constants.items():
            layer = plan.number or None
            tensor = self.named(name, layer, (), Role.CONSTANT)
            self.constants[tensor] = plan.use.constants.get(name, default)
            made[name] = tensor
        return made

    def scope(self, plan: Plan, tensors: Mapping[str, Tensor], letters: dict[str, Index]) -> Scope:
        absent = frozenset(
            rule.name for rule in plan.formula.parameters if rule.name not in tensors
        )
        return Scope(tensors, letters, self.functions.callable(plan.formula.name), absent)

    def letters(self, plan: Plan, equation: SyntaxEquation) -> dict[str, Index]:
        """An index for every letter of an equation: the axis's letter, primed if taken."""
        chosen: dict[str, Index] = {}
        for letter in letters_in_order(equation, plan.axes):
            axis = self.axes_at((plan.nodes[plan.axes.letters[letter]],))[0]
            name = axis.letter
            while any(name == other.name for other in chosen.values()):
                name += "'"
            chosen[letter] = Index(name, axis)
        return chosen

    def indexed(
        self, plan: Plan, tensors: dict[str, Tensor], output: Tensor
    ) -> tuple[Equation, ...]:
        equations = []
        for equation in plan.formula.equations:
            name = head(equation)
            letters = self.letters(plan, equation)
            right = expression_of(equation.right, self.scope(plan, tensors, letters), equation.text)
            check_places(right, self.extents)
            tensors[name] = self.defined(plan, name, output)
            left = equation.left
            places = left.places if isinstance(left, Subscript) else ()
            indices = [letters[place.name] for place in places if isinstance(place, Name)]
            equations.append(Equation(tensors[name][tuple(indices)], right))
        return tuple(equations)

    def defined(self, plan: Plan, name: str, output: Tensor) -> Tensor:
        if name == plan.formula.output:
            return output
        axes = self.axes_at(tuple(plan.nodes[axis] for axis in plan.axes.tensors[name]))
        is_loss = plan.formula.kind == "loss"
        role = Role.LOSS if is_loss else Role.SIGNAL
        return self.named(name, None if is_loss else plan.number, axes, role)

    def elementwise(
        self, plan: Plan, tensors: dict[str, Tensor], output: Tensor
    ) -> tuple[Equation, ...]:
        """`y[i] = f(x[i])`, or the formula itself where it has parameters."""
        left = output.generic()
        if len(plan.formula.inputs) == 1 and not plan.formula.parameters:
            constants = {name: tensors[name] for name in plan.formula.constants}
            function = self.functions.of(plan.formula, constants)
            argument = tensors[plan.formula.inputs[0]][left.indices]
            return (Equation(left, Apply(function, argument)),)
        scalars = {name: scalar_stand_in(tensor) for name, tensor in tensors.items()}
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
            scalars[name] = scalar_stand_in(tensors[name])
            entries = spread(right, whole, left.indices)
            equations.append(Equation(tensors[name][left.indices], entries))
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
