"""Ng's letters by profile: a batch in columns, dZ without 1/m."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, slope


def forward(given: Given, node: Node) -> None:
    z1 = node("Z1", given["W1"] @ given["X"] + given["b1"])
    a1 = node("A1", np.tanh(z1))
    a2 = node("A2", given["W2"] @ a1 + given["b2"])
    node("m", len(given["X"][0]))
    node("L", 0.5 * ((a2 - given["Y"]) ** 2).sum() / len(given["X"][0]))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    m = 5  # not a size of the network
    shapes = {"X": (3, m), "W1": (4, 3), "b1": (4, 1), "W2": (2, 4), "b2": (2, 1), "Y": (2, m)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def dz(v: Point, name: str) -> Array:
    """The profile's gradients by signals, without 1/m."""
    return v.m * v.g(name)


SIDES: Sides = {
    "ng_network-01": (
        lambda v: dz(v, "A2"),
        lambda v: v.A2 - v.Y,
    ),
    "ng_network-02": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "A2") @ v.A1.T / v.m,
    ),
    "ng_network-03": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "A2") @ v.A1.T,
    ),
    "ng_network-04": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "A2") * (1 - v.A1**2),
    ),
    "ng_network-05": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "A2") * v.A1 * (1 - v.A1),
    ),
    "ng_network-06": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "A2") * slope(np.tanh, v.Z1),
    ),
    "ng_network-07": (
        lambda v: v.g("W1"),
        lambda v: dz(v, "Z1") @ v.X.T / v.m,
    ),
    "ng_network-08": (
        lambda v: v.g("W1"),
        lambda v: dz(v, "Z1") @ v.X / v.m,
    ),
}
