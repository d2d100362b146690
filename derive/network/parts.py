"""Which part of a network a tensor is, in the words of notation profiles."""

from __future__ import annotations

from derive.network.structure import Network
from derive.notation.tensor import Role, Tensor
from derive.profiles.profile import Part

OWN_NAMES: dict[str, Part] = {"w": "weight", "b": "bias"}
OF_ROLES: dict[Role, Part] = {
    Role.INPUT: "input",
    Role.PARAMETER: "parameter",
    Role.SIGNAL: "signal",
    Role.PREACTIVATION: "preactivation",
    Role.PREDICTION: "prediction",
    Role.TARGET: "target",
    Role.LOSS: "loss",
    Role.COST: "cost",
    Role.CONSTANT: "constant",
    Role.NOISE: "noise",
    Role.STATE: "state",
}


def part_of(network: Network, tensor: Tensor) -> Part:
    """The part of a network that a tensor is; gradients and tangents are none."""
    match tensor.role:
        case Role.PARAMETER:
            return OWN_NAMES.get(tensor.name.rstrip("_"), "parameter")
        case Role.PREACTIVATION if _enters_the_prediction(network, tensor):
            return "output_preactivation"
        case Role.SIGNAL if _leaves_an_activation(network, tensor):
            return "activation"
        case Role.LOSS if tensor.name != "L" and tensor not in network.losses:
            return "loss_part"
        case Role.COST if network.architecture.penalties and tensor == network.cost.tensor:
            return "objective"
        case _:
            return OF_ROLES[tensor.role]


def layer_of(network: Network, tensor: Tensor) -> int | None:
    """The number of the layer that a tensor belongs to or leaves; None for what is given."""
    for record in network.layers:
        if tensor == record.output:
            return record.number
    return tensor.layer


def _enters_the_prediction(network: Network, tensor: Tensor) -> bool:
    return any(
        record.output in network.predictions and tensor in record.inputs
        for record in network.layers
        if record.formula.kind == "activation"
    )


def _leaves_an_activation(network: Network, tensor: Tensor) -> bool:
    return any(
        record.output == tensor for record in network.layers if record.formula.kind == "activation"
    )
