"""A tanh network in column vectors, one sample, squared error."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, labels, slope


def forward(given: Given, node: Node) -> None:
    z1 = node("z1", given["w1"] @ given["x"] + given["b1"])
    h = node("h", np.tanh(z1))
    y = node("y", given["w2"] @ h + given["b2"])
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3)
    shapes = {"x": (i, 1), "w1": (j, i), "b1": (j, 1), "w2": (k, j), "b2": (k, 1)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"t": labels(rng, (1, k), kind).T}


SIDES: Sides = {
    "mlp_matrix-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "mlp_matrix-02": (
        lambda v: v.g("y"),
        lambda v: -v.t / v.y,
    ),
    "mlp_matrix-03": (
        lambda v: v.g("y"),
        lambda v: v.t - v.y,
    ),
    "mlp_matrix-04": (
        lambda v: v.g("w2"),
        lambda v: v.g("y") @ v.h.T,
    ),
    "mlp_matrix-05": (
        lambda v: v.g("w2"),
        lambda v: v.h @ v.g("y").T,
    ),
    "mlp_matrix-06": (
        lambda v: v.g("w2"),
        lambda v: v.g("y").T @ v.h,
    ),
    "mlp_matrix-07": (
        lambda v: v.g("w2"),
        lambda v: v.g("y") @ v.z1.T,
    ),
    "mlp_matrix-08": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * (1 - v.h * v.h),
    ),
    "mlp_matrix-09": (
        lambda v: v.g("z1"),
        lambda v: (v.w2 @ v.g("y")) * (1 - v.h * v.h),
    ),
    "mlp_matrix-10": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * v.h * (1 - v.h),
    ),
    "mlp_matrix-11": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * (1 - v.z1**2),
    ),
    "mlp_matrix-12": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * (1 - v.h),
    ),
    "mlp_matrix-13": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * np.tanh(v.z1),
    ),
    "mlp_matrix-14": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * slope(np.tanh, v.h),
    ),
    "mlp_matrix-15": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) @ (1 - v.h * v.h),
    ),
    "mlp_matrix-16": (
        lambda v: v.g("z1"),
        lambda v: v.w2.T * v.g("y") * (1 - v.h * v.h),
    ),
    "mlp_matrix-17": (
        lambda v: v.g("z1"),
        lambda v: v.w2.T @ v.g("y") - v.h * v.h,
    ),
    "mlp_matrix-18": (
        lambda v: v.g("z1"),
        lambda v: (1 - v.h**2) * (v.w2.T @ (v.y - v.t)),
    ),
    "mlp_matrix-19": (
        lambda v: v.g("z1"),
        lambda v: np.diag((1 - v.h * v.h)[:, 0]) @ v.w2.T @ v.g("y"),
    ),
    "mlp_matrix-20": (
        lambda v: v.g("z1"),
        lambda v: (v.w2.T @ v.g("y")) * slope(np.tanh, -v.z1),
    ),
    "mlp_matrix-21": (
        lambda v: v.g("w1"),
        lambda v: v.g("z1") @ v.x.T,
    ),
    "mlp_matrix-22": (
        lambda v: v.g("w1"),
        lambda v: v.g("z1") @ v.x,
    ),
    "mlp_matrix-23": (
        lambda v: v.g("w1"),
        lambda v: v.g("y") @ v.x.T,
    ),
    "mlp_matrix-24": (
        lambda v: v.g("w1").T,
        lambda v: v.x @ v.g("z1").T,
    ),
    "mlp_matrix-25": (
        lambda v: v.g("x"),
        lambda v: v.w1.T @ ((v.w2.T @ v.g("y")) * (1 - v.h * v.h)),
    ),
    "mlp_matrix-26": (
        lambda v: v.g("x"),
        lambda v: v.w2.T @ v.w1.T @ (v.g("y") * (1 - v.h * v.h)),
    ),
    "mlp_matrix-27": (
        lambda v: v.g("x"),
        lambda v: v.w1.T @ v.w2.T @ v.g("y"),
    ),
    "mlp_matrix-28": (
        lambda v: v.g("x"),
        lambda v: (v.w1 @ v.w2).T @ v.g("y"),
    ),
    "mlp_matrix-a": (
        lambda v: v.g("w1"),
        lambda v: v.g("z1") @ v.x.T,
        lambda v: ((v.w2.T @ v.g("y")) * v.h * (1 - v.h)) @ v.x.T,
        lambda v: ((v.w2.T @ (v.y - v.t)) * v.h * (1 - v.h)) @ v.x.T,
        lambda v: ((v.w2.T @ (v.y - v.t)) * (v.h - v.h * v.h)) @ v.x.T,
    ),
    "mlp_matrix-b": (
        lambda v: v.g("z1"),
        lambda v: v.g("h") * slope(np.tanh, v.z1),
        lambda v: (v.w2.T @ v.g("y")) * (1 - np.tanh(v.z1) ** 2),
        lambda v: (v.w2.T @ (v.y - v.t)) * (1 - v.h * v.h),
    ),
}
