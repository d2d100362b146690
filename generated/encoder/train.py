"""A transformer encoder that reads digits.

    8 x 8 -> dense 16 -> sinusoidal_position as sinusoidal_position.2 -> 2 x encoder [self_attention
    4 -> add input -> layer_norm as attended -> dense 32 -> relu -> dense 16 -> add attended ->
    layer_norm] -> mean_step -> dense 10 -> softmax | cross_entropy

Every derivative below was derived, none typed; a number in a comment beside a statement
is the number of the handout's equation that the statement computes.

    python train.py data.npz --epochs 20 --save model.npz
    python train.py --help

In Python, with a run saved as model.npz:

    import train
    parameters = train.load("model.npz").state.parameters
    y = train.predict(parameters, x)  # x: (samples, 8, 8)
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import math
import os
import signal
import sys
import threading
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, TextIO

import numpy as np

Parameters = dict[str, np.ndarray]

NETWORK = (
    "8 x 8 -> dense 16 -> sinusoidal_position as sinusoidal_position.2 -> 2 x encoder"
    " [self_attention 4 -> add input -> layer_norm as attended -> dense 32 -> relu ->"
    " dense 16 -> add attended -> layer_norm] -> mean_step -> dense 10 -> softmax | "
    "cross_entropy"
)
PARAMETERS: dict[str, tuple[int, ...]] = {
    "w1": (16, 8),
    "b1": (16,),
    "wq3": (4, 4, 16),
    "wk3": (4, 4, 16),
    "wv3": (4, 4, 16),
    "wo3": (16, 4, 4),
    "bq3": (4, 4),
    "bk3": (4, 4),
    "bv3": (4, 4),
    "bo3": (16,),
    "gamma5": (16,),
    "beta5": (16,),
    "w6": (32, 16),
    "b6": (32,),
    "w7": (16, 32),
    "b7": (16,),
    "gamma9": (16,),
    "beta9": (16,),
    "wq10": (4, 4, 16),
    "wk10": (4, 4, 16),
    "wv10": (4, 4, 16),
    "wo10": (16, 4, 4),
    "bq10": (4, 4),
    "bk10": (4, 4),
    "bv10": (4, 4),
    "bo10": (16,),
    "gamma12": (16,),
    "beta12": (16,),
    "w13": (32, 16),
    "b13": (32,),
    "w14": (16, 32),
    "b14": (16,),
    "gamma16": (16,),
    "beta16": (16,),
    "w18": (10, 16),
    "b18": (10,),
}
INPUT_SHAPE: tuple[int, ...] = (8, 8)
TARGET_SHAPE: tuple[int, ...] = (10,)


def check_shapes(x: np.ndarray, t: np.ndarray) -> None:
    """Refuse arrays that NumPy would stretch to fit, which gives a number, but a wrong one."""
    samples = np.shape(x)[:1]
    if np.shape(x) != (*samples, 8, 8) or np.shape(t) != (*samples, 10):
        raise ValueError(
            f"x is (samples, 8, 8) and t (samples, 10), not {np.shape(x)} and {np.shape(t)}"
        )


def predict(parameters: Parameters, x: np.ndarray) -> np.ndarray:
    """The network's answer y (samples, 10) to inputs x (samples, 8, 8)."""
    w1, b1 = parameters["w1"], parameters["b1"]
    wq3 = parameters["wq3"]
    wk3 = parameters["wk3"]
    wv3 = parameters["wv3"]
    wo3 = parameters["wo3"]
    bq3 = parameters["bq3"]
    bk3 = parameters["bk3"]
    bv3 = parameters["bv3"]
    bo3 = parameters["bo3"]
    gamma5, beta5 = parameters["gamma5"], parameters["beta5"]
    w6, b6 = parameters["w6"], parameters["b6"]
    w7, b7 = parameters["w7"], parameters["b7"]
    gamma9, beta9 = parameters["gamma9"], parameters["beta9"]
    wq10 = parameters["wq10"]
    wk10 = parameters["wk10"]
    wv10 = parameters["wv10"]
    wo10 = parameters["wo10"]
    bq10 = parameters["bq10"]
    bk10 = parameters["bk10"]
    bv10 = parameters["bv10"]
    bo10 = parameters["bo10"]
    gamma12, beta12 = parameters["gamma12"], parameters["beta12"]
    w13, b13 = parameters["w13"], parameters["b13"]
    w14, b14 = parameters["w14"], parameters["b14"]
    gamma16, beta16 = parameters["gamma16"], parameters["beta16"]
    w18, b18 = parameters["w18"], parameters["b18"]
    z1 = x @ w1.T + b1  # (1b)
    a2_power = 10000 ** (-np.arange(8, dtype=w1.dtype) / 8)
    a2 = a2_power * np.arange(8, dtype=w1.dtype)[:, None]  # (2b)
    e2_mask = np.arange(2, dtype=w1.dtype) == 0
    e2 = np.where(e2_mask, np.sin(a2)[:, :, None], np.cos(a2)[:, :, None]).reshape(8, 16)  # (3b)
    h2 = e2 + z1  # (4b)
    q3 = np.tensordot(h2, wq3, axes=(2, 2)).transpose(0, 2, 1, 3) + bq3[:, None, :]  # (5b)
    k3 = np.tensordot(h2, wk3, axes=(2, 2)).transpose(0, 2, 1, 3) + bk3[:, None, :]  # (6b)
    v3 = np.tensordot(h2, wv3, axes=(2, 2)).transpose(0, 2, 1, 3) + bv3[:, None, :]  # (7b)
    a3 = (q3 @ k3.transpose(0, 1, 3, 2)) / 2  # (8b)
    p3_exp = np.exp(a3 - a3.max(axis=3, keepdims=True))
    p3 = p3_exp / p3_exp.sum(axis=3, keepdims=True)  # (9b)
    y3 = p3 @ v3  # (10b)
    z3 = np.tensordot(y3, wo3, axes=((1, 3), (1, 2))) + bo3  # (11b)
    z4 = h2 + z3  # (12b)
    mu5 = z4.sum(axis=2) / 16  # (13b)
    v5_difference = z4 - mu5[:, :, None]
    v5 = np.sum(v5_difference**2, axis=2) / 16  # (14b)
    h5 = v5_difference / np.sqrt(1e-05 + v5)[:, :, None]  # (15b)
    z5 = beta5 + gamma5 * h5  # (16b)
    z6 = z5 @ w6.T + b6  # (17b)
    x7 = np.maximum(0, z6)  # (18b)
    z7 = x7 @ w7.T + b7  # (19b)
    z8 = z5 + z7  # (20b)
    mu9 = z8.sum(axis=2) / 16  # (21b)
    v9_difference = z8 - mu9[:, :, None]
    v9 = np.sum(v9_difference**2, axis=2) / 16  # (22b)
    h9 = v9_difference / np.sqrt(1e-05 + v9)[:, :, None]  # (23b)
    z9 = beta9 + gamma9 * h9  # (24b)
    q10 = np.tensordot(z9, wq10, axes=(2, 2)).transpose(0, 2, 1, 3) + bq10[:, None, :]  # (25b)
    k10 = np.tensordot(z9, wk10, axes=(2, 2)).transpose(0, 2, 1, 3) + bk10[:, None, :]  # (26b)
    v10 = np.tensordot(z9, wv10, axes=(2, 2)).transpose(0, 2, 1, 3) + bv10[:, None, :]  # (27b)
    a10 = (q10 @ k10.transpose(0, 1, 3, 2)) / 2  # (28b)
    p10_exp = np.exp(a10 - a10.max(axis=3, keepdims=True))
    p10 = p10_exp / p10_exp.sum(axis=3, keepdims=True)  # (29b)
    y10 = p10 @ v10  # (30b)
    z10 = np.tensordot(y10, wo10, axes=((1, 3), (1, 2))) + bo10  # (31b)
    z11 = z10 + z9  # (32b)
    mu12 = z11.sum(axis=2) / 16  # (33b)
    v12_difference = z11 - mu12[:, :, None]
    v12 = np.sum(v12_difference**2, axis=2) / 16  # (34b)
    h12 = v12_difference / np.sqrt(1e-05 + v12)[:, :, None]  # (35b)
    z12 = beta12 + gamma12 * h12  # (36b)
    z13 = z12 @ w13.T + b13  # (37b)
    x14 = np.maximum(0, z13)  # (38b)
    z14 = x14 @ w14.T + b14  # (39b)
    z15 = z12 + z14  # (40b)
    mu16 = z15.sum(axis=2) / 16  # (41b)
    v16_difference = z15 - mu16[:, :, None]
    v16 = np.sum(v16_difference**2, axis=2) / 16  # (42b)
    h16 = v16_difference / np.sqrt(1e-05 + v16)[:, :, None]  # (43b)
    z16 = beta16 + gamma16 * h16  # (44b)
    h17 = z16.sum(axis=1) / 8  # (45b)
    z18 = h17 @ w18.T + b18  # (46b)
    y_exp = np.exp(z18 - z18.max(axis=1, keepdims=True))
    y = y_exp / y_exp.sum(axis=1, keepdims=True)  # (47b)
    return y


