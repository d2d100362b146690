"""Whether two terms are equal at points: never proved by this, but no wrong line survives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import mpmath
import numpy as np

from derive.judging.arithmetic import DIGITS
from derive.judging.magnitude import size_of
from derive.judging.problems import NotFinite, NotJudged, TooLarge
from derive.judging.report import Counterexample
from derive.judging.values import Label, Labels, Value, aligned
from derive.judging.world import MARGIN, World
from derive.notation.index import Index
from derive.reading.terms import Term

CERTAIN = 1e-13  # below, numbers agree: right lines differ by 6e-14 at most
SUSPECT = 1e-4  # above, they differ: wrong lines differ by 1e-3 at least
TOLERANCE = 1e-9  # between, where fifty digits cannot be had
ROUNDING = 1e-14  # of the terms that cancel
EXACT = 1e-25  # what fifty digits decide by, relative and absolute
VANISHING = 1e-30
MOST_DIGITS = 17
FEWEST_POINTS = 3
NO_VALUE = "This has no finite value."


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two terms agree at some points."""

    points: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two terms differ at a point.

    Attributes:
        world: The point.
        place: Where, counted from 1: "j=1, k=2" for letters, "[1,2]" for slots.
        left: The first term's value there, with as many digits as show the difference.
        right: The second term's.
        values: Both values as numbers.
    """

    world: World
    place: str
    left: str
    right: str
    values: tuple[Any, Any]

    def counterexample(self, *, yours_is_left: bool = False) -> Counterexample:
        """The difference as the report has it; the second term is the writer's."""
        yours, true = (self.left, self.right) if yours_is_left else (self.right, self.left)
        sizes = {axis.size: number for axis, number in self.world.extents.items()}
        extents = tuple(sorted((size, n) for size, n in sizes.items() if not size.isdigit()))
        return Counterexample(extents, self.world.seed, self.place, yours, true)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Two terms could not be compared.

    Attributes:
        reason: Why, in one sentence.
        side: "left" or "right" where only that term has no value, else "".
    """

    reason: str
    side: str = ""


def equal(left: Term, right: Term, worlds: Sequence[World]) -> Agreement | Difference | Unjudged:
    """Whether two terms have the same values at every point; the first difference ends it.

    A point at which a term has no finite value does not count; three points have to.
    """
    counted = 0
    problem = Unjudged("There is no point to compare them at.")
    for at in range(len(worlds)):
        try:
            found = equal_at(left, right, worlds[at])
        except NotJudged as met:  # the point itself cannot be made
            return Unjudged(str(met))
        match found:
            case Difference():
                return found
            case Unjudged():
                problem = found
                if found.reason != NO_VALUE:  # no other point will have a value either
                    return found
            case _:
                counted += 1
    enough = max(1, min(FEWEST_POINTS, len(worlds)))
    return Agreement(counted) if counted >= enough else problem


def equal_at(left: Term, right: Term, world: World) -> Agreement | Difference | Unjudged:
    """Whether two terms have the same value at one point."""
    values = []
    problems: list[tuple[str, NotJudged]] = []
    for side, term in (("left", left), ("right", right)):
        try:
            values.append(world.value(term))
        except NotJudged as problem:
            problems.append((side, problem))
    if problems:
        sides = [side for side, _ in problems]
        finite = all(isinstance(problem, NotFinite) for _, problem in problems)
        reason = NO_VALUE if finite else str(problems[0][1])
        return Unjudged(reason, sides[0] if len(sides) == 1 else "")
    try:
        return _compared(world, (left, right), values)
    except NotJudged as problem:
        return Unjudged(str(problem))


def may_be_equal(one: Value, other: Value) -> bool:
    """Whether two values differ by no more than rounding may: a quick test before `equal`."""
    try:
        _, (first, second) = aligned((one, other))
        apart = np.abs(first - second)
    except (NotJudged, ValueError):
        return False
    largest = np.maximum(np.abs(first), np.abs(second))
    return bool(np.all(apart <= TOLERANCE * largest + ROUNDING * np.max(largest, initial=0)))


def _compared(
    world: World, terms: tuple[Term, Term], values: list[Value]
) -> Agreement | Difference:
    labels, (first, second) = _joined(values)
    apart = np.abs(first - second)
    largest = np.maximum(np.abs(first), np.abs(second))
    if np.all(apart <= CERTAIN * largest):
        return Agreement(1)
    sizes = _sizes(world, terms, labels, np.shape(apart))
    if np.all(apart <= np.maximum(CERTAIN * largest, ROUNDING * sizes)):
        return Agreement(1)
    surely = (apart > SUSPECT * largest) & (apart > TOLERANCE * sizes) & (apart > TOLERANCE)
    if np.any(surely):
        return _difference(world, labels, (first, second), surely * apart)
    return _decided(world, terms, labels, (first, second))


def _joined(values: list[Value]) -> tuple[Labels, list[Any]]:
    labels, arrays = aligned(values)
    try:
        shape = np.broadcast_shapes(*(np.shape(array) for array in arrays))
    except ValueError as problem:
        raise NotJudged("The shapes of the two sides do not fit.") from problem
    if prod(shape) > 10**6:
        raise TooLarge("The two sides have too many entries.")
    return labels, [np.broadcast_to(array, shape) for array in arrays]


def _sizes(world: World, terms: tuple[Term, Term], labels: Labels, shape: tuple[int, ...]) -> Any:
    """The larger of the two terms' magnitudes at every entry; 0 where there is none."""
    sizes = np.zeros(shape)
    with np.errstate(all="ignore"):
        for term in terms:
            found = size_of(world.frame, term)
            if found is not None and set(found.labels) <= set(labels):
                blank = Value(labels, np.zeros(shape))
                _, (_, array) = aligned((blank, found))
                sizes = np.maximum(sizes, np.where(np.isfinite(array), array, 0))
    return sizes


