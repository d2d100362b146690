"""Batch normalisation, samples along the first axis."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, extents

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    x = given["x"]
    mean = node("mu", x.mean(0))
    variance = node("var", ((x - mean) ** 2).mean(0))
    xhat = node("xh", (x - mean) / np.sqrt(variance + given["eps"]))
    y = node("y", given["gamma"] * xhat + given["beta"])
    node("L", ((y - given["t"]) ** 2).sum() / (2 * len(x)))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i = extents(rng, 2, least=4)
    drawn = {name: rng.normal(size=(n, i)) for name in ("x", "t")}
    drawn |= {name: rng.normal(size=i) for name in ("gamma", "beta")}
    return drawn | {"eps": np.array(0.05)}


def root(v: Point) -> Array:
    """The deviations that are divided by."""
    deviation: Array = np.sqrt(v.var + v.eps)
    return deviation


SIDES: Sides = {
    "batch_norm-01": (
        lambda v: v.g("y"),
        lambda v: (v.y - v.t) / len(v.y),
    ),
    "batch_norm-02": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "batch_norm-03": (
        lambda v: v.g("gamma"),
        lambda v: (v.g("y") * v.xh).sum(0),
    ),
    "batch_norm-04": (
        lambda v: v.g("gamma"),
        lambda v: (v.g("y") * v.x).sum(0),
    ),
    "batch_norm-05": (
        lambda v: v.g("beta"),
        lambda v: v.g("y").sum(0),
    ),
    "batch_norm-06": (
        lambda v: v.g("beta"),
        lambda v: v.g("y"),
    ),
    "batch_norm-07": (
        lambda v: v.g("var"),
        lambda v: -0.5 * (v.var + v.eps) ** -1.5 * v.gamma * (v.g("y") * (v.x - v.mu)).sum(0),
    ),
    "batch_norm-08": (
        lambda v: v.g("var"),
        lambda v: -0.5 * (v.var + v.eps) ** -1.5 * (v.g("y") * (v.x - v.mu)).sum(0),
    ),
    "batch_norm-09": (
        lambda v: v.g("mu"),
        lambda v: -v.gamma / root(v) * v.g("y").sum(0),
    ),
    "batch_norm-10": (
        lambda v: v.g("x"),
        lambda v: (
            v.gamma / root(v) * (v.g("y") - v.g("y").mean(0) - v.xh * (v.g("y") * v.xh).mean(0))
        ),
    ),
    "batch_norm-11": (
        lambda v: v.g("x"),
        lambda v: v.gamma / root(v) * (v.g("y") - v.g("y").mean(0)),
    ),
    "batch_norm-12": (
        lambda v: v.g("x"),
        lambda v: (v.g("y") - v.g("y").mean(0) - v.xh * (v.g("y") * v.xh).mean(0)) / root(v),
    ),
    "batch_norm-13": (
        lambda v: v.g("x"),
        lambda v: (
            v.gamma / root(v) * (v.g("y") - v.g("y").sum(0) - v.xh * (v.g("y") * v.xh).sum(0))
        ),
    ),
    "batch_norm-14": (
        lambda v: v.g("x"),
        lambda v: v.gamma / root(v) * v.g("y"),
    ),
    "batch_norm-a": (
        lambda v: v.g("var"),
        lambda v: ein("ni,nii->i", v.g("xh"), v.d("xh", "var")),
        lambda v: -0.5 * (v.gamma * v.g("y") * (v.x - v.mu) * (v.var + v.eps) ** -1.5).sum(0),
        lambda v: -v.gamma / (2 * (v.var + v.eps)) * (v.g("y") * v.xh).sum(0),
    ),
}
