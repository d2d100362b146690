"""Softmax and cross-entropy with targets that sum to one."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Sides, extents, labels, softmax


def forward(given: Given, node: Node) -> None:
    z = node("z", given["w"] @ given["x"] + given["b"])
    p = node("p", softmax(z))
    node("S", np.exp(z).sum())
    node("L", -(given["t"] * np.log(p)).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    k, j = extents(rng, 2, least=3)
    drawn = {"x": rng.normal(size=j), "w": rng.normal(size=(k, j)), "b": rng.normal(size=k)}
    return drawn | {"t": labels(rng, (k,), kind)}


def eye(like: Array) -> Array:
    """Kronecker's delta over a vector's axis, twice."""
    return np.eye(len(like))


SIDES: Sides = {
    "softmax_ce-01": (
        lambda v: v.d("p", "z"),
        lambda v: v.p[:, None] * (eye(v.p) - v.p),
    ),
    "softmax_ce-02": (
        lambda v: v.d("p", "z"),
        lambda v: np.tile((v.p * (1 - v.p))[:, None], len(v.p)),
    ),
    "softmax_ce-03": (
        lambda v: v.d("p", "z"),
        lambda v: -np.outer(v.p, v.p),
    ),
    "softmax_ce-04": (
        lambda v: v.d("p", "z"),
        lambda v: v.p[:, None] * (eye(v.p) + v.p),
    ),
    "softmax_ce-05": (
        lambda v: v.d("p", "z"),
        lambda v: v.p[:, None] * eye(v.p) - v.p,
    ),
    "softmax_ce-06": (
        lambda v: v.d("p", "z"),
        lambda v: v.p * (eye(v.p) - v.p[:, None]),
    ),
    "softmax_ce-07": (
        lambda v: v.d("p", "z"),
        lambda v: (eye(v.z) * np.exp(v.z) * v.S - np.outer(np.exp(v.z), np.exp(v.z))) / v.S**2,
    ),
    "softmax_ce-08": (
        lambda v: v.d("p", "z"),
        lambda v: (eye(v.z) * np.exp(v.z) * v.S - np.outer(np.exp(v.z), np.exp(v.z))) / v.S,
    ),
    "softmax_ce-09": (
        lambda v: v.g("p"),
        lambda v: -v.t / v.p,
    ),
    "softmax_ce-10": (
        lambda v: v.g("p"),
        lambda v: v.t / v.p,
    ),
    "softmax_ce-11": (
        lambda v: v.g("p"),
        lambda v: -v.t * v.p,
    ),
    "softmax_ce-12": (
        lambda v: v.g("p"),
        lambda v: np.full(v.p.shape, -(v.t / v.p).sum()),
    ),
    "softmax_ce-13": (
        lambda v: v.g("p"),
        lambda v: v.p - v.t,
    ),
    "softmax_ce-14": (
        lambda v: v.d("p", "z") / v.p[:, None],
        lambda v: eye(v.p) - v.p,
    ),
    "softmax_ce-15": (
        lambda v: v.d("p", "z") / v.p[:, None],
        lambda v: np.ones((len(v.p), 1)) - v.p,
    ),
    "softmax_ce-16": (
        lambda v: v.g("z"),
        lambda v: v.p - v.t,
    ),
    "softmax_ce-17": (
        lambda v: v.g("z"),
        lambda v: (v.p - v.t) * v.p * (1 - v.p),
    ),
    "softmax_ce-18": (
        lambda v: v.g("z"),
        lambda v: v.t - v.p,
    ),
    "softmax_ce-19": (
        lambda v: v.g("z"),
        lambda v: -v.t * (1 - v.p),
    ),
    "softmax_ce-20": (
        lambda v: v.g("z"),
        lambda v: -v.t / v.p * v.p * (1 - v.p),
    ),
    "softmax_ce-21": (
        lambda v: v.g("z"),
        lambda v: -v.t + v.p * v.t.sum(),
    ),
    "softmax_ce-22": (
        lambda v: -v.g("z"),
        lambda v: v.t - v.p,
    ),
    "softmax_ce-23": (
        lambda v: v.g("z"),
        lambda v: v.g("p") @ v.d("p", "z"),
    ),
    "softmax_ce-24": (
        lambda v: v.g("z"),
        lambda v: v.g("p") * np.diag(v.d("p", "z")),
    ),
    "softmax_ce-25": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.p - v.t, v.x),
    ),
    "softmax_ce-26": (
        lambda v: v.g("w"),
        lambda v: np.outer(v.x, v.p - v.t),
    ),
    "softmax_ce-27": (
        lambda v: v.g("w"),
        lambda v: v.p[:, None] - np.outer(v.t, v.x),
    ),
    "softmax_ce-28": (
        lambda v: v.g("x"),
        lambda v: (v.p - v.t) @ v.w,
    ),
    "softmax_ce-29": (
        lambda v: v.g("x"),
        lambda v: v.w @ (v.p - v.t),
    ),
    "softmax_ce-30": (
        lambda v: v.d("S", "z") / v.S,
        lambda v: v.p,
    ),
    "softmax_ce-31": (
        lambda v: v.d("S", "z") / v.S,
        lambda v: v.z,
    ),
    "softmax_ce-a": (
        lambda v: v.g("z"),
        lambda v: v.g("p") @ v.d("p", "z"),
        lambda v: -(v.t / v.p * v.p) @ (eye(v.p) - v.p),
        lambda v: -v.t @ (eye(v.p) - v.p),
        lambda v: -v.t + v.p * v.t.sum(),
        lambda v: v.p - v.t,
    ),
    "softmax_ce-b": (
        lambda v: v.g("z"),
        lambda v: v.g("p") @ v.d("p", "z"),
        lambda v: -v.t @ (eye(v.p) - v.p),
        lambda v: v.t.sum() * v.p,
        lambda v: v.p - v.t,
    ),
    "softmax_ce-c": (
        lambda v: v.g("z"),
        lambda v: v.g("p") @ v.d("p", "z"),
        lambda v: (v.t / v.p) @ v.d("p", "z"),
        lambda v: v.t @ (eye(v.p) - v.p),
        lambda v: v.p * v.t.sum() - v.t,
        lambda v: v.p - v.t,
    ),
}
