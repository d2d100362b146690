"""The letters of CS231n by profile: a batch in rows, 1/N in the scores' gradient."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    z1 = node("Z1", given["X"] @ given["W1"] + given["b1"])
    h1 = node("H1", np.tanh(z1))
    p = node("P", h1 @ given["W2"] + given["b2"])
    node("L", 0.5 * ((p - given["Y"]) ** 2).sum() / len(p))
    node("N", len(p))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n = 5  # not a size of the network
    shapes = {"X": (n, 3), "W1": (3, 4), "b1": (1, 4), "W2": (4, 2), "b2": (1, 2), "Y": (n, 2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "cs231n_network-01": (
        lambda v: v.g("P"),
        lambda v: (v.P - v.Y) / v.N,
    ),
    "cs231n_network-02": (
        lambda v: v.g("P"),
        lambda v: v.P - v.Y,
    ),
    "cs231n_network-03": (
        lambda v: v.g("W2"),
        lambda v: v.H1.T @ v.g("P"),
    ),
    "cs231n_network-04": (
        lambda v: v.g("W2"),
        lambda v: v.H1.T @ v.g("P") / v.N,
    ),
    "cs231n_network-05": (
        lambda v: v.g("Z1"),
        lambda v: (v.g("P") @ v.W2.T) * (1 - v.H1 * v.H1),
    ),
    "cs231n_network-06": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ v.g("Z1"),
    ),
    "cs231n_network-07": (
        lambda v: v.g("W1"),
        lambda v: v.g("Z1") @ v.X.T,
    ),
    "cs231n_network-08": (
        lambda v: v.g("W2"),
        lambda v: ein("nj,nk->jk", v.H1, v.g("P")),
    ),
}
