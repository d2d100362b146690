"""The formula language: from syntax trees to expressions of known tensors.

A scope says which names are tensors and which letters are indices of which
axes; whatever the scope does not know is an error that points at the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Integer, Rational, pi

from derive.errors import FormulaError, did_you_mean
from derive.notation.arithmetic import ELEMENTARY, RefusedError, elementary, power, quotient
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    ScalarFunction,
    Where,
    constant_size,
    replace_entries,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Span,
    Subscript,
    Syntax,
    formula_error,
    read_expression,
)
from derive.notation.tensor import Tensor

OTHER_FUNCTIONS = ("sum", "max", "min", "where", "delta", "size")
RESERVED = frozenset((*ELEMENTARY, *OTHER_FUNCTIONS, "pi"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of a formula mean.

    Attributes:
        tensors: Tensors by the name the formula uses.
        letters: Index letters, each running over its axis.
        functions: Named scalar functions (the activations) by name.
        absent: Names of tensors that are switched off; their entries are 0.
        numbers: Whole numbers by name: a formula's options.
        extents: The extents of axes, for products of sizes in index expressions.
        operations: Further functions of expressions, by name.
        has_free_places: Whether any arithmetic may stand in an index slot, as results have it.
    """

    tensors: Mapping[str, Tensor]
    letters: Mapping[str, Index]
    functions: Mapping[str, ScalarFunction] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    extents: Mapping[Axis, int] = field(default_factory=dict)
    operations: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)
    has_free_places: bool = False


def expression_of(tree: Syntax, scope: Scope, text: str) -> Expr:
    """The expression that a syntax tree means in a scope.

    Args:
        tree: The syntax tree.
        scope: The names.
        text: The text that the tree's spans point into, for messages.

    Raises:
        FormulaError: A name is unknown, or a part stands where it means nothing.
    """
    return _Meaning(scope, text).expression(tree)


