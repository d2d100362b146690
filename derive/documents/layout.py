"""Typeset mathematics as a tree of letters and their places.

What a formula looks like, not what it means.

Every printer (LaTeX, Typst, MathML, plain text) reads this one tree; no output format is ever
converted to another. A node is a frozen dataclass, the set of nodes is closed (`Layout`), and
printers take it apart by `match`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from derive.text import Text

Style = Literal["italic", "bold", "upright"]
ColourRole = Literal["forward", "backward", "muted"]
Fence = Literal["round", "square", "curly", "bars", "floor"]
SpaceWidth = Literal["thin", "medium", "quad"]
AccentMark = Literal["hat", "bar", "tilde", "dot"]
BigSymbol = Literal["sum", "product", "max", "min", "argmax"]


class Sign(StrEnum):
    """What stands between or before other things; the value is its Unicode character."""

    PLUS = "+"
    MINUS = "−"
    PLUS_MINUS = "±"
    TIMES = "×"
    DOT = "·"
    HADAMARD = "⊙"
    OUTER = "⊗"
    EQUAL = "="
    NOT_EQUAL = "≠"
    DEFINED = "≡"
    APPROXIMATELY = "≈"
    ASSIGN = "←"
    ARROW = "→"
    LESS = "<"
    GREATER = ">"
    AT_MOST = "≤"
    AT_LEAST = "≥"
    ELEMENT_OF = "∈"
    AND = "∧"
    COMMA = ","
    COLON = ":"
    SLASH = "/"
    PARTIAL = "∂"
    TRANSPOSE = "⊤"
    INFINITY = "∞"
    DOTS = "…"
    CENTRED_DOTS = "⋯"
    VERTICAL_DOTS = "⋮"


RELATIONS = frozenset(Sign(character) for character in "=≠≡≈←→<>≤≥∈")
ADDITIVE = frozenset({Sign.PLUS, Sign.MINUS, Sign.PLUS_MINUS})
BINARY = ADDITIVE | {Sign.TIMES, Sign.DOT, Sign.HADAMARD, Sign.OUTER, Sign.AND}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name: one Latin or Greek letter ("w", "δ"), or a word ("softmax", which is set upright)."""

    letter: str
    style: Style = "italic"


@dataclass(frozen=True, slots=True)
class Number:
    """A non-negative number as it is to be read: "2", "0.05", or "1.5e-8" (set as 1.5 × 10⁻⁸)."""

    digits: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """An operator, a relation or another sign."""

    sign: Sign


@dataclass(frozen=True, slots=True)
class Space:
    """A blank of a named width between two factors or two formulas."""

    width: SpaceWidth = "thin"


@dataclass(frozen=True, slots=True)
class Words:
    """Ordinary words inside a formula ("otherwise"), in both languages."""

    text: Text


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: "tuple[Layout, ...]"


@dataclass(frozen=True, slots=True)
class Fraction:
    """A fraction with a horizontal bar."""

    numerator: "Layout"
    denominator: "Layout"


@dataclass(frozen=True, slots=True)
class Scripted:
    """A base with a subscript, a superscript, or both, one above the other: w⁽²⁾_kj."""

    base: "Layout"
    lower: "Layout | None" = None
    upper: "Layout | None" = None


@dataclass(frozen=True, slots=True)
class Primed:
    """A base with primes: f′, j′. `Scripted(Primed(f), ...)` puts scripts beside them."""

    base: "Layout"
    order: int = 1


@dataclass(frozen=True, slots=True)
class Accented:
    """A base with a mark above it: ŷ."""

    base: "Layout"
    mark: AccentMark


@dataclass(frozen=True, slots=True)
class BigOperator:
    """A sum (or product, or maximum) over an index, with its range, before its body.

    `lower=None` prints the index alone below the sign; otherwise "index = lower" below and
    `upper` above.
    """

    body: "Layout"
    index: "Layout | None"
    lower: "Layout | None" = None
    upper: "Layout | None" = None
    symbol: BigSymbol = "sum"


@dataclass(frozen=True, slots=True)
class Parenthesised:
    """A body between fences as tall as the body. "square" is also the Iverson bracket [z > 0]."""

    body: "Layout"
    fence: Fence = "round"


@dataclass(frozen=True, slots=True)
class HalfFence:
    """One half of a pair of fences, whose other half stands on another line of a broken formula."""

    side: Literal["opening", "closing"]
    fence: Fence = "round"


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function and its arguments in parentheses: f(z), max(0, a)."""

    function: "Layout"
    arguments: "tuple[Layout, ...]"


@dataclass(frozen=True, slots=True)
class Prefix:
    """A named function before one argument without parentheses: tanh z, log y."""

    function: "Layout"
    argument: "Layout"


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    body: "Layout"


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of `Cases`: the value and when it holds ("z > 0", or words such as "otherwise")."""

    value: "Layout"
    condition: "Layout"


@dataclass(frozen=True, slots=True)
class Cases:
    """A value chosen by conditions, behind one curly brace."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix or a vector in square brackets, entry by entry; a row is a tuple of entries."""

    rows: "tuple[tuple[Layout, ...], ...]"


@dataclass(frozen=True, slots=True)
class Coloured:
    """A body in the colour of the forward pass, the backward pass, or in grey."""

    body: "Layout"
    role: ColourRole


@dataclass(frozen=True, slots=True)
class Underset:
    """A body with something small below it: the shape J × I under a matrix."""

    body: "Layout"
    below: "Layout"


@dataclass(frozen=True, slots=True)
class Braced:
    """A body with a brace below it and a note below the brace.

    "error", "depends on the activation".
    """

    body: "Layout"
    note: "Layout"


Layout: TypeAlias = (
    Identifier
    | Number
    | Symbol
    | Space
    | Words
    | Row
    | Fraction
    | Scripted
    | Primed
    | Accented
    | BigOperator
    | Parenthesised
    | HalfFence
    | FunctionCall
    | Prefix
    | Root
    | Cases
    | Matrix
    | Coloured
    | Underset
    | Braced
)


def row(*items: Layout) -> Layout:
    """The things side by side; a single thing stays itself, and rows within are opened."""
    flat = [inner for item in items for inner in (item.items if isinstance(item, Row) else (item,))]
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def sign(value: Sign) -> Symbol:
    """The sign as a layout."""
    return Symbol(value)


def letter(character: str, style: Style = "italic") -> Identifier:
    """The letter as a layout."""
    return Identifier(character, style)


def scripted(base: Layout, *, lower: Layout | None = None, upper: Layout | None = None) -> Layout:
    """The base with its scripts; without any, the base itself."""
    return base if lower is None and upper is None else Scripted(base, lower, upper)


def separated(items: tuple[Layout, ...], separator: Sign = Sign.COMMA) -> Layout:
    """The items with the separator between each two: i, j or J × I."""
    between: list[Layout] = []
    for place, item in enumerate(items):
        between += [Symbol(separator), item] if place else [item]
    return row(*between)


def partial_derivative(of: Layout, by: Layout) -> Fraction:
    """The fraction ∂of/∂by."""
    partial = Symbol(Sign.PARTIAL)
    return Fraction(row(partial, of), row(partial, by))
