"""A network with its axes in another order says the same, and is proven like the usual one."""

from functools import cache

import mpmath
import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.checking.gradients import derived_world
from derive.checking.identities import check_matrix_forms, check_steps
from derive.checking.report import Tally, relative_error
from derive.checking.sampling import Point, point
from derive.network.arranged import arranged_example, weights_of
from derive.network.network import build
from derive.network.reader import read_network, read_toml
from derive.network.structure import Arrangement, Network
from derive.notation.tensor import Tensor
from derive.notation.value import world
from derive.text import Text

ROWS = Arrangement("source", "first")
COLUMNS = Arrangement("destination", "last")
BOTH = Arrangement("source", "last")
DIGITS = 30
NETWORKS = {
    "dense": "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
    "skip": """
input = 3
loss = "mean_squared_error"
layers = [
    { formula = "dense", units = 4 },
    { formula = "tanh", name = "h" },
    { formula = "dense", units = 4 },
    { formula = "add", inputs = ["h"] },
    { formula = "dense", units = 2 },
]
[[penalties]]
norm = "l2"
weight = 0.5
""",
    "norm": """
input = 3
loss = "squared_error"
layers = [
    { formula = "dense", units = 4 },
    { formula = "batch_norm" },
    { formula = "dense", units = 2 },
]
""",
    "recurrent": """
input = [3, 2]
loss = "squared_error"
layers = [
    { formula = "simple_rnn", units = 4 },
    { formula = "last" },
    { formula = "dense", units = 2 },
]
""",
}


@cache
def derivation(name: str) -> Derivation:
    text = NETWORKS[name]
    architecture = read_toml(text) if "\n" in text else read_network(text)
    return derivation_of(build(architecture))


def proven(one: Derivation, usual: Derivation, seed: int = 3) -> int:
    """Checks steps, matrix forms and gradients of a derivation on numbers; how many were made."""
    with mpmath.workdps(40):
        return _proven(one, same(point(usual.network, seed, DIGITS), one), seed)


def _proven(one: Derivation, at: Point, seed: int) -> int:
    made = world(at.given, one.network.sizes, one.network.equations, open=one.open, digits=40)
    derived = derived_world(one, at, 40)
    tally = Tally("arranged", Text("", ""), 1e-25)
    check_steps(tally, one, made, seed=seed)
    check_matrix_forms(tally, one, derived, seed=seed)
    for result in one.results:
        for place in derived.positions(result.of):
            gradient = result.equation.left.tensor[place]
            tally.fails(relative_error(made.number(gradient), derived.number(gradient)))
    assert tally.failure is None, tally.failure
    assert tally.largest <= 1e-25
    return tally.count


def order_of(old: Tensor, new: Tensor, network: Network) -> list[int]:
    """For every axis of a tensor its place in the usual order."""
    if (new.of or new) in network.turned:
        return [1, 0]
    if old.axes == new.axes:
        return list(range(len(old.axes)))
    return [old.axes.index(axis) for axis in new.axes]


def same(at: Point, other: Derivation) -> Point:
    """The point of the usual network, its numbers put into the other's order of axes."""
    network = other.network
    parameters = (one.tensor for one in network.parameters)
    noise = (one.tensor for one in network.noise)
    states = (one.tensor for one in network.states)
    given = (*network.inputs, *network.targets, *network.constants)
    tensors = (*given, *parameters, *noise, *states)
    new = {tensor.code_name: tensor for tensor in tensors}
    values_of = {}
    for old, values in at.given.items():
        order = order_of(old, new[old.code_name], network)
        values_of[new[old.code_name]] = {
            tuple(place[one] for one in order): value for place, value in values.items()
        }
    return Point(at.seed, values_of)


@pytest.mark.parametrize("arrangement", [ROWS, COLUMNS, BOTH])
@pytest.mark.parametrize("name", NETWORKS)
def test_steps_matrix_forms_and_gradients_hold_in_every_arrangement(name, arrangement) -> None:
    found = derivation(name).arranged(arrangement)
    assert proven(found, derivation(name)) > 50
    if found.network.sample is None:
        assert proven(found.in_batch(), derivation(name).in_batch()) > 50


@pytest.mark.parametrize("arrangement", [ROWS, COLUMNS, BOTH])
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_those_of_the_usual_network_with_their_axes_turned(name, arrangement) -> None:
    usual = derivation(name).in_batch()
    other = derivation(name).arranged(arrangement).in_batch()
    at = point(usual.network, 5, DIGITS)
    before = derived_world(usual, at, DIGITS)
    after = derived_world(other, same(at, other), DIGITS)
    for result in usual.results:
        turned = other.result(result.of.code_name).equation.left.tensor
        own = result.equation.left.tensor
        order = order_of(own, turned, other.network)
        for place in before.positions(result.of):
            there = tuple(place[one] for one in order)
            assert abs(before.number(own[place]) - after.number(turned[there])) < 1e-25


@pytest.mark.parametrize("arrangement", [ROWS, COLUMNS, BOTH])
@pytest.mark.parametrize("name", NETWORKS)
def test_equations_keep_their_numbers_in_every_arrangement(name, arrangement) -> None:
    usual, other = derivation(name), derivation(name).arranged(arrangement)
    for one, found in ((usual, other), (usual.in_batch(), other.in_batch())):
        numbers = {result.of.code_name: result.number for result in one.results}
        assert {result.of.code_name: result.number for result in found.results} == numbers
        forward = [(e.left.tensor.code_name, e.number) for e in one.network.equations]
        turned = [(e.left.tensor.code_name, e.number) for e in found.network.equations]
        assert turned == forward


def test_the_usual_arrangement_changes_nothing() -> None:
    usual = derivation("dense")
    assert usual.arranged(Arrangement()) is usual


def test_weights_of_recurrences_are_turned_and_other_parameters_are_not() -> None:
    network = derivation("recurrent").arranged(ROWS).network
    names = {tensor.code_name for tensor in network.turned}
    assert {"w3"} < names
    assert not {name for name in names if name.startswith("b")}
    assert weights_of(network) >= network.turned


def test_kernels_gains_and_embeddings_are_no_weights_with_two_ends() -> None:
    texts = (
        '{ formula = "depthwise_conv1d", kernel = 2 }, { formula = "merge" }',
        '{ formula = "layer_norm" }, { formula = "merge" }',
    )
    for layers in texts:
        text = f'input = [2, 5]\nloss = "squared_error"\nlayers = [{layers}]'
        network = build(read_toml(text))
        assert weights_of(network) == frozenset()


def test_numbers_of_an_example_are_turned_with_their_weights() -> None:
    architecture = read_network("mazur")
    network = derivation_of(build(architecture)).arranged(ROWS).network
    example = architecture.example
    assert example is not None
    before, after = example.parameters, arranged_example(example, network).parameters
    assert after["w1"][0][1] == before["w1"][1][0] != before["w1"][0][1]
    assert after["b1"] == before["b1"]
