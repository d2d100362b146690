"""Independent sigmoid outputs with binary cross-entropy, one sample."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, binary, extents, relu, sigmoid


def forward(given: Given, node: Node) -> None:
    s = node("s", given["u"] @ given["x"] + given["a"])
    h = node("h", relu(s))
    z = node("z", given["w"] @ h + given["b"])
    p = node("p", sigmoid(z))
    t = given["t"]
    node("L", -(t * np.log(p) + (1 - t) * np.log(1 - p)).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3, least=3)
    shapes = {"x": (i,), "u": (j, i), "w": (k, j), "b": (k,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    open_and_shut = np.array([1.5, -1.5] + [0.1] * (j - 2)) - drawn["u"] @ drawn["x"]
    return drawn | {"a": open_and_shut, "t": binary(rng, (k,), kind)}


SIDES: Sides = {
    "bce_units-01": (
        lambda v: v.g("p"),
        lambda v: -v.t / v.p + (1 - v.t) / (1 - v.p),
    ),
    "bce_units-02": (
        lambda v: v.g("p"),
        lambda v: -v.t / v.p - (1 - v.t) / (1 - v.p),
    ),
    "bce_units-03": (
        lambda v: v.g("p"),
        lambda v: v.t / v.p + (1 - v.t) / (1 - v.p),
    ),
    "bce_units-04": (
        lambda v: v.g("p"),
        lambda v: (v.p - v.t) / (v.p * (1 - v.p)),
    ),
    "bce_units-05": (
        lambda v: v.g("z"),
        lambda v: v.p - v.t,
    ),
    "bce_units-06": (
        lambda v: v.g("z"),
        lambda v: (v.p - v.t) * v.p * (1 - v.p),
    ),
    "bce_units-07": (
        lambda v: v.g("z"),
        lambda v: -v.t * sigmoid(-v.z) + (1 - v.t) * sigmoid(v.z),
    ),
    "bce_units-08": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.p - v.t, v.h),
    ),
    "bce_units-09": (
        lambda v: v.g("u"),
        lambda v: np.outer((v.h > 0) * ((v.p - v.t) @ v.w), v.x),
    ),
    "bce_units-10": (
        lambda v: v.g("a"),
        lambda v: (v.h > 0) * ((v.p - v.t) @ v.w),
    ),
    "bce_units-11": (
        lambda v: v.g("a"),
        lambda v: (v.p - v.t) @ v.w,
    ),
    "bce_units-12": (
        lambda v: v.g("a"),
        lambda v: v.h * ((v.p - v.t) @ v.w),
    ),
    "bce_units-a": (
        lambda v: v.g("z"),
        lambda v: (-v.t / v.p + (1 - v.t) / (1 - v.p)) * v.p * (1 - v.p),
        lambda v: -v.t * (1 - v.p) - (1 - v.t) * v.p,
        lambda v: -v.t + v.t * v.p + v.p - v.t * v.p,
        lambda v: v.p - v.t,
    ),
}
