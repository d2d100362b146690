"""Logistic regression with binary cross-entropy, mean over N samples."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, binary, extents, sigmoid, slope


def forward(given: Given, node: Node) -> None:
    a = node("a", given["x"] @ given["w"] + given["b"])
    y = node("y", sigmoid(a))
    t = given["t"]
    node("L", -(t * np.log(y) + (1 - t) * np.log(1 - y)).mean())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, i = extents(rng, 2, least=3)
    drawn = {"x": rng.normal(size=(n, i)), "w": rng.normal(size=i), "b": rng.normal(size=())}
    return drawn | {"t": binary(rng, (n,), kind)}


SIDES: Sides = {
    "logistic-01": (
        lambda v: v.g("y"),
        lambda v: (v.y - v.t) / (v.y * (1 - v.y)) / len(v.y),
    ),
    "logistic-02": (
        lambda v: v.g("y"),
        lambda v: -(v.t / v.y + (1 - v.t) / (1 - v.y)) / len(v.y),
    ),
    "logistic-03": (
        lambda v: v.g("y"),
        lambda v: (v.y - v.t) / (v.y * (1 - v.y)),
    ),
    "logistic-04": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: v.y * (1 - v.y),
    ),
    "logistic-05": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: 1 - v.y**2,
    ),
    "logistic-06": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: v.a * (1 - v.a),
    ),
    "logistic-07": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: v.y * (1 + v.y),
    ),
    "logistic-08": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: sigmoid(v.a) * sigmoid(-v.a),
    ),
    "logistic-09": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: slope(sigmoid, -v.a),
    ),
    "logistic-10": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: np.exp(-v.a) / (1 + np.exp(-v.a)) ** 2,
    ),
    "logistic-11": (
        lambda v: np.diag(v.d("y", "a")),
        lambda v: np.exp(-v.a) / (1 + np.exp(-v.a)),
    ),
    "logistic-12": (
        lambda v: v.g("a"),
        lambda v: (v.y - v.t) / len(v.y),
    ),
    "logistic-13": (
        lambda v: v.g("a"),
        lambda v: (v.y - v.t) * v.y * (1 - v.y) / len(v.y),
    ),
    "logistic-14": (
        lambda v: -v.g("a"),
        lambda v: (v.t - v.y) / len(v.y),
    ),
    "logistic-15": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) @ v.x / len(v.y),
    ),
    "logistic-16": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) @ v.x,
    ),
    "logistic-17": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) * v.x.sum(1) / len(v.y),
    ),
    "logistic-18": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) @ v.x / len(v.y) ** 2,
    ),
    "logistic-19": (
        lambda v: v.g("w"),
        lambda v: (v.t - v.y) @ v.x / len(v.y),
    ),
    "logistic-20": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t).mean(),
    ),
    "logistic-21": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t) / len(v.y),
    ),
    "logistic-22": (
        lambda v: v.g("b"),
        lambda v: (v.y - v.t) @ v.x / len(v.y),
    ),
    "logistic-23": (
        lambda v: v.g("w"),
        lambda v: -(v.t * (1 - v.y) - (1 - v.t) * v.y) @ v.x / len(v.y),
    ),
    "logistic-24": (
        lambda v: v.g("w"),
        lambda v: -(v.t * (1 - v.y) + (1 - v.t) * v.y) @ v.x / len(v.y),
    ),
    "logistic-a": (
        lambda v: v.g("w"),
        lambda v: (v.g("y") * np.diag(v.d("y", "a"))) @ v.d("a", "w"),
        lambda v: -((v.t / v.y - (1 - v.t) / (1 - v.y)) * v.y * (1 - v.y)) @ v.x / len(v.y),
        lambda v: -(v.t * (1 - v.y) - (1 - v.t) * v.y) @ v.x / len(v.y),
        lambda v: (v.y - v.t) @ v.x / len(v.y),
    ),
    "logistic-b": (
        lambda v: v.g("a"),
        lambda v: v.g("y") * np.diag(v.d("y", "a")),
        lambda v: -(v.t / v.y + (1 - v.t) / (1 - v.y)) * v.y * (1 - v.y) / len(v.y),
        lambda v: -(v.t * (1 - v.y) + (1 - v.t) * v.y) / len(v.y),
        lambda v: -(v.t + v.y - 2 * v.t * v.y) / len(v.y),
    ),
}
