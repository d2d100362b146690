"""Tables for the terminal: a network's layers, and the catalogue of formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from derive.network.network import Network
from derive.network.summary import Row, folded, line_of, rows
from derive.text import column_widths, set_in_columns

HEAD = ("layer", "formula", "from", "output", "shape", "parameters", "count")


def show_text(network: Network) -> str:
    """A network as a table of layers with shapes and parameter counts."""
    return "\n".join(
        (
            network.title.en,
            line_of(network.architecture),
            "",
            table(
                ("layer", "formula", "from", "output", "shape", "parameters", "count"),
                _body(network),
            ),
            "",
            f"{network.parameter_count:,} parameters",
            "",
            *_equations(network),
        )
    )


def _equations(network: Network) -> Iterator[str]:
    """The forward equations, those of a repeated block for its first turn."""
    later = {
        equation.number
        for record in network.layers
        if record.repetition is not None and record.repetition.turn > 1
        for equation in record.equations
    }
    skipped = False
    for equation in network.equations:
        if equation.number not in later:
            yield f"  ({equation.number}) {equation}"
        elif not skipped:
            yield "  ... and so on in every other turn"
        skipped = equation.number in later


def _body(network: Network) -> list[tuple[str, ...]]:
    """Rows of the table: inputs, layers, each repeated block once, and losses."""
    body: list[tuple[str, ...]] = []
    for tensor in network.inputs:
        kind = f"input, {network.whole[tensor]} values" if tensor in network.whole else "input"
        body.append(("", kind, "", tensor.code_name, str(network.shape(tensor)), "", ""))
    before = ""
    for row in folded(rows(network)):
        if row.block and row.block != before:
            body.append(("", f"{row.turns} x {row.block}, of which the first:", *[""] * 5))
        body.append(_layer(row))
        before = row.block
    for use, tensor in zip(network.architecture.losses, network.losses, strict=True):
        weight = "" if use.weight == 1 else f"{use.weight} * "
        body.append(("", weight + use.formula.name, "", tensor.code_name, "()", "", ""))
    if network.cost.tensor not in network.losses:
        body.append(("", "cost", "", network.cost.tensor.code_name, "()", "", ""))
    return body


def _layer(row: Row) -> tuple[str, ...]:
    parameters = ", ".join(f"{name} {shape}" for name, shape in row.parameters)
    if row.shares is not None:
        shared = f"those of layer {row.shares}"
        parameters = f"{parameters}, {shared}" if parameters else shared
    named = f"{row.formula} as {row.name}" if row.name else row.formula
    count = f"{row.count:,}" if row.count else ""
    arriving = ", ".join(row.inputs)
    indent = "  " if row.block else ""
    return (
        str(row.number),
        indent + named,
        arriving,
        row.output,
        str(row.shape),
        parameters,
        count,
    )


def layers_text(listed: Sequence[Mapping[str, Any]], language: str) -> str:
    """Every formula with its equations and options."""
    lines: list[str] = []
    kind = ""
    for formula in listed:
        if formula["kind"] != kind:
            kind = formula["kind"]
            lines += ["", f"{kind}:"]
        lines.append(f"  {formula['name']}  -  {formula['title'][language]}")
        lines += [f"      {equation}" for equation in formula["equations"]]
        if formula["options"]:
            lines.append(f"      options: {', '.join(formula['options'])}")
    return "\n".join(lines[1:])


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Columns set flush left, as wide as their widest cell; full-width characters count twice."""
    widths = column_widths((head, *body))
    rule = ["-" * width for width in widths]
    return "\n".join(set_in_columns(row, widths) for row in (head, rule, *body))
