"""A network of two layers with an abstract activation, as a model, for tests and benchmarks."""

from __future__ import annotations

from derive.reading.model import Model
from derive.reading.terms import Call, Derivative, Function, Part, Times
from tests.judging.models import Maker

MLP = Maker(
    {
        "x": "ni",
        "w": "ji",
        "b": "j",
        "z": "nj",
        "a": "nj",
        "v": "kj",
        "y": "nk",
        "t": "nk",
        "L": "",
    },
    functions=("f",),
    kinds=dict.fromkeys("wbv", "parameter"),
)
SLOPE = Function("f", order=1)
DELTA = Times((MLP.term("sum(k, (y[n,k]-t[n,k])*v[k,j])/size(n)"), Call(SLOPE, MLP.term("z[n,j]"))))


def mlp() -> Model:
    """The model."""
    return MLP.model(
        "z[n,j] = sum(i, w[j,i]*x[n,i]) + b[j]",
        "a[n,j] = f(z[n,j])",
        "y[n,k] = sum(j, v[k,j]*a[n,j])",
        "L = sum(n, sum(k, (y[n,k]-t[n,k])^2))/2/size(n)",
        samples=MLP.axes["n"],
    )


def by(name: str, letters: str) -> Derivative:
    """DL / dname at letters."""
    places = tuple(MLP.index(letter) for letter in letters)
    return Derivative(Part(MLP.quantities["L"], ()), Part(MLP.quantities[name], places))
