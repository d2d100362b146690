"""Three layers with tanh, sigmoid and softmax, one sample."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import (
    Given,
    Labels,
    Node,
    Sides,
    extents,
    labels,
    sigmoid,
    slope,
    softmax,
)

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    h1 = node("h1", np.tanh(node("a1", given["w1"] @ given["x"] + given["b1"])))
    h2 = node("h2", sigmoid(node("a2", given["w2"] @ h1 + given["b2"])))
    y = node("y", softmax(node("a3", given["w3"] @ h2 + given["b3"])))
    node("L", -(given["t"] * np.log(y)).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    sizes = extents(rng, 4)
    drawn = {"x": rng.normal(size=sizes[0]), "t": labels(rng, (sizes[3],), kind)}
    for layer in (1, 2, 3):
        drawn[f"w{layer}"] = rng.normal(size=(sizes[layer], sizes[layer - 1]))
        drawn[f"b{layer}"] = rng.normal(size=sizes[layer])
    return drawn


SIDES: Sides = {
    "deep_three-01": (
        lambda v: v.g("a3"),
        lambda v: v.y - v.t,
    ),
    "deep_three-02": (
        lambda v: v.g("a2"),
        lambda v: v.h2 * (1 - v.h2) * (v.g("a3") @ v.w3),
    ),
    "deep_three-03": (
        lambda v: v.g("a2"),
        lambda v: (1 - v.h2**2) * (v.g("a3") @ v.w3),
    ),
    "deep_three-04": (
        lambda v: v.g("a2"),
        lambda v: v.h2 * (1 - v.h2) * (v.g("a3") @ v.w2),
    ),
    "deep_three-05": (
        lambda v: v.g("a1"),
        lambda v: (1 - v.h1**2) * (v.g("a2") @ v.w2),
    ),
    "deep_three-06": (
        lambda v: v.g("a1"),
        lambda v: (1 - v.h1**2) * (v.g("a3") @ v.w2),
    ),
    "deep_three-07": (
        lambda v: v.g("w3"),
        lambda v: np.outer(v.g("a3"), v.h2),
    ),
    "deep_three-08": (
        lambda v: v.g("w2"),
        lambda v: np.outer(v.g("a2"), v.h1),
    ),
    "deep_three-09": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.g("a1"), v.x),
    ),
    "deep_three-10": (
        lambda v: v.g("b2"),
        lambda v: v.g("a2"),
    ),
    "deep_three-11": (
        lambda v: v.d("h2", "h1"),
        lambda v: (v.h2 * (1 - v.h2))[:, None] * v.w2,
    ),
    "deep_three-12": (
        lambda v: v.g("a1"),
        lambda v: (1 + v.h1) * (1 - v.h1) * (v.g("a2") @ v.w2),
    ),
    "deep_three-a": (
        lambda v: v.g("w1"),
        lambda v: np.outer(v.g("a1"), v.x),
        lambda v: np.outer(v.g("a1"), v.x),
        lambda v: np.outer(v.g("h1") * (1 - v.h1**2), v.x),
        lambda v: np.outer(v.g("a2") @ v.w2 * (1 - v.h1**2), v.x),
        lambda v: ein(
            "m,mk,k,kj,j,i->ji", v.g("a3"), v.w3, v.h2 * (1 - v.h2), v.w2, 1 - v.h1**2, v.x
        ),
        lambda v: ein(
            "m,mk,k,kj,j,i->ji", v.y - v.t, v.w3, v.h2 * (1 - v.h2), v.w2, 1 - v.h1**2, v.x
        ),
    ),
    "deep_three-b": (
        lambda v: v.g("a2"),
        lambda v: v.g("h2") * np.diag(v.d("h2", "a2")),
        lambda v: v.g("h2") * slope(sigmoid, v.a2),
        lambda v: v.g("h2") * (1 - v.h2**2),
        lambda v: (1 - v.h2**2) * (v.g("a3") @ v.d("a3", "h2")),
        lambda v: (1 - v.h2**2) * (v.g("a3") @ v.w3),
        lambda v: (1 - v.h2**2) * ((v.t - v.y) @ v.w3),
        lambda v: -(1 - v.h2**2) * ((v.y - v.t) @ v.w3),
    ),
}
