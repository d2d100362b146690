"""The fields of a formula file that say how its tensors are indexed and sized."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.errors import FormulaError, did_you_mean
from derive.formulas.composite import plain
from derive.formulas.fields import line, lines
from derive.formulas.formula import Kind
from derive.notation.syntax import (
    Call,
    Name,
    Subscript,
    SyntaxEquation,
    nodes,
    read_equation,
    read_expression,
)


def inputs_in(
    table: Mapping[str, Any], kind: Kind
) -> tuple[tuple[str, ...], Mapping[str, Subscript]]:
    """The names of the inputs, and how those are indexed of which the file says it."""
    names: list[str] = []
    patterns: dict[str, Subscript] = {}
    for text in lines(table, "inputs") if "inputs" in table else _usual_inputs(kind):
        tree = read_expression(text)
        if isinstance(tree, Subscript):
            patterns[tree.name] = tree
        elif not isinstance(tree, Name):
            raise FormulaError(
                f"'{text}' is no input.", accepted='For example: inputs = ["x[i]", "u[i]"].'
            )
        names.append(tree.name)
    return tuple(names), patterns


def equations_in(
    table: Mapping[str, Any], key: str, options: Mapping[str, int | None]
) -> tuple[tuple[SyntaxEquation, ...], dict[str, str]]:
    """Equations with letters alone on their left sides, and the sizes of letters that are new."""
    read = [read_equation(text) for text in lines(table, key)]
    parts = (part for equation in read for part in nodes(equation.left, equation.right))
    taken = {part.name for part in parts if isinstance(part, Name | Subscript | Call)}
    equations: list[SyntaxEquation] = []
    sizes: dict[str, str] = {}
    for equation in read:
        simple, extents = plain(equation, frozenset(options), taken)
        equations.append(simple)
        sizes |= extents
    return tuple(equations), sizes


def option(value: object, name: str) -> int | None:
    """The default of a whole-number option; None for one that must be given.

    Raises:
        FormulaError: It is something else.
    """
    if value == "needed":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise FormulaError(
        f"The option '{name}' must be a whole number, its default.",
        accepted='One that must be given: "needed".',
    )


def size(value: object, what: str) -> str:
    """The text that sizes an axis."""
    return checked_size(line(value, what), what)


def checked_size(text: str, what: str) -> str:
    """The text of a size or condition, which reads as an expression."""
    try:
        read_expression(text)
    except FormulaError as error:
        raise FormulaError(f"{what}: {error.met}", accepted=error.accepted) from None
    return text


def targets_in(table: Mapping[str, Any], kind: Kind, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs of a loss that are targets; without a word, the one called t.

    Raises:
        FormulaError: A target is no input.
    """
    if kind != "loss":
        return ()
    if "targets" not in table:
        return tuple(name for name in inputs if name == "t")
    named = tuple(lines(table, "targets"))
    for name in named:
        if name not in inputs:
            raise FormulaError(
                f"The target '{name}' is no input.", accepted=did_you_mean(name, inputs)
            )
    return named


def _usual_inputs(kind: Kind) -> list[str]:
    return ["y", "t"] if kind == "loss" else ["x"]
