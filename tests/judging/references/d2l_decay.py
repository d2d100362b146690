"""Dive into Deep Learning, section 5.3: one sample, weight decay, no bias."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Sides,
    bent,
    extents,
    labels,
    slope,
)


def forward(given: Given, node: Node) -> None:
    z = node("z", given["W1"] @ given["x"])
    h = node("h", bent(z))
    o = node("o", given["W2"] @ h)
    error = node("error", 0.5 * ((o - given["y"]) ** 2).sum())
    squares = (given["W1"] ** 2).sum() + (given["W2"] ** 2).sum()
    s = node("s", given["lam"] / 2 * squares)
    node("L", error + s)  # the book's J; its L is `error`


def given(rng: np.random.Generator, kind: Labels) -> Given:
    d, h, q = extents(rng, 3)
    shapes = {"x": (d, 1), "W1": (h, d), "W2": (q, h)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"y": labels(rng, (1, q), kind).T, "lam": np.array(0.43)}


def df(z: Array) -> Array:
    """The activation's derivative."""
    return slope(bent, z)


SIDES: Sides = {
    "d2l_decay-01": (
        lambda v: v.g("o"),
        lambda v: v.o - v.y,
    ),
    "d2l_decay-02": (
        lambda v: v.d("s", "W1"),
        lambda v: v.lam * v.W1,
    ),
    "d2l_decay-03": (
        lambda v: v.d("s", "W1"),
        lambda v: 2 * v.lam * v.W1,
    ),
    "d2l_decay-04": (
        lambda v: v.d("s", "W1"),
        lambda v: v.lam / 2 * v.W1,
    ),
    "d2l_decay-05": (
        lambda v: v.g("W2"),
        lambda v: v.g("o") @ v.h.T + v.lam * v.W2,
    ),
    "d2l_decay-06": (
        lambda v: v.g("W2"),
        lambda v: v.g("o") @ v.h.T,
    ),
    "d2l_decay-07": (
        lambda v: v.g("W2"),
        lambda v: v.g("o").T @ v.h + v.lam * v.W2,
    ),
    "d2l_decay-08": (
        lambda v: v.d("error", "W2"),
        lambda v: (v.o - v.y) @ v.h.T,
    ),
    "d2l_decay-09": (
        lambda v: v.g("h"),
        lambda v: v.W2.T @ v.g("o"),
    ),
    "d2l_decay-10": (
        lambda v: v.g("z"),
        lambda v: v.g("h") * df(v.z),
    ),
    "d2l_decay-11": (
        lambda v: v.g("z"),
        lambda v: v.g("h") * bent(v.z),
    ),
    "d2l_decay-12": (
        lambda v: v.g("z"),
        lambda v: v.g("h") @ df(v.z),
    ),
    "d2l_decay-13": (
        lambda v: v.g("W1"),
        lambda v: v.g("z") @ v.x.T + v.lam * v.W1,
    ),
    "d2l_decay-14": (
        lambda v: v.g("W1"),
        lambda v: v.g("z") @ v.x.T,
    ),
    "d2l_decay-a": (
        lambda v: v.g("W1"),
        lambda v: v.g("z") @ v.x.T + v.lam * v.W1,
        lambda v: v.W2.T @ v.g("o") @ v.x.T + v.lam * v.W1,
        lambda v: v.W2.T @ (v.o - v.y) @ v.x.T,
    ),
}
