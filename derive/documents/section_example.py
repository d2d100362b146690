"""The worked example: one update with all its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer, Rational

from derive.documents import terms
from derive.documents.document import Block, Citation, Remark, Section, Sentence, Table
from derive.documents.layout import Layout, Sign, Symbol, row
from derive.documents.manuscript import Manuscript, listed
from derive.documents.numbers_worked import Worked, worked
from derive.documents.numbertext import figure, rational
from derive.documents.reasons import numbers
from derive.network.architecture import Example
from derive.notation.tensor import Tensor
from derive.notation.value import Position, Values
from derive.text import Text

DECIMALS = 9
MOST_ENTRIES = 8
SMALLEST = 1e-9
EQUAL = Symbol(Sign.EQUAL)


def example_section(manuscript: Manuscript, example: Example) -> Section:
    """Given values, forward, backward, update, and the error after it."""
    numbers = worked(manuscript.derivation, example)
    network = manuscript.network
    blocks: list[Block] = [*_lead(manuscript, example, numbers)]
    parameters = [parameter.tensor for parameter in network.parameters]
    blocks.append(_table(manuscript, parameters, numbers.before, terms.reference.EXAMPLE_GIVEN))
    forward = [equation.left.tensor for equation in network.equations]
    blocks.append(_table(manuscript, forward, numbers.before, terms.reference.EXAMPLE_FORWARD))
    backward = [result.equation.left.tensor for result in manuscript.derivation.results]
    blocks.append(_table(manuscript, backward, numbers.before, terms.reference.EXAMPLE_BACKWARD))
    moved = [tensor for tensor in parameters if tensor.code_name not in example.frozen]
    if len(moved) < len(parameters):
        frozen = [tensor for tensor in parameters if tensor not in moved]
        names = listed(manuscript.letters.bold(tensor) for tensor in frozen)
        blocks.append(manuscript.paragraph(terms.reference.EXAMPLE_FROZEN, names=names))
    blocks.append(_table(manuscript, moved, numbers.after, terms.reference.EXAMPLE_UPDATED))
    before, after = numbers.cost
    blocks.append(
        manuscript.paragraph(
            terms.reference.EXAMPLE_END,
            loss=manuscript.letters.cost,
            before=figure(before, DECIMALS),
            after=figure(after, DECIMALS),
        )
    )
    if abs(numbers.sequential_cost - after) > SMALLEST:
        other = figure(numbers.sequential_cost, DECIMALS)
        told = manuscript.paragraph(
            terms.reference.EXAMPLE_SEQUENTIAL, loss=manuscript.letters.cost, other=other
        )
        blocks.append(Remark(manuscript.say(terms.structure.NO_BIAS_TITLE), (told,)))
    return Section(manuscript.say(terms.headings.EXAMPLE), tuple(blocks))


def _lead(manuscript: Manuscript, example: Example, numbers: Worked) -> list[Block]:
    network, letters = manuscript.network, manuscript.letters
    rate = example.learning_rate
    lead: list[Block] = [
        manuscript.paragraph(
            terms.reference.EXAMPLE_LEAD,
            x=_given(manuscript, network.input, numbers.before),
            t=_given(manuscript, network.target, numbers.before),
            rate=row(
                letters.learning_rate, EQUAL, rational(Rational(rate.numerator, rate.denominator))
            ),
        )
    ]
    if example.source:
        lead.append(
            manuscript.paragraph(
                terms.reference.EXAMPLE_SOURCE_CITED, source=Citation(example.source)
            )
        )
    if any(p.tensor.code_name not in numbers.given for p in network.parameters):
        lead.append(manuscript.paragraph(terms.reference.EXAMPLE_RULE))
    return lead


def _given(manuscript: Manuscript, tensor: Tensor, values: Values) -> Layout:
    """x_1 = 0.05, x_2 = 0.1."""
    return listed(
        (
            row(_place(manuscript, tensor, at), EQUAL, _short(value))
            for at, value in values[tensor].items()
        ),
        most=MOST_ENTRIES,
    )


def _short(value: Any) -> Layout:
    """A given number with as many digits as it was given."""
    from derive.documents.layout import Number

    text = f"{float(value):.10g}"
    return row(Symbol(Sign.MINUS), Number(text[1:])) if text.startswith("-") else Number(text)


def _place(manuscript: Manuscript, tensor: Tensor, at: Position) -> Layout:
    return manuscript.letters.entry(tensor[tuple(Integer(place) for place in at)])


def _table(
    manuscript: Manuscript, tensors: Sequence[Tensor], values: Values, caption: object
) -> Table:
    """One row a tensor: its entries with their values."""
    assert isinstance(caption, Text), "a caption is a phrase"
    say = manuscript.say
    header = (
        say(terms.algorithm.QUANTITY),
        say(terms.algorithm.COLUMN_EQUATION),
        say(terms.reference.VALUES),
    )
    rows = tuple(
        (
            manuscript.cell(manuscript.letters.bold(tensor)),
            _equation(manuscript, tensor),
            _values(manuscript, tensor, values),
        )
        for tensor in tensors
    )
    return Table(header, rows, say(caption), manuscript.next("table"))


def _equation(manuscript: Manuscript, tensor: Tensor) -> Sentence:
    for equation in manuscript.network.equations:
        if equation.left.tensor == tensor:
            return formula_number(manuscript, equation.number)
    for result in manuscript.derivation.results:
        if tensor in (result.equation.left.tensor, result.of):
            return formula_number(manuscript, result.equation.number)
    raise AssertionError(f"{tensor.code_name} has no equation")


def formula_number(manuscript: Manuscript, number: str) -> Sentence:
    """A pointer to an equation as a cell."""
    return manuscript.cell(numbers([number]))


def _values(manuscript: Manuscript, tensor: Tensor, values: Values) -> Sentence:
    """The entries' values; of many, the first ones and dots."""
    found = list(values[tensor].items())
    slots: dict[str, Layout] = {}
    for place, (at, value) in enumerate(found[:MOST_ENTRIES]):
        entry = _place(manuscript, tensor, at)
        slots[f"v{place}"] = row(entry, EQUAL, figure(value, DECIMALS))
    names = [f"{{{name}}}" for name in slots]
    if len(found) > MOST_ENTRIES:
        names.append("…")
    return manuscript.say(Text(", ".join(names), "，".join(names)), **slots)
