"""The axes that a user sized, found in the equations of the layers."""

from derive.checking.sized_axes import sized_axes
from derive.network.network import build
from derive.network.reader import read_toml

IMAGE = """
input = [2, 7, 8]
loss = "squared_error"
layers = [
    { formula = "conv2d", channels = 3, kernel = 4 },
    { formula = "flatten" },
    { formula = "dense", units = 5 },
]
"""
TOKENS = """
input = { shape = [7], classes = 13 }
loss = "token_cross_entropy"
layers = [{ formula = "embedding", units = 4 }, { formula = "dense", units = 13 }]
"""


def test_a_convolution_has_long_axes_and_a_window():
    network = build(read_toml(IMAGE))
    axes = sized_axes(network)
    assert sorted(network.sizes[axis] for axis in axes.chosen) == [2, 3, 4, 4, 5, 7, 8]
    assert [network.sizes[axis] for axis in axes.long] == [7, 8]
    assert [network.sizes[axis] for axis in axes.windows] == [4, 4]
    sized = [[option for option, _ in one.sized] for one in axes.layers]
    assert sized == [["channels", "kernel", "kernel"], [], ["units"]]


def test_tokens_count_an_axis_that_is_no_window():
    network = build(read_toml(TOKENS))
    axes = sized_axes(network)
    assert network.sizes[axes.counted[network.input]] == 13
    assert axes.windows == frozenset()
