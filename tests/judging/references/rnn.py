"""An Elman network, a sum of squared errors over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.judging.complex_step import Array, Given, Labels, Node, Point, Sides, extents


def forward(given: Given, node: Node) -> None:
    h = np.zeros(len(given["b"]))
    losses: Any = 0
    for t, x in enumerate(given["x"], start=1):
        s = node(f"s{t}", given["W"] @ x + given["U"] @ h + given["b"])
        h = node(f"h{t}", np.tanh(s))
        o = node(f"o{t}", given["V"] @ h)
        losses = losses + 0.5 * ((o - given["y"][t - 1]) ** 2).sum()
    node("L", losses)


def given(rng: np.random.Generator, kind: Labels) -> Given:
    t, i, j, k = extents(rng, 4, least=3)
    shapes = {"x": (t, i), "W": (j, i), "U": (j, j), "b": (j,), "V": (k, j), "y": (t, k)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


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


def direct(v: Point) -> Array:
    """What time t's own output hands to the hidden state."""
    return (vals(v, "o") - v.y) @ v.V


SIDES: Sides = {
    "rnn-01": (
        lambda v: gs(v, "o"),
        lambda v: vals(v, "o") - v.y,
    ),
    "rnn-02": (
        lambda v: gs(v, "h"),
        lambda v: direct(v) + after(gs(v, "s")) @ v.U,
    ),
    "rnn-03": (
        lambda v: gs(v, "h"),
        direct,
    ),
    "rnn-04": (
        lambda v: gs(v, "h"),
        lambda v: direct(v) + after(gs(v, "s")) @ v.U.T,
    ),
    "rnn-05": (
        lambda v: gs(v, "h"),
        lambda v: direct(v) + gs(v, "s") @ v.U,
    ),
    "rnn-06": (
        lambda v: gs(v, "s"),
        lambda v: gs(v, "h") * (1 - vals(v, "h") ** 2),
    ),
    "rnn-07": (
        lambda v: gs(v, "s"),
        lambda v: gs(v, "h") * (1 - before(vals(v, "h")) ** 2),
    ),
    "rnn-08": (
        lambda v: gs(v, "s"),
        lambda v: (direct(v) + after(gs(v, "s")) @ v.U) * (1 - np.tanh(vals(v, "s")) ** 2),
    ),
    "rnn-09": (
        lambda v: gs(v, "s"),
        lambda v: direct(v) + after(gs(v, "s")) @ v.U,
    ),
    "rnn-10": (
        lambda v: v.g("U"),
        lambda v: gs(v, "s").T @ before(vals(v, "h")),
    ),
    "rnn-11": (
        lambda v: v.g("U"),
        lambda v: gs(v, "s").T @ vals(v, "h"),
    ),
    "rnn-12": (
        lambda v: v.g("U"),
        lambda v: before(vals(v, "h")).T @ gs(v, "s"),
    ),
    "rnn-13": (
        lambda v: v.g("U"),
        lambda v: (direct(v) * (1 - vals(v, "h") ** 2)).T @ before(vals(v, "h")),
    ),
    "rnn-14": (
        lambda v: v.g("W"),
        lambda v: gs(v, "s").T @ v.x,
    ),
    "rnn-15": (
        lambda v: v.g("W"),
        lambda v: gs(v, "s").T @ before(v.x),
    ),
    "rnn-16": (
        lambda v: v.g("V"),
        lambda v: (vals(v, "o") - v.y).T @ vals(v, "h"),
    ),
    "rnn-17": (
        lambda v: v.g("V"),
        lambda v: (vals(v, "o") - v.y) @ vals(v, "h").T,
    ),
    "rnn-18": (
        lambda v: v.g("b"),
        lambda v: gs(v, "s").sum(0),
    ),
    "rnn-a": (
        lambda v: gs(v, "s"),
        lambda v: gs(v, "h") * (1 - vals(v, "h") ** 2),
        lambda v: direct(v) * (1 - vals(v, "h") ** 2),
        lambda v: direct(v) * (1 - vals(v, "h") ** 2),
    ),
}
