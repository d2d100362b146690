"""The lecture's network: two layers without biases, a sigmoid each, squared error."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Sides, labels, sigmoid, slope


def forward(given: Given, node: Node) -> None:
    z1 = node("z1", given["w1"] @ given["x1"])
    x2 = node("x2", sigmoid(z1))
    z2 = node("z2", given["w2"] @ x2)
    p = node("p", sigmoid(z2))  # y′, the prediction
    node("L", 0.5 * ((p - given["y"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = 3, 4, 2  # the sizes of the example
    drawn = {"x1": rng.normal(size=i), "w1": rng.normal(size=(j, i)), "w2": rng.normal(size=(k, j))}
    return drawn | {"y": labels(rng, (k,), kind)}


def ds(z: Array) -> Array:
    """The sigmoid's derivative."""
    return slope(sigmoid, z)


SIDES: Sides = {
    "lecture_network-01": (
        lambda v: v.g("z2"),
        lambda v: (v.p - v.y) * ds(v.z2),
    ),
    "lecture_network-02": (
        lambda v: v.g("z2"),
        lambda v: (v.p - v.y) * v.p * (1 - v.p),
    ),
    "lecture_network-03": (
        lambda v: v.g("z2"),
        lambda v: (v.p - v.y) * (1 - v.p**2),
    ),
    "lecture_network-04": (
        lambda v: v.g("z2"),
        lambda v: v.p - v.y,
    ),
    "lecture_network-05": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("z2"), v.x2),
    ),
    "lecture_network-06": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("z2"), v.x1),
    ),
    "lecture_network-07": (
        lambda v: v.g("z1"),
        lambda v: ds(v.z1) * (v.g("z2") @ v.w2),
    ),
    "lecture_network-08": (
        lambda v: v.g("z1"),
        lambda v: ds(v.x2) * (v.g("z2") @ v.w2),
    ),
    "lecture_network-09": (
        lambda v: v.g("z1"),
        lambda v: ds(v.z1) * (v.w2 @ v.g("z2")),
    ),
    "lecture_network-10": (
        lambda v: v.g("z1"),
        lambda v: v.x2 * (1 - v.x2) * (v.g("z2") @ v.w2),
    ),
    "lecture_network-11": (
        lambda v: v.g("z1"),
        lambda v: v.g("z2") @ v.w2,
    ),
    "lecture_network-12": (
        lambda v: v.g("z1"),
        lambda v: ds(-v.z1) * (v.g("z2") @ v.w2),
    ),
    "lecture_network-13": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.g("z1"), v.x1),
    ),
    "lecture_network-14": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("z2"), v.x2),
    ),
    "lecture_network-a": (
        lambda v: v.g("z1"),
        lambda v: v.g("z1"),
        lambda v: v.g("z2") @ v.d("z2", "x2") * np.diag(v.d("x2", "z1")),
        lambda v: v.g("z2") @ v.w2 * ds(v.z1),
        lambda v: ds(v.z1) * (v.g("z2") @ v.w2),
    ),
    "lecture_network-b": (
        lambda v: v.g("z2"),
        lambda v: v.g("p") * np.diag(v.d("p", "z2")),
        lambda v: (v.p - v.y) * ds(v.z2),
        lambda v: (v.p - v.y) * (1 - v.p),
    ),
}
