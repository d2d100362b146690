"""Matrices that are written out: the axes of their rows and columns, from the cells' indices.

Where the cells follow a pattern in their numbers up to the extents of a network's file, or dots
stand for the rest of it, the matrix is what the pattern says: it has a value at all extents.
"""

from __future__ import annotations

from sympy import Expr, Integer

from derive.notation.expression import substitute
from derive.notation.index import Axis, Index
from derive.notation.tokens import Span
from derive.reading.interpreter import Interpreter
from derive.reading.parse_tree import Grid, Symbol, Tree
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import free_letters
from derive.reading.term_parts import (
    every,
    inside,
    with_inside,
)
from derive.reading.terms import (
    Matrix,
    Part,
    Table,
    Term,
)

Cells = tuple[tuple[Term, ...], ...]
ROW, COLUMN = "#r", "#c"


def table(tree: Grid, reader: Interpreter) -> Term:
    """A matrix written out; entry (r, c) holds parts at row r or column c of some axis."""
    kept_rows = [row for row in tree.rows if not all(_is_dots(cell) for cell in row)]
    kept = [[cell for cell in row if not _is_dots(cell)] for row in kept_rows]
    if not kept or len({len(row) for row in kept}) != 1:
        raise _unclear(tree.span)
    cells = tuple(tuple(reader.term(cell) for cell in row) for row in kept)
    found = _pattern(cells)
    has_dots = len(kept) < len(tree.rows) or len(kept[0]) < len(tree.rows[0])
    if found is not None and _holds(found, cells, reader, has_dots=has_dots):
        letters = _letters(found)
        slots = tuple(letters.get(name) for name in (ROW, COLUMN))
        return Matrix(found, slots, span=tree.span)
    if has_dots:
        raise _unclear(tree.span)
    axes = (_axis(cells, tree.span), _axis(tuple(zip(*cells, strict=True)), tree.span))
    return Table(cells, axes, span=tree.span)


def _is_dots(tree: Tree) -> bool:
    return isinstance(tree, Symbol) and tree.name == "dots"


def _unclear(span: Span) -> ReadingProblem:
    return ReadingProblem(
        "It is not clear what the rows and columns of this matrix are numbered by.",
        span,
        "Number the entries: x_1, x_2.",
    )


def _pattern(cells: Cells) -> Term | None:
    """What the first two rows and columns have in common: a term in a row's and a column's letter.

    None where they have no such term.
    """
    heads = [row[:2] for row in cells[:2]]
    columns = [_joined(list(column), ROW) for column in zip(*heads, strict=True)]
    known = [one for one in columns if one is not None]
    return _joined(known, COLUMN) if len(known) == len(columns) else None


def _joined(terms: list[Term], name: str) -> Term | None:
    return _common(terms[0], terms[1], name) if len(terms) == 2 else terms[0]


def _common(first: Term, second: Term, name: str) -> Term | None:
    """The term that is one for the first and another for the second number of a letter."""
    if first == second:
        return first
    match first, second:
        case Part(quantity=quantity, places=places), Part(quantity=other, places=others):
            if quantity != other:
                return None
            pairs = zip(places, others, quantity.axes, strict=True)
            return Part(quantity, tuple(_place(*pair, name) for pair in pairs), span=first.span)
    one, two = inside(first), inside(second)
    if type(first) is not type(second) or len(one) != len(two) or not one:
        return None
    if with_inside(first, two) != second:
        return None
    parts = [_common(a, b, name) for a, b in zip(one, two, strict=True)]
    found = tuple(part for part in parts if part is not None)
    return with_inside(first, found) if len(found) == len(parts) else None


def _place(first: Expr, second: Expr, axis: Axis, name: str) -> Expr:
    is_counted = first == Integer(0) and second == Integer(1)
    return Index(name, axis) if is_counted else first


def _letters(term: Term) -> dict[str, Index]:
    return {one.name: one for one in free_letters(term) if one.name in (ROW, COLUMN)}


def _holds(found: Term, cells: Cells, reader: Interpreter, *, has_dots: bool) -> bool:
    """Whether every cell is what the pattern says, the last ones at the ends of their axes."""
    letters = _letters(found)
    if len({one.name for one in free_letters(found) & set(letters.values())}) != len(letters):
        return False
    counts = {ROW: len(cells), COLUMN: len(cells[0])}
    ends: dict[str, int] = {}
    for name, count in counts.items():
        if name not in letters:
            if count > 1:
                return False
            continue
        length = reader.names.lengths.get(letters[name].axis)
        if length is None or (length < count if has_dots else length != count):
            return False
        ends[name] = length
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            at = {
                letters[name]: Integer(ends[name] - 1 if number == counts[name] - 1 else number)
                for name, number in ((ROW, r), (COLUMN, c))
                if name in letters
            }
            if _at(found, at) != cell:
                return False
    return True


def _at(term: Term, places: dict[Index, Expr]) -> Term:
    """A term where letters have numbers."""
    made = with_inside(term, tuple(_at(part, places) for part in inside(term)))
    if not isinstance(made, Part):
        return made
    put = tuple(
        place if not isinstance(place, Expr) else substitute(place, dict(places))
        for place in made.places
    )
    return Part(made.quantity, put, span=made.span)


def _axis(lines: Cells, span: Span) -> Axis | None:
    """The axis along which the lines of a matrix are numbered; None for a single line."""
    if len(lines) == 1:
        return None
    found = [
        {
            axis
            for cell in line
            for part in every(cell)
            if isinstance(part, Part)
            for axis, place in zip(part.quantity.axes, part.places, strict=True)
            if place == Integer(number) and _is_in_all(axis, number, line)
        }
        for number, line in enumerate(lines)
    ]
    axes = set.intersection(*found)
    if len(axes) != 1:
        raise _unclear(span)
    return axes.pop()


def _is_in_all(axis: Axis, number: int, line: tuple[Term, ...]) -> bool:
    """Whether every cell of a line has a part at its number of an axis."""
    return all(
        any(
            isinstance(part, Part)
            and any(
                own == axis and place == Integer(number)
                for own, place in zip(part.quantity.axes, part.places, strict=True)
            )
            for part in every(cell)
        )
        for cell in line
    )
