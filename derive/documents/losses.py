"""The losses of a network, each with its own equations and with what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.network.architecture import LossUse
from derive.network.structure import Network
from derive.notation.expression import Equation, tensors_in
from derive.notation.tensor import Role, Tensor


@dataclass(frozen=True, slots=True)
class LossPart:
    """One loss of a network.

    Attributes:
        use: What the user named.
        tensor: Its value.
        equations: Its equations; the last one gives its value.
        reads: The signals, inputs and targets in its equations.
    """

    use: LossUse
    tensor: Tensor
    equations: tuple[Equation, ...]
    reads: tuple[Tensor, ...]


def loss_parts(network: Network) -> tuple[LossPart, ...]:
    """The losses in order."""
    of_layers = {equation.left.tensor for record in network.layers for equation in record.equations}
    waiting = [one for one in network.equations if one.left.tensor not in of_layers]
    parts: list[LossPart] = []
    for use, tensor in zip(network.architecture.losses, network.losses, strict=True):
        end = next(at for at, one in enumerate(waiting) if one.left.tensor == tensor) + 1
        own, waiting = tuple(waiting[:end]), waiting[end:]
        parts.append(LossPart(use, tensor, own, _reads(own)))
    return tuple(parts)


def _reads(equations: tuple[Equation, ...]) -> tuple[Tensor, ...]:
    made = {equation.left.tensor for equation in equations}
    found = dict.fromkeys(
        tensor
        for equation in equations
        for tensor in sorted(tensors_in(equation.right), key=_order)
        if tensor not in made and tensor.role is not Role.CONSTANT
    )
    return tuple(found)


def _order(tensor: Tensor) -> tuple[bool, int, str]:
    return (tensor.role is Role.TARGET, tensor.layer or 0, tensor.name)


def named_tensors(network: Network, part: LossPart) -> Mapping[str, Tensor]:
    """What the names in a loss's formula stand for."""
    formula, names = part.use.formula, part.use.inputs
    if not names:
        given: tuple[Tensor, ...] = (network.prediction, *network.targets[:1])
        return dict(zip(formula.inputs, given, strict=False))
    known = {tensor.name: tensor for tensor in (*network.targets, *network.inputs)}
    known |= {record.name: record.output for record in network.layers if record.name}
    pairs = zip(formula.inputs, names, strict=False)
    return {own: known[name] for own, name in pairs if name in known}
