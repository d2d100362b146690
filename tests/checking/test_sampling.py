"""Sample points are generic: different sizes, targets of the declared kind, no kink near."""

import mpmath
import pytest

from derive.checking.rounding import rounding
from derive.checking.sampling import GRID, point
from derive.checking.small import small
from derive.checking.switches import DISTANCE_FROM_KINKS
from derive.errors import UnsupportedError
from derive.network.network import build
from derive.network.reader import read_line, read_toml
from derive.notation.value import world

# The excess is 0 where no entry is above its target, and then has no derivative.
EXCESS = """
input = 3
layers = [{ formula = "dense", units = 2 }]
loss = "excess"

[formulas.excess]
kind = "loss"
equations = ["L = sqrt(sum(k, max(0, y[k] - t[k])^2))"]
"""
# The maximum over one step is that step: the distance is 0 at every point.
NO_DISTANCE = """
input = [1, 3]
layers = [
    { formula = "learned_position", name = "moved" },
    { formula = "max_step", name = "largest" },
]
losses = [{ formula = "contrastive", inputs = ["largest", "moved", "t"] }]
"""
SATURATED = """
input = 3
layers = [{ formula = "dense", units = 4 }, { formula = "far" }]
loss = "binary_cross_entropy_with_logits"

[formulas.far]
kind = "activation"
equations = ["y = x + 36"]
"""


def sizes_of(line):
    return sorted(build(small(read_line(line))).sizes.values())


def test_the_sizes_of_a_small_network_differ():
    assert sizes_of("784 -> dense 100 -> relu -> dense 10 -> softmax | cross_entropy") == [2, 4, 5]


def test_a_skip_connection_ties_sizes():
    line = "7 -> dense 7 -> tanh -> add input -> dense 9 | squared_error"
    network = build(small(read_line(line)))
    assert network.input.axes[0] in network.sizes
    assert len(network.sizes) == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_labels_of_a_distribution_sum_to_exactly_one(seed):
    network = build(read_line("3 -> dense 4 -> softmax | cross_entropy"), batch=True, samples=3)
    labels = point(network, seed).given[network.target]
    for sample in range(3):
        row = [number for at, number in labels.items() if at[0] == sample]
        assert mpmath.fsum(row) == 1
        assert (max(row) == 1) == (seed == 2)  # one-hot for even seeds, soft for odd ones


@pytest.mark.parametrize(
    ("loss", "holds"),
    [
        ("binary_cross_entropy_with_logits", lambda t: 0 < t < 1),
        ("hinge", lambda t: t in (-1, 1)),
        ("poisson", lambda t: t >= 0 and t == int(t)),
    ],
)
def test_targets_are_of_the_kind_that_the_loss_declares(loss, holds):
    ending = " -> softplus" if loss == "poisson" else ""
    network = build(read_line(f"3 -> dense 4{ending} | {loss}"), batch=True, samples=5)
    assert all(holds(number) for number in point(network, 1).given[network.target].values())


def test_every_number_is_exact_in_single_precision():
    network = build(read_line("3 -> dense 4 -> tanh -> dense 2 | squared_error"))
    for entries in point(network, 1).given.values():
        assert all(number * GRID == int(number * GRID) for number in entries.values())


def test_a_seed_gives_the_same_point_again():
    network = build(read_line("3 -> dense 4 -> relu | squared_error"))
    assert point(network, 5).given == point(network, 5).given
    assert point(network, 5).given != point(network, 6).given


def test_no_argument_of_a_switch_is_near_its_kink():
    network = build(read_line("3 -> dense 5 -> relu6 -> dense 4 | hinge"), batch=True, samples=5)
    made = world(point(network, 3).given, network.sizes, network.equations)
    (z1,) = [tensor for tensor in made.values if tensor.code_name == "z1"]
    for number in made.values[z1].values():
        assert min(abs(number), abs(6 - number)) >= DISTANCE_FROM_KINKS


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_root_is_not_at_its_zero(seed):
    network = build(read_toml(EXCESS), batch=True, samples=3)
    made = world(point(network, seed).given, network.sizes, network.equations)
    (losses,) = [made.values[t] for t in made.values if t.code_name == "L"]
    assert all(number > 0 for number in losses.values())


def test_a_root_that_is_zero_everywhere_has_no_point():
    with pytest.raises(UnsupportedError, match="kinks and poles"):
        point(build(read_toml(NO_DISTANCE)), 1)


@pytest.mark.parametrize("seed", range(1, 7))
def test_double_precision_can_work_the_equations_out(seed):
    network = build(read_toml(SATURATED), batch=True, samples=3)
    given = point(network, seed).given
    assert rounding(given, network.sizes, network.equations).entries[network.cost.tensor]
