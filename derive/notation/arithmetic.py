"""What arithmetic in a formula may ask for: real numbers, of a size that a person would write.

SymPy works numbers out at once and exactly, and so has to be kept from towers
of powers that no memory holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Abs, Expr, I, cos, erf, exp, log, nan, oo, sign, sin, sqrt, tanh, zoo

MAX_EXPONENT = 64
MAX_EXPONENTIAL = 10**4
MAX_NUMBER = 10**40

ELEMENTARY: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "tanh": tanh,
    "erf": erf,
    "abs": Abs,
    "sign": sign,
    "sin": sin,
    "cos": cos,
}


class RefusedError(Exception):
    """An operation that has no value here; the text says why, in one sentence."""


def elementary(name: str, argument: Expr) -> Expr:
    """An elementary function at an argument.

    Raises:
        RefusedError: The value is not real, or has no room.
    """
    if argument.is_number and (_is_huge(argument) or (name == "exp" and _is_steep(argument))):
        raise RefusedError("This number is too large to be meant.")
    return _real(ELEMENTARY[name](argument))


def quotient(left: Expr, right: Expr) -> Expr:
    """`left / right`.

    Raises:
        RefusedError: `right` is zero.
    """
    if right.is_zero:
        raise RefusedError("This divides by zero.")
    return left / right


def power(left: Expr, right: Expr) -> Expr:
    """`left` to the power `right`.

    Raises:
        RefusedError: The value is not real, or has no room.
    """
    if right.is_number and (right.has(exp) or abs(right) > MAX_EXPONENT):
        raise RefusedError(f"The exponent is too large: at most {MAX_EXPONENT} is accepted.")
    if left.is_zero and right.is_negative:
        raise RefusedError("This divides by zero.")
    if right.is_number and _is_huge(left):
        raise RefusedError("This number is too large to be meant.")
    return _real(left**right)


def _real(value: Expr) -> Expr:
    if value.has(I, oo, -oo, zoo, nan):
        raise RefusedError("This has no value among the real numbers.")
    return value


def _is_steep(number: Expr) -> bool:
    """Whether the exponential of a number may have no room in any memory."""
    return bool(number.has(exp) or abs(number) > MAX_EXPONENTIAL)


def _is_huge(value: Expr) -> bool:
    """Whether the rational factor of a value has more digits than a person would write."""
    factor, _ = value.as_coeff_Mul()
    return bool(max(abs(factor.p), factor.q) > MAX_NUMBER)
