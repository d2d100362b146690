"""The letters of Dive into Deep Learning by profile: one example is a row."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, sigmoid


def forward(given: Given, node: Node) -> None:
    z = node("z", given["x"] @ given["W1"] + given["b1"])
    h = node("h", sigmoid(z))
    yhat = node("yh", h @ given["W2"] + given["b2"])
    node("L", 0.5 * ((yhat - given["y"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    shapes = {"x": (1, 3), "W1": (3, 4), "b1": (1, 4), "W2": (4, 2), "b2": (1, 2), "y": (1, 2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "d2l_network-01": (
        lambda v: v.g("yh"),
        lambda v: v.yh - v.y,
    ),
    "d2l_network-02": (
        lambda v: v.g("W2"),
        lambda v: v.h.T @ v.g("yh"),
    ),
    "d2l_network-03": (
        lambda v: v.g("z"),
        lambda v: (v.g("yh") @ v.W2.T) * v.h * (1 - v.h),
    ),
    "d2l_network-04": (
        lambda v: v.g("z"),
        lambda v: (v.g("yh") @ v.W2.T) * (1 - v.h * v.h),
    ),
    "d2l_network-05": (
        lambda v: v.g("z")[0],
        lambda v: (v.h * (1 - v.h) * ((v.yh - v.y) @ v.W2.T))[0],
    ),
    "d2l_network-06": (
        lambda v: v.g("W1"),
        lambda v: v.x.T @ v.g("z"),
    ),
    "d2l_network-07": (
        lambda v: v.g("b1"),
        lambda v: v.g("z"),
    ),
    "d2l_network-08": (
        lambda v: v.g("b1"),
        lambda v: v.g("z") * v.h,
    ),
}
