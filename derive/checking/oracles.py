"""Brute force: the whole loss written out in scalars, and differentiated by plain SymPy.

Every entry of every tensor is a symbol, every sum is written out, and every
named function is replaced by its definition. What is left are scalar lines
without indices. SymPy differentiates each line by each of its symbols on its
own, and the numbers are put together by the chain rule for scalars. None of
our calculus is used.

Maxima, cases, comparisons, |u| and sign(u) are settled at the sample point
before: the point is away from every kink, so that the branch chosen there is
the branch around it. Piecewise expressions would only hide the same choice.

It takes one derivative for every symbol of every line: small sizes only. Beyond
them, differences of the forward formulas (`derive.notation.value`) are the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
from sympy import Abs, Add, Expr, Integer, Mul, Pow, Symbol, diff, sign

from derive.network.network import Network
from derive.notation.elementary import COMPARISONS, ELEMENTARY
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexMax,
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
        self.equations = {equation.left.tensor: equation for equation in network.equations}
        self.lines: dict[Expr, Expr] = {}  # in the order in which they can be worked out
        self.slopes: dict[Expr, Any] = {}

    @property
    def cost(self) -> Expr:
        """The loss as a symbol; all lines that it depends on are written then."""
        with mpmath.workdps(self.digits):
            return self._entry(self.network.cost.tensor, ())

    def derivative(self, tensor: Tensor, at: Position) -> Any:
        """The number of the cost's derivative by one entry of a given tensor."""
        with mpmath.workdps(self.digits):
            if not self.slopes:
                self._differentiate()
            return self.slopes.get(self.entries[tensor][at], mpmath.mpf(0))

    def _differentiate(self) -> None:
        """The cost's derivative by every symbol, from the last line back."""
        self.slopes[self.cost] = mpmath.mpf(1)
        for symbol, line in reversed(self.lines.items()):
            outer = self.slopes.get(symbol)
            if outer is None:
                continue
            for other in sorted(line.free_symbols, key=str):
                inner = self._number(diff(line, other))
                self.slopes[other] = self.slopes.get(other, mpmath.mpf(0)) + outer * inner

    def _symbol(self, tensor: Tensor, at: Position, number: Any) -> Expr:
        symbol = Symbol("_".join((tensor.code_name, *map(str, at))), real=True)
        self.numbers[symbol] = number
        return symbol

    def _entry(self, tensor: Tensor, at: Position) -> Expr:
        """A tensor's entry, written out when it is asked for; 0 at a place that it lacks."""
        entries = self.entries.setdefault(tensor, {})
        if at in entries:
            return entries[at]
        sizes = [self.network.sizes[axis] for axis in tensor.axes]
        is_there = all(0 <= place < size for place, size in zip(at, sizes, strict=True))
        if tensor not in self.equations or not is_there:
            return Integer(0)
        equation = self.equations[tensor]
        place = dict(zip(equation.left.indices, at, strict=True))
        line = self._written(equation.right, place)
        entries[at] = self._symbol(tensor, at, self._number(line))
        self.lines[entries[at]] = line
        return entries[at]

    def _written(self, expression: Expr, place: Place) -> Expr:
        match expression:
            case Index():
                return Integer(place[expression])
            case SizeOf(axis=axis):
                return Integer(self.network.sizes[axis])
            case Entry():
                at = tuple(self._position(part, place) for part in expression.indices)
                return self._entry(expression.tensor, at)
            case IndexSum(body=body, index=index):
                extent = self.network.sizes[index.axis]
                return Add(*(self._written(body, {**place, index: at}) for at in range(extent)))
            case IndexMax(body=body, index=index):
                extent = self.network.sizes[index.axis]
                terms = [self._written(body, {**place, index: at}) for at in range(extent)]
                return max(terms, key=self._number)  # the first of several largest
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

    def _position(self, position: Expr, place: Place) -> int:
        """The number of an index expression; an entry of whole numbers is its value here."""
        return int(self._number(self._written(position, place)))

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
                one, other = (self._position(part, place) for part in condition.args)
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
