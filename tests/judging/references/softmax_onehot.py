"""Softmax regression with one-hot targets."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, labels, softmax

LABELS = ("one-hot",)


def forward(given: Given, node: Node) -> None:
    a = node("a", given["w"] @ given["x"])
    y = node("y", softmax(a))
    node("L", -(given["t"] * np.log(y)).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    k, i = extents(rng, 2, least=3)
    drawn = {"x": rng.normal(size=i), "w": rng.normal(size=(k, i))}
    return drawn | {"t": labels(rng, (k,), kind)}


SIDES: Sides = {
    "softmax_onehot-01": (
        lambda v: v.g("a"),
        lambda v: v.y - v.t,
    ),
    "softmax_onehot-02": (
        lambda v: v.g("a"),
        lambda v: v.y - v.t**2,
    ),
    "softmax_onehot-03": (
        lambda v: v.g("a"),
        lambda v: v.y * (v.t**2).sum() - v.t,
    ),
    "softmax_onehot-04": (
        lambda v: v.g("a"),
        lambda v: v.y * v.t.sum() - v.t**2,
    ),
    "softmax_onehot-05": (
        lambda v: v.g("a"),
        lambda v: v.t - v.y,
    ),
    "softmax_onehot-06": (
        lambda v: v.g("a"),
        lambda v: (v.y - v.t) * v.y * (1 - v.y),
    ),
    "softmax_onehot-07": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.g("a"), v.x),
    ),
    "softmax_onehot-08": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.x, v.g("a")),
    ),
    "softmax_onehot-09": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.y - v.t * v.t.sum(), v.x),
    ),
    "softmax_onehot-10": (
        lambda v: v.g("x"),
        lambda v: v.w.T @ v.g("a"),
    ),
    "softmax_onehot-11": (
        lambda v: v.g("x"),
        lambda v: v.w.T @ v.g("a"),
    ),
    "softmax_onehot-12": (
        lambda v: v.g("x"),
        lambda v: v.w @ v.g("a"),
    ),
    "softmax_onehot-13": (
        lambda v: v.g("y"),
        lambda v: -v.t / v.y,
    ),
    "softmax_onehot-14": (
        lambda v: v.g("y"),
        lambda v: -v.t * v.y,
    ),
    "softmax_onehot-15": (
        lambda v: v.g("y"),
        lambda v: v.t / v.y,
    ),
    "softmax_onehot-a": (
        lambda v: v.g("a"),
        lambda v: v.g("y") @ v.d("y", "a"),
        lambda v: -v.t * (1 - v.y) + (v.t.sum() - v.t) * v.y,
        lambda v: -v.t * (1 - v.y) + v.y * (v.t.sum() - v.t),
        lambda v: -v.t + v.y * v.t.sum(),
        lambda v: v.y - v.t,
    ),
    "softmax_onehot-b": (
        lambda v: v.g("a"),
        lambda v: v.g("y") @ v.d("y", "a"),
        lambda v: -v.t * (1 - v.y) + (v.t.sum() - v.t) * v.y,
        lambda v: -v.t * (1 - v.y) - (v.t.sum() - v.t) * v.y,
    ),
}
