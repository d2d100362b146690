"""The formula language as text: grammar, and syntax trees with source spans.

    equation   = sum "=" sum
    comparison = sum [ (">" | ">=" | "<" | "<=" | "==" | "!=") sum ]
    sum        = product { ("+" | "-") product }
    product    = signed { ("*" | "/") signed }
    signed     = ("-" | "+") signed | power
    power      = atom [ ("^" | "**") signed ]
    atom       = number | name | name "[" places "]" | name "(" arguments ")" | "(" comparison ")"

Nothing here ever evaluates the text. Length and depth are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.notation.cursor import FormulaCursor
from derive.notation.tokens import BY_HAND, Span, Writing, formula_error

__all__ = [
    "Call",
    "Name",
    "Negative",
    "Number",
    "Operation",
    "Span",
    "Subscript",
    "Syntax",
    "SyntaxEquation",
    "formula_error",
    "nodes",
    "parts_of",
    "read_equation",
    "read_expression",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number, exact."""

    value: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands alone: a scalar tensor, a constant, or an index letter."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Subscript:
    """An entry of a tensor: `w[j, i]`."""

    name: str
    places: tuple[Syntax, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function at its arguments: `exp(x)`, `sum(i, ...)`."""

    name: str
    arguments: tuple[Syntax, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and the sign between them."""

    sign: str
    left: Syntax
    right: Syntax
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus sign before an operand."""

    operand: Syntax
    span: Span


Syntax = Number | Name | Subscript | Call | Operation | Negative


@dataclass(frozen=True, slots=True)
class SyntaxEquation:
    """`left = right` as it was written."""

    left: Syntax
    right: Syntax
    text: str


def read_equation(text: str, writing: Writing = BY_HAND) -> SyntaxEquation:
    """The syntax tree of `left = right`.

    Raises:
        FormulaError: The text is no equation; the message names the character.
    """
    reader = _Reader(text, writing)
    left = reader.sum()
    reader.expect("=")
    right = reader.comparison()
    reader.expect_end("formula")
    return SyntaxEquation(left, right, text)


def read_expression(text: str, writing: Writing = BY_HAND) -> Syntax:
    """The syntax tree of one expression.

    Raises:
        FormulaError: The text is no expression; the message names the character.
    """
    reader = _Reader(text, writing)
    tree = reader.comparison()
    reader.expect_end("formula")
    return tree


def nodes(*trees: Syntax) -> Iterator[Syntax]:
    """Some syntax trees, each followed by all its parts at any depth, from left to right."""
    for tree in trees:
        yield tree
        yield from nodes(*parts_of(tree))


def parts_of(tree: Syntax) -> tuple[Syntax, ...]:
    """What a syntax tree is put together from, from left to right."""
    match tree:
        case Call(arguments=parts) | Subscript(places=parts):
            return parts
        case Operation(left=left, right=right):
            return left, right
        case Negative(operand=operand):
            return (operand,)
        case Name() | Number():
            return ()


class _Reader(FormulaCursor):
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str, writing: Writing) -> None:
        super().__init__(text, writing)
        self.writing = writing
        self.depth = 0
        self.operators = 0

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > self.writing.depth:
            raise self.error(f"The formula nests deeper than {self.writing.depth} levels.")

    def larger(self) -> None:
        self.operators += 1
        if self.operators > self.writing.operators:
            raise self.error(
                f"The formula has more than {self.writing.operators} operations.",
                "Name intermediate values in equations of their own.",
            )

    def comparison(self) -> Syntax:
        self.deeper()
        tree = self.sum()
        if self.sees(">", ">=", "<", "<=", "==", "!="):
            sign = self.take().text
            tree = self.joined(sign, tree, self.sum())
        self.depth -= 1
        return tree

    def sum(self) -> Syntax:
        tree = self.product()
        while self.sees("+", "-"):
            sign = self.take().text
            tree = self.joined(sign, tree, self.product())
        return tree

    def product(self) -> Syntax:
        tree = self.signed()
        while self.sees("*", "/"):
            sign = self.take().text
            tree = self.joined(sign, tree, self.signed())
        return tree

    def signed(self) -> Syntax:
        if self.sees("-", "+"):
            self.deeper()
            sign = self.take()
            operand = self.signed()
            self.depth -= 1
            span = Span(sign.span.start, operand.span.end)
            return Negative(operand, span) if sign.text == "-" else operand
        return self.power()

    def power(self) -> Syntax:
        tree = self.atom()
        if self.sees("^", "**"):
            self.deeper()
            self.take()
            tree = self.joined("^", tree, self.signed())
            self.depth -= 1
        return tree

    def joined(self, sign: str, left: Syntax, right: Syntax) -> Operation:
        self.larger()
        return Operation(sign, left, right, Span(left.span.start, right.span.end))

    def atom(self) -> Syntax:
        token = self.token
        if token.kind == "number":
            self.take()
            return Number(Fraction(token.text), token.span)
        if token.kind == "name":
            return self.named()
        if self.passes("("):
            tree = self.comparison()
            self.expect(")")
            return tree
        raise self.expected("A number, a name or '('")

    def named(self) -> Syntax:
        name = self.take()
        if self.sees("["):
            places, end = self.listed("[", "]")
            return Subscript(name.text, places, Span(name.span.start, end))
        if self.sees("("):
            arguments, end = self.listed("(", ")")
            return Call(name.text, arguments, Span(name.span.start, end))
        return Name(name.text, name.span)

    def listed(self, opening: str, closing: str) -> tuple[tuple[Syntax, ...], int]:
        self.expect(opening)
        items = [self.comparison()]
        while self.sees(","):
            self.larger()
            self.take()
            items.append(self.comparison())
        return tuple(items), self.expect(closing).span.end