def loss(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> float:
    """The cost of a batch with targets t (samples, 10): what training makes small."""
    check_shapes(x, t)
    w1, b1 = parameters["w1"], parameters["b1"]
    wq3 = parameters["wq3"]
    wk3 = parameters["wk3"]
    wv3 = parameters["wv3"]
    wo3 = parameters["wo3"]
    bq3 = parameters["bq3"]
    bk3 = parameters["bk3"]
    bv3 = parameters["bv3"]
    bo3 = parameters["bo3"]
    gamma5, beta5 = parameters["gamma5"], parameters["beta5"]
    w6, b6 = parameters["w6"], parameters["b6"]
    w7, b7 = parameters["w7"], parameters["b7"]
    gamma9, beta9 = parameters["gamma9"], parameters["beta9"]
    wq10 = parameters["wq10"]
    wk10 = parameters["wk10"]
    wv10 = parameters["wv10"]
    wo10 = parameters["wo10"]
    bq10 = parameters["bq10"]
    bk10 = parameters["bk10"]
    bv10 = parameters["bv10"]
    bo10 = parameters["bo10"]
    gamma12, beta12 = parameters["gamma12"], parameters["beta12"]
    w13, b13 = parameters["w13"], parameters["b13"]
    w14, b14 = parameters["w14"], parameters["b14"]
    gamma16, beta16 = parameters["gamma16"], parameters["beta16"]
    w18, b18 = parameters["w18"], parameters["b18"]
    z1 = x @ w1.T + b1  # (1b)
    a2_power = 10000 ** (-np.arange(8, dtype=w1.dtype) / 8)
    a2 = a2_power * np.arange(8, dtype=w1.dtype)[:, None]  # (2b)
    e2_mask = np.arange(2, dtype=w1.dtype) == 0
    e2 = np.where(e2_mask, np.sin(a2)[:, :, None], np.cos(a2)[:, :, None]).reshape(8, 16)  # (3b)
    h2 = e2 + z1  # (4b)
    q3 = np.tensordot(h2, wq3, axes=(2, 2)).transpose(0, 2, 1, 3) + bq3[:, None, :]  # (5b)
    k3 = np.tensordot(h2, wk3, axes=(2, 2)).transpose(0, 2, 1, 3) + bk3[:, None, :]  # (6b)
    v3 = np.tensordot(h2, wv3, axes=(2, 2)).transpose(0, 2, 1, 3) + bv3[:, None, :]  # (7b)
    a3 = (q3 @ k3.transpose(0, 1, 3, 2)) / 2  # (8b)
    p3_exp = np.exp(a3 - a3.max(axis=3, keepdims=True))
    p3 = p3_exp / p3_exp.sum(axis=3, keepdims=True)  # (9b)
    y3 = p3 @ v3  # (10b)
    z3 = np.tensordot(y3, wo3, axes=((1, 3), (1, 2))) + bo3  # (11b)
    z4 = h2 + z3  # (12b)
    mu5 = z4.sum(axis=2) / 16  # (13b)
    v5_difference = z4 - mu5[:, :, None]
    v5 = np.sum(v5_difference**2, axis=2) / 16  # (14b)
    h5 = v5_difference / np.sqrt(1e-05 + v5)[:, :, None]  # (15b)
    z5 = beta5 + gamma5 * h5  # (16b)
    z6 = z5 @ w6.T + b6  # (17b)
    x7 = np.maximum(0, z6)  # (18b)
    z7 = x7 @ w7.T + b7  # (19b)
    z8 = z5 + z7  # (20b)
    mu9 = z8.sum(axis=2) / 16  # (21b)
    v9_difference = z8 - mu9[:, :, None]
    v9 = np.sum(v9_difference**2, axis=2) / 16  # (22b)
    h9 = v9_difference / np.sqrt(1e-05 + v9)[:, :, None]  # (23b)
    z9 = beta9 + gamma9 * h9  # (24b)
    q10 = np.tensordot(z9, wq10, axes=(2, 2)).transpose(0, 2, 1, 3) + bq10[:, None, :]  # (25b)
    k10 = np.tensordot(z9, wk10, axes=(2, 2)).transpose(0, 2, 1, 3) + bk10[:, None, :]  # (26b)
    v10 = np.tensordot(z9, wv10, axes=(2, 2)).transpose(0, 2, 1, 3) + bv10[:, None, :]  # (27b)
    a10 = (q10 @ k10.transpose(0, 1, 3, 2)) / 2  # (28b)
    p10_exp = np.exp(a10 - a10.max(axis=3, keepdims=True))
    p10 = p10_exp / p10_exp.sum(axis=3, keepdims=True)  # (29b)
    y10 = p10 @ v10  # (30b)
    z10 = np.tensordot(y10, wo10, axes=((1, 3), (1, 2))) + bo10  # (31b)
    z11 = z10 + z9  # (32b)
    mu12 = z11.sum(axis=2) / 16  # (33b)
    v12_difference = z11 - mu12[:, :, None]
    v12 = np.sum(v12_difference**2, axis=2) / 16  # (34b)
    h12 = v12_difference / np.sqrt(1e-05 + v12)[:, :, None]  # (35b)
    z12 = beta12 + gamma12 * h12  # (36b)
    z13 = z12 @ w13.T + b13  # (37b)
    x14 = np.maximum(0, z13)  # (38b)
    z14 = x14 @ w14.T + b14  # (39b)
    z15 = z12 + z14  # (40b)
    mu16 = z15.sum(axis=2) / 16  # (41b)
    v16_difference = z15 - mu16[:, :, None]
    v16 = np.sum(v16_difference**2, axis=2) / 16  # (42b)
    h16 = v16_difference / np.sqrt(1e-05 + v16)[:, :, None]  # (43b)
    z16 = beta16 + gamma16 * h16  # (44b)
    h17 = z16.sum(axis=1) / 8  # (45b)
    z18 = h17 @ w18.T + b18  # (46b)
    L_max = z18.max(axis=1)
    L_log = np.log(np.sum(np.exp(z18 - L_max[:, None]), axis=1))
    L = -np.sum(t * (z18 - L_log[:, None] - L_max[:, None]), axis=1)  # (48b)
    C = L.sum() / len(x)  # (48c)
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
        self.b1 = parameters["b1"]
        self.wq3 = parameters["wq3"]
        self.wk3 = parameters["wk3"]
        self.wv3 = parameters["wv3"]
        self.wo3 = parameters["wo3"]
        self.bq3 = parameters["bq3"]
        self.bk3 = parameters["bk3"]
        self.bv3 = parameters["bv3"]
        self.bo3 = parameters["bo3"]
        self.gamma5 = parameters["gamma5"]
        self.beta5 = parameters["beta5"]
        self.w6 = parameters["w6"]
        self.b6 = parameters["b6"]
        self.w7 = parameters["w7"]
        self.b7 = parameters["b7"]
        self.gamma9 = parameters["gamma9"]
        self.beta9 = parameters["beta9"]
        self.wq10 = parameters["wq10"]
        self.wk10 = parameters["wk10"]
        self.wv10 = parameters["wv10"]
        self.wo10 = parameters["wo10"]
        self.bq10 = parameters["bq10"]
        self.bk10 = parameters["bk10"]
        self.bv10 = parameters["bv10"]
        self.bo10 = parameters["bo10"]
        self.gamma12 = parameters["gamma12"]
        self.beta12 = parameters["beta12"]
        self.w13 = parameters["w13"]
        self.b13 = parameters["b13"]
        self.w14 = parameters["w14"]
        self.b14 = parameters["b14"]
        self.gamma16 = parameters["gamma16"]
        self.beta16 = parameters["beta16"]
        self.w18 = parameters["w18"]
        self.b18 = parameters["b18"]
        self.dw1 = gradient["w1"]
        self.db1 = gradient["b1"]
        self.dwq3 = gradient["wq3"]
        self.dwk3 = gradient["wk3"]
        self.dwv3 = gradient["wv3"]
        self.dwo3 = gradient["wo3"]
        self.dbq3 = gradient["bq3"]
        self.dbk3 = gradient["bk3"]
        self.dbv3 = gradient["bv3"]
        self.dbo3 = gradient["bo3"]
        self.dgamma5 = gradient["gamma5"]
        self.dbeta5 = gradient["beta5"]
        self.dw6 = gradient["w6"]
        self.db6 = gradient["b6"]
        self.dw7 = gradient["w7"]
        self.db7 = gradient["b7"]
        self.dgamma9 = gradient["gamma9"]
        self.dbeta9 = gradient["beta9"]
        self.dwq10 = gradient["wq10"]
        self.dwk10 = gradient["wk10"]
        self.dwv10 = gradient["wv10"]
        self.dwo10 = gradient["wo10"]
        self.dbq10 = gradient["bq10"]
        self.dbk10 = gradient["bk10"]
        self.dbv10 = gradient["bv10"]
        self.dbo10 = gradient["bo10"]
        self.dgamma12 = gradient["gamma12"]
        self.dbeta12 = gradient["beta12"]
        self.dw13 = gradient["w13"]
        self.db13 = gradient["b13"]
        self.dw14 = gradient["w14"]
        self.db14 = gradient["b14"]
        self.dgamma16 = gradient["gamma16"]
        self.dbeta16 = gradient["beta16"]
        self.dw18 = gradient["w18"]
        self.db18 = gradient["b18"]
        self.z1_product = np.empty((batch * 8, 16), dtype)
        self.z1 = np.empty((batch, 8, 16), dtype)
        self.e2_sin = np.empty((8, 8), dtype)
        self.e2_cos = np.empty((8, 8), dtype)
        self.e2_cases = np.empty((8, 8, 2), dtype)
        self.q3_product = np.empty((batch * 8, 16), dtype)
        self.q3 = np.empty((batch, 4, 8, 4), dtype)
        self.k3 = np.empty((batch, 4, 8, 4), dtype)
        self.v3 = np.empty((batch, 4, 8, 4), dtype)
        self.a3 = np.empty((batch, 4, 8, 8), dtype)
        self.p3_max = np.empty((batch, 4, 8), dtype)
        self.p3_sum = np.empty((batch * 32,), dtype)
        self.y3 = np.empty((batch, 4, 8, 4), dtype)
        self.z3_copy = np.empty((batch, 8, 4, 4), dtype)
        self.z3 = np.empty((batch, 8, 16), dtype)
        self.mu5_sum = np.empty((batch * 8,), dtype)
        self.mu5 = np.empty((batch, 8), dtype)
        self.v5_square = np.empty((batch, 8, 16), dtype)
        self.h5_sqrt = np.empty((batch, 8), dtype)
        self.h5 = np.empty((batch, 8, 16), dtype)
        self.z6_product = np.empty((batch * 8, 32), dtype)
        self.z6 = np.empty((batch, 8, 32), dtype)
        self.x7 = np.empty((batch, 8, 32), dtype)
        self.z7 = np.empty((batch, 8, 16), dtype)
        self.mu9 = np.empty((batch, 8), dtype)
        self.v9_square = np.empty((batch, 8, 16), dtype)
        self.h9_sqrt = np.empty((batch, 8), dtype)
        self.h9 = np.empty((batch, 8, 16), dtype)
        self.q10_product = np.empty((batch * 8, 16), dtype)
        self.q10 = np.empty((batch, 4, 8, 4), dtype)
        self.k10 = np.empty((batch, 4, 8, 4), dtype)
        self.v10 = np.empty((batch, 4, 8, 4), dtype)
        self.a10 = np.empty((batch, 4, 8, 8), dtype)
        self.p10_max = np.empty((batch, 4, 8), dtype)
        self.p10_sum = np.empty((batch * 32,), dtype)
        self.y10 = np.empty((batch, 4, 8, 4), dtype)
        self.z10_copy = np.empty((batch, 8, 4, 4), dtype)
        self.z10 = np.empty((batch, 8, 16), dtype)
        self.mu12 = np.empty((batch, 8), dtype)
        self.v12_square = np.empty((batch, 8, 16), dtype)
        self.h12_sqrt = np.empty((batch, 8), dtype)
        self.h12 = np.empty((batch, 8, 16), dtype)
        self.z13_product = np.empty((batch * 8, 32), dtype)
        self.z13 = np.empty((batch, 8, 32), dtype)
        self.x14 = np.empty((batch, 8, 32), dtype)
        self.z14 = np.empty((batch, 8, 16), dtype)
        self.mu16 = np.empty((batch, 8), dtype)
        self.v16_square = np.empty((batch, 8, 16), dtype)
        self.h16_sqrt = np.empty((batch, 8), dtype)
        self.h16 = np.empty((batch, 8, 16), dtype)
        self.h17 = np.empty((batch, 16), dtype)
        self.z18 = np.empty((batch, 10), dtype)
        self.y_max = np.empty((batch,), dtype)
        self.y = np.empty((batch, 10), dtype)
        self.y_sum = np.empty((batch,), dtype)
        self.dgamma16_product = np.empty((batch, 8, 16), dtype)
        self.dmu16 = np.empty((batch, 8), dtype)
        self.delta13_mask = np.empty((batch, 8, 32), bool)
        self.dwo10_product = np.empty((16, 16), dtype)
        self.dp10 = np.empty((batch, 4, 8, 8), dtype)
        self.da10_product = np.empty((batch, 4, 8, 8), dtype)
        self.dwv10_product = np.empty((16, 16), dtype)
        self.dbv10_sum = np.empty((128,), dtype)
        self.dk10 = np.empty((batch, 4, 8, 4), dtype)
        self.dwk10_copy = np.empty((batch, 8, 4, 4), dtype)
        self.dq10 = np.empty((batch, 4, 8, 4), dtype)
        self.dwq10_copy = np.empty((batch, 8, 4, 4), dtype)
        self.delta9_product = np.empty((batch * 8, 16), dtype)
        self.dgamma9_product = np.empty((batch, 8, 16), dtype)
        self.delta6_mask = np.empty((batch, 8, 32), bool)
        self.dwo3_product = np.empty((16, 16), dtype)
        self.dp3 = np.empty((batch, 4, 8, 8), dtype)
        self.da3_product = np.empty((batch, 4, 8, 8), dtype)
        self.dwv3_product = np.empty((16, 16), dtype)
        self.dbv3_sum = np.empty((128,), dtype)
        self.dk3 = np.empty((batch, 4, 8, 4), dtype)
        self.dwk3_copy = np.empty((batch, 8, 4, 4), dtype)
        self.dq3 = np.empty((batch, 4, 8, 4), dtype)
        self.dwq3_copy = np.empty((batch, 8, 4, 4), dtype)
        self.h2 = self.z1
        self.p3 = self.a3
        self.z4 = self.z3
        self.v5 = self.mu5
        self.z5 = self.v5_square
        self.z8 = self.z7
        self.v9 = self.mu9
        self.z9 = self.v9_square
        self.p10 = self.a10
        self.z11 = self.z10
        self.v12 = self.mu12
        self.z12 = self.v12_square
        self.z15 = self.z14
        self.v16 = self.mu16
        self.z16 = self.v16_square
        self.L = self.y_sum
        self.delta18 = self.y
        self.dh17 = self.h17
        self.delta16 = self.v16_square
        self.dh16 = self.v16_square
        self.dv16 = self.mu16
        self.delta15 = self.z14
        self.delta13 = self.x14
        self.delta12 = self.z14
        self.dh12 = self.z14
        self.dv12 = self.mu12
        self.dmu12 = self.h16_sqrt
        self.delta11 = self.z10
        self.da10 = self.dp10
        self.dv10 = self.y10
        self.delta9 = self.dgamma16_product
        self.dh9 = self.dgamma16_product
        self.dv9 = self.mu9
        self.dmu9 = self.h12_sqrt
        self.delta8 = self.z7
        self.delta6 = self.x7
        self.delta5 = self.z7
        self.dh5 = self.z7
        self.dv5 = self.mu5
        self.dmu5 = self.h9_sqrt
        self.delta4 = self.z3
        self.da3 = self.dp3
        self.dv3 = self.y3
        self.dh2 = self.dgamma9_product
        self.w1_t = self.w1.T
        self.z1_product_flat = self.z1_product.reshape(batch, 8, 16)
        self.power = 10000 ** (-np.arange(8, dtype=dtype) / 8)
        self.product = self.power * np.arange(8, dtype=dtype)[:, None]
        self.mask = np.arange(2, dtype=dtype) == 0
        self.e2_sin_view = self.e2_sin[:, :, None]
        self.e2_cos_view = self.e2_cos[:, :, None]
        self.e2_cases_flat = self.e2_cases.reshape(8, 16)
        self.h2_flat = self.h2.reshape(batch * 8, 16)
        self.wq3_flat = self.wq3.reshape(16, 16)
        self.wq3_flat_t = self.wq3_flat.T
        self.q3_product_flat = self.q3_product.reshape(batch, 8, 4, 4)
        self.q3_product_flat_view = self.q3_product_flat.transpose(0, 2, 1, 3)
        self.bq3_view = self.bq3[:, None, :]
        self.wk3_flat = self.wk3.reshape(16, 16)
        self.wk3_flat_t = self.wk3_flat.T
        self.bk3_view = self.bk3[:, None, :]
        self.wv3_flat = self.wv3.reshape(16, 16)
        self.wv3_flat_t = self.wv3_flat.T
        self.bv3_view = self.bv3[:, None, :]
        self.k3_view = self.k3.transpose(0, 1, 3, 2)
        self.p3_max_view = self.p3_max[:, :, :, None]
        self.p3_flat = self.p3.reshape(batch * 32, 8)
        self.ones = np.ones(8, dtype)
        self.p3_sum_flat = self.p3_sum.reshape(batch, 4, 8)
        self.p3_sum_flat_view = self.p3_sum_flat[:, :, :, None]
        self.y3_view = self.y3.transpose(0, 2, 1, 3)
        self.z3_copy_flat = self.z3_copy.reshape(batch * 8, 16)
        self.wo3_flat = self.wo3.reshape(16, 16)
        self.wo3_flat_t = self.wo3_flat.T
        self.z4_flat = self.z4.reshape(batch * 8, 16)
        self.ones_2 = np.ones(16, dtype)
        self.mu5_sum_flat = self.mu5_sum.reshape(batch, 8)
        self.mu5_view = self.mu5[:, :, None]
        self.v5_square_flat = self.v5_square.reshape(batch * 8, 16)
        self.h5_sqrt_view = self.h5_sqrt[:, :, None]
        self.z5_flat = self.z5.reshape(batch * 8, 16)
        self.w6_t = self.w6.T
        self.z6_product_flat = self.z6_product.reshape(batch, 8, 32)
        self.zeros = np.zeros((batch, 8, 32), dtype)
        self.x7_flat = self.x7.reshape(batch * 8, 32)
        self.w7_t = self.w7.T
        self.z8_flat = self.z8.reshape(batch * 8, 16)
        self.mu9_view = self.mu9[:, :, None]
        self.v9_square_flat = self.v9_square.reshape(batch * 8, 16)
        self.h9_sqrt_view = self.h9_sqrt[:, :, None]
        self.z9_flat = self.z9.reshape(batch * 8, 16)
        self.wq10_flat = self.wq10.reshape(16, 16)
        self.wq10_flat_t = self.wq10_flat.T
        self.q10_product_flat = self.q10_product.reshape(batch, 8, 4, 4)
        self.q10_product_flat_view = self.q10_product_flat.transpose(0, 2, 1, 3)
        self.bq10_view = self.bq10[:, None, :]
        self.wk10_flat = self.wk10.reshape(16, 16)
        self.wk10_flat_t = self.wk10_flat.T
        self.bk10_view = self.bk10[:, None, :]
        self.wv10_flat = self.wv10.reshape(16, 16)
        self.wv10_flat_t = self.wv10_flat.T
        self.bv10_view = self.bv10[:, None, :]
        self.k10_view = self.k10.transpose(0, 1, 3, 2)
        self.p10_max_view = self.p10_max[:, :, :, None]
        self.p10_flat = self.p10.reshape(batch * 32, 8)
        self.p10_sum_flat = self.p10_sum.reshape(batch, 4, 8)
        self.p10_sum_flat_view = self.p10_sum_flat[:, :, :, None]
        self.y10_view = self.y10.transpose(0, 2, 1, 3)
        self.z10_copy_flat = self.z10_copy.reshape(batch * 8, 16)
        self.wo10_flat = self.wo10.reshape(16, 16)
        self.wo10_flat_t = self.wo10_flat.T
        self.z11_flat = self.z11.reshape(batch * 8, 16)
        self.mu12_view = self.mu12[:, :, None]
        self.v12_square_flat = self.v12_square.reshape(batch * 8, 16)
        self.h12_sqrt_view = self.h12_sqrt[:, :, None]
        self.z12_flat = self.z12.reshape(batch * 8, 16)
        self.w13_t = self.w13.T
        self.z13_product_flat = self.z13_product.reshape(batch, 8, 32)
        self.x14_flat = self.x14.reshape(batch * 8, 32)
        self.w14_t = self.w14.T
        self.z15_flat = self.z15.reshape(batch * 8, 16)
        self.mu16_view = self.mu16[:, :, None]
        self.v16_square_flat = self.v16_square.reshape(batch * 8, 16)
        self.h16_sqrt_view = self.h16_sqrt[:, :, None]
        self.w18_t = self.w18.T
        self.y_max_column = self.y_max[:, None]
        self.ones_3 = np.ones(10, dtype)
        self.y_sum_column = self.y_sum[:, None]
        self.delta18_t = self.delta18.T
        self.ones_4 = np.ones(batch, dtype)
        self.dh17_view = self.dh17[:, None, :]
        self.dgamma16_product_flat = self.dgamma16_product.reshape(batch * 8, 16)
        self.ones_5 = np.ones(batch * 8, dtype)
        self.delta16_flat = self.delta16.reshape(batch * 8, 16)
        self.h16_flat = self.h16.reshape(batch * 8, 16)
        self.dh16_flat = self.dh16.reshape(batch * 8, 16)
        self.dv16_view = self.dv16[:, :, None]
        self.dmu16_view = self.dmu16[:, :, None]
        self.delta15_flat = self.delta15.reshape(batch * 8, 16)
        self.delta15_flat_t = self.delta15_flat.T
        self.delta13_flat = self.delta13.reshape(batch * 8, 32)
        self.delta13_flat_t = self.delta13_flat.T
        self.delta12_flat = self.delta12.reshape(batch * 8, 16)
        self.h12_flat = self.h12.reshape(batch * 8, 16)
        self.dh12_flat = self.dh12.reshape(batch * 8, 16)
        self.dv12_view = self.dv12[:, :, None]
        self.dmu12_view = self.dmu12[:, :, None]
        self.delta11_flat = self.delta11.reshape(batch * 8, 16)
        self.delta11_flat_t = self.delta11_flat.T
        self.dwo10_product_flat = self.dwo10_product.reshape(16, 4, 4)
        self.v10_view = self.v10.transpose(0, 1, 3, 2)
        self.da10_product_flat = self.da10_product.reshape(batch * 32, 8)
        self.p10_view = self.p10.transpose(0, 1, 3, 2)
        self.dv10_view = self.dv10.transpose(0, 2, 1, 3)
        self.z10_copy_flat_t = self.z10_copy_flat.T
        self.dwv10_product_flat = self.dwv10_product.reshape(4, 4, 16)
        self.dv10_flat = self.dv10.reshape(batch, 128)
        self.dbv10_sum_flat = self.dbv10_sum.reshape(4, 8, 4)
        self.da10_view = self.da10.transpose(0, 1, 3, 2)
        self.dk10_view = self.dk10.transpose(0, 2, 1, 3)
        self.dwk10_copy_flat = self.dwk10_copy.reshape(batch * 8, 16)
        self.dwk10_copy_flat_t = self.dwk10_copy_flat.T
        self.dk10_flat = self.dk10.reshape(batch, 128)
        self.dq10_view = self.dq10.transpose(0, 2, 1, 3)
        self.dwq10_copy_flat = self.dwq10_copy.reshape(batch * 8, 16)
        self.dwq10_copy_flat_t = self.dwq10_copy_flat.T
        self.dq10_flat = self.dq10.reshape(batch, 128)
        self.delta9_product_flat = self.delta9_product.reshape(batch, 8, 16)
        self.dgamma9_product_flat = self.dgamma9_product.reshape(batch * 8, 16)
        self.delta9_flat = self.delta9.reshape(batch * 8, 16)
        self.h9_flat = self.h9.reshape(batch * 8, 16)
        self.dh9_flat = self.dh9.reshape(batch * 8, 16)
        self.dv9_view = self.dv9[:, :, None]
        self.dmu9_view = self.dmu9[:, :, None]
        self.delta8_flat = self.delta8.reshape(batch * 8, 16)
        self.delta8_flat_t = self.delta8_flat.T
        self.delta6_flat = self.delta6.reshape(batch * 8, 32)
        self.delta6_flat_t = self.delta6_flat.T
        self.delta5_flat = self.delta5.reshape(batch * 8, 16)
        self.h5_flat = self.h5.reshape(batch * 8, 16)
        self.dh5_flat = self.dh5.reshape(batch * 8, 16)
        self.dv5_view = self.dv5[:, :, None]
        self.dmu5_view = self.dmu5[:, :, None]
        self.delta4_flat = self.delta4.reshape(batch * 8, 16)
        self.delta4_flat_t = self.delta4_flat.T
        self.dwo3_product_flat = self.dwo3_product.reshape(16, 4, 4)
        self.v3_view = self.v3.transpose(0, 1, 3, 2)
        self.da3_product_flat = self.da3_product.reshape(batch * 32, 8)
        self.p3_view = self.p3.transpose(0, 1, 3, 2)
        self.dv3_view = self.dv3.transpose(0, 2, 1, 3)
        self.z3_copy_flat_t = self.z3_copy_flat.T
        self.dwv3_product_flat = self.dwv3_product.reshape(4, 4, 16)
        self.dv3_flat = self.dv3.reshape(batch, 128)
        self.dbv3_sum_flat = self.dbv3_sum.reshape(4, 8, 4)
        self.da3_view = self.da3.transpose(0, 1, 3, 2)
        self.dk3_view = self.dk3.transpose(0, 2, 1, 3)
        self.dwk3_copy_flat = self.dwk3_copy.reshape(batch * 8, 16)
        self.dwk3_copy_flat_t = self.dwk3_copy_flat.T
        self.dk3_flat = self.dk3.reshape(batch, 128)
        self.dq3_view = self.dq3.transpose(0, 2, 1, 3)
        self.dwq3_copy_flat = self.dwq3_copy.reshape(batch * 8, 16)
        self.dwq3_copy_flat_t = self.dwq3_copy_flat.T
        self.dq3_flat = self.dq3.reshape(batch, 128)
        self.dh2_flat = self.dh2.reshape(batch * 8, 16)
        self.dh2_flat_t = self.dh2_flat.T

    def step(self, x: np.ndarray, t: np.ndarray) -> float:
        """The cost of a batch; its derivatives are in `gradient` afterwards."""
        batch = self.batch
        np.matmul(x.reshape(batch * 8, 8), self.w1_t, out=self.z1_product)  # (1b)
        np.add(self.z1_product_flat, self.b1, out=self.z1)  # (1b)
        np.sin(self.product, out=self.e2_sin)  # (3b)
        np.cos(self.product, out=self.e2_cos)  # (3b)
        np.copyto(self.e2_cases, self.e2_cos_view)  # (3b)
        np.copyto(self.e2_cases, self.e2_sin_view, where=self.mask)  # (3b)
        np.add(self.e2_cases_flat, self.z1, out=self.h2)  # (4b)
        np.matmul(self.h2_flat, self.wq3_flat_t, out=self.q3_product)  # (5b)
        np.add(self.q3_product_flat_view, self.bq3_view, out=self.q3)  # (5b)
        np.matmul(self.h2_flat, self.wk3_flat_t, out=self.q3_product)  # (6b)
        np.add(self.q3_product_flat_view, self.bk3_view, out=self.k3)  # (6b)
        np.matmul(self.h2_flat, self.wv3_flat_t, out=self.q3_product)  # (7b)
        np.add(self.q3_product_flat_view, self.bv3_view, out=self.v3)  # (7b)
        np.matmul(self.q3, self.k3_view, out=self.a3)  # (8b)
        np.divide(self.a3, 2, out=self.a3)  # (8b)
        np.max(self.a3, axis=3, out=self.p3_max)  # (9b)
        np.subtract(self.a3, self.p3_max_view, out=self.p3)  # (9b)
        np.exp(self.p3, out=self.p3)  # (9b)
        np.matmul(self.p3_flat, self.ones, out=self.p3_sum)  # (9b)
        np.divide(self.p3, self.p3_sum_flat_view, out=self.p3)  # (9b)
        np.matmul(self.p3, self.v3, out=self.y3)  # (10b)
        np.copyto(self.z3_copy, self.y3_view)  # (11b)
        np.matmul(self.z3_copy_flat, self.wo3_flat_t, out=self.z1_product)  # (11b)
        np.add(self.z1_product_flat, self.bo3, out=self.z3)  # (11b)
        np.add(self.h2, self.z3, out=self.z4)  # (12b)
        np.matmul(self.z4_flat, self.ones_2, out=self.mu5_sum)  # (13b)
        np.divide(self.mu5_sum_flat, 16, out=self.mu5)  # (13b)
        np.subtract(self.z4, self.mu5_view, out=self.z4)  # (14b)
        np.square(self.z4, out=self.v5_square)  # (14b)
        np.matmul(self.v5_square_flat, self.ones_2, out=self.mu5_sum)  # (14b)
        np.divide(self.mu5_sum_flat, 16, out=self.v5)  # (14b)
        np.add(1e-05, self.v5, out=self.v5)  # (15b)
        np.sqrt(self.v5, out=self.h5_sqrt)  # (15b)
        np.divide(self.z4, self.h5_sqrt_view, out=self.h5)  # (15b)
        np.multiply(self.gamma5, self.h5, out=self.z5)  # (16b)
        np.add(self.beta5, self.z5, out=self.z5)  # (16b)
        np.matmul(self.z5_flat, self.w6_t, out=self.z6_product)  # (17b)
        np.add(self.z6_product_flat, self.b6, out=self.z6)  # (17b)
        np.maximum(self.zeros, self.z6, out=self.x7)  # (18b)
        np.matmul(self.x7_flat, self.w7_t, out=self.z1_product)  # (19b)
        np.add(self.z1_product_flat, self.b7, out=self.z7)  # (19b)
        np.add(self.z5, self.z7, out=self.z8)  # (20b)
        np.matmul(self.z8_flat, self.ones_2, out=self.mu5_sum)  # (21b)
        np.divide(self.mu5_sum_flat, 16, out=self.mu9)  # (21b)
        np.subtract(self.z8, self.mu9_view, out=self.z8)  # (22b)
        np.square(self.z8, out=self.v9_square)  # (22b)
        np.matmul(self.v9_square_flat, self.ones_2, out=self.mu5_sum)  # (22b)
        np.divide(self.mu5_sum_flat, 16, out=self.v9)  # (22b)
        np.add(1e-05, self.v9, out=self.v9)  # (23b)
        np.sqrt(self.v9, out=self.h9_sqrt)  # (23b)
        np.divide(self.z8, self.h9_sqrt_view, out=self.h9)  # (23b)
        np.multiply(self.gamma9, self.h9, out=self.z9)  # (24b)
        np.add(self.beta9, self.z9, out=self.z9)  # (24b)
        np.matmul(self.z9_flat, self.wq10_flat_t, out=self.q10_product)  # (25b)
        np.add(self.q10_product_flat_view, self.bq10_view, out=self.q10)  # (25b)
        np.matmul(self.z9_flat, self.wk10_flat_t, out=self.q10_product)  # (26b)
        np.add(self.q10_product_flat_view, self.bk10_view, out=self.k10)  # (26b)
        np.matmul(self.z9_flat, self.wv10_flat_t, out=self.q10_product)  # (27b)
        np.add(self.q10_product_flat_view, self.bv10_view, out=self.v10)  # (27b)
        np.matmul(self.q10, self.k10_view, out=self.a10)  # (28b)
        np.divide(self.a10, 2, out=self.a10)  # (28b)
        np.max(self.a10, axis=3, out=self.p10_max)  # (29b)
        np.subtract(self.a10, self.p10_max_view, out=self.p10)  # (29b)
        np.exp(self.p10, out=self.p10)  # (29b)
        np.matmul(self.p10_flat, self.ones, out=self.p10_sum)  # (29b)
        np.divide(self.p10, self.p10_sum_flat_view, out=self.p10)  # (29b)
        np.matmul(self.p10, self.v10, out=self.y10)  # (30b)
        np.copyto(self.z10_copy, self.y10_view)  # (31b)
        np.matmul(self.z10_copy_flat, self.wo10_flat_t, out=self.z1_product)  # (31b)
        np.add(self.z1_product_flat, self.bo10, out=self.z10)  # (31b)
        np.add(self.z10, self.z9, out=self.z11)  # (32b)
        np.matmul(self.z11_flat, self.ones_2, out=self.mu5_sum)  # (33b)
        np.divide(self.mu5_sum_flat, 16, out=self.mu12)  # (33b)
        np.subtract(self.z11, self.mu12_view, out=self.z11)  # (34b)
        np.square(self.z11, out=self.v12_square)  # (34b)
        np.matmul(self.v12_square_flat, self.ones_2, out=self.mu5_sum)  # (34b)
        np.divide(self.mu5_sum_flat, 16, out=self.v12)  # (34b)
        np.add(1e-05, self.v12, out=self.v12)  # (35b)
        np.sqrt(self.v12, out=self.h12_sqrt)  # (35b)
        np.divide(self.z11, self.h12_sqrt_view, out=self.h12)  # (35b)
        np.multiply(self.gamma12, self.h12, out=self.z12)  # (36b)
        np.add(self.beta12, self.z12, out=self.z12)  # (36b)
        np.matmul(self.z12_flat, self.w13_t, out=self.z13_product)  # (37b)
        np.add(self.z13_product_flat, self.b13, out=self.z13)  # (37b)
        np.maximum(self.zeros, self.z13, out=self.x14)  # (38b)
        np.matmul(self.x14_flat, self.w14_t, out=self.z1_product)  # (39b)
        np.add(self.z1_product_flat, self.b14, out=self.z14)  # (39b)
        np.add(self.z12, self.z14, out=self.z15)  # (40b)
        np.matmul(self.z15_flat, self.ones_2, out=self.mu5_sum)  # (41b)
        np.divide(self.mu5_sum_flat, 16, out=self.mu16)  # (41b)
        np.subtract(self.z15, self.mu16_view, out=self.z15)  # (42b)
        np.square(self.z15, out=self.v16_square)  # (42b)
        np.matmul(self.v16_square_flat, self.ones_2, out=self.mu5_sum)  # (42b)
        np.divide(self.mu5_sum_flat, 16, out=self.v16)  # (42b)
        np.add(1e-05, self.v16, out=self.v16)  # (43b)
        np.sqrt(self.v16, out=self.h16_sqrt)  # (43b)
        np.divide(self.z15, self.h16_sqrt_view, out=self.h16)  # (43b)
        np.multiply(self.gamma16, self.h16, out=self.z16)  # (44b)
        np.add(self.beta16, self.z16, out=self.z16)  # (44b)
        np.sum(self.z16, axis=1, out=self.h17)  # (45b)
        np.divide(self.h17, 8, out=self.h17)  # (45b)
        np.matmul(self.h17, self.w18_t, out=self.z18)  # (46b)
        np.add(self.z18, self.b18, out=self.z18)  # (46b)
        np.max(self.z18, axis=1, out=self.y_max)  # (47b)
        np.subtract(self.z18, self.y_max_column, out=self.y)  # (47b)
        np.exp(self.y, out=self.y)  # (47b)
        np.matmul(self.y, self.ones_3, out=self.y_sum)  # (47b)
        np.divide(self.y, self.y_sum_column, out=self.y)  # (47b)
        np.log(self.y_sum, out=self.y_sum)  # (48b)
        np.subtract(self.z18, self.y_sum_column, out=self.z18)  # (48b)
        np.subtract(self.z18, self.y_max_column, out=self.z18)  # (48b)
        np.multiply(t, self.z18, out=self.z18)  # (48b)
        np.matmul(self.z18, self.ones_3, out=self.L)  # (48b)
        np.negative(self.L, out=self.L)  # (48b)
        C = self.L.sum() / batch  # (48c)

        np.subtract(self.y, t, out=self.delta18)  # (50b)
        np.divide(self.delta18, batch, out=self.delta18)  # (50b)
        np.matmul(self.delta18_t, self.h17, out=self.dw18)  # (51b)
        np.matmul(self.ones_4, self.delta18, out=self.db18)  # (52b)
        np.matmul(self.delta18, self.w18, out=self.dh17)  # (53b)
        np.divide(self.dh17, 8, out=self.dh17)  # (54b)
        np.copyto(self.delta16, self.dh17_view)  # (54b)
        np.multiply(self.delta16, self.h16, out=self.dgamma16_product)  # (55b)
        np.matmul(self.ones_5, self.dgamma16_product_flat, out=self.dgamma16)  # (55b)
        np.matmul(self.ones_5, self.delta16_flat, out=self.dbeta16)  # (56b)
        np.multiply(self.delta16, self.gamma16, out=self.dh16)  # (57b)
        np.multiply(self.dh16, self.h16, out=self.h16)  # (58b)
        np.matmul(self.h16_flat, self.ones_2, out=self.mu5_sum)  # (58b)
        np.multiply(2, self.v16, out=self.dv16)  # (58b)
        np.divide(self.mu5_sum_flat, self.dv16, out=self.dv16)  # (58b)
        np.negative(self.dv16, out=self.dv16)  # (58b)
        np.matmul(self.dh16_flat, self.ones_2, out=self.mu5_sum)  # (59b)
        np.divide(self.mu5_sum_flat, self.h16_sqrt, out=self.dmu16)  # (59b)
        np.negative(self.dmu16, out=self.dmu16)  # (59b)
        np.multiply(self.dv16_view, self.z15, out=self.delta15)  # (60b)
        np.divide(self.delta15, 8, out=self.delta15)  # (60b)
        np.divide(self.dh16, self.h16_sqrt_view, out=self.dh16)  # (60b)
        np.add(self.delta15, self.dh16, out=self.delta15)  # (60b)
        np.divide(self.dmu16, 16, out=self.dmu16)  # (60b)
        np.add(self.delta15, self.dmu16_view, out=self.delta15)  # (60b)
        np.matmul(self.delta15_flat_t, self.x14_flat, out=self.dw14)  # (62b)
        np.matmul(self.ones_5, self.delta15_flat, out=self.db14)  # (63b)
        np.matmul(self.delta15_flat, self.w14, out=self.z13_product)  # (64b)
        np.greater(self.z13, 0, out=self.delta13_mask)  # (64b)
        np.multiply(self.z13_product_flat, self.delta13_mask, out=self.delta13)  # (64b)
        np.matmul(self.delta13_flat_t, self.z12_flat, out=self.dw13)  # (65b)
        np.matmul(self.ones_5, self.delta13_flat, out=self.db13)  # (66b)
        np.matmul(self.delta13_flat, self.w13, out=self.z1_product)  # (67b)
        np.add(self.z1_product_flat, self.delta15, out=self.delta12)  # (67b)
        np.multiply(self.delta12, self.h12, out=self.dgamma16_product)  # (68b)
        np.matmul(self.ones_5, self.dgamma16_product_flat, out=self.dgamma12)  # (68b)
        np.matmul(self.ones_5, self.delta12_flat, out=self.dbeta12)  # (69b)
        np.multiply(self.delta12, self.gamma12, out=self.dh12)  # (70b)
        np.multiply(self.dh12, self.h12, out=self.h12)  # (71b)
        np.matmul(self.h12_flat, self.ones_2, out=self.mu5_sum)  # (71b)
        np.multiply(2, self.v12, out=self.dv12)  # (71b)
        np.divide(self.mu5_sum_flat, self.dv12, out=self.dv12)  # (71b)
        np.negative(self.dv12, out=self.dv12)  # (71b)
        np.matmul(self.dh12_flat, self.ones_2, out=self.mu5_sum)  # (72b)
        np.divide(self.mu5_sum_flat, self.h12_sqrt, out=self.dmu12)  # (72b)
        np.negative(self.dmu12, out=self.dmu12)  # (72b)
        np.multiply(self.dv12_view, self.z11, out=self.delta11)  # (73b)
        np.divide(self.delta11, 8, out=self.delta11)  # (73b)
        np.divide(self.dh12, self.h12_sqrt_view, out=self.dh12)  # (73b)
        np.add(self.delta11, self.dh12, out=self.delta11)  # (73b)
        np.divide(self.dmu12, 16, out=self.dmu12)  # (73b)
        np.add(self.delta11, self.dmu12_view, out=self.delta11)  # (73b)
        np.matmul(self.delta11_flat_t, self.z10_copy_flat, out=self.dwo10_product)  # (75b)
        np.copyto(self.dwo10, self.dwo10_product_flat)  # (75b)
        np.matmul(self.ones_5, self.delta11_flat, out=self.dbo10)  # (76b)
        np.matmul(self.delta11_flat, self.wo10_flat, out=self.q10_product)  # (77b)
        np.matmul(self.q10_product_flat_view, self.v10_view, out=self.dp10)  # (78b)
        np.multiply(self.dp10, self.p10, out=self.da10_product)  # (79b)
        np.matmul(self.da10_product_flat, self.ones, out=self.p10_sum)  # (79b)
        np.subtract(self.dp10, self.p10_sum_flat_view, out=self.da10)  # (79b)
        np.multiply(self.da10, self.p10, out=self.da10)  # (79b)
        np.matmul(self.p10_view, self.q10_product_flat_view, out=self.dv10)  # (80b)
        np.copyto(self.z10_copy, self.dv10_view)  # (81b)
        np.matmul(self.z10_copy_flat_t, self.z9_flat, out=self.dwv10_product)  # (81b)
        np.copyto(self.dwv10, self.dwv10_product_flat)  # (81b)
        np.matmul(self.ones_4, self.dv10_flat, out=self.dbv10_sum)  # (82b)
        np.sum(self.dbv10_sum_flat, axis=1, out=self.dbv10)  # (82b)
        np.matmul(self.da10_view, self.q10, out=self.dk10)  # (83b)
        np.divide(self.dk10, 2, out=self.dk10)  # (83b)
        np.copyto(self.dwk10_copy, self.dk10_view)  # (84b)
        np.matmul(self.dwk10_copy_flat_t, self.z9_flat, out=self.dwv10_product)  # (84b)
        np.copyto(self.dwk10, self.dwv10_product_flat)  # (84b)
        np.matmul(self.ones_4, self.dk10_flat, out=self.dbv10_sum)  # (85b)
        np.sum(self.dbv10_sum_flat, axis=1, out=self.dbk10)  # (85b)
        np.matmul(self.da10, self.k10, out=self.dq10)  # (86b)
        np.divide(self.dq10, 2, out=self.dq10)  # (86b)
        np.copyto(self.dwq10_copy, self.dq10_view)  # (87b)
        np.matmul(self.dwq10_copy_flat_t, self.z9_flat, out=self.dwv10_product)  # (87b)
        np.copyto(self.dwq10, self.dwv10_product_flat)  # (87b)
        np.matmul(self.ones_4, self.dq10_flat, out=self.dbv10_sum)  # (88b)
        np.sum(self.dbv10_sum_flat, axis=1, out=self.dbq10)  # (88b)
        np.matmul(self.dwk10_copy_flat, self.wk10_flat, out=self.z1_product)  # (89b)
        np.matmul(self.dwq10_copy_flat, self.wq10_flat, out=self.delta9_product)  # (89b)
        np.add(self.z1_product_flat, self.delta9_product_flat, out=self.delta9)  # (89b)
        np.matmul(self.z10_copy_flat, self.wv10_flat, out=self.z1_product)  # (89b)
        np.add(self.delta9, self.z1_product_flat, out=self.delta9)  # (89b)
        np.add(self.delta9, self.delta11, out=self.delta9)  # (89b)
        np.multiply(self.delta9, self.h9, out=self.dgamma9_product)  # (90b)
        np.matmul(self.ones_5, self.dgamma9_product_flat, out=self.dgamma9)  # (90b)
        np.matmul(self.ones_5, self.delta9_flat, out=self.dbeta9)  # (91b)
        np.multiply(self.delta9, self.gamma9, out=self.dh9)  # (92b)
        np.multiply(self.dh9, self.h9, out=self.h9)  # (93b)
        np.matmul(self.h9_flat, self.ones_2, out=self.mu5_sum)  # (93b)
        np.multiply(2, self.v9, out=self.dv9)  # (93b)
        np.divide(self.mu5_sum_flat, self.dv9, out=self.dv9)  # (93b)
        np.negative(self.dv9, out=self.dv9)  # (93b)
        np.matmul(self.dh9_flat, self.ones_2, out=self.mu5_sum)  # (94b)
        np.divide(self.mu5_sum_flat, self.h9_sqrt, out=self.dmu9)  # (94b)
        np.negative(self.dmu9, out=self.dmu9)  # (94b)
        np.multiply(self.dv9_view, self.z8, out=self.delta8)  # (95b)
        np.divide(self.delta8, 8, out=self.delta8)  # (95b)
        np.divide(self.dh9, self.h9_sqrt_view, out=self.dh9)  # (95b)
        np.add(self.delta8, self.dh9, out=self.delta8)  # (95b)
        np.divide(self.dmu9, 16, out=self.dmu9)  # (95b)
        np.add(self.delta8, self.dmu9_view, out=self.delta8)  # (95b)
        np.matmul(self.delta8_flat_t, self.x7_flat, out=self.dw7)  # (97b)
        np.matmul(self.ones_5, self.delta8_flat, out=self.db7)  # (98b)
        np.matmul(self.delta8_flat, self.w7, out=self.z6_product)  # (99b)
        np.greater(self.z6, 0, out=self.delta6_mask)  # (99b)
        np.multiply(self.z6_product_flat, self.delta6_mask, out=self.delta6)  # (99b)
        np.matmul(self.delta6_flat_t, self.z5_flat, out=self.dw6)  # (100b)
        np.matmul(self.ones_5, self.delta6_flat, out=self.db6)  # (101b)
        np.matmul(self.delta6_flat, self.w6, out=self.delta9_product)  # (102b)
        np.add(self.delta9_product_flat, self.delta8, out=self.delta5)  # (102b)
        np.multiply(self.delta5, self.h5, out=self.dgamma9_product)  # (103b)
        np.matmul(self.ones_5, self.dgamma9_product_flat, out=self.dgamma5)  # (103b)
        np.matmul(self.ones_5, self.delta5_flat, out=self.dbeta5)  # (104b)
        np.multiply(self.delta5, self.gamma5, out=self.dh5)  # (105b)
        np.multiply(self.dh5, self.h5, out=self.h5)  # (106b)
        np.matmul(self.h5_flat, self.ones_2, out=self.mu5_sum)  # (106b)
        np.multiply(2, self.v5, out=self.dv5)  # (106b)
        np.divide(self.mu5_sum_flat, self.dv5, out=self.dv5)  # (106b)
        np.negative(self.dv5, out=self.dv5)  # (106b)
        np.matmul(self.dh5_flat, self.ones_2, out=self.mu5_sum)  # (107b)
        np.divide(self.mu5_sum_flat, self.h5_sqrt, out=self.dmu5)  # (107b)
        np.negative(self.dmu5, out=self.dmu5)  # (107b)
        np.multiply(self.dv5_view, self.z4, out=self.delta4)  # (108b)
        np.divide(self.delta4, 8, out=self.delta4)  # (108b)
        np.divide(self.dh5, self.h5_sqrt_view, out=self.dh5)  # (108b)
        np.add(self.delta4, self.dh5, out=self.delta4)  # (108b)
        np.divide(self.dmu5, 16, out=self.dmu5)  # (108b)
        np.add(self.delta4, self.dmu5_view, out=self.delta4)  # (108b)
        np.matmul(self.delta4_flat_t, self.z3_copy_flat, out=self.dwo3_product)  # (110b)
        np.copyto(self.dwo3, self.dwo3_product_flat)  # (110b)
        np.matmul(self.ones_5, self.delta4_flat, out=self.dbo3)  # (111b)
        np.matmul(self.delta4_flat, self.wo3_flat, out=self.q3_product)  # (112b)
        np.matmul(self.q3_product_flat_view, self.v3_view, out=self.dp3)  # (113b)
        np.multiply(self.dp3, self.p3, out=self.da3_product)  # (114b)
        np.matmul(self.da3_product_flat, self.ones, out=self.p3_sum)  # (114b)
        np.subtract(self.dp3, self.p3_sum_flat_view, out=self.da3)  # (114b)
        np.multiply(self.da3, self.p3, out=self.da3)  # (114b)
        np.matmul(self.p3_view, self.q3_product_flat_view, out=self.dv3)  # (115b)
        np.copyto(self.z3_copy, self.dv3_view)  # (116b)
        np.matmul(self.z3_copy_flat_t, self.h2_flat, out=self.dwv3_product)  # (116b)
        np.copyto(self.dwv3, self.dwv3_product_flat)  # (116b)
        np.matmul(self.ones_4, self.dv3_flat, out=self.dbv3_sum)  # (117b)
        np.sum(self.dbv3_sum_flat, axis=1, out=self.dbv3)  # (117b)
        np.matmul(self.da3_view, self.q3, out=self.dk3)  # (118b)
        np.divide(self.dk3, 2, out=self.dk3)  # (118b)
        np.copyto(self.dwk3_copy, self.dk3_view)  # (119b)
        np.matmul(self.dwk3_copy_flat_t, self.h2_flat, out=self.dwv3_product)  # (119b)
        np.copyto(self.dwk3, self.dwv3_product_flat)  # (119b)
        np.matmul(self.ones_4, self.dk3_flat, out=self.dbv3_sum)  # (120b)
        np.sum(self.dbv3_sum_flat, axis=1, out=self.dbk3)  # (120b)
        np.matmul(self.da3, self.k3, out=self.dq3)  # (121b)
        np.divide(self.dq3, 2, out=self.dq3)  # (121b)
        np.copyto(self.dwq3_copy, self.dq3_view)  # (122b)
        np.matmul(self.dwq3_copy_flat_t, self.h2_flat, out=self.dwv3_product)  # (122b)
        np.copyto(self.dwq3, self.dwv3_product_flat)  # (122b)
        np.matmul(self.ones_4, self.dq3_flat, out=self.dbv3_sum)  # (123b)
        np.sum(self.dbv3_sum_flat, axis=1, out=self.dbq3)  # (123b)
        np.matmul(self.dwk3_copy_flat, self.wk3_flat, out=self.z1_product)  # (124b)
        np.matmul(self.dwq3_copy_flat, self.wq3_flat, out=self.delta9_product)  # (124b)
        np.add(self.z1_product_flat, self.delta9_product_flat, out=self.dh2)  # (124b)
        np.matmul(self.z3_copy_flat, self.wv3_flat, out=self.z1_product)  # (124b)
        np.add(self.dh2, self.z1_product_flat, out=self.dh2)  # (124b)
        np.add(self.dh2, self.delta4, out=self.dh2)  # (124b)
        np.matmul(self.dh2_flat_t, x.reshape(batch * 8, 8), out=self.dw1)  # (126b)
        np.matmul(self.ones_5, self.dh2_flat, out=self.db1)  # (127b)
        return float(C)


def gradients(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> tuple[float, Parameters]:
    """The cost of a batch with targets t (samples, 10), and its derivatives."""
    check_shapes(x, t)
    gradient = {name: np.empty(value.shape, value.dtype) for name, value in parameters.items()}
    workspace = Workspace(parameters, gradient, len(x))
    return workspace.step(x, t), gradient


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
        "w1": glorot_uniform(random, (16, 8), fan_in=8, fan_out=16),
        "b1": np.zeros((16,)),
        "wq3": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wk3": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wv3": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wo3": glorot_uniform(random, (16, 4, 4), fan_in=16, fan_out=16),
        "bq3": np.zeros((4, 4)),
        "bk3": np.zeros((4, 4)),
        "bv3": np.zeros((4, 4)),
        "bo3": np.zeros((16,)),
        "gamma5": np.ones((16,)),
        "beta5": np.zeros((16,)),
        "w6": glorot_uniform(random, (32, 16), fan_in=16, fan_out=32),
        "b6": np.zeros((32,)),
        "w7": glorot_uniform(random, (16, 32), fan_in=32, fan_out=16),
        "b7": np.zeros((16,)),
        "gamma9": np.ones((16,)),
        "beta9": np.zeros((16,)),
        "wq10": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wk10": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wv10": glorot_uniform(random, (4, 4, 16), fan_in=16, fan_out=16),
        "wo10": glorot_uniform(random, (16, 4, 4), fan_in=16, fan_out=16),
        "bq10": np.zeros((4, 4)),
        "bk10": np.zeros((4, 4)),
        "bv10": np.zeros((4, 4)),
        "bo10": np.zeros((16,)),
        "gamma12": np.ones((16,)),
        "beta12": np.zeros((16,)),
        "w13": glorot_uniform(random, (32, 16), fan_in=16, fan_out=32),
        "b13": np.zeros((32,)),
        "w14": glorot_uniform(random, (16, 32), fan_in=32, fan_out=16),
        "b14": np.zeros((16,)),
        "gamma16": np.ones((16,)),
        "beta16": np.zeros((16,)),
        "w18": glorot_uniform(random, (10, 16), fan_in=16, fan_out=10),
        "b18": np.zeros((10,)),
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
    """Whether the largest output is that of the target's class."""
    hits: np.ndarray = y.argmax(axis=-1) == t.argmax(axis=-1)
    return hits


def measured(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> dict[str, float]:
    """The share of right answers, found in slices so that memory stays small."""
    right = places = 0
    for part in slices(len(x)):
        hits = correct(predict(parameters, x[part]), t[part])
        right += int(np.count_nonzero(hits))
        places += hits.size
    return {"accuracy": right / places}


def as_targets(t: np.ndarray, samples: int) -> np.ndarray:
    """Targets of shape (samples, *TARGET_SHAPE); integer class labels become one-hot rows."""
    t = as_numbers(t, "t")
    places = (samples, *TARGET_SHAPE[:-1])
    if t.shape[1:] != TARGET_SHAPE and t.size == math.prod(places):
        t = one_hot(t.reshape(places), TARGET_SHAPE[-1])
    t = in_shape(t, samples, TARGET_SHAPE, "t")
    if not np.allclose(t.sum(axis=-1), 1.0, rtol=0.0, atol=1e-5):
        raise InputError("t: the targets of a sample must sum to 1, which the derivation uses")
    return t


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Rows with a 1 at the label and 0 elsewhere."""
    whole = labels == np.floor(labels)
    if not whole.all():
        raise InputError(f"t: class labels must be whole numbers, met {labels[~whole][0]:g}")
    if labels.min() < 0 or labels.max() >= classes:
        met = f"{labels.min():g} to {labels.max():g}"
        raise InputError(f"t: labels run from {met}, the network knows 0 to {classes - 1}")
    return np.eye(classes)[labels.astype(np.intp)]


class InputError(ValueError):
    """What was given cannot be used; the message says what was met and what is wanted."""


def as_inputs(x: np.ndarray) -> np.ndarray:
    """Inputs of shape (samples, *INPUT_SHAPE)."""
    x = as_numbers(x, "x")
    return in_shape(x, len(x), INPUT_SHAPE, "x")


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


def mean_loss(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> float:
    """The loss of one sample on average, found in slices so that memory stays small."""
    total = 0.0
    for part in slices(len(x)):
        total += sample_sum(loss(parameters, x[part], t[part]), len(x[part]))
    return total / len(x)


def step_function(
    parameters: Parameters, gradient: Parameters, batch: int
) -> Callable[[np.ndarray, np.ndarray], float]:
    """A function of (x, t) that fills `gradient` and returns the cost of that batch."""
    return Workspace(parameters, gradient, batch).step


class Training:
    """One run: its batches, and flat vectors of the parameters, their gradient and its memory."""

    def __init__(
        self,
        parameters: Parameters,
        samples: tuple[np.ndarray, np.ndarray],
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
        self.x, self.t = self.as_samples(*samples)
        self.mixed_x, self.mixed_t = np.empty_like(self.x), np.empty_like(self.t)
        self.lay_out(parameters, frozen)
        self.batch_size = min(batch_size, len(self.x))
        sizes = {self.batch_size, len(self.x) % self.batch_size} - {0}
        self.steps = {size: step_function(self.views, self.slopes, size) for size in sizes}
        self.update = OPTIMIZERS[optimizer].update
        self.memory = {name: np.zeros_like(self.p) for name in OPTIMIZERS[optimizer].memory}
        self.shuffle = np.random.default_rng()
        self.settings = {
            "optimizer": optimizer,
            "batch_size": batch_size,
            "samples": len(self.x),
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

    def as_samples(self, x: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets in the network's shapes and in the parameters' number type."""
        x = as_inputs(x)
        t = as_targets(t, len(x))
        return np.ascontiguousarray(x, self.dtype), np.ascontiguousarray(t, self.dtype)

    def updates_of_epoch(self) -> int:
        """The number of batches that the samples make."""
        return -(-len(self.x) // self.batch_size)

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
        order = self.shuffle.permutation(len(self.x))
        np.take(self.x, order, axis=0, out=self.mixed_x, mode="clip")
        np.take(self.t, order, axis=0, out=self.mixed_t, mode="clip")
        size = self.batch_size
        p, g, scratch, memory, update = self.p, self.g, self.scratch, self.memory, self.update
        for start in range(state.batch * size, len(order), size):
            x = self.mixed_x[start : start + size]
            t = self.mixed_t[start : start + size]
            cost = self.steps[len(x)](x, t)
            if not math.isfinite(cost):
                raise DivergedError(self.report(state, cost, x, t))
            state.updates += 1
            if pace.clip < math.inf:
                shorten(g, pace.clip)
            update(p, g, scratch, memory, pace.rate_of(state.updates), state.updates)
            state.batch += 1
            state.total += sample_sum(cost, len(x))
            if interruption.asked:
                raise Interrupted(state)

    def close_epoch(self, state: State, held_out: tuple[np.ndarray, np.ndarray] | None) -> None:
        """Add the epoch's record to the history and make the state ready for the next one."""
        if not np.isfinite(self.p).all():
            bad = not_finite(state.parameters)
            raise DivergedError(f"not finite after epoch {state.epoch + 1}: {bad}")
        record = {"epoch": state.epoch + 1, "loss": state.total / len(self.x)}
        record.update(measured(state.parameters, self.x, self.t))
        if held_out is not None:
            record["validation_loss"] = mean_loss(state.parameters, *held_out)
            for name, value in measured(state.parameters, *held_out).items():
                record[f"validation_{name}"] = value
        state.history.append(record)
        state.random = dict(self.shuffle.bit_generator.state)
        state.epoch, state.batch, state.total = state.epoch + 1, 0, 0.0

    def report(self, state: State, cost: float, x: np.ndarray, t: np.ndarray) -> str:
        """Where the loss ceased to be finite, and which arrays hold NaN or infinity there."""
        slopes = {f"gradient of {name}": self.slopes[name] for name in PARAMETERS}
        bad = not_finite({"x": x, "t": t, **state.parameters, **slopes})
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
    validation: tuple[np.ndarray, np.ndarray] | None = None,
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
        x: inputs, (samples, *INPUT_SHAPE).
        t: targets, (samples, *TARGET_SHAPE).
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


def read(path: str, targets: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of a data file, all finite and in the network's shapes."""
    kind = Path(path).suffix.lower()
    if kind == ".npz":
        arrays = read_npz(path)
    elif kind not in (".csv", ".tsv", ".txt"):
        raise InputError(f"{path}: a file .npz with x and t, or .csv with a header, is wanted")
    try:
        x, t = chosen_arrays(arrays) if kind == ".npz" else read_table(path, targets)
        x = as_inputs(x)
        t = as_targets(t, len(x))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return x, t


def chosen_arrays(arrays: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The arrays x and t of an .npz file."""
    if missing := [name for name in ("x", "t") if name not in arrays]:
        met = ", ".join(arrays) or "nothing"
        raise InputError(f"no array {' and no array '.join(missing)} in it; it holds {met}")
    x, t = arrays["x"], arrays["t"]
    for name, array in (("x", x), ("t", t)):
        bad = np.argwhere(~np.isfinite(as_numbers(array, name)))
        if len(bad):
            sample, *entry = map(int, bad[0])
            place = f"first in sample {sample}, entry {tuple(entry)}"
            raise InputError(f"{name}: {len(bad)} entries are NaN or infinite, {place}")
    return x, t


def read_table(path: str, targets: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The columns of a text file with a header, those of the targets apart."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        separator = max(",;\t", key=first.count)
        header = [name.strip() for name in next(csv.reader([first], delimiter=separator), [])]
        if not header or len(set(header)) < len(header) or not all(header):
            raise InputError("line 1: a header is wanted that names each column once")
        if not targets and all(is_finite(name) for name in header):
            raise InputError("line 1: a header with names is wanted, met a row of numbers")
        table = read_numbers(file, separator)
        if table is None or table.shape[1] != len(header) or not np.isfinite(table).all():
            file.seek(0)
            raise InputError(fault(file, header, separator))
    chosen = target_columns(header, targets)
    inputs = [column for column in range(len(header)) if column not in chosen]
    if len(inputs) != math.prod(INPUT_SHAPE):
        counts = f"{len(inputs)} input columns, the network takes {math.prod(INPUT_SHAPE)}"
        raise InputError(f"beside the target ({', '.join(header[i] for i in chosen)}) {counts}")
    return table[:, inputs], table[:, chosen]


def read_numbers(file: TextIO, separator: str) -> np.ndarray | None:
    """The rows below the header, or None where something in them is no number."""
    try:
        with warnings.catch_warnings(action="ignore"):  # an empty table is told of by `fault`
            return np.loadtxt(file, delimiter=separator, quotechar='"', comments=None, ndmin=2)
    except UnicodeDecodeError:
        raise
    except ValueError:
        return None


def fault(file: TextIO, header: Sequence[str], separator: str) -> str:
    """What is wrong in a table that did not read as finite numbers, with its line and column."""
    rows = csv.reader(file, delimiter=separator)
    next(rows, None)
    for row in rows:
        if row and len(row) != len(header):
            return f"line {rows.line_num}: {len(row)} cells, the header names {len(header)}"
        for name, cell in zip(header, row, strict=False):
            if not is_finite(cell):
                return f"line {rows.line_num}, column {name}: {cell!r} is not a finite number"
    return "no rows of numbers below the header"


def is_finite(cell: str) -> bool:
    """Whether the text of a cell is a finite number."""
    try:
        return "_" not in cell and math.isfinite(float(cell))
    except ValueError:
        return False


def target_columns(header: Sequence[str], targets: Sequence[str]) -> list[int]:
    """Where the targets stand: the named columns, else `t`, else those after the inputs."""
    if missing := [name for name in targets if name not in header]:
        raise InputError(f"no column {', '.join(missing)}; there are {', '.join(header)}")
    if targets:
        return [header.index(name) for name in targets]
    if "t" in header:
        return [header.index("t")]
    inputs = math.prod(INPUT_SHAPE)
    if len(header) <= inputs:
        counts = f"{len(header)} columns, the network takes {inputs} inputs"
        raise InputError(f"{counts} and a target; name its column with --target")
    return list(range(inputs, len(header)))


def split(
    x: np.ndarray, t: np.ndarray, fraction: float, seed: int
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray] | None]:
    """Samples to train on and, where a fraction is held out by chance, those to validate on."""
    if fraction == 0.0:
        return (x, t), None
    held_out = max(1, round(fraction * len(x)))
    if held_out >= len(x):
        raise InputError(f"{len(x)} samples are too few to hold out {fraction:g} of them")
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    kept, apart = np.sort(order[held_out:]), np.sort(order[:held_out])
    return (x[kept], t[kept]), (x[apart], t[apart])


def standardization(x: np.ndarray) -> dict[str, np.ndarray]:
    """The mean and scale of each input over the samples; a constant input has scale 1."""
    scale = x.std(axis=0)
    return {"mean": x.mean(axis=0), "scale": np.where(scale > 0, scale, 1.0)}


def standardized(x: np.ndarray, preparation: Mapping[str, np.ndarray]) -> np.ndarray:
    """Inputs with mean 0 and scale 1, by what `standardization` found in the training samples."""
    return (x - preparation["mean"]) / preparation["scale"] if preparation else x


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
    "target": [],
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
    add("data", metavar="DATA", help=".npz with arrays x and t, or .csv with a header")
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
        "--target",
        nargs="+",
        metavar="COLUMN",
        help="columns of a CSV that are the target (t if there is one, else all after the inputs)",
    )
    add(
        "--standardize",
        action="store_true",
        default=None,
        help="give each input mean 0 and scale 1 over the training samples",
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


def fingerprint(x: np.ndarray, t: np.ndarray) -> dict[str, Any]:
    """The shapes of the data and a checksum of their bytes."""
    sums = [zlib.crc32(np.ascontiguousarray(array).data) for array in (x, t)]
    return {"x": list(x.shape), "t": list(t.shape), "sums": sums}


def check_data(path: str, now: Mapping[str, Any], saved: Saved | None) -> None:
    """Refuse other shapes than those of the saved run; tell of other values."""
    if saved is None or now == saved.options["data"]:
        return
    was = saved.options["data"]
    if (now["x"], now["t"]) != (was["x"], was["t"]):
        shapes = f"x {now['x']} and t {now['t']}, the saved run had x {was['x']} and t {was['t']}"
        raise InputError(f"{path}: cannot go on with {shapes}")
    print(f"note: {path} holds other values than in the saved run", file=sys.stderr)


def run(given: argparse.Namespace) -> int:
    """Train as the command line says; the exit code."""
    check_outputs(given)
    saved = None if given.resume is None else load(given.resume)
    options = settle(given, saved)
    x, t = read(given.data, options["target"])
    data = fingerprint(x, t)
    if saved is not None and saved.state.epoch >= options["epochs"]:
        print(f"nothing to do: {given.resume} has {saved.state.epoch} epochs", file=sys.stderr)
    check_data(given.data, data, saved)
    (x, t), held_out = split(x, t, options["validation"], options["seed"])
    preparation = {} if saved is None else saved.preparation
    if saved is None and options["standardize"]:
        preparation = standardization(x)
    if held_out is not None:
        held_out = standardized(held_out[0], preparation), held_out[1]

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
            standardized(x, preparation),
            t,
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
