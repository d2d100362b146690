"""What an expression says, by definition: read once, into a function of a place.

Sums are loops, deltas are comparisons. An entry at a position outside its
range, or at a position that is no whole number, is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import mpmath
from sympy import Add, Expr, Integer, Mul, Number, NumberSymbol, Pow, Rational

from derive.notation.elementary import COMPARISONS, ELEMENTARY
from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Tensor

Position = tuple[int, ...]
Letters = dict[tuple[str, str], int]


class Numbers(Protocol):
    """What gives entries, derivatives and named functions their numbers."""

    @property
    def sizes(self) -> Mapping[Axis, int]:
        """The extent of every axis."""

    def entry(self, tensor: Tensor, at: Position) -> Any:
        """A tensor's entry; 0 where there is none."""

    def slope(self, partial: Partial, place: Letters) -> Any:
        """A derivative at a place."""

    def applied(self, function: ScalarFunction, argument: Any) -> Any:
        """A named function, or one of its derivatives, at a number."""


SWITCHES = (Delta, Compare, FirstMax)  # factors that are 0 or 1
Meaning = Callable[[Numbers, Letters], Any]
Whole = Callable[[Numbers, Letters], Any]


def letter_of(index: Index) -> tuple[str, str]:
    """What an index is known by at a place."""
    return index.name, index.axis.name


@lru_cache(maxsize=65536)
def one(tensor: Tensor) -> Tensor:
    """The first that was met of equal tensors, so that a look-up need not compare."""
    return tensor


@lru_cache(maxsize=65536)
def meaning(expression: Expr) -> Meaning:
    """What an expression says, as a function of the numbers and the place of its free indices."""
    match expression:
        case Number() | NumberSymbol():
            return lambda _made, _place: _constant(expression, mpmath.mp.prec)
        case Index():
            letter = letter_of(expression)
            return lambda _made, place: mpmath.mpf(place[letter])
        case SizeOf(axis=axis):
            return lambda made, _place: mpmath.mpf(made.sizes[axis])
        case Entry():
            return _entry(expression)
        case Binder():
            return _bound(expression)
        case Delta():
            first, second = (position_of(part) for part in expression.args)
            return lambda made, place: mpmath.mpf(first(made, place) == second(made, place))
        case Apply(function=function, argument=argument):
            inside = meaning(argument)
            return lambda made, place: made.applied(function, inside(made, place))
        case Partial():
            return lambda made, place: made.slope(expression, place)
        case _:
            return _arithmetic(expression)


def _arithmetic(expression: Expr) -> Meaning:
    """An operation on its parts' numbers."""
    parts = [meaning(part) for part in expression.args if not isinstance(expression, Compare)]
    match expression:
        case Add():
            return lambda made, place: mpmath.fsum([part(made, place) for part in parts])
        case Mul():
            return _product(expression)
        case Pow():
            base, exponent = parts
            return lambda made, place: base(made, place) ** exponent(made, place)
        case Compare(operator=sign):
            holds = COMPARISONS[sign]
            left, right = meaning(expression.left), meaning(expression.right)
            return lambda made, place: mpmath.mpf(
                bool(holds(left(made, place), right(made, place)))
            )
        case Where():
            condition, then, otherwise = parts
            return lambda made, place: (then if condition(made, place) != 0 else otherwise)(
                made, place
            )
        case Maximum():
            return lambda made, place: max(part(made, place) for part in parts)
        case Minimum():
            return lambda made, place: min(part(made, place) for part in parts)
        case _ if expression.func in ELEMENTARY:
            function, inside = ELEMENTARY[expression.func], parts[0]
            return lambda made, place: function(inside(made, place))
    raise AssertionError(f"no value is defined for {type(expression).__name__}: {expression}")


def _product(product: Expr) -> Meaning:
    """A product; where a delta or a comparison is 0, nothing else need be known."""
    switches = [meaning(part) for part in product.args if isinstance(part, SWITCHES)]
    others = [meaning(part) for part in product.args if not isinstance(part, SWITCHES)]
    if not switches:
        return lambda made, place: mpmath.fprod([part(made, place) for part in others])

    def found(made: Numbers, place: Letters) -> Any:
        if not all(switch(made, place) for switch in switches):
            return mpmath.mpf(0)
        return mpmath.fprod([part(made, place) for part in others])

    return found


@lru_cache(maxsize=65536)
def _constant(number: Expr, precision: int) -> Any:
    return number._to_mpmath(precision)


def _bound(bound: Binder) -> Meaning:
    """A sum, a maximum or its first place: a loop over the bound index."""
    body, letter, axis = meaning(bound.body), letter_of(bound.index), bound.index.axis

    def terms(made: Numbers, place: Letters) -> list[Any]:
        hidden = dict(place)
        found = []
        for at in range(made.sizes[axis]):
            hidden[letter] = at
            found.append(body(made, hidden))
        return found

    match bound:
        case IndexSum():
            return lambda made, place: mpmath.fsum(terms(made, place))
        case IndexMax():
            return lambda made, place: max(terms(made, place))
        case FirstMax(at=at):
            asked = position_of(at)

            def first(made: Numbers, place: Letters) -> Any:
                found = terms(made, place)
                return mpmath.mpf(found.index(max(found)) == asked(made, place))

            return first
    raise AssertionError(f"no value is defined for {type(bound).__name__}: {bound}")


def position_of(position: Expr) -> Whole:
    """An index expression, exactly: a whole number, or a fraction where it is none."""
    match position:
        case Index():
            letter = letter_of(position)
            return lambda _made, place: place[letter]
        case Integer():
            number = int(position)
            return lambda _made, _place: number
        case Rational():
            fraction = Fraction(position.p, position.q)
            return lambda _made, _place: fraction
        case SizeOf(axis=axis):
            return lambda made, _place: made.sizes[axis]
        case Add() | Mul():
            return _combined(position)
        case Pow(exp=Integer() as exponent):
            base, power = position_of(position.base), int(exponent)
            return lambda made, place: Fraction(base(made, place)) ** power
        case _:
            inside = meaning(position)
            return lambda made, place: _exact(inside(made, place))


def _combined(position: Expr) -> Whole:
    parts = [position_of(part) for part in position.args]
    if isinstance(position, Add):
        return lambda made, place: sum(part(made, place) for part in parts)

    def product(made: Numbers, place: Letters) -> Any:
        found = 1
        for part in parts:
            found *= part(made, place)
        return found

    return product


def _exact(number: Any) -> int | Fraction:
    """A number as a position; one that is not whole is beside every position."""
    whole = int(number)
    return whole if whole == number else Fraction(2 * whole + 1, 2)


def _entry(entry: Entry) -> Meaning:
    positions, tensor = [position_of(position) for position in entry.indices], one(entry.tensor)
    return lambda made, place: made.entry(
        tensor, tuple([position(made, place) for position in positions])
    )
