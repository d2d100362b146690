"""Slopes of named functions against differences, and what stands for abstract ones."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest

from derive.judging.arithmetic import FLOATS
from derive.judging.functions import stand_in
from derive.judging.points import points, world
from derive.judging.problems import NotFinite
from derive.judging.world import World
from derive.network.network import build
from derive.network.reader import read_toml
from derive.notation.expression import ScalarFunction, tensors_in
from derive.notation.index import Axis
from derive.reading.convert import function_of
from derive.reading.model import Model
from derive.reading.terms import (
    Call,
    Function,
    Part,
    Quantity,
)
from tests.formulas.torch_cases.catalogue import cases
from tests.judging.models import Maker

U = Quantity("u", (), "input")


def _functions():
    found = {}
    for case in cases().values():
        for eq in build(read_toml(case.network)).equations:
            stack = [eq.right]
            while stack:
                part = stack.pop()
                stack += part.args
                if isinstance(part, ScalarFunction) and tensors_in(part.definition) <= {
                    part.variable.tensor
                }:
                    found[part.name] = part
    return found


FUNCTIONS = _functions()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("order", [1, 2])
def test_the_slope_of_a_named_function_is_that_of_differences(name, order):
    function = replace(function_of(FUNCTIONS[name]), order=0)
    model = Model((U,), ())

    def at(number, primes):
        with mpmath.workdps(50):
            made = World(model, {}, {"u": np.float64(0)}).exact
            point = World(model, {}, {"u": number}, made=made.frame.made)
            return point.value(Call(replace(function, order=primes), Part(U, ()))).array

    for number in (-2.3, -0.6, 0.37, 1.7):
        with mpmath.workdps(50):
            exact, step = mpmath.mpf(number), mpmath.mpf(10) ** -12
            slope = (at(exact + step, order - 1) - at(exact - step, order - 1)) / 2 / step
            assert abs(at(exact, order) - slope) < 1e-15
        plain = World(model, {}, {"u": np.float64(number)})
        value = plain.value(Call(replace(function, order=order), Part(U, ()))).array
        assert abs(value - slope) <= 1e-11 * max(1, abs(slope))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_positive", [True, False])
def test_what_stands_for_an_abstract_function_has_its_slopes_and_no_parity(seed, is_positive):
    f = stand_in("f", seed, is_positive=is_positive)
    points_ = np.array([-1.7, -0.4, 0.3, 1.9])
    for order in range(3):
        slope = np.imag(f.at(points_ + 1e-30j, order, FLOATS)) / 1e-30
        np.testing.assert_allclose(f.at(points_, order + 1, FLOATS), slope, rtol=1e-13)
    one, other = f.at(points_, 0, FLOATS), f.at(-points_, 0, FLOATS)
    assert np.min(np.abs(one - other)) > 1e-3
    assert np.min(np.abs(one + other)) > 1e-3
    if is_positive:
        assert np.min(f.at(np.linspace(-9, 9, 99), 0, FLOATS)) > 0


def test_functions_of_other_names_and_other_points_differ():
    values = {
        (name, seed): stand_in(name, seed, is_positive=False).at(0.7, 0, FLOATS)
        for name in ("f", "g")
        for seed in range(4)
    }
    assert len(set(values.values())) == 8


def test_what_a_logarithm_is_taken_of_is_drawn_positive_and_all_else_with_both_signs():
    made = Maker({"p": "nk", "w": "k", "t": "nk", "L": ""})
    model = made.model("L = -sum(n, sum(k, t[n,k]*w[k]*log(p[n,k]) + log(1-p[n,k])))")
    for at in points(model):
        assert np.all((at.given["p"] > 0) & (at.given["p"] < 1))
        assert np.min(at.given["w"]) < 0 < np.max(at.given["w"])


def test_labels_are_drawn_as_they_are_declared():
    made = Maker({"z": "nk", "t": "nk", "L": ""}, kinds={"t": "target"})
    for kind in ("one-hot", "soft", "distribution"):
        labels = {made.quantities["t"]: kind}
        model = made.model("L = sum(n, sum(k, t[n,k]*z[n,k]))", labels=labels)
        for at in points(model, 2):
            np.testing.assert_allclose(at.given["t"].sum(-1), 1)
            is_hot = np.all(at.given["t"] * (1 - at.given["t"]) == 0)
            assert is_hot == (kind == "one-hot")


def test_a_model_that_is_finite_nowhere_is_refused():
    made = Maker({"x": "i", "L": ""})
    with pytest.raises(NotFinite, match="L has no finite value"):
        world(made.model("L = sum(i, log(0-x[i]^2))"), 1)


def test_extents_fit_the_positions_of_a_convolution_and_stay_different():
    made = Maker({"x": "q", "w": "r", "z": "p", "L": ""})
    model = made.model("z[p] = sum(r, w[r]*x[2*p+r])", "L = sum(p, z[p]^2)")
    for at in points(model):
        q, r, p = (at.extents[made.axes[x]] for x in "qrp")
        assert q == 2 * (p - 1) + r
        assert len({q, r, p}) == 3


def test_given_extents_are_kept():
    made = Maker({"x": "i", "L": ""})
    model = made.model("L = sum(i, x[i]^2)", extents={made.axes["i"]: 7})
    assert world(model, 1).extents[made.axes["i"]] == 7
    assert isinstance(made.axes["i"], Axis)
    assert Function("f").definition is None
