"""An LSTM that reads digits row by row.

    8 x 8 -> lstm 32 -> last -> dense 10 -> softmax | cross_entropy

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

NETWORK = "8 x 8 -> lstm 32 -> last -> dense 10 -> softmax | cross_entropy"
PARAMETERS: dict[str, tuple[int, ...]] = {
    "we1": (32, 8),
    "wf1": (32, 8),
    "wg1": (32, 8),
    "wo1": (32, 8),
    "ue1": (32, 32),
    "uf1": (32, 32),
    "ug1": (32, 32),
    "uo1": (32, 32),
    "be1": (32,),
    "bf1": (32,),
    "bg1": (32,),
    "bo1": (32,),
    "w3": (10, 32),
    "b3": (10,),
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
    we1 = parameters["we1"]
    wf1 = parameters["wf1"]
    wg1 = parameters["wg1"]
    wo1 = parameters["wo1"]
    ue1 = parameters["ue1"]
    uf1 = parameters["uf1"]
    ug1 = parameters["ug1"]
    uo1 = parameters["uo1"]
    be1 = parameters["be1"]
    bf1 = parameters["bf1"]
    bg1 = parameters["bg1"]
    bo1 = parameters["bo1"]
    w3, b3 = parameters["w3"], parameters["b3"]
    ae1_given = (x @ we1.T).transpose(1, 0, 2) + be1
    af1_given = (x @ wf1.T).transpose(1, 0, 2) + bf1
    ag1_given = (x @ wg1.T).transpose(1, 0, 2) + bg1
    ao1_given = (x @ wo1.T).transpose(1, 0, 2) + bo1
    ae1 = np.empty((8, len(x), 32), we1.dtype)
    af1 = np.empty((8, len(x), 32), we1.dtype)
    ag1 = np.empty((8, len(x), 32), we1.dtype)
    ao1 = np.empty((8, len(x), 32), we1.dtype)
    e1 = np.empty((8, len(x), 32), we1.dtype)
    f1 = np.empty((8, len(x), 32), we1.dtype)
    g1 = np.empty((8, len(x), 32), we1.dtype)
    o1 = np.empty((8, len(x), 32), we1.dtype)
    c1 = np.zeros((9, len(x), 32), we1.dtype)
    h1 = np.zeros((9, len(x), 32), we1.dtype)
    for s in range(8):
        ae1[s] = h1[s - 1] @ ue1.T + ae1_given[s]  # (1b)
        af1[s] = h1[s - 1] @ uf1.T + af1_given[s]  # (2b)
        ag1[s] = h1[s - 1] @ ug1.T + ag1_given[s]  # (3b)
        ao1[s] = h1[s - 1] @ uo1.T + ao1_given[s]  # (4b)
        e1_exp = np.exp(-np.abs(ae1[s]))
        e1[s] = np.where(ae1[s] >= 0, 1, e1_exp) / (1 + e1_exp)  # (5b)
        f1_exp = np.exp(-np.abs(af1[s]))
        f1[s] = np.where(af1[s] >= 0, 1, f1_exp) / (1 + f1_exp)  # (6b)
        g1[s] = np.tanh(ag1[s])  # (7b)
        o1_exp = np.exp(-np.abs(ao1[s]))
        o1[s] = np.where(ao1[s] >= 0, 1, o1_exp) / (1 + o1_exp)  # (8b)
        c1[s] = c1[s - 1] * f1[s] + e1[s] * g1[s]  # (9b)
        h1[s] = o1[s] * np.tanh(c1[s])  # (10b)
    c1 = c1[:8]
    h1 = h1[:8]
    h2 = h1[7]  # (11b)
    z3 = h2 @ w3.T + b3  # (12b)
    y_exp = np.exp(z3 - z3.max(axis=1, keepdims=True))
    y = y_exp / y_exp.sum(axis=1, keepdims=True)  # (13b)
    return y


def loss(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> float:
    """The cost of a batch with targets t (samples, 10): what training makes small."""
    check_shapes(x, t)
    we1 = parameters["we1"]
    wf1 = parameters["wf1"]
    wg1 = parameters["wg1"]
    wo1 = parameters["wo1"]
    ue1 = parameters["ue1"]
    uf1 = parameters["uf1"]
    ug1 = parameters["ug1"]
    uo1 = parameters["uo1"]
    be1 = parameters["be1"]
    bf1 = parameters["bf1"]
    bg1 = parameters["bg1"]
    bo1 = parameters["bo1"]
    w3, b3 = parameters["w3"], parameters["b3"]
    ae1_given = (x @ we1.T).transpose(1, 0, 2) + be1
    af1_given = (x @ wf1.T).transpose(1, 0, 2) + bf1
    ag1_given = (x @ wg1.T).transpose(1, 0, 2) + bg1
    ao1_given = (x @ wo1.T).transpose(1, 0, 2) + bo1
    ae1 = np.empty((8, len(x), 32), we1.dtype)
    af1 = np.empty((8, len(x), 32), we1.dtype)
    ag1 = np.empty((8, len(x), 32), we1.dtype)
    ao1 = np.empty((8, len(x), 32), we1.dtype)
    e1 = np.empty((8, len(x), 32), we1.dtype)
    f1 = np.empty((8, len(x), 32), we1.dtype)
    g1 = np.empty((8, len(x), 32), we1.dtype)
    o1 = np.empty((8, len(x), 32), we1.dtype)
    c1 = np.zeros((9, len(x), 32), we1.dtype)
    h1 = np.zeros((9, len(x), 32), we1.dtype)
    for s in range(8):
        ae1[s] = h1[s - 1] @ ue1.T + ae1_given[s]  # (1b)
        af1[s] = h1[s - 1] @ uf1.T + af1_given[s]  # (2b)
        ag1[s] = h1[s - 1] @ ug1.T + ag1_given[s]  # (3b)
        ao1[s] = h1[s - 1] @ uo1.T + ao1_given[s]  # (4b)
        e1_exp = np.exp(-np.abs(ae1[s]))
        e1[s] = np.where(ae1[s] >= 0, 1, e1_exp) / (1 + e1_exp)  # (5b)
        f1_exp = np.exp(-np.abs(af1[s]))
        f1[s] = np.where(af1[s] >= 0, 1, f1_exp) / (1 + f1_exp)  # (6b)
        g1[s] = np.tanh(ag1[s])  # (7b)
        o1_exp = np.exp(-np.abs(ao1[s]))
        o1[s] = np.where(ao1[s] >= 0, 1, o1_exp) / (1 + o1_exp)  # (8b)
        c1[s] = c1[s - 1] * f1[s] + e1[s] * g1[s]  # (9b)
        h1[s] = o1[s] * np.tanh(c1[s])  # (10b)
    c1 = c1[:8]
    h1 = h1[:8]
    h2 = h1[7]  # (11b)
    z3 = h2 @ w3.T + b3  # (12b)
    L_max = z3.max(axis=1)
    L_log = np.log(np.sum(np.exp(z3 - L_max[:, None]), axis=1))
    L = -np.sum(t * (z3 - L_log[:, None] - L_max[:, None]), axis=1)  # (14b)
    C = L.sum() / len(x)  # (14c)
    return float(C)


def gradients(parameters: Parameters, x: np.ndarray, t: np.ndarray) -> tuple[float, Parameters]:
    """The cost of a batch with targets t (samples, 10), and its derivatives."""
    check_shapes(x, t)
    we1 = parameters["we1"]
    wf1 = parameters["wf1"]
    wg1 = parameters["wg1"]
    wo1 = parameters["wo1"]
    ue1 = parameters["ue1"]
    uf1 = parameters["uf1"]
    ug1 = parameters["ug1"]
    uo1 = parameters["uo1"]
    be1 = parameters["be1"]
    bf1 = parameters["bf1"]
    bg1 = parameters["bg1"]
    bo1 = parameters["bo1"]
    w3, b3 = parameters["w3"], parameters["b3"]
    ae1_given = (x @ we1.T).transpose(1, 0, 2) + be1
    af1_given = (x @ wf1.T).transpose(1, 0, 2) + bf1
    ag1_given = (x @ wg1.T).transpose(1, 0, 2) + bg1
    ao1_given = (x @ wo1.T).transpose(1, 0, 2) + bo1
    ae1 = np.empty((8, len(x), 32), we1.dtype)
    af1 = np.empty((8, len(x), 32), we1.dtype)
    ag1 = np.empty((8, len(x), 32), we1.dtype)
    ao1 = np.empty((8, len(x), 32), we1.dtype)
    e1 = np.empty((8, len(x), 32), we1.dtype)
    f1 = np.empty((8, len(x), 32), we1.dtype)
    g1 = np.empty((8, len(x), 32), we1.dtype)
    o1 = np.empty((8, len(x), 32), we1.dtype)
    c1 = np.zeros((9, len(x), 32), we1.dtype)
    h1 = np.zeros((9, len(x), 32), we1.dtype)
    for s in range(8):
        ae1[s] = h1[s - 1] @ ue1.T + ae1_given[s]  # (1b)
        af1[s] = h1[s - 1] @ uf1.T + af1_given[s]  # (2b)
        ag1[s] = h1[s - 1] @ ug1.T + ag1_given[s]  # (3b)
        ao1[s] = h1[s - 1] @ uo1.T + ao1_given[s]  # (4b)
        e1_exp = np.exp(-np.abs(ae1[s]))
        e1[s] = np.where(ae1[s] >= 0, 1, e1_exp) / (1 + e1_exp)  # (5b)
        f1_exp = np.exp(-np.abs(af1[s]))
        f1[s] = np.where(af1[s] >= 0, 1, f1_exp) / (1 + f1_exp)  # (6b)
        g1[s] = np.tanh(ag1[s])  # (7b)
        o1_exp = np.exp(-np.abs(ao1[s]))
        o1[s] = np.where(ao1[s] >= 0, 1, o1_exp) / (1 + o1_exp)  # (8b)
        c1[s] = c1[s - 1] * f1[s] + e1[s] * g1[s]  # (9b)
        h1[s] = o1[s] * np.tanh(c1[s])  # (10b)
    c1 = c1[:8]
    h1 = h1[:8]
    h2 = h1[7]  # (11b)
    z3 = h2 @ w3.T + b3  # (12b)
    y_max = z3.max(axis=1)
    y_exp = np.exp(z3 - y_max[:, None])
    y_sum = y_exp.sum(axis=1)
    y = y_exp / y_sum[:, None]  # (13b)
    L = -np.sum(t * (z3 - np.log(y_sum)[:, None] - y_max[:, None]), axis=1)  # (14b)
    C = L.sum() / len(x)  # (14c)

    delta3 = (y - t) / len(x)  # (16b)
    dw3 = delta3.T @ h2  # (17b)
    db3 = delta3.sum(axis=0)  # (18b)
    dh2 = delta3 @ w3  # (19b)
    dh1_given = dh2 * (np.arange(8, dtype=we1.dtype) == 7)[:, None, None]
    dc1_given = np.pad(f1, ((0, 1), (0, 0), (0, 0)))[1:]
    dc1_given2_exp = np.exp(-np.abs(2 * c1))
    dc1_given2 = o1 * dc1_given2_exp / (1 + dc1_given2_exp) ** 2
    do1_given = np.tanh(c1)
    df1_given = np.pad(c1, ((1, 0), (0, 0), (0, 0)))[:8]
    dao1_given = o1 * (1 - o1)
    dag1_given = 1 - g1**2
    daf1_given = f1 * (1 - f1)
    dae1_given = e1 * (1 - e1)
    dh1 = np.empty((8, len(x), 32), we1.dtype)
    dc1 = np.zeros((9, len(x), 32), we1.dtype)
    do1 = np.empty((8, len(x), 32), we1.dtype)
    dg1 = np.empty((8, len(x), 32), we1.dtype)
    df1 = np.empty((8, len(x), 32), we1.dtype)
    de1 = np.empty((8, len(x), 32), we1.dtype)
    dao1 = np.zeros((9, len(x), 32), we1.dtype)
    dag1 = np.zeros((9, len(x), 32), we1.dtype)
    daf1 = np.zeros((9, len(x), 32), we1.dtype)
    dae1 = np.zeros((9, len(x), 32), we1.dtype)
    for s in reversed(range(8)):
        dh1_total = dae1[s + 1] @ ue1 + daf1[s + 1] @ uf1 + dag1[s + 1] @ ug1
        dh1[s] = dh1_total + dao1[s + 1] @ uo1 + dh1_given[s]  # (20b)
        dc1[s] = 4 * (dc1_given2[s] * dh1[s]) + dc1[s + 1] * dc1_given[s]  # (21b)
        do1[s] = dh1[s] * do1_given[s]  # (22b)
        dg1[s] = dc1[s] * e1[s]  # (23b)
        df1[s] = dc1[s] * df1_given[s]  # (24b)
        de1[s] = dc1[s] * g1[s]  # (25b)
        dao1[s] = dao1_given[s] * do1[s]  # (26b)
        dag1[s] = dag1_given[s] * dg1[s]  # (30b)
        daf1[s] = daf1_given[s] * df1[s]  # (34b)
        dae1[s] = dae1_given[s] * de1[s]  # (38b)
    dc1 = dc1[:8]
    dao1 = dao1[:8]
    dag1 = dag1[:8]
    daf1 = daf1[:8]
    dae1 = dae1[:8]
    dwo1 = np.tensordot(dao1, x, axes=((0, 1), (1, 0)))  # (27b)
    duo1_padded = np.pad(h1, ((1, 0), (0, 0), (0, 0)))
    duo1 = np.tensordot(dao1, duo1_padded[:8], axes=((0, 1), (0, 1)))  # (28b)
    dbo1 = dao1.sum(axis=(0, 1))  # (29b)
    dwg1 = np.tensordot(dag1, x, axes=((0, 1), (1, 0)))  # (31b)
    dug1 = np.tensordot(dag1, duo1_padded[:8], axes=((0, 1), (0, 1)))  # (32b)
    dbg1 = dag1.sum(axis=(0, 1))  # (33b)
    dwf1 = np.tensordot(daf1, x, axes=((0, 1), (1, 0)))  # (35b)
    duf1 = np.tensordot(daf1, duo1_padded[:8], axes=((0, 1), (0, 1)))  # (36b)
    dbf1 = daf1.sum(axis=(0, 1))  # (37b)
    dwe1 = np.tensordot(dae1, x, axes=((0, 1), (1, 0)))  # (39b)
    due1 = np.tensordot(dae1, duo1_padded[:8], axes=((0, 1), (0, 1)))  # (40b)
    dbe1 = dae1.sum(axis=(0, 1))  # (41b)
    gradient = {
        "we1": dwe1,
        "wf1": dwf1,
        "wg1": dwg1,
        "wo1": dwo1,
        "ue1": due1,
        "uf1": duf1,
        "ug1": dug1,
        "uo1": duo1,
        "be1": dbe1,
        "bf1": dbf1,
        "bg1": dbg1,
        "bo1": dbo1,
        "w3": dw3,
        "b3": db3,
    }
    return float(C), gradient


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
        "we1": glorot_uniform(random, (32, 8), fan_in=8, fan_out=32),
        "wf1": glorot_uniform(random, (32, 8), fan_in=8, fan_out=32),
        "wg1": glorot_uniform(random, (32, 8), fan_in=8, fan_out=32),
        "wo1": glorot_uniform(random, (32, 8), fan_in=8, fan_out=32),
        "ue1": glorot_uniform(random, (32, 32), fan_in=32, fan_out=32),
        "uf1": glorot_uniform(random, (32, 32), fan_in=32, fan_out=32),
        "ug1": glorot_uniform(random, (32, 32), fan_in=32, fan_out=32),
        "uo1": glorot_uniform(random, (32, 32), fan_in=32, fan_out=32),
        "be1": np.zeros((32,)),
        "bf1": np.ones((32,)),
        "bg1": np.zeros((32,)),
        "bo1": np.zeros((32,)),
        "w3": glorot_uniform(random, (10, 32), fan_in=32, fan_out=10),
        "b3": np.zeros((10,)),
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

    def step(x: np.ndarray, t: np.ndarray) -> float:
        cost, found = gradients(parameters, x, t)
        for name, value in found.items():
            gradient[name][...] = value
        return cost

    return step


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
