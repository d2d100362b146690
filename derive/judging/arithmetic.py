"""Arithmetic of arrays in double precision, or at fifty digits, real or with an imaginary step.

What has no finite real value becomes NaN at once, and NaN is never lost again: no function and
no comparison below makes a number of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

DIGITS = 50
# Central differences of eighth order: offsets in steps, and their weights.
OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
WEIGHTS = tuple(
    Fraction(*pair)
    for pair in ((1, 280), (-4, 105), (1, 5), (-4, 5), (4, 5), (-1, 5), (4, 105), (-1, 280))
)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What differs between the two kinds of number.

    Attributes:
        number: A rational number.
        known: pi and e by name.
        step: The imaginary step of a derivative; what it multiplies comes out exactly.
        reach: The real step where derivatives stand inside derivatives.
        real: The real parts.
        imaginary: The imaginary parts.
        finite: Which entries are finite.
        elementary: Functions by name.
        dtype: The type of a real array.
    """

    number: Callable[[Fraction | int], Any]
    known: Mapping[str, Any]
    step: Any
    reach: Any
    real: Callable[[Any], Any]
    imaginary: Callable[[Any], Any]
    finite: Callable[[Any], Any]
    elementary: Mapping[str, Callable[[Any], Any]]
    dtype: Any

    def all_finite(self, array: Any) -> bool:
        """Whether every entry is finite."""
        return bool(np.all(self.finite(array)))

    def settled(self, array: Any) -> Any:
        """The array with NaN for all that is not finite."""
        finite = self.finite(array)
        return array if np.all(finite) else np.where(finite, array, math.nan)

    def where(self, holds: Any, array: Any) -> Any:
        """The array with NaN where something does not hold."""
        return array if np.all(holds) else np.where(holds, array, math.nan)

    def comparison(self, holds: Any, *compared: Any) -> Any:
        """1 or 0 for true or false; NaN where what was compared is not finite."""
        found = np.where(holds, self.number(1), self.number(0))
        for one in compared:
            found = self.where(self.finite(one), found)
        return found

    def quotient(self, above: Any, below: Any) -> Any:
        """A quotient, NaN where it has no value."""
        if np.all(self.real(below) != 0):
            return self.settled(np.true_divide(above, self.settled(below)))
        safe = np.where(self.real(below) != 0, below, self.number(1))
        return self.settled(self.where(self.real(below) != 0, np.true_divide(above, safe)))

    def power(self, base: Any, exponent: Fraction) -> Any:
        """A power with a constant exponent, NaN where it has no value."""
        base = self.settled(base)
        if exponent.denominator == 1:
            raised = _whole_power(base, abs(int(exponent)), self.number(1))
            return self.settled(raised) if exponent >= 0 else self.quotient(self.number(1), raised)
        if exponent.denominator == 2 and abs(exponent.numerator) < 64:
            root = self.elementary["sqrt"](base)
            return self.power(root, Fraction(exponent.numerator))
        return self.exponential(base, self.number(exponent))

    def exponential(self, base: Any, exponent: Any) -> Any:
        """A power of a positive base; whole exponents of other bases are real ones."""
        if np.all(self.real(base) > 0):
            return self.elementary["exp"](np.multiply(exponent, self.elementary["log"](base)))
        whole = np.all(self.real(exponent) == np.round(np.asarray(self.real(exponent), float)))
        if not whole or not np.all(self.imaginary(exponent) == 0):
            positive = self.real(base) > 0
            safe = np.where(positive, base, self.number(1))
            raised = self.elementary["exp"](np.multiply(exponent, self.elementary["log"](safe)))
            return self.where(np.broadcast_to(positive, np.shape(raised)), raised)
        safe = np.where(self.real(base) == 0, self.number(1), base)
        raised = np.power(safe, self.real(exponent))
        at_zero = np.where(self.real(exponent) > 0, self.number(0), math.nan)
        at_zero = np.where(self.real(exponent) == 0, self.number(1), at_zero)
        return self.settled(np.where(self.real(base) == 0, at_zero, raised))


def _whole_power(base: Any, exponent: int, one: Any) -> Any:
    """A power by repeated squaring, exact in the imaginary part as well."""
    found: Any = None
    while exponent:
        if exponent & 1:
            found = base if found is None else found * base
        exponent >>= 1
        if exponent:
            base = base * base
    return base * 0 + one if found is None else found


def _is_complex(array: Any) -> bool:
    return bool(np.iscomplexobj(array))


def _settled(array: Any) -> Any:
    finite = np.isfinite(array)
    return array if np.all(finite) else np.where(finite, array, math.nan)


