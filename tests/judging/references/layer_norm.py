"""Layer normalisation of one vector, with scale and offset."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, extents


def forward(given: Given, node: Node) -> None:
    x = given["x"]
    mean = node("mu", x.sum() / len(x))
    variance = node("var", ((x - mean) ** 2).sum() / len(x))
    xhat = node("xh", (x - mean) / np.sqrt(variance + given["eps"]))
    y = node("y", given["gamma"] * xhat + given["beta"])
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    (m,) = extents(rng, 1, least=4)
    drawn = {name: rng.normal(size=m) for name in ("x", "gamma", "beta", "t")}
    return drawn | {"eps": np.array(0.05)}


def root(v: Point) -> Array:
    """The deviation that is divided by."""
    deviation: Array = np.sqrt(v.var + v.eps)
    return deviation


def centred(v: Point) -> Array:
    """Inputs without their mean."""
    return v.x - v.mu


SIDES: Sides = {
    "layer_norm-01": (
        lambda v: v.g("gamma"),
        lambda v: (v.y - v.t) * v.xh,
    ),
    "layer_norm-02": (
        lambda v: v.g("beta"),
        lambda v: v.y - v.t,
    ),
    "layer_norm-03": (
        lambda v: v.g("xh"),
        lambda v: v.gamma * (v.y - v.t),
    ),
    "layer_norm-04": (
        lambda v: v.g("xh"),
        lambda v: v.y - v.t,
    ),
    "layer_norm-05": (
        lambda v: v.g("var"),
        lambda v: -0.5 * (v.var + v.eps) ** -1.5 * (v.g("xh") * centred(v)).sum(),
    ),
    "layer_norm-06": (
        lambda v: v.g("var"),
        lambda v: 0.5 * (v.var + v.eps) ** -1.5 * (v.g("xh") * centred(v)).sum(),
    ),
    "layer_norm-07": (
        lambda v: v.g("mu"),
        lambda v: -v.g("xh").sum() / root(v),
    ),
    "layer_norm-08": (
        lambda v: v.g("mu"),
        lambda v: -v.g("xh").sum() / root(v) - v.g("var") * 2 / len(v.x) * centred(v).sum(),
    ),
    "layer_norm-09": (
        lambda v: v.g("x"),
        lambda v: (
            v.g("xh") / root(v) + v.g("var") * 2 * centred(v) / len(v.x) + v.g("mu") / len(v.x)
        ),
    ),
    "layer_norm-10": (
        lambda v: v.g("x"),
        lambda v: v.g("xh") / root(v) + v.g("var") * 2 * centred(v) / len(v.x),
    ),
    "layer_norm-11": (
        lambda v: v.g("x"),
        lambda v: v.g("xh") / root(v) + v.g("mu") / len(v.x),
    ),
    "layer_norm-12": (
        lambda v: v.g("x"),
        lambda v: v.g("xh") / root(v) + v.g("var") * 2 * centred(v) / len(v.x) + v.g("mu"),
    ),
    "layer_norm-13": (
        lambda v: v.g("x"),
        lambda v: (
            v.g("xh") / root(v)
            + v.g("var") * 2 * centred(v) / (len(v.x) - 1)
            + v.g("mu") / len(v.x)
        ),
    ),
    "layer_norm-14": (
        lambda v: v.g("x"),
        lambda v: (v.g("xh") - v.g("xh").mean() - v.xh * (v.g("xh") * v.xh).mean()) / root(v),
    ),
    "layer_norm-15": (
        lambda v: v.g("x"),
        lambda v: (v.g("xh") - v.xh * (v.g("xh") * v.xh).mean()) / root(v),
    ),
    "layer_norm-16": (
        lambda v: v.g("x"),
        lambda v: (v.g("xh") - v.g("xh").mean()) / root(v),
    ),
    "layer_norm-17": (
        lambda v: np.diag(v.d("xh", "x")),
        lambda v: (1 - 1 / len(v.x) - v.xh**2 / len(v.x)) / root(v),
    ),
    "layer_norm-a": (
        lambda v: v.g("mu"),
        lambda v: v.g("xh") @ v.d("xh", "mu"),
        lambda v: -v.g("xh").sum() / root(v),
        lambda v: -(v.y - v.t).sum() / root(v),
    ),
}
