"""Scaled dot-product attention with projections, in matrices."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Point, Sides, extents, softmax

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    q, k, v = (node(name, given["X"] @ given[f"W{name}"]) for name in "QKV")
    s = node("S", q @ k.T / np.sqrt(q.shape[1]))
    a = node("A", softmax(s))
    o = node("O", a @ v)
    node("L", 0.5 * ((o - given["Y"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    t, x, d, m = extents(rng, 4)
    shapes = {"X": (t, x), "WQ": (x, d), "WK": (x, d), "WV": (x, m), "Y": (t, m)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def d(v: Point) -> int:
    """The width of the queries."""
    return int(v.Q.shape[1])


SIDES: Sides = {
    "attention-01": (
        lambda v: v.g("O"),
        lambda v: v.O - v.Y,
    ),
    "attention-02": (
        lambda v: v.g("V"),
        lambda v: v.A.T @ v.g("O"),
    ),
    "attention-03": (
        lambda v: v.g("V"),
        lambda v: v.A @ v.g("O"),
    ),
    "attention-04": (
        lambda v: v.g("A"),
        lambda v: v.g("O") @ v.V.T,
    ),
    "attention-05": (
        lambda v: v.g("S"),
        lambda v: v.A * (v.g("A") - (v.A * v.g("A")).sum(1, keepdims=True)),
    ),
    "attention-06": (
        lambda v: v.g("S"),
        lambda v: v.A * (1 - v.A) * v.g("A"),
    ),
    "attention-07": (
        lambda v: v.g("S"),
        lambda v: v.A * (v.g("A") - (v.A * v.g("A")).sum(0)),
    ),
    "attention-08": (
        lambda v: v.g("S"),
        lambda v: v.A * (v.g("A") - v.A * v.g("A")),
    ),
    "attention-09": (
        lambda v: v.g("Q"),
        lambda v: v.g("S") @ v.K / np.sqrt(d(v)),
    ),
    "attention-10": (
        lambda v: v.g("Q"),
        lambda v: v.g("S") @ v.K,
    ),
    "attention-11": (
        lambda v: v.g("Q"),
        lambda v: v.g("S") @ v.K / d(v),
    ),
    "attention-12": (
        lambda v: v.g("Q"),
        lambda v: v.g("S") @ v.K.T / np.sqrt(d(v)),
    ),
    "attention-13": (
        lambda v: v.g("K"),
        lambda v: v.g("S").T @ v.Q / np.sqrt(d(v)),
    ),
    "attention-14": (
        lambda v: v.g("K"),
        lambda v: v.g("S") @ v.Q / np.sqrt(d(v)),
    ),
    "attention-15": (
        lambda v: v.g("WQ"),
        lambda v: v.X.T @ v.g("Q"),
    ),
    "attention-16": (
        lambda v: v.g("X"),
        lambda v: v.g("Q") @ v.WQ.T + v.g("K") @ v.WK.T + v.g("V") @ v.WV.T,
    ),
    "attention-17": (
        lambda v: v.g("X"),
        lambda v: v.g("Q") @ v.WQ.T + v.g("V") @ v.WV.T,
    ),
    "attention-18": (
        lambda v: ein("ijil->ijl", v.d("A", "S")),
        lambda v: ein("ij,ijl->ijl", v.A, np.eye(len(v.A)) - v.A[:, None]),
    ),
    "attention-a": (
        lambda v: v.g("WK"),
        lambda v: v.X.T @ v.g("K"),
        lambda v: v.X.T @ v.g("S").T @ v.Q / np.sqrt(d(v)),
        lambda v: (v.g("S") @ v.X).T @ v.X @ v.WQ / np.sqrt(d(v)),
    ),
    "attention-b": (
        lambda v: v.g("WK"),
        lambda v: v.X.T @ v.g("K"),
        lambda v: v.X.T @ v.g("S") @ v.Q / np.sqrt(d(v)),
        lambda v: v.X.T @ v.g("S") @ v.Q,
    ),
}