def _decided(
    world: World, terms: tuple[Term, Term], labels: Labels, rounded: tuple[Any, Any]
) -> Agreement | Difference:
    """The grey zone, at fifty digits; by the tolerance where values are known to sixteen only."""
    if world.is_rounded:
        apart = np.abs(rounded[0] - rounded[1])
        largest = np.maximum(np.abs(rounded[0]), np.abs(rounded[1]))
        wrong = apart > TOLERANCE * np.maximum(largest, np.max(largest, initial=0) * 1e-4)
        if not np.any(wrong):
            return Agreement(1)
        return _difference(world, labels, rounded, wrong * apart)
    with mpmath.workdps(DIGITS + MARGIN):
        exact = world.exact
        labels, (first, second) = _joined([exact.value(term) for term in terms])
        apart = np.abs(first - second)
        largest = np.maximum(np.abs(first), np.abs(second))
        close = (apart <= EXACT * largest) | (apart <= VANISHING)
        if np.all(close):
            return Agreement(1)
        weights = np.asarray(np.where(close, 0, apart), dtype=float)
        weights = np.where(np.asarray(close, bool), 0, np.maximum(weights, 1e-300))
        return _difference(world, labels, (first, second), weights)


def _difference(world: World, labels: Labels, pair: tuple[Any, Any], weights: Any) -> Difference:
    """The difference at the place where it weighs most."""
    at = np.unravel_index(int(np.argmax(weights)), np.shape(weights))
    left, right = pair[0][at], pair[1][at]
    texts = texts_of(left, right)
    return Difference(world, place_text(labels, tuple(int(n) for n in at)), *texts, (left, right))


def place_text(labels: Labels, at: tuple[int, ...]) -> str:
    """A place, counted from 1: "j=1, k=2", slots in brackets."""
    pairs: list[tuple[Label, int]] = list(zip(labels, at, strict=True))
    named = sorted((str(one), n + 1) for one, n in pairs if isinstance(one, Index))
    slots = [str(n + 1) for _, n in sorted((one, n) for one, n in pairs if isinstance(one, int))]
    texts = [f"{name}={n}" for name, n in named]
    return ", ".join([*texts, f"[{','.join(slots)}]"] if slots else texts)


def texts_of(left: Any, right: Any) -> tuple[str, str]:
    """Two numbers as short texts that show where they differ, with two more digits."""
    for digits in range(6, DIGITS + 1):
        texts = _text(left, digits), _text(right, digits)
        if texts[0] != texts[1]:
            longer = digits if digits == 6 else digits + 1
            return _text(left, longer), _text(right, longer)
    return _text(left, MOST_DIGITS), _text(right, MOST_DIGITS)


def _text(number: Any, digits: int) -> str:
    if isinstance(number, mpmath.mpf):
        return str(mpmath.nstr(number, digits, strip_zeros=True)).removesuffix(".0")
    return f"{float(number):.{min(digits, MOST_DIGITS)}g}"
