"""How far floating-point arithmetic may drift from the exact value of an equation.

A program cannot give exact numbers; how far off it may be depends on the sums
and products on the way. For every entry, `Rounding` carries the first-order
bound of the error that arithmetic with relative precision eps makes when it
works the equations out as they are written: each operation adds |result|, and
passes its operands' errors on by its own derivative. The bound is in units of
eps. An error of 1 of these *rounding units* is what honest arithmetic may
show; an error of a thousand is a wrong formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import mul

from sympy import (
    Abs,
    Add,
    Expr,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    cos,
    erf,
    exp,
    log,
    sign,
    sin,
    tanh,
)

from derive.notation.elementary import COMPARISONS
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    ScalarFunction,
    Where,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import Position, Values

Place = Mapping[Index, int]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A value, and the bound of its error in units of the arithmetic's precision."""

    value: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Rounding:
    """Values and error bounds of all entries.

    Attributes:
        sizes: The extent of every axis.
        entries: By tensor and position; given numbers are exact but for constants.
        equations: What defines the entries that are not there yet.
    """

    sizes: Mapping[Axis, int]
    entries: dict[Tensor, dict[Position, Rounded]] = field(default_factory=dict)
    equations: Mapping[Tensor, Equation] = field(default_factory=dict)

    def of(self, expression: Expr, place: Place) -> Rounded:
        """The value and error bound of an expression."""
        match expression:
            case Number() | NumberSymbol():
                value = float(expression)
                return Rounded(value, 0.0 if expression.is_Integer else abs(value))
            case Index():
                return Rounded(float(place[expression]))
            case SizeOf(axis=axis):
                return Rounded(float(self.sizes[axis]))
            case Entry():
                at = tuple(self._position(part, place) for part in expression.indices)
                return self.entry(expression.tensor, at)
            case IndexSum(body=body, index=index):
                terms = range(self.sizes[index.axis])
                return _sum(self.of(body, {**place, index: at}) for at in terms)
            case IndexMax(body=body, index=index):
                return max(self._along(body, index, place), key=lambda term: term.value)
            case FirstMax(body=body, index=index, at=at):
                values = [term.value for term in self._along(body, index, place)]
                return Rounded(float(self._position(at, place) == values.index(max(values))))
            case Apply(function=function, argument=argument):
                assert function.order == 0, f"a derivative is left in {expression}"
                return self._called(function, self.of(argument, place))
            case Where():
                condition, then, otherwise = expression.args
                return self.of(then if self.of(condition, place).value else otherwise, place)
            case Compare(operator=operator):
                left, right = (self.of(p, place).value for p in (expression.left, expression.right))
                return Rounded(float(COMPARISONS[operator](left, right)))
            case Delta():
                one, other = (self._position(part, place) for part in expression.args)
                return Rounded(float(one == other))
            case Mul():
                return self._product(expression, place)
            case _:
                return _operation(expression, [self.of(part, place) for part in expression.args])

    def entry(self, tensor: Tensor, at: tuple[Fraction, ...]) -> Rounded:
        """A tensor's entry, worked out when it is asked for; 0 at a place that it lacks."""
        if not all(
            place.denominator == 1 and 0 <= place < self.sizes[axis]
            for place, axis in zip(at, tensor.axes, strict=True)
        ):
            return Rounded(0.0)
        whole = tuple(map(int, at))
        entries = self.entries.setdefault(tensor, {})
        if whole not in entries:
            equation = self.equations[tensor]
            entries[whole] = self.of(
                equation.right, dict(zip(equation.left.indices, whole, strict=True))
            )
        return entries[whole]

    def _product(self, product: Expr, place: Place) -> Rounded:
        """A product; where a delta is 0, nothing else need be known."""
        for part in product.args:
            if isinstance(part, Delta) and not self.of(part, place).value:
                return Rounded(0.0)
        return reduce(_times, [self.of(part, place) for part in product.args])

    def _along(self, body: Expr, index: Index, place: Place) -> list[Rounded]:
        return [self.of(body, {**place, index: at}) for at in range(self.sizes[index.axis])]

    def _position(self, position: Expr, place: Place) -> Fraction:
        """The number of an index expression, exact."""
        match position:
            case Index():
                return Fraction(place[position])
            case SizeOf(axis=axis):
                return Fraction(self.sizes[axis])
            case Entry():
                return Fraction(round(self.of(position, place).value))
            case Add():
                return sum((self._position(part, place) for part in position.args), Fraction(0))
            case Mul():
                return reduce(mul, (self._position(part, place) for part in position.args))
            case Number():
                return Fraction(int(position.p), int(position.q))
        raise AssertionError(f"no position: {position}")

    def _called(self, function: ScalarFunction, argument: Rounded) -> Rounded:
        """A function at an argument; calls inside its definition have variables as well."""
        variable = function.variable.tensor
        before = self.entries.get(variable, {})
        self.entries[variable] = {(): argument}
        found = self.of(function.definition, {})
        self.entries[variable] = before
        return found


