"""Attention and gated units, beside PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formulas.torch_cases.case import Arrays, Case, Given, network, ragged
from tests.formulas.torch_cases.oracle import f, torch

STEPS, IMAGE = "input = [4, 3]", "input = [2, 4, 3]"
MASKED = "inputs = { x = [4, 3], mask = [4] }"
TWO = "inputs = { x = [4, 3], u = [5, 2] }"
PAIR = "inputs = { x = 4, u = 3 }"
ENDING = '  { formula = "dense", units = 2 }'


def _heads(x: Any, w: Any, b: Any) -> Any:
    """All heads' projections, (N, H, S, D)."""
    return f.linear(x, w.flatten(0, 1), b.flatten()).unflatten(-1, w.shape[:2]).transpose(1, 2)


def multi_head(x: Any, u: Any, a: Given, layer: int, **options: Any) -> Any:
    """Multi-head attention of x on u by PyTorch's scaled dot-product attention."""
    q = _heads(x, *a.several(f"wq{layer}", f"bq{layer}"))
    k = _heads(u, *a.several(f"wk{layer}", f"bk{layer}"))
    v = _heads(u, *a.several(f"wv{layer}", f"bv{layer}"))
    y = f.scaled_dot_product_attention(q, k, v, **options).transpose(1, 2).flatten(2)
    return f.linear(y, a[f"wo{layer}"].flatten(1), a[f"bo{layer}"])


def _self(**options: Any) -> Any:
    def forward(a: Given) -> Any:
        x = f.linear(a["x"], a["w1"], a["b1"])
        return f.linear(multi_head(x, x, a, 2, **options), a["w3"], a["b3"])

    return forward


def _masked(a: Given) -> Any:
    return _self(attn_mask=a["mask"].bool()[:, None, None, :])(a)


def _cross(a: Given) -> Any:
    x, u = f.linear(a["x"], a["w1"], a["b1"]), f.linear(a["u"], a["w2"], a["b2"])
    return f.linear(multi_head(x, u, a, 3), a["w4"], a["b4"])


def _dot_product(a: Given) -> Any:
    x, u = a["x"], a["u"]
    q, k, v = f.linear(x, a["w1"]), f.linear(u, a["w2"], a["b2"]), f.linear(u, a["w3"], a["b3"])
    return f.linear(f.scaled_dot_product_attention(q, k, v), a["w5"], a["b5"])


def _dense(a: Given) -> Any:
    return f.linear(a["x"], a["w1"], a["b1"])


def _glu(a: Given) -> Any:
    x, w, b = _dense(a), torch.cat([a["w2"], a["v2"]]), torch.cat([a["b2"], a["c2"]])
    return f.linear(f.glu(f.linear(x, w, b)), a["w3"], a["b3"])


def _swiglu(a: Given) -> Any:
    x = _dense(a)
    return f.linear(f.silu(f.linear(x, a["w2"])) * f.linear(x, a["v2"]), a["w3"], a["b3"])


def _highway(a: Given) -> Any:
    x = _dense(a)
    gate = torch.sigmoid(f.linear(x, a["v2"], a["c2"]))
    new = torch.tanh(f.linear(x, a["w2"], a["b2"]))
    return f.linear(torch.lerp(x, new, gate), a["w3"], a["b3"])


def _maxout(a: Given) -> Any:
    pieces = f.linear(_dense(a), a["w2"].flatten(0, 1), a["b2"].flatten())
    return f.linear(pieces.unflatten(-1, a["b2"].shape).amax(-1), a["w3"], a["b3"])


def _squeeze(a: Given) -> Any:
    x = f.conv2d(a["x"], a["w1"], a["b1"])
    mean = f.adaptive_avg_pool2d(x, 1).flatten(1)
    gate = f.linear(f.relu(f.linear(mean, a["w2"], a["b2"])), a["v2"], a["e2"])
    return f.conv2d(x * torch.sigmoid(gate)[..., None, None], a["w3"], a["b3"])


def _bilinear(a: Given) -> Any:
    x, u = f.linear(a["x"], a["w1"], a["b1"]), f.linear(a["u"], a["w2"], a["b2"])
    return f.linear(f.bilinear(x, u, a["w3"], a["b3"]), a["w4"], a["b4"])


