"""A one-dimensional convolution (cross-correlation), tanh, squared error."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, extents


def forward(given: Given, node: Node) -> None:
    z = node("z", np.convolve(given["x"], given["w"][::-1], "valid") + given["b"])
    h = node("h", np.tanh(z))
    node("L", 0.5 * ((h - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    k, m = extents(rng, 2, least=3)
    drawn = {"x": rng.normal(size=m + k - 1), "w": rng.normal(size=k), "b": rng.normal(size=())}
    return drawn | {"t": rng.normal(size=m)}


def at(values: Array, place: int) -> Any:
    """An entry counted from 1; 0 outside."""
    return values[place - 1] if 1 <= place <= len(values) else 0.0


def by_kernel(v: Point, shift: int) -> Array:
    """For each k, the sum over i of delta_i x_(i + k + shift)."""
    delta = v.g("z")
    places = range(1, len(delta) + 1)
    kernel = range(1, len(v.w) + 1)
    return np.array([sum(at(delta, i) * at(v.x, i + k + shift) for i in places) for k in kernel])


def by_input(v: Point, sign: int, shift: int) -> Array:
    """For each n, the sum over k of w_k delta_(n + sign k + shift)."""
    delta = v.g("z")
    kernel, inputs = range(1, len(v.w) + 1), range(1, len(v.x) + 1)
    terms = [[at(v.w, k) * at(delta, n + sign * k + shift) for k in kernel] for n in inputs]
    sums: Array = np.array(terms).sum(1)
    return sums


SIDES: Sides = {
    "conv1d-01": (
        lambda v: v.g("z"),
        lambda v: (v.h - v.t) * (1 - v.h**2),
    ),
    "conv1d-02": (
        lambda v: v.g("w"),
        lambda v: by_kernel(v, -1),
    ),
    "conv1d-03": (
        lambda v: v.g("w"),
        lambda v: by_kernel(v, 0),
    ),
    "conv1d-04": (
        lambda v: v.g("w"),
        lambda v: v.g("z")[0] * v.x[: len(v.w)],
    ),
    "conv1d-05": (
        lambda v: v.g("b"),
        lambda v: v.g("z").sum(),
    ),
    "conv1d-06": (
        lambda v: v.g("b"),
        lambda v: v.g("z"),
    ),
    "conv1d-07": (
        lambda v: v.g("x"),
        lambda v: by_input(v, -1, 1),
    ),
    "conv1d-08": (
        lambda v: v.g("x"),
        lambda v: by_input(v, 1, -1),
    ),
    "conv1d-09": (
        lambda v: v.g("x"),
        lambda v: by_input(v, -1, 0),
    ),
    "conv1d-10": (
        lambda v: v.d("z", "b"),
        lambda v: np.ones(v.z.shape),
    ),
    "conv1d-11": (
        lambda v: v.g("w"),
        lambda v: by_kernel(v, -1),
    ),
    "conv1d-a": (
        lambda v: v.g("w"),
        lambda v: v.g("z") @ v.d("z", "w"),
        lambda v: by_kernel(v, -1),
    ),
    "conv1d-b": (
        lambda v: v.g("w"),
        lambda v: v.g("z") @ v.d("z", "w"),
        lambda v: by_kernel(v, 0),
        lambda v: by_kernel(v, 0),
    ),
}
