"""A small network in plain text."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, labels, sigmoid, slope


def forward(given: Given, node: Node) -> None:
    z1 = node("z1", given["w1"] @ given["x"] + given["b1"])
    h = node("h", sigmoid(z1))
    z2 = node("z2", given["w2"] @ h + given["b2"])
    y = node("y", sigmoid(z2))
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3)
    shapes = {"x": (i,), "w1": (j, i), "b1": (j,), "w2": (k, j), "b2": (k,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"t": labels(rng, (k,), kind)}


SIDES: Sides = {
    "plain_mlp-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "plain_mlp-02": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * v.y * (1 - v.y),
    ),
    "plain_mlp-03": (
        lambda v: v.g("z2"),
        lambda v: v.y - v.t,
    ),
    "plain_mlp-04": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * v.y - v.y,
    ),
    "plain_mlp-05": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("z2"), v.h),
    ),
    "plain_mlp-06": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.h, v.g("z2")),
    ),
    "plain_mlp-07": (
        lambda v: v.g("z1"),
        lambda v: v.h * (1 - v.h) * (v.g("z2") @ v.w2),
    ),
    "plain_mlp-08": (
        lambda v: v.g("z1"),
        lambda v: v.g("z2") @ v.w2,
    ),
    "plain_mlp-09": (
        lambda v: v.g("z1"),
        lambda v: v.z1 * (1 - v.z1) * (v.g("z2") @ v.w2),
    ),
    "plain_mlp-10": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.g("z1"), v.x),
    ),
    "plain_mlp-11": (
        lambda v: v.g("b1"),
        lambda v: v.g("z1"),
    ),
    "plain_mlp-12": (
        lambda v: v.g("x"),
        lambda v: v.g("z1") @ v.w1,
    ),
    "plain_mlp-13": (
        lambda v: v.g("x"),
        lambda v: np.full(v.x.shape, v.g("z1").sum()),
    ),
    "plain_mlp-14": (
        lambda v: v.g("z1"),
        lambda v: slope(sigmoid, -v.z1) * (v.g("z2") @ v.w2),
    ),
    "plain_mlp-a": (
        lambda v: v.g("z1"),
        lambda v: v.h * (1 - v.h) * (v.g("z2") @ v.w2),
        lambda v: v.h * (1 - v.h) * v.w2.sum(0) * v.g("z2").sum(),
    ),
}
