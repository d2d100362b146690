"""Comparisons with numbers, solved: `[z/6 + 1/2 < 1]` is `[z < 3]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Add, Expr, Integer, Rational

from derive.calculus.rules import COMPARISON
from derive.calculus.step import Step
from derive.notation.expression import Compare, Maximum, Minimum, contains, rebuilt

_TURNED: Mapping[str, str] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "==", "!=": "!="}
_HOLDS: Mapping[str, Callable[[Expr, Expr], bool]] = {
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
}


def compared(expression: Expr, steps: list[Step]) -> Expr:
    """The expression with every comparison that has numbers in it solved for the rest."""
    if not contains(expression, Compare):
        return expression
    inner = rebuilt(expression, (compared(part, steps) for part in expression.args))
    if not isinstance(inner, Compare):
        return inner
    after = _solved(inner)
    if after != inner:
        steps.append(Step(COMPARISON, inner, after))
    return after


def _solved(comparison: Expr) -> Expr:
    number, rest = (comparison.left - comparison.right).as_coeff_Add()
    factor, inside = rest.as_coeff_Mul()
    is_plain = isinstance(number, Rational) and isinstance(factor, Rational)
    if not is_plain or isinstance(inside, Add) or inside.is_number:
        return comparison
    operator = _TURNED[comparison.operator] if factor.is_negative else comparison.operator
    return _of_extremum(operator, inside, -number / factor)


def _of_extremum(operator: str, left: Expr, right: Expr) -> Expr:
    """`[min(a, u) > b]` by `u` alone: the number `a` decides, or it does not matter."""
    if not isinstance(left, (Maximum, Minimum)) or operator not in _HOLDS:
        return Compare(operator, left, right)
    numbers = [part for part in left.args if isinstance(part, Rational)]
    others = [part for part in left.args if not isinstance(part, Rational)]
    if len(numbers) != 1:
        return Compare(operator, left, right)
    holds = _HOLDS[operator](numbers[0], right)
    both_must_hold = isinstance(left, Minimum) == (operator in (">", ">="))
    if holds != both_must_hold:
        return Integer(int(holds))
    return _solved(Compare(operator, others[0], right))
