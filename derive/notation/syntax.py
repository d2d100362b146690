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

from dataclasses import dataclass
from fractions import Fraction

from derive.errors import FormulaError
from derive.notation.tokens import BY_HAND, Span, Token, Writing, formula_error, tokens

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
    reader.expect_end()
    return SyntaxEquation(left, right, text)


def read_expression(text: str, writing: Writing = BY_HAND) -> Syntax:
    """The syntax tree of one expression.

    Raises:
        FormulaError: The text is no expression; the message names the character.
    """
    reader = _Reader(text, writing)
    tree = reader.comparison()
    reader.expect_end()
    return tree


class _Reader:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str, writing: Writing) -> None:
        self.text, self.writing = text, writing
        self.tokens = tokens(text, writing)
        self.position = 0
        self.depth = 0
        self.operators = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.token
        self.position += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def expect(self, sign: str) -> Token:
        if not self.sees(sign):
            raise self.error(f"'{sign}' is expected here, {self.described()} was met.")
        return self.take()

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.error(f"The formula goes on with {self.described()} where it should end.")

    def described(self) -> str:
        return "the end" if self.token.kind == "end" else f"'{self.token.text}'"

    def error(self, met: str, accepted: str | None = None) -> FormulaError:
        return formula_error(self.text, self.token.span, met, accepted)

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
        if self.sees("("):
            self.take()
            tree = self.comparison()
            self.expect(")")
            return tree
        raise self.error(f"A number, a name or '(' is expected here, {self.described()} was met.")

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
