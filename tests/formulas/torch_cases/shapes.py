"""Layers that pick, move and join entries, and simple arithmetic, beside PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formulas.torch_cases.case import Case, Given, network, ragged
from tests.formulas.torch_cases.oracle import f, torch

IMAGE, STEPS = "input = [2, 3, 4]", "input = [5, 2]"
TOKENS = "input = { shape = [5], classes = 7 }"
MASKED = "inputs = { x = [5, 2], mask = [5] }"
DENSE = '  { formula = "dense", units = 3 }'


def _dense(number: int, x: Any, a: Given) -> Any:
    return f.linear(x, a[f"w{number}"], a[f"b{number}"])


def _sequence(*layers: str, start: str = STEPS) -> str:
    """A dense layer at every step, then some layers."""
    first = '  { formula = "dense", units = 4, name = "before" },\n'
    return network(first + ",\n".join(f"  {layer}" for layer in layers), start=start)


def _waves(steps: int, units: int) -> Any:
    """The table of Vaswani et al. (2017), entry by entry."""
    table = np.zeros((steps, units))
    for position in range(steps):
        for even in range(0, units, 2):
            angle = position / 10000 ** (even / units)
            table[position, even : even + 2] = np.sin(angle), np.cos(angle)
    return torch.tensor(table)


def _embedding(a: Given) -> Any:
    return _dense(2, f.embedding(a["x"], a["w1"]), a)


def _learned(a: Given) -> Any:
    return _dense(3, _dense(1, a["x"], a) + a["w2"], a)


def _sinusoidal(a: Given) -> Any:
    return _dense(3, _dense(1, a["x"], a) + _waves(5, 4), a)


def _flatten(a: Given) -> Any:
    x = f.conv2d(a["x"], a["w1"], a["b1"])
    return _dense(3, torch.flatten(torch.tanh(x), 1), a)


def _merge(a: Given) -> Any:
    return _dense(3, _dense(1, a["x"], a).flatten(1), a)


def _split(a: Given) -> Any:
    return _dense(3, _dense(1, a["x"], a).unflatten(-1, (3, 2)), a)


def _reshape(a: Given) -> Any:
    x = _dense(1, a["x"], a).reshape(-1, 2, 3, 4)
    return f.conv2d(x, a["w3"], a["b3"])


def _transpose(a: Given) -> Any:
    return _dense(3, _dense(1, a["x"], a).transpose(-1, -2), a)


def _concatenate(a: Given) -> Any:
    before = _dense(1, a["x"], a)
    return _dense(4, torch.cat([_dense(2, before, a), before], dim=-1), a)


def _channels(a: Given) -> Any:
    one = f.conv2d(a["x"], a["w1"], a["b1"], padding=1)
    other = f.conv2d(one, a["w2"], a["b2"], padding=1)
    return f.conv2d(torch.cat([other, one], dim=1), a["w4"], a["b4"])


def _step(pick: Any, number: int = 3) -> Any:
    return lambda a: _dense(number, pick(_dense(1, a["x"], a)), a)


def _masked_mean(a: Given) -> Any:
    mask = a["mask"][..., None]
    return _dense(3, (_dense(1, a["x"], a) * mask).sum(1) / mask.sum(1), a)


def _two(join: Any) -> Any:
    def forward(a: Given) -> Any:
        before = _dense(1, a["x"], a)
        return _dense(4, join(_dense(2, before, a), before), a)

    return forward


def _pair(formula: str, *more: str) -> str:
    second = '{ formula = "dense", units = 4 }'
    return _sequence(second, f'{{ formula = "{formula}", inputs = ["before"] }}', *more)


CASES = (
    Case(
        "embedding",
        network(f'  {{ formula = "embedding", units = 4 }},\n{DENSE}', start=TOKENS),
        _embedding,
    ),
    Case("learned_position", _sequence('"learned_position"', DENSE), _learned),
    Case("sinusoidal_position", _sequence('"sinusoidal_position"', DENSE), _sinusoidal),
    Case(
        "flatten",
        network(
            f'  {{ formula = "conv2d", channels = 3, kernel = 2 }},\n  "tanh", "flatten",\n{DENSE}',
            start=IMAGE,
        ),
        _flatten,
    ),
    Case("merge", _sequence('"merge"', DENSE), _merge),
    Case(
        "split",
        network(
            f'  {{ formula = "dense", units = 6 }},\n  {{ formula = "split", rows = 3 }},\n{DENSE}'
        ),
        _split,
    ),
    Case(
        "reshape",
        network(
            '  { formula = "dense", units = 24 },\n'
            '  { formula = "reshape", channels = 2, height = 3, width = 4 },\n'
            '  { formula = "conv2d", channels = 3, kernel = 2 }'
        ),
        _reshape,
    ),
    Case("transpose", _sequence('"transpose"', DENSE), _transpose),
    Case(
        "concatenate",
        _sequence(
            '{ formula = "dense", units = 5 }',
            '{ formula = "concatenate", inputs = ["before"] }',
            DENSE,
        ),
        _concatenate,
    ),
    Case(
        "concatenate_channels",
        network(
            '  { formula = "conv2d", channels = 3, kernel = 3, padding = 1, name = "one" },\n'
            '  { formula = "conv2d", channels = 4, kernel = 3, padding = 1 },\n'
            '  { formula = "concatenate_channels", inputs = ["one"] },\n'
            '  { formula = "conv2d", channels = 2, kernel = 2 }',
            start=IMAGE,
        ),
        _channels,
    ),
    Case(
        "slice",
        _sequence('{ formula = "slice", start = 1, length = 2 }', DENSE),
        _step(lambda x: x[..., 1:3]),
    ),
    Case("last", _sequence('"last"', DENSE), _step(lambda x: x[:, -1])),
    Case("first", _sequence('"first"', DENSE), _step(lambda x: x[:, 0])),
    Case("mean_step", _sequence('"mean_step"', DENSE), _step(lambda x: x.mean(1))),
    Case("max_step", _sequence('"max_step"', DENSE), _step(lambda x: x.amax(1))),
    Case(
        "masked_mean_step",
        network(
            '  { formula = "dense", units = 4, inputs = ["x"] },\n'
            f'  {{ formula = "masked_mean_step", inputs = ["mask"] }},\n{DENSE}',
            start=MASKED,
        ),
        _masked_mean,
        prepare=ragged("mask"),
    ),
    Case("add", _pair("add", DENSE), _two(lambda z, x: z + x)),
    Case("multiply", _pair("multiply", DENSE), _two(lambda z, x: z * x)),
    Case("subtract", _pair("subtract", DENSE), _two(lambda z, x: z - x)),
    Case(
        "cosine_similarity",
        _pair("cosine_similarity"),
        lambda a: f.cosine_similarity(
            _dense(2, _dense(1, a["x"], a), a), _dense(1, a["x"], a), dim=-1, eps=0.0
        ),
    ),
)
