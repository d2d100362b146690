"""Nielsen's letters on a small sigmoid network, named by its line and its profile."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Sides, labels, sigmoid, slope


def forward(given: Given, node: Node) -> None:
    z2 = node("z2", given["w2"] @ given["a1"] + given["b2"])
    a2 = node("a2", sigmoid(z2))
    z3 = node("z3", given["w3"] @ a2 + given["b3"])
    a3 = node("a3", sigmoid(z3))
    node("L", 0.5 * ((a3 - given["y"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    shapes = {"a1": (3,), "w2": (4, 3), "b2": (4,), "w3": (2, 4), "b3": (2,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"y": labels(rng, (2,), kind)}


def ds(z: Array) -> Array:
    """The sigmoid's derivative."""
    return slope(sigmoid, z)


SIDES: Sides = {
    "nielsen_network-01": (
        lambda v: v.g("z3"),
        lambda v: (v.a3 - v.y) * ds(v.z3),
    ),
    "nielsen_network-02": (
        lambda v: v.g("z3"),
        lambda v: (v.a3 - v.y) / ds(v.z3),
    ),
    "nielsen_network-03": (
        lambda v: v.g("z2"),
        lambda v: v.g("z3") @ v.w3 * ds(v.z2),
    ),
    "nielsen_network-04": (
        lambda v: v.g("z2"),
        lambda v: v.g("z3") @ v.w3 * ds(v.z2) * v.z2,
    ),
    "nielsen_network-05": (
        lambda v: v.g("z2"),
        lambda v: (v.w3.T @ v.g("z3")) * ds(v.z2),
    ),
    "nielsen_network-06": (
        lambda v: v.g("z2"),
        lambda v: (v.w3 @ v.g("z3")) * ds(v.z2),
    ),
    "nielsen_network-07": (
        lambda v: v.g("w3"),
        lambda v: np.outer(v.g("z3"), v.a2),
    ),
    "nielsen_network-08": (
        lambda v: v.g("b2"),
        lambda v: v.g("z2"),
    ),
    "nielsen_network-09": (
        lambda v: v.g("b2"),
        lambda v: v.g("z2") * v.a2,
    ),
}
