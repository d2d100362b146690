"""Of several largest entries the first counts: in the derived gradient and in both programs."""

from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.checking.fresh_process import loaded
from derive.checking.gradients import derived_world
from derive.checking.sampling import Point
from derive.network.network import build
from derive.network.reader import read_toml
from derive.notation.tensor import gradient_of
from derive.programs.write import program_text

POOL = """
input = [1, 4]
loss = "squared_error"
layers = [
    {{ formula = "learned_position" }},
    {{ formula = "max_pool1d", kernel = 2, stride = {stride} }},
]
"""
STEPS = """
input = [3, 2]
loss = "squared_error"
layers = [{ formula = "learned_position" }, { formula = "max_step" }]
"""
# Network, one sample's input, and the slope of sum (y - 0)^2/2 by what is added to the input.
CASES = {
    "windows side by side": (POOL.format(stride=2), [[1, 1, 2, 2]], [[1, 0, 2, 0]]),
    "overlapping windows": (POOL.format(stride=1), [[1, 1, 1, 1]], [[1, 1, 1, 0]]),
    "steps": (STEPS, [[3, 1], [3, 2], [3, 2]], [[3, 0], [0, 2], [0, 0]]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_derived_gradient_counts_the_first(name: str) -> None:
    text, x, wanted = CASES[name]
    derivation = derivation_of(build(read_toml(text)))
    network = derivation.network
    given = {network.input: _entries(np.array(x))}
    for tensor in (network.target, network.parameters[0].tensor):
        given[tensor] = _entries(np.zeros(network.shape(tensor)))
    derived = derived_world(derivation, Point(1, given), 30)
    slopes = derived.values[gradient_of(network.parameters[0].tensor)]
    assert {at: float(value) for at, value in slopes.items()} == {
        at: float(np.array(wanted)[at]) for at in slopes
    }


@pytest.mark.parametrize("style", ["plain", "fast"])
@pytest.mark.parametrize("name", CASES)
def test_the_program_counts_the_first(name: str, style: Any, tmp_path: Path) -> None:
    text, x, wanted = CASES[name]
    derivation = derivation_of(build(read_toml(text)))
    path = tmp_path / "program.py"
    path.write_text(program_text(derivation, style), encoding="utf-8")
    program = loaded(f"ties_{style}", path)
    parameters = {key: np.zeros(shape) for key, shape in program.PARAMETERS.items()}
    samples = np.array([x, x, x], dtype=float)
    targets = np.zeros((3, *program.TARGET_SHAPE))
    _, gradients = program.gradients(parameters, samples, targets)
    (slope,) = gradients.values()
    assert slope.tolist() == np.array(wanted, dtype=float).tolist()


def _entries(array: np.ndarray) -> dict[tuple[int, ...], Any]:
    return {at: mpmath.mpf(float(array[at])) for at in np.ndindex(array.shape)}
