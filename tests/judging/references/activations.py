"""Derivatives of activation functions, entry by entry."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, sigmoid


def forward(given: Given, node: Node) -> None:
    x = given["x"]
    s = node("s", sigmoid(x))
    node("u", np.tanh(x))
    node("r", np.log(1 + np.exp(x)))
    q = node("q", x * s)
    node("L", (given["c"] * q).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    (i,) = extents(rng, 1, least=3)
    return {"x": rng.normal(size=i), "c": rng.normal(size=i)}


SIDES: Sides = {
    "activations-01": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: v.s * (1 - v.s),
    ),
    "activations-02": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: v.s**2 * (1 - v.s),
    ),
    "activations-03": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: np.exp(-v.x) / (1 + np.exp(-v.x)),
    ),
    "activations-04": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: -np.exp(-v.x) / (1 + np.exp(-v.x)) ** 2,
    ),
    "activations-05": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: v.s - v.s**2,
    ),
    "activations-06": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: (1 - np.tanh(v.x / 2) ** 2) / 4,
    ),
    "activations-07": (
        lambda v: v.d("s", "x"),
        lambda v: np.diag(v.s * (1 - v.s)),
    ),
    "activations-08": (
        lambda v: v.d("s", "x"),
        lambda v: np.tile((v.s * (1 - v.s))[:, None], len(v.s)),
    ),
    "activations-09": (
        lambda v: np.diag(v.d("u", "x")),
        lambda v: 1 - v.u**2,
    ),
    "activations-10": (
        lambda v: np.diag(v.d("u", "x")),
        lambda v: 1 - v.x**2,
    ),
    "activations-11": (
        lambda v: np.diag(v.d("u", "x")),
        lambda v: 4 / (np.exp(v.x) + np.exp(-v.x)) ** 2,
    ),
    "activations-12": (
        lambda v: np.diag(v.d("u", "x")),
        lambda v: 4 / (np.exp(v.x) + np.exp(-v.x)),
    ),
    "activations-13": (
        lambda v: np.diag(v.d("r", "x")),
        lambda v: v.s,
    ),
    "activations-14": (
        lambda v: np.diag(v.d("r", "x")),
        lambda v: 1 + np.exp(v.x),
    ),
    "activations-15": (
        lambda v: np.diag(v.d("r", "x")),
        lambda v: np.exp(v.x) / (1 + np.exp(v.x)),
    ),
    "activations-16": (
        lambda v: np.diag(v.d("q", "x")),
        lambda v: v.s + v.x * v.s * (1 - v.s),
    ),
    "activations-17": (
        lambda v: np.diag(v.d("q", "x")),
        lambda v: v.x * v.s * (1 - v.s),
    ),
    "activations-18": (
        lambda v: np.diag(v.d("q", "x")),
        lambda v: v.q + v.s * (1 - v.q),
    ),
    "activations-19": (
        lambda v: v.g("x"),
        lambda v: v.c * (v.q + v.s * (1 - v.q)),
    ),
    "activations-a": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: np.exp(-v.x) / (1 + np.exp(-v.x)) ** 2,
        lambda v: 1 / (1 + np.exp(-v.x)) * np.exp(-v.x) / (1 + np.exp(-v.x)),
        lambda v: 1 / (1 + np.exp(-v.x)) * (1 - 1 / (1 + np.exp(-v.x))),
        lambda v: v.s * (1 - v.s),
    ),
    "activations-b": (
        lambda v: np.diag(v.d("s", "x")),
        lambda v: np.exp(-v.x) / (1 + np.exp(-v.x)),
        lambda v: v.s * (1 - v.s),
    ),
}
