"""A bilinear layer in np.einsum."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    y = node("y", ein("ni,kij,nj->nk", given["x"], given["w"], given["u"]))
    node("L", 0.5 * ein("nk,nk->", y - given["t"], y - given["t"]))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i, j, k = extents(rng, 4, least=3)
    shapes = {"x": (n, i), "w": (k, i, j), "u": (n, j), "t": (n, k)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "bilinear-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "bilinear-02": (
        lambda v: v.g("w"),
        lambda v: ein("nk,ni,nj->kij", v.g("y"), v.x, v.u),
    ),
    "bilinear-03": (
        lambda v: v.g("w"),
        lambda v: ein("nk,ni,nj->kji", v.g("y"), v.x, v.u),
    ),
    "bilinear-04": (
        lambda v: v.g("w"),
        lambda v: 2 * ein("nk,ni,nj->kij", v.g("y"), v.x, v.u),
    ),
    "bilinear-05": (
        lambda v: v.g("x"),
        lambda v: ein("nk,kij,nj->ni", v.g("y"), v.w, v.u),
    ),
    "bilinear-06": (
        lambda v: v.g("x"),
        lambda v: ein("nk,nj,ni->ni", v.g("y"), v.u, v.x),
    ),
    "bilinear-07": (
        lambda v: v.g("u"),
        lambda v: ein("nk,kij,ni->nj", v.g("y"), v.w, v.x),
    ),
    "bilinear-08": (
        lambda v: v.g("w"),
        lambda v: ein("nk,ni,nj->kij", v.g("y"), v.x, v.u),
    ),
}
