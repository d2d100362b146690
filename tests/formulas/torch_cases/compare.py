"""A generated program and PyTorch's autograd on the same random numbers, in double precision."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch

from derive.calculus.derivation import Derivation, derivation_of
from derive.network.network import Network, build
from derive.network.reader import read_toml
from derive.programs.write import program_text
from tests.formulas.torch_cases.case import Arrays, Case, Given, half_squares

SAMPLES = 5
STYLES = ("plain", "fast")
# Gradients this much smaller than the largest one are sums that cancel.
VANISHING = 1e-9
MOVES = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one array of the program is from PyTorch's.

    Attributes:
        name: What the array is.
        units: The largest difference, in units in the last place of the array's largest entry.
            Where a gradient vanishes (a bias before a batch norm, the keys' bias in attention),
            only rounding is left of it, and the largest entry of all gradients is the measure.
    """

    name: str
    units: float


@dataclass(frozen=True, slots=True)
class Derived:
    """A case's network with its derivation, and how long that took in seconds of one process."""

    derivation: Derivation
    seconds: float

    @property
    def network(self) -> Network:
        """The network in batch form."""
        return self.derivation.network


@cache
def derived(text: str) -> Derived:
    """The derivation, over a batch, of a network file's text."""
    start = time.process_time()
    derivation = derivation_of(build(read_toml(text)))
    derivation.steps()
    seconds = time.process_time() - start
    return Derived(derivation.in_batch(), seconds)


