"""Positive values that are divided by, or whose logarithm is taken, held above zero.

Where a positive formula is smaller than any number of the machine, it becomes
0, and t/y times y is no longer t. Held at a number near the smallest of full
precision it differs from the truth by less than that number.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, Integer, Mul, Pow, exp, log

from derive.notation.expression import Equation, IndexSum, Maximum, Where, contains, tensors_in
from derive.notation.tensor import Tensor
from derive.programs.numerics import Decay, Log1p, Tiny


def held_above_zero(equations: Iterable[Equation]) -> tuple[Equation, ...]:
    """The equations, their vanishing positive values held at `Tiny` if they are divided by."""
    all_of_them = tuple(equations)
    divisors = frozenset[Tensor]().union(*(_divisors(one.right) for one in all_of_them))
    return tuple(_held(one) if one.left.tensor in divisors else one for one in all_of_them)


def _held(equation: Equation) -> Equation:
    right = equation.right
    if not is_nonnegative(right) or not contains(right, (exp, Decay)):
        return equation
    return Equation(equation.left, Maximum(right, Tiny()), equation.number)


def _divisors(expression: Expr) -> frozenset[Tensor]:
    """The tensors that an expression divides by or takes the logarithm of."""
    found: frozenset[Tensor] = frozenset()
    if isinstance(expression, Pow) and not expression.exp.is_nonnegative:
        found |= tensors_in(expression.base)
    if isinstance(expression, log):
        found |= tensors_in(expression.args[0])
    return found.union(*(_divisors(part) for part in expression.args))


def is_nonnegative(expression: Expr) -> bool:
    """Whether an expression is at least 0 by its form alone."""
    match expression:
        case exp() | Decay() | Tiny():
            return True
        case IndexSum(body=body):
            return is_nonnegative(body)
        case Where(then=then, otherwise=otherwise):
            return is_nonnegative(then) and is_nonnegative(otherwise)
        case Maximum():
            return any(part == Integer(0) or is_nonnegative(part) for part in expression.args)
        case Log1p(argument=argument):
            return is_nonnegative(argument)
        case Add() | Mul():
            return all(is_nonnegative(part) for part in expression.args)
        case Pow():
            return is_nonnegative(expression.base)
    return bool(expression.is_number and expression.is_nonnegative)