def _experts(a: Given) -> Any:
    x = _dense(a)
    gates = f.softmax(f.linear(x, a["v2"]), dim=-1)
    experts = [f.linear(x, w, b) for w, b in zip(a["w2"], a["b2"], strict=True)]
    mixed = (gates[..., None] * torch.stack(experts, 1)).sum(1)
    return f.linear(mixed, a["w3"], a["b3"])


def _rbf(a: Given) -> Any:
    squares = torch.cdist(_dense(a), a["c2"], compute_mode="donot_use_mm_for_euclid_dist") ** 2
    return f.linear(torch.exp(-a["beta2"] * squares), a["w3"], a["b3"])


def _positive_widths(arrays: Arrays, random: np.random.Generator) -> None:
    arrays["beta2"] = random.uniform(0.1, 0.5, arrays["beta2"].shape)


def _after(layer: str, start: str = STEPS, units: int = 6, more: str = "") -> str:
    """A layer between two dense layers."""
    return network(
        f'  {{ formula = "dense", units = {units}{more} }},\n  {layer},\n{ENDING}', start=start
    )


FROM_X = ', inputs = ["x"]'
CROSS = (
    '  { formula = "dense", units = 6, inputs = ["x"], name = "a" },\n'
    '  { formula = "dense", units = 5, inputs = ["u"], name = "b" },\n'
)
QUERIES = (
    '  { formula = "dense", units = 6, inputs = ["x"], name = "q", bias = false },\n'
    '  { formula = "dense", units = 6, inputs = ["u"], name = "k" },\n'
    '  { formula = "dense", units = 7, inputs = ["u"], name = "v" },\n'
)

CASES = (
    Case("self_attention", _after('{ formula = "self_attention", heads = 2 }'), _self()),
    Case(
        "causal_self_attention",
        _after('{ formula = "causal_self_attention", heads = 2 }'),
        _self(is_causal=True),
    ),
    Case(
        "masked_self_attention",
        _after(
            '{ formula = "masked_self_attention", heads = 2, inputs = ["mask"] }',
            MASKED,
            more=FROM_X,
        ),
        _masked,
        prepare=ragged("mask"),
    ),
    Case(
        "cross_attention",
        network(
            f'{CROSS}  {{ formula = "cross_attention", heads = 2, inputs = ["a", "b"] }},\n'
            f"{ENDING}",
            start=TWO,
        ),
        _cross,
    ),
    Case(
        "attention",
        network(
            f'{QUERIES}  {{ formula = "attention", inputs = ["q", "k", "v"] }},\n{ENDING}',
            start=TWO,
        ),
        _dot_product,
    ),
    Case("glu", _after('{ formula = "glu", units = 5 }', "input = 4"), _glu),
    Case("swiglu", _after('{ formula = "swiglu", units = 5 }', "input = 4"), _swiglu),
    Case("swiglu, at every step", _after('{ formula = "swiglu", units = 5 }'), _swiglu),
    Case("highway", _after('"highway"', "input = 4", 5), _highway),
    Case("maxout", _after('{ formula = "maxout", units = 5, pieces = 3 }', "input = 4"), _maxout),
    Case(
        "squeeze_excitation",
        network(
            '  { formula = "conv2d", channels = 6, kernel = 2 },\n'
            '  { formula = "squeeze_excitation", units = 4 },\n'
            '  { formula = "conv2d", channels = 3, kernel = 1 }',
            start=IMAGE,
        ),
        _squeeze,
    ),
    Case(
        "bilinear",
        network(
            f'{CROSS}  {{ formula = "bilinear", units = 3, inputs = ["a", "b"] }},\n{ENDING}',
            start=PAIR,
        ),
        _bilinear,
    ),
    Case(
        "mixture_of_experts",
        _after('{ formula = "mixture_of_experts", experts = 3, units = 5 }', "input = 4"),
        _experts,
    ),
    Case(
        "rbf",
        _after('{ formula = "rbf", units = 5 }', "input = 4", 3),
        _rbf,
        prepare=_positive_widths,
    ),
)
