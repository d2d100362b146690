"""Slices of tensors as layouts, and what stands over the letters that slices are taken at.

A bold letter with indices is the part of a tensor at these positions. A colon keeps
the place of a whole axis, and whole axes at the end are left out, as in programs: of q
with the axes n, h, s, d, the matrix at n and h has these two below. The indices stand
where the profile has those of entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sympy import Expr
from sympy import Symbol as Placeholder

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_slices import Slice
from derive.calculus.matrix_tree import (
    SCALAR,
    Constant,
    Matrix,
    MatrixOf,
    Over,
    Scaled,
    Sum,
    parts_of,
    shape_of,
)
from derive.documents.boundtext import SUMS_TOGETHER
from derive.documents.index_places import Mark
from derive.documents.layout import (
    BigOperator,
    Coloured,
    Layout,
    Number,
    Parenthesised,
    Scripted,
    Sign,
    Symbol,
    partial_derivative,
    row,
    scripted,
    separated,
)
from derive.documents.letters import Letters
from derive.documents.looks import angled
from derive.documents.ordering import is_negative
from derive.notation.index import Index, fresh, index_of
from derive.notation.tensor import Entry, Tensor

Printed = Callable[[Matrix], Layout]
WHOLE = Placeholder(":")
"""Stands for a whole axis where positions are put in the order of a profile."""


def tensor_bold(tensor: Tensor, letters: Letters) -> Layout:
    """A tensor in a matrix form: bold, a slice with its positions; a scalar as it is."""
    if not isinstance(tensor, Slice):
        return letters.bold(tensor)
    if not tensor.axes:
        return letters.entry(tensor.whole[tensor.at])
    of = tensor.whole.of
    if of is not None and letters.is_fraction(tensor):
        return partial_derivative(letters.cost, tensor_bold(Slice(of, tensor.at), letters))
    below, marks = _parted(tensor, letters)
    return _with_scripts(letters.bold(tensor), _lower(below, letters), _upper(marks, letters))


def has_colon(piece: Slice, letters: Letters) -> bool:
    """Whether a whole axis stands before the last position of a slice in print."""
    below, _ = _parted(piece, letters)
    return WHOLE in below


def entry_of(piece: Slice) -> Entry:
    """The entry of the whole tensor that a slice holds, with letters of their own for its axes."""
    taken = {letter for at in piece.at if at is not None for letter in at.free_symbols}
    places = []
    for position, axis in zip(piece.at, piece.whole.axes, strict=True):
        letter = fresh(index_of(axis), taken) if position is None else position
        taken.add(letter)
        places.append(letter)
    return piece.whole[tuple(places)]


def _parted(piece: Slice, letters: Letters) -> tuple[list[Expr], tuple[Mark, ...]]:
    """The positions below the letter, whole axes at the end left out, and those in marks above."""
    at = tuple(WHOLE if position is None else position for position in piece.at)
    places, marks = letters.places.parted(piece.whole.of or piece.whole, at)
    below = list(places)
    while below and below[-1] == WHOLE:
        below.pop()
    return below, tuple(mark for mark in marks if mark[1] != WHOLE)


def _lower(below: Sequence[Expr], letters: Letters) -> Layout | None:
    """The positions below: hs, or with commas where a colon or a sum is among them."""
    if WHOLE not in below:
        return letters.indices(below)
    colon = Symbol(Sign.COLON)
    return separated(tuple(colon if at == WHOLE else letters.position(at) for at in below))


def _upper(marks: Iterable[Mark], letters: Letters) -> list[Layout]:
    """The positions above: those of samples in parentheses, of steps as the profile has it."""
    printed = ((kind, letters.position(place)) for kind, place in marks)
    return [angled(at) if kind == "<t>" else Parenthesised(at) for kind, at in printed]


def _with_scripts(printed: Layout, lower: Layout | None, marks: Sequence[Layout]) -> Layout:
    """A bold letter with more below and above it."""
    match printed:
        case Coloured(body, role):
            return Coloured(_with_scripts(body, lower, marks), role)
        case Scripted(base, below, above):
            lowers = tuple(part for part in (below, lower) if part is not None)
            uppers = (*(() if above is None else (above,)), *marks)
            return scripted(
                base,
                lower=separated(lowers) if lowers else None,
                upper=row(*uppers) if uppers else None,
            )
        case _:
            return scripted(printed, lower=lower, upper=row(*marks) if marks else None)


def over_letter(over: Over, letters: Letters, printed: Printed) -> Layout:
    """A sum, the largest, or whether a place is the first of the largest, over letters held."""
    if over.at is not None:
        largest = BigOperator(
            _fenced(over.of, printed), letters.index(over.letter), symbol="argmax"
        )
        equality = row(letters.position(over.at), Symbol(Sign.EQUAL), largest)
        return Parenthesised(equality, "square")
    of, held = over.of, [over.letter]
    while isinstance(of, Over) and of.kind == over.kind:
        held.append(of.letter)
        of = of.of
    if over.kind == "max":
        return BigOperator(_fenced(of, printed), _below(held, letters), symbol="max")
    if len(held) >= SUMS_TOGETHER:
        return BigOperator(_fenced(of, printed), _below(held, letters))
    letter = over.letter
    size = letters.size(letter.axis)
    return BigOperator(_fenced(over.of, printed), letters.index(letter), Number("1"), size)


def _below(held: list[Index], letters: Letters) -> Layout:
    return separated(tuple(letters.index(letter) for letter in held))


def _fenced(body: Matrix, printed: Printed) -> Layout:
    """The body behind a sign: sums of terms, and what begins with a minus, in parentheses."""
    match body:
        case Sum():
            return Parenthesised(printed(body))
        case Scaled(Constant(value), _) if is_negative(value):
            return Parenthesised(printed(body))
        case _:
            return printed(body)


def nodes_of(matrix: Matrix) -> list[Matrix]:
    """A node and all nodes below it, as they are written."""
    return [matrix, *(node for part in parts_of(matrix) for node in nodes_of(part))]


def says_more(form: MatrixEquation) -> bool:
    """Whether a form has a matrix or a vector; one of numbers alone is an index form again."""
    return any(shape_of(node) != SCALAR for node in (form.left, *nodes_of(form.right)))


def slices_in(form: MatrixEquation) -> list[Slice]:
    """The matrices and vectors that a form cuts out of tensors, as they are met."""
    leaves = (form.left, *nodes_of(form.right))
    tensors = (leaf.tensor for leaf in leaves if isinstance(leaf, MatrixOf))
    return [one for one in tensors if isinstance(one, Slice) and one.axes]
