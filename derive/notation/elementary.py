"""What comparisons and elementary functions are on numbers, at any precision."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import mpmath
from sympy import Abs, cos, erf, exp, log, sign, sin, tanh

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
ELEMENTARY: Mapping[type, Callable[[Any], Any]] = {
    exp: mpmath.exp,
    log: mpmath.log,
    tanh: mpmath.tanh,
    erf: mpmath.erf,
    Abs: abs,
    sign: mpmath.sign,
    sin: mpmath.sin,
    cos: mpmath.cos,
}
