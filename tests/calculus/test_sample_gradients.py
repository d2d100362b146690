"""Error signals without 1/N: the same lines with dz/N for every gradient of a signal."""

import mpmath
import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.calculus.sample_gradients import is_of_samples, of_samples
from derive.checking.gradients import derived_world
from derive.checking.identities import check_matrix_forms, check_steps
from derive.checking.report import Tally
from derive.checking.sampling import Point, point
from derive.network.network import build
from derive.network.reader import read_network
from derive.network.structure import Arrangement, Network
from derive.notation.value import world
from derive.text import Text

LINES = (
    "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
    "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | squared_error",
    "3 -> dense 4 -> layer_norm -> relu -> dense 2 | mean_squared_error",
)


@pytest.mark.parametrize("samples", ["first", "last"])
@pytest.mark.parametrize("line", LINES)
def test_every_line_holds_when_gradients_of_signals_are_n_times_as_large(line, samples) -> None:
    usual = derivation_of(build(read_network(line)))
    batch = usual.arranged(Arrangement("destination", samples)).in_batch()
    with mpmath.workdps(40):
        check(batch, turned(point(usual.in_batch().network, 4), batch.network))


def turned(at: Point, network: Network) -> Point:
    """A point with the axes of its tensors in the order of a network."""
    parameters = (one.tensor for one in network.parameters)
    tensors = (*network.inputs, *network.targets, *parameters, *network.constants)
    given = {}
    for tensor in tensors:
        old = next(one for one in at.given if one.code_name == tensor.code_name)
        order = [old.axes.index(axis) for axis in tensor.axes]
        given[tensor] = {
            tuple(place[one] for one in order): value for place, value in at.given[old].items()
        }
    return Point(at.seed, given)


def check(batch: Derivation, at: Point) -> None:
    """Each line on numbers in which the gradients of signals are N times as large."""
    told = of_samples(batch)
    network = batch.network
    count = network.sizes[network.sample]
    derived = derived_world(batch, at, 40)
    made = world(at.given, network.sizes, network.equations, open=batch.open, digits=40)
    for result in batch.results:
        gradient = result.equation.left.tensor
        factor = count if is_of_samples(gradient, network.sample) else 1
        made.values[gradient] = {
            place: factor * derived.number(gradient[place])
            for place in derived.positions(result.of)
        }
    tally = Tally("samples", Text("", ""), 1e-25)
    check_steps(tally, told, made, seed=4)
    check_matrix_forms(tally, told, made, seed=4)
    for result in told.results:
        left, right = result.equation.left, result.equation.right
        for place in derived.positions(result.of):
            letters = dict(zip(left.indices, place, strict=True))
            number = made.number(right, letters)
            assert abs(number - made.values[left.tensor][place]) < 1e-25
            explicit = made.number(result.explicit.right, letters)
            assert abs(explicit - number) < 1e-25
    assert tally.failure is None, tally.failure
    assert tally.count > 50


def test_the_mean_stands_at_parameters_and_nowhere_else() -> None:
    batch = derivation_of(build(read_network(LINES[0]))).in_batch()
    told = of_samples(batch)
    equations = {result.of.code_name: str(result.equation.right) for result in told.results}
    assert equations["w1"] == "(1/N) * sum(n, delta1[n,j] * x[n,i])" or "N" in equations["w1"]
    assert "N" not in equations["z1"]
    assert "N" not in equations["z2"]
    assert "N" in str(batch.result("z2").equation.right)


def test_a_cost_that_is_no_mean_is_left_as_it_is() -> None:
    per_sample = derivation_of(build(read_network(LINES[0])))
    assert of_samples(per_sample) is per_sample
