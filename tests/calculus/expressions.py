"""Random expressions, aimed at the laws: deltas, nested sums, merged axes, kinks, primes."""

from collections.abc import Callable, Iterable
from typing import Any

import mpmath
from hypothesis import strategies as st
from sympy import Abs, Expr, Integer, Rational, exp, log, sign, tanh

from derive.calculus.step import Step
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Minimum,
    ScalarFunction,
    Where,
    free_indices,
)
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import Position, World, given_values, world

ROWS, COLUMNS = Axis("calculus-rows", "i", "I"), Axis("calculus-columns", "j", "J")
SIZES = {ROWS: 2, COLUMNS: 3}
DIGITS = 30
# A central difference at three times the digits has an error below its step squared.
CLOSE = mpmath.mpf(10) ** -20

X = Tensor("x", None, (ROWS,), Role.SIGNAL)
Y = Tensor("y", None, (COLUMNS,), Role.SIGNAL)
W = Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER)
SQUARE = Tensor("v", 1, (ROWS, ROWS), Role.PARAMETER)
CUBE = Tensor("u", 1, (ROWS, COLUMNS, ROWS), Role.PARAMETER)
SCALAR = Tensor("s", None, (), Role.CONSTANT)
TENSORS = (X, Y, W, SQUARE, CUBE, SCALAR)

INPUT = Tensor("u", None, (), Role.SIGNAL)[()]
BELL = ScalarFunction("bell", 0, INPUT, exp(-(INPUT**2) / 2))

LETTERS = {axis: tuple(Index(letter, axis) for letter in ("i", "j", "k")) for axis in SIZES}
I, J, K = LETTERS[ROWS]
P, Q, R = LETTERS[COLUMNS]


def letter(axis: Axis) -> st.SearchStrategy[Index]:
    """A letter of an axis; all axes share theirs, so that capture is near."""
    return st.sampled_from(LETTERS[axis])


def entries(*tensors: Tensor) -> st.SearchStrategy[Entry]:
    """An entry of one of some tensors, letters repeated as it comes."""
    return st.one_of(
        *(st.builds(tensor.__getitem__, st.tuples(*map(letter, tensor.axes))) for tensor in tensors)
    )


DELTAS: st.SearchStrategy[Expr] = st.one_of(
    *(st.builds(Delta, letter(axis), letter(axis)) for axis in SIZES)
)
SUMMED = st.one_of(*(letter(axis) for axis in SIZES))


def expressions(
    leaves: st.SearchStrategy[Expr], *, smooth: bool = False
) -> st.SearchStrategy[Expr]:
    """Expressions over some leaves; smooth ones have no kinks, cases or functions."""

    def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        def pair(make: Callable[[Expr, Expr], Expr]) -> st.SearchStrategy[Expr]:
            return st.builds(make, parts, parts)

        plain = (
            pair(lambda a, b: a + b),
            pair(lambda a, b: a - b),
            pair(lambda a, b: a * b),
            st.builds(lambda a: a**2, parts),
            st.builds(IndexSum, parts, SUMMED),
            st.builds(IndexSum, parts, SUMMED),
        )
        if smooth:
            return st.one_of(*plain)
        return st.one_of(
            *plain,
            pair(Maximum),
            pair(Minimum),
            st.builds(lambda a, b, c: Where(Compare(">", a, 1), b, c), parts, parts, parts),
            pair(lambda a, b: Compare("<=", a, b + Rational(1, 7))),
            pair(lambda a, b: a / (b**2 + 1)),
            st.builds(tanh, parts),
            st.builds(lambda a: log(a**2 + 2), parts),
            st.builds(lambda a: exp(tanh(a)), parts),
            st.builds(Abs, parts),
            st.builds(sign, parts),
            st.builds(lambda a: Apply(BELL, tanh(a)), parts),
            st.builds(lambda a: Apply(BELL.with_order(1), tanh(a)), parts),
        )

    return st.recursive(leaves, larger, max_leaves=6)


LEAVES: st.SearchStrategy[Expr] = st.one_of(
    entries(*TENSORS), DELTAS, st.sampled_from([Integer(2), Rational(-1, 3), SCALAR[()]])
)
EXPRESSIONS = expressions(LEAVES)


def numbers() -> World:
    """Entries that are all different, between -2 and 2, none of them 0 or 1."""

    def number(tensor: Tensor, at: Position) -> Any:
        spread = sum((5 * slot + 3) * (place + 1) for slot, place in enumerate(at))
        with mpmath.workdps(DIGITS):
            return mpmath.mpf((17 * spread + 29 * TENSORS.index(tensor)) % 71 + 1) / 18 - 1.99

    return world(given_values(TENSORS, SIZES, number), SIZES, digits=DIGITS)


def agree(one: Expr, other: Expr, made: World) -> bool:
    """Whether two expressions have the same numbers at two places of their free indices."""
    letters = sorted(free_indices(one) | free_indices(other), key=lambda k: (k.axis, k.name))
    for shift in (0, 1):
        place = {k: (at + shift) % SIZES[k.axis] for at, k in enumerate(letters)}
        left, right = made.number(one, place), made.number(other, place)
        if abs(left - right) > CLOSE * (1 + abs(left)):
            return False
    return True


def wrong(steps: Iterable[Step], made: World) -> list[Step]:
    """The steps that are no equality, substeps included."""
    found: list[Step] = []
    for step in steps:
        found += wrong(step.substeps, made)
        if not agree(step.before, step.after, made):
            found.append(step)
    return found
