"""Numbers as they are read: small fractions, decimals, and figures with a fixed count of digits."""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.documents.layout import Fraction, Layout, Number, Sign, Symbol, row

LARGEST_DENOMINATOR = 12
MOST_DIGITS = 12


def rational(value: Rational) -> Layout:
    """A non-negative rational: an integer, a small fraction, a decimal, or a fraction."""
    if value.q == 1:
        return Number(str(value.p))
    decimal = decimal_of(value)
    if decimal is not None and value.q > LARGEST_DENOMINATOR:
        return Number(decimal)
    return Fraction(Number(str(value.p)), Number(str(value.q)))


def is_decimal(value: Rational) -> bool:
    """Whether the number is printed as a decimal (or an integer), not as a fraction."""
    return bool(value.q == 1) or (value.q > LARGEST_DENOMINATOR and decimal_of(value) is not None)


def decimal_of(value: Rational) -> str | None:
    """The digits of a terminating decimal of moderate length, or None."""
    for places in range(1, MOST_DIGITS + 1):
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