def rounding(given: Values, sizes: Mapping[Axis, int], equations: Iterable[Equation]) -> Rounding:
    """Values and error bounds of everything that equations define, in order."""
    defining = list(equations)
    made = Rounding(sizes, equations={equation.left.tensor: equation for equation in defining})
    for tensor, entries in given.items():
        is_exact = tensor.role is not Role.CONSTANT
        made.entries[tensor] = {
            at: Rounded(float(number), 0.0 if is_exact else abs(float(number)))
            for at, number in entries.items()
        }
    for tensor in made.equations:
        for at in product(*(range(sizes[axis]) for axis in tensor.axes)):
            made.entry(tensor, tuple(map(Fraction, at)))
    return made


def _operation(expression: Expr, parts: list[Rounded]) -> Rounded:
    match expression:
        case Add():
            return _sum(parts)
        case Maximum():
            return max(parts, key=lambda part: part.value)
        case Minimum():
            return min(parts, key=lambda part: part.value)
        case Pow():
            return _power(*parts)
    (inside,) = parts
    u, passed = inside.value, inside.error
    match expression:
        case exp():
            return Rounded(math.exp(u), math.exp(u) * (1 + passed))
        case log():
            return Rounded(math.log(u), abs(math.log(u)) + passed / abs(u))
        case tanh():
            return Rounded(math.tanh(u), abs(math.tanh(u)) + passed / math.cosh(u) ** 2)
        case erf():
            slope = 2 / math.sqrt(math.pi) * math.exp(-(u**2))
            return Rounded(math.erf(u), abs(math.erf(u)) + passed * slope)
        case sin():
            return Rounded(math.sin(u), 1 + passed)
        case cos():
            return Rounded(math.cos(u), 1 + passed)
        case Abs():
            return Rounded(abs(u), passed)
        case sign():
            return Rounded(math.copysign(1.0, u) if u else 0.0)
    raise AssertionError(f"no rounding is defined for {type(expression).__name__}: {expression}")


def _sum(parts: Iterable[Rounded]) -> Rounded:
    terms = list(parts)
    largest = sum(abs(term.value) for term in terms) if len(terms) > 1 else 0.0
    return Rounded(math.fsum(t.value for t in terms), largest + sum(t.error for t in terms))


def _times(one: Rounded, other: Rounded) -> Rounded:
    value = one.value * other.value
    passed = one.error * abs(other.value) + other.error * abs(one.value)
    return Rounded(value, abs(value) + passed)


def _power(base: Rounded, exponent: Rounded) -> Rounded:
    value = base.value**exponent.value
    passed = abs(exponent.value * value / base.value) * base.error if base.value else base.error
    if exponent.error:
        passed += abs(value * math.log(abs(base.value))) * exponent.error
    return Rounded(value, abs(value) + passed)
