"""A layer l of a deep network, in Nielsen's letters."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.judging.complex_step import (
    Array,
    Given,
    Labels,
    Node,
    Sides,
    extents,
    labels,
    sigmoid,
    slope,
)

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    a = node("a1", given["x"])
    for layer in (2, 3, 4):
        z = node(f"z{layer}", given[f"w{layer}"] @ a + given[f"b{layer}"])
        a = node(f"a{layer}", sigmoid(z))
    node("L", 0.5 * ((given["y"] - a) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    sizes = extents(rng, 4)
    drawn = {"x": rng.normal(size=(sizes[0], 1))}
    for layer, (before, here) in enumerate(pairwise(sizes), start=2):
        drawn[f"w{layer}"] = rng.normal(size=(here, before))
        drawn[f"b{layer}"] = rng.normal(size=(here, 1))
    return drawn | {"y": labels(rng, (1, sizes[-1]), kind).T}


def ds(z: Array) -> Array:
    """The sigmoid's derivative."""
    return slope(sigmoid, z)


SIDES: Sides = {
    "generic_layer-01": (
        lambda v: v.g("z4"),
        lambda v: (v.a4 - v.y) * ds(v.z4),
    ),
    "generic_layer-02": (
        lambda v: v.g("z4"),
        lambda v: v.a4 - v.y,
    ),
    "generic_layer-03": (
        lambda v: v.g("z4"),
        lambda v: (v.y - v.a4) * ds(v.z4),
    ),
    "generic_layer-04": (
        lambda v: v.g("z4"),
        lambda v: (v.a4 - v.y) * ds(v.a4),
    ),
    "generic_layer-05": (
        lambda v: v.g("z4"),
        lambda v: (v.a4 - v.y) @ ds(v.z4).T,
    ),
    "generic_layer-06": (
        lambda v: v.g("z4"),
        lambda v: v.g("a4") * ds(v.z4),
    ),
    "generic_layer-07": (
        lambda v: v.g("z4"),
        lambda v: v.g("a4"),
    ),
    "generic_layer-08": (
        lambda v: v.g("z3"),
        lambda v: (v.w4.T @ v.g("z4")) * ds(v.z3),
    ),
    "generic_layer-09": (
        lambda v: v.g("z3"),
        lambda v: (v.w3.T @ v.g("z4")) * ds(v.z3),
    ),
    "generic_layer-10": (
        lambda v: v.g("z3"),
        lambda v: (v.w4.T @ v.g("z4")) * ds(v.z4),
    ),
    "generic_layer-11": (
        lambda v: v.g("z3"),
        lambda v: (v.w4 @ v.g("z4")) * ds(v.z3),
    ),
    "generic_layer-12": (
        lambda v: v.g("z3"),
        lambda v: v.w4.T * v.g("z4") * ds(v.z3),
    ),
    "generic_layer-13": (
        lambda v: v.g("z3"),
        lambda v: v.w4.T @ v.g("z4"),
    ),
    "generic_layer-14": (
        lambda v: v.g("z2")[:, 0],
        lambda v: ein("kj,k,j->j", v.w3, v.g("z3")[:, 0], ds(v.z2)[:, 0]),
    ),
    "generic_layer-15": (
        lambda v: v.g("z2")[:, 0],
        lambda v: v.w3 @ v.g("z3"),
    ),
    "generic_layer-16": (
        lambda v: v.g("z2")[:, 0],
        lambda v: ein("kj,k,k->j", v.w3, v.g("z3")[:, 0], ds(v.z3)[:, 0]),
    ),
    "generic_layer-17": (
        lambda v: v.g("w3"),
        lambda v: v.g("z3") @ v.a2.T,
    ),
    "generic_layer-18": (
        lambda v: v.g("w3"),
        lambda v: v.g("z3") @ v.a3.T,
    ),
    "generic_layer-19": (
        lambda v: v.g("w3"),
        lambda v: v.g("z3") @ v.z2.T,
    ),
    "generic_layer-20": (
        lambda v: v.g("w3"),
        lambda v: v.g("z4") @ v.a2.T,
    ),
    "generic_layer-21": (
        lambda v: v.g("b3"),
        lambda v: v.g("z3"),
    ),
    "generic_layer-22": (
        lambda v: v.g("b3"),
        lambda v: v.g("z3") * v.a3,
    ),
    "generic_layer-23": (
        lambda v: v.d("z4", "z3")[:, 0, :, 0],
        lambda v: v.w4 * ds(v.z3).T,
    ),
    "generic_layer-24": (
        lambda v: v.d("z4", "z3")[:, 0, :, 0],
        lambda v: v.w4,
    ),
    "generic_layer-25": (
        lambda v: v.g("z2")[:, 0],
        lambda v: ein("kj,k,j->j", v.w3, v.g("z3")[:, 0], (v.a2 * (1 - v.a2))[:, 0]),
    ),
    "generic_layer-a": (
        lambda v: v.g("z3")[:, 0],
        lambda v: v.g("z3")[:, 0],
        lambda v: v.g("z4")[:, 0] @ v.d("z4", "z3")[:, 0, :, 0],
        lambda v: v.g("z4")[:, 0] @ v.d("z4", "z3")[:, 0, :, 0],
        lambda v: ein("kj,k,j->j", v.w4, v.g("z4")[:, 0], ds(v.z3)[:, 0]),
    ),
}
