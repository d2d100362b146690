"""The slow oracle: an expression's number, by definition, at any precision.

A derivative is a central difference of the forward equations at three times the
digits. Nothing here knows a law of the calculus. A derivative of the cost is
total: everything after the entry is computed again, in a recurrence also the
later entries of the same tensor. Any other derivative holds all named signals
but the open ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import mpmath
from sympy import Expr

from derive.notation.expression import (
    Equation,
    Partial,
    ScalarFunction,
    free_indices,
)
from derive.notation.index import Axis, Index
from derive.notation.meaning import Letters, Position, letter_of, meaning, one, position_of
from derive.notation.reach import Reach, reached, readers
from derive.notation.recurrence import Group, groups, is_recurrent
from derive.notation.tensor import Entry, Tensor

__all__ = ["Place", "Position", "Values", "World", "given_values", "world"]

Values = dict[Tensor, dict[Position, Any]]
Place = Mapping[Index, int]
Slopes = dict[tuple[Expr, Position, int], Any]


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
        pending: Equations of recurrences, whose entries are worked out when one asks for them.
        reach: Which entries read which; found when a derivative is asked for.
    """

    values: Values
    sizes: Mapping[Axis, int]
    equations: tuple[Equation, ...] = ()
    open: frozenset[Tensor] = frozenset()
    digits: int = 50
    slopes: Slopes = field(default_factory=dict, compare=False)
    pending: dict[Tensor, Equation] = field(default_factory=dict, compare=False)
    reach: Reach = field(default_factory=dict, compare=False)

    def number(self, expression: Expr, place: Place | None = None) -> Any:
        """The value of an expression at a place of its free indices, as an mpf."""
        letters = {letter_of(index): at for index, at in (place or {}).items()}
        with mpmath.workdps(self.digits):
            return meaning(expression)(self, letters)

    def opened(self) -> tuple[Equation, ...]:
        """The equations of the open signals."""
        return tuple(eq for eq in self.equations if eq.left.tensor in self.open)

    def positions(self, tensor: Tensor) -> Iterable[Position]:
        """All positions of a tensor's entries."""
        return product(*(range(self.sizes[axis]) for axis in tensor.axes))

    def entry(self, tensor: Tensor, at: Position) -> Any:
        """A tensor's entry; 0 at a position that it does not have."""
        entries = self.values.get(tensor)
        if entries is None:
            assert tensor.of is not None, f"{tensor.code_name} has no value"
            return _slope_of_cost(tensor.of, at, self)
        if at in entries:
            assert entries[at] is not None, f"{tensor.code_name} is defined by the same entry"
            return entries[at]
        if tensor in self.pending and self.has(tensor, at):
            return self._worked_out(tensor, at)
        return mpmath.mpf(0)

    def has(self, tensor: Tensor, at: Position) -> bool:
        """Whether a tensor has an entry at a position: whole numbers within its axes."""
        pairs = zip(at, tensor.axes, strict=True)
        return all(place == int(place) and 0 <= place < self.sizes[a] for place, a in pairs)

    def _worked_out(self, tensor: Tensor, at: Position) -> Any:
        equation, entries = self.pending[tensor], self.values[tensor]
        entries[at] = None
        entries[at] = meaning(equation.right)(self, _letters_at(equation, at))
        return entries[at]

    def slope(self, partial: Partial, place: Letters) -> Any:
        """A derivative at a place, by differences."""
        return _difference(partial, place, self)

    def applied(self, function: ScalarFunction, argument: Any) -> Any:
        """f(u), and f'(u) as a central difference of f's definition."""
        if function.order > 0:
            digits = mpmath.mp.dps
            lower = function.with_order(function.order - 1)
            with mpmath.workdps(3 * digits):
                step = mpmath.mpf(10) ** (-digits)
                above, below = (self.applied(lower, argument + move) for move in (step, -step))
                slope = (above - below) / (2 * step)
            return +slope
        values: Values = {**self.values, one(function.variable.tensor): {(): argument}}
        return meaning(function.definition)(World(values, self.sizes), {})


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
    values = {one(tensor): entries for tensor, entries in given.items()}
    made = World(values, sizes, forward, frozenset(open), digits)
    with mpmath.workdps(digits):
        for group in groups(forward):
            _run(group, made)
    for tensor in made.pending:
        for at in made.positions(tensor):
            with mpmath.workdps(digits):
                made.entry(tensor, at)
    return made


def _run(group: Group, made: World) -> None:
    """The entries that equations define; those of a recurrence when one asks for them."""
    if is_recurrent(group):
        for equation in group:
            made.values[one(equation.left.tensor)] = {}
            made.pending[one(equation.left.tensor)] = equation
        return
    (equation,) = group
    tensor, right = one(equation.left.tensor), meaning(equation.right)
    made.values[tensor] = {
        at: right(made, _letters_at(equation, at)) for at in made.positions(tensor)
    }


def _letters_at(equation: Equation, at: Position) -> Letters:
    return dict(zip(map(letter_of, equation.left.indices), at, strict=True))


def _difference(partial: Partial, place: Letters, made: World) -> Any:
    at = tuple(position_of(position)(made, place) for position in partial.by.indices)
    of, tensor = partial.of, one(partial.by.tensor)
    if made.equations and of == made.equations[-1].left:
        return _slope_of_cost(tensor, at, made)
    letters = sorted(letter_of(index) for index in free_indices(partial))
    asked = (partial, tuple(place[letter] for letter in letters), mpmath.mp.dps)
    if asked not in made.slopes:
        made.slopes[asked] = _slope_of(of, (tensor, at), place, made)
    return made.slopes[asked]


def _slope_of(of: Expr, by: tuple[Tensor, Position], place: Letters, made: World) -> Any:
    tensor, _ = by
    if isinstance(of, Entry) and of.tensor != tensor and of.tensor not in made.open:
        defining = [eq for eq in made.equations if eq.left.tensor == of.tensor]
        if defining:
            at = tuple(position_of(position)(made, place) for position in of.indices)
            if not made.has(of.tensor, at):
                return mpmath.mpf(0)
            of, place = defining[0].right, _letters_at(defining[0], at)
    if made.open and not made.reach:
        made.reach.update(readers(made.equations, made))
    held = World(made.values, made.sizes, made.opened(), made.open, made.digits, reach=made.reach)
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
        number = meaning(of)
        above = number(_moved(by, step, made), place)
        below = number(_moved(by, -step, made), place)
        slope = (above - below) / (2 * step)
    return +slope


def _moved(by: tuple[Tensor, Position], step: Any, made: World) -> World:
    """The numbers where one entry has moved by a step, and with it all that follows."""
    tensor, at = by
    if made.equations and not made.reach:
        made.reach.update(readers(made.equations, made))
    defining = {one(equation.left.tensor): equation for equation in made.equations}
    changed = reached(by, made.reach, defining)
    values = dict(made.values)
    for met, positions in changed.items():
        values[met] = {at: n for at, n in values[met].items() if at not in positions}
    values[tensor] = {**values[tensor], at: made.values[tensor][at] + step}
    moved = World(values, made.sizes, pending=defining)
    for met in defining:
        for position in changed.get(met, ()):
            moved.entry(met, position)
    return moved


def given_values(
    tensors: Iterable[Tensor], sizes: Mapping[Axis, int], number: Callable[[Tensor, Position], Any]
) -> Values:
    """Entries for tensors, each made by `number(tensor, position)`."""
    places = World({}, sizes)
    return {t: {at: number(t, at) for at in places.positions(t)} for t in tensors}
