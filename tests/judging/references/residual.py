"""A residual block."""

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


def forward(given: Given, node: Node) -> None:
    z = node("z", given["w"] @ given["x"] + given["b"])
    h = node("h", given["x"] + bent(z))
    node("L", 0.5 * ((h - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    (width,) = extents(rng, 1, least=3)
    drawn = {name: rng.normal(size=width) for name in ("x", "b", "t")}
    return drawn | {"w": rng.normal(size=(width, width))}


def df(v: Point) -> Array:
    """The activation's derivative."""
    return slope(bent, v.z)


SIDES: Sides = {
    "residual-01": (
        lambda v: v.g("h"),
        lambda v: v.h - v.t,
    ),
    "residual-02": (
        lambda v: v.d("h", "x"),
        lambda v: np.eye(len(v.x)) + df(v)[:, None] * v.w,
    ),
    "residual-03": (
        lambda v: v.d("h", "x"),
        lambda v: df(v)[:, None] * v.w,
    ),
    "residual-04": (
        lambda v: v.d("h", "x"),
        lambda v: 1 + df(v)[:, None] * v.w,
    ),
    "residual-05": (
        lambda v: v.d("h", "x"),
        lambda v: np.eye(len(v.x)) + df(v)[:, None] * v.w.T,
    ),
    "residual-06": (
        lambda v: v.g("x"),
        lambda v: v.h - v.t + ((v.h - v.t) * df(v)) @ v.w,
    ),
    "residual-07": (
        lambda v: v.g("x"),
        lambda v: ((v.h - v.t) * df(v)) @ v.w,
    ),
    "residual-08": (
        lambda v: v.g("x"),
        lambda v: v.h - v.t + ((v.h - v.t) * df(v)) @ v.w.T,
    ),
    "residual-09": (
        lambda v: v.g("x"),
        lambda v: (v.h - v.t).sum() + ((v.h - v.t) * df(v)) @ v.w,
    ),
    "residual-10": (
        lambda v: v.g("w"),
        lambda v: np.outer((v.h - v.t) * df(v), v.x),
    ),
    "residual-11": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.x, (v.h - v.t) * df(v)),
    ),
    "residual-12": (
        lambda v: v.g("x"),
        lambda v: v.h - v.t + v.w.T @ ((v.h - v.t) * df(v)),
    ),
    "residual-a": (
        lambda v: v.g("x"),
        lambda v: v.g("h") @ v.d("h", "x"),
        lambda v: (v.h - v.t) @ (np.eye(len(v.x)) + df(v)[:, None] * v.w),
        lambda v: (v.h - v.t) @ (df(v)[:, None] * v.w),
        lambda v: v.h - v.t + (v.h - v.t) @ (df(v)[:, None] * v.w),
    ),
}
