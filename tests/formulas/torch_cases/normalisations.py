"""Normalisation and dropout, beside PyTorch's, in training and in prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.formulas.torch_cases.case import Case, Given, network
from tests.formulas.torch_cases.oracle import f, torch

IMAGE = "input = [2, 4, 3]"
SPATIAL = """
  {{ formula = "conv2d", channels = 6, kernel = 2 }},
  {},
  {{ formula = "conv2d", channels = 3, kernel = 1 }}"""
FLAT = """
  {{ formula = "dense", units = 5 }},
  {},
  {{ formula = "dense", units = 3 }}"""


def _dense(a: Given, norm: Any) -> Any:
    return f.linear(norm(f.linear(a["x"], a["w1"], a["b1"])), a["w3"], a["b3"])


def _image(a: Given, norm: Any) -> Any:
    return f.conv2d(norm(f.conv2d(a["x"], a["w1"], a["b1"])), a["w3"], a["b3"])


def _batch(a: Given) -> Any:
    kept = a["m2"].clone(), a["r2"].clone()
    return lambda x: f.batch_norm(x, *kept, a["gamma2"], a["beta2"], training=a.training)


def _running(x: Any, a: Given) -> Mapping[str, Any]:
    mean, variance = a["m2"].clone(), a["r2"].clone()
    f.batch_norm(x, mean, variance, training=True)
    return {"m2": mean, "r2": variance}


def _running_dense(a: Given) -> Mapping[str, Any]:
    return _running(f.linear(a["x"], a["w1"], a["b1"]), a)


def _running_image(a: Given) -> Mapping[str, Any]:
    return _running(f.conv2d(a["x"], a["w1"], a["b1"]), a)


def _layer_norm(a: Given) -> Any:
    return lambda x: f.layer_norm(x, (5,), a["gamma2"], a["beta2"])


def _dropout(a: Given) -> Any:
    x = f.linear(a["x"], a["w1"], a["b1"])
    x = x * a["m1"] / 0.75 if a.training else x
    return f.linear(x, a["w2"], a["b2"])


def _dropout_image(a: Given) -> Any:
    x = f.conv2d(a["x"], a["w1"], a["b1"])
    x = x * a["m1"] / 0.75 if a.training else x
    return f.conv2d(x, a["w2"], a["b2"])


CASES = (
    Case(
        "batch_norm",
        network(FLAT.format('"batch_norm"')),
        lambda a: _dense(a, _batch(a)),
        updated=_running_dense,
    ),
    Case(
        "batch_norm2d",
        network(SPATIAL.format('"batch_norm2d"'), start=IMAGE),
        lambda a: _image(a, _batch(a)),
        updated=_running_image,
    ),
    Case("layer_norm", network(FLAT.format('"layer_norm"')), lambda a: _dense(a, _layer_norm(a))),
    Case(
        "layer_norm, at every step",
        network(FLAT.format('"layer_norm"'), start="input = [2, 4]"),
        lambda a: _dense(a, _layer_norm(a)),
    ),
    Case(
        "rms_norm",
        network(FLAT.format('"rms_norm"')),
        lambda a: _dense(a, lambda x: f.rms_norm(x, (5,), a["gamma2"], eps=1e-5)),
    ),
    Case(
        "instance_norm",
        network(SPATIAL.format('"instance_norm"'), start=IMAGE),
        lambda a: _image(
            a, lambda x: f.instance_norm(x, weight=a["gamma2"], bias=a["beta2"], eps=1e-5)
        ),
    ),
    Case(
        "group_norm",
        network(SPATIAL.format('{ formula = "group_norm", groups = 2 }'), start=IMAGE),
        lambda a: _image(a, lambda x: f.group_norm(x, 2, a["gamma2"], a["beta2"])),
    ),
    Case("dropout", network(FLAT.format('{ formula = "dropout", rate = 0.25 }')), _dropout),
    Case(
        "dropout, of images",
        network(SPATIAL.format('{ formula = "dropout", rate = 0.25 }'), start=IMAGE),
        _dropout_image,
    ),
    Case(
        "scale",
        network(FLAT.format('"scale"')),
        lambda a: _dense(a, lambda x: torch.mul(x, a["gamma2"])),
    ),
)
