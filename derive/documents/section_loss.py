"""The error function, and the list of the partial derivatives that are wanted."""

from __future__ import annotations

from sympy import Expr

from derive.documents import terms
from derive.documents.document import (
    Block,
    Citation,
    Reference,
    Section,
    Sentence,
    Table,
)
from derive.documents.layout import Layout, Number, Sign, Space, Symbol, row
from derive.documents.manuscript import Manuscript, count, listed
from derive.documents.reasons import numbers
from derive.documents.section_structure import forward_display
from derive.notation.expression import Partial
from derive.notation.index import Index
from derive.notation.tensor import Entry
from derive.text import Text


def loss_section(manuscript: Manuscript) -> Section:
    """The equations of the loss, and what is to be differentiated."""
    network = manuscript.network
    of_layers = {equation.number for record in network.layers for equation in record.equations}
    equations = [equation for equation in network.equations if equation.number not in of_layers]
    blocks: list[Block] = [
        _lead(manuscript),
        *(forward_display(manuscript, equation) for equation in equations),
    ]
    blocks += [_fact(manuscript, *fact) for fact in network.facts]
    table = _wanted(manuscript)
    goal = manuscript.paragraph(
        terms.GOAL,
        loss=manuscript.letters.cost,
        table=Reference(table.number, "table"),
        count=count(network.parameter_count),
    )
    return Section(manuscript.say(terms.LOSS), (*blocks, goal, table))


def _lead(manuscript: Manuscript) -> Block:
    network = manuscript.network
    chosen = network.architecture.loss.formula
    title = manuscript.inner(chosen.title)
    text = terms.LOSS_LEAD
    words = Text(text.en.replace("{title}", title.en), text.ja.replace("{title}", title.ja))
    y = manuscript.letters.entry(network.prediction.generic())
    t = manuscript.letters.entry(network.target.generic())
    if not chosen.source:
        return manuscript.paragraph(
            Text(words.en.replace("{cite}", ""), words.ja.replace("{cite}", "")), y=y, t=t
        )
    words = Text(words.en.replace("{cite}", " {cite}"), words.ja)
    return manuscript.paragraph(words, y=y, t=t, cite=Citation(chosen.source))


def _fact(manuscript: Manuscript, left: Expr, right: Expr) -> Block:
    fact = row(manuscript.math(left), Symbol(Sign.EQUAL), manuscript.math(right))
    return manuscript.paragraph(terms.FACT_LEAD, fact=fact)


def _wanted(manuscript: Manuscript) -> Table:
    """One row a parameter: its derivative, the range of its indices, and how many scalars."""
    network, say = manuscript.network, manuscript.say
    header = (
        say(terms.DERIVATIVE),
        say(terms.FOR_ALL),
        say(terms.HOW_MANY),
        say(terms.WHERE_FOUND),
    )
    rows: list[tuple[Sentence, ...]] = []
    for parameter in network.parameters:
        entry = parameter.tensor.generic()
        result = manuscript.result(parameter.tensor)
        assert result is not None, "every parameter has a gradient"
        rows.append(
            (
                manuscript.cell(manuscript.math(Partial(network.cost, entry))),
                manuscript.cell(_ranges(manuscript, entry)),
                manuscript.cell(_counted(manuscript, entry)),
                manuscript.cell(numbers([result.equation.number])),
            )
        )
    total = (
        say(terms.TOTAL),
        manuscript.cell(Space()),
        manuscript.cell(count(network.parameter_count)),
        manuscript.cell(Space()),
    )
    return Table(header, (*rows, total), say(terms.GOAL_CAPTION), manuscript.next("table"))


def _ranges(manuscript: Manuscript, entry: Entry) -> Layout:
    """J = 1, …, J."""
    letters = manuscript.letters
    ranges = [
        row(
            letters.index(index),
            Symbol(Sign.EQUAL),
            listed((Number("1"), Symbol(Sign.DOTS), letters.size(index.axis))),
        )
        for index in entry.indices
        if isinstance(index, Index)
    ]
    parts: list[Layout] = []
    for one in ranges:
        parts += [Symbol(Sign.COMMA), Space("medium"), one] if parts else [one]
    return row(*parts) if parts else Space()


def _counted(manuscript: Manuscript, entry: Entry) -> Layout:
    """J × I = 12."""
    total = count(manuscript.network.count(entry.tensor))
    if not entry.indices:
        return total
    shape = manuscript.letters.shape(entry.tensor)
    return total if shape == total else row(shape, Symbol(Sign.EQUAL), total)
