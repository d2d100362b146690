"""Networks that are more than one row of layers of units, as a user writes them."""

from functools import cache

from derive.calculus.derivation import Derivation, derivation_of
from derive.network.network import build
from derive.network.reader import read_toml

CONVOLUTION = """
input = [2, 9]
loss = "squared_error"
layers = [
    { formula = "conv1d", channels = 4, kernel = 3, stride = 2, padding = 1 },
    { formula = "relu" },
    { formula = "max_pool1d", kernel = 2, stride = 2 },
    { formula = "conv1d", channels = 5, kernel = 2 },
    { formula = "merge" },
    { formula = "dense", units = 3 },
]
"""
RECURRENCE = """
input = [6, 3]
loss = "squared_error"
layers = [
    { formula = "lstm", units = 4 },
    { formula = "last" },
    { formula = "dense", units = 2 },
]
"""
BATCH = """
input = 3
loss = "cross_entropy"
layers = [
    { formula = "dense", units = 4 },
    { formula = "batch_norm" },
    { formula = "relu" },
    { formula = "dropout" },
    { formula = "dense", units = 2 },
    { formula = "softmax" },
]
"""
TOKENS = """
input = { shape = [7], classes = 13 }
loss = "token_cross_entropy"

[[layers]]
formula = "embedding"
units = 8
name = "e"

[[layers]]
block = "decoder"
repeat = 3
inputs = ["e"]

[[layers]]
formula = "dense"
units = 13

[blocks.decoder]
layers = [
    { formula = "layer_norm", inputs = ["input"] },
    { formula = "causal_self_attention", heads = 2, name = "a" },
    { formula = "add", inputs = ["input", "a"], name = "m" },
    { formula = "dense", units = 5, inputs = ["m"] },
    { formula = "tanh" },
    { formula = "dense", units = 8, name = "f" },
    { formula = "add", inputs = ["m", "f"] },
]
"""
TWO_LOSSES = """
outputs = ["first", "class"]

[inputs]
left = 3
right = 5

[[layers]]
formula = "dense"
units = 4
inputs = ["left"]
name = "p"

[[layers]]
formula = "dense"
units = 4
inputs = ["right"]
name = "q"

[[layers]]
formula = "multiply"
inputs = ["p", "q"]
name = "m"

[[layers]]
formula = "dense"
units = 2
name = "first"

[[layers]]
formula = "dense"
units = 3
inputs = ["m"]

[[layers]]
formula = "softmax"
name = "class"

[[losses]]
formula = "squared_error"
of = "first"
target = "t1"

[[losses]]
formula = "cross_entropy"
of = "class"
target = "t2"
weight = 0.5
"""
AUTOENCODER = """
[inputs]
image = 6

[[layers]]
formula = "dense"
units = 5

[[layers]]
formula = "tanh"
name = "h"

[[layers]]
formula = "dense"
units = 2
inputs = ["h"]
name = "mu"

[[layers]]
formula = "dense"
units = 2
inputs = ["h"]
name = "logvar"

[[layers]]
formula = "gaussian_sample"
inputs = ["mu", "logvar"]

[[layers]]
formula = "dense"
units = 6
name = "out"

[[losses]]
formula = "squared_error"
inputs = ["out", "image"]

[[losses]]
formula = "gaussian_kl"
inputs = ["mu", "logvar"]
weight = 0.1
"""
RAMP = """
input = 3
loss = "squared_error"
layers = [{ formula = "ramp" }, { formula = "dense", units = 2 }]

[formulas.ramp]
kind = "layer"
equations = ["z[i] = w[i]*i*x[i]"]
parameters = { w = "glorot_uniform" }
"""
NETWORKS = {
    "convolution": CONVOLUTION,
    "recurrence": RECURRENCE,
    "batch": BATCH,
    "tokens": TOKENS,
    "two losses": TWO_LOSSES,
    "autoencoder": AUTOENCODER,
    "ramp": RAMP,
}


@cache
def general(name: str) -> Derivation:
    """One of the networks, derived."""
    return derivation_of(build(read_toml(NETWORKS[name])))
