"""From the table of a formula file to a checked `Formula`.

The table is what TOML gives, decimals kept exact (see `toml_table`). Keys:
title, source, inputs, equations, parameters, constants, options, sizes,
conditions, noise, states, inference, batch, facts, kinks, target, targets,
prediction, note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from derive.errors import DeriveError, FormulaError, Place, did_you_mean
from derive.formulas.axes import Axes, formula_axes
from derive.formulas.fields import (
    check_keys,
    chosen,
    line,
    lines,
    number,
    subtable,
    subtables,
    toml_table,
    words,
)
from derive.formulas.formula import (
    INITIAL_RULES,
    Formula,
    InitialRule,
    Kind,
    Kink,
    Normal,
    ParameterRule,
    Prediction,
    Target,
)
from derive.formulas.random_and_kept import noise_rule, state_rule
from derive.formulas.structure import (
    checked_size,
    equations_in,
    inputs_in,
    option,
    size,
    targets_in,
)
from derive.notation.language import RESERVED
from derive.notation.syntax import (
    Syntax,
    read_equation,
    read_expression,
)

__all__ = ["KEYS", "formula_from", "initial_rule", "normal_rule", "toml_table"]

KEYS = (
    "title",
    "source",
    "inputs",
    "equations",
    "parameters",
    "constants",
    "options",
    "sizes",
    "conditions",
    "noise",
    "states",
    "inference",
    "batch",
    "facts",
    "kinks",
    "target",
    "targets",
    "prediction",
    "note",
)


def formula_from(
    table: Mapping[str, Any], *, name: str, kind: Kind, functions: Iterable[str] = ()
) -> Formula:
    """The formula that a table describes.

    Args:
        table: Keys and values as in a formula file.
        name: Its name in network files.
        kind: What it is.
        functions: Names of scalar functions that its equations may call.

    Raises:
        FormulaError: A key or an equation is wrong; the place names the formula.
    """
    try:
        formula = _formula(table, name, kind)
        _check(formula, frozenset(functions) - {name}, dict(_remarks(table)))
    except DeriveError as error:
        raise error.located(Place(layer=f"formula '{name}'")) from None
    return formula


def _formula(table: Mapping[str, Any], name: str, kind: Kind) -> Formula:
    check_keys(table, KEYS)
    inputs, patterns = inputs_in(table, kind)
    options = {key: option(value, key) for key, value in subtable(table, "options").items()}
    equations, composite = equations_in(table, "equations", options)
    inference, also_composite = equations_in(table, "inference", options)
    return Formula(
        name=name,
        kind=kind,
        title=words(table.get("title", name.replace("_", " ")), "title"),
        source=line(table.get("source", ""), "source"),
        inputs=inputs,
        equations=equations,
        parameters=tuple(_parameter(*item) for item in subtable(table, "parameters").items()),
        constants={
            key: number(value, f"The constant '{key}'")
            for key, value in subtable(table, "constants").items()
        },
        sizes={
            **{
                key: size(value, f"The size of '{key}'")
                for key, value in subtable(table, "sizes").items()
            },
            **composite,
            **also_composite,
        },
        facts=tuple(read_equation(text) for text in lines(table, "facts")),
        kinks=tuple(_kink(item, inputs) for item in subtables(table, "kinks")),
        target=chosen(table, "target", get_args(Target)),
        prediction=chosen(table, "prediction", get_args(Prediction)),
        note=words(table["note"], "note") if "note" in table else None,
        options=options,
        conditions=tuple(checked_size(text, "conditions") for text in lines(table, "conditions")),
        patterns=patterns,
        noise=tuple(noise_rule(*item) for item in subtable(table, "noise").items()),
        states=tuple(state_rule(*item) for item in subtable(table, "states").items()),
        inference=inference,
        batch=line(table["batch"], "batch") if "batch" in table else None,
        targets=targets_in(table, kind, inputs),
    )


def _parameter(name: str, rule: object) -> ParameterRule:
    match rule:
        case str() | int() | Decimal() if not isinstance(rule, bool):
            rule = {"initial": rule}
        case dict():
            pass
        case _:
            raise FormulaError(f"The parameter '{name}' needs a table or an initial value.")
    check_keys(rule, ("initial", "when", "default"), f" of parameter '{name}'")
    initial, when = rule.get("initial", "glorot_uniform"), rule.get("when")
    if when is not None and not isinstance(when, str):
        raise FormulaError(f"'when' of parameter '{name}' must name an option.")
    default = rule.get("default", True)
    if not isinstance(default, bool):
        raise FormulaError(f"'default' of parameter '{name}' must be true or false.")
    return ParameterRule(name, initial_rule(initial, name), when, default)


def initial_rule(initial: object, name: str) -> InitialRule:
    """A parameter's initial rule: a known name, a number, or { normal = 0.02 }.

    Raises:
        FormulaError: It is none of these.
    """
    if isinstance(initial, dict):
        check_keys(initial, ("normal",), f" of the initial value of '{name}'")
        deviation = number(initial.get("normal"), f"The deviation of '{name}'")
        return normal_rule(deviation, name)
    if isinstance(initial, str) and initial in INITIAL_RULES:
        return initial
    if isinstance(initial, str) and initial.isidentifier():
        hint = did_you_mean(initial, INITIAL_RULES)
        raise FormulaError(f"The initial rule '{initial}' of '{name}' is unknown.", accepted=hint)
    return number(initial, f"The initial value of '{name}'")


def normal_rule(deviation: Fraction, name: str) -> Normal:
    """A normal distribution around 0.

    Raises:
        FormulaError: The deviation is not above 0.
    """
    if deviation <= 0:
        raise FormulaError(
            f"The deviation of '{name}' must be above 0, {float(deviation):g} was met.",
            accepted="For example: initial = { normal = 0.02 }.",
        )
    return Normal(deviation)


def _kink(item: Mapping[str, Any], inputs: tuple[str, ...]) -> Kink:
    if not {"at", "derivative"} <= set(item) <= {"of", "at", "derivative"}:
        raise FormulaError(
            "A kink has the keys at and derivative, and perhaps of.",
            accepted="For example: { at = 0, derivative = 0 }.",
        )
    of = read_expression(_formula_text(item.get("of", inputs[0] if inputs else "x")))
    derivative = read_expression(_formula_text(item["derivative"]))
    return Kink(of, number(item["at"], "A kink's place"), derivative)


def _formula_text(value: object) -> str:
    if isinstance(value, str):
        return value
    part = number(value, "What a kink says")
    return str(value) if isinstance(value, Decimal) else str(part)


def _remarks(table: Mapping[str, Any]) -> Iterator[tuple[str, Syntax]]:
    """What the kinks say in the formula's own letters; `_kink` has read it once already."""
    for item in subtables(table, "kinks"):
        for key in ("of", "derivative"):
            if isinstance(item.get(key), str):
                yield item[key], read_expression(item[key])


