"""The training half of a generated program: what needs only names and shapes of the network.

The network's own half (prediction, loss, gradients) arrives as finished source text. The
templates print it between a table of parameters, initial values, optimizers, a training loop,
checkpoints, a reader of data files and a command line.
"""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from derive import templating
from derive.programs.initial import (
    FAN_RULES,
    WIDTH,
    Initial,
    ParameterFacts,
    Rule,
    Values,
    fans,
    generator_lines,
    initial_table,
    shape_text,
)
from derive.programs.samples import DataFacts, NoiseFacts, Samples

__all__ = [
    "Blocks",
    "DataFacts",
    "Initial",
    "NoiseFacts",
    "ParameterFacts",
    "Rule",
    "Style",
    "Task",
    "TrainingFacts",
    "Values",
    "fans",
    "render_program",
    "reserved_names",
]

Task = Literal["classification", "labels", "binary", "regression"]
Reduction = Literal["mean", "sum"]
Style = Literal["plain", "fast"]


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """All that the training half depends on.

    Args:
        name: of the program's module, "train" for train.py.
        architecture: the network in one line, which tells it from others of equal shapes.
        inputs: what the network answers to; `targets` what it should answer, that of the
            first loss first.
        task: what the first loss measures; "labels" where its target is whole numbers.
        threshold: a binary output from here on says the high label (0.5, or 0 for logits).
        labels: low and high target of a binary task: (0, 1), or (-1, 1) for a hinge.
        sums_to_one: whether the derivation uses that a sample's targets sum to 1.
        states: what training keeps without a gradient.
        noise: what is drawn anew for every sample.
        outputs: the names of the answers; `measured` is the position of that of the first loss.
        has_inference: whether the network computes something else when it only predicts.
    """

    name: str
    title: str
    architecture: str
    parameters: tuple[ParameterFacts, ...]
    inputs: tuple[DataFacts, ...]
    targets: tuple[DataFacts, ...]
    task: Task
    reduction: Reduction = "mean"
    threshold: float = 0.5
    labels: tuple[int, int] = (0, 1)
    sums_to_one: bool = False
    states: tuple[ParameterFacts, ...] = ()
    noise: tuple[NoiseFacts, ...] = ()
    outputs: tuple[str, ...] = ("y",)
    measured: int = 0
    has_inference: bool = False


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
    kept = (*facts.parameters, *facts.states)
    samples = Samples(facts.inputs, facts.targets, facts.noise)
    return templating.render(
        f"numpy/{style}.py.jinja",
        **samples.words(),
        name=facts.name,
        title=_in_docstring(facts.title),
        architecture_lines=textwrap.wrap(_in_docstring(facts.architecture), WIDTH - 4),
        network_constant=_network_constant(facts.architecture),
        shape_table=_shape_table(facts.parameters),
        state_table=_shape_table(facts.states) if facts.states else "",
        everything="ARRAYS" if facts.states else "PARAMETERS",
        initial_table=initial_table(kept),
        rules=sorted({p.initial.rule for p in facts.parameters} & FAN_RULES),
        generator_lines=generator_lines(facts.parameters),
        task=facts.task,
        reduction=facts.reduction,
        target_checks=_target_checks(facts),
        output_threshold=repr(facts.threshold),
        target_threshold=repr((low + high) / 2),
        low_label=low,
        high_label=high,
        answers=", ".join(facts.outputs),
        chosen=f"[{facts.measured}]" if len(facts.outputs) > 1 else "",
        loss_name="inference_loss" if facts.has_inference else "loss",
        no_measure=_no_measure(facts),
        sources=[source.strip("\n") for source in sources if source.strip()],
    )


def _no_measure(facts: TrainingFacts) -> str:
    """Why a program measures nothing beside the loss."""
    if facts.targets:
        return "a regression has no right and wrong answers"
    return "without targets there are no right and wrong answers"


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
    entries = [f'    "{one.name}": {shape_text(one.shape)},' for one in parameters]
    return "\n".join(["{", *entries, "}"]) if entries else "{}"


def _target_checks(facts: TrainingFacts) -> list[str]:
    """The names of the checks that targets pass beside those of their task."""
    match facts.task:
        case "classification":
            return ["sum_to_one"] if facts.sums_to_one else []
        case "binary":
            return ["signed"] if facts.labels[0] < 0 else []
        case "regression" | "labels":
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
