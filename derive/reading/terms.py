"""What a person's formula means: terms over quantities, with their places in the text.

A term has free letters (indices) and slots (the axes of a matrix expression, row and
column first). A column has slot 0 only and a row slot 1 only, for a slot of extent 1 is
left out; a scalar has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from sympy import Expr

from derive.notation.index import Axis, Index
from derive.notation.tokens import Span

NOWHERE = Span(0, 0)
Kind = Literal["input", "parameter", "constant", "target", "signal", "loss", "gradient"]
FoldKind = Literal["sum", "prod", "max", "min"]
Slots = tuple[Axis | None, ...]  # None is a unit slot: the column of a row vector


@dataclass(frozen=True, slots=True)
class Quantity:
    """A tensor that a name stands for.

    Attributes:
        name: Unique in its model and plain: "w1", "delta2", "L".
        axes: Its axes.
        kind: What it is.
        latex: How the writer (or the profile) writes it, without indices.
        of: What a gradient is by; a gradient is d cost / d of.
        layer: Its layer, or None.
    """

    name: str
    axes: tuple[Axis, ...]
    kind: Kind
    latex: str = field(default="", compare=False)
    of: Quantity | None = None
    layer: int | None = None


# What moves and its change, by the name of what depends on it.
Directions = Mapping[str, tuple[tuple[Quantity, Quantity], ...]]


@dataclass(frozen=True, slots=True)
class Function:
    """A named function of one number.

    Attributes:
        name: "sigmoid", "f".
        variable: The quantity (a scalar) that `definition` is written in.
        definition: Its value, or None for an abstract function, of which nothing is known.
        order: How many primes it has.
        latex: How it is written, without primes.
    """

    name: str
    variable: Quantity | None = None
    definition: Term | None = None
    order: int = 0
    latex: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """A slot of an entry that stays whole: it becomes the slot `number` of a matrix expression."""

    number: int


Place = Any  # an index expression (SymPy's Expr is untyped) or a `Whole`


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What all terms share.

    Attributes:
        span: Where it stands in the source; terms that are equal may stand anywhere.
    """

    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Constant(Term):
    """A rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Known(Term):
    """A number with a name of its own: "pi" or "e"."""

    name: Literal["pi", "e"]


@dataclass(frozen=True, slots=True)
class Counted(Term):
    """A whole number made of letters and extents: N, or a position t as a number (from 1)."""

    position: Expr


@dataclass(frozen=True, slots=True)
class Part(Term):
    """A quantity at places: an entry, a row, or the whole of it.

    A place is an index expression counted from 0, or a `Whole` slot. An entry outside
    its axis is 0.
    """

    quantity: Quantity
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Plus(Term):
    """Signed terms; a part without slots, or with a unit slot, counts at every place."""

    parts: tuple[tuple[int, Term], ...]


@dataclass(frozen=True, slots=True)
class Times(Term):
    """Factors, entry by entry; a factor without a slot counts at every place of it."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Over(Term):
    """A quotient, entry by entry."""

    above: Term
    below: Term


@dataclass(frozen=True, slots=True)
class Power(Term):
    """A power, entry by entry."""

    base: Term
    exponent: Term


@dataclass(frozen=True, slots=True)
class Call(Term):
    """A named function of every entry.

    Elementary functions ("exp", "log", "tanh", "sin", "cos", "erf", "abs", "sign", "sqrt") have
    neither variable nor definition and are known by name.
    """

    function: Function
    argument: Term


@dataclass(frozen=True, slots=True)
class MatrixProduct(Term):
    """The product of two matrix expressions: the left's slot 1 with the right's slot 0."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Transposed(Term):
    """Slots 0 and 1 exchanged."""

    of: Term


@dataclass(frozen=True, slots=True)
class Fold(Term):
    """A sum (product, largest, smallest value) over letters."""

    kind: FoldKind
    letters: tuple[Index, ...]
    body: Term


@dataclass(frozen=True, slots=True)
class SlotFold(Term):
    """A sum (product, largest value) over one slot, which is left as a unit slot."""

    kind: FoldKind
    slot: int
    of: Term


@dataclass(frozen=True, slots=True)
class Diagonal(Term):
    """The square matrix with a vector on its diagonal."""

    of: Term


@dataclass(frozen=True, slots=True)
class Table(Term):
    """A matrix written out, row by row; its slots are `axes` (None: a unit slot).

    It has a value only where the extents of the axes are its numbers of rows and columns.
    """

    rows: tuple[tuple[Term, ...], ...]
    axes: tuple[Axis | None, Axis | None]


@dataclass(frozen=True, slots=True)
class At(Term):
    """An entry of a matrix expression: one place for every slot that is no unit slot."""

    of: Term
    places: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Matrix(Term):
    """A term with letters as a matrix expression: letters become slots, in their order."""

    body: Term
    letters: tuple[Index | None, ...]


@dataclass(frozen=True, slots=True)
class Derivative(Term):
    """The derivative of a term by a part.

    Places of `by` that are whole become the last slots. A direct derivative holds
    every quantity but `by`; a total one lets all that follows from it move.
    """

    of: Term
    by: Part
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Holds(Term):
    """1 where a relation holds, else 0; relation: "=", "!=", "<", "<=", ">", ">="."""

    left: Term
    relation: str
    right: Term


@dataclass(frozen=True, slots=True)
class Kronecker(Term):
    """1 where two index expressions agree, else 0."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Choice(Term):
    """The first value whose condition is not 0, else `otherwise`."""

    branches: tuple[tuple[Term, Term], ...]  # condition, value
    otherwise: Term
