"""Tables for the terminal: a network's layers, and the catalogue of formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from derive.network.network import Network
from derive.network.summary import line_of, rows
from derive.text import column_widths, set_in_columns


def show_text(network: Network) -> str:
    """A network as a table of layers with shapes and parameter counts."""
    head = ("layer", "formula", "output", "shape", "parameters", "count")
    shape = network.shape(network.input)
    body = [("", "input", network.input.code_name, str(shape), "", "")]
    for row in rows(network):
        parameters = ", ".join(f"{name} {shape}" for name, shape in row.parameters)
        named = f"{row.formula} as {row.name}" if row.name else row.formula
        count = f"{row.count:,}" if row.count else ""
        body.append((str(row.number), named, row.output, str(row.shape), parameters, count))
    loss = network.architecture.loss.formula.name
    body.append(("", loss, network.cost.tensor.code_name, "()", "", ""))
    equations = [f"  ({equation.number}) {equation}" for equation in network.equations]
    return "\n".join(
        (
            network.title.en,
            line_of(network.architecture),
            "",
            table(head, body),
            "",
            f"{network.parameter_count:,} parameters",
            "",
            *equations,
        )
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
