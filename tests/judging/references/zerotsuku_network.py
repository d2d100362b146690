"""The letters of the book by profile: a batch in rows."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, sigmoid


def forward(given: Given, node: Node) -> None:
    a1 = node("A1", given["X"] @ given["W1"] + given["B1"])
    z1 = node("Z1", sigmoid(a1))
    y = node("Y", z1 @ given["W2"] + given["B2"])
    node("L", 0.5 * ((y - given["T"]) ** 2).sum() / len(y))
    node("N", len(y))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n = 5  # not a size of the network
    shapes = {"X": (n, 3), "W1": (3, 4), "B1": (1, 4), "W2": (4, 2), "B2": (1, 2), "T": (n, 2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "zerotsuku_network-01": (
        lambda v: v.g("Y"),
        lambda v: (v.Y - v.T) / v.N,
    ),
    "zerotsuku_network-02": (
        lambda v: v.g("W2"),
        lambda v: v.Z1.T @ v.g("Y"),
    ),
    "zerotsuku_network-03": (
        lambda v: v.g("W2"),
        lambda v: v.A1.T @ v.g("Y"),
    ),
    "zerotsuku_network-04": (
        lambda v: v.g("Z1"),
        lambda v: v.g("Y") @ v.W2.T,
    ),
    "zerotsuku_network-05": (
        lambda v: v.g("A1"),
        lambda v: v.g("Z1") * v.Z1 * (1 - v.Z1),
    ),
    "zerotsuku_network-06": (
        lambda v: v.g("A1"),
        lambda v: v.g("Z1") * (1 - v.Z1),
    ),
    "zerotsuku_network-07": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ v.g("A1"),
    ),
}
