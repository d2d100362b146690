"""An autoencoder with tied weights."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, sigmoid


def forward(given: Given, node: Node) -> None:
    z = node("z", given["W"] @ given["x"] + given["b"])
    h = node("h", sigmoid(z))
    y = node("y", given["W"].T @ h + given["c"])
    node("L", 0.5 * ((y - given["x"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    d, h = extents(rng, 2)
    shapes = {"x": (d, 1), "W": (h, d), "b": (h, 1), "c": (d, 1)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "tied_weights-01": (
        lambda v: v.g("z"),
        lambda v: (v.W @ (v.y - v.x)) * v.h * (1 - v.h),
    ),
    "tied_weights-02": (
        lambda v: v.g("z"),
        lambda v: (v.W.T @ (v.y - v.x)) * v.h * (1 - v.h),
    ),
    "tied_weights-03": (
        lambda v: v.g("W"),
        lambda v: v.g("z") @ v.x.T + v.h @ (v.y - v.x).T,
    ),
    "tied_weights-04": (
        lambda v: v.g("W"),
        lambda v: v.g("z") @ v.x.T,
    ),
    "tied_weights-05": (
        lambda v: v.g("W"),
        lambda v: v.h @ (v.y - v.x).T,
    ),
    "tied_weights-06": (
        lambda v: v.g("W"),
        lambda v: v.g("z") @ v.x.T + (v.y - v.x) @ v.h.T,
    ),
    "tied_weights-07": (
        lambda v: v.g("c"),
        lambda v: v.y - v.x,
    ),
    "tied_weights-08": (
        lambda v: v.g("b"),
        lambda v: v.g("z"),
    ),
    "tied_weights-09": (
        lambda v: v.g("x"),
        lambda v: v.W.T @ v.g("z") - (v.y - v.x),
    ),
    "tied_weights-10": (
        lambda v: v.g("x"),
        lambda v: v.W.T @ v.g("z"),
    ),
    "tied_weights-11": (
        lambda v: v.g("x"),
        lambda v: v.W.T @ v.g("z") + (v.y - v.x),
    ),
    "tied_weights-12": (
        lambda v: v.g("W"),
        lambda v: v.g("z") @ v.x.T + v.h @ (v.y - v.x).T,
    ),
    "tied_weights-a": (
        lambda v: v.g("W"),
        lambda v: v.g("z") @ v.x.T + v.h @ (v.y - v.x).T,
        lambda v: v.g("z") @ v.x.T,
    ),
}
