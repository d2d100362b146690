"""Names and axes of the tensors of a network, once all sizes are settled."""

from __future__ import annotations

from derive.errors import NetworkError
from derive.network.plan import Nodes, Plan
from derive.network.sizes import Sizes
from derive.notation.index import Axis
from derive.notation.tensor import Role, Tensor, gradient_of

# Names that networks give themselves: prediction, the costs; factors of penalties.
GIVEN_NAMES = ("y", "C", "E")
USUAL_NAMES = ("x", "t")
PENALTY_FACTOR = "lambda"


class Naming:
    """Hands out tensors whose names in programs nothing else has."""

    def __init__(
        self, sizes: Sizes, outputs: tuple[int, ...], names: frozenset[str] = frozenset()
    ) -> None:
        self.sizes = sizes
        self.outputs = outputs
        self.axes = sizes.axes(names)
        self.extents = {axis: sizes.size(node) for node, axis in self.axes.items() if node > 0}
        reserved = (*GIVEN_NAMES, *USUAL_NAMES)
        self.taken: set[str] = {*reserved, *(f"d{name}" for name in reserved)}

    def axes_at(self, nodes: Nodes) -> tuple[Axis, ...]:
        """The axes of some nodes."""
        return tuple(self.axes[self.sizes.root(node)] for node in nodes)

    def nodes(self, plan: Plan, name: str) -> Nodes:
        """The nodes of a formula's tensor, those that ride along apart."""
        return tuple(plan.nodes[axis] for axis in plan.axes.tensors[name])

    def named(self, name: str, layer: int | None, nodes: Nodes, role: Role) -> Tensor:
        """A tensor whose name in programs is not yet taken."""
        return self.unique(name, layer, self.axes_at(nodes), role)

    def unique(self, name: str, layer: int | None, axes: tuple[Axis, ...], role: Role) -> Tensor:
        """A tensor with some axes whose name in programs is not yet taken."""
        tensor = Tensor(name if name != PENALTY_FACTOR else name + "_", layer, axes, role)
        while {tensor.code_name, gradient_of(tensor).code_name} & self.taken:
            tensor = Tensor(tensor.name + "_", layer, axes, role)
        self.taken |= {tensor.code_name, gradient_of(tensor).code_name}
        return tensor

    def given(self, name: str, layer: int | None, nodes: Nodes, role: Role) -> Tensor:
        """An input or a target, which is called what the user calls it.

        Raises:
            NetworkError: Something else has that name.
        """
        tensor = Tensor(name, layer, self.axes_at(nodes), role)
        if name in self.taken and name not in USUAL_NAMES:
            raise NetworkError(
                f"The name '{name}' is taken by something else in this network.",
                accepted="Choose another name for the input or target.",
            )
        self.taken |= {tensor.code_name, gradient_of(tensor).code_name}
        return tensor

    def output(self, plan: Plan, at: int) -> Tensor:
        """The output of the layer at some position."""
        axes = self.axes_at(plan.output)
        is_activation = plan.formula.kind == "activation"
        own_name = plan.formula.output
        if (at,) == self.outputs:
            is_plain = is_activation or own_name != "z"
            prediction = Tensor("y", None if is_plain else plan.number, axes, Role.PREDICTION)
            self.taken.add(gradient_of(prediction).code_name)
            return prediction
        if is_activation:
            return self.unique("x", plan.number + 1, axes, Role.SIGNAL)
        role = Role.PREACTIVATION if own_name == "z" else Role.SIGNAL
        return self.unique(own_name, plan.number, axes, role)
