"""The training half of a generated program: what needs only names and shapes of the network.

The network's own half (prediction, loss, gradients) arrives as finished source text. The
templates print it between a table of parameters, initial values, optimizers, a training loop,
checkpoints, a reader of data files and a command line.
"""

from __future__ import annotations

import ast
import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from derive import templating

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
Task = Literal["classification", "binary", "regression"]
Reduction = Literal["mean", "sum"]
Style = Literal["plain", "fast"]
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


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """All that the training half depends on.

    Args:
        name: of the program's module, "train" for train.py.
        architecture: the network in one line, which tells it from others of equal shapes.
        input_shape: of one sample; likewise target_shape.
        threshold: a binary output from here on says the high label (0.5, or 0 for logits).
        labels: low and high target of a binary task: (0, 1), or (-1, 1) for a hinge.
        sums_to_one: whether the derivation uses that a sample's targets sum to 1.
    """

    name: str
    title: str
    architecture: str
    parameters: tuple[ParameterFacts, ...]
    input_shape: tuple[int, ...]
    target_shape: tuple[int, ...]
    task: Task
    reduction: Reduction = "mean"
    threshold: float = 0.5
    labels: tuple[int, int] = (0, 1)
    sums_to_one: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """Finished source text of the network's half, placed at module level in this order.

    `forward` defines predict and loss, `gradients` the function gradients, and `workspace` the
    class Workspace of the fast style.
    """

    helpers: str = ""
    forward: str = ""
    workspace: str = ""
    gradients: str = ""


def render_program(facts: TrainingFacts, blocks: Blocks, style: Style) -> str:
    """The whole text of a program that trains the network."""
    sources = (blocks.helpers, blocks.forward, blocks.workspace, blocks.gradients)
    low, high = facts.labels
    return templating.render(
        f"numpy/{style}.py.jinja",
        name=facts.name,
        title=_in_docstring(facts.title),
        architecture_lines=textwrap.wrap(_in_docstring(facts.architecture), WIDTH - 4),
        network_constant=_network_constant(facts.architecture),
        shape_table=_shape_table(facts.parameters),
        initial_table=_initial_table(facts.parameters),
        rules=sorted({p.initial.rule for p in facts.parameters} & FAN_RULES),
        generator_lines=_generator_lines(facts.parameters),
        input_shape=_shape(facts.input_shape),
        input_text=", ".join(("samples", *map(str, facts.input_shape))),
        target_shape=_shape(facts.target_shape),
        task=facts.task,
        reduction=facts.reduction,
        target_checks=_target_checks(facts),
        output_threshold=repr(facts.threshold),
        target_threshold=repr((low + high) / 2),
        low_label=low,
        high_label=high,
        sources=[source.strip("\n") for source in sources if source.strip()],
    )


def fans(parameter: ParameterFacts) -> tuple[int, int]:
    """How many numbers meet in one output, and how many outputs take up one input.

    A weight is w[output, input, *window]; fans that the facts state go before the shape.
    """
    rows, *columns = parameter.shape or (1,)
    fan_in = math.prod(columns) if columns else rows
    fan_out = rows * math.prod(columns[1:])
    return parameter.fan_in or fan_in, parameter.fan_out or fan_out


def reserved_names(facts: TrainingFacts, style: Style) -> frozenset[str]:
    """The module-level names that this half takes, which helpers of the network must not."""
    names: set[str] = set()
    for node in ast.parse(render_program(facts, Blocks(), style)).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                names.update((alias.asname or alias.name).partition(".")[0] for alias in imported)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return frozenset(names)


def _shape_table(parameters: Sequence[ParameterFacts]) -> str:
    """The dictionary of shapes."""
    entries = [f'    "{parameter.name}": {_shape(parameter.shape)},' for parameter in parameters]
    return "\n".join(["{", *entries, "}"]) if entries else "{}"


def _initial_table(parameters: Sequence[ParameterFacts]) -> str:
    """The dictionary of values before training, in the body of a function."""
    entries = [
        _laid_out(f'"{parameter.name}": ', _initial(parameter), ",", indent=8)
        for parameter in parameters
    ]
    return "\n".join(["{", *entries, "    }"]) if entries else "{}"


_Tree: TypeAlias = "str | tuple[str, Sequence[_Tree], str]"


def _initial(parameter: ParameterFacts) -> _Tree:
    """The call that gives a parameter's values before training."""
    shape = _shape(parameter.shape)
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


def _generator_lines(parameters: Sequence[ParameterFacts]) -> list[str]:
    """The line that makes random numbers, where any parameter begins with them."""
    fixed = {"zeros", "ones", "constant"}
    is_random = any(parameter.initial.rule not in fixed for parameter in parameters)
    return ["random = np.random.default_rng(seed)"] if is_random else []


def _target_checks(facts: TrainingFacts) -> list[str]:
    """The names of the checks that targets pass beside those of their task."""
    match facts.task:
        case "classification":
            return ["sum_to_one"] if facts.sums_to_one else []
        case "binary":
            return ["signed"] if facts.labels[0] < 0 else []
        case "regression":
            return []


def _network_constant(architecture: str) -> str:
    """The assignment of the constant NETWORK, folded where it is long."""
    line = f"NETWORK = {_quoted(architecture)}"
    if len(line) <= WIDTH:
        return line
    fits = len(_quoted(architecture)) <= WIDTH - 4
    pieces = textwrap.wrap(architecture, WIDTH - (4 if fits else 20), drop_whitespace=False)
    return "\n".join(["NETWORK = (", *(f"    {_quoted(piece)}" for piece in pieces), ")"])


def _quoted(text: str) -> str:
    """A Python string in double quotes, as the formatter would write it."""
    return json.dumps(text, ensure_ascii=False)


def _in_docstring(text: str) -> str:
    """Text that can stand within triple quotes."""
    return text.replace("\\", "\\\\").replace('"""', "'''").strip()


def _shape(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it."""
    return repr(tuple(int(size) for size in shape))
