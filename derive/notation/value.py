"""The slow oracle: an expression's number, by definition, at any precision.

Sums are loops, deltas are comparisons, and a derivative is a central
difference of the forward equations at three times the digits. Nothing here
knows a law of the calculus. An expression is read once, into a function of a
place; that is all the speed it has. A derivative of the cost is total: everything
after the entry is computed again. Any other derivative holds all named
signals but the open ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

import mpmath
from sympy import Add, Expr, Mul, Number, NumberSymbol, Pow

from derive.notation.elementary import COMPARISONS, ELEMENTARY
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    free_indices,
    tensors_in,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Tensor

Position = tuple[int, ...]
Values = dict[Tensor, dict[Position, Any]]
Place = Mapping[Index, int]
Letters = dict[tuple[str, str], int]
Meaning = Callable[["World", Letters], Any]


@dataclass(frozen=True, slots=True)
class World:
    """Numbers for everything that a formula can name.

    Attributes:
        values: The entries of every tensor that is given, by position.
        sizes: The extent of every axis.
        equations: Forward equations in order; they define the other tensors.
        open: Signals that a derivative looks through.
        digits: Decimal digits of the arithmetic.
        slopes: Derivatives that were asked for, kept because each takes two forward passes.
    """

    values: Values
    sizes: Mapping[Axis, int]
    equations: tuple[Equation, ...] = ()
    open: frozenset[Tensor] = frozenset()
    digits: int = 50
    slopes: dict[tuple[Expr, Position, int], Any] = field(default_factory=dict, compare=False)

    def number(self, expression: Expr, place: Place | None = None) -> Any:
        """The value of an expression at a place of its free indices, as an mpf."""
        letters = {_letter(index): at for index, at in (place or {}).items()}
        with mpmath.workdps(self.digits):
            return _meaning(expression)(self, letters)

    def opened(self) -> tuple[Equation, ...]:
        """The equations of the open signals."""
        return tuple(eq for eq in self.equations if eq.left.tensor in self.open)

    def positions(self, tensor: Tensor) -> Iterable[Position]:
        """All positions of a tensor's entries."""
        return product(*(range(self.sizes[axis]) for axis in tensor.axes))


def world(
    given: Values,
    sizes: Mapping[Axis, int],
    equations: Iterable[Equation] = (),
    *,
    open: Iterable[Tensor] = (),  # noqa: A002 - the word of World
    digits: int = 50,
) -> World:
    """Numbers for all tensors: the given ones, and what the equations make of them."""
    forward = tuple(equations)
    values = {_one(tensor): entries for tensor, entries in given.items()}
    made = World(values, sizes, forward, frozenset(open), digits)
    with mpmath.workdps(digits):
        for equation in forward:
            _run(equation, made)
    return made


def _run(equation: Equation, made: World) -> None:
    tensor = equation.left.tensor
    letters = [_letter(index) for index in equation.left.indices]
    right = _meaning(equation.right)
    made.values[_one(tensor)] = {
        at: right(made, dict(zip(letters, at, strict=True))) for at in made.positions(tensor)
    }


def _letter(index: Index) -> tuple[str, str]:
    return index.name, index.axis.name


@lru_cache(maxsize=65536)
def _one(tensor: Tensor) -> Tensor:
    """The first that was met of equal tensors, so that a look-up need not compare."""
    return tensor


@lru_cache(maxsize=65536)
def _meaning(expression: Expr) -> Meaning:
    """What an expression says, as a function of the world and the place of its free indices."""
    match expression:
        case Number() | NumberSymbol():
            return lambda _made, _place: _constant(expression, mpmath.mp.prec)
        case Index():
            letter = _letter(expression)
            return lambda _made, place: mpmath.mpf(place[letter])
        case SizeOf(axis=axis):
            return lambda made, _place: mpmath.mpf(made.sizes[axis])
        case Entry():
            return _entry(expression)
        case IndexSum():
            return _sum(expression)
        case Delta():
            first, second = (_position(part) for part in expression.args)
            return lambda made, place: mpmath.mpf(first(made, place) == second(made, place))
        case Apply(function=function, argument=argument):
            inside = _meaning(argument)
            return lambda made, place: _applied(function, inside(made, place), made)
        case Partial():
            return lambda made, place: _difference(expression, place, made)
        case _:
            return _arithmetic(expression)


def _arithmetic(expression: Expr) -> Meaning:
    """An operation on its parts' numbers."""
    parts = [_meaning(part) for part in expression.args if not isinstance(expression, Compare)]
    match expression:
        case Add():
            return lambda made, place: mpmath.fsum([part(made, place) for part in parts])
        case Mul():
            return lambda made, place: mpmath.fprod([part(made, place) for part in parts])
        case Pow():
            base, exponent = parts
            return lambda made, place: base(made, place) ** exponent(made, place)
        case Compare(operator=sign):
            holds = COMPARISONS[sign]
            left, right = _meaning(expression.left), _meaning(expression.right)
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