def _of_finite(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that is NaN wherever its argument or its value is not finite."""
    return lambda array: _settled(function(_settled(array)))


def _log(array: Any) -> Any:
    positive = np.real(array) > 0
    return np.log(array) if np.all(positive) else np.log(np.where(positive, array, math.nan))


def _sqrt(array: Any) -> Any:
    allowed = (np.real(array) > 0) | ((np.real(array) == 0) & (np.imag(array) == 0))
    return np.sqrt(array if np.all(allowed) else np.where(allowed, array, math.nan))


def _within(array: Any) -> Any:
    """Numbers that a sine can be; NaN for others."""
    return np.where(np.abs(np.real(array)) < 1, array, math.nan)


_ERF = np.frompyfunc(math.erf, 1, 1)


def _erf(array: Any) -> Any:
    """The error function; the imaginary step is so small that one term of the series is exact."""
    real = np.real(array)
    found = np.asarray(_ERF(real), float)
    if not _is_complex(array):
        return found
    return found + 2j / math.sqrt(math.pi) * np.exp(-real * real) * np.imag(array)


def _double(number: Fraction | int) -> Any:
    try:
        return np.float64(float(number))
    except OverflowError:
        return np.float64(math.nan)


FLOATS = Arithmetic(
    number=_double,
    known={"pi": np.float64(math.pi), "e": np.float64(math.e)},
    step=1e-30,
    reach=4e-3,
    real=np.real,
    imaginary=np.imag,
    finite=np.isfinite,
    elementary={
        "exp": _of_finite(np.exp),
        "log": _of_finite(_log),
        "tanh": _of_finite(np.tanh),
        "sin": _of_finite(np.sin),
        "cos": _of_finite(np.cos),
        "erf": _of_finite(_erf),
        "sqrt": _of_finite(_sqrt),
        "abs": _of_finite(lambda array: array * np.sign(np.real(array))),
        "sign": _of_finite(lambda array: np.sign(np.real(array))),
        "arctan": _of_finite(np.arctan),
        "arcsin": _of_finite(lambda array: np.arcsin(_within(array))),
        "arccos": _of_finite(lambda array: np.arccos(_within(array))),
    },
    dtype=float,
)


def _each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of one number, of every entry of an array; NaN where it has no finite value."""

    def settled(number: Any) -> Any:
        if not mpmath.isfinite(number):
            return mpmath.nan
        found = function(number)
        return found if mpmath.isfinite(found) else mpmath.nan

    return np.frompyfunc(settled, 1, 1)  # type: ignore[no-any-return]  # NumPy says Any


def _exact_log(number: Any) -> Any:
    return mpmath.log(number) if mpmath.re(number) > 0 else mpmath.nan


def _exact_sqrt(number: Any) -> Any:
    real = mpmath.re(number)
    return mpmath.sqrt(number) if real > 0 or number == 0 else mpmath.nan


def _exact_exp(number: Any) -> Any:
    return mpmath.exp(number) if mpmath.re(number) < 10**5 else mpmath.nan


def _exact_erf(number: Any) -> Any:
    real = mpmath.re(number)
    slope = 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-real * real)
    return mpmath.erf(real) + mpmath.mpc(0, slope * mpmath.im(number))


def _is_sine(number: Any) -> bool:
    return bool(abs(mpmath.re(number)) < 1)


def _rational(number: Fraction | int) -> Any:
    return mpmath.mpf(number.numerator) / number.denominator


_REAL, _IMAGINARY = np.frompyfunc(mpmath.re, 1, 1), np.frompyfunc(mpmath.im, 1, 1)
_FINITE = np.frompyfunc(mpmath.isfinite, 1, 1)


def exactly() -> Arithmetic:
    """Arithmetic at fifty digits; to be made and used where mpmath works with as many."""
    return Arithmetic(
        number=_rational,
        known={"pi": +mpmath.pi, "e": +mpmath.e},
        step=mpmath.mpf(10) ** -200,
        reach=mpmath.mpf(10) ** -5,
        real=_REAL,
        imaginary=_IMAGINARY,
        finite=lambda array: np.asarray(_FINITE(array), bool),
        elementary={
            "exp": _each(_exact_exp),
            "log": _each(_exact_log),
            "tanh": _each(mpmath.tanh),
            "sin": _each(mpmath.sin),
            "cos": _each(mpmath.cos),
            "erf": _each(_exact_erf),
            "sqrt": _each(_exact_sqrt),
            "abs": _each(lambda number: number * mpmath.sign(mpmath.re(number))),
            "sign": _each(lambda number: mpmath.sign(mpmath.re(number))),
            "arctan": _each(mpmath.atan),
            "arcsin": _each(lambda number: mpmath.asin(number) if _is_sine(number) else mpmath.nan),
            "arccos": _each(lambda number: mpmath.acos(number) if _is_sine(number) else mpmath.nan),
        },
        dtype=object,
    )
