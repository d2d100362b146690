"""The case study of CS231n: ReLU, softmax, data loss and regularization loss."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Sides,
    extents,
    labels,
    relu,
    softmax,
)

ein = np.einsum

LABELS = ("one-hot",)


def forward(given: Given, node: Node) -> None:
    z = node("Z", given["X"] @ given["W1"] + given["b1"])
    h = node("H", relu(z))
    s = node("S", h @ given["W2"] + given["b2"])
    p = node("P", softmax(s))
    data = -(given["Y"] * np.log(p)).sum() / len(p)
    squares = (given["W1"] ** 2).sum() + (given["W2"] ** 2).sum()
    node("L", data + given["lam"] / 2 * squares)
    node("N", len(p))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, d, h, k = extents(rng, 4, least=3)
    shapes = {"X": (n, d), "W1": (d, h), "b1": (1, h), "W2": (h, k), "b2": (1, k)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"Y": labels(rng, (n, k), kind), "lam": np.array(0.29)}


def mask(z: Array) -> Array:
    """1 where an entry is positive."""
    return (z > 0).astype(float)


SIDES: Sides = {
    "cs231n_classifier-01": (
        lambda v: v.g("S"),
        lambda v: (v.P - v.Y) / v.N,
    ),
    "cs231n_classifier-02": (
        lambda v: v.g("S"),
        lambda v: v.P - v.Y,
    ),
    "cs231n_classifier-03": (
        lambda v: v.g("S"),
        lambda v: v.P - v.Y / v.N,
    ),
    "cs231n_classifier-04": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("S") + v.lam * v.W2,
    ),
    "cs231n_classifier-05": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("S"),
    ),
    "cs231n_classifier-06": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("S") + 2 * v.lam * v.W2,
    ),
    "cs231n_classifier-07": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("S") / v.N + v.lam * v.W2,
    ),
    "cs231n_classifier-08": (
        lambda v: v.g("b2")[0],
        lambda v: v.g("S").sum(0),
    ),
    "cs231n_classifier-09": (
        lambda v: v.g("b2")[0],
        lambda v: v.g("S").sum(0) + v.lam * v.b2[0],
    ),
    "cs231n_classifier-10": (
        lambda v: v.g("H"),
        lambda v: v.g("S") @ v.W2.T,
    ),
    "cs231n_classifier-11": (
        lambda v: v.g("H"),
        lambda v: v.g("S") @ v.W2,
    ),
    "cs231n_classifier-12": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.Z),
    ),
    "cs231n_classifier-13": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.H),
    ),
    "cs231n_classifier-14": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.g("H")),
    ),
    "cs231n_classifier-15": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ v.g("Z") + v.lam * v.W1,
    ),
    "cs231n_classifier-16": (
        lambda v: v.g("W2"),
        lambda v: ein("ih,ik->hk", v.H, v.g("S")) + v.lam * v.W2,
    ),
}
