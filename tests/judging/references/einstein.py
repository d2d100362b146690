"""Index notation with Einstein's convention."""

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
    slope,
)

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    z = node("z", given["w"] @ given["x"] + given["b"])
    h = node("h", bent(z))
    y = node("y", given["v"] @ h + given["c"])
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3)
    shapes = {"x": (i,), "w": (j, i), "b": (j,), "v": (k, j), "c": (k,), "t": (k,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def dg(v: Point) -> Array:
    """The activation's derivative."""
    return slope(bent, v.z)


SIDES: Sides = {
    "einstein-01": (
        lambda v: v.g("h"),
        lambda v: (v.y - v.t) @ v.v,
    ),
    "einstein-02": (
        lambda v: v.g("h"),
        lambda v: v.v @ (v.y - v.t),
    ),
    "einstein-03": (
        lambda v: v.g("v"),
        lambda v: np.outer(v.y - v.t, v.h),
    ),
    "einstein-04": (
        lambda v: v.g("z"),
        lambda v: (v.y - v.t) @ v.v * dg(v),
    ),
    "einstein-05": (
        lambda v: v.g("z"),
        lambda v: (v.y - v.t) @ v.v,
    ),
    "einstein-06": (
        lambda v: v.g("w"),
        lambda v: np.outer((v.y - v.t) @ v.v * dg(v), v.x),
    ),
    "einstein-07": (
        lambda v: v.g("w"),
        lambda v: np.outer((v.t - v.y) @ v.v * dg(v), v.x),
    ),
    "einstein-08": (
        lambda v: v.d("y", "x"),
        lambda v: ein("kj,j,ji->ki", v.v, dg(v), v.w),
    ),
    "einstein-09": (
        lambda v: v.g("b"),
        lambda v: v.g("y") @ v.d("y", "z"),
    ),
    "einstein-a": (
        lambda v: v.g("x"),
        lambda v: v.g("z") @ v.d("z", "x"),
        lambda v: ein("k,kj,j,ji->i", v.y - v.t, v.v, dg(v), v.w),
    ),
}
