"""Networks that are more than a row of layers: shared and tied weights, several outputs, blocks."""

from __future__ import annotations

from typing import Any

from derive.network.reader import examples
from tests.formulas.torch_cases.case import Case, Given, network
from tests.formulas.torch_cases.oracle import f, torch
from tests.formulas.torch_cases.recurrent import module_steps

TIED = """
  { formula = "dense", units = 4, name = "code" },
  "tanh",
  { formula = "dense_transposed", units = 6, share = "code" }"""

SIAMESE = """
  { formula = "dense", units = 5, inputs = ["left"], name = "one" },
  { formula = "tanh", name = "left_code" },
  { formula = "dense", units = 5, inputs = ["right"], share = "one" },
  { formula = "tanh", name = "right_code" }"""

VARIATIONAL = """
  { formula = "dense", units = 5 },
  { formula = "tanh", name = "hidden" },
  { formula = "dense", units = 2, name = "mu" },
  { formula = "dense", units = 2, inputs = ["hidden"], name = "v" },
  { formula = "gaussian_sample", inputs = ["mu", "v"] },
  { formula = "dense", units = 5 },
  "tanh",
  { formula = "dense", units = 6, name = "picture" }"""

EVIDENCE = """
[[losses]]
formula = "binary_cross_entropy_with_logits"
of = "picture"

[[losses]]
formula = "gaussian_kl"
inputs = ["mu", "v"]
weight = 0.5
"""

TRANSLATOR = """
  { formula = "dense", units = 5, inputs = ["u"] },
  { formula = "gru", units = 4 },
  { formula = "last", name = "told" },
  { formula = "dense", units = 5, inputs = ["x"], name = "steps" },
  { formula = "gru_from", inputs = ["steps", "told"] },
  { formula = "dense", units = 2 }"""

RESIDUAL = """
  { formula = "conv2d", channels = 3, kernel = 3, padding = 1, name = "start" },
  { formula = "conv2d", channels = 3, kernel = 3, padding = 1 },
  "batch_norm2d", "relu",
  { formula = "conv2d", channels = 3, kernel = 3, padding = 1 },
  "batch_norm2d",
  { formula = "add", inputs = ["start"] },
  "relu", "global_average_pool2d",
  { formula = "dense", units = 4 }"""

TWO_TASKS = """
  { formula = "dense", units = 5 },
  { formula = "tanh", name = "hidden" },
  { formula = "dense", units = 3, name = "class" },
  { formula = "dense", units = 2, inputs = ["hidden"], name = "place" }"""

TASKS = """
[[losses]]
formula = "token_cross_entropy"
of = "class"
target = "kind"

[[losses]]
formula = "squared_error"
of = "place"
target = "where"
weight = 0.25
"""


def _linear(x: Any, a: Given, number: int) -> Any:
    return f.linear(x, a[f"w{number}"], a[f"b{number}"])


def _tied(a: Given) -> Any:
    return f.linear(torch.tanh(_linear(a["x"], a, 1)), a["w1"].T, a["c2"])


def _siamese(a: Given) -> Any:
    left, right = torch.tanh(_linear(a["left"], a, 1)), torch.tanh(_linear(a["right"], a, 1))
    return left, right


def _variational(a: Given) -> Any:
    hidden = torch.tanh(_linear(a["x"], a, 1))
    mu, v = _linear(hidden, a, 2), _linear(hidden, a, 3)
    code = mu + torch.exp(v / 2) * a["e4"] if a.training else mu
    return _linear(torch.tanh(_linear(code, a, 5)), a, 6), mu, v


def _evidence(a: Given, y: Any) -> Any:
    picture, mu, v = y
    told = f.binary_cross_entropy_with_logits(picture, a["t1"], reduction="none").sum(-1).mean()
    return told + 0.5 * (mu**2 + v.exp() - v - 1).sum(-1).mean() / 2


def _contrast(a: Given, y: Any) -> Any:
    distance = torch.linalg.vector_norm(y[0] - y[1], dim=-1)
    return ((1 - a["t"]) * distance**2 + a["t"] * f.relu(1 - distance) ** 2).mean() / 2


def _translator(a: Given) -> Any:
    told = module_steps("GRU", _linear(a["u"], a, 1), a, 2)[:, -1]
    steps = module_steps("GRU", _linear(a["x"], a, 4), a, 5, state=told[None])
    return _linear(steps, a, 6)


def _batch_norm(x: Any, a: Given, number: int) -> Any:
    kept = a[f"m{number}"].clone(), a[f"r{number}"].clone()
    return f.batch_norm(x, *kept, a[f"gamma{number}"], a[f"beta{number}"], training=a.training)


def _residual(a: Given) -> Any:
    start = f.conv2d(a["x"], a["w1"], a["b1"], padding=1)
    x = f.relu(_batch_norm(f.conv2d(start, a["w2"], a["b2"], padding=1), a, 3))
    x = _batch_norm(f.conv2d(x, a["w4"], a["b4"], padding=1), a, 5)
    return _linear(f.relu(x + start).mean((2, 3)), a, 8)


def _two_tasks(a: Given) -> Any:
    hidden = torch.tanh(_linear(a["x"], a, 1))
    return _linear(hidden, a, 2), _linear(hidden, a, 3)


def _tasks(a: Given, y: Any) -> Any:
    squares = ((y[1] - a["where"]) ** 2).sum(-1).mean() / 2
    return f.cross_entropy(y[0], a["kind"]) + squares / 4


def _selective_scan(a: Given) -> Any:
    """Gu & Dao (2023), algorithm 2, step by step."""
    x = _linear(a["x"], a, 1)
    step = f.softplus(f.linear(x, a["w2"], a["b2"]))
    into, out = f.linear(x, a["v2"]), f.linear(x, a["u2"])
    h = torch.zeros(*x.shape[::2], a["a2"].shape[1], dtype=x.dtype)
    for at in range(x.shape[1]):
        kept = torch.exp(-torch.exp(a["a2"]) * step[:, at, :, None]) * h
        h = kept + (step[:, at] * x[:, at])[..., None] * into[:, at, None]
    return _linear((h * out[:, -1, None]).sum(-1) + a["g2"] * x[:, -1], a, 4)


CASES = (
    Case(
        "last, after a user's selective state space",
        examples()["selective_scan"].read_text(encoding="utf-8"),
        _selective_scan,
    ),
    Case(
        "gru_from, in a translator",
        network(TRANSLATOR, start="inputs = { x = [4, 2], u = [3, 2] }"),
        _translator,
    ),
    Case(
        "batch_norm2d, in a residual net", network(RESIDUAL, start="input = [2, 4, 5]"), _residual
    ),
    Case(
        "dense, two tasks",
        network(TWO_TASKS, start='outputs = ["class", "place"]\ninput = 4', loss=TASKS),
        _two_tasks,
        _tasks,
    ),
    Case("dense_transposed", network(TIED, start="input = 6"), _tied),
    Case(
        "contrastive, Siamese",
        network(
            SIAMESE,
            start='outputs = ["left_code", "right_code"]\ninputs = { left = 4, right = 4 }',
            loss='[[losses]]\nformula = "contrastive"\ninputs = ["left_code", "right_code", "t"]',
        ),
        _siamese,
        _contrast,
    ),
    Case(
        "gaussian_sample",
        network(VARIATIONAL, start='outputs = ["picture", "mu", "v"]\ninput = 6', loss=EVIDENCE),
        _variational,
        _evidence,
    ),
)