def _check(formula: Formula, functions: frozenset[str], remarks: Mapping[str, Syntax]) -> None:
    arriving = formula.arriving
    if not formula.equations:
        raise FormulaError(
            "The formula has no equations.",
            accepted='For example: equations = ["z[j] = sum(i, w[j,i]*x[i]) + b[j]"].',
        )
    for name in (*arriving, *formula.options):
        if name in RESERVED:
            raise FormulaError(f"'{name}' is a name of the formula language; choose another.")
        if (*arriving, *formula.options).count(name) > 1:
            raise FormulaError(f"The name '{name}' is used twice among inputs and parameters.")
    axes = formula_axes(formula, functions, remarks)
    _check_use(formula, arriving, axes)
    _check_batch(formula, axes)


def _check_use(formula: Formula, arriving: Iterable[str], axes: Axes) -> None:
    for name in arriving:
        if name not in axes.tensors:
            raise FormulaError(
                f"'{name}' does not occur in the equations.",
                accepted="Use it, or leave it out of the inputs, parameters and constants.",
            )
    for name in formula.constants:
        if axes.tensors[name]:
            raise FormulaError(f"The constant '{name}' is a number and takes no index.")
    for name in axes.whole:
        if name not in formula.inputs:
            raise FormulaError(
                f"'{name}' stands in a slot, but its numbers need not be whole.",
                accepted="Only an input may: one of whole numbers, such as the tokens of a text.",
            )
    for letter in formula.sizes:
        if letter not in axes.letters:
            raise FormulaError(
                f"sizes names the index '{letter}', which the equations do not use.",
                accepted=did_you_mean(letter, axes.letters),
            )
    if formula.kind == "loss" and axes.tensors[formula.output]:
        raise FormulaError(
            f"A loss must end in one number, but '{formula.output}' has indices.",
            accepted="For example: L = sum(k, (y[k]-t[k])^2)/2.",
        )


def _check_batch(formula: Formula, axes: Axes) -> None:
    """The letter of the samples comes first in every input that carries it."""
    letter = formula.batch
    if letter is None:
        return
    if letter not in axes.letters:
        raise FormulaError(
            f"batch names the index '{letter}', which the equations do not use.",
            accepted=did_you_mean(letter, axes.letters),
        )
    axis = axes.letters[letter]
    for name in formula.inputs:
        if axes.tensors[name][:1] != (axis,):
            raise FormulaError(
                f"The input '{name}' must have the index '{letter}' of the samples first.",
                accepted=f"For example: {name}[{letter},i].",
            )
