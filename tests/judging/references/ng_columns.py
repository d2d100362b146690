"""Ng's course: samples in columns, dZ without 1/m, tanh and sigmoid, cross-entropy."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Point,
    Sides,
    binary,
    extents,
    sigmoid,
)


def forward(given: Given, node: Node) -> None:
    z1 = node("Z1", given["W1"] @ given["X"] + given["b1"])
    a1 = node("A1", np.tanh(z1))
    z2 = node("Z2", given["W2"] @ a1 + given["b2"])
    a2 = node("A2", sigmoid(z2))
    y = given["Y"]
    node("L", -(y * np.log(a2) + (1 - y) * np.log(1 - a2)).mean())
    node("m", len(given["X"][0]))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    m, d, h = extents(rng, 3, least=3)
    shapes = {"X": (d, m), "W1": (h, d), "b1": (h, 1), "W2": (1, h), "b2": (1, 1)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"Y": binary(rng, (1, m), kind)}


def dz(v: Point, name: str) -> Array:
    """The course's dZ, without 1/m."""
    return v.m * v.g(name)


SIDES: Sides = {
    "ng_columns-01": (
        lambda v: dz(v, "Z2"),
        lambda v: v.A2 - v.Y,
    ),
    "ng_columns-02": (
        lambda v: dz(v, "Z2"),
        lambda v: (v.A2 - v.Y) * v.A2 * (1 - v.A2),
    ),
    "ng_columns-03": (
        lambda v: dz(v, "Z2"),
        lambda v: v.Y - v.A2,
    ),
    "ng_columns-04": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "Z2") @ v.A1.T / v.m,
    ),
    "ng_columns-05": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "Z2") @ v.A1.T,
    ),
    "ng_columns-06": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "Z2") @ v.A1 / v.m,
    ),
    "ng_columns-07": (
        lambda v: v.g("W2"),
        lambda v: dz(v, "Z2") @ v.Z1.T / v.m,
    ),
    "ng_columns-08": (
        lambda v: v.g("b2"),
        lambda v: dz(v, "Z2").sum(1, keepdims=True) / v.m,
    ),
    "ng_columns-09": (
        lambda v: v.g("b2"),
        lambda v: dz(v, "Z2").sum(1, keepdims=True),
    ),
    "ng_columns-10": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "Z2") * (1 - v.A1**2),
    ),
    "ng_columns-11": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "Z2") * v.A1 * (1 - v.A1),
    ),
    "ng_columns-12": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "Z2") * (1 - v.Z1**2),
    ),
    "ng_columns-13": (
        lambda v: dz(v, "Z1"),
        lambda v: v.W2.T @ dz(v, "Z2"),
    ),
    "ng_columns-14": (
        lambda v: v.g("W1"),
        lambda v: dz(v, "Z1") @ v.X.T / v.m,
    ),
    "ng_columns-15": (
        lambda v: v.g("W1"),
        lambda v: dz(v, "Z1") @ v.X.T / v.m**2,
    ),
    "ng_columns-16": (
        lambda v: v.g("W1"),
        lambda v: v.X @ dz(v, "Z1").T / v.m,
    ),
    "ng_columns-a": (
        lambda v: v.g("W2"),
        lambda v: v.g("Z2") @ v.A1.T,
        lambda v: dz(v, "Z2") @ v.A1.T / v.m,
        lambda v: (v.Y - v.A2) @ v.A1.T / v.m,
    ),
}
