"""A network in one line, and as a table of layers with shapes and parameter counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from derive.network.architecture import Architecture, LayerUse, LossUse, Penalty
from derive.network.network import LayerRecord, Network, Parameter
from derive.notation.tensor import Tensor


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
    """

    number: int
    formula: str
    name: str
    output: str
    shape: tuple[int, ...]
    parameters: tuple[tuple[str, tuple[int, ...]], ...]
    count: int
    equations: tuple[str, ...]


def rows(network: Network) -> tuple[Row, ...]:
    """One row a layer, in order."""
    return tuple(_row(record, network) for record in network.layers)


def _row(record: LayerRecord, network: Network) -> Row:
    return Row(
        number=record.number,
        formula=record.formula.name,
        name=record.name or "",
        output=record.output.code_name,
        shape=_shape(record.output, network),
        parameters=tuple(_parameter(parameter, network) for parameter in record.parameters),
        count=sum(network.count(parameter.tensor) for parameter in record.parameters),
        equations=tuple(str(equation) for equation in record.equations),
    )


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
        "input": {"name": network.input.code_name, "shape": network.shape(network.input)},
        "target": {"name": network.target.code_name, "shape": network.shape(network.target)},
        "layers": [asdict(row) for row in rows(network)],
        "loss": network.architecture.loss.formula.name,
        "equations": [
            {"number": equation.number, "equation": str(equation)} for equation in network.equations
        ],
        "parameter_count": network.parameter_count,
    }


def line_of(architecture: Architecture) -> str:
    """The network in the one-line form; a user's own formulas by name alone."""
    source = " x ".join(str(size) for size in architecture.input_shape)
    layers = " -> ".join((source, *(_layer(use) for use in architecture.layers)))
    ends = [_loss(architecture.loss)]
    ends += [_penalty(penalty) for penalty in architecture.penalties]
    if architecture.reduction == "sum":
        ends.append("cost sum")
    return " | ".join((layers, *ends))


def _layer(use: LayerUse) -> str:
    options = [f"{name} = {size}" for name, size in use.sizes.items()]
    if list(use.sizes) == ["units"]:
        options = []
    options += [f"{name} = {_number(value)}" for name, value in use.constants.items()]
    options += [f"{name} = {'true' if on else 'false'}" for name, on in use.switches.items()]
    size = f" {use.sizes['units']}" if list(use.sizes) == ["units"] else ""
    inside = f" ({', '.join(options)})" if options else ""
    name = f" as {use.name}" if use.name else ""
    return " ".join((use.formula.name + size, *use.inputs)) + inside + name


def _loss(use: LossUse) -> str:
    options = [f"{name} = {_number(value)}" for name, value in use.constants.items()]
    return use.formula.name + (f" ({', '.join(options)})" if options else "")


def _penalty(penalty: Penalty) -> str:
    text = f"{penalty.norm} {_number(penalty.weight)}"
    return text + (f" (parameters = {' '.join(penalty.parameters)})" if penalty.parameters else "")


def _number(value: Fraction) -> str:
    """A decimal where it is exact, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return str(decimal) if Fraction(decimal) == value else str(value)
