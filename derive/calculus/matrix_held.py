"""What an equation between slices holds: sums, maxima and numbers of the letters held."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from derive.notation.nodes import FirstMax, IndexMax, IndexSum, Node


class HeldSum(IndexSum):
    """A sum over a letter that is held: it stays written out in the matrix form."""


class HeldMax(IndexMax):
    """The largest over a letter that is held, entry by entry."""


class HeldFirst(FirstMax):
    """Whether a position is the first of the largest over a letter that is held."""


class HeldNumber(Node):
    """A number that depends on letters held alone, e.g. delta(a, 2*p + r)."""

    def __new__(cls, value: Any) -> Expr:
        """The node of a number."""
        return Expr.__new__(cls, value)

    @property
    def value(self) -> Expr:
        """The number, in the letters held."""
        return self.args[0]
