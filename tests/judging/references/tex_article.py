"""A whole LaTeX document with its own commands: three layers and a sum over samples."""

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
    z1 = node("z1", given["x"] @ given["w1"].T + given["b1"])
    h = node("h", bent(z1))
    z2 = node("z2", h @ given["w2"].T + given["b2"])
    node("L", 0.5 * ((z2 - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i, j, k = extents(rng, 4, least=3)
    shapes = {"x": (n, i), "w1": (j, i), "b1": (j,), "w2": (k, j), "b2": (k,), "t": (n, k)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def df(v: Point) -> Array:
    """The activation's derivative."""
    return slope(bent, v.z1)


SIDES: Sides = {
    "tex_article-01": (
        lambda v: v.g("z2"),
        lambda v: v.z2 - v.t,
    ),
    "tex_article-02": (
        lambda v: v.g("z2"),
        lambda v: (v.z2 - v.t) / len(v.z2),
    ),
    "tex_article-03": (
        lambda v: v.g("w2"),
        lambda v: v.g("z2").T @ v.h,
    ),
    "tex_article-04": (
        lambda v: v.g("w2"),
        lambda v: v.g("z2").T @ v.h / len(v.h),
    ),
    "tex_article-05": (
        lambda v: v.g("z1"),
        lambda v: df(v) * (v.g("z2") @ v.w2),
    ),
    "tex_article-06": (
        lambda v: v.g("z1"),
        lambda v: v.g("z2") @ v.w2,
    ),
    "tex_article-07": (
        lambda v: v.g("z1"),
        lambda v: ein("nj,kj,n->njk", df(v), v.w2, v.g("z2").sum(1)),
    ),
    "tex_article-08": (
        lambda v: v.g("b1"),
        lambda v: v.g("z1").sum(0),
    ),
    "tex_article-09": (
        lambda v: v.g("b1"),
        lambda v: v.g("z1"),
    ),
    "tex_article-10": (
        lambda v: v.g("w1"),
        lambda v: v.g("z1").T @ v.x,
    ),
    "tex_article-11": (
        lambda v: v.g("b2"),
        lambda v: (v.z2 - v.t).sum(0),
    ),
    "tex_article-a": (
        lambda v: v.g("w1"),
        lambda v: v.g("z1").T @ v.x,
        lambda v: v.g("z1").T @ v.x,
        lambda v: (v.g("z2") @ v.w2 / df(v)).T @ v.x,
        lambda v: ((v.z2 - v.t) @ v.w2 / df(v)).T @ v.x,
    ),
    "tex_article-b": (
        lambda v: v.g("b1"),
        lambda v: v.g("z1").sum(0),
        lambda v: (df(v) * ((v.z2 - v.t) @ v.w2)).sum(0),
    ),
}
