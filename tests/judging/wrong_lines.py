"""A network with wrong lines about it, written by hand, for testing diagnoses."""

from __future__ import annotations

from dataclasses import dataclass

from derive.judging.edits import TWO
from derive.judging.points import points
from derive.notation.index import Index
from derive.reading.terms import (
    Call,
    Derivative,
    Fold,
    Function,
    Holds,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Term,
    Times,
    Transposed,
    Whole,
)
from tests.judging.models import Maker

SHAPES = {"x": "ni", "u": "ji", "b": "j", "z": "nj", "h": "nj", "w": "kj", "c": "k", "y": "nk"}
SHAPES |= {"t": "nk", "r": "", "L": ""}
KINDS = dict.fromkeys(("u", "b", "w", "c", "r"), "parameter")
BATCH = Maker(SHAPES, "nijk", ("f",), kinds=KINDS)
MODEL = BATCH.model(
    "z[n,j] = sum(i, u[j,i]*x[n,i]) + b[j]",
    "h[n,j] = f(z[n,j])",
    "y[n,k] = sum(j, w[k,j]*h[n,j]) + c[k]",
    "L = sum(n, sum(k, (y[n,k]-t[n,k])^2))/(2*size(n)) + r/2*sum(k, sum(j, w[k,j]^2))",
)
WORLDS = points(MODEL)


def part(name: str, letters: str) -> Part:
    """An entry; a letter runs over the axis of its slot."""
    quantity = BATCH.quantities[name]
    pairs = zip(letters, quantity.axes, strict=True)
    return Part(quantity, tuple(Index(letter, axis) for letter, axis in pairs))


def whole(name: str) -> Part:
    """A whole quantity."""
    quantity = BATCH.quantities[name]
    return Part(quantity, tuple(Whole(at) for at in range(len(quantity.axes))))


def by(what: Part) -> Derivative:
    """The gradient of the cost."""
    return Derivative(Part(BATCH.quantities["L"], ()), what)


def slope(argument: Term) -> Call:
    """F'(argument)."""
    return Call(Function("f", order=1), argument)


def total(letters: str, *factors: Term) -> Fold:
    """A sum of products."""
    body = factors[0] if len(factors) == 1 else Times(factors)
    return Fold("sum", tuple(BATCH.index(letter) for letter in letters), body)


def plus(*terms: Term) -> Plus:
    """A sum."""
    return Plus(tuple((1, term) for term in terms))


NAMES = ("ni", "nj", "nk", "nk", "kj")
GY, GH, GZ = by(part("y", "nk")), by(part("h", "nj")), by(part("z", "nj"))
GW, GU, GB = by(part("w", "kj")), by(part("u", "ji")), by(part("b", "j"))
X, H, Y, T, W = (
    part(*one) for one in (("x", "ni"), ("h", "nj"), ("y", "nk"), ("t", "nk"), ("w", "kj"))
)
SLOPE = slope(part("z", "nj"))
PENALTY = Times((part("r", ""), W))


@dataclass(frozen=True)
class Wrong:
    """A wrong line: what is true, what the writer has, and the mistake."""

    mistake: str
    left: Term
    right: Term


ENTRIES = (
    Wrong("missing-activation-derivative", GZ, total("k", GY, W)),
    Wrong("activation-instead-of-derivative", GZ, Times((GH, H))),
    Wrong("derivative-at-post-activation", GZ, Times((GH, slope(H)))),
    Wrong("derivative-times-pre-activation", GZ, Times((GH, SLOPE, part("z", "nj")))),
    Wrong("inverse-derivative", GZ, Over(GH, SLOPE)),
    Wrong("relu-mask-from-gradient", GZ, Times((GH, Holds(GH, ">", part("r", ""))))),
    Wrong("swapped-weight-indices", GH, total("k", GY, part("w", "jk"))),
    Wrong("sum-over-wrong-axis", GH, total("j", GY, W)),
    Wrong("weights-dropped", GH, total("k", GY)),
    Wrong("factor-pulled-out-of-sum", GH, Times((total("k", GY), total("k", W)))),
    Wrong("factor-pulled-out-of-sum", GH, Times((W, total("k", GY)))),
    Wrong("upstream-sum-missing", GH, Times((GY, Derivative(Y, H)))),
    Wrong("error-sign", GY, BATCH.term("(t[n,k]-y[n,k])/size(n)")),
    Wrong("batch-mean-lost", GY, Plus(((1, Y), (-1, T)))),
    Wrong("batch-mean-twice", GY, BATCH.term("(y[n,k]-t[n,k])/size(n)^2")),
    Wrong("extra-factor-two", GY, BATCH.term("2*(y[n,k]-t[n,k])/size(n)")),
    Wrong("factor-two-lost", GY, BATCH.term("(y[n,k]-t[n,k])/(2*size(n))")),
    Wrong("parentheses-lost", GY, BATCH.term("y[n,k] - t[n,k]/size(n)")),
    Wrong("bias-without-batch-sum", GB, GZ),
    Wrong("bias-times-input", GB, total("n", GZ, H)),
    Wrong("regulariser-missing", GW, total("n", GY, H)),
    Wrong("regulariser-doubled", GW, plus(total("n", GY, H), Times((TWO, PENALTY)))),
    Wrong("wrong-layer-activation", GW, plus(total("n", GY, part("z", "nj")), PENALTY)),
    Wrong("missing-activation-derivative", GU, total("n", GH, X)),
    Wrong("wrong-layer-delta", GW, plus(total("n", GZ, H), PENALTY)),
    Wrong("reversed-outer-product", GU, total("n", by(part("z", "ni")), part("x", "nj"))),
    Wrong("sum-survives-differentiation", GY, total("k", BATCH.term("(y[n,k]-t[n,k])/size(n)"))),
)

GY_, GZ_, GH_ = by(whole("y")), by(whole("z")), by(whole("h"))
MATRICES = (
    Wrong("missing-transpose", by(whole("u")), MatrixProduct(GZ_, whole("x"))),
    Wrong("transpose-order", GH_, MatrixProduct(whole("w"), GY_)),
    Wrong("matrix-product-for-hadamard", GZ_, MatrixProduct(GH_, slope(whole("z")))),
    Wrong("missing-activation-derivative", GZ_, MatrixProduct(GY_, whole("w"))),
    Wrong(
        "reversed-outer-product",
        by(whole("u")),
        MatrixProduct(Transposed(whole("x")), GZ_),
    ),
    Wrong("derivative-at-post-activation", GZ_, Times((GH_, slope(whole("h"))))),
    Wrong(
        "hadamard-for-matrix-product",
        GZ_,
        Times((Times((GY_, whole("w"))), slope(whole("z")))),
    ),
)
