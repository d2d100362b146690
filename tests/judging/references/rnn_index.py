"""A recurrent network with an abstract activation, in entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Point,
    Sides,
    bent,
    extents,
    slope,
)


def forward(given: Given, node: Node) -> None:
    h = np.zeros(len(given["U"]))
    losses: Any = 0
    for t, x in enumerate(given["x"], start=1):
        a = node(f"a{t}", given["W"] @ x + given["U"] @ h)
        h = node(f"h{t}", bent(a))
        losses = losses + 0.5 * ((h - given["y"][t - 1]) ** 2).sum()
    node("L", losses)


def given(rng: np.random.Generator, kind: Labels) -> Given:
    t, i, j = extents(rng, 3, least=3)
    shapes = {"x": (t, i), "W": (j, i), "U": (j, j), "y": (t, j)}
    return {name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()}


def times(v: Point) -> range:
    """1, ..., T."""
    return range(1, len(v.x) + 1)


def gs(v: Point, name: str) -> Array:
    """The gradients by a signal at every time, (T, size)."""
    return np.stack([v.g(f"{name}{t}") for t in times(v)])


def vals(v: Point, name: str) -> Array:
    """A signal at every time, (T, size)."""
    return np.stack([getattr(v, f"{name}{t}") for t in times(v)])


def after(rows: Array) -> Array:
    """At each time what belongs to the next one; 0 at the end."""
    return np.vstack([rows[1:], np.zeros_like(rows[:1])])


def before(rows: Array) -> Array:
    """At each time what belongs to the one before; 0 at the start."""
    return np.vstack([np.zeros_like(rows[:1]), rows[:-1]])


def gx(v: Point) -> Array:
    """The gradients by the inputs."""
    return v.g("x")


def df(v: Point) -> Array:
    """The activation's derivative at every time."""
    return slope(bent, vals(v, "a"))


SIDES: Sides = {
    "rnn_index-01": (
        lambda v: gs(v, "h"),
        lambda v: vals(v, "h") - v.y + after(gs(v, "a")) @ v.U,
    ),
    "rnn_index-02": (
        lambda v: gs(v, "h"),
        lambda v: vals(v, "h") - v.y + after(gs(v, "a")) @ v.U.T,
    ),
    "rnn_index-03": (
        lambda v: gs(v, "h"),
        lambda v: vals(v, "h") - v.y,
    ),
    "rnn_index-04": (
        lambda v: gs(v, "a"),
        lambda v: df(v) * (vals(v, "h") - v.y + after(gs(v, "a")) @ v.U),
    ),
    "rnn_index-05": (
        lambda v: gs(v, "a"),
        lambda v: df(v) * (vals(v, "h") - v.y) + after(gs(v, "a")) @ v.U,
    ),
    "rnn_index-06": (
        lambda v: gs(v, "a"),
        lambda v: df(v) * (vals(v, "h") - v.y + before(gs(v, "a")) @ v.U),
    ),
    "rnn_index-07": (
        lambda v: v.g("U"),
        lambda v: gs(v, "a").T @ before(vals(v, "h")),
    ),
    "rnn_index-08": (
        lambda v: v.g("U"),
        lambda v: before(vals(v, "h")).T @ gs(v, "a"),
    ),
    "rnn_index-09": (
        lambda v: v.g("U"),
        lambda v: gs(v, "a").T @ vals(v, "h"),
    ),
    "rnn_index-10": (
        lambda v: v.g("W"),
        lambda v: gs(v, "a").T @ v.x,
    ),
    "rnn_index-11": (
        gx,
        lambda v: gs(v, "a") @ v.W,
    ),
}
