"""A gradient step, with the weights before and after it."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Point,
    Sides,
    extents,
    labels,
    sigmoid,
)


def forward(given: Given, node: Node) -> None:
    h = node("h", np.tanh(given["v"] @ given["x"]))
    z = node("z", given["w"] @ h)
    y = node("y", sigmoid(z))
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3)
    drawn = {"x": rng.normal(size=i), "v": rng.normal(size=(j, i)), "w": rng.normal(size=(k, j))}
    return drawn | {"t": labels(rng, (k,), kind), "eta": np.array(0.5)}


def moved(v: Point) -> Array:
    """The weights after the step."""
    step: Array = v.eta * v.g("w")
    return v.w - step


SIDES: Sides = {
    "updated_weights-01": (
        lambda v: v.g("z"),
        lambda v: (v.y - v.t) * v.y * (1 - v.y),
    ),
    "updated_weights-02": (
        moved,
        lambda v: v.w - v.eta * np.outer(v.g("z"), v.h),
    ),
    "updated_weights-03": (
        moved,
        lambda v: v.w + v.eta * np.outer(v.g("z"), v.h),
    ),
    "updated_weights-04": (
        moved,
        lambda v: v.w + v.eta * np.outer((v.t - v.y) * v.y * (1 - v.y), v.h),
    ),
    "updated_weights-05": (
        lambda v: v.g("h"),
        lambda v: v.g("z") @ v.w,
    ),
    "updated_weights-06": (
        lambda v: v.g("h"),
        lambda v: v.g("z") @ moved(v),
    ),
    "updated_weights-07": (
        lambda v: v.g("v"),
        lambda v: np.outer((1 - v.h**2) * (v.g("z") @ v.w), v.x),
    ),
    "updated_weights-08": (
        lambda v: v.g("v"),
        lambda v: np.outer((1 - v.h**2) * (v.g("z") @ moved(v)), v.x),
    ),
    "updated_weights-09": (
        lambda v: v.g("v"),
        lambda v: -v.eta * np.outer((1 - v.h**2) * (v.g("z") @ v.w), v.x),
    ),
    "updated_weights-10": (
        lambda v: v.g("v"),
        lambda v: np.outer(v.h * (1 - v.h) * (v.g("z") @ v.w), v.x),
    ),
}
