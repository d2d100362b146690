"""Sums of products with deltas that compare positions.

Such a sum is no work of multiplication: it reads its other factors at a position, or puts them
where the delta says, or adds up rows by a number that each has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Integer

from derive.notation.expression import Delta, free_indices, substitute
from derive.notation.index import Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.labelled import Labelled, Letters
from derive.programs.positions import Affine, Extents, affine, by_step, filled, is_radix

Factors = Sequence[Expr]


@dataclass(frozen=True, slots=True)
class Reading:
    """A delta that says what one bound letter is, and the sum without that letter."""

    delta: Delta
    letter: Index
    position: Expr


@dataclass(frozen=True, slots=True)
class Putting:
    """A delta that says where an entry goes: `target` is free, the position's letters bound."""

    delta: Delta
    target: Index
    position: Affine

    @property
    def place(self) -> Expr:
        """The position as an expression."""
        steps = (step * letter for letter, step in self.position.steps.items())
        return Add(Integer(self.position.constant), *steps)


@dataclass(frozen=True, slots=True)
class Counting:
    """A delta that says which sum a row belongs to, by data."""

    delta: Delta
    target: Index
    data: Entry


Jump = Reading | tuple[Putting, ...] | Counting


def jump(factors: Factors, bound: Letters, extents: Extents) -> Jump | None:
    """What the deltas of a product say to do first, if they say anything but to multiply."""
    deltas = [factor for factor in factors if isinstance(factor, Delta)]
    for delta in deltas:
        if (found := _reading(delta, bound)) and len(free_indices(delta) & set(bound)) == 1:
            return found
    putting: list[Putting] = []
    for delta in deltas:
        put = _putting(delta, bound, extents)
        taken = {letter for one in putting for letter in (*one.position.steps, one.target)}
        if put and not taken & {*put.position.steps, put.target}:
            putting.append(put)
    if putting:
        return tuple(putting)
    for delta in deltas:
        if late := _reading(delta, bound) or _counting(delta, bound):
            return late
    return None


def _reading(delta: Delta, bound: Letters) -> Reading | None:
    for here, other in (delta.args, delta.args[::-1]):
        if here in bound and isinstance(other, Entry) and here not in free_indices(other):
            return Reading(delta, here, other)
    difference = affine(delta.args[0] - delta.args[1])
    if difference is None:
        return None
    for letter in bound:
        step = difference.steps.get(letter, 0)
        if abs(step) == 1:
            rest = delta.args[0] - delta.args[1] - step * letter
            return Reading(delta, letter, (-step * rest).expand())
    return None


def _putting(delta: Delta, bound: Letters, extents: Extents) -> Putting | None:
    difference = affine(delta.args[0] - delta.args[1])
    if difference is None:
        return None
    free = [letter for letter in difference.steps if letter not in bound]
    if len(free) != 1 or abs(difference.steps[free[0]]) != 1 or len(difference.steps) < 2:
        return None
    sign = -difference.steps[free[0]]
    steps = {one: sign * step for one, step in difference.steps.items() if one != free[0]}
    position = Affine(sign * difference.constant, steps)
    if any(one.axis == extents.sample for one in (*steps, free[0])):
        return None
    is_window = len(steps) <= 2
    is_put = is_window or is_radix(position, by_step(position, extents), extents)
    return Putting(delta, free[0], position) if is_put else None


def _counting(delta: Delta, bound: Letters) -> Counting | None:
    for here, other in (delta.args, delta.args[::-1]):
        if isinstance(here, Index) and here not in bound and isinstance(other, Entry):
            letters = free_indices(other)
            if letters and letters <= set(bound):
                return Counting(delta, here, other)
    return None


# ------------------------------------------------------------------------------ reading


Contraction = Callable[[Sequence[Expr], Letters], Labelled]


def read_once(
    told: Reading, factors: Factors, bound: Letters, means: tuple[Contraction, str]
) -> tuple[list[Expr], Letters, dict[Tensor, Labelled]]:
    """The factors and bound letters that are left, and a stand-in for what is looked up.

    Args:
        told: What the letter is.
        factors: All factors.
        bound: All letters that are summed over.
        means: What lowers the sum of a product, and the stand-in's name.
    """
    contraction, name = means
    others = [factor for factor in factors if factor is not told.delta]
    moving = [factor for factor in others if told.letter in free_indices(factor)]
    staying = [factor for factor in others if told.letter not in free_indices(factor)]
    left = tuple(letter for letter in bound if letter != told.letter)
    if moving and all(_reads_plainly(factor, told.letter) for factor in moving):
        moved = [substitute(factor, {told.letter: told.position}) for factor in moving]
        return [*moved, *staying], left, {}
    needed = free_indices(told.position).union(*(free_indices(factor) for factor in staying))
    alone = tuple(letter for letter in left if letter not in needed)
    value = contraction(moving or [Integer(1)], alone)
    labels = value.labels if told.letter in value.labels else (told.letter, *value.labels)
    stand_in, entry = stand_in_for(name, labels, told)
    full = Labelled(filled(value, labels), labels)
    return [entry, *staying], tuple(x for x in left if x not in alone), {stand_in: full}


def _reads_plainly(factor: Expr, letter: Index) -> bool:
    """Whether a factor is 0 by itself where the letter would leave its range."""
    return (
        isinstance(factor, Entry)
        and all(
            position == letter or letter not in free_indices(position)
            for position in factor.indices
        )
        and any(
            position == letter and axis == letter.axis
            for position, axis in zip(factor.indices, factor.tensor.axes, strict=True)
        )
    )


def stand_in_for(name: str, labels: Letters, told: Reading) -> tuple[Tensor, Entry]:
    """A tensor for a value with these letters, and its entry with the position for the letter."""
    tensor = Tensor(name, None, tuple(one.axis for one in labels), Role.SIGNAL)
    positions = (told.position if one == told.letter else one for one in labels)
    return tensor, Entry(tensor, *positions)
