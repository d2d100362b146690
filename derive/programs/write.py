"""A derivation as a whole training program: one file of text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import get_args

from sympy import Rational

from derive.calculus.derivation import Derivation
from derive.formulas.formula import Normal
from derive.network.network import Network, Noise, Parameter, State
from derive.network.summary import line_of
from derive.notation.tensor import Tensor
from derive.programs import training
from derive.programs.fans import fans_of
from derive.programs.lower import program_of
from derive.programs.program import Program
from derive.programs.render import blocks
from derive.programs.training import (
    DataFacts,
    Initial,
    NoiseFacts,
    ParameterFacts,
    Rule,
    Style,
    Task,
    TrainingFacts,
    Values,
)
from derive.tables.item import Numbers

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
    program = program_for(batch)
    own = blocks(program, style)
    finished = training.Blocks(
        helpers="\n\n\n".join(own.helpers),
        forward="\n\n\n".join((own.predict, own.loss, *own.others)),
        workspace=own.workspace or "",
        gradients=own.gradients,
    )
    return training.render_program(_facts(batch.network, name, program), finished, style)


def listing(derivation: Derivation) -> str:
    """The statements of the plain program alone, for a handout: predict, loss, gradients."""
    own = blocks(program_for(derivation.in_batch()), "plain")
    return f"{own.predict}\n\n\n{own.loss}\n\n\n{own.gradients}" + "\n"


def program_for(batch: Derivation) -> Program:
    """The program's intermediate form: forward equations, then the gradients' explicit ones."""
    network = batch.network
    assert network.sample is not None, "a program is that of a batch"
    return program_of(
        network.equations,
        [one.computed for one in batch.results if one.kind == "parameter" or not one.is_constant],
        inputs=network.inputs,
        targets=network.targets,
        noise=[one.tensor for one in network.noise],
        states=[one.tensor for one in network.states],
        updates=[one.update for one in network.states],
        inference=network.inference,
        parameters=[parameter.tensor for parameter in network.parameters],
        constants={
            tensor: Rational(value.numerator, value.denominator)
            for tensor, value in network.constants.items()
        },
        sizes={axis: size for axis, size in network.sizes.items() if axis != network.sample},
        sample=network.sample,
        predictions=network.predictions,
        loss=network.cost.tensor,
        whole=network.whole,
    )


def _facts(network: Network, name: str, program: Program) -> TrainingFacts:
    architecture = network.architecture
    loss = architecture.loss.formula
    is_probability = loss.prediction == "probability"
    measured = _measured(network)
    return TrainingFacts(
        name=name,
        title=architecture.title.en,
        architecture=line_of(architecture),
        parameters=tuple(_parameter(parameter, network) for parameter in network.parameters),
        inputs=tuple(_data(tensor, network) for tensor in network.inputs),
        targets=tuple(_data(tensor, network) for tensor in network.targets),
        task=_task(loss.target, network) if measured is not None else "regression",
        reduction=architecture.reduction,
        threshold=0.5 if is_probability else 0.0,
        labels=(-1, 1) if loss.target == "sign" else (0, 1),
        sums_to_one=bool(network.facts),
        states=tuple(_state(state, network) for state in network.states),
        noise=tuple(_noise(noise, network) for noise in network.noise),
        outputs=tuple(one.name for one in program.predictions),
        measured=measured or 0,
        has_inference=bool(program.inference),
    )


def _measured(network: Network) -> int | None:
    """The position of the prediction that the first loss is about, if it is one of the answers.

    It has the target's axes, or these and one more, over the classes of a label.
    """
    if not network.targets:
        return None
    target = network.target
    wanted = network.shape(target)
    for at, tensor in enumerate(network.predictions):
        shape = network.shape(tensor)
        if shape == wanted or (target in network.whole and shape[:-1] == wanted):
            return at
    return None


def _task(target: str, network: Network) -> Task:
    if network.target in network.whole:
        return "labels"
    match target:
        case "distribution":
            return "classification"
        case "probability" | "sign":
            return "binary"
        case _:
            return "regression"


def _data(tensor: Tensor, network: Network) -> DataFacts:
    shape = network.shape(tensor)[1:]
    return DataFacts(tensor.code_name, shape, network.whole.get(tensor))


def _noise(noise: Noise, network: Network) -> NoiseFacts:
    probability = Fraction(1, 2) if noise.probability is None else noise.probability
    shape = network.shape(noise.tensor)[1:]
    return NoiseFacts(noise.tensor.code_name, shape, noise.law, float(probability))


def _state(state: State, network: Network) -> ParameterFacts:
    initial = Initial("constant", (float(state.initial),))
    return ParameterFacts(state.tensor.code_name, network.shape(state.tensor), initial)


def _parameter(parameter: Parameter, network: Network) -> ParameterFacts:
    tensor = parameter.tensor
    initial = _initial(parameter, network.architecture.example)
    fan_in, fan_out = fans_of(tensor, network.equations, network.sizes)
    shape = network.shape(tensor)
    return ParameterFacts(tensor.code_name, shape, initial, fan_in, fan_out)


def _initial(parameter: Parameter, example: object) -> Initial:
    given = getattr(example, "parameters", {}).get(parameter.tensor.code_name)
    if given is not None:
        return Initial("constant", (_values(given),))
    match parameter.initial:
        case str() as rule:
            return Initial(_RULES[rule])
        case Normal(deviation=deviation):
            return Initial("normal", (float(deviation),))
        case number:
            return Initial("constant", (float(number),))


def _values(numbers: Numbers) -> Values:
    if isinstance(numbers, tuple):
        return tuple(_values(part) for part in numbers)
    return float(numbers)
