"""A small language model.

    32 (classes = 96) -> embedding 32 -> learned_position as learned_position.2 -> 2 x decoder
    [layer_norm -> causal_self_attention 4 -> add input as attended -> layer_norm -> dense 128 ->
    gelu -> dense 32 -> add attended] -> layer_norm -> dense 96 | token_cross_entropy

Every derivative below was derived, none typed; a number in a comment beside a statement
is the number of the handout's equation that the statement computes.

    python train.py data.npz --epochs 20 --save model.npz
    python train.py --help

In Python, with a run saved as model.npz:

    import train
    parameters = train.load("model.npz").state.parameters
    y = train.predict(parameters, x)  # x: (samples, 32)
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import signal
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

Parameters = dict[str, np.ndarray]

NETWORK = (
    "32 (classes = 96) -> embedding 32 -> learned_position as learned_position.2 -> 2"
    " x decoder [layer_norm -> causal_self_attention 4 -> add input as attended -> "
    "layer_norm -> dense 128 -> gelu -> dense 32 -> add attended] -> layer_norm -> "
    "dense 96 | token_cross_entropy"
)
PARAMETERS: dict[str, tuple[int, ...]] = {
    "w1": (96, 32),
    "w2": (32, 32),
    "gamma3": (32,),
    "beta3": (32,),
    "wq4": (4, 8, 32),
    "wk4": (4, 8, 32),
    "wv4": (4, 8, 32),
    "wo4": (32, 4, 8),
    "bq4": (4, 8),
    "bk4": (4, 8),
    "bv4": (4, 8),
    "bo4": (32,),
    "gamma6": (32,),
    "beta6": (32,),
    "w7": (128, 32),
    "b7": (128,),
    "w8": (32, 128),
    "b8": (32,),
    "gamma10": (32,),
    "beta10": (32,),
    "wq11": (4, 8, 32),
    "wk11": (4, 8, 32),
    "wv11": (4, 8, 32),
    "wo11": (32, 4, 8),
    "bq11": (4, 8),
    "bk11": (4, 8),
    "bv11": (4, 8),
    "bo11": (32,),
    "gamma13": (32,),
    "beta13": (32,),
    "w14": (128, 32),
    "b14": (128,),
    "w15": (32, 128),
    "b15": (32,),
    "gamma17": (32,),
    "beta17": (32,),
    "w18": (96, 32),
    "b18": (96,),
}
DATA: dict[str, tuple[int, ...]] = {
    "x": (32,),
    "t": (32,),
}
WHOLE: dict[str, int] = {
    "x": 96,
    "t": 96,
}
TARGET_SHAPE: tuple[int, ...] = (32,)


# erf(x) = x P(x^2) for |x| <= 1, and erfc(x) = exp(-x^2) u Q(2.5u - 1), u = 1/(1 + x/2),
# for x >= 0.5: P and Q interpolate at Chebyshev points, computed with 50 digits. Largest error
# against 50 digits, in units in the last place of float64: erf 1.5, erfc 4.7 (where no underflow).
ERF_COEFFICIENTS = (
    1.1283791670955126,
    -0.3761263890318375,
    0.11283791670954879,
    -0.026866170645076792,
    0.0052239776248180145,
    -0.000854832698083379,
    0.0001205533111164271,
    -1.4925595266831182e-05,
    1.6461000484121368e-06,
    -1.6350312701054695e-07,
    1.4659775274047436e-08,
    -1.1372848856791674e-09,
    5.957176147748911e-11,
)
ERFC_COEFFICIENTS = (
    0.4475028779534749,
    0.23215037213618606,
    0.08096957526611162,
    0.012959473081057472,
    -0.002761191080379309,
    -0.0015084503223685211,
    0.0001639460048583948,
    0.00017817859780504104,
    -2.6823157727334747e-05,
    -2.2987116468263804e-05,
    6.876391779798064e-06,
    2.6211018108753266e-06,
    -1.700131763297648e-06,
    -8.055999288670638e-08,
    3.434385603228407e-07,
    -8.505524863009774e-08,
    -4.3605767695637443e-08,
    3.401457823077232e-08,
    -2.4688440516873632e-09,
    -7.575486805194398e-09,
    3.13361602553673e-09,
    9.861544708576029e-10,
    -8.27927456897493e-10,
    -5.438744129819114e-11,
    9.152584794936392e-11,
)


def polynomial(coefficients: tuple[float, ...], s: np.ndarray) -> np.ndarray:
    """The polynomial with these coefficients, that of the highest power last."""
    value = np.full_like(s, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value *= s
        value += coefficient
    return value


def erfc_of_positive(x: np.ndarray) -> np.ndarray:
    """erfc(x) for x >= 0.5."""
    x = np.minimum(x, 28.0)
    head = x.astype(np.float32).astype(np.float64)  # its square is exact
    u = 1 / (1 + x / 2)
    scale = np.exp(-head * head) * np.exp((head - x) * (head + x))
    return scale * (u * polynomial(ERFC_COEFFICIENTS, 2.5 * u - 1))


def erf(x: np.ndarray) -> np.ndarray:
    """The error function, entry by entry."""
    wide = np.asarray(x, np.float64)
    size = np.abs(wide)
    small = np.minimum(size, 1.0)
    inside = small * polynomial(ERF_COEFFICIENTS, small * small)
    value = np.where(size <= 1, inside, 1 - erfc_of_positive(np.maximum(size, 1.0)))
    return np.copysign(value, wide).astype(x.dtype)


def erfc(x: np.ndarray) -> np.ndarray:
    """1 - erf(x), entry by entry, with all digits where erf(x) is near 1."""
    wide = np.asarray(x, np.float64)
    tail = erfc_of_positive(np.maximum(np.abs(wide), 0.5))
    far = np.where(wide > 0, tail, 2 - tail)
    return np.where(np.abs(wide) < 0.5, 1 - erf(wide), far).astype(x.dtype)


def sum_rows(
    rows: np.ndarray, index: np.ndarray, count: int, out: np.ndarray | None = None
) -> np.ndarray:
    """The sum of the rows with index 0, of those with index 1, and so on up to count - 1."""
    if out is None:
        out = np.empty((count, *rows.shape[index.ndim :]), rows.dtype)
    rows, index, sums = rows.reshape(index.size, -1), index.ravel(), out.reshape(count, -1)
    if count <= 128:
        is_own = (index == np.arange(count)[:, None]).astype(rows.dtype)
        np.matmul(is_own, rows, out=sums)
        return out
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    sums.fill(0)
    sums[ordered[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return out


SHAPES: dict[str, tuple[int, ...]] = {
    "x": (32,),
    "t": (32,),
}


def check_shapes(**arrays: np.ndarray) -> None:
    """Refuse arrays that NumPy would stretch to fit, which gives a number, but a wrong one."""
    samples = np.shape(arrays["x"])[:1]
    for name, array in arrays.items():
        if np.shape(array) != (*samples, *SHAPES[name]):
            wanted = ", ".join(("samples", *map(str, SHAPES[name])))
            raise ValueError(f"{name} is ({wanted}), not {np.shape(array)}")
    if "x" in arrays:
        check_whole("x", arrays["x"], 96)
    if "t" in arrays:
        check_whole("t", arrays["t"], 96)


def check_whole(name: str, array: np.ndarray, count: int) -> None:
    """Refuse numbers that NumPy would count from the end, or cannot count by."""
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds whole numbers, not {array.dtype}")
    if array.size and not (array.min() >= 0 and array.max() < count):
        met = f"{array.min()} to {array.max()}"
        raise ValueError(f"{name} holds numbers from 0 to {count - 1}, not {met}")


def predict(parameters: Parameters, x: np.ndarray) -> np.ndarray:
    """The network's answer y (samples, 32, 96) to inputs x (samples, 32)."""
    check_whole("x", x, 96)
    w1 = parameters["w1"]
    w2 = parameters["w2"]
    gamma3, beta3 = parameters["gamma3"], parameters["beta3"]
    wq4 = parameters["wq4"]
    wk4 = parameters["wk4"]
    wv4 = parameters["wv4"]
    wo4 = parameters["wo4"]
    bq4 = parameters["bq4"]
    bk4 = parameters["bk4"]
    bv4 = parameters["bv4"]
    bo4 = parameters["bo4"]
    gamma6, beta6 = parameters["gamma6"], parameters["beta6"]
    w7, b7 = parameters["w7"], parameters["b7"]
    w8, b8 = parameters["w8"], parameters["b8"]
    gamma10, beta10 = parameters["gamma10"], parameters["beta10"]
    wq11 = parameters["wq11"]
    wk11 = parameters["wk11"]
    wv11 = parameters["wv11"]
    wo11 = parameters["wo11"]
    bq11 = parameters["bq11"]
    bk11 = parameters["bk11"]
    bv11 = parameters["bv11"]
    bo11 = parameters["bo11"]
    gamma13, beta13 = parameters["gamma13"], parameters["beta13"]
    w14, b14 = parameters["w14"], parameters["b14"]
    w15, b15 = parameters["w15"], parameters["b15"]
    gamma17, beta17 = parameters["gamma17"], parameters["beta17"]
    w18, b18 = parameters["w18"], parameters["b18"]
    h1 = w1[x]  # (1b)
    h2 = h1 + w2  # (2b)
    mu3 = h2.sum(axis=2) / 32  # (3b)
    v3_difference = h2 - mu3[:, :, None]
    v3 = np.sum(v3_difference**2, axis=2) / 32  # (4b)
    h3 = v3_difference / np.sqrt(1e-05 + v3)[:, :, None]  # (5b)
    z3 = beta3 + gamma3 * h3  # (6b)
    q4 = np.tensordot(z3, wq4, axes=(2, 2)).transpose(0, 2, 1, 3) + bq4[:, None, :]  # (7b)
    k4 = np.tensordot(z3, wk4, axes=(2, 2)).transpose(0, 2, 1, 3) + bk4[:, None, :]  # (8b)
    v4 = np.tensordot(z3, wv4, axes=(2, 2)).transpose(0, 2, 1, 3) + bv4[:, None, :]  # (9b)
    a4_mask = np.arange(32, dtype=w1.dtype) <= np.arange(32, dtype=w1.dtype)[:, None]
    a4_product = 0.3535533905932738 * (q4 @ k4.transpose(0, 1, 3, 2))
    a4 = np.where(a4_mask, a4_product, -1000000000)  # (10b)
    p4_exp = np.exp(a4 - a4.max(axis=3, keepdims=True))
    p4 = p4_exp / p4_exp.sum(axis=3, keepdims=True)  # (11b)
    y4 = p4 @ v4  # (12b)
    z4 = np.tensordot(y4, wo4, axes=((1, 3), (1, 2))) + bo4  # (13b)
    z5 = h2 + z4  # (14b)
    mu6 = z5.sum(axis=2) / 32  # (15b)
    v6_difference = z5 - mu6[:, :, None]
    v6 = np.sum(v6_difference**2, axis=2) / 32  # (16b)
    h6 = v6_difference / np.sqrt(1e-05 + v6)[:, :, None]  # (17b)
    z6 = beta6 + gamma6 * h6  # (18b)
    z7 = z6 @ w7.T + b7  # (19b)
    x8 = z7 * erfc(-0.7071067811865476 * z7) / 2  # (20b)
    z8 = x8 @ w8.T + b8  # (21b)
    z9 = z5 + z8  # (22b)
    mu10 = z9.sum(axis=2) / 32  # (23b)
    v10_difference = z9 - mu10[:, :, None]
    v10 = np.sum(v10_difference**2, axis=2) / 32  # (24b)
    h10 = v10_difference / np.sqrt(1e-05 + v10)[:, :, None]  # (25b)
    z10 = beta10 + gamma10 * h10  # (26b)
    q11 = np.tensordot(z10, wq11, axes=(2, 2)).transpose(0, 2, 1, 3) + bq11[:, None, :]  # (27b)
    k11 = np.tensordot(z10, wk11, axes=(2, 2)).transpose(0, 2, 1, 3) + bk11[:, None, :]  # (28b)
    v11 = np.tensordot(z10, wv11, axes=(2, 2)).transpose(0, 2, 1, 3) + bv11[:, None, :]  # (29b)
    a11_product = 0.3535533905932738 * (q11 @ k11.transpose(0, 1, 3, 2))
    a11 = np.where(a4_mask, a11_product, -1000000000)  # (30b)
    p11_exp = np.exp(a11 - a11.max(axis=3, keepdims=True))
    p11 = p11_exp / p11_exp.sum(axis=3, keepdims=True)  # (31b)
    y11 = p11 @ v11  # (32b)
    z11 = np.tensordot(y11, wo11, axes=((1, 3), (1, 2))) + bo11  # (33b)
    z12 = z11 + z9  # (34b)
    mu13 = z12.sum(axis=2) / 32  # (35b)
    v13_difference = z12 - mu13[:, :, None]
    v13 = np.sum(v13_difference**2, axis=2) / 32  # (36b)
    h13 = v13_difference / np.sqrt(1e-05 + v13)[:, :, None]  # (37b)
    z13 = beta13 + gamma13 * h13  # (38b)
    z14 = z13 @ w14.T + b14  # (39b)
    x15 = z14 * erfc(-0.7071067811865476 * z14) / 2  # (40b)
    z15 = x15 @ w15.T + b15  # (41b)
    z16 = z12 + z15  # (42b)
    mu17 = z16.sum(axis=2) / 32  # (43b)
    v17_difference = z16 - mu17[:, :, None]
    v17 = np.sum(v17_difference**2, axis=2) / 32  # (44b)
    h17 = v17_difference / np.sqrt(1e-05 + v17)[:, :, None]  # (45b)
    z17 = beta17 + gamma17 * h17  # (46b)
    y = z17 @ w18.T + b18  # (47b)
    return y


