"""The values that parameters have before training, as text of a generated program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Rule = Literal[
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "zeros",
    "ones",
    "constant",
    "uniform",
    "normal",
]
Values: TypeAlias = "float | tuple[Values, ...]"
WIDTH = 100
FAN_RULES = frozenset({"glorot_uniform", "glorot_normal", "he_uniform", "he_normal"})


@dataclass(frozen=True, slots=True)
class Initial:
    """How a parameter begins.

    Args:
        values: constant (value, or rows of values,), uniform (low, high),
            normal (standard deviation,); nothing for the other rules.
    """

    rule: Rule
    values: tuple[Values, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterFacts:
    """A parameter's name in the code, its shape, its beginning, and its fans if not usual."""

    name: str
    shape: tuple[int, ...]
    initial: Initial
    fan_in: int | None = None
    fan_out: int | None = None


def fans(parameter: ParameterFacts) -> tuple[int, int]:
    """How many numbers meet in one output, and how many outputs take up one input.

    A weight is w[output, input, *window]; fans that the facts state go before the shape.
    """
    rows, *columns = parameter.shape or (1,)
    fan_in = math.prod(columns) if columns else rows
    fan_out = rows * math.prod(columns[1:])
    return parameter.fan_in or fan_in, parameter.fan_out or fan_out


def initial_table(parameters: Sequence[ParameterFacts]) -> str:
    """The dictionary of values before training, in the body of a function."""
    entries = [
        _laid_out(f'"{parameter.name}": ', _initial(parameter), ",", indent=8)
        for parameter in parameters
    ]
    return "\n".join(["{", *entries, "    }"]) if entries else "{}"


_Tree: TypeAlias = "str | tuple[str, Sequence[_Tree], str]"


def _initial(parameter: ParameterFacts) -> _Tree:
    """The call that gives a parameter's values before training."""
    shape = shape_text(parameter.shape)
    fan_in, fan_out = fans(parameter)
    match parameter.initial:
        case Initial("zeros" | "ones" as rule, ()):
            return f"np.{rule}({shape})"
        case Initial("constant", (value,)):
            return "np.full(", (shape, _rows(value)), ")"
        case Initial("uniform", (float(low), float(high))):
            return "random.uniform(", (repr(low), repr(high), shape), ")"
        case Initial("normal", (float(deviation),)):
            return "random.normal(", ("0.0", repr(deviation), shape), ")"
        case Initial("glorot_uniform" | "glorot_normal" as rule, ()):
            return f"{rule}(", ("random", shape, f"fan_in={fan_in}", f"fan_out={fan_out}"), ")"
        case Initial("he_uniform" | "he_normal" as rule, ()):
            return f"{rule}(", ("random", shape, f"fan_in={fan_in}"), ")"
        case other:
            raise AssertionError(f"no initial values are known for {other}")


def _rows(value: Values) -> _Tree:
    """A number, or nested lists of them."""
    return ("[", [_rows(row) for row in value], "]") if isinstance(value, tuple) else repr(value)


def _laid_out(before: str, tree: _Tree, after: str, *, indent: int) -> str:
    """The tree on one line, or broken at its brackets as the formatter would break it."""
    line = " " * indent + before + _flat(tree) + after
    if isinstance(tree, str) or len(line) <= WIDTH:
        return line
    opening, items, closing = tree
    inside = " " * (indent + 4) + ", ".join(map(_flat, items))
    if opening.endswith("(") and len(inside) <= WIDTH:
        middle = [inside]
    else:
        middle = [_laid_out("", item, ",", indent=indent + 4) for item in items]
    return "\n".join([" " * indent + before + opening, *middle, " " * indent + closing + after])


def _flat(tree: _Tree) -> str:
    """The tree on one line."""
    if isinstance(tree, str):
        return tree
    opening, items, closing = tree
    return opening + ", ".join(map(_flat, items)) + closing


def generator_lines(parameters: Sequence[ParameterFacts]) -> list[str]:
    """The line that makes random numbers, where any parameter begins with them."""
    fixed = {"zeros", "ones", "constant"}
    is_random = any(parameter.initial.rule not in fixed for parameter in parameters)
    return ["random = np.random.default_rng(seed)"] if is_random else []


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it."""
    return repr(tuple(int(size) for size in shape))
