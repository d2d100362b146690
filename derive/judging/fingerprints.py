"""What a wrong value is, seen from the true one: a known number of times, or another gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from derive.judging.activations import unwrapped
from derive.judging.edits import ONE, WrongLine
from derive.judging.factor_edits import is_error
from derive.judging.places import extent
from derive.judging.problems import NotJudged
from derive.judging.scalars import axes_in, mean_codes
from derive.judging.surgery import times
from derive.judging.values import Value, aligned
from derive.judging.world import World
from derive.notation.index import Index, SizeOf
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Constant,
    Counted,
    Derivative,
    Kronecker,
    Over,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
)

CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Factor:
    """A number by which a side has to be multiplied.

    Attributes:
        code: The mistake that it mends.
        term: The number.
        value: Its value at a point.
    """

    code: str
    term: Term
    value: float


def factors(wrong: WrongLine, world: World) -> list[Factor]:
    """The numbers that are lost or too many most often, at a point."""
    minus_one: Term = Constant(Fraction(-1))
    found = [("constant-factor", minus_one, -1.0)]
    for number in (2, 4):
        whole = Constant(Fraction(number))
        found.append(("factor-two-lost", whole, float(number)))
        found.append(("extra-factor-two", Over(ONE, whole), 1.0 / number))
    for axis in axes_in(wrong):
        size = Counted(SizeOf(axis))
        lost, more = mean_codes(wrong, axis)
        length = float(extent(axis, world.extents))
        found.append((lost, Over(ONE, size), 1 / length))
        found.append((more, size, length))
    both = []
    for code, term, value in found:
        both.append(Factor(code, term, value))
        if value != -1.0:
            both.append(Factor(code, Plus(((-1, term),)), -value))
    return both


def ratio(true: Value, yours: Value) -> float | None:
    """By which number one value is to be multiplied to give the other, if one does for all."""
    try:
        _, (first, second) = aligned((true, yours))
        first, second = np.broadcast_arrays(first, second)
    except (NotJudged, ValueError):
        return None
    largest = np.max(np.abs(second), initial=0)
    if not largest or not np.all(np.isfinite(first)) or not np.any(first):
        return None
    at = np.unravel_index(int(np.argmax(np.abs(second))), np.shape(second))
    found = float(first[at] / second[at])
    apart: Any = np.abs(first - found * second)
    return found if np.all(apart <= CLOSE * abs(found) * largest) else None


def known_number(wrong: WrongLine, world: World, found: float) -> Factor | None:
    """The number that a ratio is, if it is one of those."""
    for one in factors(wrong, world):
        if abs(one.value - found) <= CLOSE * abs(found):
            return one
    return None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A term that a wrong side is equal to, which names the mistake.

    Attributes:
        code: The mistake.
        left: What is to be equal,
        right: to this.
        it: What a message calls {it}.
    """

    code: str
    left: Term
    right: Term
    it: Term | None = None


def likenesses(wrong: WrongLine) -> Iterator[Likeness]:
    """What a wrong side may be: a diagonal, another loss's signal, log's argument."""
    yield from _diagonals(wrong)
    yield from _other_losses(wrong)
    yield from _logarithms(wrong)


def _diagonals(wrong: WrongLine) -> Iterator[Likeness]:
    """Right where two letters agree, but written for all."""
    slope = wrong.slope
    if slope is None or not isinstance(slope.of, Part):
        return
    letters = wrong.letters
    for at, one in enumerate(letters):
        for other in letters[at + 1 :]:
            if one.axis == other.axis:
                delta = Kronecker(one, other)
                of = slope.of.quantity
                is_softmax = any(
                    a.out == of and a.kind == "softmax" for a in wrong.roles.activations
                )
                code = "diagonal-softmax-jacobian" if is_softmax else "kronecker-dropped"
                left, right = times(delta, wrong.left), times(delta, wrong.right)
                yield Likeness(code, left, right, delta)


def _other_losses(wrong: WrongLine) -> Iterator[Likeness]:
    """Y - t by the output itself with a cross-entropy, -t/y with a squared error."""
    slope = wrong.slope
    if slope is None or not wrong.is_of_cost:
        return
    right = wrong.right
    own = {part.quantity for part in every(right) if isinstance(part, Part)}
    if wrong.roles.has_log_loss and is_error(wrong, right) and slope.by.quantity in own:
        yield Likeness("mse-delta-with-cross-entropy", right, right)
    if not wrong.roles.has_log_loss and _is_log_slope(wrong, right, slope.by.quantity):
        yield Likeness("cross-entropy-delta-with-mse", right, right)


def _is_log_slope(wrong: WrongLine, term: Term, by: Quantity) -> bool:
    match term:
        case Plus(parts=((-1, inner),)):
            return _is_log_slope(wrong, inner, by)
        case Over(above=Part() as above, below=Part() as below):
            return above.quantity.kind == "target" and below.quantity == by
        case _:
            return False


def _logarithms(wrong: WrongLine) -> Iterator[Likeness]:
    """D log u taken for u itself, or for the logarithm of du."""
    slope = wrong.slope
    if slope is None:
        return
    of: Term = slope.of
    if isinstance(of, Part):
        definition = wrong.roles.definition(of.quantity)
        if definition is None or definition.letters != tuple(
            place for place in of.places if isinstance(place, Index)
        ):
            return
        of = unwrapped(definition.value)
    if isinstance(of, Call) and of.function.name == "log" and not of.function.order:
        code = "log-derivative-as-value"
        yield Likeness(code, of.argument, wrong.right)
        inner = Derivative(of.argument, slope.by)
        yield Likeness(code, inner, wrong.right)
        yield Likeness(code, Call(of.function, inner), wrong.right)


def product_of(term: Term, factor: Factor) -> Term:
    """A side multiplied by a number."""
    match factor.term:
        case Constant(value=value) if value == -1:
            return Plus(((-1, term),), span=term.span)
        case Plus(parts=((-1, inner),)):
            return Plus(((-1, times(inner, term)),), span=term.span)
        case Over(above=above, below=below) if above == ONE:
            return Over(term, below, span=term.span)
        case _:
            return Times((factor.term, term), span=term.span)
