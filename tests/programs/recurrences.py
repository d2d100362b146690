"""Recurrent networks as equations typed by hand, gradients included, and what they compute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, exp, tanh

from derive.notation.expression import Equation, total
from derive.notation.index import Axis, Index, SizeOf, index_of
from derive.notation.tensor import Entry, Role, Tensor, gradient_of
from derive.programs.lower import program_of
from derive.programs.program import Program

N, S, I, J, K = (
    Axis(*parts)
    for parts in (
        ("samples", "n", "N"),
        ("steps", "s", "S"),
        ("inputs", "i", "I"),
        ("units", "j", "J"),
        ("outputs", "k", "K"),
    )
)
SIZES = {S: 5, I: 3, J: 4, K: 2}
BATCH = 6
n, s, i, j, k = map(index_of, (N, S, I, J, K))
m = Index("m", J)
X = Tensor("x", None, (N, S, I), Role.INPUT)
T = Tensor("t", None, (N, S, K), Role.TARGET)
Y = Tensor("y", None, (N, S, K), Role.PREDICTION)
COST = Tensor("C", None, (), Role.COST)
V = Tensor("v", 2, (K, J), Role.PARAMETER)


def signal(name: str) -> Tensor:
    """A hidden signal of all steps."""
    return Tensor(name, 1, (N, S, J), Role.SIGNAL)


def weights(name: str) -> tuple[Tensor, Tensor, Tensor]:
    """The weight of the input, that of the step before, and a bias."""
    return (
        Tensor(f"w{name}", 1, (J, I), Role.PARAMETER),
        Tensor(f"u{name}", 1, (J, J), Role.PARAMETER),
        Tensor(f"b{name}", 1, (J,), Role.PARAMETER),
    )


def sigmoid(z: Expr) -> Expr:
    """The logistic function, written out."""
    return 1 / (1 + exp(-z))


@dataclass(frozen=True)
class Case:
    """A program, and the same loss as a loop that a person wrote, for complex numbers too."""

    program: Program
    loss: Callable[[dict[str, np.ndarray], np.ndarray, np.ndarray], Any]


def head(h: Tensor) -> tuple[list[Equation], list[Equation], Expr]:
    """Outputs at each step with squared error; their gradients; what reaches h[n,s,j]."""
    forward = [
        Equation(Y[n, s, k], total(V[k, j] * h[n, s, j], j), "8"),
        Equation(
            Entry(COST), total((Y[n, s, k] - T[n, s, k]) ** 2, n, s, k) / (2 * SizeOf(N)), "9"
        ),
    ]
    dy = gradient_of(Y)
    backward = [
        Equation(dy[n, s, k], (Y[n, s, k] - T[n, s, k]) / SizeOf(N), "10"),
        Equation(gradient_of(V)[k, j], total(dy[n, s, k] * h[n, s, j], n, s), "11"),
    ]
    return forward, backward, total(V[k, j] * dy[n, s, k], k)


def simple(step: int) -> Case:
    """h[s] = tanh(w x[s] + u h[s - step] + b), forward in time or, with step -1, backward."""
    w, u, b = weights("")
    a, h = signal("a"), signal("h")
    da, dh = gradient_of(a), gradient_of(h)
    forward, backward, arriving = head(h)
    earlier = total(u[j, m] * h[n, s - step, m], m)
    equations = [
        Equation(a[n, s, j], total(w[j, i] * X[n, s, i], i) + earlier + b[j], "1"),
        Equation(h[n, s, j], tanh(a[n, s, j]), "2"),
    ]
    later = total(u[m, j] * da[n, s + step, m], m)
    backward += [
        Equation(dh[n, s, j], arriving + later, "12"),
        Equation(da[n, s, j], dh[n, s, j] * (1 - h[n, s, j] ** 2), "13"),
        Equation(gradient_of(w)[j, i], total(da[n, s, j] * X[n, s, i], n, s), "14"),
        Equation(gradient_of(u)[j, m], total(da[n, s, j] * h[n, s - step, m], n, s), "15"),
        Equation(gradient_of(b)[j], total(da[n, s, j], n, s), "16"),
    ]

    def loss(p: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> Any:
        state, cost = np.zeros((len(x), SIZES[J])), 0.0
        times = range(SIZES[S]) if step > 0 else range(SIZES[S] - 1, -1, -1)
        states: dict[int, np.ndarray] = {}
        for time in times:
            before = states.get(time - step, np.zeros_like(state))
            state = np.tanh(x[:, time] @ p["w1"].T + before @ p["u1"].T + p["b1"])
            states[time] = state
            cost += ((state @ p["v2"].T - t[:, time]) ** 2).sum() / (2 * len(x))
        return cost

    return Case(_program([*equations, *forward], backward, [w, u, b, V]), loss)


def lstm() -> Case:
    """Long short-term memory: four gates, a cell and an output, both recurrent."""
    names = ("i", "f", "o", "g")
    own = {name: weights(name) for name in names}
    z = {name: signal(f"z{name}") for name in names}
    c, h = signal("c"), signal("h")
    dz = {name: gradient_of(z[name]) for name in names}
    dc, dh = gradient_of(c), gradient_of(h)
    forward, backward, arriving = head(h)
    gate = {name: sigmoid(z[name][n, s, j]) for name in "ifo"} | {"g": tanh(z["g"][n, s, j])}
    after = sigmoid(z["f"][n, s + 1, j])
    equations = [
        Equation(
            z[name][n, s, j],
            total(w[j, i] * X[n, s, i], i) + total(u[j, m] * h[n, s - 1, m], m) + b[j],
            str(at),
        )
        for at, (name, (w, u, b)) in enumerate(own.items(), 1)
    ]
    equations += [
        Equation(c[n, s, j], gate["f"] * c[n, s - 1, j] + gate["i"] * gate["g"], "5"),
        Equation(h[n, s, j], gate["o"] * tanh(c[n, s, j]), "6"),
    ]
    back = sum(total(own[name][1][m, j] * dz[name][n, s + 1, m], m) for name in names)
    cell = tanh(c[n, s, j])
    through = dh[n, s, j] * gate["o"] * (1 - cell**2) + dc[n, s + 1, j] * after
    slope = {name: gate[name] * (1 - gate[name]) for name in "ifo"} | {"g": 1 - gate["g"] ** 2}
    factor = {
        "i": dc[n, s, j] * gate["g"],
        "f": dc[n, s, j] * c[n, s - 1, j],
        "o": dh[n, s, j] * cell,
        "g": dc[n, s, j] * gate["i"],
    }
    backward += [
        Equation(dh[n, s, j], arriving + back, "12"),
        Equation(dc[n, s, j], through, "13"),
        *(Equation(dz[name][n, s, j], factor[name] * slope[name], "14" + name) for name in names),
    ]
    for name, (w, u, b) in own.items():
        d = dz[name]
        backward += [
            Equation(gradient_of(w)[j, i], total(d[n, s, j] * X[n, s, i], n, s), "15" + name),
            Equation(gradient_of(u)[j, m], total(d[n, s, j] * h[n, s - 1, m], n, s), "16" + name),
            Equation(gradient_of(b)[j], total(d[n, s, j], n, s), "17" + name),
        ]

    def loss(p: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> Any:
        output = cells = np.zeros((len(x), SIZES[J]))
        cost = 0.0
        for time in range(SIZES[S]):
            z = {
                one: x[:, time] @ p[f"w{one}1"].T + output @ p[f"u{one}1"].T + p[f"b{one}1"]
                for one in names
            }
            gates = {one: 1 / (1 + np.exp(-z[one])) for one in "ifo"}
            cells = gates["f"] * cells + gates["i"] * np.tanh(z["g"])
            output = gates["o"] * np.tanh(cells)
            cost += ((output @ p["v2"].T - t[:, time]) ** 2).sum() / (2 * len(x))
        return cost

    every = [one for group in own.values() for one in group]
    return Case(_program([*equations, *forward], backward, [*every, V]), loss)


def _program(
    forward: list[Equation], backward: list[Equation], parameters: list[Tensor]
) -> Program:
    return program_of(
        forward,
        backward,
        inputs=[X],
        targets=[T],
        parameters=parameters,
        constants={},
        sizes=SIZES,
        sample=N,
        predictions=[Y],
        loss=COST,
    )
