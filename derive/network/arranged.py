"""The same network with the axes of its tensors in another order.

Books differ in what the rows of a weight are and where the samples of a batch stand.
The equations of an arranged network say the same, so whatever is derived from them is
proven like everything else, and its matrix forms come out in that layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Mul

from derive.network.architecture import Example
from derive.network.structure import USUAL, Arrangement, LayerRecord, Network, Parameter
from derive.notation.expression import Equation, IndexSum, free_indices, rebuilt
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.tables.item import Numbers

Order = tuple[int, ...]
"""For every axis of the new tensor, its place among the old ones."""


def arranged(network: Network, arrangement: Arrangement) -> Network:
    """The network with the axes of its weights and of its samples in another order."""
    assert network.arrangement == USUAL, "a network is arranged once"
    if arrangement == USUAL:
        return network
    turned = weights_of(network) if arrangement.weight_rows == "source" else frozenset()
    orders: dict[Tensor, Order] = dict.fromkeys(turned, (1, 0))
    if arrangement.samples == "last" and network.sample is not None:
        orders |= _samples_last(network, network.sample)
    changed = _Change(orders)
    return replace(
        changed.network(network),
        arrangement=arrangement,
        turned=frozenset(map(changed.tensor, turned)),
    )


def arranged_example(example: Example, network: Network) -> Example:
    """The numbers of an example in the shapes of an arranged network."""
    turned = {tensor.code_name for tensor in network.turned}
    values = {
        name: _transposed(numbers) if name in turned else numbers
        for name, numbers in example.parameters.items()
    }
    return replace(example, parameters=values)


def weights_of(network: Network) -> frozenset[Tensor]:
    """The parameters with two axes, destination and source, that a matrix product uses as weights.

    w is one if its first use is `sum(i, w[j,i] * ...)` for every j, and j is no letter of
    what it is multiplied by. In an arranged network these are the turned ones.
    """
    found = set(network.turned)
    seen: set[Tensor] = set()
    for equation in network.equations:
        for summed in sorted(equation.right.atoms(IndexSum), key=str):
            for entry in _factors(summed.body):
                is_new = isinstance(entry, Entry) and entry.tensor not in seen
                if is_new and _is_weight(entry, summed, equation):
                    found.add(entry.tensor)
        seen |= {entry.tensor for entry in equation.right.atoms(Entry)}
    return frozenset(found)


def _is_weight(entry: Entry, summed: IndexSum, equation: Equation) -> bool:
    if entry.tensor.role is not Role.PARAMETER or len(entry.indices) != 2:
        return False
    destination, source = entry.indices
    others = [factor for factor in _factors(summed.body) if factor != entry]
    letters = frozenset[Index]().union(*map(free_indices, others))
    return (
        source == summed.index
        and source in letters
        and destination in equation.left.indices
        and destination not in letters
    )


def _factors(body: Expr) -> tuple[Expr, ...]:
    return tuple(body.args) if isinstance(body, Mul) else (body,)


def _samples_last(network: Network, sample: Axis) -> dict[Tensor, Order]:
    """The orders that put the samples behind all other axes."""
    noise = (one.tensor for one in network.noise)
    signals = (e.left.tensor for e in (*network.equations, *network.inference))
    tensors = (*network.inputs, *network.targets, *noise, *signals)
    return {
        tensor: (*(place for place, axis in enumerate(tensor.axes) if axis != sample), at)
        for tensor in tensors
        if sample in tensor.axes
        for at in [tensor.axes.index(sample)]
    }


class _Change:
    """Puts the axes of some tensors into other orders, everywhere in a network."""

    def __init__(self, orders: Mapping[Tensor, Order]) -> None:
        self.orders = orders
        self.tensors = {
            old: Tensor(old.name, old.layer, tuple(old.axes[at] for at in order), old.role)
            for old, order in orders.items()
        }

    def tensor(self, tensor: Tensor) -> Tensor:
        return self.tensors.get(tensor, tensor)

    def expression(self, expression: Expr) -> Expr:
        if not expression.args:
            return expression
        parts = [self.expression(part) for part in expression.args]
        if isinstance(expression, Entry) and expression.tensor in self.orders:
            order = self.orders[expression.tensor]
            return self.tensor(expression.tensor)[tuple(parts[1 + at] for at in order)]
        return rebuilt(expression, parts)

    def equation(self, equation: Equation) -> Equation:
        left, right = self.expression(equation.left), self.expression(equation.right)
        return replace(equation, left=left, right=right)

    def equations(self, equations: tuple[Equation, ...]) -> tuple[Equation, ...]:
        return tuple(map(self.equation, equations))

    def parameters(self, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        return tuple(replace(one, tensor=self.tensor(one.tensor)) for one in parameters)

    def record(self, record: LayerRecord) -> LayerRecord:
        return replace(
            record,
            inputs=tuple(map(self.tensor, record.inputs)),
            output=self.tensor(record.output),
            equations=self.equations(record.equations),
            parameters=self.parameters(record.parameters),
            inference=self.equations(record.inference),
            noise=tuple(replace(one, tensor=self.tensor(one.tensor)) for one in record.noise),
            states=tuple(replace(o, update=self.equation(o.update)) for o in record.states),
        )

    def network(self, network: Network) -> Network:
        return replace(
            network,
            inputs=tuple(map(self.tensor, network.inputs)),
            targets=tuple(map(self.tensor, network.targets)),
            predictions=tuple(map(self.tensor, network.predictions)),
            parameters=self.parameters(network.parameters),
            equations=self.equations(network.equations),
            layers=tuple(map(self.record, network.layers)),
            losses=tuple(map(self.tensor, network.losses)),
            facts=tuple((self.expression(a), self.expression(b)) for a, b in network.facts),
            whole={self.tensor(tensor): count for tensor, count in network.whole.items()},
            noise=tuple(replace(one, tensor=self.tensor(one.tensor)) for one in network.noise),
            states=tuple(replace(o, update=self.equation(o.update)) for o in network.states),
            inference=self.equations(network.inference),
        )


def _transposed(numbers: Numbers) -> Numbers:
    assert isinstance(numbers, tuple), "a weight has rows"
    rows = [row for row in numbers if isinstance(row, tuple)]
    return tuple(zip(*rows, strict=True))
