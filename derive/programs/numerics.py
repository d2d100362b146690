"""Functions that a numerical library computes more precisely than their formula says.

They are nodes of the notation with a definition in it, so that a law which
introduces one is an equality that numbers can test.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Expr, erf, exp, log
from sympy.core.expr import AtomicExpr

from derive.notation.expression import Node


class Precise(Node):
    """A function of one number that has a definition in elementary functions."""

    def __new__(cls, argument: Any) -> Expr:
        """The function at an argument."""
        return Expr.__new__(cls, argument)

    @property
    def argument(self) -> Expr:
        """Where it is taken."""
        return self.args[0]

    @property
    def definition(self) -> Expr:
        """The same value in elementary functions."""
        raise NotImplementedError


class Decay(Precise):
    """exp(-|u|), which never overflows; its powers stay powers."""

    @property
    def definition(self) -> Expr:
        """The same value in elementary functions."""
        return exp(-Abs(self.argument))


class Log1p(Precise):
    """log(1 + u), precise where u is small."""

    @property
    def definition(self) -> Expr:
        """The same value in elementary functions."""
        return log(1 + self.argument)


class Expm1(Precise):
    """exp(u) - 1, precise where u is small."""

    @property
    def definition(self) -> Expr:
        """The same value in elementary functions."""
        return exp(self.argument) - 1


class Erfc(Precise):
    """1 - erf(u), precise where u is large."""

    @property
    def definition(self) -> Expr:
        """The same value in elementary functions."""
        return 1 - erf(self.argument)


class Tiny(AtomicExpr):  # type: ignore[misc]  # SymPy is untyped
    """What a positive value is held above: 1024 times the smallest number of full precision.

    The factor leaves room for a numerator: t/y is finite for every t up to 4096.
    """

    is_commutative = True
    is_real = True
    is_positive = True
