"""A network in one line, and as a table of layers with shapes and parameter counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from derive.network.line_text import line_of
from derive.network.network import LayerRecord, Network, Parameter
from derive.notation.tensor import Tensor

__all__ = ["Row", "as_data", "folded", "line_of", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One layer of a network, as `derive show` prints it.

    Attributes:
        number: The layer's number.
        formula: The name of its formula.
        name: What the user calls its output, or "".
        output: The signal that leaves, e.g. "x2".
        shape: The signal's extents for one sample.
        parameters: Name and shape of every parameter.
        count: How many scalars training changes here.
        equations: The forward equations in the formula language.
        inputs: The signals that arrive.
        shares: The number of the layer whose parameters it uses too, or None.
        block: The name of the repeated block that it stands in, or "".
        turn: Which repetition of the block, from 1; 0 outside of all.
        turns: How many repetitions there are; 0 outside of all.
    """

    number: int
    formula: str
    name: str
    output: str
    shape: tuple[int, ...]
    parameters: tuple[tuple[str, tuple[int, ...]], ...]
    count: int
    equations: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    shares: int | None = None
    block: str = ""
    turn: int = 0
    turns: int = 0


def rows(network: Network) -> tuple[Row, ...]:
    """One row a layer, in order."""
    return tuple(_row(record, at, network) for at, record in enumerate(network.layers))


def folded(listed: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without the later turns of repeated blocks."""
    return tuple(row for row in listed if row.turn < 2)


def _row(record: LayerRecord, at: int, network: Network) -> Row:
    owner = network.architecture.layers[at].shares
    stands = record.repetition
    return Row(
        number=record.number,
        formula=record.formula.name,
        name=_given_name(record),
        output=record.output.code_name,
        shape=_shape(record.output, network),
        parameters=tuple(_parameter(parameter, network) for parameter in record.parameters),
        count=sum(network.count(parameter.tensor) for parameter in record.parameters),
        equations=tuple(str(equation) for equation in record.equations),
        inputs=tuple(tensor.code_name for tensor in record.inputs),
        shares=None if owner is None else network.layers[owner].number,
        block=stands.block if stands else "",
        turn=stands.turn if stands else 0,
        turns=stands.turns if stands else 0,
    )


def _given_name(record: LayerRecord) -> str:
    """What the user calls a layer's output; a layer that only needed a name has a number for it."""
    name = record.name or ""
    return "" if name.rpartition(".")[2].isdigit() else name


def _shape(tensor: Tensor, network: Network) -> tuple[int, ...]:
    return tuple(network.sizes[axis] for axis in tensor.axes if axis != network.sample)


def _parameter(parameter: Parameter, network: Network) -> tuple[str, tuple[int, ...]]:
    return parameter.tensor.code_name, network.shape(parameter.tensor)


def as_data(network: Network) -> dict[str, Any]:
    """The network for other tools: plain values, ready for JSON."""
    return {
        "name": network.name,
        "title": asdict(network.title),
        "line": line_of(network.architecture),
        "inputs": [_given(tensor, network) for tensor in network.inputs],
        "targets": [_given(tensor, network) for tensor in network.targets],
        "outputs": [_given(tensor, network) for tensor in network.predictions],
        "layers": [asdict(row) for row in rows(network)],
        "losses": [
            {
                "formula": use.formula.name,
                "output": tensor.code_name,
                "inputs": list(use.inputs),
                "weight": str(use.weight),
            }
            for use, tensor in zip(network.architecture.losses, network.losses, strict=True)
        ],
        "equations": [
            {"number": equation.number, "equation": str(equation)} for equation in network.equations
        ],
        "parameter_count": network.parameter_count,
    }


def _given(tensor: Tensor, network: Network) -> dict[str, Any]:
    """What arrives or leaves; "classes" where it is whole numbers."""
    described: dict[str, Any] = {"name": tensor.code_name, "shape": _shape(tensor, network)}
    if tensor in network.whole:
        described["classes"] = network.whole[tensor]
    return described
