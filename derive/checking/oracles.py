"""Brute force: the whole loss written out in scalars, and differentiated by plain SymPy.

Every entry of every given tensor is a symbol, every sum is written out, every
named function is replaced by its definition, and every intermediate signal by
what it stands for. What is left is one long expression without indices, which
SymPy differentiates on its own. None of our calculus is used.

Maxima, cases, comparisons, |u| and sign(u) are settled at the sample point
before: the point is away from every kink, so that the branch chosen there is
the branch around it. Piecewise expressions would only hide the same choice.

It grows 20 times when the width doubles: tiny sizes only. Beyond them,
differences of the forward formulas (`derive.notation.value`) are the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import mpmath
from sympy import Abs, Add, Expr, Integer, Mul, Pow, Symbol, diff, sign

from derive.network.network import Network
from derive.notation.elementary import COMPARISONS, ELEMENTARY
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Minimum,
    ScalarFunction,
    Where,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry, Tensor
from derive.notation.value import Position, Values

Place = Mapping[Index, int]


class WrittenOut:
    """The cost of a network as one scalar expression in symbols, and its numbers at a point."""

    def __init__(self, network: Network, given: Values, digits: int) -> None:
        self.network, self.digits = network, digits
        self.numbers: dict[Expr, Any] = {}
        self.entries: dict[Tensor, dict[Position, Expr]] = {
            tensor: {at: self._symbol(tensor, at, number) for at, number in entries.items()}
            for tensor, entries in given.items()
        }
        with mpmath.workdps(digits):
            for equation in network.equations:
                self._write(equation.left, equation.right)

    @property
    def cost(self) -> Expr:
        """The loss, fully written out."""
        return self.entries[self.network.cost.tensor][()]

    def derivative(self, tensor: Tensor, at: Position) -> Any:
        """The number of the cost's derivative by one entry of a given tensor."""
        with mpmath.workdps(self.digits):
            return self._number(diff(self.cost, self.entries[tensor][at]))

    def _symbol(self, tensor: Tensor, at: Position, number: Any) -> Expr:
        symbol = Symbol("_".join((tensor.code_name, *map(str, at))), real=True)
        self.numbers[symbol] = number
        return symbol

    def _write(self, left: Entry, right: Expr) -> None:
        ranges = [range(self.network.sizes[axis]) for axis in left.tensor.axes]
        self.entries[left.tensor] = {
            at: self._written(right, dict(zip(left.indices, at, strict=True)))
            for at in product(*ranges)
        }

    def _written(self, expression: Expr, place: Place) -> Expr:
        match expression:
            case Index():
                return Integer(place[expression])
            case SizeOf(axis=axis):
                return Integer(self.network.sizes[axis])
            case Entry():
                at = tuple(int(self._written(part, place)) for part in expression.indices)
                return self.entries[expression.tensor].get(at, Integer(0))
            case IndexSum(body=body, index=index):
                terms = range(self.network.sizes[index.axis])
                return Add(*(self._written(body, {**place, index: at}) for at in terms))
            case Apply(function=function, argument=argument):
                assert function.order == 0, "a forward formula holds no derivative"
                return self._called(function, self._written(argument, place))
            case Where():
                condition, then, otherwise = expression.args
                return self._written(then if self._holds(condition, place) else otherwise, place)
            case Compare() | Delta():
                return Integer(self._holds(expression, place))
            case _:
                parts = [self._written(part, place) for part in expression.args]
                return self._settled(expression, parts) if parts else expression

    def _called(self, function: ScalarFunction, argument: Expr) -> Expr:
        """The definition of a function at an argument; calls inside it have variables as well."""
        variable = function.variable.tensor
        before = self.entries.get(variable, {})
        self.entries[variable] = {(): argument}
        written = self._written(function.definition, {})
        self.entries[variable] = before
        return written

    def _holds(self, condition: Expr, place: Place) -> bool:
        match condition:
            case Compare(operator=operator, left=left, right=right):
                numbers = (self._number(self._written(side, place)) for side in (left, right))
                return bool(COMPARISONS[operator](*numbers))
            case Delta():
                one, other = (self._written(part, place) for part in condition.args)
                return bool(one == other)
            case _:
                return bool(self._number(self._written(condition, place)) != 0)

    def _settled(self, expression: Expr, parts: list[Expr]) -> Expr:
        match expression:
            case Maximum() | Minimum():
                first, second = (self._number(part) for part in parts)
                is_first = first >= second if isinstance(expression, Maximum) else first <= second
                return parts[0] if is_first else parts[1]
            case Abs():
                return parts[0] * self._sign(parts[0])
            case sign():
                return self._sign(parts[0])
            case _:
                return expression.func(*parts)

    def _sign(self, expression: Expr) -> Expr:
        return Integer(int(mpmath.sign(self._number(expression))))

    def _number(self, expression: Expr) -> Any:
        """The number of a scalar expression at the point; each subexpression is worked out once."""
        if expression not in self.numbers:
            self.numbers[expression] = self._worked_out(expression)
        return self.numbers[expression]

    def _worked_out(self, expression: Expr) -> Any:
        if not expression.args:
            return expression._to_mpmath(mpmath.mp.prec)
        parts = [self._number(part) for part in expression.args]
        match expression:
            case Add():
                return mpmath.fsum(parts)
            case Mul():
                return mpmath.fprod(parts)
            case Pow():
                return parts[0] ** parts[1]
            case _:
                return ELEMENTARY[expression.func](parts[0])
