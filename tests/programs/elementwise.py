"""One scalar formula as a generated program, for tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import mpmath
import numpy as np
from sympy import Expr, Integer, Symbol, diff

from derive.notation.expression import (
    Equation,
    Maximum,
    Minimum,
    Where,
    replace_entries,
    total,
)
from derive.notation.index import Axis, SizeOf, index_of
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import World
from derive.programs.lower import program_of
from derive.programs.program import Program
from tests.programs.modules import module_of

SAMPLES, INPUTS = Axis("samples", "n", "N"), Axis("inputs", "i", "I")
X = Tensor("x", None, (SAMPLES, INPUTS), Role.INPUT)
Y = Tensor("y", None, (SAMPLES, INPUTS), Role.PREDICTION)
T = Tensor("t", None, (SAMPLES, INPUTS), Role.TARGET)
COST = Tensor("C", None, (), Role.COST)
n, i = index_of(SAMPLES), index_of(INPUTS)
x = X[n, i]


def program_of_formula(formula: Expr) -> Program:
    """The program that answers with a formula in `x`."""
    cost = Equation(Entry(COST), total(Y[n, i], n, i) / SizeOf(SAMPLES), "2")
    return program_of(
        [Equation(Y[n, i], formula, "1"), cost],
        [],
        inputs=[X],
        targets=[T],
        parameters=[],
        constants={},
        sizes={INPUTS: 1},
        sample=SAMPLES,
        predictions=[Y],
        loss=COST,
    )


@cache
def function_of(formula: Expr) -> Callable[[np.ndarray], np.ndarray]:
    """A formula in `x` as the generated program computes it, on arrays of any one shape."""
    module = module_of(program_of_formula(formula), "plain", Path(mkdtemp()))

    def answer(values: np.ndarray) -> np.ndarray:
        found: np.ndarray = module.predict({}, values.reshape(-1, 1))
        return found.reshape(values.shape)

    return answer


def truth(formula: Expr, values: np.ndarray) -> list[Any]:
    """The same formula by definition, with more digits than exp(800) swallows."""
    return [
        World({X: {(0, 0): mpmath.mpf(float(value))}}, {}, (), digits=420).number(
            replace_entries(formula, {x: X[Integer(0), Integer(0)]})
        )
        for value in values
    ]


def slope(formula: Expr) -> Expr:
    """The derivative of a formula in `x`: SymPy's, branch by branch."""
    symbol = Symbol("q", real=True)
    return replace_entries(_slope(replace_entries(formula, {x: symbol}), symbol), {symbol: x})


def _slope(formula: Expr, symbol: Symbol) -> Expr:
    if isinstance(formula, Where):
        condition, then, otherwise = formula.args
        return Where(condition, _slope(then, symbol), _slope(otherwise, symbol))
    assert not formula.has(Where, Maximum, Minimum), "cases stand outermost here"
    return diff(formula, symbol)


def ulps(got: np.ndarray, true: list[Any], scale: list[Any] | None = None) -> float:
    """The largest error in units in the last place of the true value, or of a scale."""
    least = np.finfo(got.dtype).tiny
    worst = 0.0
    for value, exact, size in zip(got, true, scale or true, strict=True):
        unit = np.spacing(got.dtype.type(max(abs(float(size)), least)))
        error = abs(mpmath.mpf(float(value)) - exact)
        worst = max(worst, float(error / mpmath.mpf(float(unit))))
    return worst
