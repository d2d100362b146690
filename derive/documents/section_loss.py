"""The error function, and the list of the partial derivatives that are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Expr, Rational

from derive.documents import terms
from derive.documents.conventions import conventions
from derive.documents.document import (
    Block,
    Citation,
    Reference,
    Remark,
    Section,
    Sentence,
    Table,
)
from derive.documents.layout import Layout, Number, Sign, Space, Symbol, row
from derive.documents.losses import LossPart, loss_parts, named_tensors
from derive.documents.manuscript import Manuscript, count, listed
from derive.documents.reasons import numbers
from derive.documents.section_signals import span
from derive.documents.section_structure import forward_display
from derive.documents.shapes import unbracketed
from derive.formulas.formula import Formula, Kink
from derive.notation.expression import Partial
from derive.notation.index import Index, index_of
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Name, Negative, Operation, Subscript, Syntax
from derive.notation.tensor import Entry, Tensor
from derive.text import Text

MOST_RANGES = 2


def loss_section(manuscript: Manuscript) -> Section:
    """The equations of the loss, and what is to be differentiated."""
    network = manuscript.network
    of_layers = {equation.number for record in network.layers for equation in record.equations}
    equations = [equation for equation in network.equations if equation.number not in of_layers]
    parts = loss_parts(network)
    blocks: list[Block] = _leads(manuscript, parts)
    blocks += [forward_display(manuscript, equation) for equation in equations]
    blocks += conventions(manuscript, (equation.right for equation in equations), set())
    blocks += [_fact(manuscript, *fact) for fact in network.facts]
    blocks += [_kink(manuscript, part, kink) for part in parts for kink in part.use.formula.kinks]
    table = _wanted(manuscript)
    goal = manuscript.paragraph(
        terms.loss.GOAL,
        loss=manuscript.letters.cost,
        table=Reference(table.number, "table"),
        count=count(network.parameter_count),
    )
    return Section(manuscript.say(terms.headings.LOSS), (*blocks, goal, table))


def _leads(manuscript: Manuscript, parts: Sequence[LossPart]) -> list[Block]:
    """What the error function is made of."""
    if len(parts) > 1:
        table = _losses(manuscript, parts)
        lead = manuscript.paragraph(
            terms.graph.LOSSES, count=count(len(parts)), table=Reference(table.number, "table")
        )
        return [lead, table]
    if not parts[0].use.inputs and manuscript.network.targets:
        return [_lead(manuscript)]
    return [_made_of(manuscript, parts[0])]


def _made_of(manuscript: Manuscript, part: LossPart) -> Block:
    title = manuscript.inner(unbracketed(part.use.formula.title))
    signals = listed(manuscript.letters.bold(tensor) for tensor in part.reads)
    return _cited(manuscript, terms.graph.LOSS_OF, part.use.formula, title, signals=signals)


def _losses(manuscript: Manuscript, parts: Sequence[LossPart]) -> Table:
    """One row a loss: its letter, its formula, what it reads, and its weight."""
    say = manuscript.say
    header = (
        say(terms.graph.LOSS),
        say(terms.graph.BY),
        say(terms.graph.FROM),
        say(terms.graph.WEIGHT),
        say(terms.algorithm.COLUMN_EQUATION),
    )
    rows = tuple(
        (
            manuscript.cell(manuscript.letters.tensor(part.tensor)),
            say(manuscript.inner(part.use.formula.title)),
            manuscript.cell(listed(manuscript.letters.bold(one) for one in part.reads)),
            manuscript.cell(
                manuscript.math(Rational(part.use.weight.numerator, part.use.weight.denominator))
            ),
            manuscript.cell(span([equation.number for equation in part.equations])),
        )
        for part in parts
    )
    return Table(header, rows, say(terms.graph.LOSSES_CAPTION), manuscript.next("table"))


def _lead(manuscript: Manuscript) -> Block:
    network = manuscript.network
    chosen = network.architecture.loss.formula
    title = manuscript.inner(unbracketed(chosen.title))
    y = manuscript.letters.entry(network.prediction.generic())
    t = manuscript.letters.entry(network.target.generic())
    return _cited(manuscript, terms.loss.LOSS_LEAD, chosen, title, y=y, t=t)


def _cited(
    manuscript: Manuscript, text: Text, chosen: Formula, title: Text, **slots: Layout
) -> Block:
    """A phrase with the title and the source of a formula."""
    words = Text(text.en.replace("{title}", title.en), text.ja.replace("{title}", title.ja))
    if not chosen.source:
        plain = Text(words.en.replace("{cite}", ""), words.ja.replace("{cite}", ""))
        return manuscript.paragraph(plain, **slots)
    words = Text(words.en.replace("{cite}", " {cite}"), words.ja)
    return manuscript.paragraph(words, cite=Citation(chosen.source), **slots)


def _fact(manuscript: Manuscript, left: Expr, right: Expr) -> Block:
    fact = row(manuscript.math(left), Symbol(Sign.EQUAL), manuscript.math(right))
    return manuscript.paragraph(terms.loss.FACT_LEAD, fact=fact)


def _kink(manuscript: Manuscript, part: LossPart, kink: Kink) -> Block:
    """Where the error function has no derivative, and what is used there."""
    network = manuscript.network
    tensors = dict(named_tensors(network, part))
    made = [equation.left.tensor for equation in part.equations]
    for tensor in (*network.constants, *made):
        if tensor.layer is None:
            tensors.setdefault(tensor.name.rstrip("_"), tensor)
    scope = Scope(tensors, _letters(kink.of, tensors))
    of = manuscript.math(expression_of(kink.of, scope, ""))
    at = manuscript.math(Rational(kink.at.numerator, kink.at.denominator))
    told = manuscript.paragraph(
        terms.reference.LOSS_KINK,
        point=row(of, Symbol(Sign.EQUAL), at),
        of=of,
        value=manuscript.math(expression_of(kink.derivative, scope, "")),
    )
    return Remark(manuscript.say(terms.reference.KINK_TITLE), (told,))


def _letters(tree: Syntax, tensors: Mapping[str, Tensor]) -> dict[str, Index]:
    """The index letters of a kink, each running over the axis whose slot it takes."""
    match tree:
        case Subscript(name=name, places=places):
            pairs = zip(places, tensors[name].axes, strict=True)
            return {at.name: index_of(axis) for at, axis in pairs if isinstance(at, Name)}
        case Operation(left=left, right=right):
            return _letters(left, tensors) | _letters(right, tensors)
        case Negative(operand=operand):
            return _letters(operand, tensors)
        case _:
            return {}


def _wanted(manuscript: Manuscript) -> Table:
    """One row a parameter: its derivative, the range of its indices, and how many scalars."""
    network, say = manuscript.network, manuscript.say
    header = (
        say(terms.loss.DERIVATIVE),
        say(terms.loss.FOR_ALL),
        say(terms.loss.HOW_MANY),
        say(terms.loss.WHERE_FOUND),
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
        say(terms.loss.TOTAL),
        manuscript.cell(Space()),
        manuscript.cell(count(network.parameter_count)),
        manuscript.cell(Space()),
    )
    return Table(header, (*rows, total), say(terms.loss.GOAL_CAPTION), manuscript.next("table"))


def _ranges(manuscript: Manuscript, entry: Entry) -> Layout:
    """J = 1, …, J; of many indices the letters alone."""
    letters = manuscript.letters
    if len(entry.indices) > MOST_RANGES and not manuscript.is_lecture:
        return listed(letters.position(index) for index in entry.indices)
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
