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


class Workspace:
    """Memory for batches of one size, made once, and the step that computes in it.

    Attributes that are named after a signal hold it; where two share memory, the first
    is done with when the second is written.
    """

    def __init__(self, parameters: Parameters, gradient: Parameters, batch: int) -> None:
        self.batch = batch
        dtype = parameters["w1"].dtype
        self.w1 = parameters["w1"]
        self.w2 = parameters["w2"]
        self.gamma3 = parameters["gamma3"]
        self.beta3 = parameters["beta3"]
        self.wq4 = parameters["wq4"]
        self.wk4 = parameters["wk4"]
        self.wv4 = parameters["wv4"]
        self.wo4 = parameters["wo4"]
        self.bq4 = parameters["bq4"]
        self.bk4 = parameters["bk4"]
        self.bv4 = parameters["bv4"]
        self.bo4 = parameters["bo4"]
        self.gamma6 = parameters["gamma6"]
        self.beta6 = parameters["beta6"]
        self.w7 = parameters["w7"]
        self.b7 = parameters["b7"]
        self.w8 = parameters["w8"]
        self.b8 = parameters["b8"]
        self.gamma10 = parameters["gamma10"]
        self.beta10 = parameters["beta10"]
        self.wq11 = parameters["wq11"]
        self.wk11 = parameters["wk11"]
        self.wv11 = parameters["wv11"]
        self.wo11 = parameters["wo11"]
        self.bq11 = parameters["bq11"]
        self.bk11 = parameters["bk11"]
        self.bv11 = parameters["bv11"]
        self.bo11 = parameters["bo11"]
        self.gamma13 = parameters["gamma13"]
        self.beta13 = parameters["beta13"]
        self.w14 = parameters["w14"]
        self.b14 = parameters["b14"]
        self.w15 = parameters["w15"]
        self.b15 = parameters["b15"]
        self.gamma17 = parameters["gamma17"]
        self.beta17 = parameters["beta17"]
        self.w18 = parameters["w18"]
        self.b18 = parameters["b18"]
        self.dw1 = gradient["w1"]
        self.dw2 = gradient["w2"]
        self.dgamma3 = gradient["gamma3"]
        self.dbeta3 = gradient["beta3"]
        self.dwq4 = gradient["wq4"]
        self.dwk4 = gradient["wk4"]
        self.dwv4 = gradient["wv4"]
        self.dwo4 = gradient["wo4"]
        self.dbq4 = gradient["bq4"]
        self.dbk4 = gradient["bk4"]
        self.dbv4 = gradient["bv4"]
        self.dbo4 = gradient["bo4"]
        self.dgamma6 = gradient["gamma6"]
        self.dbeta6 = gradient["beta6"]
        self.dw7 = gradient["w7"]
        self.db7 = gradient["b7"]
        self.dw8 = gradient["w8"]
        self.db8 = gradient["b8"]
        self.dgamma10 = gradient["gamma10"]
        self.dbeta10 = gradient["beta10"]
        self.dwq11 = gradient["wq11"]
        self.dwk11 = gradient["wk11"]
        self.dwv11 = gradient["wv11"]
        self.dwo11 = gradient["wo11"]
        self.dbq11 = gradient["bq11"]
        self.dbk11 = gradient["bk11"]
        self.dbv11 = gradient["bv11"]
        self.dbo11 = gradient["bo11"]
        self.dgamma13 = gradient["gamma13"]
        self.dbeta13 = gradient["beta13"]
        self.dw14 = gradient["w14"]
        self.db14 = gradient["b14"]
        self.dw15 = gradient["w15"]
        self.db15 = gradient["b15"]
        self.dgamma17 = gradient["gamma17"]
        self.dbeta17 = gradient["beta17"]
        self.dw18 = gradient["w18"]
        self.db18 = gradient["b18"]
        self.h1 = np.empty((batch, 32, 32), dtype)
        self.mu3_sum = np.empty((batch * 32,), dtype)
        self.mu3 = np.empty((batch, 32), dtype)
        self.v3_difference = np.empty((batch, 32, 32), dtype)
        self.v3_square = np.empty((batch, 32, 32), dtype)
        self.h3_sqrt = np.empty((batch, 32), dtype)
        self.h3 = np.empty((batch, 32, 32), dtype)
        self.q4_product = np.empty((batch * 32, 32), dtype)
        self.q4 = np.empty((batch, 4, 32, 8), dtype)
        self.k4 = np.empty((batch, 4, 32, 8), dtype)
        self.v4 = np.empty((batch, 4, 32, 8), dtype)
        self.a4_product = np.empty((batch, 4, 32, 32), dtype)
        self.a4 = np.empty((batch, 4, 32, 32), dtype)
        self.p4_max = np.empty((batch, 4, 32), dtype)
        self.p4_sum = np.empty((batch * 128,), dtype)
        self.y4 = np.empty((batch, 4, 32, 8), dtype)
        self.z4_copy = np.empty((batch, 32, 4, 8), dtype)
        self.z4_product = np.empty((batch * 32, 32), dtype)
        self.z4 = np.empty((batch, 32, 32), dtype)
        self.mu6 = np.empty((batch, 32), dtype)
        self.v6_difference = np.empty((batch, 32, 32), dtype)
        self.v6_square = np.empty((batch, 32, 32), dtype)
        self.h6_sqrt = np.empty((batch, 32), dtype)
        self.z7_product = np.empty((batch * 32, 128), dtype)
        self.z7 = np.empty((batch, 32, 128), dtype)
        self.x8_product = np.empty((batch, 32, 128), dtype)
        self.x8 = np.empty((batch, 32, 128), dtype)
        self.z8 = np.empty((batch, 32, 32), dtype)
        self.mu10 = np.empty((batch, 32), dtype)
        self.v10_difference = np.empty((batch, 32, 32), dtype)
        self.v10_square = np.empty((batch, 32, 32), dtype)
        self.h10_sqrt = np.empty((batch, 32), dtype)
        self.q11_product = np.empty((batch * 32, 32), dtype)
        self.q11 = np.empty((batch, 4, 32, 8), dtype)
        self.k11 = np.empty((batch, 4, 32, 8), dtype)
        self.v11 = np.empty((batch, 4, 32, 8), dtype)
        self.a11_product = np.empty((batch, 4, 32, 32), dtype)
        self.a11 = np.empty((batch, 4, 32, 32), dtype)
        self.p11_max = np.empty((batch, 4, 32), dtype)
        self.p11_sum = np.empty((batch * 128,), dtype)
        self.y11 = np.empty((batch, 4, 32, 8), dtype)
        self.z11_copy = np.empty((batch, 32, 4, 8), dtype)
        self.z11 = np.empty((batch, 32, 32), dtype)
        self.mu13 = np.empty((batch, 32), dtype)
        self.v13_difference = np.empty((batch, 32, 32), dtype)
        self.v13_square = np.empty((batch, 32, 32), dtype)
        self.h13_sqrt = np.empty((batch, 32), dtype)
        self.z14_product = np.empty((batch * 32, 128), dtype)
        self.z14 = np.empty((batch, 32, 128), dtype)
        self.x15_product = np.empty((batch, 32, 128), dtype)
        self.x15 = np.empty((batch, 32, 128), dtype)
        self.z15 = np.empty((batch, 32, 32), dtype)
        self.mu17 = np.empty((batch, 32), dtype)
        self.v17_square = np.empty((batch, 32, 32), dtype)
        self.h17_sqrt = np.empty((batch, 32), dtype)
        self.y_product = np.empty((batch * 32, 96), dtype)
        self.y = np.empty((batch, 32, 96), dtype)
        self.l_max = np.empty((batch, 32), dtype)
        self.l_difference = np.empty((batch, 32, 96), dtype)
        self.l = np.empty((batch, 32), dtype)
        self.l_rows = np.empty((batch, 32, 1), dtype)
        self.L = np.empty((batch,), dtype)
        self.delta18_mask = np.empty((batch, 32, 96), bool)
        self.delta18_indicator = np.empty((batch, 32, 96), dtype)
        self.dgamma17_product = np.empty((batch, 32, 32), dtype)
        self.delta14_square = np.empty((batch, 32, 128), dtype)
        self.dwo11_product = np.empty((32, 32), dtype)
        self.dp11 = np.empty((batch, 4, 32, 32), dtype)
        self.dwv11_product = np.empty((32, 32), dtype)
        self.dbv11_sum = np.empty((1024,), dtype)
        self.dk11 = np.empty((batch, 4, 32, 8), dtype)
        self.dwk11_copy = np.empty((batch, 32, 4, 8), dtype)
        self.dq11 = np.empty((batch, 4, 32, 8), dtype)
        self.dwq11_copy = np.empty((batch, 32, 4, 8), dtype)
        self.delta10_product = np.empty((batch * 32, 32), dtype)
        self.dgamma10_product = np.empty((batch, 32, 32), dtype)
        self.delta7_square = np.empty((batch, 32, 128), dtype)
        self.dwo4_product = np.empty((32, 32), dtype)
        self.dp4 = np.empty((batch, 4, 32, 32), dtype)
        self.dwv4_product = np.empty((32, 32), dtype)
        self.dbv4_sum = np.empty((1024,), dtype)
        self.dk4 = np.empty((batch, 4, 32, 8), dtype)
        self.dwk4_copy = np.empty((batch, 32, 4, 8), dtype)
        self.dq4 = np.empty((batch, 4, 32, 8), dtype)
        self.dwq4_copy = np.empty((batch, 32, 4, 8), dtype)
        self.dgamma3_product = np.empty((batch, 32, 32), dtype)
        self.dw2_sum = np.empty((1024,), dtype)
        self.h2 = self.h1
        self.v3 = self.mu3
        self.z3 = self.v3_square
        self.p4 = self.a4
        self.z5 = self.h1
        self.v6 = self.mu6
        self.h6 = self.z4
        self.z6 = self.v6_square
        self.z9 = self.h1
        self.v10 = self.mu10
        self.h10 = self.z8
        self.z10 = self.v10_square
        self.p11 = self.a11
        self.z12 = self.z11
        self.v13 = self.mu13
        self.h13 = self.h1
        self.z13 = self.v13_square
        self.z16 = self.z11
        self.v17 = self.mu17
        self.h17 = self.z15
        self.z17 = self.v17_square
        self.delta18 = self.l_difference
        self.dh17 = self.v17_square
        self.dv17 = self.mu17
        self.dmu17 = self.l_max
        self.delta16 = self.z11
        self.delta14 = self.x15_product
        self.dh13 = self.z15
        self.dv13 = self.mu13
        self.dmu13 = self.h17_sqrt
        self.delta12 = self.v13_difference
        self.da11 = self.dp11
        self.dv11 = self.y11
        self.delta10 = self.dgamma17_product
        self.dh10 = self.dgamma17_product
        self.dv10 = self.mu10
        self.dmu10 = self.h13_sqrt
        self.delta9 = self.v10_difference
        self.delta7 = self.x8_product
        self.dh6 = self.v17_square
        self.dv6 = self.mu6
        self.dmu6 = self.h10_sqrt
        self.delta5 = self.v6_difference
        self.da4 = self.dp4
        self.dv4 = self.y4
        self.delta3 = self.dgamma10_product
        self.dh3 = self.dgamma10_product
        self.dv3 = self.mu3
        self.dmu3 = self.h6_sqrt
        self.dh2 = self.v3_difference
        self.h2_flat = self.h2.reshape(batch * 32, 32)
        self.ones = np.ones(32, dtype)
        self.mu3_sum_flat = self.mu3_sum.reshape(batch, 32)
        self.mu3_view = self.mu3[:, :, None]
        self.v3_square_flat = self.v3_square.reshape(batch * 32, 32)
        self.h3_sqrt_view = self.h3_sqrt[:, :, None]
        self.z3_flat = self.z3.reshape(batch * 32, 32)
        self.wq4_flat = self.wq4.reshape(32, 32)
        self.wq4_flat_t = self.wq4_flat.T
        self.q4_product_flat = self.q4_product.reshape(batch, 32, 4, 8)
        self.q4_product_flat_view = self.q4_product_flat.transpose(0, 2, 1, 3)
        self.bq4_view = self.bq4[:, None, :]
        self.wk4_flat = self.wk4.reshape(32, 32)
        self.wk4_flat_t = self.wk4_flat.T
        self.bk4_view = self.bk4[:, None, :]
        self.wv4_flat = self.wv4.reshape(32, 32)
        self.wv4_flat_t = self.wv4_flat.T
        self.bv4_view = self.bv4[:, None, :]
        self.k4_view = self.k4.transpose(0, 1, 3, 2)
        self.mask = np.arange(32, dtype=dtype) <= np.arange(32, dtype=dtype)[:, None]
        self.p4_max_view = self.p4_max[:, :, :, None]
        self.p4_flat = self.p4.reshape(batch * 128, 32)
        self.p4_sum_flat = self.p4_sum.reshape(batch, 4, 32)
        self.p4_sum_flat_view = self.p4_sum_flat[:, :, :, None]
        self.y4_view = self.y4.transpose(0, 2, 1, 3)
        self.z4_copy_flat = self.z4_copy.reshape(batch * 32, 32)
        self.wo4_flat = self.wo4.reshape(32, 32)
        self.wo4_flat_t = self.wo4_flat.T
        self.z4_product_flat = self.z4_product.reshape(batch, 32, 32)
        self.z5_flat = self.z5.reshape(batch * 32, 32)
        self.mu6_view = self.mu6[:, :, None]
        self.v6_square_flat = self.v6_square.reshape(batch * 32, 32)
        self.h6_sqrt_view = self.h6_sqrt[:, :, None]
        self.z6_flat = self.z6.reshape(batch * 32, 32)
        self.w7_t = self.w7.T
        self.z7_product_flat = self.z7_product.reshape(batch, 32, 128)
        self.x8_flat = self.x8.reshape(batch * 32, 128)
        self.w8_t = self.w8.T
        self.z9_flat = self.z9.reshape(batch * 32, 32)
        self.mu10_view = self.mu10[:, :, None]
        self.v10_square_flat = self.v10_square.reshape(batch * 32, 32)
        self.h10_sqrt_view = self.h10_sqrt[:, :, None]
        self.z10_flat = self.z10.reshape(batch * 32, 32)
        self.wq11_flat = self.wq11.reshape(32, 32)
        self.wq11_flat_t = self.wq11_flat.T
        self.q11_product_flat = self.q11_product.reshape(batch, 32, 4, 8)
        self.q11_product_flat_view = self.q11_product_flat.transpose(0, 2, 1, 3)
        self.bq11_view = self.bq11[:, None, :]
        self.wk11_flat = self.wk11.reshape(32, 32)
        self.wk11_flat_t = self.wk11_flat.T
        self.bk11_view = self.bk11[:, None, :]
        self.wv11_flat = self.wv11.reshape(32, 32)
        self.wv11_flat_t = self.wv11_flat.T
        self.bv11_view = self.bv11[:, None, :]
        self.k11_view = self.k11.transpose(0, 1, 3, 2)
        self.p11_max_view = self.p11_max[:, :, :, None]
        self.p11_flat = self.p11.reshape(batch * 128, 32)
        self.p11_sum_flat = self.p11_sum.reshape(batch, 4, 32)
        self.p11_sum_flat_view = self.p11_sum_flat[:, :, :, None]
        self.y11_view = self.y11.transpose(0, 2, 1, 3)
        self.z11_copy_flat = self.z11_copy.reshape(batch * 32, 32)
        self.wo11_flat = self.wo11.reshape(32, 32)
        self.wo11_flat_t = self.wo11_flat.T
        self.z12_flat = self.z12.reshape(batch * 32, 32)
        self.mu13_view = self.mu13[:, :, None]
        self.v13_square_flat = self.v13_square.reshape(batch * 32, 32)
        self.h13_sqrt_view = self.h13_sqrt[:, :, None]
        self.z13_flat = self.z13.reshape(batch * 32, 32)
        self.w14_t = self.w14.T
        self.z14_product_flat = self.z14_product.reshape(batch, 32, 128)
        self.x15_flat = self.x15.reshape(batch * 32, 128)
        self.w15_t = self.w15.T
        self.z16_flat = self.z16.reshape(batch * 32, 32)
        self.mu17_view = self.mu17[:, :, None]
        self.v17_square_flat = self.v17_square.reshape(batch * 32, 32)
        self.h17_sqrt_view = self.h17_sqrt[:, :, None]
        self.z17_flat = self.z17.reshape(batch * 32, 32)
        self.w18_t = self.w18.T
        self.y_product_flat = self.y_product.reshape(batch, 32, 96)
        self.l_max_view = self.l_max[:, :, None]
        self.l_difference_flat = self.l_difference.reshape(batch * 32, 96)
        self.ones_2 = np.ones(96, dtype)
        self.l_rows_flat = self.l_rows.reshape(batch, 32)
        self.mu3_sum_flat_view = self.mu3_sum_flat[:, :, None]
        self.value = np.arange(96)
        self.delta18_flat = self.delta18.reshape(batch * 32, 96)
        self.delta18_flat_t = self.delta18_flat.T
        self.ones_3 = np.ones(batch * 32, dtype)
        self.dgamma17_product_flat = self.dgamma17_product.reshape(batch * 32, 32)
        self.z4_product_flat_flat = self.z4_product_flat.reshape(batch * 32, 32)
        self.h17_flat = self.h17.reshape(batch * 32, 32)
        self.dh17_flat = self.dh17.reshape(batch * 32, 32)
        self.dv17_view = self.dv17[:, :, None]
        self.dmu17_view = self.dmu17[:, :, None]
        self.delta16_flat = self.delta16.reshape(batch * 32, 32)
        self.delta16_flat_t = self.delta16_flat.T
        self.delta14_flat = self.delta14.reshape(batch * 32, 128)
        self.delta14_flat_t = self.delta14_flat.T
        self.h13_flat = self.h13.reshape(batch * 32, 32)
        self.dh13_flat = self.dh13.reshape(batch * 32, 32)
        self.dv13_view = self.dv13[:, :, None]
        self.dmu13_view = self.dmu13[:, :, None]
        self.delta12_flat = self.delta12.reshape(batch * 32, 32)
        self.delta12_flat_t = self.delta12_flat.T
        self.dwo11_product_flat = self.dwo11_product.reshape(32, 4, 8)
        self.v11_view = self.v11.transpose(0, 1, 3, 2)
        self.a11_product_flat = self.a11_product.reshape(batch * 128, 32)
        self.p11_view = self.p11.transpose(0, 1, 3, 2)
        self.dv11_view = self.dv11.transpose(0, 2, 1, 3)
        self.z11_copy_flat_t = self.z11_copy_flat.T
        self.dwv11_product_flat = self.dwv11_product.reshape(4, 8, 32)
        self.dv11_flat = self.dv11.reshape(batch, 1024)
        self.ones_4 = np.ones(batch, dtype)
        self.dbv11_sum_flat = self.dbv11_sum.reshape(4, 32, 8)
        self.da11_view = self.da11.transpose(0, 1, 3, 2)
        self.mask_2 = np.arange(32, dtype=dtype)[:, None] <= np.arange(32, dtype=dtype)
        self.dk11_view = self.dk11.transpose(0, 2, 1, 3)
        self.dwk11_copy_flat = self.dwk11_copy.reshape(batch * 32, 32)
        self.dwk11_copy_flat_t = self.dwk11_copy_flat.T
        self.dk11_flat = self.dk11.reshape(batch, 1024)
        self.dq11_view = self.dq11.transpose(0, 2, 1, 3)
        self.dwq11_copy_flat = self.dwq11_copy.reshape(batch * 32, 32)
        self.dwq11_copy_flat_t = self.dwq11_copy_flat.T
        self.dq11_flat = self.dq11.reshape(batch, 1024)
        self.delta10_product_flat = self.delta10_product.reshape(batch, 32, 32)
        self.dgamma10_product_flat = self.dgamma10_product.reshape(batch * 32, 32)
        self.delta10_flat = self.delta10.reshape(batch * 32, 32)
        self.h10_flat = self.h10.reshape(batch * 32, 32)
        self.dh10_flat = self.dh10.reshape(batch * 32, 32)
        self.dv10_view = self.dv10[:, :, None]
        self.dmu10_view = self.dmu10[:, :, None]
        self.delta9_flat = self.delta9.reshape(batch * 32, 32)
        self.delta9_flat_t = self.delta9_flat.T
        self.delta7_flat = self.delta7.reshape(batch * 32, 128)
        self.delta7_flat_t = self.delta7_flat.T
        self.delta10_product_flat_2 = self.delta10_product_flat.reshape(batch * 32, 32)
        self.h6_flat = self.h6.reshape(batch * 32, 32)
        self.dh6_flat = self.dh6.reshape(batch * 32, 32)
        self.dv6_view = self.dv6[:, :, None]
        self.dmu6_view = self.dmu6[:, :, None]
        self.delta5_flat = self.delta5.reshape(batch * 32, 32)
        self.delta5_flat_t = self.delta5_flat.T
        self.dwo4_product_flat = self.dwo4_product.reshape(32, 4, 8)
        self.v4_view = self.v4.transpose(0, 1, 3, 2)
        self.a4_product_flat = self.a4_product.reshape(batch * 128, 32)
        self.p4_view = self.p4.transpose(0, 1, 3, 2)
        self.dv4_view = self.dv4.transpose(0, 2, 1, 3)
        self.z4_copy_flat_t = self.z4_copy_flat.T
        self.dwv4_product_flat = self.dwv4_product.reshape(4, 8, 32)
        self.dv4_flat = self.dv4.reshape(batch, 1024)
        self.dbv4_sum_flat = self.dbv4_sum.reshape(4, 32, 8)
        self.da4_view = self.da4.transpose(0, 1, 3, 2)
        self.dk4_view = self.dk4.transpose(0, 2, 1, 3)
        self.dwk4_copy_flat = self.dwk4_copy.reshape(batch * 32, 32)
        self.dwk4_copy_flat_t = self.dwk4_copy_flat.T
        self.dk4_flat = self.dk4.reshape(batch, 1024)
        self.dq4_view = self.dq4.transpose(0, 2, 1, 3)
        self.dwq4_copy_flat = self.dwq4_copy.reshape(batch * 32, 32)
        self.dwq4_copy_flat_t = self.dwq4_copy_flat.T
        self.dq4_flat = self.dq4.reshape(batch, 1024)
        self.dgamma3_product_flat = self.dgamma3_product.reshape(batch * 32, 32)
        self.delta3_flat = self.delta3.reshape(batch * 32, 32)
        self.h3_flat = self.h3.reshape(batch * 32, 32)
        self.dh3_flat = self.dh3.reshape(batch * 32, 32)
        self.dv3_view = self.dv3[:, :, None]
        self.dmu3_view = self.dmu3[:, :, None]
        self.dh2_flat = self.dh2.reshape(batch, 1024)
        self.dw2_sum_flat = self.dw2_sum.reshape(32, 32)

    def step(self, x: np.ndarray, t: np.ndarray) -> float:
        """The cost of a batch; its derivatives are in `gradient` afterwards."""
        batch = self.batch
        np.take(self.w1, x, axis=0, out=self.h1, mode="clip")  # (1b)
        np.add(self.h1, self.w2, out=self.h2)  # (2b)
        np.matmul(self.h2_flat, self.ones, out=self.mu3_sum)  # (3b)
        np.divide(self.mu3_sum_flat, 32, out=self.mu3)  # (3b)
        np.subtract(self.h2, self.mu3_view, out=self.v3_difference)  # (4b)
        np.square(self.v3_difference, out=self.v3_square)  # (4b)
        np.matmul(self.v3_square_flat, self.ones, out=self.mu3_sum)  # (4b)
        np.divide(self.mu3_sum_flat, 32, out=self.v3)  # (4b)
        np.add(1e-05, self.v3, out=self.v3)  # (5b)
        np.sqrt(self.v3, out=self.h3_sqrt)  # (5b)
        np.divide(self.v3_difference, self.h3_sqrt_view, out=self.h3)  # (5b)
        np.multiply(self.gamma3, self.h3, out=self.z3)  # (6b)
        np.add(self.beta3, self.z3, out=self.z3)  # (6b)
        np.matmul(self.z3_flat, self.wq4_flat_t, out=self.q4_product)  # (7b)
        np.add(self.q4_product_flat_view, self.bq4_view, out=self.q4)  # (7b)
        np.matmul(self.z3_flat, self.wk4_flat_t, out=self.q4_product)  # (8b)
        np.add(self.q4_product_flat_view, self.bk4_view, out=self.k4)  # (8b)
        np.matmul(self.z3_flat, self.wv4_flat_t, out=self.q4_product)  # (9b)
        np.add(self.q4_product_flat_view, self.bv4_view, out=self.v4)  # (9b)
        np.matmul(self.q4, self.k4_view, out=self.a4_product)  # (10b)
        np.multiply(0.3535533905932738, self.a4_product, out=self.a4_product)  # (10b)
        np.copyto(self.a4, -1000000000)  # (10b)
        np.copyto(self.a4, self.a4_product, where=self.mask)  # (10b)
        np.max(self.a4, axis=3, out=self.p4_max)  # (11b)
        np.subtract(self.a4, self.p4_max_view, out=self.p4)  # (11b)
        np.exp(self.p4, out=self.p4)  # (11b)
        np.matmul(self.p4_flat, self.ones, out=self.p4_sum)  # (11b)
        np.divide(self.p4, self.p4_sum_flat_view, out=self.p4)  # (11b)
        np.matmul(self.p4, self.v4, out=self.y4)  # (12b)
        np.copyto(self.z4_copy, self.y4_view)  # (13b)
        np.matmul(self.z4_copy_flat, self.wo4_flat_t, out=self.z4_product)  # (13b)
        np.add(self.z4_product_flat, self.bo4, out=self.z4)  # (13b)
        np.add(self.h2, self.z4, out=self.z5)  # (14b)
        np.matmul(self.z5_flat, self.ones, out=self.mu3_sum)  # (15b)
        np.divide(self.mu3_sum_flat, 32, out=self.mu6)  # (15b)
        np.subtract(self.z5, self.mu6_view, out=self.v6_difference)  # (16b)
        np.square(self.v6_difference, out=self.v6_square)  # (16b)
        np.matmul(self.v6_square_flat, self.ones, out=self.mu3_sum)  # (16b)
        np.divide(self.mu3_sum_flat, 32, out=self.v6)  # (16b)
        np.add(1e-05, self.v6, out=self.v6)  # (17b)
        np.sqrt(self.v6, out=self.h6_sqrt)  # (17b)
        np.divide(self.v6_difference, self.h6_sqrt_view, out=self.h6)  # (17b)
        np.multiply(self.gamma6, self.h6, out=self.z6)  # (18b)
        np.add(self.beta6, self.z6, out=self.z6)  # (18b)
        np.matmul(self.z6_flat, self.w7_t, out=self.z7_product)  # (19b)
        np.add(self.z7_product_flat, self.b7, out=self.z7)  # (19b)
        np.multiply(-0.7071067811865476, self.z7, out=self.x8_product)  # (20b)
        np.copyto(self.x8_product, erfc(self.x8_product))  # (20b)
        np.multiply(self.z7, self.x8_product, out=self.x8)  # (20b)
        np.divide(self.x8, 2, out=self.x8)  # (20b)
        np.matmul(self.x8_flat, self.w8_t, out=self.z4_product)  # (21b)
        np.add(self.z4_product_flat, self.b8, out=self.z8)  # (21b)
        np.add(self.z5, self.z8, out=self.z9)  # (22b)
        np.matmul(self.z9_flat, self.ones, out=self.mu3_sum)  # (23b)
        np.divide(self.mu3_sum_flat, 32, out=self.mu10)  # (23b)
        np.subtract(self.z9, self.mu10_view, out=self.v10_difference)  # (24b)
        np.square(self.v10_difference, out=self.v10_square)  # (24b)
        np.matmul(self.v10_square_flat, self.ones, out=self.mu3_sum)  # (24b)
        np.divide(self.mu3_sum_flat, 32, out=self.v10)  # (24b)
        np.add(1e-05, self.v10, out=self.v10)  # (25b)
        np.sqrt(self.v10, out=self.h10_sqrt)  # (25b)
        np.divide(self.v10_difference, self.h10_sqrt_view, out=self.h10)  # (25b)
        np.multiply(self.gamma10, self.h10, out=self.z10)  # (26b)
        np.add(self.beta10, self.z10, out=self.z10)  # (26b)
        np.matmul(self.z10_flat, self.wq11_flat_t, out=self.q11_product)  # (27b)
        np.add(self.q11_product_flat_view, self.bq11_view, out=self.q11)  # (27b)
        np.matmul(self.z10_flat, self.wk11_flat_t, out=self.q11_product)  # (28b)
        np.add(self.q11_product_flat_view, self.bk11_view, out=self.k11)  # (28b)
        np.matmul(self.z10_flat, self.wv11_flat_t, out=self.q11_product)  # (29b)
        np.add(self.q11_product_flat_view, self.bv11_view, out=self.v11)  # (29b)
        np.matmul(self.q11, self.k11_view, out=self.a11_product)  # (30b)
        np.multiply(0.3535533905932738, self.a11_product, out=self.a11_product)  # (30b)
        np.copyto(self.a11, -1000000000)  # (30b)
        np.copyto(self.a11, self.a11_product, where=self.mask)  # (30b)
        np.max(self.a11, axis=3, out=self.p11_max)  # (31b)
        np.subtract(self.a11, self.p11_max_view, out=self.p11)  # (31b)
        np.exp(self.p11, out=self.p11)  # (31b)
        np.matmul(self.p11_flat, self.ones, out=self.p11_sum)  # (31b)
        np.divide(self.p11, self.p11_sum_flat_view, out=self.p11)  # (31b)
        np.matmul(self.p11, self.v11, out=self.y11)  # (32b)
        np.copyto(self.z11_copy, self.y11_view)  # (33b)
        np.matmul(self.z11_copy_flat, self.wo11_flat_t, out=self.z4_product)  # (33b)
        np.add(self.z4_product_flat, self.bo11, out=self.z11)  # (33b)
        np.add(self.z11, self.z9, out=self.z12)  # (34b)
        np.matmul(self.z12_flat, self.ones, out=self.mu3_sum)  # (35b)
        np.divide(self.mu3_sum_flat, 32, out=self.mu13)  # (35b)
        np.subtract(self.z12, self.mu13_view, out=self.v13_difference)  # (36b)
        np.square(self.v13_difference, out=self.v13_square)  # (36b)
        np.matmul(self.v13_square_flat, self.ones, out=self.mu3_sum)  # (36b)
        np.divide(self.mu3_sum_flat, 32, out=self.v13)  # (36b)
        np.add(1e-05, self.v13, out=self.v13)  # (37b)
        np.sqrt(self.v13, out=self.h13_sqrt)  # (37b)
        np.divide(self.v13_difference, self.h13_sqrt_view, out=self.h13)  # (37b)
        np.multiply(self.gamma13, self.h13, out=self.z13)  # (38b)
        np.add(self.beta13, self.z13, out=self.z13)  # (38b)
        np.matmul(self.z13_flat, self.w14_t, out=self.z14_product)  # (39b)
        np.add(self.z14_product_flat, self.b14, out=self.z14)  # (39b)
        np.multiply(-0.7071067811865476, self.z14, out=self.x15_product)  # (40b)
        np.copyto(self.x15_product, erfc(self.x15_product))  # (40b)
        np.multiply(self.z14, self.x15_product, out=self.x15)  # (40b)
        np.divide(self.x15, 2, out=self.x15)  # (40b)
        np.matmul(self.x15_flat, self.w15_t, out=self.z4_product)  # (41b)
        np.add(self.z4_product_flat, self.b15, out=self.z15)  # (41b)
        np.add(self.z12, self.z15, out=self.z16)  # (42b)
        np.matmul(self.z16_flat, self.ones, out=self.mu3_sum)  # (43b)
        np.divide(self.mu3_sum_flat, 32, out=self.mu17)  # (43b)
        np.subtract(self.z16, self.mu17_view, out=self.z16)  # (44b)
        np.square(self.z16, out=self.v17_square)  # (44b)
        np.matmul(self.v17_square_flat, self.ones, out=self.mu3_sum)  # (44b)
        np.divide(self.mu3_sum_flat, 32, out=self.v17)  # (44b)
        np.add(1e-05, self.v17, out=self.v17)  # (45b)
        np.sqrt(self.v17, out=self.h17_sqrt)  # (45b)
        np.divide(self.z16, self.h17_sqrt_view, out=self.h17)  # (45b)
        np.multiply(self.gamma17, self.h17, out=self.z17)  # (46b)
        np.add(self.beta17, self.z17, out=self.z17)  # (46b)
        np.matmul(self.z17_flat, self.w18_t, out=self.y_product)  # (47b)
        np.add(self.y_product_flat, self.b18, out=self.y)  # (47b)
        np.max(self.y, axis=2, out=self.l_max)  # (48b)
        np.subtract(self.y, self.l_max_view, out=self.l_difference)  # (48b)
        np.exp(self.l_difference, out=self.l_difference)  # (48b)
        np.matmul(self.l_difference_flat, self.ones_2, out=self.mu3_sum)  # (48b)
        np.log(self.mu3_sum_flat, out=self.l)  # (48b)
        np.add(self.l, self.l_max, out=self.l)  # (48b)
        np.copyto(self.l_rows, np.take_along_axis(self.y, t.reshape(batch, 32, 1), axis=2))  # (48b)
        np.subtract(self.l, self.l_rows_flat, out=self.l)  # (48b)
        np.matmul(self.l, self.ones, out=self.L)  # (49b)
        np.divide(self.L, 32, out=self.L)  # (49b)
        C = self.L.sum() / batch  # (49c)

        np.divide(self.l_difference, self.mu3_sum_flat_view, out=self.delta18)  # (51b)
        np.equal(self.value, t[:, :, None], out=self.delta18_mask)  # (51b)
        np.copyto(self.delta18_indicator, self.delta18_mask)  # (51b)
        np.subtract(self.delta18, self.delta18_indicator, out=self.delta18)  # (51b)
        np.divide(self.delta18, 32 * batch, out=self.delta18)  # (51b)
        np.matmul(self.delta18_flat_t, self.z17_flat, out=self.dw18)  # (52b)
        np.matmul(self.ones_3, self.delta18_flat, out=self.db18)  # (53b)
        np.matmul(self.delta18_flat, self.w18, out=self.z4_product)  # (54b)
        np.multiply(self.z4_product_flat, self.h17, out=self.dgamma17_product)  # (55b)
        np.matmul(self.ones_3, self.dgamma17_product_flat, out=self.dgamma17)  # (55b)
        np.matmul(self.ones_3, self.z4_product_flat_flat, out=self.dbeta17)  # (56b)
        np.multiply(self.z4_product_flat, self.gamma17, out=self.dh17)  # (57b)
        np.multiply(self.dh17, self.h17, out=self.h17)  # (58b)
        np.matmul(self.h17_flat, self.ones, out=self.mu3_sum)  # (58b)
        np.multiply(2, self.v17, out=self.dv17)  # (58b)
        np.divide(self.mu3_sum_flat, self.dv17, out=self.dv17)  # (58b)
        np.negative(self.dv17, out=self.dv17)  # (58b)
        np.matmul(self.dh17_flat, self.ones, out=self.mu3_sum)  # (59b)
        np.divide(self.mu3_sum_flat, self.h17_sqrt, out=self.dmu17)  # (59b)
        np.negative(self.dmu17, out=self.dmu17)  # (59b)
        np.multiply(self.dv17_view, self.z16, out=self.delta16)  # (60b)
        np.divide(self.delta16, 16, out=self.delta16)  # (60b)
        np.divide(self.dh17, self.h17_sqrt_view, out=self.dh17)  # (60b)
        np.add(self.delta16, self.dh17, out=self.delta16)  # (60b)
        np.divide(self.dmu17, 32, out=self.dmu17)  # (60b)
        np.add(self.delta16, self.dmu17_view, out=self.delta16)  # (60b)
        np.matmul(self.delta16_flat_t, self.x15_flat, out=self.dw15)  # (62b)
        np.matmul(self.ones_3, self.delta16_flat, out=self.db15)  # (63b)
        np.matmul(self.delta16_flat, self.w15, out=self.z14_product)  # (64b)
        np.square(self.z14, out=self.delta14_square)  # (64b)
        np.divide(self.delta14_square, 2, out=self.delta14_square)  # (64b)
        np.negative(self.delta14_square, out=self.delta14_square)  # (64b)
        np.exp(self.delta14_square, out=self.delta14_square)  # (64b)
        np.multiply(self.z14, self.delta14_square, out=self.z14)  # (64b)
        np.multiply(0.7978845608028654, self.z14, out=self.z14)  # (64b)
        np.add(self.x15_product, self.z14, out=self.delta14)  # (64b)
        np.multiply(self.z14_product_flat, self.delta14, out=self.delta14)  # (64b)
        np.divide(self.delta14, 2, out=self.delta14)  # (64b)
        np.matmul(self.delta14_flat_t, self.z13_flat, out=self.dw14)  # (65b)
        np.matmul(self.ones_3, self.delta14_flat, out=self.db14)  # (66b)
        np.matmul(self.delta14_flat, self.w14, out=self.z4_product)  # (67b)
        np.multiply(self.z4_product_flat, self.h13, out=self.dgamma17_product)  # (68b)
        np.matmul(self.ones_3, self.dgamma17_product_flat, out=self.dgamma13)  # (68b)
        np.matmul(self.ones_3, self.z4_product_flat_flat, out=self.dbeta13)  # (69b)
        np.multiply(self.z4_product_flat, self.gamma13, out=self.dh13)  # (70b)
        np.multiply(self.dh13, self.h13, out=self.h13)  # (71b)
        np.matmul(self.h13_flat, self.ones, out=self.mu3_sum)  # (71b)
        np.multiply(2, self.v13, out=self.dv13)  # (71b)
        np.divide(self.mu3_sum_flat, self.dv13, out=self.dv13)  # (71b)
        np.negative(self.dv13, out=self.dv13)  # (71b)
        np.matmul(self.dh13_flat, self.ones, out=self.mu3_sum)  # (72b)
        np.divide(self.mu3_sum_flat, self.h13_sqrt, out=self.dmu13)  # (72b)
        np.negative(self.dmu13, out=self.dmu13)  # (72b)
        np.multiply(self.dv13_view, self.v13_difference, out=self.delta12)  # (73b)
        np.divide(self.delta12, 16, out=self.delta12)  # (73b)
        np.add(self.delta12, self.delta16, out=self.delta12)  # (73b)
        np.divide(self.dh13, self.h13_sqrt_view, out=self.dh13)  # (73b)
        np.add(self.delta12, self.dh13, out=self.delta12)  # (73b)
        np.divide(self.dmu13, 32, out=self.dmu13)  # (73b)
        np.add(self.delta12, self.dmu13_view, out=self.delta12)  # (73b)
        np.matmul(self.delta12_flat_t, self.z11_copy_flat, out=self.dwo11_product)  # (75b)
        np.copyto(self.dwo11, self.dwo11_product_flat)  # (75b)
        np.matmul(self.ones_3, self.delta12_flat, out=self.dbo11)  # (76b)
        np.matmul(self.delta12_flat, self.wo11_flat, out=self.q11_product)  # (77b)
        np.matmul(self.q11_product_flat_view, self.v11_view, out=self.dp11)  # (78b)
        np.multiply(self.dp11, self.p11, out=self.a11_product)  # (79b)
        np.matmul(self.a11_product_flat, self.ones, out=self.p11_sum)  # (79b)
        np.subtract(self.dp11, self.p11_sum_flat_view, out=self.da11)  # (79b)
        np.multiply(self.da11, self.p11, out=self.da11)  # (79b)
        np.matmul(self.p11_view, self.q11_product_flat_view, out=self.dv11)  # (80b)
        np.copyto(self.z11_copy, self.dv11_view)  # (81b)
        np.matmul(self.z11_copy_flat_t, self.z10_flat, out=self.dwv11_product)  # (81b)
        np.copyto(self.dwv11, self.dwv11_product_flat)  # (81b)
        np.matmul(self.ones_4, self.dv11_flat, out=self.dbv11_sum)  # (82b)
        np.sum(self.dbv11_sum_flat, axis=1, out=self.dbv11)  # (82b)
        np.multiply(self.da11_view, self.mask_2, out=self.a11_product)  # (83b)
        np.matmul(self.a11_product, self.q11, out=self.dk11)  # (83b)
        np.multiply(0.3535533905932738, self.dk11, out=self.dk11)  # (83b)
        np.copyto(self.dwk11_copy, self.dk11_view)  # (84b)
        np.matmul(self.dwk11_copy_flat_t, self.z10_flat, out=self.dwv11_product)  # (84b)
        np.copyto(self.dwk11, self.dwv11_product_flat)  # (84b)
        np.matmul(self.ones_4, self.dk11_flat, out=self.dbv11_sum)  # (85b)
        np.sum(self.dbv11_sum_flat, axis=1, out=self.dbk11)  # (85b)
        np.multiply(self.da11, self.mask, out=self.da11)  # (86b)
        np.matmul(self.da11, self.k11, out=self.dq11)  # (86b)
        np.multiply(0.3535533905932738, self.dq11, out=self.dq11)  # (86b)
        np.copyto(self.dwq11_copy, self.dq11_view)  # (87b)
        np.matmul(self.dwq11_copy_flat_t, self.z10_flat, out=self.dwv11_product)  # (87b)
        np.copyto(self.dwq11, self.dwv11_product_flat)  # (87b)
        np.matmul(self.ones_4, self.dq11_flat, out=self.dbv11_sum)  # (88b)
        np.sum(self.dbv11_sum_flat, axis=1, out=self.dbq11)  # (88b)
        np.matmul(self.dwk11_copy_flat, self.wk11_flat, out=self.z4_product)  # (89b)
        np.matmul(self.dwq11_copy_flat, self.wq11_flat, out=self.delta10_product)  # (89b)
        np.add(self.z4_product_flat, self.delta10_product_flat, out=self.delta10)  # (89b)
        np.matmul(self.z11_copy_flat, self.wv11_flat, out=self.z4_product)  # (89b)
        np.add(self.delta10, self.z4_product_flat, out=self.delta10)  # (89b)
        np.multiply(self.delta10, self.h10, out=self.dgamma10_product)  # (90b)
        np.matmul(self.ones_3, self.dgamma10_product_flat, out=self.dgamma10)  # (90b)
        np.matmul(self.ones_3, self.delta10_flat, out=self.dbeta10)  # (91b)
        np.multiply(self.delta10, self.gamma10, out=self.dh10)  # (92b)
        np.multiply(self.dh10, self.h10, out=self.h10)  # (93b)
        np.matmul(self.h10_flat, self.ones, out=self.mu3_sum)  # (93b)
        np.multiply(2, self.v10, out=self.dv10)  # (93b)
        np.divide(self.mu3_sum_flat, self.dv10, out=self.dv10)  # (93b)
        np.negative(self.dv10, out=self.dv10)  # (93b)
        np.matmul(self.dh10_flat, self.ones, out=self.mu3_sum)  # (94b)
        np.divide(self.mu3_sum_flat, self.h10_sqrt, out=self.dmu10)  # (94b)
        np.negative(self.dmu10, out=self.dmu10)  # (94b)
        np.multiply(self.dv10_view, self.v10_difference, out=self.delta9)  # (95b)
        np.divide(self.delta9, 16, out=self.delta9)  # (95b)
        np.add(self.delta9, self.delta12, out=self.delta9)  # (95b)
        np.divide(self.dh10, self.h10_sqrt_view, out=self.dh10)  # (95b)
        np.add(self.delta9, self.dh10, out=self.delta9)  # (95b)
        np.divide(self.dmu10, 32, out=self.dmu10)  # (95b)
        np.add(self.delta9, self.dmu10_view, out=self.delta9)  # (95b)
        np.matmul(self.delta9_flat_t, self.x8_flat, out=self.dw8)  # (97b)
        np.matmul(self.ones_3, self.delta9_flat, out=self.db8)  # (98b)
        np.matmul(self.delta9_flat, self.w8, out=self.z7_product)  # (99b)
        np.square(self.z7, out=self.delta7_square)  # (99b)
        np.divide(self.delta7_square, 2, out=self.delta7_square)  # (99b)
        np.negative(self.delta7_square, out=self.delta7_square)  # (99b)
        np.exp(self.delta7_square, out=self.delta7_square)  # (99b)
        np.multiply(self.z7, self.delta7_square, out=self.z7)  # (99b)
        np.multiply(0.7978845608028654, self.z7, out=self.z7)  # (99b)
        np.add(self.x8_product, self.z7, out=self.delta7)  # (99b)
        np.multiply(self.z7_product_flat, self.delta7, out=self.delta7)  # (99b)
        np.divide(self.delta7, 2, out=self.delta7)  # (99b)
        np.matmul(self.delta7_flat_t, self.z6_flat, out=self.dw7)  # (100b)
        np.matmul(self.ones_3, self.delta7_flat, out=self.db7)  # (101b)
        np.matmul(self.delta7_flat, self.w7, out=self.delta10_product)  # (102b)
        np.multiply(self.delta10_product_flat, self.h6, out=self.dgamma10_product)  # (103b)
        np.matmul(self.ones_3, self.dgamma10_product_flat, out=self.dgamma6)  # (103b)
        np.matmul(self.ones_3, self.delta10_product_flat_2, out=self.dbeta6)  # (104b)
        np.multiply(self.delta10_product_flat, self.gamma6, out=self.dh6)  # (105b)
        np.multiply(self.dh6, self.h6, out=self.h6)  # (106b)
        np.matmul(self.h6_flat, self.ones, out=self.mu3_sum)  # (106b)
        np.multiply(2, self.v6, out=self.dv6)  # (106b)
        np.divide(self.mu3_sum_flat, self.dv6, out=self.dv6)  # (106b)
        np.negative(self.dv6, out=self.dv6)  # (106b)
        np.matmul(self.dh6_flat, self.ones, out=self.mu3_sum)  # (107b)
        np.divide(self.mu3_sum_flat, self.h6_sqrt, out=self.dmu6)  # (107b)
        np.negative(self.dmu6, out=self.dmu6)  # (107b)
        np.multiply(self.dv6_view, self.v6_difference, out=self.delta5)  # (108b)
        np.divide(self.delta5, 16, out=self.delta5)  # (108b)
        np.add(self.delta5, self.delta9, out=self.delta5)  # (108b)
        np.divide(self.dh6, self.h6_sqrt_view, out=self.dh6)  # (108b)
        np.add(self.delta5, self.dh6, out=self.delta5)  # (108b)
        np.divide(self.dmu6, 32, out=self.dmu6)  # (108b)
        np.add(self.delta5, self.dmu6_view, out=self.delta5)  # (108b)
        np.matmul(self.delta5_flat_t, self.z4_copy_flat, out=self.dwo4_product)  # (110b)
        np.copyto(self.dwo4, self.dwo4_product_flat)  # (110b)
        np.matmul(self.ones_3, self.delta5_flat, out=self.dbo4)  # (111b)
        np.matmul(self.delta5_flat, self.wo4_flat, out=self.q4_product)  # (112b)
        np.matmul(self.q4_product_flat_view, self.v4_view, out=self.dp4)  # (113b)
        np.multiply(self.dp4, self.p4, out=self.a4_product)  # (114b)
        np.matmul(self.a4_product_flat, self.ones, out=self.p4_sum)  # (114b)
        np.subtract(self.dp4, self.p4_sum_flat_view, out=self.da4)  # (114b)
        np.multiply(self.da4, self.p4, out=self.da4)  # (114b)
        np.matmul(self.p4_view, self.q4_product_flat_view, out=self.dv4)  # (115b)
        np.copyto(self.z4_copy, self.dv4_view)  # (116b)
        np.matmul(self.z4_copy_flat_t, self.z3_flat, out=self.dwv4_product)  # (116b)
        np.copyto(self.dwv4, self.dwv4_product_flat)  # (116b)
        np.matmul(self.ones_4, self.dv4_flat, out=self.dbv4_sum)  # (117b)
        np.sum(self.dbv4_sum_flat, axis=1, out=self.dbv4)  # (117b)
        np.multiply(self.da4_view, self.mask_2, out=self.a4_product)  # (118b)
        np.matmul(self.a4_product, self.q4, out=self.dk4)  # (118b)
        np.multiply(0.3535533905932738, self.dk4, out=self.dk4)  # (118b)
        np.copyto(self.dwk4_copy, self.dk4_view)  # (119b)
        np.matmul(self.dwk4_copy_flat_t, self.z3_flat, out=self.dwv4_product)  # (119b)
        np.copyto(self.dwk4, self.dwv4_product_flat)  # (119b)
        np.matmul(self.ones_4, self.dk4_flat, out=self.dbv4_sum)  # (120b)
        np.sum(self.dbv4_sum_flat, axis=1, out=self.dbk4)  # (120b)
        np.multiply(self.da4, self.mask, out=self.da4)  # (121b)
        np.matmul(self.da4, self.k4, out=self.dq4)  # (121b)
        np.multiply(0.3535533905932738, self.dq4, out=self.dq4)  # (121b)
        np.copyto(self.dwq4_copy, self.dq4_view)  # (122b)
        np.matmul(self.dwq4_copy_flat_t, self.z3_flat, out=self.dwv4_product)  # (122b)
        np.copyto(self.dwq4, self.dwv4_product_flat)  # (122b)
        np.matmul(self.ones_4, self.dq4_flat, out=self.dbv4_sum)  # (123b)
        np.sum(self.dbv4_sum_flat, axis=1, out=self.dbq4)  # (123b)
        np.matmul(self.dwk4_copy_flat, self.wk4_flat, out=self.z4_product)  # (124b)
        np.matmul(self.dwq4_copy_flat, self.wq4_flat, out=self.delta10_product)  # (124b)
        np.add(self.z4_product_flat, self.delta10_product_flat, out=self.delta3)  # (124b)
        np.matmul(self.z4_copy_flat, self.wv4_flat, out=self.z4_product)  # (124b)
        np.add(self.delta3, self.z4_product_flat, out=self.delta3)  # (124b)
        np.multiply(self.delta3, self.h3, out=self.dgamma3_product)  # (125b)
        np.matmul(self.ones_3, self.dgamma3_product_flat, out=self.dgamma3)  # (125b)
        np.matmul(self.ones_3, self.delta3_flat, out=self.dbeta3)  # (126b)
        np.multiply(self.delta3, self.gamma3, out=self.dh3)  # (127b)
        np.multiply(self.dh3, self.h3, out=self.h3)  # (128b)
        np.matmul(self.h3_flat, self.ones, out=self.mu3_sum)  # (128b)
        np.multiply(2, self.v3, out=self.dv3)  # (128b)
        np.divide(self.mu3_sum_flat, self.dv3, out=self.dv3)  # (128b)
        np.negative(self.dv3, out=self.dv3)  # (128b)
        np.matmul(self.dh3_flat, self.ones, out=self.mu3_sum)  # (129b)
        np.divide(self.mu3_sum_flat, self.h3_sqrt, out=self.dmu3)  # (129b)
        np.negative(self.dmu3, out=self.dmu3)  # (129b)
        np.multiply(self.dv3_view, self.v3_difference, out=self.dh2)  # (130b)
        np.divide(self.dh2, 16, out=self.dh2)  # (130b)
        np.add(self.dh2, self.delta5, out=self.dh2)  # (130b)
        np.divide(self.dh3, self.h3_sqrt_view, out=self.dh3)  # (130b)
        np.add(self.dh2, self.dh3, out=self.dh2)  # (130b)
        np.divide(self.dmu3, 32, out=self.dmu3)  # (130b)
        np.add(self.dh2, self.dmu3_view, out=self.dh2)  # (130b)
        np.matmul(self.ones_4, self.dh2_flat, out=self.dw2_sum)  # (131b)
        np.copyto(self.dw2, self.dw2_sum_flat)  # (131b)
        sum_rows(self.dh2, x, 96, self.dw1)  # (133b)
        return float(C)


def gradients(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> tuple[float, Parameters]:
    """The cost of a batch with targets t (samples, 32), and its derivatives."""
    check_shapes(x=x, t=t)
    gradient = {name: np.empty(value.shape, value.dtype) for name, value in parameters.items()}
    workspace = Workspace(parameters, gradient, len(x))
    return workspace.step(x, t), gradient


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
    return Workspace(parameters, gradient, batch).step


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
