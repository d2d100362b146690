"""A strided convolution with channels."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, extents

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    m, k = len(given["t"][0]), given["w"].shape[2]
    columns = [ein("cdk,dk->c", given["w"], given["x"][:, 2 * i : 2 * i + k]) for i in range(m)]
    y = node("y", np.stack(columns, axis=1) + given["b"][:, None])
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    c, d, k, m = extents(rng, 4)
    width = 2 * (m - 1) + k
    shapes = {"w": (c, d, k), "x": (d, width), "b": (c,), "t": (c, m)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def windows(v: Point, stride: int) -> Array:
    """The inputs that position i and tap k see, (d, i, k)."""
    m, k = v.y.shape[1], v.w.shape[2]
    return np.stack([v.x[:, stride * i : stride * i + k] for i in range(m)], axis=1)


def back(v: Point, stride: int) -> Array:
    """For each input place n, the sum over i of the error at i times the tap n - stride (i-1)."""
    found = np.zeros(v.x.shape)
    error = v.y - v.t
    for i in range(error.shape[1]):
        part = ein("c,cdk->dk", error[:, i], v.w)
        found[:, stride * i : stride * i + len(part.T)] += part
    return found


SIDES: Sides = {
    "conv1d_stride-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "conv1d_stride-02": (
        lambda v: v.g("w"),
        lambda v: ein("ci,dik->cdk", v.y - v.t, windows(v, 2)),
    ),
    "conv1d_stride-03": (
        lambda v: v.g("w"),
        lambda v: ein("ci,dik->cdk", v.y - v.t, windows(v, 1)),
    ),
    "conv1d_stride-04": (
        lambda v: v.g("x"),
        lambda v: back(v, 2),
    ),
    "conv1d_stride-05": (
        lambda v: v.g("x"),
        lambda v: back(v, 1),
    ),
    "conv1d_stride-06": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t).sum(1),
    ),
    "conv1d_stride-07": (
        lambda v: v.g("b"),
        lambda v: v.y - v.t,
    ),
    "conv1d_stride-08": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t).sum(0),
    ),
}
