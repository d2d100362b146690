"""A small GPT and an encoder of blocks, beside PyTorch's functions put together by hand."""

from __future__ import annotations

from typing import Any

from tests.formulas.torch_cases.attention import multi_head
from tests.formulas.torch_cases.case import Case, Given
from tests.formulas.torch_cases.oracle import f

GPT = """
input = { shape = [4], classes = 7 }
loss = "token_cross_entropy"

[[layers]]
formula = "embedding"
units = 6

[[layers]]
formula = "learned_position"

[[layers]]
block = "decoder"
repeat = 2

[[layers]]
formula = "layer_norm"

[[layers]]
formula = "dense"
units = 7

[[blocks.decoder.layers]]
formula = "layer_norm"

[[blocks.decoder.layers]]
formula = "causal_self_attention"
heads = 2

[[blocks.decoder.layers]]
formula = "add"
inputs = ["input"]
name = "mixed"

[[blocks.decoder.layers]]
formula = "layer_norm"

[[blocks.decoder.layers]]
formula = "dense"
units = 8

[[blocks.decoder.layers]]
formula = "gelu"

[[blocks.decoder.layers]]
formula = "dense"
units = 6

[[blocks.decoder.layers]]
formula = "add"
inputs = ["mixed"]
"""


POST_NORM = """
input = [4, 6]
loss = "squared_error"

[[layers]]
block = "encoder"

[[layers]]
block = "encoder"

[[layers]]
formula = "dense"
units = 3

[[blocks.encoder.layers]]
formula = "self_attention"
heads = 3

[[blocks.encoder.layers]]
formula = "add"
inputs = ["input"]

[[blocks.encoder.layers]]
formula = "layer_norm"
name = "mixed"

[[blocks.encoder.layers]]
formula = "dense"
units = 8

[[blocks.encoder.layers]]
formula = "relu"

[[blocks.encoder.layers]]
formula = "dense"
units = 6

[[blocks.encoder.layers]]
formula = "add"
inputs = ["mixed"]

[[blocks.encoder.layers]]
formula = "layer_norm"
"""


def _linear(x: Any, a: Given, number: int) -> Any:
    return f.linear(x, a[f"w{number}"], a[f"b{number}"])


def _norm(x: Any, a: Given, number: int) -> Any:
    return f.layer_norm(x, x.shape[-1:], a[f"gamma{number}"], a[f"beta{number}"])


def _gpt(a: Given) -> Any:
    x = f.embedding(a["x"], a["w1"]) + a["w2"]
    for first in (3, 10):
        normed = _norm(x, a, first)
        x = x + multi_head(normed, normed, a, first + 1, is_causal=True)
        hidden = f.gelu(_linear(_norm(x, a, first + 3), a, first + 4))
        x = x + _linear(hidden, a, first + 5)
    return _linear(_norm(x, a, 17), a, 18)


def _tokens(a: Given, y: Any) -> Any:
    return f.cross_entropy(y.flatten(0, 1), a["t"].flatten())


def _post_norm(a: Given) -> Any:
    x = a["x"]
    for first in (1, 8):
        x = _norm(x + multi_head(x, x, a, first), a, first + 2)
        x = _norm(x + _linear(f.relu(_linear(x, a, first + 3)), a, first + 4), a, first + 6)
    return _linear(x, a, 15)


CASES = (
    Case("self_attention, in a post-norm encoder", POST_NORM, _post_norm),
    Case("causal_self_attention, in a small GPT", GPT, _gpt, _tokens),
)
