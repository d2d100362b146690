"""Programs run in memory that is not clean: what is read before it is written shows as NaN.

NumPy's `empty` often hands out zeros, or the very numbers of the step before, so that a
program that forgets to write something may well be right by chance.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from derive.calculus.derivation import derivation_of
from derive.checking.generated import nested
from derive.checking.sampling import point
from derive.network.architecture import Architecture
from derive.network.network import Network, build
from derive.programs.program import Program
from derive.programs.render import Style
from derive.programs.write import program_for
from tests.programs.modules import text_of

Arrays = dict[str, np.ndarray]


class Poisoned:
    """NumPy, but that memory without values is full of NaN, True, or numbers out of any range."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def empty(self, shape: Any, dtype: Any = float) -> np.ndarray:
        kind = np.dtype(dtype).kind
        return np.full(shape, {"f": np.nan, "b": True}.get(kind, 10**6), dtype)


def batch_program(architecture: Architecture) -> tuple[Network, Program]:
    """The network over a batch, and its program."""
    derivation = derivation_of(build(architecture)).in_batch()
    return derivation.network, program_for(derivation)


def module(program: Program, style: Style, *, clean: bool = True) -> ModuleType:
    """The program as a module; its NumPy is poisoned unless it is to be clean."""
    made = ModuleType(f"generated_{style}")
    exec(compile(text_of(program, style), made.__name__, "exec"), made.__dict__)
    if not clean:
        made.__dict__["np"] = Poisoned()
    return made


def given(network: Network, seed: int) -> tuple[Arrays, list[np.ndarray]]:
    """Parameters with states, and a batch of data with noise, away from kinks."""
    values = point(network, seed).given
    kept = [one.tensor for one in network.parameters]
    kept += [one.tensor for one in network.states]
    arrays = (*network.inputs, *network.targets, *(one.tensor for one in network.noise))
    data = [
        np.asarray(nested(values[one])).astype(np.int64 if one in network.whole else float)
        for one in arrays
    ]
    return {one.code_name: np.asarray(nested(values[one])) for one in kept}, data


def check_memory(network: Network, program: Program) -> None:
    """Two steps in poisoned memory, on two batches each: all as the plain program has it."""
    plain, fast = (module(program, style, clean=False) for style in ("plain", "fast"))
    held: Arrays = {}
    gradient: Arrays = {}
    workspace: Any = None
    for seed in (1, 2):
        parameters, data = given(network, seed)
        cost, wanted = plain.gradients(parameters, *data)
        if workspace is None:
            held = {name: value.copy() for name, value in parameters.items()}
            gradient = {name: np.empty_like(value) for name, value in wanted.items()}
            workspace = fast.Workspace(held, gradient, len(data[0]))
        for _ in range(2):
            for name, value in parameters.items():
                held[name][...] = value
            for values in gradient.values():
                values[...] = np.nan
            assert np.isclose(workspace.step(*data), cost, rtol=1e-9)
            for name, values in wanted.items():
                np.testing.assert_allclose(gradient[name], values, 1e-9, 1e-10, err_msg=name)


def check_single(network: Network, program: Program) -> None:
    """Single precision stays single precision."""
    parameters, data = given(network, 1)
    single = {name: value.astype(np.float32) for name, value in parameters.items()}
    batch = [one.astype(np.float32) if one.dtype == float else one for one in data]
    for style in ("plain", "fast"):
        made = module(program, style)
        _, gradient = made.gradients(single, *batch)
        assert {name: value.dtype for name, value in gradient.items()} == dict.fromkeys(
            gradient, np.float32
        )
        answers = made.predict(single, *batch[: len(network.inputs)])
        for answer in answers if isinstance(answers, tuple) else (answers,):
            assert answer.dtype == np.float32
