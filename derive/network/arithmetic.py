"""Whole-number arithmetic in the sizes and conditions of a formula, and its probabilities."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.errors import FormulaError, did_you_mean
from derive.notation.elementary import COMPARISONS
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Syntax,
    formula_error,
    read_expression,
)

SIGNS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def whole_number(text: str, numbers: Mapping[str, int], size: Callable[[str], int | None]) -> int:
    """The value of whole-number arithmetic; a division is rounded down.

    Args:
        text: Such as "(size(u) - kernel)/stride + 1".
        numbers: The values of options.
        size: The extent of the axis that a letter runs over, or None if it is not known yet.

    Raises:
        UnsettledError: An extent is not known yet.
        FormulaError: A name is unknown, or something divides by zero.
    """
    values = {name: Fraction(number) for name, number in numbers.items()}
    return int(_Arithmetic(text, values, size, rounds=True).value(read_expression(text)))


def rational(tree: Syntax, values: Mapping[str, Fraction], what: str) -> Fraction:
    """The value of arithmetic in a formula's constants.

    Raises:
        FormulaError: A name is unknown, or something divides by zero.
    """
    return _Arithmetic(what, values, lambda _: None, rounds=False).value(tree)


class UnsettledError(Exception):
    """The extent of an axis is asked for before it is known."""


class _Arithmetic:
    def __init__(
        self,
        text: str,
        values: Mapping[str, Fraction],
        size: Callable[[str], int | None],
        *,
        rounds: bool,
    ) -> None:
        self.text, self.values, self.size, self.rounds = text, values, size, rounds

    def value(self, tree: Syntax) -> Fraction:
        match tree:
            case Number(value=value):
                return value
            case Name(name=name) if name in self.values:
                return self.values[name]
            case Name(name=name):
                hint = did_you_mean(name, self.values)
                raise formula_error(self.text, tree.span, f"'{name}' is no option here.", hint)
            case Negative(operand=operand):
                return -self.value(operand)
            case Call(name="size", arguments=(Name(name=letter),)):
                found = self.size(letter)
                if found is None:
                    raise UnsettledError
                return Fraction(found)
            case Call(name="min" | "max" as name, arguments=arguments):
                values = [self.value(argument) for argument in arguments]
                return min(values) if name == "min" else max(values)
            case Operation():
                return self.operation(tree)
        raise self.refused(tree, "Only options, size(letter) and arithmetic may stand here.")

    def operation(self, tree: Operation) -> Fraction:
        left, right = self.value(tree.left), self.value(tree.right)
        if tree.sign in SIGNS:
            return SIGNS[tree.sign](left, right)
        if tree.sign in COMPARISONS:
            return Fraction(COMPARISONS[tree.sign](left, right))
        if tree.sign == "/" and right != 0:
            return Fraction(left // right) if self.rounds else left / right
        raise self.refused(tree, "This has no value.")

    def refused(self, tree: Syntax, met: str) -> FormulaError:
        return formula_error(self.text, tree.span, met)