def read(text: str, scope: Scope) -> Expr:
    """The expression that a text means in a scope; raises as `expression_of` does."""
    return expression_of(read_expression(text), scope, text)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The walk over one syntax tree, with the names and the text at hand."""

    scope: Scope
    text: str

    def error(self, span: Span, met: str, accepted: str | None = None) -> FormulaError:
        return formula_error(self.text, span, met, accepted)

    def expression(self, tree: Syntax) -> Expr:
        match tree:
            case Number(value=value):
                return Rational(value.numerator, value.denominator)
            case Name():
                return self.scalar(tree)
            case Subscript():
                return self.entry(tree)
            case Call():
                return self.call(tree)
            case Negative(operand=operand):
                return -self.expression(operand)
            case Operation():
                return self.operation(tree)

    def scalar(self, tree: Name) -> Expr:
        if tree.name == "pi":
            return pi
        if tree.name in self.scope.absent:
            return Integer(0)
        tensor = self.scope.tensors.get(tree.name)
        if tensor is not None and not (tensor.axes and tree.name in self.scope.letters):
            if tensor.axes:
                met = f"'{tree.name}' has {len(tensor.axes)} indices, but stands here without."
                raise self.error(tree.span, met)
            return tensor[()]
        if tree.name in self.scope.letters:
            return self.scope.letters[tree.name]
        if tree.name in self.scope.numbers:
            return Integer(self.scope.numbers[tree.name])
        raise self.error(
            tree.span, f"The name '{tree.name}' is unknown.", did_you_mean(tree.name, self.known())
        )

    def known(self) -> list[str]:
        return [*self.scope.tensors, *self.scope.functions, *self.scope.numbers, *RESERVED]

    def entry(self, tree: Subscript) -> Expr:
        if tree.name in self.scope.absent:
            return Integer(0)
        tensor = self.scope.tensors.get(tree.name)
        if tensor is None:
            hint = did_you_mean(tree.name, self.scope.tensors)
            raise self.error(tree.span, f"The name '{tree.name}' is unknown.", hint)
        if len(tensor.axes) != len(tree.places):
            raise self.error(
                tree.span,
                f"'{tree.name}' has {len(tensor.axes)} indices, but {len(tree.places)} are given.",
            )
        return tensor[tuple(self.position(place) for place in tree.places)]

    def position(self, tree: Syntax) -> Expr:
        match tree:
            case Name(name=name) if name in self.scope.letters:
                return self.scope.letters[name]
            case _ if self.scope.has_free_places:
                return self.expression(tree)
            case Name(name=name) if name in {**self.scope.numbers, **self.scope.tensors}:
                return self.scalar(tree)
            case Subscript():
                return self.entry(tree)
            case Number(value=value) if value.denominator == 1:
                return Integer(value.numerator)
            case Negative(operand=operand):
                return -self.position(operand)
            case Operation(sign="+" | "-" | "*" as sign_, left=left, right=right):
                first, second = self.position(left), self.position(right)
                match sign_:
                    case "+" | "-":
                        return first + second if sign_ == "+" else first - second
                    case _ if self.factor(first).is_Integer:
                        return self.factor(first) * second
                    case _ if self.factor(second).is_Integer:
                        return first * self.factor(second)
            case Call(name="size"):
                return self.call(tree)
        raise self.error(
            tree.span,
            "An index must be a letter, a whole number, or a sum of such with whole factors.",
        )

    def factor(self, position: Expr) -> Expr:
        """A position, as a number if it is made of the extents of axes alone."""
        known = self.scope.extents
        if all(isinstance(x, SizeOf) and x.axis in known for x in position.free_symbols):
            change = {x: Integer(known[x.axis]) for x in position.free_symbols}
            return replace_entries(position, change)
        return position

    def call(self, tree: Call) -> Expr:
        match tree.name:
            case "sum":
                return self.index_sum(tree)
            case "max" | "min" if self.binds(tree):
                return self.index_max(tree)
            case "max" | "min":
                return self.extremum(tree)
            case "where":
                return Where(*self.arguments(tree, 3))
            case "delta":
                return self.delta(tree)
            case "size":
                self.counted(tree, 1)
                return constant_size(self.letter(tree.arguments[0]).axis)
            case name if name in ELEMENTARY:
                argument = self.arguments(tree, 1)[0]
                return self.allowed(tree.span, elementary, name, argument)
            case name if name in self.scope.operations:
                return self.scope.operations[name](*map(self.expression, tree.arguments))
            case name if name in self.scope.functions:
                return Apply(self.scope.functions[name], *self.arguments(tree, 1))
        known = [*ELEMENTARY, *OTHER_FUNCTIONS, *self.scope.functions]
        raise self.error(
            tree.span, f"The function '{tree.name}' is unknown.", did_you_mean(tree.name, known)
        )

    def allowed(self, span: Span, operation: Callable[..., Expr], *operands: Any) -> Expr:
        try:
            return operation(*operands)
        except RefusedError as refusal:
            raise self.error(span, str(refusal)) from None

    def delta(self, tree: Call) -> Expr:
        self.counted(tree, 2)
        return Delta(*(self.position(argument) for argument in tree.arguments))

    def counted(self, tree: Call, count: int) -> None:
        if len(tree.arguments) != count:
            raise self.error(
                tree.span,
                f"'{tree.name}' takes {count} arguments, {len(tree.arguments)} are given.",
            )

    def arguments(self, tree: Call, count: int) -> list[Expr]:
        self.counted(tree, count)
        return [self.expression(argument) for argument in tree.arguments]

    def letter(self, tree: Syntax) -> Index:
        if isinstance(tree, Name) and tree.name in self.scope.letters:
            return self.scope.letters[tree.name]
        raise self.error(
            tree.span,
            "An index letter is expected here.",
            did_you_mean(getattr(tree, "name", ""), self.scope.letters),
        )

    def index_sum(self, tree: Call) -> Expr:
        if len(tree.arguments) < 2:
            raise self.error(tree.span, "A sum needs an index and a body: sum(i, x[i]).")
        *letters, body = tree.arguments
        summed = self.expression(body)
        for letter in reversed(letters):
            summed = IndexSum(summed, self.letter(letter))
        return summed

    def binds(self, tree: Call) -> bool:
        """Whether a maximum or minimum runs over an index: its first argument is a letter."""
        first = tree.arguments[0]
        if not isinstance(first, Name) or len(tree.arguments) < 2:
            return False
        tensor = self.scope.tensors.get(first.name)
        return first.name in self.scope.letters and (tensor is None or tensor.axes != ())

    def index_max(self, tree: Call) -> Expr:
        *letters, body = tree.arguments
        sign = 1 if tree.name == "max" else -1
        largest = sign * self.expression(body)
        for letter in reversed(letters):
            largest = IndexMax(largest, self.letter(letter))
        return sign * largest

    def extremum(self, tree: Call) -> Expr:
        kind = Maximum if tree.name == "max" else Minimum
        if len(tree.arguments) < 2:
            raise self.error(tree.span, f"'{tree.name}' takes two values or more.")
        values = [self.expression(argument) for argument in tree.arguments]
        chosen = values[0]
        for value in values[1:]:
            chosen = kind(chosen, value)
        return chosen

    def operation(self, tree: Operation) -> Expr:
        left = self.expression(tree.left)
        right = self.expression(tree.right)
        match tree.sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return self.allowed(tree.span, quotient, left, right)
            case "^":
                return self.allowed(tree.span, power, left, right)
            case comparison:
                return Compare(comparison, left, right)
