"""Both versions of every unseen line in NumPy, beside the true side by complex steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.judging.complex_step import Array, Point, Sides


def _outer(one: Array, other: Array) -> Any:
    return np.multiply.outer(one, other)


def _gru(v: Point) -> Any:
    return v.s - v.t


def _highway(v: Point) -> Any:
    return v.y - v.t


def _jacobian(v: Point) -> Any:
    return np.diag(v.p) - _outer(v.p, v.p)


def _half_square(v: Point) -> Any:
    return (v.t - v.m) ** 2 / (2 * np.exp(v.s))


def _centres(v: Point, factor: Array) -> Any:
    return (2 * (v.y - v.t) * v.w * v.phi * factor)[:, None] * (v.x - v.c)


def _gate_paths(v: Point) -> Any:
    e = _highway(v)
    return (e * v.q * (1 - v.h**2)) @ v.V + (e * (v.h - v.x) * v.q * (1 - v.q)) @ v.W


def _near(v: Point) -> Any:
    return v.v / (v.b * v.e)


def _decoded(v: Point) -> Any:
    return v.D.T @ (v.y - v.x)


def _divergence(v: Point) -> Any:
    return 0.5 * (np.exp(v.s) - 1)


def _rise(v: Point) -> Any:
    return np.exp(v.a) / (1 + np.exp(v.a))


# By id: the true side, the wrong one, the mended one.
SIDES: Sides = {
    "gru-01": (
        lambda v: v.g("u"),
        lambda v: _gru(v) * (v.c + v.h),
        lambda v: _gru(v) * (v.c - v.h),
    ),
    "gru-02": (lambda v: v.g("c"), lambda v: _gru(v) * (1 - v.u), lambda v: _gru(v) * v.u),
    "gru-03": (
        lambda v: v.g("p"),
        lambda v: _gru(v) * v.u * (1 - v.c),
        lambda v: _gru(v) * v.u * (1 - v.c**2),
    ),
    "gru-04": (
        lambda v: v.g("a"),
        lambda v: _gru(v) * (v.c - v.h) * v.r * (1 - v.r),
        lambda v: _gru(v) * (v.c - v.h) * v.u * (1 - v.u),
    ),
    "gru-05": (
        lambda v: v.g("S"),
        lambda v: _outer(_gru(v) * v.u * (1 - v.c**2), v.h),
        lambda v: _outer(_gru(v) * v.u * (1 - v.c**2) * v.r, v.h),
    ),
    "temperature-01": (lambda v: v.g("z"), lambda v: v.p - v.t, lambda v: (v.p - v.t) / v.tau),
    "temperature-02": (lambda v: v.d("p", "z"), _jacobian, lambda v: _jacobian(v) / v.tau),
    "temperature-03": (
        lambda v: v.g("z"),
        lambda v: (v.p - v.t) * v.tau,
        lambda v: (v.p - v.t) / v.tau,
    ),
    "temperature-04": (
        lambda v: v.d("p", "z"),
        lambda v: _outer(v.p, 1 - v.p) / v.tau,
        lambda v: _jacobian(v) / v.tau,
    ),
    "temperature-05": (
        lambda v: v.g("tau"),
        lambda v: -((v.p - v.t) * v.z).sum() / v.tau,
        lambda v: -((v.p - v.t) * v.z).sum() / v.tau**2,
    ),
    "temperature-06": (
        lambda v: v.g("W"),
        lambda v: _outer(v.p - v.t, v.x),
        lambda v: _outer(v.p - v.t, v.x) / v.tau,
    ),
    "gauss_log_variance-01": (
        lambda v: v.g("m"),
        lambda v: (v.t - v.m) / np.exp(v.s),
        lambda v: (v.m - v.t) / np.exp(v.s),
    ),
    "gauss_log_variance-02": (
        lambda v: v.g("s"),
        lambda v: 0.5 - 2 * _half_square(v),
        lambda v: 0.5 - _half_square(v),
    ),
    "gauss_log_variance-03": (
        lambda v: v.g("s"),
        lambda v: 0.5 + _half_square(v),
        lambda v: 0.5 - _half_square(v),
    ),
    "gauss_log_variance-04": (
        lambda v: v.g("v"),
        lambda v: -_half_square(v) * v.x,
        lambda v: (0.5 - _half_square(v)) * v.x,
    ),
    "rbf-01": (lambda v: v.g("c"), lambda v: -_centres(v, v.k), lambda v: _centres(v, v.k)),
    "rbf-02": (
        lambda v: v.g("k"),
        lambda v: -(v.y - v.t) * v.w * v.phi,
        lambda v: -(v.y - v.t) * v.w * v.phi * v.r,
    ),
    "rbf-03": (lambda v: v.g("c"), lambda v: _centres(v, np.ones(3)), lambda v: _centres(v, v.k)),
    "rbf-04": (
        lambda v: v.g("r"),
        lambda v: (v.y - v.t) * v.w * v.k * v.phi,
        lambda v: -(v.y - v.t) * v.w * v.k * v.phi,
    ),
    "rbf-05": (
        lambda v: v.d("phi", "r"),
        lambda v: -np.diag(v.phi),
        lambda v: -np.diag(v.k * v.phi),
    ),
    "rbf-06": (
        lambda v: np.broadcast_to(v.g("x"), (3, 4)),
        lambda v: -_centres(v, v.k),
        lambda v: np.broadcast_to(-_centres(v, v.k).sum(0), (3, 4)),
    ),
    "highway-01": (
        lambda v: v.g("h"),
        lambda v: _highway(v) * (1 - v.q),
        lambda v: _highway(v) * v.q,
    ),
    "highway-02": (
        lambda v: v.g("q"),
        lambda v: _highway(v) * v.h,
        lambda v: _highway(v) * (v.h - v.x),
    ),
    "highway-03": (
        lambda v: v.g("b"),
        lambda v: _highway(v) * (v.h - v.x) * v.q,
        lambda v: _highway(v) * (v.h - v.x) * v.q * (1 - v.q),
    ),
    "highway-04": (
        lambda v: v.g("a"),
        lambda v: _highway(v) * (1 - v.q) * (1 - v.h**2),
        lambda v: _highway(v) * v.q * (1 - v.h**2),
    ),
    "highway-05": (
        lambda v: v.g("x"),
        _gate_paths,
        lambda v: _gate_paths(v) + _highway(v) * (1 - v.q),
    ),
    "cosine-01": (
        lambda v: v.d("c", "u"),
        lambda v: _near(v) - v.c * v.u / v.b,
        lambda v: _near(v) - v.c * v.u / v.b**2,
    ),
    "cosine-02": (lambda v: v.d("c", "u"), _near, lambda v: _near(v) - v.c * v.u / v.b**2),
    "cosine-03": (
        lambda v: v.d("c", "u"),
        lambda v: _near(v) + v.c * v.u / v.b**2,
        lambda v: _near(v) - v.c * v.u / v.b**2,
    ),
    "cosine-04": (
        lambda v: v.g("u"),
        lambda v: _near(v) - v.c * v.u / v.b**2,
        lambda v: v.c * v.u / v.b**2 - _near(v),
    ),
    "cosine-05": (lambda v: v.d("b", "u"), lambda v: v.u / (2 * v.b), lambda v: v.u / v.b),
    "variational-01": (lambda v: v.d("K", "m"), lambda v: 2 * v.m, lambda v: v.m),
    "variational-02": (lambda v: v.d("K", "s"), lambda v: 0.5 * np.exp(v.s), _divergence),
    "variational-03": (
        lambda v: v.d("z", "s"),
        lambda v: np.diag(np.exp(v.s / 2) * v.e),
        lambda v: np.diag(0.5 * np.exp(v.s / 2) * v.e),
    ),
    "variational-04": (lambda v: v.g("m"), _decoded, lambda v: v.m + _decoded(v)),
    "variational-05": (
        lambda v: v.g("s"),
        lambda v: _divergence(v) + 0.5 * np.exp(v.s) * v.e * _decoded(v),
        lambda v: _divergence(v) + 0.5 * np.exp(v.s / 2) * v.e * _decoded(v),
    ),
    "variational-06": (lambda v: v.d("K", "s"), lambda v: -_divergence(v), _divergence),
    "softplus-01": (lambda v: v.d("y", "a"), lambda v: np.exp(v.a), _rise),
    "softplus-02": (lambda v: v.d("y", "a"), lambda v: 1 / (1 + np.exp(v.a)), _rise),
    "softplus-03": (
        lambda v: v.d("bell", "a"),
        lambda v: v.bell,
        lambda v: -v.a * np.exp(-(v.a**2) / 2),
    ),
    "softplus-04": (
        lambda v: v.g("w"),
        lambda v: (v.y - v.t) * v.x,
        lambda v: (v.y - v.t) * _rise(v) * v.x,
    ),
}
