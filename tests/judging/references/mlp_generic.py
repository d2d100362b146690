"""A two-layer network with an abstract activation and squared error, for one sample."""

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

ein = np.einsum


def forward(given: Given, node: Node) -> None:
    z1 = node("z1", given["w1"] @ given["x"] + given["b1"])
    h = node("h", bent(z1))
    z2 = node("z2", given["w2"] @ h + given["b2"])
    y = node("y", bent(z2))
    node("L", 0.5 * ((y - given["t"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    i, j, k = extents(rng, 3)
    shapes = {"x": (i,), "w1": (j, i), "b1": (j,), "w2": (k, j), "b2": (k,)}
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn | {"t": labels(rng, (k,), kind)}


def df(z: Array) -> Array:
    """The activation's derivative."""
    return slope(bent, z)


SIDES: Sides = {
    "mlp_generic-01": (
        lambda v: v.g("y"),
        lambda v: v.y - v.t,
    ),
    "mlp_generic-02": (
        lambda v: v.g("y"),
        lambda v: v.t - v.y,
    ),
    "mlp_generic-03": (
        lambda v: v.g("y"),
        lambda v: 2 * (v.y - v.t),
    ),
    "mlp_generic-04": (
        lambda v: v.g("y"),
        lambda v: (v.y - v.t) / 2,
    ),
    "mlp_generic-05": (
        lambda v: v.g("y"),
        lambda v: -(v.t - v.y),
    ),
    "mlp_generic-06": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * df(v.z2),
    ),
    "mlp_generic-07": (
        lambda v: v.g("z2"),
        lambda v: v.y - v.t,
    ),
    "mlp_generic-08": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * bent(v.z2),
    ),
    "mlp_generic-09": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * df(v.y),
    ),
    "mlp_generic-10": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) * df(v.z2) * v.z2,
    ),
    "mlp_generic-11": (
        lambda v: v.g("z2"),
        lambda v: (v.y - v.t) / df(v.z2),
    ),
    "mlp_generic-12": (
        lambda v: v.g("z2"),
        lambda v: v.y - v.t * df(v.z2),
    ),
    "mlp_generic-13": (
        lambda v: v.g("w2"),
        lambda v: ein("k,j->kj", v.g("z2"), v.h),
    ),
    "mlp_generic-14": (
        lambda v: v.g("w2"),
        lambda v: ein("k,j->kj", v.g("z2"), v.z1),
    ),
    "mlp_generic-15": (
        lambda v: v.g("w2"),
        lambda v: np.broadcast_to(v.g("z1") * v.h, v.w2.shape),
    ),
    "mlp_generic-16": (
        lambda v: v.g("b2"),
        lambda v: v.g("z2"),
    ),
    "mlp_generic-17": (
        lambda v: v.g("b2"),
        lambda v: ein("k,j->kj", v.g("z2"), v.h),
    ),
    "mlp_generic-18": (
        lambda v: v.g("h"),
        lambda v: v.w2.T @ v.g("z2"),
    ),
    "mlp_generic-19": (
        lambda v: v.g("h"),
        lambda v: v.w2 @ v.g("z2"),
    ),
    "mlp_generic-20": (
        lambda v: v.g("h"),
        lambda v: np.ones_like(v.h) * v.g("z2").sum(),
    ),
    "mlp_generic-21": (
        lambda v: v.g("h"),
        lambda v: v.w2.sum(0) * v.g("z2").sum(),
    ),
    "mlp_generic-22": (
        lambda v: v.g("h"),
        lambda v: v.w2.sum(1) * v.g("z2"),
    ),
    "mlp_generic-23": (
        lambda v: v.g("z1"),
        lambda v: df(v.z1) * (v.w2.T @ v.g("z2")),
    ),
    "mlp_generic-24": (
        lambda v: v.g("z1"),
        lambda v: v.w2.T @ v.g("z2"),
    ),
    "mlp_generic-25": (
        lambda v: v.g("z1"),
        lambda v: df(v.z2)[:, None] * (v.w2.T @ v.g("z2")),
    ),
    "mlp_generic-26": (
        lambda v: v.g("z1"),
        lambda v: v.w2.T @ (v.g("z2") * df(v.z2)),
    ),
    "mlp_generic-27": (
        lambda v: v.g("z1"),
        lambda v: v.w1.T @ v.g("z2"),
    ),
    "mlp_generic-28": (
        lambda v: v.g("w1"),
        lambda v: ein("j,i->ji", v.g("z1"), v.x),
    ),
    "mlp_generic-29": (
        lambda v: v.g("w1"),
        lambda v: -ein("j,i->ji", v.g("z1"), v.x),
    ),
    "mlp_generic-30": (
        lambda v: v.g("w1"),
        lambda v: ein("k,kj,j,i->ji", (v.y - v.t) * df(v.z2), v.w2, df(v.z1), v.x),
    ),
    "mlp_generic-31": (
        lambda v: v.g("w1"),
        lambda v: ein("k,kj,j,i->ji", v.y - v.t, v.w2, df(v.z1), v.x) * df(v.z2).sum(),
    ),
    "mlp_generic-32": (
        lambda v: v.d("y", "x"),
        lambda v: ein("k,kj,j,ji->ki", df(v.z2), v.w2, df(v.z1), v.w1),
    ),
    "mlp_generic-33": (
        lambda v: v.d("y", "x"),
        lambda v: ein("k,kj,ji->ki", df(v.z2), v.w2, v.w1),
    ),
    "mlp_generic-34": (
        lambda v: v.d("z2", "w2"),
        lambda v: ein("kl,j->klj", np.eye(len(v.z2)), v.h),
    ),
    "mlp_generic-35": (
        lambda v: v.d("z2", "w2"),
        lambda v: np.broadcast_to(v.h, (len(v.z2), *v.w2.shape)),
    ),
    "mlp_generic-a": (
        lambda v: v.g("w1"),
        lambda v: ein("k,kj,j,i->ji", v.g("z2"), v.d("z2", "h"), np.diag(v.d("h", "z1")), v.x),
        lambda v: ein("k,kj,j,i->ji", v.g("z2"), v.w2, df(v.z1), v.x),
        lambda v: ein("j,i,k,kj->ji", df(v.z1), v.x, v.g("z2"), v.w2),
        lambda v: ein("j,i->ji", v.g("z1"), v.x),
    ),
    "mlp_generic-b": (
        lambda v: v.g("z1"),
        lambda v: v.g("z2") @ v.d("z2", "z1"),
        lambda v: v.g("z2") @ v.w2,
        lambda v: ((v.y - v.t) * df(v.z2)) @ v.w2,
    ),
    "mlp_generic-c": (
        lambda v: v.g("w2"),
        lambda v: v.g("y")[:, None] * ein("kkj->kj", v.d("y", "w2")),
        lambda v: 2 * (v.y - v.t)[:, None] * ein("kkj->kj", v.d("y", "w2")),
        lambda v: 2 * ein("k,j->kj", (v.y - v.t) * df(v.z2), v.h),
        lambda v: 2 * ein("k,j->kj", v.y - v.t, v.h),
    ),
}
