"""A batch in rows, in plain text with matrices."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, labels

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    z1 = node("Z1", given["X"] @ given["W1"] + given["b1"])
    h = node("H", np.tanh(z1))
    y = node("Y", h @ given["W2"] + given["b2"])
    node("L", ((y - given["T"]) ** 2).sum() / (2 * len(y)))
    node("N", len(y))


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, d, h, k = extents(rng, 4, least=3)
    shapes = {"X": (n, d), "W1": (d, h), "b1": (1, h), "W2": (h, k), "b2": (1, k)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"T": labels(rng, (n, k), kind)}


SIDES: Sides = {
    "plain_batch-01": (
        lambda v: v.g("Y"),
        lambda v: (v.Y - v.T) / v.N,
    ),
    "plain_batch-02": (
        lambda v: v.g("Y"),
        lambda v: v.Y - v.T,
    ),
    "plain_batch-03": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("Y"),
    ),
    "plain_batch-04": (
        lambda v: v.g("W2"),
        lambda v: v.H @ v.g("Y"),
    ),
    "plain_batch-05": (
        lambda v: v.g("W2"),
        lambda v: v.H.T @ v.g("Y") / v.N,
    ),
    "plain_batch-06": (
        lambda v: v.g("H"),
        lambda v: v.g("Y") @ v.W2.T,
    ),
    "plain_batch-07": (
        lambda v: v.g("Z1"),
        lambda v: v.g("H") * (1 - v.H**2),
    ),
    "plain_batch-08": (
        lambda v: v.g("Z1"),
        lambda v: v.g("H") * (1 - v.Z1**2),
    ),
    "plain_batch-09": (
        lambda v: v.g("Z1"),
        lambda v: v.g("H") @ (1 - v.H**2),
    ),
    "plain_batch-10": (
        lambda v: v.g("W1"),
        lambda v: v.X.T @ ((v.g("Y") @ v.W2.T) * (1 - v.H * v.H)),
    ),
    "plain_batch-11": (
        lambda v: v.g("b2")[0],
        lambda v: v.g("Y").sum(0),
    ),
    "plain_batch-12": (
        lambda v: v.g("b2")[0],
        lambda v: v.g("Y"),
    ),
    "plain_batch-13": (
        lambda v: v.g("W2"),
        lambda v: ein("nh,nk->hk", v.H, v.g("Y")),
    ),
    "plain_batch-14": (
        lambda v: v.g("W2"),
        lambda v: ein("nh,nk->kh", v.H, v.g("Y")),
    ),
    "plain_batch-15": (
        lambda v: v.g("H"),
        lambda v: ein("nk,hk->nh", v.g("Y"), v.W2),
    ),
    "plain_batch-16": (
        lambda v: v.g("W1"),
        lambda v: ein("nd,nh->dh", v.X, v.g("H") * (1 - v.H**2)),
    ),
    "plain_batch-17": (
        lambda v: v.g("W1"),
        lambda v: ein("nd,nh->dh", v.X, v.g("H")),
    ),
    "plain_batch-18": (
        lambda v: v.g("b2")[0],
        lambda v: ein("nk->k", v.g("Y")),
    ),
}
