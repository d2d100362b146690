"""A derivation as a whole training program: one file of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from sympy import Rational

from derive.calculus.derivation import Derivation
from derive.network.architecture import Numbers
from derive.network.network import Network, Parameter
from derive.network.summary import line_of
from derive.programs import training
from derive.programs.lower import program_of
from derive.programs.program import Program
from derive.programs.render import blocks
from derive.programs.training import (
    Initial,
    ParameterFacts,
    Rule,
    Style,
    Task,
    TrainingFacts,
    Values,
)

_RULES: Mapping[str, Rule] = {rule: rule for rule in get_args(Rule)}


def program_text(derivation: Derivation, style: Style = "fast", *, name: str = "train") -> str:
    """The training program of a network, as the text of one Python file.

    Args:
        derivation: Per sample or in batch form; the program is that of the batch form.
        style: "plain" says the handout's equations line for line, "fast" is for training.
        name: What the file is called, without ".py".

    Raises:
        UnsupportedError: An equation has no form in a program.
    """
    batch = derivation.in_batch()
    own = blocks(program_for(batch), style)
    finished = training.Blocks(
        helpers="\n\n\n".join(own.helpers),
        forward=f"{own.predict}\n\n\n{own.loss}",
        workspace=own.workspace or "",
        gradients=own.gradients,
    )
    return training.render_program(_facts(batch.network, name), finished, style)


def listing(derivation: Derivation) -> str:
    """The statements of the plain program alone, for a handout: predict, loss, gradients."""
    own = blocks(program_for(derivation.in_batch()), "plain")
    return f"{own.predict}\n\n\n{own.loss}\n\n\n{own.gradients}" + "\n"


def program_for(batch: Derivation) -> Program:
    """The program's intermediate form: forward equations, then the gradients' explicit ones."""
    network = batch.network
    assert network.sample is not None
    return program_of(
        network.equations,
        [one.explicit for one in batch.results if one.kind == "parameter" or not one.is_constant],
        inputs=network.input,
        target=network.target,
        parameters=[parameter.tensor for parameter in network.parameters],
        constants={
            tensor: Rational(value.numerator, value.denominator)
            for tensor, value in network.constants.items()
        },
        sizes={axis: size for axis, size in network.sizes.items() if axis != network.sample},
        sample=network.sample,
        prediction=network.prediction,
        loss=network.cost.tensor,
    )


def _facts(network: Network, name: str) -> TrainingFacts:
    architecture = network.architecture
    loss = architecture.loss.formula
    is_probability = loss.prediction == "probability"
    return TrainingFacts(
        name=name,
        title=architecture.title.en,
        architecture=line_of(architecture),
        parameters=tuple(_parameter(parameter, network) for parameter in network.parameters),
        input_shape=network.shape(network.input)[1:],
        target_shape=network.shape(network.target)[1:],
        task=_task(loss.target),
        reduction=architecture.reduction,
        threshold=0.5 if is_probability else 0.0,
        labels=(-1, 1) if loss.target == "sign" else (0, 1),
        sums_to_one=bool(network.facts),
    )


def _task(target: str) -> Task:
    match target:
        case "distribution":
            return "classification"
        case "probability" | "sign":
            return "binary"
        case _:
            return "regression"


def _parameter(parameter: Parameter, network: Network) -> ParameterFacts:
    tensor = parameter.tensor
    return ParameterFacts(
        tensor.code_name, network.shape(tensor), _initial(parameter, network.architecture.example)
    )


def _initial(parameter: Parameter, example: object) -> Initial:
    given = getattr(example, "parameters", {}).get(parameter.tensor.code_name)
    if given is not None:
        return Initial("constant", (_values(given),))
    match parameter.initial:
        case str() as rule:
            return Initial(_RULES[rule])
        case number:
            return Initial("constant", (float(number),))


def _values(numbers: Numbers) -> Values:
    if isinstance(numbers, tuple):
        return tuple(_values(part) for part in numbers)
    return float(numbers)