def loss(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> float:
    """The cost of a batch with targets t (samples, 32): what training makes small."""
    check_shapes(x=x, t=t)
    y = predict(parameters, x)
    l_max = y.max(axis=2)
    l_flat = np.take_along_axis(y, t.reshape(len(x), 32, 1), axis=2).reshape(len(x), 32)
    l = np.log(np.sum(np.exp(y - l_max[:, :, None]), axis=2)) + l_max - l_flat  # (48b)
    L = l.sum(axis=1) / 32  # (49b)
    C = L.sum() / len(x)  # (49c)
    return float(C)


def gradients(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> tuple[float, Parameters]:
    """The cost of a batch with targets t (samples, 32), and its derivatives."""
    check_shapes(x=x, t=t)
    w1 = parameters["w1"]
    w2 = parameters["w2"]
    gamma3, beta3 = parameters["gamma3"], parameters["beta3"]
    wq4 = parameters["wq4"]
    wk4 = parameters["wk4"]
    wv4 = parameters["wv4"]
    wo4 = parameters["wo4"]
    bq4 = parameters["bq4"]
    bk4 = parameters["bk4"]
    bv4 = parameters["bv4"]
    bo4 = parameters["bo4"]
    gamma6, beta6 = parameters["gamma6"], parameters["beta6"]
    w7, b7 = parameters["w7"], parameters["b7"]
    w8, b8 = parameters["w8"], parameters["b8"]
    gamma10, beta10 = parameters["gamma10"], parameters["beta10"]
    wq11 = parameters["wq11"]
    wk11 = parameters["wk11"]
    wv11 = parameters["wv11"]
    wo11 = parameters["wo11"]
    bq11 = parameters["bq11"]
    bk11 = parameters["bk11"]
    bv11 = parameters["bv11"]
    bo11 = parameters["bo11"]
    gamma13, beta13 = parameters["gamma13"], parameters["beta13"]
    w14, b14 = parameters["w14"], parameters["b14"]
    w15, b15 = parameters["w15"], parameters["b15"]
    gamma17, beta17 = parameters["gamma17"], parameters["beta17"]
    w18, b18 = parameters["w18"], parameters["b18"]
    h1 = w1[x]  # (1b)
    h2 = h1 + w2  # (2b)
    mu3 = h2.sum(axis=2) / 32  # (3b)
    v3_difference = h2 - mu3[:, :, None]
    v3 = np.sum(v3_difference**2, axis=2) / 32  # (4b)
    h3_total = 1e-05 + v3
    h3_sqrt = np.sqrt(h3_total)
    h3 = v3_difference / h3_sqrt[:, :, None]  # (5b)
    z3 = beta3 + gamma3 * h3  # (6b)
    q4 = np.tensordot(z3, wq4, axes=(2, 2)).transpose(0, 2, 1, 3) + bq4[:, None, :]  # (7b)
    k4 = np.tensordot(z3, wk4, axes=(2, 2)).transpose(0, 2, 1, 3) + bk4[:, None, :]  # (8b)
    v4 = np.tensordot(z3, wv4, axes=(2, 2)).transpose(0, 2, 1, 3) + bv4[:, None, :]  # (9b)
    a4_mask = np.arange(32, dtype=w1.dtype) <= np.arange(32, dtype=w1.dtype)[:, None]
    a4_product = 0.3535533905932738 * (q4 @ k4.transpose(0, 1, 3, 2))
    a4 = np.where(a4_mask, a4_product, -1000000000)  # (10b)
    p4_exp = np.exp(a4 - a4.max(axis=3, keepdims=True))
    p4 = p4_exp / p4_exp.sum(axis=3, keepdims=True)  # (11b)
    y4 = p4 @ v4  # (12b)
    z4 = np.tensordot(y4, wo4, axes=((1, 3), (1, 2))) + bo4  # (13b)
    z5 = h2 + z4  # (14b)
    mu6 = z5.sum(axis=2) / 32  # (15b)
    v6_difference = z5 - mu6[:, :, None]
    v6 = np.sum(v6_difference**2, axis=2) / 32  # (16b)
    h6_total = 1e-05 + v6
    h6_sqrt = np.sqrt(h6_total)
    h6 = v6_difference / h6_sqrt[:, :, None]  # (17b)
    z6 = beta6 + gamma6 * h6  # (18b)
    z7 = z6 @ w7.T + b7  # (19b)
    x8_erfc = erfc(-0.7071067811865476 * z7)
    x8 = z7 * x8_erfc / 2  # (20b)
    z8 = x8 @ w8.T + b8  # (21b)
    z9 = z5 + z8  # (22b)
    mu10 = z9.sum(axis=2) / 32  # (23b)
    v10_difference = z9 - mu10[:, :, None]
    v10 = np.sum(v10_difference**2, axis=2) / 32  # (24b)
    h10_total = 1e-05 + v10
    h10_sqrt = np.sqrt(h10_total)
    h10 = v10_difference / h10_sqrt[:, :, None]  # (25b)
    z10 = beta10 + gamma10 * h10  # (26b)
    q11 = np.tensordot(z10, wq11, axes=(2, 2)).transpose(0, 2, 1, 3) + bq11[:, None, :]  # (27b)
    k11 = np.tensordot(z10, wk11, axes=(2, 2)).transpose(0, 2, 1, 3) + bk11[:, None, :]  # (28b)
    v11 = np.tensordot(z10, wv11, axes=(2, 2)).transpose(0, 2, 1, 3) + bv11[:, None, :]  # (29b)
    a11_product = 0.3535533905932738 * (q11 @ k11.transpose(0, 1, 3, 2))
    a11 = np.where(a4_mask, a11_product, -1000000000)  # (30b)
    p11_exp = np.exp(a11 - a11.max(axis=3, keepdims=True))
    p11 = p11_exp / p11_exp.sum(axis=3, keepdims=True)  # (31b)
    y11 = p11 @ v11  # (32b)
    z11 = np.tensordot(y11, wo11, axes=((1, 3), (1, 2))) + bo11  # (33b)
    z12 = z11 + z9  # (34b)
    mu13 = z12.sum(axis=2) / 32  # (35b)
    v13_difference = z12 - mu13[:, :, None]
    v13 = np.sum(v13_difference**2, axis=2) / 32  # (36b)
    h13_total = 1e-05 + v13
    h13_sqrt = np.sqrt(h13_total)
    h13 = v13_difference / h13_sqrt[:, :, None]  # (37b)
    z13 = beta13 + gamma13 * h13  # (38b)
    z14 = z13 @ w14.T + b14  # (39b)
    x15_erfc = erfc(-0.7071067811865476 * z14)
    x15 = z14 * x15_erfc / 2  # (40b)
    z15 = x15 @ w15.T + b15  # (41b)
    z16 = z12 + z15  # (42b)
    mu17 = z16.sum(axis=2) / 32  # (43b)
    v17_difference = z16 - mu17[:, :, None]
    v17 = np.sum(v17_difference**2, axis=2) / 32  # (44b)
    h17_total = 1e-05 + v17
    h17_sqrt = np.sqrt(h17_total)
    h17 = v17_difference / h17_sqrt[:, :, None]  # (45b)
    z17 = beta17 + gamma17 * h17  # (46b)
    y = z17 @ w18.T + b18  # (47b)
    l_max = y.max(axis=2)
    l_exp = np.exp(y - l_max[:, :, None])
    l_sum = l_exp.sum(axis=2)
    l_rows = np.take_along_axis(y, t.reshape(len(x), 32, 1), axis=2)
    l = np.log(l_sum) + l_max - l_rows.reshape(len(x), 32)  # (48b)
    L = l.sum(axis=1) / 32  # (49b)
    C = L.sum() / len(x)  # (49c)

    delta18_indicator = (np.arange(96) == t[:, :, None]).astype(w1.dtype)
    delta18 = (l_exp / l_sum[:, :, None] - delta18_indicator) / (32 * len(x))  # (51b)
    dw18 = np.tensordot(delta18, z17, axes=((0, 1), (0, 1)))  # (52b)
    db18 = delta18.sum(axis=(0, 1))  # (53b)
    delta17 = delta18 @ w18  # (54b)
    dgamma17 = np.sum(delta17 * h17, axis=(0, 1))  # (55b)
    dbeta17 = delta17.sum(axis=(0, 1))  # (56b)
    dh17 = delta17 * gamma17  # (57b)
    dv17 = -np.sum(dh17 * h17, axis=2) / (2 * h17_total)  # (58b)
    dmu17 = -dh17.sum(axis=2) / h17_sqrt  # (59b)
    delta16_quotient = dv17[:, :, None] * v17_difference / 16
    delta16 = delta16_quotient + dh17 / h17_sqrt[:, :, None] + (dmu17 / 32)[:, :, None]  # (60b)
    delta15 = delta16  # (61b)
    dw15 = np.tensordot(delta15, x15, axes=((0, 1), (0, 1)))  # (62b)
    db15 = delta15.sum(axis=(0, 1))  # (63b)
    delta14_product = 0.7978845608028654 * (z14 * np.exp(-(z14**2) / 2))
    delta14 = (delta15 @ w15) * (x15_erfc + delta14_product) / 2  # (64b)
    dw14 = np.tensordot(delta14, z13, axes=((0, 1), (0, 1)))  # (65b)
    db14 = delta14.sum(axis=(0, 1))  # (66b)
    delta13 = delta14 @ w14  # (67b)
    dgamma13 = np.sum(delta13 * h13, axis=(0, 1))  # (68b)
    dbeta13 = delta13.sum(axis=(0, 1))  # (69b)
    dh13 = delta13 * gamma13  # (70b)
    dv13 = -np.sum(dh13 * h13, axis=2) / (2 * h13_total)  # (71b)
    dmu13 = -dh13.sum(axis=2) / h13_sqrt  # (72b)
    delta12_total = dv13[:, :, None] * v13_difference / 16 + delta16
    delta12 = delta12_total + dh13 / h13_sqrt[:, :, None] + (dmu13 / 32)[:, :, None]  # (73b)
    delta11 = delta12  # (74b)
    dwo11 = np.tensordot(delta11, y11, axes=((0, 1), (0, 2)))  # (75b)
    dbo11 = delta11.sum(axis=(0, 1))  # (76b)
    dy11 = np.tensordot(delta11, wo11, axes=(2, 0)).transpose(0, 2, 1, 3)  # (77b)
    dp11 = dy11 @ v11.transpose(0, 1, 3, 2)  # (78b)
    da11 = (dp11 - np.sum(dp11 * p11, axis=3, keepdims=True)) * p11  # (79b)
    dv11 = p11.transpose(0, 1, 3, 2) @ dy11  # (80b)
    dwv11 = np.tensordot(dv11, z10, axes=((0, 2), (0, 1)))  # (81b)
    dbv11 = dv11.sum(axis=(0, 2))  # (82b)
    dk11_mask = np.arange(32, dtype=w1.dtype)[:, None] <= np.arange(32, dtype=w1.dtype)
    dk11 = 0.3535533905932738 * ((da11.transpose(0, 1, 3, 2) * dk11_mask) @ q11)  # (83b)
    dwk11 = np.tensordot(dk11, z10, axes=((0, 2), (0, 1)))  # (84b)
    dbk11 = dk11.sum(axis=(0, 2))  # (85b)
    dq11 = 0.3535533905932738 * ((da11 * a4_mask) @ k11)  # (86b)
    dwq11 = np.tensordot(dq11, z10, axes=((0, 2), (0, 1)))  # (87b)
    dbq11 = dq11.sum(axis=(0, 2))  # (88b)
    delta10_product = np.tensordot(dk11, wk11, axes=((1, 3), (0, 1)))
    delta10_total = delta10_product + np.tensordot(dq11, wq11, axes=((1, 3), (0, 1)))
    delta10 = delta10_total + np.tensordot(dv11, wv11, axes=((1, 3), (0, 1)))  # (89b)
    dgamma10 = np.sum(delta10 * h10, axis=(0, 1))  # (90b)
    dbeta10 = delta10.sum(axis=(0, 1))  # (91b)
    dh10 = delta10 * gamma10  # (92b)
    dv10 = -np.sum(dh10 * h10, axis=2) / (2 * h10_total)  # (93b)
    dmu10 = -dh10.sum(axis=2) / h10_sqrt  # (94b)
    delta9_total = dv10[:, :, None] * v10_difference / 16 + delta12
    delta9 = delta9_total + dh10 / h10_sqrt[:, :, None] + (dmu10 / 32)[:, :, None]  # (95b)
    delta8 = delta9  # (96b)
    dw8 = np.tensordot(delta8, x8, axes=((0, 1), (0, 1)))  # (97b)
    db8 = delta8.sum(axis=(0, 1))  # (98b)
    delta7_product = 0.7978845608028654 * (z7 * np.exp(-(z7**2) / 2))
    delta7 = (delta8 @ w8) * (x8_erfc + delta7_product) / 2  # (99b)
    dw7 = np.tensordot(delta7, z6, axes=((0, 1), (0, 1)))  # (100b)
    db7 = delta7.sum(axis=(0, 1))  # (101b)
    delta6 = delta7 @ w7  # (102b)
    dgamma6 = np.sum(delta6 * h6, axis=(0, 1))  # (103b)
    dbeta6 = delta6.sum(axis=(0, 1))  # (104b)
    dh6 = delta6 * gamma6  # (105b)
    dv6 = -np.sum(dh6 * h6, axis=2) / (2 * h6_total)  # (106b)
    dmu6 = -dh6.sum(axis=2) / h6_sqrt  # (107b)
    delta5_total = dv6[:, :, None] * v6_difference / 16 + delta9
    delta5 = delta5_total + dh6 / h6_sqrt[:, :, None] + (dmu6 / 32)[:, :, None]  # (108b)
    delta4 = delta5  # (109b)
    dwo4 = np.tensordot(delta4, y4, axes=((0, 1), (0, 2)))  # (110b)
    dbo4 = delta4.sum(axis=(0, 1))  # (111b)
    dy4 = np.tensordot(delta4, wo4, axes=(2, 0)).transpose(0, 2, 1, 3)  # (112b)
    dp4 = dy4 @ v4.transpose(0, 1, 3, 2)  # (113b)
    da4 = (dp4 - np.sum(dp4 * p4, axis=3, keepdims=True)) * p4  # (114b)
    dv4 = p4.transpose(0, 1, 3, 2) @ dy4  # (115b)
    dwv4 = np.tensordot(dv4, z3, axes=((0, 2), (0, 1)))  # (116b)
    dbv4 = dv4.sum(axis=(0, 2))  # (117b)
    dk4 = 0.3535533905932738 * ((da4.transpose(0, 1, 3, 2) * dk11_mask) @ q4)  # (118b)
    dwk4 = np.tensordot(dk4, z3, axes=((0, 2), (0, 1)))  # (119b)
    dbk4 = dk4.sum(axis=(0, 2))  # (120b)
    dq4 = 0.3535533905932738 * ((da4 * a4_mask) @ k4)  # (121b)
    dwq4 = np.tensordot(dq4, z3, axes=((0, 2), (0, 1)))  # (122b)
    dbq4 = dq4.sum(axis=(0, 2))  # (123b)
    delta3_product = np.tensordot(dk4, wk4, axes=((1, 3), (0, 1)))
    delta3_total = delta3_product + np.tensordot(dq4, wq4, axes=((1, 3), (0, 1)))
    delta3 = delta3_total + np.tensordot(dv4, wv4, axes=((1, 3), (0, 1)))  # (124b)
    dgamma3 = np.sum(delta3 * h3, axis=(0, 1))  # (125b)
    dbeta3 = delta3.sum(axis=(0, 1))  # (126b)
    dh3 = delta3 * gamma3  # (127b)
    dv3 = -np.sum(dh3 * h3, axis=2) / (2 * h3_total)  # (128b)
    dmu3 = -dh3.sum(axis=2) / h3_sqrt  # (129b)
    dh2_total = dv3[:, :, None] * v3_difference / 16 + delta5
    dh2 = dh2_total + dh3 / h3_sqrt[:, :, None] + (dmu3 / 32)[:, :, None]  # (130b)
    dw2 = dh2.sum(axis=0)  # (131b)
    dh1 = dh2  # (132b)
    dw1 = sum_rows(dh1, x, 96)  # (133b)
    gradient = {
        "w1": dw1,
        "w2": dw2,
        "gamma3": dgamma3,
        "beta3": dbeta3,
        "wq4": dwq4,
        "wk4": dwk4,
        "wv4": dwv4,
        "wo4": dwo4,
        "bq4": dbq4,
        "bk4": dbk4,
        "bv4": dbv4,
        "bo4": dbo4,
        "gamma6": dgamma6,
        "beta6": dbeta6,
        "w7": dw7,
        "b7": db7,
        "w8": dw8,
        "b8": db8,
        "gamma10": dgamma10,
        "beta10": dbeta10,
        "wq11": dwq11,
        "wk11": dwk11,
        "wv11": dwv11,
        "wo11": dwo11,
        "bq11": dbq11,
        "bk11": dbk11,
        "bv11": dbv11,
        "bo11": dbo11,
        "gamma13": dgamma13,
        "beta13": dbeta13,
        "w14": dw14,
        "b14": db14,
        "w15": dw15,
        "b15": db15,
        "gamma17": dgamma17,
        "beta17": dbeta17,
        "w18": dw18,
        "b18": db18,
    }
    return float(C), gradient


def glorot_normal(
    random: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int
) -> np.ndarray:
    """Normal with variance 2 / (fan_in + fan_out) (Glorot and Bengio 2010, equation 12)."""
    return random.normal(0.0, math.sqrt(2.0 / (fan_in + fan_out)), shape)


def glorot_uniform(
    random: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int
) -> np.ndarray:
    """Uniform within sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16)."""
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return random.uniform(-limit, limit, shape)


def initialize(seed: int = 0, dtype: Any = np.float64) -> Parameters:
    """The parameters before training; equal seeds give equal parameters."""
    random = np.random.default_rng(seed)
    parameters: Parameters = {
        "w1": glorot_normal(random, (96, 32), fan_in=96, fan_out=32),
        "w2": glorot_normal(random, (32, 32), fan_in=1, fan_out=1024),
        "gamma3": np.ones((32,)),
        "beta3": np.zeros((32,)),
        "wq4": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wk4": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wv4": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wo4": glorot_uniform(random, (32, 4, 8), fan_in=32, fan_out=32),
        "bq4": np.zeros((4, 8)),
        "bk4": np.zeros((4, 8)),
        "bv4": np.zeros((4, 8)),
        "bo4": np.zeros((32,)),
        "gamma6": np.ones((32,)),
        "beta6": np.zeros((32,)),
        "w7": glorot_uniform(random, (128, 32), fan_in=32, fan_out=128),
        "b7": np.zeros((128,)),
        "w8": glorot_uniform(random, (32, 128), fan_in=128, fan_out=32),
        "b8": np.zeros((32,)),
        "gamma10": np.ones((32,)),
        "beta10": np.zeros((32,)),
        "wq11": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wk11": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wv11": glorot_uniform(random, (4, 8, 32), fan_in=32, fan_out=32),
        "wo11": glorot_uniform(random, (32, 4, 8), fan_in=32, fan_out=32),
        "bq11": np.zeros((4, 8)),
        "bk11": np.zeros((4, 8)),
        "bv11": np.zeros((4, 8)),
        "bo11": np.zeros((32,)),
        "gamma13": np.ones((32,)),
        "beta13": np.zeros((32,)),
        "w14": glorot_uniform(random, (128, 32), fan_in=32, fan_out=128),
        "b14": np.zeros((128,)),
        "w15": glorot_uniform(random, (32, 128), fan_in=128, fan_out=32),
        "b15": np.zeros((32,)),
        "gamma17": np.ones((32,)),
        "beta17": np.zeros((32,)),
        "w18": glorot_uniform(random, (96, 32), fan_in=32, fan_out=96),
        "b18": np.zeros((96,)),
    }
    return {name: value.astype(dtype) for name, value in parameters.items()}


# Optimizers: p, g are the flat vectors of trained parameters and of their gradient, changed in
# place; g is spent. `memory` lives from step to step, `scratch` does not; `count` is 1 at first.
Memory = dict[str, np.ndarray]


def sgd(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """p = p - rate g (Robbins and Monro 1951)."""
    np.multiply(g, rate, out=g)
    np.subtract(p, g, out=p)


def momentum(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """v = 0.9 v + g, p = p - rate v (Polyak 1964, in PyTorch's form)."""
    v = memory["v"]
    np.multiply(v, 0.9, out=v)
    np.add(v, g, out=v)
    np.multiply(v, rate, out=g)
    np.subtract(p, g, out=p)


def nesterov(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """v = 0.9 v + g, p = p - rate (g + 0.9 v) (Sutskever et al. 2013, in PyTorch's form).

    The memory holds 0.9 v.
    """
    v = memory["v"]
    np.add(v, g, out=v)
    np.multiply(v, 0.9, out=v)
    np.add(g, v, out=g)
    np.multiply(g, rate, out=g)
    np.subtract(p, g, out=p)


def adagrad(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """s = s + g^2, p = p - rate g / (sqrt(s) + 1e-10) (Duchi et al. 2011)."""
    s = memory["s"]
    np.multiply(g, g, out=scratch)
    np.add(s, scratch, out=s)
    np.sqrt(s, out=scratch)
    np.add(scratch, 1e-10, out=scratch)
    np.divide(g, scratch, out=g)
    np.multiply(g, rate, out=g)
    np.subtract(p, g, out=p)


def rmsprop(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """s = 0.99 s + 0.01 g^2, p = p - rate g / (sqrt(s) + 1e-8) (Tieleman and Hinton 2012).

    The memory holds s / 0.01, which spares a pass; the square root then comes 10 times larger.
    """
    s = memory["s"]
    np.multiply(g, g, out=scratch)
    np.multiply(s, 0.99, out=s)
    np.add(s, scratch, out=s)
    np.sqrt(s, out=scratch)
    np.add(scratch, 10.0 * 1e-8, out=scratch)
    np.divide(g, scratch, out=g)
    np.multiply(g, 10.0 * rate, out=g)
    np.subtract(p, g, out=p)


def adam(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """Kingma and Ba 2015, algorithm 1.

    m = 0.9 m + 0.1 g, v = 0.999 v + 0.001 g^2,
    p = p - rate m / (1 - 0.9^count) / (sqrt(v / (1 - 0.999^count)) + 1e-8).
    The memory holds m / 0.1 and v / 0.001, which spares two passes; `root` makes it good.
    """
    m, v = memory["m"], memory["v"]
    root = math.sqrt((1.0 - 0.999) / (1.0 - 0.999**count))
    np.multiply(m, 0.9, out=m)
    np.add(m, g, out=m)
    np.multiply(g, g, out=g)
    np.multiply(v, 0.999, out=v)
    np.add(v, g, out=v)
    np.sqrt(v, out=g)
    np.add(g, 1e-8 / root, out=g)
    np.divide(m, g, out=g)
    np.multiply(g, rate * (1.0 - 0.9) / (1.0 - 0.9**count) / root, out=g)
    np.subtract(p, g, out=p)


def adamw(
    p: np.ndarray, g: np.ndarray, scratch: np.ndarray, memory: Memory, rate: float, count: int
) -> None:
    """p = p - 0.01 rate p, then Adam (Loshchilov and Hutter 2019, algorithm 2)."""
    np.multiply(p, 1.0 - 0.01 * rate, out=p)
    adam(p, g, scratch, memory, rate, count)


def shorten(g: np.ndarray, longest: float) -> None:
    """Shorten a gradient that is longer than that, all its entries by one factor."""
    length = math.sqrt(np.vdot(g, g))
    if length > longest:
        np.multiply(g, longest / length, out=g)


SCHEDULES = ("constant", "cosine")


class Pace(NamedTuple):
    """How large the updates of a run are."""

    rate: float
    schedule: str
    warmup: int
    clip: float
    updates: int  # of the whole run

    def rate_of(self, count: int) -> float:
        """The learning rate of an update; `count` is 1 at first."""
        if count <= self.warmup:
            return self.rate * count / self.warmup
        if self.schedule == "constant":
            return self.rate
        done = (count - 1 - self.warmup) / max(self.updates - self.warmup, 1)
        return self.rate * 0.5 * (1.0 + math.cos(math.pi * min(done, 1.0)))


class Optimizer(NamedTuple):
    """How parameters are updated, the flat vectors it remembers, and its usual rate."""

    update: Callable[[np.ndarray, np.ndarray, np.ndarray, Memory, float, int], None]
    memory: tuple[str, ...]
    learning_rate: float


OPTIMIZERS = {
    "sgd": Optimizer(sgd, (), 0.1),
    "momentum": Optimizer(momentum, ("v",), 0.01),
    "nesterov": Optimizer(nesterov, ("v",), 0.01),
    "adagrad": Optimizer(adagrad, ("s",), 0.01),
    "rmsprop": Optimizer(rmsprop, ("s",), 0.001),
    "adam": Optimizer(adam, ("m", "v"), 0.001),
    "adamw": Optimizer(adamw, ("m", "v"), 0.001),
}


def correct(y: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Whether the largest output is that of the label."""
    hits: np.ndarray = y.argmax(axis=-1) == t
    return hits


def measured(parameters: Parameters, *data: np.ndarray) -> dict[str, float]:
    """The share of right answers, found in slices so that memory stays small."""
    right = places = 0
    for part in slices(len(data[0])):
        inputs = [array[part] for array in data[:1]]
        hits = correct(predict(parameters, *inputs), data[1][part])
        right += int(np.count_nonzero(hits))
        places += hits.size
    return {"accuracy": right / places}


def as_targets(t: np.ndarray, samples: int) -> np.ndarray:
    """Labels of shape (samples, *TARGET_SHAPE), whole numbers from 0 to 95."""
    return in_shape(as_whole(t, 96, "t"), samples, TARGET_SHAPE, "t")


class InputError(ValueError):
    """What was given cannot be used; the message says what was met and what is wanted."""


def as_data(arrays: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """The arrays of some samples in the network's shapes, in the order of DATA."""
    if len(arrays) != len(DATA):
        raise InputError(f"arrays {', '.join(DATA)} are wanted, met {len(arrays)}")
    named_arrays = dict(zip(DATA, arrays, strict=True))
    samples = len(as_numbers(arrays[0], "x"))
    return tuple(as_array(array, samples, name) for name, array in named_arrays.items())


def as_array(array: np.ndarray, samples: int, name: str) -> np.ndarray:
    """One array of some samples in the network's shape."""
    if name == "t":
        return as_targets(array, samples)
    if name in WHOLE:
        return in_shape(as_whole(array, WHOLE[name], name), samples, DATA[name], name)
    return in_shape(as_numbers(array, name), samples, DATA[name], name)


def as_whole(values: np.ndarray, count: int, name: str) -> np.ndarray:
    """An array of whole numbers from 0, of so many kinds."""
    array = as_numbers(values, name)
    whole = array == np.floor(array)
    if not whole.all():
        raise InputError(f"{name}: whole numbers are wanted, met {array[~whole][0]:g}")
    if array.min() < 0 or array.max() >= count:
        met = f"{array.min():g} to {array.max():g}"
        raise InputError(f"{name}: numbers run from {met}, the network knows 0 to {count - 1}")
    return array.astype(np.int64)


def as_numbers(values: np.ndarray, name: str) -> np.ndarray:
    """An array of real numbers with one entry or more for each of at least one sample."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise InputError(f"{name}: numbers are wanted, met an array of {array.dtype}")
    if array.ndim == 0 or array.size == 0:
        raise InputError(f"{name}: samples are wanted, met an array of shape {array.shape}")
    return array


def in_shape(array: np.ndarray, samples: int, shape: tuple[int, ...], name: str) -> np.ndarray:
    """The array as (samples, *shape), where each sample has as many entries as that."""
    if len(array) != samples:
        raise InputError(f"{name} has {len(array)} samples, x has {samples}")
    if array.size != samples * math.prod(shape):
        wanted = ", ".join(("samples", *map(str, shape)))
        raise InputError(f"{name} has shape {array.shape}, the network takes ({wanted})")
    return array.reshape(samples, *shape)


def slices(samples: int, size: int = 1024) -> Iterator[slice]:
    """Slices that cover all samples in order."""
    return (slice(start, start + size) for start in range(0, samples, size))


@dataclass
class State:
    """All that training needs to go on to the very bits of a run that never stopped."""

    parameters: Parameters
    memory: Memory  # the optimizer's flat vectors
    random: dict[str, Any]  # the shuffling generator as it stood before this epoch
    settings: dict[str, Any]  # what must stay as it was when the run goes on
    epoch: int = 0  # epochs finished
    batch: int = 0  # batches finished in the epoch after those
    total: float = 0.0  # losses of those batches, summed over samples
    updates: int = 0
    history: list[dict[str, float]] = field(default_factory=list)


class DivergedError(ArithmeticError):
    """A loss or a parameter is no longer finite; the message says where."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C came; `state` is whole, and training can go on from it."""

    def __init__(self, state: State) -> None:
        super().__init__(f"stopped in epoch {state.epoch + 1}, after batch {state.batch}")
        self.state = state


class Interruption:
    """Within it, Ctrl-C only sets `asked`, which is read between updates; a second one stops."""

    asked = False

    def __enter__(self) -> Interruption:
        self.is_ours = threading.current_thread() is threading.main_thread()
        if self.is_ours:
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def __exit__(self, *error: object) -> None:
        if self.is_ours:
            signal.signal(signal.SIGINT, self.before)

    def note(self, number: int, frame: FrameType | None) -> None:
        """Remember the first Ctrl-C; obey the second at once."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


def flat_views(names: Sequence[str], dtype: Any) -> tuple[np.ndarray, Parameters]:
    """One vector of zeros for all named parameters, and by name a view of each one's part."""
    vector = np.zeros(sum(math.prod(PARAMETERS[name]) for name in names), dtype)
    views = {}
    start = 0
    for name in names:
        stop = start + math.prod(PARAMETERS[name])
        views[name] = vector[start:stop].reshape(PARAMETERS[name])
        start = stop
    return vector, views


def not_finite(arrays: Mapping[str, np.ndarray]) -> str:
    """The names of the arrays that hold NaN or infinity, and how many entries do."""
    bad = {name: int(np.count_nonzero(~np.isfinite(array))) for name, array in arrays.items()}
    found = [f"{name} ({bad[name]} of {arrays[name].size})" for name in arrays if bad[name]]
    return ", ".join(found) or "none but the loss"


def sample_sum(cost: float, samples: int) -> float:
    """The losses of a batch, summed over its samples; its cost is their mean."""
    return cost * samples


def mean_loss(parameters: Parameters, *data: np.ndarray) -> float:
    """The loss of one sample on average, found in slices so that memory stays small."""
    total = 0.0
    for part in slices(len(data[0])):
        batch = [array[part] for array in data]
        total += sample_sum(loss(parameters, *batch), len(batch[0]))
    return total / len(data[0])


def step_function(parameters: Parameters, gradient: Parameters, batch: int) -> Callable[..., float]:
    """A function of a batch's arrays that fills `gradient` and returns the cost of that batch."""

    def step(*arrays: np.ndarray) -> float:
        cost, found = gradients(parameters, *arrays)
        for name, value in found.items():
            gradient[name][...] = value
        return cost

    return step


class Training:
    """One run: its batches, and flat vectors of the parameters, their gradient and its memory."""

    def __init__(
        self,
        parameters: Parameters,
        samples: tuple[np.ndarray, ...],
        batch_size: int,
        optimizer: str,
        frozen: Sequence[str],
    ) -> None:
        shapes = {name: np.shape(value) for name, value in parameters.items()}
        if shapes != PARAMETERS:
            raise InputError(f"the parameters have shapes {shapes}, the network {PARAMETERS}")
        if batch_size < 1:
            raise InputError(f"a batch has one sample or more, not {batch_size}")
        if unknown := set(frozen) - set(PARAMETERS):
            raise InputError(f"no parameter {', '.join(sorted(unknown))} to keep frozen")
        self.dtype = np.result_type(*parameters.values(), np.float32)
        self.data = self.as_samples(*samples)
        self.mixed = tuple(np.empty_like(array) for array in self.data)
        self.lay_out(parameters, frozen)
        self.batch_size = min(batch_size, len(self.data[0]))
        sizes = {self.batch_size, len(self.data[0]) % self.batch_size} - {0}
        self.steps = {size: step_function(self.views, self.slopes, size) for size in sizes}
        self.update = OPTIMIZERS[optimizer].update
        self.memory = {name: np.zeros_like(self.p) for name in OPTIMIZERS[optimizer].memory}
        self.shuffle = np.random.default_rng()
        self.settings = {
            "optimizer": optimizer,
            "batch_size": batch_size,
            "samples": len(self.data[0]),
            "dtype": self.dtype.name,
            "frozen": sorted(frozen),
        }

    def lay_out(self, parameters: Parameters, frozen: Sequence[str]) -> None:
        """Copy the parameters into one vector, the trained ones first: p is their part of it."""
        trained = [name for name in PARAMETERS if name not in frozen]
        names = trained + [name for name in PARAMETERS if name in frozen]
        count = sum(math.prod(PARAMETERS[name]) for name in trained)
        vector, self.views = flat_views(names, self.dtype)
        gradient, self.slopes = flat_views(names, self.dtype)
        self.p, self.g = vector[:count], gradient[:count]
        self.scratch = np.empty_like(self.p)
        for name, value in parameters.items():
            self.views[name][...] = value

    def as_samples(self, *arrays: np.ndarray) -> tuple[np.ndarray, ...]:
        """Inputs and targets in the network's shapes; real ones in the parameters' number type."""
        types = [np.dtype(np.int64) if name in WHOLE else self.dtype for name in DATA]
        found = zip(as_data(arrays), types, strict=True)
        return tuple(np.ascontiguousarray(array, dtype) for array, dtype in found)

    def updates_of_epoch(self) -> int:
        """The number of batches that the samples make."""
        return -(-len(self.data[0]) // self.batch_size)

    def begun(self, seed: int) -> State:
        """The state before the first epoch."""
        random = np.random.default_rng(seed).bit_generator.state
        return State(self.parameters(), self.memory, dict(random), self.settings)

    def resumed(self, state: State) -> State:
        """A saved state, its vectors now those of this run."""
        for name, value in self.settings.items():
            if state.settings.get(name) != value:
                was = state.settings.get(name)
                raise InputError(f"cannot go on: {name} was {was}, now it is {value}")
        for name, vector in self.memory.items():
            vector[...] = state.memory[name]
        history = [dict(record) for record in state.history]
        return replace(state, parameters=self.parameters(), memory=self.memory, history=history)

    def parameters(self) -> Parameters:
        """The parameters in training: views that every update changes."""
        return {name: self.views[name] for name in PARAMETERS}

    def run_epoch(self, state: State, pace: Pace, interruption: Interruption) -> None:
        """Shuffle all samples once, then update once for each slice of them."""
        self.shuffle.bit_generator.state = state.random
        order = self.shuffle.permutation(len(self.data[0]))
        for array, mixed in zip(self.data, self.mixed, strict=True):
            np.take(array, order, axis=0, out=mixed, mode="clip")
        size = self.batch_size
        p, g, scratch, memory, update = self.p, self.g, self.scratch, self.memory, self.update
        for start in range(state.batch * size, len(order), size):
            batch = tuple(array[start : start + size] for array in self.mixed)
            samples = len(batch[0])
            cost = self.steps[samples](*batch)
            if not math.isfinite(cost):
                raise DivergedError(self.report(state, cost, batch))
            state.updates += 1
            if pace.clip < math.inf:
                shorten(g, pace.clip)
            update(p, g, scratch, memory, pace.rate_of(state.updates), state.updates)
            state.batch += 1
            state.total += sample_sum(cost, samples)
            if interruption.asked:
                raise Interrupted(state)

    def close_epoch(self, state: State, held_out: tuple[np.ndarray, ...] | None) -> None:
        """Add the epoch's record to the history and make the state ready for the next one."""
        if not np.isfinite(self.p).all():
            bad = not_finite(state.parameters)
            raise DivergedError(f"not finite after epoch {state.epoch + 1}: {bad}")
        record = {"epoch": state.epoch + 1, "loss": state.total / len(self.data[0])}
        record.update(measured(state.parameters, *self.data))
        if held_out is not None:
            record["validation_loss"] = mean_loss(state.parameters, *held_out)
            for name, value in measured(state.parameters, *held_out).items():
                record[f"validation_{name}"] = value
        state.history.append(record)
        state.random = dict(self.shuffle.bit_generator.state)
        state.epoch, state.batch, state.total = state.epoch + 1, 0, 0.0

    def report(self, state: State, cost: float, batch: tuple[np.ndarray, ...]) -> str:
        """Where the loss ceased to be finite, and which arrays hold NaN or infinity there."""
        slopes = {f"gradient of {name}": self.slopes[name] for name in PARAMETERS}
        given = dict(zip(DATA, batch, strict=True))
        bad = not_finite({**given, **state.parameters, **slopes})
        place = f"epoch {state.epoch + 1}, batch {state.batch + 1}"
        return f"the loss is {cost} in {place}; not finite there: {bad}"


def train(
    parameters: Parameters,
    x: np.ndarray,
    t: np.ndarray,
    *,
    epochs: int = 10,
    batch_size: int = 32,
    optimizer: str = "sgd",
    learning_rate: float | None = None,
    seed: int = 0,
    clip: float | None = None,
    schedule: str = "constant",
    warmup: int = 0,
    validation: tuple[np.ndarray, ...] | None = None,
    callback: Callable[[State], object] | None = None,
    frozen: Sequence[str] = (),
    state: State | None = None,
    quiet: bool = False,
) -> tuple[Parameters, list[dict[str, float]]]:
    """Trained copies of the parameters, and the history: one record for each epoch.

    The loss of a record is the average over the epoch's batches while they trained; accuracy
    and everything of the validation samples is measured at the epoch's end.

    Args:
        parameters: where to start; left unchanged, as are x and t.
        x: inputs, (samples, 32), whole numbers below 96.
        t: targets, (samples, 32), whole numbers below 96.
        epochs: passes over all samples, those of a resumed state included.
        batch_size: samples of one update; the last batch of an epoch may have fewer.
        optimizer: a key of OPTIMIZERS.
        learning_rate: left out, the optimizer's usual one.
        seed: of the shuffle at the start of each epoch.
        clip: a longer gradient is shortened to this length.
        schedule: "constant", or "cosine" for a rate that falls to 0 over the epochs.
        warmup: updates over which the rate rises to that of the schedule.
        validation: inputs and targets that are measured after each epoch, never trained on.
        callback: called as callback(state) after each epoch; training ends when it returns
            True. The state's arrays are those in training: copy what is to be kept.
        frozen: names of parameters that stay as they are.
        state: go on from there instead of from `parameters` and `seed`.
        quiet: print no progress.

    Raises:
        InputError: an argument does not fit the network.
        DivergedError: a loss or a parameter became NaN or infinite.
        Interrupted: Ctrl-C; its `state` can be given back here.
    """
    rate = checked_rate(optimizer, learning_rate)
    start = parameters if state is None else state.parameters
    training = Training(start, (x, t), batch_size, optimizer, frozen)
    pace = checked_pace(rate, clip, schedule, warmup, epochs * training.updates_of_epoch())
    now = training.begun(seed) if state is None else training.resumed(state)
    held_out = None if validation is None else training.as_samples(*validation)
    with Interruption() as interruption, np.errstate(all="ignore"):
        while now.epoch < epochs:
            training.run_epoch(now, pace, interruption)
            training.close_epoch(now, held_out)
            if not quiet:
                print(progress(now.history[-1], epochs), flush=True)
            if callback is not None and callback(now) is True:
                break
    return {name: value.copy() for name, value in now.parameters.items()}, now.history


def checked_rate(optimizer: str, learning_rate: float | None) -> float:
    """The learning rate as a Python float, which leaves float32 arrays what they are."""
    if optimizer not in OPTIMIZERS:
        raise InputError(f"no optimizer {optimizer!r}; there are {', '.join(OPTIMIZERS)}")
    rate = OPTIMIZERS[optimizer].learning_rate if learning_rate is None else learning_rate
    if not (math.isfinite(rate) and rate > 0):
        raise InputError(f"the learning rate must be positive and finite, not {rate}")
    return float(rate)


def checked_pace(rate: float, clip: float | None, schedule: str, warmup: int, updates: int) -> Pace:
    """How large the updates of a run are."""
    if schedule not in SCHEDULES:
        raise InputError(f"no schedule {schedule!r}; there are {', '.join(SCHEDULES)}")
    if clip is not None and not clip > 0:
        raise InputError(f"a gradient is clipped to a positive length, not {clip}")
    if warmup < 0:
        raise InputError(f"a warm-up has 0 updates or more, not {warmup}")
    return Pace(rate, schedule, warmup, math.inf if clip is None else float(clip), updates)


def progress(record: Mapping[str, float], epochs: int) -> str:
    """One line about an epoch."""
    measures = [(name.replace("_", " "), record[name]) for name in record if name != "epoch"]
    words = [f"{name} {value:#.6g}" for name, value in measures]
    return "  ".join([f"epoch {record['epoch']:>{len(str(epochs))}}/{epochs}", *words])


class Saved(NamedTuple):
    """What a file of --save holds: a state of training, and how its data were prepared."""

    state: State
    options: dict[str, Any]
    preparation: dict[str, np.ndarray]  # mean and scale of the inputs, where standardized


def save(path: str | os.PathLike[str], saved: Saved) -> None:
    """Write a state as .npz so that the file is the old or the new one, whole, at any moment.

    Each parameter is an array in it, under its own name.
    """
    target = Path(path).resolve()
    fresh = target.with_name(target.name + ".part")
    state = saved.state
    record = {
        "network": NETWORK,
        "parameters": PARAMETERS,
        "options": saved.options,
        "state": {name: getattr(state, name) for name in RECORDED},
    }
    arrays = dict(state.parameters)
    arrays.update({f"memory.{name}": vector for name, vector in state.memory.items()})
    arrays.update({f"input.{name}": array for name, array in saved.preparation.items()})
    arrays["record.json"] = np.array(json.dumps(record))
    with open(fresh, "wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, target)
    if os.name == "posix":
        sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the file's new name on disk too, where the file system knows how."""
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some network file systems cannot sync a folder
        os.fsync(descriptor)
    os.close(descriptor)


RECORDED = ("random", "settings", "epoch", "batch", "total", "updates", "history")


def load(path: str | os.PathLike[str]) -> Saved:
    """What `save` wrote, where it belongs to this network."""
    try:
        arrays = read_npz(path)
        record = json.loads(str(arrays["record.json"]))
        network = record["network"]
        shapes = {name: tuple(shape) for name, shape in record["parameters"].items()}
    except (KeyError, TypeError, json.JSONDecodeError):
        raise InputError(f"{path}: not a file of --save") from None
    if network != NETWORK or shapes != PARAMETERS:
        raise InputError(f"{path}: saved by another network: {network}")
    parameters = {name: arrays[name] for name in PARAMETERS}
    state = State(parameters, named(arrays, "memory."), **record["state"])
    return Saved(state, record["options"], named(arrays, "input."))


def read_npz(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """All arrays of an .npz file."""
    if not os.path.exists(path):
        raise InputError(f"{path}: there is no such file")
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (ValueError, EOFError, TypeError, zipfile.BadZipFile, zlib.error):
        raise InputError(f"{path}: not a whole .npz file of numbers") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def named(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """The arrays whose names begin with the prefix, without it."""
    chosen = [name for name in arrays if name.startswith(prefix)]
    return {name.removeprefix(prefix): arrays[name] for name in chosen}


def read(path: str) -> tuple[np.ndarray, ...]:
    """The arrays of a data file, all finite and in the network's shapes, in the order of DATA."""
    if Path(path).suffix.lower() != ".npz":
        raise InputError(f"{path}: a file .npz with arrays {', '.join(DATA)} is wanted")
    arrays = read_npz(path)
    try:
        if missing := [name for name in DATA if name not in arrays]:
            met = ", ".join(arrays) or "nothing"
            raise InputError(f"no array {' and no array '.join(missing)} in it; it holds {met}")
        for name in DATA:
            check_finite(as_numbers(arrays[name], name), name)
        return as_data([arrays[name] for name in DATA])
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def check_finite(array: np.ndarray, name: str) -> None:
    """Refuse an array with an entry that is NaN or infinite."""
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        sample, *entry = map(int, bad[0])
        place = f"first in sample {sample}, entry {tuple(entry)}"
        raise InputError(f"{name}: {len(bad)} entries are NaN or infinite, {place}")


def split(
    data: tuple[np.ndarray, ...], fraction: float, seed: int
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...] | None]:
    """Samples to train on and, where a fraction is held out by chance, those to validate on."""
    if fraction == 0.0:
        return data, None
    samples = len(data[0])
    held_out = max(1, round(fraction * samples))
    if held_out >= samples:
        raise InputError(f"{samples} samples are too few to hold out {fraction:g} of them")
    order = np.random.default_rng([seed, 1]).permutation(samples)
    kept, apart = np.sort(order[held_out:]), np.sort(order[:held_out])
    return tuple(array[kept] for array in data), tuple(array[apart] for array in data)


def standardization(data: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """The mean and scale of each real input over the samples; a constant input has scale 1."""
    found: dict[str, np.ndarray] = {}
    for name, array in zip(DATA, data, strict=True):
        if name in ():
            scale = array.std(axis=0)
            found[f"{name}.mean"] = array.mean(axis=0)
            found[f"{name}.scale"] = np.where(scale > 0, scale, 1.0)
    return found


def standardized(
    data: Sequence[np.ndarray], preparation: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, ...]:
    """Inputs with mean 0 and scale 1, by what `standardization` found in the training samples."""
    return tuple(
        (array - preparation[f"{name}.mean"]) / preparation[f"{name}.scale"]
        if f"{name}.mean" in preparation
        else array
        for name, array in zip(DATA, data, strict=True)
    )


def write_plot(path: str, history: Sequence[Mapping[str, float]]) -> None:
    """Write the learning curves: .svg by ourselves, .png with matplotlib."""
    if Path(path).suffix.lower() == ".svg":
        Path(path).write_text(svg(history), encoding="utf-8")
        return
    from matplotlib.figure import Figure  # asked for only here: the program runs without it

    names = panels(history)
    figure = Figure(figsize=(6.4, 2.6 * len(names)), layout="constrained")
    for axes, name in zip(figure.subplots(len(names), squeeze=False)[:, 0], names, strict=True):
        for key, label, color in curves(name):
            values = [record.get(key, math.nan) for record in history]
            axes.plot([record["epoch"] for record in history], values, color=color, label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    figure.savefig(path, dpi=150)


def panels(history: Sequence[Mapping[str, float]]) -> list[str]:
    """The measures that were taken: loss, and accuracy where there is one."""
    return [name for name in ("loss", "accuracy") if name in history[0]]


def curves(name: str) -> list[tuple[str, str, str]]:
    """Key in the history, label and color of each curve of a panel."""
    return [(name, "training", "#0072b2"), (f"validation_{name}", "validation", "#d55e00")]


def svg(history: Sequence[Mapping[str, float]]) -> str:
    """The learning curves as one SVG picture, a panel for each measure."""
    names = panels(history)
    parts = [panel(history, name, 240 * row) for row, name in enumerate(names)]
    size = f'width="640" height="{240 * len(names)}" viewBox="0 0 640 {240 * len(names)}"'
    style = 'font-family="sans-serif" font-size="12" fill="#333"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
    return "\n".join([opening, ground, *parts, "</svg>", ""])


def panel(history: Sequence[Mapping[str, float]], name: str, top: int) -> str:
    """One diagram, 640 wide and 240 high: axes with ticks, and its curves with their labels."""
    drawn = [curve for curve in curves(name) if curve[0] in history[0]]
    values = [record.get(key, math.nan) for record in history for key, _, _ in drawn]
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    heights = ticks(min(finite), max(finite))
    first, last = history[0]["epoch"], history[-1]["epoch"]

    def across(epoch: float) -> str:
        return f"{70 + 550 * (epoch - first) / max(last - first, 1):.1f}"

    def down(value: float) -> str:
        return f"{top + 195 - 165 * (value - heights[0]) / (heights[-1] - heights[0]):.1f}"

    parts = [f'<text x="70" y="{top + 18}" font-weight="bold">{name}</text>']
    for tick in heights:
        parts.append(f'<path d="M70 {down(tick)}H620" stroke="#ddd"/>')
        parts.append(f'<text x="62" y="{down(tick)}" dy="4" text-anchor="end">{tick:g}</text>')
    for tick in ticks(first, last):
        if first <= tick <= last and tick.is_integer():
            place = f'x="{across(tick)}" y="{top + 213}" text-anchor="middle"'
            parts.append(f"<text {place}>{tick:g}</text>")
    parts.append(f'<text x="345" y="{top + 231}" text-anchor="middle">epoch</text>')
    for number, (key, label, color) in enumerate(drawn):
        points = [(record["epoch"], record.get(key, math.nan)) for record in history]
        line = [f"{across(epoch)},{down(value)}" for epoch, value in points if math.isfinite(value)]
        look = f'fill="none" stroke="{color}" stroke-width="1.5" stroke-linecap="round"'
        parts.append(f'<path d="M{" ".join(line * 2 if len(line) == 1 else line)}" {look}/>')
        place = f'x="{200 + 110 * number}" y="{top + 18}" fill="{color}"'
        parts.append(f"<text {place}>{label}</text>")
    return "\n".join(parts)


def ticks(low: float, high: float) -> list[float]:
    """Round numbers, evenly spaced by 1, 2 or 5 times a power of ten, from low or below to high."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span / 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(f"{number * step:.12g}") for number in range(first, max(last, first + 1) + 1)]


DEFAULTS: dict[str, Any] = {
    "epochs": 10,
    "batch_size": 32,
    "optimizer": "sgd",
    "learning_rate": None,
    "seed": 0,
    "dtype": "float64",
    "clip": None,
    "schedule": "constant",
    "warmup": 0,
    "validation": 0.0,
    "standardize": False,
}
MAY_CHANGE = ("epochs", "learning_rate")  # when a saved run goes on


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        description="Train the network: " + NETWORK.replace("%", "%%"),
        epilog="Ctrl-C stops after the update in hand and, with --save, saves: exit code 130. "
        "Exit code 1: the loss became NaN or infinite; 2: the input cannot be used.",
    )
    add = made.add_argument
    count = number(int, lambda value: value >= 1, "a whole number from 1")
    natural = number(int, lambda value: value >= 0, "a whole number from 0")
    positive = number(float, lambda value: 0.0 < value < math.inf, "a positive number")
    share = number(float, lambda value: 0.0 <= value < 1.0, "a number from 0, below 1")
    add("data", metavar="DATA", help=".npz with arrays x and t")
    add("--epochs", type=count, metavar="N", help="passes over the samples, in all (10)")
    add("--batch-size", type=count, metavar="N", help="samples of one update (32)")
    add("--optimizer", choices=list(OPTIMIZERS), help="how parameters are updated (sgd)")
    add("--learning-rate", type=positive, metavar="R", help="by optimizer: 0.1, 0.01 or 0.001")
    add("--clip", type=positive, metavar="NORM", help="shorten longer gradients to this (none)")
    add("--schedule", choices=list(SCHEDULES), help="of the learning rate (constant)")
    add("--warmup", type=natural, metavar="N", help="updates over which the rate rises (0)")
    add("--seed", type=natural, metavar="N", help="of initial values, shuffle and split (0)")
    add("--dtype", choices=["float32", "float64"], help="number type (float64)")
    add("--validation", type=share, metavar="FRACTION", help="share of samples held out (0)")
    add(
        "--standardize",
        action="store_true",
        default=None,
        help="give each real input mean 0 and scale 1 over the training samples",
    )
    add("--save", metavar="FILE", help="write parameters and optimizer here after each epoch")
    add("--resume", metavar="FILE", help="go on from a file of --save, with its options")
    add("--plot", metavar="FILE", help="write the learning curves, .svg (or .png by matplotlib)")
    add("--quiet", action="store_true", help="print no progress")
    return made


def number(kind: type[float], fits: Callable[[float], bool], wanted: str) -> Callable[[str], Any]:
    """A reader of numbers on the command line, which tells what is wanted."""

    def read_number(text: str) -> float:
        with suppress(ValueError):
            if fits(value := kind(text)):
                return value
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")

    return read_number


def settle(given: argparse.Namespace, saved: Saved | None) -> dict[str, Any]:
    """All options of the run: as given, else as in the saved run, else the usual ones."""
    options = {**DEFAULTS, **({} if saved is None else saved.options)}
    for name in DEFAULTS:
        value = getattr(given, name)
        if value is None:
            continue
        if saved is not None and name not in MAY_CHANGE and value != options[name]:
            flag = "--" + name.replace("_", "-")
            raise InputError(f"{given.resume}: saved by a run with {flag} {options[name]}")
        options[name] = value
    return options


def check_outputs(given: argparse.Namespace) -> None:
    """Refuse before training what could not be written after it."""
    for path in (given.save, given.plot):
        if path is not None and (Path(path).is_dir() or not Path(path).absolute().parent.is_dir()):
            raise InputError(f"{path}: cannot be written: a file in an existing folder is wanted")
        if path is not None and Path(path).resolve() == Path(given.data).resolve():
            raise InputError(f"{path}: would be written over the data")
    kind = Path(given.plot).suffix.lower() if given.plot else ".svg"
    if kind == ".png" and importlib.util.find_spec("matplotlib") is None:
        raise InputError(f"{given.plot}: .png needs matplotlib, which is not installed; use .svg")
    if kind not in (".svg", ".png"):
        raise InputError(f"{given.plot}: a plot is .svg or .png")


def fingerprint(data: Sequence[np.ndarray]) -> dict[str, Any]:
    """The shapes of the data and a checksum of their bytes."""
    sums = [zlib.crc32(np.ascontiguousarray(array).data) for array in data]
    return {"shapes": [list(array.shape) for array in data], "sums": sums}


def check_data(path: str, now: Mapping[str, Any], saved: Saved | None) -> None:
    """Refuse other shapes than those of the saved run; tell of other values."""
    if saved is None or now == saved.options["data"]:
        return
    was = saved.options["data"]
    if now["shapes"] != was["shapes"]:
        shapes = f"shapes {now['shapes']}, the saved run had {was['shapes']}"
        raise InputError(f"{path}: cannot go on with {shapes}")
    print(f"note: {path} holds other values than in the saved run", file=sys.stderr)


def run(given: argparse.Namespace) -> int:
    """Train as the command line says; the exit code."""
    check_outputs(given)
    saved = None if given.resume is None else load(given.resume)
    options = settle(given, saved)
    arrays = read(given.data)
    data = fingerprint(arrays)
    if saved is not None and saved.state.epoch >= options["epochs"]:
        print(f"nothing to do: {given.resume} has {saved.state.epoch} epochs", file=sys.stderr)
    check_data(given.data, data, saved)
    arrays, held_out = split(arrays, options["validation"], options["seed"])
    preparation = {} if saved is None else saved.preparation
    if saved is None and options["standardize"]:
        preparation = standardization(arrays)
    if held_out is not None:
        held_out = standardized(held_out, preparation)

    kept = 0

    def keep(state: State) -> None:
        nonlocal kept
        if given.save is not None:
            save(given.save, Saved(state, {**options, "data": data}, preparation))
            kept = state.epoch

    code = 0
    try:
        _, history = train(
            initialize(options["seed"], np.dtype(options["dtype"])),
            *standardized(arrays, preparation),
            epochs=options["epochs"],
            batch_size=options["batch_size"],
            optimizer=options["optimizer"],
            learning_rate=options["learning_rate"],
            seed=options["seed"],
            clip=options["clip"],
            schedule=options["schedule"],
            warmup=options["warmup"],
            validation=held_out,
            callback=keep,
            state=None if saved is None else saved.state,
            quiet=given.quiet,
        )
    except Interrupted as stop:
        keep(stop.state)
        place = f"saved to {given.save}" if given.save else "nothing saved (no --save)"
        print(f"{stop}; {place}", file=sys.stderr)
        history, code = stop.state.history, 130
    except DivergedError as error:
        if kept:
            raise DivergedError(f"{error}; {given.save} holds epoch {kept}") from None
        raise
    if given.plot is not None and history:
        write_plot(given.plot, history)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    given = parser().parse_args(arguments)
    try:
        return run(given)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except DivergedError as error:
        print(f"error: {error}. A smaller --learning-rate may help", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
