"""Programs of random networks where numbers are extreme, in both precisions, and many digits."""

import os
import random
import sys
import types
import warnings
from dataclasses import replace

import mpmath
import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.checking.generated import nested
from derive.checking.gradients import derived_world
from derive.checking.sampling import Point, point
from derive.checking.small import small
from derive.network.network import build
from derive.notation.tensor import gradient_of
from derive.programs.write import program_text
from tests.checking.networks import Seeded, architecture

SEEDS = range(300, 300 + max(8, int(os.environ.get("DERIVE_RANDOM_NETWORKS", "0"))))
BIASES = (-800, 800, -90, 90, -20, 30)  # past the range of exp in either precision, and within
HUGE = (2**10, -(2**-14), 2**3, 2**-40, 1)
# A pre-activation of 800 carries an error of 800 rounding units, which exponentials pass on.
ROUNDING_UNITS = 1e6
DIGITS = 1000  # what 1 - sigmoid(2000) needs


def _extreme(network, how):
    """A point whose parameters are extreme in one of three ways."""
    numbers = random.Random(how)
    start = point(network, 1)
    given = dict(start.given)
    for parameter in network.parameters:
        tensor, entries = parameter.tensor, given[parameter.tensor]
        match how:
            case "saturated" if tensor.name == "b":
                given[tensor] = {at: mpmath.mpf(numbers.choice(BIASES)) for at in entries}
            case "huge":
                given[tensor] = {at: v * numbers.choice(HUGE) for at, v in entries.items()}
            case "tiny":
                given[tensor] = {at: v * mpmath.mpf(2) ** -60 for at, v in entries.items()}
    return Point(start.seed, given)


def _program(derivation, style):
    module = types.ModuleType(f"extreme_{style}")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(program_text(derivation, style), module.__dict__)
    return module


def _assert_right(module, network, at, derived, dtype):
    """No warning, no NaN, and the values of many digits; nothing, where they have no room."""
    exact = {network.cost.tensor.code_name: derived.values[network.cost.tensor]}
    for parameter in network.parameters:
        exact[parameter.tensor.code_name] = derived.values[gradient_of(parameter.tensor)]
    room = mpmath.mpf(float(np.finfo(dtype).max)) / 10**4
    if any(abs(number) > room for entries in exact.values() for number in entries.values()):
        return
    given = {
        one.tensor.code_name: np.asarray(nested(at.given[one.tensor]), dtype)
        for one in network.parameters
    }
    noise = (one.tensor for one in network.noise)
    data = [
        np.asarray(nested(at.given[one]), dtype) for one in (network.input, network.target, *noise)
    ]
    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("error")
        loss, gradients = module.gradients(given, *data)
    found = {network.cost.tensor.code_name: np.asarray(loss), **gradients}
    for name, entries in exact.items():
        scale = max(1, *(abs(float(number)) for number in entries.values()))
        for place, number in entries.items():
            error = abs(float(np.asarray(found[name])[place]) - float(number)) / scale
            assert error < ROUNDING_UNITS * np.finfo(dtype).eps, (name, place, number)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("how", ["saturated", "huge", "tiny"])
def test_programs_keep_their_digits_where_numbers_are_extreme(how, seed):
    drawn = small(architecture(Seeded(seed)))
    derivation = derivation_of(build(drawn)).in_batch()
    network = derivation.network
    assert network.sample is not None
    network = replace(network, sizes={**network.sizes, network.sample: 3})
    at = _extreme(network, how)
    try:
        derived = derived_world(replace(derivation, network=network), at, DIGITS)
    except ZeroDivisionError:
        pytest.skip("more digits than the oracle has are lost at this point")
    for style in ("plain", "fast"):
        module = _program(derivation, style)
        for dtype in (np.float64, np.float32):
            _assert_right(module, network, at, derived, dtype)
