"""Placing formulas in a network: their letters become axes, their names tensors.

First all sizes are settled (axes that must agree are joined), then names and
letters are given, then the formulas' texts become equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.errors import DeriveError, NetworkError
from derive.network.architecture import Architecture
from derive.network.arithmetic import rational
from derive.network.functions import Functions
from derive.network.naming import Naming
from derive.network.placed import Noise, Placed, PlacedLayer, PlacedLoss, State
from derive.network.plan import Plan
from derive.network.reading import Reading
from derive.network.settling import settled
from derive.notation.tensor import Role, Tensor


def place_layers(architecture: Architecture) -> Placed:
    """Settle sizes, names and letters of an architecture.

    Raises:
        ShapeError: Sizes or ranks do not fit together.
        NetworkError: A signal's name is unknown or used twice.
    """
    return _Placing(architecture).placed()


class _Placing:
    """Gives names and letters, once all sizes are settled."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.settled = settled(architecture)
        self.plans = self.settled.plans
        self.naming = Naming(self.settled.sizes, self.settled.outputs, self.formula_names())
        self.reading = Reading(self.naming, Functions(architecture.functions))
        # The weighted sum of the losses is L then; each of them has a number.
        self.has_total = [use.weight for use in architecture.losses] != [1]
        self.constants: dict[Tensor, Fraction] = {}
        self.whole: dict[Tensor, int] = {}
        self.outputs: list[Tensor] = []
        self.inputs = tuple(self.input(at) for at in range(len(self.settled.inputs)))
        self.targets: dict[str, Tensor] = {}
        self.owned: list[Mapping[str, Tensor]] = []

    def formula_names(self) -> frozenset[str]:
        """Every name that a formula of the network gives a tensor."""
        formulas = (plan.formula for plan in (*self.plans, *self.settled.losses))
        return frozenset(
            name for one in formulas for name in (*one.arriving, *one.defined) if len(name) == 1
        )

    def input(self, at: int) -> Tensor:
        use, nodes = self.architecture.inputs[at], self.settled.inputs[at]
        layer = 1 if len(self.settled.inputs) == 1 else None
        tensor = self.naming.given(use.name, layer, nodes, Role.INPUT)
        if use.classes is not None:
            self.whole[tensor] = use.classes
        return tensor

    def signal(self, at: int) -> Tensor:
        return self.inputs[-1 - at] if at < 0 else self.outputs[at]

    def placed(self) -> Placed:
        layers = tuple(self.layer(plan, at) for at, plan in enumerate(self.plans))
        losses = tuple(self.loss(number) for number in range(len(self.settled.losses)))
        return Placed(
            inputs=self.inputs,
            targets=tuple(self.targets.values()),
            predictions=tuple(self.outputs[at] for at in self.settled.outputs),
            layers=layers,
            losses=losses,
            sizes=self.naming.extents,
            constants=self.constants,
            whole=self.whole,
        )

    def layer(self, plan: Plan, at: int) -> PlacedLayer:
        inputs = tuple(self.signal(i) for i in plan.arriving)
        output = self.naming.output(plan, at)
        shared, own = self.parameters(plan)
        tensors = {**self.constants_of(plan), **shared, **own}
        tensors |= dict(zip(plan.formula.inputs, inputs, strict=True))
        noise = self.noise(plan, tensors)
        states = self.states(plan)
        tensors |= states
        self.outputs.append(output)
        self.owned.append({**shared, **own})
        try:
            equations = self.reading.equations(plan, tensors, output)
            inference = self.reading.inference(plan, tensors, output)
            kept = tuple(self.state(plan, tensors, rule.name) for rule in plan.formula.states)
        except DeriveError as error:
            raise error.located(plan.use.place) from None
        initial = {rule.name: rule.initial for rule in plan.formula.parameters}
        initial |= dict(plan.use.initial)
        like = None if plan.like is None else self.plans[plan.like].number
        return PlacedLayer(
            number=plan.number,
            formula=plan.formula,
            name=plan.use.name,
            inputs=inputs,
            output=output,
            equations=equations,
            inference=inference,
            parameters={tensor: initial[name] for name, tensor in own.items()},
            noise=noise,
            states=kept,
            repetition=plan.use.repetition,
            like=like,
        )

    def parameters(self, plan: Plan) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The parameters of an earlier layer that a plan uses too, and its own."""
        shared: dict[str, Tensor] = {}
        if plan.use.shares is not None:
            owned = self.owned[plan.use.shares]
            wanted = {rule.name for rule in plan.formula.parameters}
            shared = {name: tensor for name, tensor in owned.items() if name in wanted}
        own: dict[str, Tensor] = {}
        for rule in plan.formula.parameters:
            is_on = rule.when is None or plan.use.switches.get(rule.when, rule.default)
            if rule.name in shared:
                if not is_on:
                    del shared[rule.name]
                else:
                    self.check_shared(plan, rule.name, shared[rule.name])
            elif is_on:
                nodes = self.naming.nodes(plan, rule.name)
                own[rule.name] = self.naming.named(rule.name, plan.number, nodes, Role.PARAMETER)
        return shared, own

    def check_shared(self, plan: Plan, name: str, tensor: Tensor) -> None:
        """Nothing, if a shared parameter has the shape that a layer needs."""
        wanted = tuple(
            self.naming.extents[axis] for axis in self.naming.axes_at(self.naming.nodes(plan, name))
        )
        met = tuple(self.naming.extents[axis] for axis in tensor.axes)
        if wanted != met:
            raise NetworkError(
                f"The shared parameter '{name}' has the shape {met}, "
                f"but '{plan.formula.name}' needs {wanted} here.",
                where=plan.use.place,
            )

    def constants_of(self, plan: Plan) -> dict[str, Tensor]:
        made = {}
        is_loss = plan.formula.kind == "loss"
        for name, default in plan.formula.constants.items():
            layer = plan.number if not is_loss or self.has_total else None
            tensor = self.naming.named(name, layer, (), Role.CONSTANT)
            self.constants[tensor] = plan.use.constants.get(name, default)
            made[name] = tensor
        return made

    def noise(self, plan: Plan, tensors: dict[str, Tensor]) -> tuple[Noise, ...]:
        """The random tensors of a layer, which join its tensors."""
        found = []
        values = {**plan.formula.constants, **plan.use.constants}
        for rule in plan.formula.noise:
            own = plan.output if plan.is_elementwise else self.naming.nodes(plan, rule.name)
            nodes = own if plan.is_elementwise else (*plan.extra, *own)
            tensor = self.naming.named(rule.name, plan.number, nodes, Role.NOISE)
            tensors[rule.name] = tensor
            probability = None
            if rule.probability is not None:
                probability = rational(rule.probability, values, f"probability of {rule.name}")
            found.append(Noise(tensor, rule.law, probability, plan.number))
        return tuple(found)

    def states(self, plan: Plan) -> dict[str, Tensor]:
        return {
            rule.name: self.naming.named(
                rule.name, plan.number, self.naming.nodes(plan, rule.name), Role.STATE
            )
            for rule in plan.formula.states
        }

    def state(self, plan: Plan, tensors: dict[str, Tensor], name: str) -> State:
        rule = next(rule for rule in plan.formula.states if rule.name == name)
        update = self.reading.update(plan, tensors, rule.update)
        return State(tensors[name], rule.initial, plan.number, update)

    def loss(self, at: int) -> PlacedLoss:
        plan, use = self.settled.losses[at], self.architecture.losses[at]
        tensors = self.constants_of(plan)
        for name, source in self.settled.sources[at].items():
            if source.signal is not None:
                tensors[name] = self.signal(source.signal)
            else:
                tensors[name] = self.target(plan, name, source.target)
        number = at + 1 if self.has_total else None
        output = self.naming.named("L", number, (), Role.LOSS)
        try:
            equations = self.reading.loss(plan, tensors, output)
            facts = self.reading.facts(plan, tensors)
        except DeriveError as error:
            raise error.located(plan.use.place) from None
        return PlacedLoss(equations, use.weight, facts, plan.formula.batch is not None)

    def target(self, plan: Plan, name: str, called: str) -> Tensor:
        """The target tensor that a loss's input is; one name is one target."""
        own = plan.axes.tensors[name]
        nodes = (*plan.extra, *(plan.nodes[axis] for axis in own))
        if called not in self.targets:
            self.targets[called] = self.naming.given(called, None, nodes, Role.TARGET)
        tensor = self.targets[called]
        if tensor.axes != self.naming.axes_at(nodes):
            raise NetworkError(
                f"The target '{called}' is used by two losses in two shapes.",
                where=plan.use.place,
                accepted='Give one of them a name of its own: target = "u".',
            )
        counted = plan.axes.whole.get(name)
        if counted is not None:
            self.whole[tensor] = self.settled.sizes.size(plan.nodes[counted])
        return tensor
