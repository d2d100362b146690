"""Ridge regression in matrix form."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents


def forward(given: Given, node: Node) -> None:
    r = node("r", given["X"] @ given["w"] - given["y"])
    data = (r**2).sum() / (2 * len(r))
    node("L", data + given["lam"] / 2 * (given["w"] ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    n, d = extents(rng, 2, least=3)
    shapes = {"X": (n, d), "w": (d, 1), "y": (n, 1)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"lam": np.array(0.37)}


SIDES: Sides = {
    "ridge-01": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.X @ v.w - v.y) / len(v.y) + v.lam * v.w,
    ),
    "ridge-02": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.X @ v.w - v.y) / len(v.y),
    ),
    "ridge-03": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.X @ v.w - v.y) / len(v.y) + 2 * v.lam * v.w,
    ),
    "ridge-04": (
        lambda v: v.g("w"),
        lambda v: 2 * v.X.T @ (v.X @ v.w - v.y) / len(v.y) + v.lam * v.w,
    ),
    "ridge-05": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.X @ v.w - v.y) + v.lam * v.w,
    ),
    "ridge-06": (
        lambda v: v.g("w"),
        lambda v: v.X @ (v.X @ v.w - v.y) / len(v.y) + v.lam * v.w,
    ),
    "ridge-07": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ v.X @ v.w / len(v.y) - v.X @ v.y / len(v.y) + v.lam * v.w,
    ),
    "ridge-08": (
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.y - v.X @ v.w) / len(v.y) + v.lam * v.w,
    ),
    "ridge-09": (
        lambda v: v.g("w"),
        lambda v: -v.X.T @ (v.y - v.X @ v.w) / len(v.y) + v.lam * v.w,
    ),
    "ridge-10": (
        lambda v: v.g("w"),
        lambda v: (
            (v.X.T @ v.X / len(v.y) + v.lam * np.eye(len(v.w))) @ v.w - v.X.T @ v.y / len(v.y)
        ),
    ),
    "ridge-11": (
        lambda v: v.g("w"),
        lambda v: ((v.X.T @ v.X + v.lam * np.eye(len(v.w))) @ v.w - v.X.T @ v.y) / len(v.y),
    ),
    "ridge-12": (
        lambda v: v.g("w")[:, 0],
        lambda v: (v.r[:, 0] @ v.X) / len(v.r) + v.lam * v.w[:, 0],
    ),
    "ridge-13": (
        lambda v: v.g("w")[:, 0],
        lambda v: (v.X * v.r).sum(1) / len(v.r) + v.lam * v.w,
    ),
    "ridge-14": (
        lambda v: v.g("w")[:, 0],
        lambda v: (v.r[:, 0] @ v.X) / (2 * len(v.r)) + v.lam * v.w[:, 0],
    ),
    "ridge-15": (
        lambda v: v.g("r"),
        lambda v: v.r / len(v.r),
    ),
    "ridge-16": (
        lambda v: v.g("r"),
        lambda v: v.r,
    ),
    "ridge-a": (
        lambda v: v.g("w"),
        lambda v: v.g("w"),
        lambda v: v.X.T @ (v.X @ v.w - v.y) / (2 * len(v.y)) + v.lam * v.w,
        lambda v: v.X.T @ (v.X @ v.w - v.y) / len(v.y) + v.lam * v.w,
        lambda v: (v.X.T @ v.X @ v.w - v.X.T @ v.y) / len(v.y) + v.lam * v.w,
    ),
}
