"""One step of an LSTM."""

from __future__ import annotations

import numpy as np

from tests.judging.complex_step import Given, Labels, Node, Sides, extents, sigmoid, slope

GATES = "fiog"


def forward(given: Given, node: Node) -> None:
    gate = {}
    for name in GATES:
        sums = given[f"W{name}"] @ given["x"] + given[f"U{name}"] @ given["h"] + given[f"b{name}"]
        a = node(f"a{name}", sums)
        gate[name] = node(
            "gate" if name == "g" else name, np.tanh(a) if name == "g" else sigmoid(a)
        )
    c = node("C", gate["f"] * given["c"] + gate["i"] * gate["g"])
    h = node("H", gate["o"] * np.tanh(c))
    node("L", 0.5 * ((h - given["y"]) ** 2).sum())


def given(rng: np.random.Generator, kind: Labels) -> Given:
    d, n = extents(rng, 2)
    shapes = {"x": (d, 1), "h": (n, 1), "c": (n, 1), "y": (n, 1)}
    for name in GATES:
        shapes |= {f"W{name}": (n, d), f"U{name}": (n, n), f"b{name}": (n, 1)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


SIDES: Sides = {
    "lstm-01": (
        lambda v: v.g("H"),
        lambda v: v.H - v.y,
    ),
    "lstm-02": (
        lambda v: v.g("o"),
        lambda v: v.g("H") * np.tanh(v.C),
    ),
    "lstm-03": (
        lambda v: v.g("C"),
        lambda v: v.g("H") * v.o * (1 - np.tanh(v.C) ** 2),
    ),
    "lstm-04": (
        lambda v: v.g("C"),
        lambda v: v.g("H") * v.o,
    ),
    "lstm-05": (
        lambda v: v.g("C"),
        lambda v: v.g("H") * v.o * (1 - np.tanh(v.H) ** 2),
    ),
    "lstm-06": (
        lambda v: v.g("f"),
        lambda v: v.g("C") * v.c,
    ),
    "lstm-07": (
        lambda v: v.g("f"),
        lambda v: v.g("C") * v.C,
    ),
    "lstm-08": (
        lambda v: v.g("i"),
        lambda v: v.g("C") * v.gate,
    ),
    "lstm-09": (
        lambda v: v.g("af"),
        lambda v: v.g("f") * v.f * (1 - v.f),
    ),
    "lstm-10": (
        lambda v: v.g("ag"),
        lambda v: v.g("gate") * (1 - v.gate**2),
    ),
    "lstm-11": (
        lambda v: v.g("ag"),
        lambda v: v.g("gate") * v.gate * (1 - v.gate),
    ),
    "lstm-12": (
        lambda v: v.g("Wf"),
        lambda v: v.g("af") @ v.x.T,
    ),
    "lstm-13": (
        lambda v: v.g("c"),
        lambda v: v.g("C") * v.f,
    ),
    "lstm-14": (
        lambda v: v.g("h"),
        lambda v: sum(getattr(v, f"U{n}").T @ v.g(f"a{n}") for n in GATES),
    ),
    "lstm-15": (
        lambda v: v.g("h"),
        lambda v: sum(getattr(v, f"U{n}").T @ v.g(f"a{n}") for n in "fio"),
    ),
    "lstm-16": (
        lambda v: v.g("h"),
        lambda v: sum(getattr(v, f"U{n}") @ v.g(f"a{n}") for n in GATES),
    ),
    "lstm-a": (
        lambda v: v.g("ai"),
        lambda v: v.g("i") * slope(sigmoid, v.ai),
        lambda v: v.g("C") * v.gate * slope(sigmoid, v.ai),
        lambda v: v.g("C") * v.gate * v.i * (1 - v.i),
    ),
    "lstm-b": (
        lambda v: v.g("ao"),
        lambda v: v.g("o") * slope(sigmoid, v.ao),
        lambda v: v.g("H") * np.tanh(v.C) * slope(sigmoid, v.ao),
        lambda v: v.g("H") * np.tanh(v.C) * (1 - v.o**2),
    ),
}
