"""Numbers as they are read: small fractions, decimals, and figures with a fixed count of digits."""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.documents.layout import (
    Fraction,
    Layout,
    Number,
    Parenthesised,
    Row,
    Scripted,
    Sign,
    Symbol,
    row,
)

LARGEST_DENOMINATOR = 12
MOST_DIGITS = 12
LONG_DIGITS = 40
"""A decimal of so many digits is still easier to read than the same number as a fraction."""
LEAST_POWER = 10**5


def rational(value: Rational) -> Layout:
    """A non-negative rational: an integer, a small fraction, a decimal, or a fraction."""
    if value.q == 1:
        return _whole(int(value.p))
    decimal = decimal_of(value)
    if decimal is not None and value.q > LARGEST_DENOMINATOR:
        return Number(decimal)
    return Fraction(Number(str(value.p)), Number(str(value.q)))


def in_script(exponent: Expr) -> Layout | None:
    """A fraction of numbers on one line, for a script; None for anything else."""
    if not isinstance(exponent, Rational) or exponent.q == 1:
        return None
    return row(Number(str(exponent.p)), Symbol(Sign.SLASH), Number(str(exponent.q)))


def on_one_line(exponent: Layout) -> Layout:
    """A fraction with a slash, for a script; anything else as it is."""
    match exponent:
        case Fraction(above, below):
            fenced = [Parenthesised(p) if isinstance(p, Row) else p for p in (above, below)]
            return row(fenced[0], Symbol(Sign.SLASH), fenced[1])
        case _:
            return exponent


def _whole(value: int) -> Layout:
    """A whole number; a large power of ten as 10ⁿ."""
    digits = str(value)
    if value >= LEAST_POWER and digits.rstrip("0") == "1":
        return Scripted(Number("10"), upper=Number(str(len(digits) - 1)))
    return Number(digits)


def is_decimal(value: Rational) -> bool:
    """Whether the number is printed as a decimal (or an integer), not as a fraction."""
    return bool(value.q == 1) or (value.q > LARGEST_DENOMINATOR and decimal_of(value) is not None)


def decimal_of(value: Rational) -> str | None:
    """The digits of a terminating decimal of moderate length, or None."""
    most = MOST_DIGITS if value.q < 10**MOST_DIGITS else LONG_DIGITS
    for places in range(1, most + 1):
        scaled = abs(value) * Integer(10) ** places
        if scaled.q == 1:
            digits = str(scaled.p).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}"
    return None


def figure(value: Expr | float, digits: int = 9) -> Layout:
    """A computed number with a fixed number of decimals, its minus as a sign."""
    text = f"{float(value):.{digits}f}"
    if set(text) <= set("-0.") and float(value) != 0:
        text = f"{float(value):.{digits - 4}e}"
    if text.startswith("-"):
        return row(Symbol(Sign.MINUS), Number(text[1:]))
    return Number(text)