def program(case: Case, style: Any, folder: Path) -> ModuleType:
    """The training program of a case, written into a folder and imported."""
    name = f"case_{style}"
    path = folder / f"{name}.py"
    path.write_text(program_text(derived(case.network).derivation, style, name=name), "utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None, f"{path} cannot be imported"
    assert spec.loader is not None, f"{path} cannot be imported"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its own module up
    spec.loader.exec_module(module)
    return module


def random_arrays(case: Case, seed: int) -> tuple[Arrays, tuple[str, ...]]:
    """Generic numbers for parameters, states and data, and the names of the data in order."""
    network, random = derived(case.network).network, np.random.default_rng(seed)
    assert network.sample is not None
    sizes = {**network.sizes, network.sample: SAMPLES}
    kinds = {loss.formula.target for loss in network.architecture.losses}
    arrays: Arrays = {}

    def shape(tensor: Any) -> tuple[int, ...]:
        return tuple(sizes[axis] for axis in tensor.axes)

    for parameter in network.parameters:
        arrays[parameter.tensor.code_name] = random.normal(0, 0.6, shape(parameter.tensor))
    for state in network.states:
        arrays[state.tensor.code_name] = random.uniform(0.5, 1.5, shape(state.tensor))
    noise = [one.tensor for one in network.noise]
    for tensor in (*network.inputs, *network.targets, *noise):
        extent = shape(tensor)
        if tensor in network.whole:
            drawn: Any = random.integers(0, network.whole[tensor], extent)
        elif tensor in network.targets:
            drawn = _target(next(iter(kinds)), extent, random)
        elif next((one.law for one in network.noise if one.tensor == tensor), "") == "bernoulli":
            drawn = random.integers(0, 2, extent).astype(float)
        else:
            drawn = random.normal(0, 1, extent)
        arrays[tensor.code_name] = drawn
    if case.prepare is not None:
        case.prepare(arrays, random)
    return arrays, tuple(t.code_name for t in (*network.inputs, *network.targets, *noise))


def _target(kind: str, shape: tuple[int, ...], random: np.random.Generator) -> Any:
    match kind:
        case "distribution":
            drawn = np.exp(random.normal(0, 1, shape))
            return drawn / drawn.sum(-1, keepdims=True)
        case "probability":
            return random.integers(0, 2, shape).astype(float)
        case "sign":
            return 2.0 * random.integers(0, 2, shape) - 1
        case "count":
            return random.integers(0, 5, shape).astype(float)
    return random.normal(0, 1, shape)


def differences(case: Case, module: ModuleType, seed: int) -> Iterator[Difference]:
    """How far loss, gradients, predictions and states of a case's program are from PyTorch's."""
    network = derived(case.network).network
    arrays, data_names = random_arrays(case, seed)
    trained = [parameter.tensor.code_name for parameter in network.parameters]
    states = [state.tensor.code_name for state in network.states]
    parameters = {name: arrays[name].copy() for name in (*trained, *states)}
    data = [arrays[name] for name in data_names]
    theirs = _tensors(arrays, trained)
    cost = (case.loss or half_squares)(Given(theirs), case.forward(Given(theirs)))
    cost.backward()
    loss, gradients = module.gradients(parameters, *data)
    largest = max(float(theirs[name].grad.abs().max()) for name in trained)
    yield Difference("loss", _units(loss, cost.detach(), 0))
    yield Difference("loss alone", _units(module.loss(parameters, *data), cost.detach(), 0))
    assert set(gradients) == set(trained)
    for name in trained:
        yield Difference(name, _units(gradients[name], theirs[name].grad, largest))
    with torch.no_grad():
        expected = case.forward(Given(theirs, training=False))
        predicted = module.predict(parameters, *data[: len(network.inputs)])
        pairs = zip(_several(predicted), _several(expected), strict=True)
        for at, (ours, other) in enumerate(pairs):
            yield Difference(f"prediction {at + 1}", _units(ours, other, 0))
        if case.updated is not None:
            updated = module.updated_state(parameters, *data)
            for name, state in case.updated(Given(theirs)).items():
                yield Difference(f"state {name}", _units(updated[name], state, 0))


def sensitivity(case: Case, seed: int) -> float:
    """How far PyTorch's own gradients move, in units, if every number moves by a unit or none.

    The most in some draws; no two programs that round differently agree better than that.
    """
    network, random = derived(case.network).network, np.random.default_rng(seed + 1000)
    arrays, _ = random_arrays(case, seed)
    trained = [parameter.tensor.code_name for parameter in network.parameters]
    before = _torch_gradients(case, arrays, trained)
    largest = max(float(gradient.abs().max()) for gradient in before.values())
    most = 0.0
    for _ in range(MOVES):
        after = _torch_gradients(case, _moved(arrays, random), trained)
        moves = (_units(after[name].numpy(), before[name], largest) for name in trained)
        most = max(most, *moves)
    return most


def _moved(arrays: Arrays, random: np.random.Generator) -> Arrays:
    """The arrays with every number a unit up, down or as it is; masks and labels stay."""
    unit = np.finfo(float).eps
    return {
        name: array * (1 + unit * random.integers(-1, 2, array.shape))
        if (array % 1).any()
        else array
        for name, array in arrays.items()
    }


def _torch_gradients(case: Case, arrays: Arrays, trained: list[str]) -> Mapping[str, Any]:
    given = Given(_tensors(arrays, trained))
    (case.loss or half_squares)(given, case.forward(given)).backward()
    return {name: given[name].grad for name in trained}


def _tensors(arrays: Arrays, trained: list[str]) -> Mapping[str, Any]:
    tensors = {name: torch.tensor(array) for name, array in arrays.items()}
    for name in trained:
        tensors[name].requires_grad_()
    return tensors


def _several(output: Any) -> tuple[Any, ...]:
    return output if isinstance(output, tuple) else (output,)


def _units(ours: Any, theirs: Any, largest_of_all: float) -> float:
    """The largest difference in units in the last place of the largest entry."""
    expected = theirs.numpy()
    got = np.asarray(ours)
    assert got.shape == expected.shape, f"{got.shape} is not {expected.shape}"
    assert np.isfinite(got).all()
    largest = float(np.abs(expected).max(initial=0))
    measure = largest if largest > VANISHING * largest_of_all else largest_of_all
    return float(np.abs(got - expected).max(initial=0) / np.spacing(measure or 1.0))
