"""The functions of formulas that are one operation in a program."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Abs, cos, erf, exp, log, sign, sin, tanh

from derive.notation.expression import Maximum, Minimum
from derive.programs.nodes import (
    Operation,
)
from derive.programs.numerics import Erfc, Expm1, Log1p

FUNCTIONS: Mapping[type, Operation] = {
    exp: "exp",
    log: "log",
    tanh: "tanh",
    sin: "sin",
    cos: "cos",
    erf: "erf",
    Abs: "absolute",
    sign: "sign",
    Maximum: "maximum",
    Minimum: "minimum",
    Log1p: "log1p",
    Expm1: "expm1",
    Erfc: "erfc",
}
