"""Every activation between two dense layers, beside PyTorch's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.formulas.torch_cases.case import Case, Given, network
from tests.formulas.torch_cases.oracle import f, torch

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "celu": f.celu,
    "elu": f.elu,
    "gelu": f.gelu,
    "gelu_tanh": lambda x: f.gelu(x, approximate="tanh"),
    # The derivative of f.hardsigmoid takes 1/6 in single precision.
    "hard_sigmoid": lambda x: f.relu6(x + 3) / 6,
    "hard_swish": f.hardswish,
    "hard_tanh": f.hardtanh,
    "identity": lambda x: x,
    "leaky_relu": f.leaky_relu,
    "log_sigmoid": f.logsigmoid,
    "log_softmax": lambda x: f.log_softmax(x, dim=-1),
    "mish": f.mish,
    "relu": f.relu,
    "relu6": f.relu6,
    "selu": f.selu,
    "sigmoid": torch.sigmoid,
    "silu": f.silu,
    "sin": torch.sin,
    "snake": lambda x: x + torch.sin(x) ** 2,
    "soft_shrink": f.softshrink,
    "softmax": lambda x: f.softmax(x, dim=-1),
    "softplus": f.softplus,
    "softsign": f.softsign,
    "squared_relu": lambda x: f.relu(x) ** 2,
    "tanh": torch.tanh,
    "tanh_shrink": f.tanhshrink,
}


def _case(name: str, function: Callable[[Any], Any]) -> Case:
    def forward(a: Given) -> Any:
        return f.linear(function(f.linear(a["x"], a["w1"], a["b1"])), a["w2"], a["b2"])

    ending = '{ formula = "dense", units = 3 }'
    return Case(
        name, network(f'  {{ formula = "dense", units = 5 }},\n  "{name}",\n  {ending}'), forward
    )


def _prelu(a: Given) -> Any:
    return f.linear(f.prelu(f.linear(a["x"], a["w1"], a["b1"]), a["a1"]), a["w2"], a["b2"])


CASES = (
    *(_case(name, function) for name, function in FUNCTIONS.items()),
    Case("prelu", _case("prelu", torch.abs).network, _prelu),
)
