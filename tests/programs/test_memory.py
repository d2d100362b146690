"""The fast program's memory: nothing is read before it is written, or after it is written over."""

import pytest

from derive.network.reader import read_network, read_toml
from derive.programs.wrapping import WIDTH
from tests.checking.graphs import graph
from tests.checking.networks import Seeded
from tests.formulas.torch_cases.catalogue import cases
from tests.programs.modules import text_of
from tests.programs.poisoned import batch_program, check_memory, check_single

CASES = cases()
SOME = (
    *("gru", "lstm", "simple_rnn_from", "gru, both directions", "embedding", "prelu"),
    *("grouped_conv2d", "depthwise_conv2d", "transposed_conv1d", "max_pool2d, overlapping"),
    *("layer_norm, at every step", "causal_self_attention", "sinusoidal_position"),
)
# Graphs that once went wrong: a loop's inputs of equal value, a sequence that rides along with a
# recurrence, whole numbers copied, a division of whole numbers, long views of the input.
SEEDS = (24, 32, 161, 273, 296, 318, *range(100, 106))

EQUAL_GRADIENTS = """
input = 3
loss = "squared_error"
[[layers]]
equations = ["z[i] = x[i] + a[i] + b[i] + c[i]"]
[layers.parameters]
a = "zeros"
b = "ones"
c = "ones"
"""
WHOLE_NUMBERS = """
input = { shape = [3], classes = 5 }
loss = "squared_error"
[[layers]]
equations = ["h[i] = w[x[i]]*x[i] + v[i]*x[i]**2"]
[layers.parameters]
w = "ones"
v = "ones"
"""


@pytest.mark.parametrize("name", [name for name in SOME if name in CASES])
def test_a_step_reads_only_what_it_has_written(name):
    check_memory(*batch_program(read_toml(CASES[name].network)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_of_a_random_graph_reads_only_what_it_has_written(seed):
    network, program = batch_program(graph(Seeded(seed)))
    check_memory(network, program)
    check_single(network, program)
    for style in ("plain", "fast"):
        assert [line for line in text_of(program, style).splitlines() if len(line) > WIDTH] == []


def test_equal_gradients_are_each_written():
    check_memory(*batch_program(read_toml(EQUAL_GRADIENTS)))


def test_whole_numbers_that_are_reckoned_with_do_not_widen_single_precision():
    network, program = batch_program(read_toml(WHOLE_NUMBERS))
    check_memory(network, program)
    check_single(network, program)


def test_a_switch_over_sizes_alone_is_no_guard():
    line = "[2, 6] -> depthwise_conv1d (kernel = 2) -> relu -> relu | masked_token_cross_entropy"
    _, program = batch_program(read_network(line))
    assert "len(x), 1" not in text_of(program, "plain")
