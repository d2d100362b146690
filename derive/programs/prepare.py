"""Equations as a program needs them: functions written out, sizes and constants as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Rational

from derive.notation.expression import Apply, Equation, rebuilt, replace_entries
from derive.notation.index import Axis, SizeOf
from derive.notation.tensor import Entry, Tensor


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers that are known when the program is written."""

    constants: Mapping[Tensor, Rational]
    sizes: Mapping[Axis, int]
    sample: Axis


def prepared(equation: Equation, known: Known) -> Equation:
    """The same equation, with nothing left that has no place in a program."""
    return Equation(equation.left, _prepared(equation.right, known), equation.number)


def _prepared(expression: Expr, known: Known) -> Expr:
    match expression:
        case Apply(function=function, argument=argument):
            assert function.order == 0, f"{function} has no formula: its derivative is not taken"
            replacement: dict[Expr, Expr] = {function.variable: argument}
            return _prepared(replace_entries(function.definition, replacement), known)
        case SizeOf(axis=axis) if axis != known.sample and axis in known.sizes:
            return Integer(known.sizes[axis])
        case Entry(tensor=tensor) if tensor in known.constants:
            return known.constants[tensor]
        case Entry(tensor=tensor):
            return Entry(tensor, *(_prepared(position, known) for position in expression.indices))
        case _ if not expression.args:
            return expression
    return rebuilt(expression, (_prepared(part, known) for part in expression.args))
