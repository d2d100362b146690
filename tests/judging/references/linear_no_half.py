"""Linear regression, summed squared error without the one half, update rule."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents


def forward(given: Given, node: Node) -> None:
    y = node("y", given["x"] @ given["w"] + given["b"])
    node("L", ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i = extents(rng, 2, least=3)
    drawn = {"x": rng.normal(size=(n, i)), "w": rng.normal(size=i), "b": rng.normal(size=())}
    return drawn | {"t": rng.normal(size=n), "eta": np.array(0.1)}


SIDES: Sides = {
    "linear_no_half-01": (
        lambda v: v.g("w"),
        lambda v: 2 * (v.y - v.t) @ v.x,
    ),
    "linear_no_half-02": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) @ v.x,
    ),
    "linear_no_half-03": (
        lambda v: v.g("w"),
        lambda v: 2 * (v.y - v.t) @ v.x / len(v.y),
    ),
    "linear_no_half-04": (
        lambda v: v.g("w"),
        lambda v: -2 * v.eta * (v.y - v.t) @ v.x,
    ),
    "linear_no_half-05": (
        lambda v: -v.eta * v.g("w"),
        lambda v: -2 * v.eta * (v.y - v.t) @ v.x,
    ),
    "linear_no_half-06": (
        lambda v: -v.eta * v.g("w"),
        lambda v: 2 * v.eta * (v.y - v.t) @ v.x,
    ),
    "linear_no_half-07": (
        lambda v: -v.eta * v.g("w"),
        lambda v: 2 * v.eta * (v.t - v.y) @ v.x,
    ),
    "linear_no_half-08": (
        lambda v: v.g("b"),
        lambda v: 2 * (v.y - v.t).sum(),
    ),
    "linear_no_half-09": (
        lambda v: v.g("b"),
        lambda v: 2 * (v.y - v.t).sum() * v.b,
    ),
    "linear_no_half-10": (
        lambda v: v.g("b"),
        lambda v: 2 * (v.y - v.t).mean(),
    ),
    "linear_no_half-11": (
        lambda v: v.g("x"),
        lambda v: 2 * np.outer(v.y - v.t, v.w),
    ),
    "linear_no_half-12": (
        lambda v: -v.g("y"),
        lambda v: 2 * (v.t - v.y),
    ),
    "linear_no_half-13": (
        lambda v: v.g("y"),
        lambda v: 2 * (v.y - v.t),
    ),
    "linear_no_half-14": (
        lambda v: v.g("y"),
        lambda v: np.full(v.y.shape, 2 * (v.y - v.t).sum()),
    ),
}
