"""A mean over the batch in entries, softmax, cross-entropy and weight decay."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Point,
    Sides,
    bent,
    extents,
    labels,
    slope,
    softmax,
)


def forward(given: Given, node: Node) -> None:
    h = node("h", bent(node("z", given["x"] @ given["u"].T + given["c"])))
    y = node("y", softmax(node("a", h @ given["w"].T + given["b"])))
    data = -(given["t"] * np.log(y)).sum() / len(y)
    squares = (given["w"] ** 2).sum() + (given["u"] ** 2).sum()
    node("L", data + given["lam"] / 2 * squares)
    node("N", len(y))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i, j, k = extents(rng, 4, least=3)
    shapes = {"x": (n, i), "u": (j, i), "c": (j,), "w": (k, j), "b": (k,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"t": labels(rng, (n, k), kind), "lam": np.array(0.31)}


def dphi(v: Point) -> Array:
    """The activation's derivative."""
    return slope(bent, v.z)


SIDES: Sides = {
    "batch_index-01": (
        lambda v: v.g("a"),
        lambda v: (v.y - v.t) / v.N,
    ),
    "batch_index-02": (
        lambda v: v.g("y"),
        lambda v: -v.t / v.y / v.N,
    ),
    "batch_index-03": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t).T @ v.h / v.N + v.lam * v.w,
    ),
    "batch_index-04": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t).T @ v.h / v.N,
    ),
    "batch_index-05": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t).T @ v.h / v.N + v.lam * v.w.sum(),
    ),
    "batch_index-06": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t).mean(0),
    ),
    "batch_index-07": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t).mean(0) + v.lam * v.b,
    ),
    "batch_index-08": (
        lambda v: v.g("h"),
        lambda v: v.g("a") @ v.w,
    ),
    "batch_index-09": (
        lambda v: v.g("z"),
        lambda v: dphi(v) * (v.g("a") @ v.w),
    ),
    "batch_index-10": (
        lambda v: v.g("z"),
        lambda v: dphi(v) * ((v.y - v.t) @ v.w) / v.N,
    ),
    "batch_index-11": (
        lambda v: v.g("u"),
        lambda v: v.g("z").T @ v.x + v.lam * v.u,
    ),
    "batch_index-12": (
        lambda v: v.g("u"),
        lambda v: v.g("z").T @ v.x / v.N + v.lam * v.u,
    ),
    "batch_index-13": (
        lambda v: v.g("c"),
        lambda v: v.g("z").sum(0),
    ),
    "batch_index-14": (
        lambda v: v.g("a"),
        lambda v: (v.y * v.t.sum(1, keepdims=True) - v.t) / v.N,
    ),
    "batch_index-a": (
        lambda v: v.g("c"),
        lambda v: v.g("z").sum(0),
        lambda v: (dphi(v) * (v.g("a") @ v.w)).sum(0),
        lambda v: (dphi(v) * ((v.y - v.t) @ v.w)).sum(0) / v.N,
    ),
}
