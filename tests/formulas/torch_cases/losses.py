"""Losses, beside PyTorch's or their papers' formulas in its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.formulas.torch_cases.case import Arrays, Case, Given, network
from tests.formulas.torch_cases.oracle import f, torch

Loss = Callable[[Given, Any], Any]
DENSE = '  { formula = "dense", units = 5 },\n  "tanh",\n  { formula = "dense", units = 3 }'
TWO = """
  { formula = "dense", units = 5, inputs = ["x"], name = "a" },
  { formula = "dense", units = 5, inputs = ["u"], name = "b" }"""
THREE = f"""{TWO},
  {{ formula = "dense", units = 5, inputs = ["v"], name = "c" }}"""


def _logits(a: Given) -> Any:
    return f.linear(torch.tanh(f.linear(a["x"], a["w1"], a["b1"])), a["w2"], a["b2"])


def _pair(a: Given) -> Any:
    return f.linear(a["x"], a["w1"], a["b1"]), f.linear(a["u"], a["w2"], a["b2"])


def _triple(a: Given) -> Any:
    return (*_pair(a), f.linear(a["v"], a["w3"], a["b3"]))


def _simple(name: str, loss: Loss, ending: str = "", forward: Any = _logits) -> Case:
    """A loss at the end of two dense layers."""
    layers = f'{DENSE},\n  "{ending}"' if ending else DENSE
    return Case(name, network(layers, loss=f'"{name}"'), forward, loss)


def _sum(values: Any) -> Any:
    return values.sum(-1).mean()


def _sigmoids(a: Given) -> Any:
    return torch.sigmoid(_logits(a))


def _softmax(a: Given) -> Any:
    return f.softmax(_logits(a), dim=-1)


def _softplus(a: Given) -> Any:
    return f.softplus(_logits(a))


def _log_softmax(a: Given) -> Any:
    return f.log_softmax(_logits(a), dim=-1)


def _tokens(a: Given, y: Any) -> Any:
    return f.cross_entropy(y.flatten(0, -2), a["t"].long().flatten())


def _ignoring(a: Given, y: Any) -> Any:
    pairs = zip(y, a["t"].long(), strict=True)
    return torch.stack([f.cross_entropy(one, t, ignore_index=0) for one, t in pairs]).mean()


def _some_ignored(arrays: Arrays, random: np.random.Generator) -> None:
    arrays["t"][:, 0], arrays["t"][:, -1] = 1, 0


def _smoothed(a: Given, y: Any) -> Any:
    return f.cross_entropy(y, a["t"], label_smoothing=0.1)


def _focal(a: Given, y: Any) -> Any:
    logarithm = f.log_softmax(y, dim=-1)
    return _sum(-a["t"] * (1 - logarithm.exp()) ** 2 * logarithm)


def _dice(a: Given, y: Any) -> Any:
    t = a["t"]
    both = (y * t).sum((-1, -2))
    return (1 - 2 * both / ((y**2).sum((-1, -2)) + (t**2).sum((-1, -2)))).mean()


def _image(a: Given) -> Any:
    return torch.sigmoid(f.conv2d(a["x"], a["w1"], a["b1"]))


def _triplet(a: Given, y: Any) -> Any:
    anchor, near, far = y
    gap = ((anchor - near) ** 2).sum(-1) - ((anchor - far) ** 2).sum(-1)
    return f.relu(gap + 0.2).mean()


def _contrastive(a: Given, y: Any) -> Any:
    distance = torch.linalg.vector_norm(y[0] - y[1], dim=-1)
    t = a["t"]
    return ((1 - t) * distance**2 / 2 + t * f.relu(6 - distance) ** 2 / 2).mean()


def _cosine(a: Given, y: Any) -> Any:
    # As torch.nn.functional.cosine_embedding_loss, which adds 1e-12 to the squared lengths.
    cosine = f.cosine_similarity(*y, dim=-1, eps=0.0)
    return torch.where(a["t"] > 0, 1 - cosine, f.relu(cosine + 0.75)).mean()


def _info_nce(a: Given, y: Any) -> Any:
    return f.cross_entropy(y[0] @ y[1].T / 0.5, torch.arange(len(y[0])))


def _gaussian(a: Given, y: Any) -> Any:
    normal = torch.distributions.Normal
    standard = normal(torch.zeros_like(y[0]), torch.ones_like(y[0]))
    drawn = normal(y[0], torch.exp(y[1] / 2))
    return _sum(torch.distributions.kl_divergence(drawn, standard))


def _oscillator(a: Given, y: Any) -> Any:
    kernel = torch.tensor([[[1.0, -2.0, 1.0]]], dtype=y.dtype) / 0.25
    residual = f.conv1d(y[:, None], kernel)[:, 0] + 4 * y[:, 1:-1]
    start, speed = y[:, 0] - a["t"][:, 0], (y[:, 1] - y[:, 0]) / 0.5 - a["t"][:, 1]
    return ((residual**2).mean(-1) + 2 * start**2 + 2 * speed**2).mean()


def _loss(formula: str, inputs: str, more: str = "") -> str:
    return f'[[losses]]\nformula = "{formula}"\ninputs = [{inputs}]\n{more}'


PAIR, TRIPLE = "inputs = { x = 4, u = 3 }", "inputs = { x = 4, u = 3, v = 2 }"
BOTH, ALL = 'outputs = ["a", "b"]\n', 'outputs = ["a", "b", "c"]\n'

CASES = (
    _simple("squared_error", lambda a, y: _sum((y - a["t"]) ** 2) / 2),
    _simple("mean_squared_error", lambda a, y: f.mse_loss(y, a["t"])),
    _simple("absolute_error", lambda a, y: _sum(f.l1_loss(y, a["t"], reduction="none"))),
    _simple("huber", lambda a, y: _sum(f.huber_loss(y, a["t"], reduction="none"))),
    _simple("hinge", lambda a, y: _sum(f.relu(1 - a["t"] * y))),
    _simple("cross_entropy", lambda a, y: _sum(-a["t"] * y.log()), "softmax", _softmax),
    _simple("cross_entropy_with_logits", lambda a, y: f.cross_entropy(y, a["t"])),
    _simple(
        "binary_cross_entropy",
        lambda a, y: _sum(f.binary_cross_entropy(y, a["t"], reduction="none")),
        "sigmoid",
        _sigmoids,
    ),
    _simple(
        "binary_cross_entropy_with_logits",
        lambda a, y: _sum(f.binary_cross_entropy_with_logits(y, a["t"], reduction="none")),
    ),
    _simple(
        "kl_divergence",
        lambda a, y: f.kl_div(y.log(), a["t"], reduction="batchmean"),
        "softmax",
        _softmax,
    ),
    _simple(
        "poisson",
        lambda a, y: _sum(f.poisson_nll_loss(y, a["t"], log_input=False, eps=0, reduction="none")),
        "softplus",
        _softplus,
    ),
    _simple("smoothed_cross_entropy", _smoothed),
    _simple("focal", _focal),
    _simple("token_cross_entropy", lambda a, y: f.cross_entropy(y, a["t"].long())),
    Case(
        "token_cross_entropy, at every step",
        network(DENSE, start="input = [6, 4]", loss='"token_cross_entropy"'),
        _logits,
        _tokens,
    ),
    Case(
        "masked_token_cross_entropy",
        network(DENSE, start="input = [6, 4]", loss='"masked_token_cross_entropy"'),
        _logits,
        _ignoring,
        prepare=_some_ignored,
    ),
    _simple(
        "negative_log_likelihood",
        lambda a, y: f.nll_loss(y, a["t"].long()),
        "log_softmax",
        _log_softmax,
    ),
    Case(
        "dice",
        network(
            '  { formula = "conv2d", channels = 3, kernel = 2 },\n  "sigmoid"',
            start="input = [2, 5, 6]",
            loss='"dice"',
        ),
        _image,
        _dice,
    ),
    Case(
        "triplet",
        network(THREE, start=f"{ALL}{TRIPLE}", loss=_loss("triplet", '"a", "b", "c"')),
        _triple,
        _triplet,
    ),
    Case(
        "contrastive",
        network(
            TWO, start=f"{BOTH}{PAIR}", loss=_loss("contrastive", '"a", "b", "t"', "margin = 6")
        ),
        _pair,
        _contrastive,
    ),
    Case(
        "cosine_embedding",
        network(
            TWO,
            start=f"{BOTH}{PAIR}",
            loss=_loss("cosine_embedding", '"a", "b", "t"', "margin = -0.75"),
        ),
        _pair,
        _cosine,
    ),
    Case(
        "info_nce",
        network(TWO, start=f"{BOTH}{PAIR}", loss=_loss("info_nce", '"a", "b"')),
        _pair,
        _info_nce,
    ),
    Case(
        "gaussian_kl",
        network(TWO, start=f"{BOTH}{PAIR}", loss=_loss("gaussian_kl", '"a", "b"')),
        _pair,
        _gaussian,
    ),
    Case(
        "oscillator",
        network(
            DENSE.replace("units = 3", "units = 7"),
            loss='{ formula = "oscillator", omega = 2 }',
        ),
        _logits,
        _oscillator,
    ),
)
