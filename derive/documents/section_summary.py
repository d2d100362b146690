"""The summary: one page with everything that one needs to compute and to train the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, zip_longest

from derive.calculus.derivation import Result
from derive.documents import terms
from derive.documents.document import Block, Code, Section, Sentence, Table, formula, sentence
from derive.documents.layout import Layout, Sign, Space, Symbol, row
from derive.documents.manuscript import Manuscript, count, slashed
from derive.documents.measure import width
from derive.documents.reasons import numbers
from derive.documents.repetition import layers_told
from derive.documents.section_algorithm import tight, updated
from derive.notation.expression import Equation
from derive.notation.tensor import Tensor

Row = tuple[Sentence, ...]
EMPTY = formula(Space())
MARK = re.compile(r"#\s*\((\d+)b?\)")
LONGEST_CODE = 44
PAGE = 48.0
WIDEST = 30.0
WIDEST_OF_UNITS = 40.0
MOST_ROWS = 60
MOST_PLACES = 14


def summary_section(manuscript: Manuscript, listing: str | None) -> Section:
    """Formulas in one table, shapes, numbers and code lines in another."""
    lead = manuscript.paragraph(terms.algorithm.SUMMARY_LEAD)
    blocks: list[Block] = [lead, *_formulas(manuscript), _places(manuscript, listing)]
    return Section(
        manuscript.say(terms.headings.SUMMARY), tuple(blocks), is_kept_together=_fits_a_page(blocks)
    )


def _fits_a_page(blocks: Sequence[Block]) -> bool:
    """Whether the tables are short enough for one page."""
    tables = [block for block in blocks if isinstance(block, Table)]
    rows = sum(len(table.rows) + 3 for table in tables)
    return rows <= MOST_ROWS


def _formulas(manuscript: Manuscript) -> list[Table]:
    """Layer, forward, error signal, gradient, update; in two tables where one is too wide."""
    network, say = manuscript.network, manuscript.say
    rows: list[tuple[Layout | None, ...]] = []
    for number, records in groupby(layers_told(network), key=lambda record: record.number):
        forward = [equation for record in records for equation in record.equations]
        signals = [one for one in manuscript.derivation.results if _is_of(one, forward)]
        parameters = [
            one
            for one in manuscript.derivation.results
            if one.kind == "parameter" and one.of.layer == number
        ]
        lines = zip_longest(forward, signals, parameters)
        for place, (equation, signal, parameter) in enumerate(lines):
            rows.append(
                (
                    manuscript.layer(number) if place == 0 else None,
                    None if equation is None else told(manuscript, equation),
                    None if signal is None else told(manuscript, signal.equation),
                    None if parameter is None else told(manuscript, parameter.equation),
                    None if parameter is None else _update(manuscript, parameter),
                )
            )
    rows += _loss(manuscript)
    header = tuple(
        say(text)
        for text in (
            terms.algorithm.COLUMN_LAYER,
            terms.algorithm.COLUMN_FORWARD,
            terms.algorithm.COLUMN_DELTA,
            terms.algorithm.COLUMN_GRADIENT,
            terms.algorithm.COLUMN_UPDATE,
        )
    )
    if _width(rows, range(5)) <= PAGE:
        return [_table(manuscript, header, rows, range(5))]
    two = [(0, 1, 2), (0, 3, 4)] if manuscript.is_lecture else [*_first(rows), (0, 3, 4)]
    parts = two if _width(rows, (0, 3, 4)) <= PAGE else [(0, 1), (0, 2), (0, 3), (0, 4)]
    return [_table(manuscript, header, rows, part) for part in parts]


def _first(rows: Sequence[Sequence[Layout | None]]) -> list[tuple[int, ...]]:
    """Forward and backward in one table where the page is wide enough, else in two."""
    return [(0, 1, 2)] if _width(rows, (0, 1, 2)) <= PAGE else [(0, 1), (0, 2)]


def told(manuscript: Manuscript, equation: Equation) -> Layout:
    """An equation in a cell; of one that is too wide, the left side and its number."""
    printed = manuscript.math.equation(equation)
    if width(printed) <= (WIDEST_OF_UNITS if manuscript.is_lecture else WIDEST):
        return printed
    left = manuscript.letters.entry(equation.left)
    return row(
        left, Symbol(Sign.EQUAL), Symbol(Sign.DOTS), Space("medium"), numbers([equation.number])
    )


def _is_of(result: Result, forward: Sequence[Equation]) -> bool:
    """Whether a gradient belongs to the signals of a layer."""
    own = {equation.left.tensor for equation in forward}
    return result.kind != "parameter" and result.of in own


def _loss(manuscript: Manuscript) -> list[tuple[Layout | None, ...]]:
    """The error function's own lines, each with the gradient by what it makes."""
    network = manuscript.network
    of_layers = [equation for record in network.layers for equation in record.equations]
    rows: list[tuple[Layout | None, ...]] = []
    for place, equation in enumerate(one for one in network.equations if one not in of_layers):
        result = manuscript.result(equation.left.tensor)
        rows.append(
            (
                manuscript.letters.cost if place == 0 else None,
                told(manuscript, equation),
                None if result is None else told(manuscript, result.equation),
                None,
                None,
            )
        )
    return rows