@lru_cache(maxsize=65536)
def _constant(number: Expr, precision: int) -> Any:
    return number._to_mpmath(precision)


def _sum(summed: Expr) -> Meaning:
    body, letter, axis = _meaning(summed.body), _letter(summed.index), summed.index.axis

    def meaning(made: World, place: Letters) -> Any:
        hidden = dict(place)
        terms = []
        for at in range(made.sizes[axis]):
            hidden[letter] = at
            terms.append(body(made, hidden))
        return mpmath.fsum(terms)

    return meaning


def _position(position: Expr) -> Callable[[World, Letters], int]:
    if isinstance(position, Index):
        letter = _letter(position)
        return lambda _made, place: place[letter]
    number = _meaning(position)
    return lambda made, place: int(number(made, place))


def _entry(entry: Entry) -> Meaning:
    positions, tensor = [_position(position) for position in entry.indices], _one(entry.tensor)

    def meaning(made: World, place: Letters) -> Any:
        at = tuple([position(made, place) for position in positions])
        if tensor in made.values:
            # An index that leaves its range meets zero: the convention of padding.
            return made.values[tensor].get(at, mpmath.mpf(0))
        assert tensor.of is not None, f"{tensor.code_name} has no value"
        return _slope_of_cost(tensor.of, at, made)

    return meaning


def _applied(function: ScalarFunction, argument: Any, made: World) -> Any:
    """f(u), and f'(u) as a central difference of f's definition."""
    if function.order > 0:
        digits = mpmath.mp.dps
        lower = function.with_order(function.order - 1)
        with mpmath.workdps(3 * digits):
            step = mpmath.mpf(10) ** (-digits)
            above = _applied(lower, argument + step, made)
            below = _applied(lower, argument - step, made)
            slope = (above - below) / (2 * step)
        return +slope
    values: Values = {**made.values, _one(function.variable.tensor): {(): argument}}
    return _meaning(function.definition)(World(values, made.sizes), {})


def _difference(partial: Partial, place: Letters, made: World) -> Any:
    at = tuple(_position(position)(made, place) for position in partial.by.indices)
    of, tensor = partial.of, _one(partial.by.tensor)
    if made.equations and of == made.equations[-1].left:
        return _slope_of_cost(tensor, at, made)
    letters = sorted(_letter(index) for index in free_indices(partial))
    asked = (partial, tuple(place[letter] for letter in letters), mpmath.mp.dps)
    if asked not in made.slopes:
        made.slopes[asked] = _slope_of(of, (tensor, at), place, made)
    return made.slopes[asked]


def _slope_of(of: Expr, by: tuple[Tensor, Position], place: Letters, made: World) -> Any:
    tensor, _ = by
    if isinstance(of, Entry) and of.tensor != tensor and of.tensor not in made.open:
        defining = [eq for eq in made.equations if eq.left.tensor == of.tensor]
        of = defining[0].at(*of.indices) if defining else of
    held = World(made.values, made.sizes, made.opened(), made.open, made.digits)
    return _difference_at(of, by, place, held)


def _slope_of_cost(tensor: Tensor, at: Position, made: World) -> Any:
    asked = (tensor, at, mpmath.mp.dps)
    if asked not in made.slopes:
        made.slopes[asked] = _difference_at(made.equations[-1].left, (tensor, at), {}, made)
    return made.slopes[asked]


def _difference_at(of: Expr, by: tuple[Tensor, Position], place: Letters, made: World) -> Any:
    tensor, at = by
    if at not in made.values.get(tensor, {}):
        return mpmath.mpf(0)
    digits = mpmath.mp.dps
    with mpmath.workdps(3 * digits):
        step = mpmath.mpf(10) ** (-digits)
        number = _meaning(of)
        above = number(_moved(by, step, made), place)
        below = number(_moved(by, -step, made), place)
        slope = (above - below) / (2 * step)
    return +slope


def _moved(by: tuple[Tensor, Position], step: Any, made: World) -> World:
    """The numbers where one entry has moved by a step, and with it all that follows."""
    tensor, at = by
    values = {**made.values, tensor: dict(made.values[tensor])}
    values[tensor][at] += step
    moved = World(values, made.sizes, made.equations, made.open)
    changed = {tensor}
    for equation in made.equations:
        if equation.left.tensor != tensor and tensors_in(equation.right) & changed:
            _run(equation, moved)
            changed.add(equation.left.tensor)
    return moved


def given_values(
    tensors: Iterable[Tensor], sizes: Mapping[Axis, int], number: Callable[[Tensor, Position], Any]
) -> Values:
    """Entries for tensors, each made by `number(tensor, position)`."""
    places = World({}, sizes)
    return {t: {at: number(t, at) for at in places.positions(t)} for t in tensors}
