"""What a person's formula looks like, before it is known what its letters mean.

Every front end (LaTeX, plain text) makes these trees; nothing here is resolved: whether
`f(z)` is a call or a product, `(2)` a layer or a power, is decided with the model's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction as Rational
from typing import Literal

from derive.notation.tokens import Span

Style = Literal["", "bold", "roman", "calligraphic", "blackboard"]
Accent = Literal["", "hat", "tilde", "bar", "dot"]
Fence = Literal["(", "[", "{", "|", "||"]
BigKind = Literal["sum", "prod", "max", "min", "argmax"]
# What stands in front of a factor: nothing, a dot or cross, a slash, the sign of matrix products.
Joint = Literal["", "dot", "cross", "/", "@"]


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes share.

    Attributes:
        span: Characters in the whole source text.
    """

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number without its sign; decimals are exact."""

    value: Rational


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A letter or a word.

    Attributes:
        name: A Latin letter, a Greek letter in English ("delta", "Delta"), a word ("ReLU",
            "exp", "softmax", "dW1"), or "partial", "nabla", "infinity", "ell", "dots", "top".
        style: How it is set; upright words have "roman".
        accent: What stands on it.
    """

    name: str
    style: Style = ""
    accent: Accent = ""


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """A base with what stands below and above it, and its primes."""

    base: Tree
    lower: Tree | None = None
    upper: Tree | None = None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Fenced(Node):
    """What stands between a pair of fences; a `Listing` where commas part it."""

    fence: Fence
    inner: Tree


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    r"""`\frac{above}{below}`; `a/b` is a product with the joint "/"."""

    above: Tree
    below: Tree


@dataclass(frozen=True, slots=True)
class Root(Node):
    """A square root."""

    inner: Tree


@dataclass(frozen=True, slots=True)
class Terms(Node):
    """A sum of signed terms, also a single negative one; signs are 1 or -1."""

    parts: tuple[tuple[int, Tree], ...]


@dataclass(frozen=True, slots=True)
class Factors(Node):
    """Factors side by side, each with the joint before it; the first has "" or "/" never."""

    parts: tuple[tuple[Joint, Tree], ...]


@dataclass(frozen=True, slots=True)
class Elementwise(Node):
    r"""Parts joined by ⊙, ∘ or *, looser than juxtaposition; `signs` are "odot" or "*"."""

    parts: tuple[Tree, ...]
    signs: tuple[Literal["odot", "*"], ...]


@dataclass(frozen=True, slots=True)
class Big(Node):
    """A big operator; its body ends at a + or - of its own level."""

    kind: BigKind
    lower: Tree | None
    upper: Tree | None
    body: Tree


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """Parts with relations between them, inside a condition, an index set or a bracket.

    Relations: "=", "!=", "<", "<=", ">", ">=", "in", "sim".
    """

    parts: tuple[Tree, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Values with their conditions; None is "otherwise"."""

    branches: tuple[tuple[Tree, Tree | None], ...]


@dataclass(frozen=True, slots=True)
class Grid(Node):
    """A matrix written out: `bmatrix`, `pmatrix`; every row has as many cells."""

    rows: tuple[tuple[Tree, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """Parts between commas: indices, arguments, the indices of a sum."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Words(Node):
    r"""Prose within a formula: `\text{if}`."""

    text: str


Tree = (
    Number
    | Symbol
    | Scripted
    | Fenced
    | Fraction
    | Root
    | Terms
    | Factors
    | Elementwise
    | Big
    | Comparison
    | Cases
    | Grid
    | Listing
    | Words
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A chain of equalities, or another line of mathematics.

    Attributes:
        sides: What stands between the relations.
        relations: "=", ":=" (also ≡ and "def ="), "<-" (an update), or a relation of
            `Comparison`; one fewer than sides.
        notes: What stands beside the chain: ranges such as k = 1, ..., K, words, a reason.
        span: Characters in the whole source text.
    """

    sides: tuple[Tree, ...]
    relations: tuple[str, ...]
    notes: tuple[Tree, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that could not be read, whole.

    Attributes:
        met: What was met, in one sentence.
        accepted: What would be accepted, or None.
        span: The characters at which reading stopped.
        line: The characters of the whole line.
    """

    met: str
    accepted: str | None
    span: Span
    line: Span


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly inside a tree, in reading order."""
    match tree:
        case Number() | Symbol() | Words():
            return ()
        case Scripted(base=base, lower=lower, upper=upper):
            return tuple(part for part in (base, lower, upper) if part is not None)
        case Fenced(inner=inner) | Root(inner=inner):
            return (inner,)
        case Fraction(above=above, below=below):
            return (above, below)
        case Terms(parts=signed):
            return tuple(part for _, part in signed)
        case Factors(parts=joined):
            return tuple(part for _, part in joined)
        case Elementwise(parts=parts) | Comparison(parts=parts) | Listing(parts=parts):
            return parts
        case Big(lower=lower, upper=upper, body=body):
            return tuple(part for part in (lower, upper, body) if part is not None)
        case Cases(branches=branches):
            return tuple(part for pair in branches for part in pair if part is not None)
        case Grid(rows=rows):
            return tuple(cell for row in rows for cell in row)


def walk(tree: Tree) -> Iterator[Tree]:
    """Every part of a tree, itself first."""
    yield tree
    for part in parts_of(tree):
        yield from walk(part)
