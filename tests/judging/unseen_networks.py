"""The unseen networks in NumPy, typed without the reader."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tests.judging.complex_step import Forward, Given, Node, sigmoid, softmax


def _gru(g: Given, node: Node) -> None:
    u = node("u", sigmoid(node("a", g["W"] @ g["x"] + g["U"] @ g["h"])))
    r = node("r", sigmoid(g["R"] @ g["x"]))
    c = node("c", np.tanh(node("p", g["V"] @ g["x"] + r * (g["S"] @ g["h"]))))
    s = node("s", (1 - u) * g["h"] + u * c)
    node("L", 0.5 * ((s - g["t"]) ** 2).sum())


def _temperature(g: Given, node: Node) -> None:
    p = node("p", softmax(node("z", g["W"] @ g["x"]) / g["tau"]))
    node("L", -(g["t"] * np.log(p)).sum())


def _gauss(g: Given, node: Node) -> None:
    m, s = node("m", g["w"] @ g["x"]), node("s", g["v"] @ g["x"])
    node("L", s / 2 + (g["t"] - m) ** 2 / (2 * np.exp(s)))


def _rbf(g: Given, node: Node) -> None:
    r = node("r", ((g["x"] - g["c"]) ** 2).sum(-1))
    y = node("y", (g["w"] * node("phi", np.exp(-g["k"] * r))).sum())
    node("L", 0.5 * (y - g["t"]) ** 2)


def _highway(g: Given, node: Node) -> None:
    h = node("h", np.tanh(node("a", g["V"] @ g["x"])))
    q = node("q", sigmoid(node("b", g["W"] @ g["x"])))
    node("L", 0.5 * ((node("y", q * h + (1 - q) * g["x"]) - g["t"]) ** 2).sum())


def _cosine(g: Given, node: Node) -> None:
    a = (g["u"] * g["v"]).sum()
    b, e = node("b", np.sqrt((g["u"] ** 2).sum())), node("e", np.sqrt((g["v"] ** 2).sum()))
    node("L", 1 - node("c", a / (b * e)))


def _variational(g: Given, node: Node) -> None:
    z = node("z", g["m"] + np.exp(g["s"] / 2) * g["e"])
    y = node("y", g["D"] @ z)
    kept = node("K", -0.5 * (1 + g["s"] - g["m"] ** 2 - np.exp(g["s"])).sum())
    node("L", 0.5 * ((y - g["x"]) ** 2).sum() + kept)


def _softplus(g: Given, node: Node) -> None:
    a = node("a", g["w"] @ g["x"] + g["b"])
    node("bell", np.exp(-(a**2) / 2))
    node("L", 0.5 * (node("y", np.log(1 + np.exp(a))) - g["t"]) ** 2)


Shapes = Mapping[str, tuple[int, ...]]
# A network, its sizes, and the shapes of what is given.
NETWORKS: dict[str, tuple[Forward, Shapes]] = {
    "gru": (
        _gru,
        dict.fromkeys("WRV", (3, 4))
        | dict.fromkeys("US", (3, 3))
        | {"x": (4,)}
        | dict.fromkeys("ht", (3,)),
    ),
    "temperature": (_temperature, {"W": (4, 3), "x": (3,), "t": (4,), "tau": ()}),
    "gauss_log_variance": (_gauss, {"w": (4,), "v": (4,), "x": (4,), "t": ()}),
    "rbf": (_rbf, {"x": (4,), "c": (3, 4), "k": (3,), "w": (3,), "t": ()}),
    "highway": (_highway, {"V": (4, 4), "W": (4, 4), "x": (4,), "t": (4,)}),
    "cosine": (_cosine, {"u": (5,), "v": (5,)}),
    "variational": (
        _variational,
        {"m": (3,), "s": (3,), "e": (3,), "D": (4, 3), "x": (4,)},
    ),
    "softplus": (_softplus, {"w": (4,), "x": (4,), "b": (), "t": ()}),
}
