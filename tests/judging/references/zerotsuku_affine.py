"""The affine layer with softmax and cross-entropy of the book, samples in rows."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, labels, sigmoid, softmax

LABELS = ("one-hot",)


def forward(given: Given, node: Node) -> None:
    a1 = node("A1", given["X"] @ given["W1"] + given["B1"])
    z1 = node("Z1", sigmoid(a1))
    a2 = node("A2", z1 @ given["W2"] + given["B2"])
    y = node("Y", softmax(a2))
    node("L", -(given["T"] * np.log(y)).sum() / len(y))
    node("N", len(y))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, d, h, k = extents(rng, 4, least=3)
    shapes = {"X": (n, d), "W1": (d, h), "B1": (1, h), "W2": (h, k), "B2": (1, k)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"T": labels(rng, (n, k), kind)}


SIDES: Sides = {
    "zerotsuku_affine-01": (
        lambda v: v.g("A2"),
        lambda v: (v.Y - v.T) / v.N,
    ),
    "zerotsuku_affine-02": (
        lambda v: v.g("A2"),
        lambda v: v.Y - v.T,
    ),
    "zerotsuku_affine-03": (
        lambda v: v.g("A2"),
        lambda v: -v.T * (1 - v.Y) / v.N,
    ),
    "zerotsuku_affine-04": (
        lambda v: v.g("W2"),
        lambda v: v.Z1.T @ v.g("A2"),
    ),
    "zerotsuku_affine-05": (
        lambda v: v.g("W2"),
        lambda v: v.A1.T @ v.g("A2"),
    ),
    "zerotsuku_affine-06": (
        lambda v: v.g("Z1"),
        lambda v: v.g("A2") @ v.W2.T,
    ),
    "zerotsuku_affine-07": (
        lambda v: v.g("Z1"),
        lambda v: v.g("A2") @ v.W2,
    ),
    "zerotsuku_affine-08": (
        lambda v: v.g("A1"),
        lambda v: v.g("Z1") * v.Z1 * (1 - v.Z1),
    ),
    "zerotsuku_affine-09": (
        lambda v: v.g("A1"),
        lambda v: v.g("Z1") * (1 - v.Z1),
    ),
    "zerotsuku_affine-10": (
        lambda v: v.g("A1"),
        lambda v: v.g("Z1") * v.A1 * (1 - v.A1),
    ),
    "zerotsuku_affine-11": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ v.g("A1"),
    ),
    "zerotsuku_affine-12": (
        lambda v: v.g("X"),
        lambda v: v.g("A1") @ v.W1.T,
    ),
    "zerotsuku_affine-13": (
        lambda v: v.g("X"),
        lambda v: v.W1.T @ v.g("A1"),
    ),
    "zerotsuku_affine-14": (
        lambda v: v.g("B1"),
        lambda v: v.g("A1").sum(0, keepdims=True),
    ),
    "zerotsuku_affine-15": (
        lambda v: v.g("A2"),
        lambda v: (v.Y - v.T**2) / v.N,
    ),
}