def _update(manuscript: Manuscript, result: Result) -> Layout:
    left = manuscript.letters.entry(result.of.generic())
    change = row(left, Symbol(Sign.ASSIGN), updated(manuscript, result))
    if manuscript.is_lecture or width(change) <= WIDEST:
        return change
    rate = manuscript.letters.learning_rate
    gradient = slashed(manuscript.letters.entry(result.equation.left))
    return row(left, Symbol(Sign.ASSIGN), left, Symbol(Sign.MINUS), rate, Space("thin"), gradient)


def _width(rows: Sequence[Sequence[Layout | None]], columns: Sequence[int]) -> float:
    widest = [
        max((width(cell) for cell in column if cell is not None), default=0)
        for column in zip(*rows, strict=True)
    ]
    return sum(widest[column] + 1 for column in columns)


def _table(
    manuscript: Manuscript,
    header: Sequence[Sentence],
    rows: Sequence[Sequence[Layout | None]],
    columns: Sequence[int],
) -> Table:
    def cells(found: Sequence[Layout | None]) -> Row:
        shown = [found[column] for column in columns]
        return tuple(EMPTY if cell is None else manuscript.cell(cell) for cell in shown)

    kept = [found for found in rows if any(found[column] is not None for column in columns[1:])]
    starts = [place for place, found in enumerate(kept) if place and found[0] is not None]
    return Table(
        tuple(header[column] for column in columns),
        tuple(cells(found) for found in kept),
        manuscript.say(terms.algorithm.SUMMARY_CAPTION),
        manuscript.next("table"),
        tuple(starts),
    )


def _places(manuscript: Manuscript, listing: str | None) -> Table:
    """Where everything is: its shape, its equation, its line in the program."""
    say = manuscript.say
    lines = code_lines(tight(listing)) if listing else {}
    header = [
        terms.algorithm.QUANTITY,
        terms.algorithm.COLUMN_SHAPE,
        terms.algorithm.COLUMN_EQUATION,
    ]
    if lines:
        header += [terms.algorithm.COLUMN_LINE, terms.algorithm.COLUMN_CODE]
    rows: list[Row] = []
    for tensor, number in _quantities(manuscript):
        cells = [
            manuscript.cell(manuscript.letters.bold(tensor)),
            manuscript.cell(manuscript.letters.shape(tensor)),
            manuscript.cell(numbers([number])),
        ]
        if lines:
            cells += _code(lines.get(number))
        rows.append(tuple(cells))
    caption = say(terms.algorithm.CODE_CAPTION if lines else terms.algorithm.SHAPES_CAPTION)
    titles = tuple(say(text) for text in header)
    if not lines and len(rows) > MOST_PLACES:
        titles, rows = titles * 2, _side_by_side(rows)
    return Table(titles, tuple(rows), caption, manuscript.next("table"))


def _side_by_side(rows: Sequence[Row]) -> list[Row]:
    """The first half of some narrow rows with the second half beside it."""
    half = -(-len(rows) // 2)
    nothing: Row = (EMPTY,) * len(rows[0])
    pairs = zip_longest(rows[:half], rows[half:], fillvalue=nothing)
    return [(*left, *right) for left, right in pairs]


def _quantities(manuscript: Manuscript) -> list[tuple[Tensor, str]]:
    derivation = manuscript.derivation
    forward = [(e.left.tensor, e.number) for e in derivation.network.equations]
    backward = [
        (one.equation.left.tensor, one.equation.number)
        for one in derivation.results
        if one.of not in manuscript.folded
    ]
    return [*(pair for pair in forward if pair[0] not in manuscript.folded), *backward]


def code_lines(listing: str) -> dict[str, tuple[int, str]]:
    """For each equation number that a comment names, the first line that names it, and its code."""
    found: dict[str, tuple[int, str]] = {}
    for place, line in enumerate(listing.splitlines(), start=1):
        for number in MARK.findall(line):
            found.setdefault(number, (place, line.split("#")[0].strip()))
    return found


def _code(line: tuple[int, str] | None) -> list[Sentence]:
    if line is None:
        return [EMPTY, EMPTY]
    place, code = line
    if len(code) > LONGEST_CODE:
        code = code[: LONGEST_CODE - 1].rstrip() + "…"
    return [formula(count(place)), sentence("{code}", "{code}", code=Code(code))]
