"""The derivative of an elementary function of one number: SymPy's, on a plain symbol."""

from __future__ import annotations

from functools import cache

from sympy import Dummy, Expr


@cache
def elementary_derivative(head: type) -> tuple[Expr, Expr]:
    """h'(s) of an elementary function h, and the symbol s it is written in.

    SymPy differentiates on a real scalar symbol only, never on indexed sums,
    whose bound letters it would capture.
    """
    symbol = Dummy("s", real=True)
    return head(symbol).diff(symbol), symbol
