"""Where a formula may lack a derivative: at kinks, where it switches, and at zeros of its roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import mpmath
from sympy import Abs, Expr, Integer, Pow, sign

from derive.notation.expression import (
    Apply,
    Compare,
    Equation,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    free_indices,
    replace_entries,
    substitute,
    tensors_in,
)
from derive.notation.index import Index, fresh
from derive.notation.tensor import Role, Tensor
from derive.notation.value import World

FIXED = frozenset((Role.TARGET, Role.CONSTANT, Role.NOISE, Role.STATE))
DISTANCE_FROM_KINKS = mpmath.mpf(1) / 1000
# What is 0 comes out as the rounding of 30 digits; an ε under a root is no zero, however small.
ZERO_OF_A_ROOT = mpmath.mpf(10) ** -20

Bound = tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where an expression switches.

    Attributes:
        difference: What changes sign there.
        bound: The indices bound where it stands.
    """

    difference: Expr
    bound: Bound


@dataclass(frozen=True, slots=True)
class Root:
    """A power that is no whole number: at 0 a square root, as of a distance, has no slope.

    Attributes:
        base: What the power is of.
        bound: The indices bound where it stands.
    """

    base: Expr
    bound: Bound


Switch = Kink | Root


def switches(expression: Expr, bound: Bound = ()) -> Iterator[Switch]:
    """All that may lack a derivative in an expression, with the indices bound there."""
    match expression:
        case Compare(left=left, right=right):
            yield Kink(left - right, bound)
        case Maximum() | Minimum():
            yield Kink(expression.args[0] - expression.args[1], bound)
        case Abs() | sign():
            yield Kink(expression.args[0], bound)
        case Pow(base=base, exp=exponent) if not isinstance(exponent, Integer):
            yield Root(base, bound)
        case Apply(function=function, argument=argument):
            inside = replace_entries(function.definition, {function.variable: argument})
            yield from switches(inside, bound)
        case IndexSum(body=body, index=index):
            yield from switches(body, (*bound, index))
            return
        case IndexMax(body=body, index=index):
            other = fresh(index, free_indices(body) | set(bound))
            if other == index:
                other = Index(index.name + "'", index.axis)
            yield Kink(body - substitute(body, {index: other}), (*bound, index, other))
            yield from switches(body, (*bound, index))
            return
    for part in expression.args:
        if isinstance(part, Expr) and not isinstance(part, Tensor):
            yield from switches(part, bound)


def is_near(switch: Switch, equation: Equation, made: World, beside: World) -> bool:
    """Whether a derivative is missing somewhere, or almost, in what an equation defines.

    Args:
        switch: One of the equation's.
        equation: Defines the entries to look at.
        made: The numbers of the point.
        beside: Numbers close by: a difference that stays exactly 0 switches nothing.
    """
    match switch:
        case Kink(difference=difference):
            places = _places(equation, switch, made) if _varies(difference) else []
            for place in places:
                number = made.number(difference, place)
                is_flat = number == 0 and beside.number(difference, place) == 0
                if abs(number) < DISTANCE_FROM_KINKS and not is_flat:
                    return True
            return False
        case Root(base=base):
            places = _places(equation, switch, made) if _varies(base) else []
            return any(abs(made.number(base, place)) < ZERO_OF_A_ROOT for place in places)


def _places(equation: Equation, switch: Switch, made: World) -> list[dict[Index, int]]:
    """All places of an equation's indices and of those that are bound at a switch."""
    letters = [i for i in (*equation.left.indices, *switch.bound) if isinstance(i, Index)]
    stand_in = Tensor("place", None, tuple(index.axis for index in letters), Role.SIGNAL)
    return [dict(zip(letters, at, strict=True)) for at in made.positions(stand_in)]


def _varies(expression: Expr) -> bool:
    """Whether training can move a number: it depends on more than targets and constants."""
    return any(tensor.role not in FIXED for tensor in tensors_in(expression))
