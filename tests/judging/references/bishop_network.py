"""Bishop's example: tanh hidden units, linear outputs, squared error."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, labels, slope


def forward(given: Given, node: Node) -> None:
    a1 = node("a1", given["w1"] @ given["x"] + given["w10"])
    z = node("z", np.tanh(a1))
    y = node("y", given["w2"] @ z + given["w20"])
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    shapes = {"x": (3,), "w1": (4, 3), "w10": (4,), "w2": (2, 4), "w20": (2,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"t": labels(rng, (2,), kind)}


SIDES: Sides = {
    "bishop_network-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "bishop_network-02": (
        lambda v: v.g("y"),
        lambda v: v.t - v.y,
    ),
    "bishop_network-03": (
        lambda v: v.g("a1"),
        lambda v: (1 - v.z**2) * (v.g("y") @ v.w2),
    ),
    "bishop_network-04": (
        lambda v: v.g("a1"),
        lambda v: v.z * (1 - v.z) * (v.g("y") @ v.w2),
    ),
    "bishop_network-05": (
        lambda v: v.g("a1"),
        lambda v: (1 - v.a1**2) * (v.g("y") @ v.w2),
    ),
    "bishop_network-06": (
        lambda v: v.g("a1"),
        lambda v: slope(np.tanh, v.a1) * (v.g("y") @ v.w2),
    ),
    "bishop_network-07": (
        lambda v: v.g("a1"),
        lambda v: slope(np.tanh, -v.a1) * (v.g("y") @ v.w2),
    ),
    "bishop_network-08": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.g("a1"), v.x),
    ),
    "bishop_network-09": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.x, v.g("a1")),
    ),
    "bishop_network-10": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("y"), v.z),
    ),
    "bishop_network-11": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("y"), v.a1),
    ),
}
