"""A ReLU network on a batch in rows, mean squared error without the one half."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Sides, extents, labels, relu


def forward(given: Given, node: Node) -> None:
    z = node("Z", given["X"] @ given["W1"] + given["b1"])
    h = node("H", relu(z))
    y = node("Y", h @ given["W2"] + given["b2"])
    node("L", ((y - given["T"]) ** 2).sum() / len(y))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, d, m, k = extents(rng, 4, least=3)
    shapes = {"X": (n, d), "W1": (d, m), "b1": (1, m), "W2": (m, k), "b2": (1, k)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"T": labels(rng, (n, k), kind)}


def mask(z: Array) -> Array:
    """1 where an entry is positive."""
    return (z > 0).astype(float)


SIDES: Sides = {
    "batch_rows-01": (
        lambda v: v.g("Y"),
        lambda v: 2 / len(v.Y) * (v.Y - v.T),
    ),
    "batch_rows-02": (
        lambda v: v.g("Y"),
        lambda v: (v.Y - v.T) / len(v.Y),
    ),
    "batch_rows-03": (
        lambda v: v.g("Y"),
        lambda v: 2 * (v.Y - v.T),
    ),
    "batch_rows-04": (
        lambda v: v.g("Y"),
        lambda v: 2 / len(v.Y) * v.Y - v.T,
    ),
    "batch_rows-05": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("Y"),
    ),
    "batch_rows-06": (
        lambda v: v.g("W2"),
        lambda v: v.H @ v.g("Y"),
    ),
    "batch_rows-07": (
        lambda v: v.g("W2"),
        lambda v: v.g("Y").T @ v.H,
    ),
    "batch_rows-08": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("Y") / len(v.H),
    ),
    "batch_rows-09": (
        lambda v: v.g("W2"),
        lambda v: v.Z.T @ v.g("Y"),
    ),
    "batch_rows-10": (
        lambda v: v.g("b2"),
        lambda v: v.g("Y").sum(0, keepdims=True),
    ),
    "batch_rows-11": (
        lambda v: v.g("b2"),
        lambda v: v.g("Y"),
    ),
    "batch_rows-12": (
        lambda v: v.g("b2"),
        lambda v: np.ones((1, len(v.Y))) @ v.g("Y"),
    ),
    "batch_rows-13": (
        lambda v: v.g("b2"),
        lambda v: v.g("Y") @ np.ones((v.Y.shape[1], 1)),
    ),
    "batch_rows-14": (
        lambda v: v.g("H"),
        lambda v: v.g("Y") @ v.W2.T,
    ),
    "batch_rows-15": (
        lambda v: v.g("H"),
        lambda v: v.W2.T @ v.g("Y"),
    ),
    "batch_rows-16": (
        lambda v: v.g("H"),
        lambda v: v.g("Y") @ v.W2,
    ),
    "batch_rows-17": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.Z),
    ),
    "batch_rows-18": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.g("H")),
    ),
    "batch_rows-19": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.H),
    ),
    "batch_rows-20": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * relu(v.Z),
    ),
    "batch_rows-21": (
        lambda v: v.g("Z"),
        lambda v: v.g("H"),
    ),
    "batch_rows-22": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ ((2 / len(v.Y) * (v.Y - v.T) @ v.W2.T) * mask(v.Z)),
    ),
    "batch_rows-23": (
        lambda v: v.g("W1"),
        lambda v: 2 / len(v.Y) * v.X.T @ (v.Y - v.T) @ v.W2.T,
    ),
    "batch_rows-24": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ ((2 / len(v.Y) * (v.Y - v.T) @ v.W2.T) * mask((v.Y - v.T) @ v.W2.T)),
    ),
    "batch_rows-25": (
        lambda v: v.g("X"),
        lambda v: v.g("Z") @ v.W1.T,
    ),
    "batch_rows-26": (
        lambda v: v.g("X"),
        lambda v: v.g("Z") @ v.W1,
    ),
    "batch_rows-a": (
        lambda v: v.g("Z"),
        lambda v: v.g("H") * mask(v.Z),
        lambda v: (v.g("Y") @ v.W2.T) * mask(v.Z),
        lambda v: 2 / len(v.Y) * ((v.Y - v.T) @ v.W2.T) * mask(v.Z),
        lambda v: 2 / len(v.Y) * ((v.Y - v.T) @ v.W2.T) * mask(v.H),
    ),
    "batch_rows-b": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("Y"),
        lambda v: v.H.T @ (v.Y - v.T) / len(v.Y),
        lambda v: v.H.T @ (v.Y - v.T),
    ),
}
