"""Reference: every activation's derivative, derived from its definition, kinks named."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.step import Rule
from derive.documents import terms
from derive.documents.document import (
    SLOT,
    Block,
    Chain,
    ChainRow,
    Figure,
    Remark,
    Section,
    Sentence,
    Table,
)
from derive.documents.layout import (
    Coloured,
    FunctionCall,
    Identifier,
    Layout,
    Number,
    Primed,
    Sign,
    Symbol,
    row,
)
from derive.documents.manuscript import Manuscript, listed
from derive.documents.measure import width
from derive.documents.scalar_functions import Activation, activations, in_variable, variable
from derive.documents.section_activation import activations_figure
from derive.notation.expression import Apply, Partial, Where, contains, replace_entries
from derive.text import Text

WIDEST = 46.0
MINOR = frozenset({"linear", "independent", "own-entry", "under-the-sum"})
EQUAL = Symbol(Sign.EQUAL)


def reference_section(manuscript: Manuscript) -> Section:
    """The network's activations and those of the lecture, a table, and each one derived."""
    shown = activations(manuscript)
    blocks: list[Block] = [
        manuscript.paragraph(terms.reference.REFERENCE_LEAD),
        _table(manuscript, shown),
    ]
    extra = [one for one in shown if not one.in_network]
    blocks += [_derived(manuscript, activation) for activation in shown]
    if extra:
        blocks.append(_figure(manuscript, shown))
    return Section(manuscript.say(terms.headings.REFERENCE), tuple(blocks))


def _figure(manuscript: Manuscript, shown: Sequence[Activation]) -> Figure:
    return activations_figure(manuscript, shown)


def _table(manuscript: Manuscript, shown: Sequence[Activation]) -> Table:
    """f, f', f' through f, and the value at the kink."""
    say = manuscript.say
    z, f = manuscript.math(variable(manuscript)), Identifier(manuscript.profile.activation)
    call = FunctionCall(f, (z,))
    header = (
        say(terms.reference.COLUMN_NAME),
        manuscript.cell(call),
        manuscript.cell(Coloured(FunctionCall(Primed(f, 1), (z,)), "forward")),
        say(terms.reference.BECAUSE_ITSELF, function=call),
        say(terms.reference.COLUMN_KINK),
    )
    rows = [_row(manuscript, one) for one in shown]
    columns = _columns(rows)
    return Table(
        tuple(header[column] for column in columns),
        tuple(tuple(cells[column] for column in columns) for cells in rows),
        say(terms.reference.TABLE_ACTIVATIONS),
        manuscript.next("table"),
    )


def _columns(rows: Sequence[Sequence[Sentence]]) -> tuple[int, ...]:
    """The columns that fit the page: wide definitions stand in the chains alone."""
    every = (0, 1, 2, 3, 4)
    for columns in (every, (0, 2, 3, 4), (0, 2, 4)):
        if sum(max(_extent(cells[column]) for cells in rows) for column in columns) <= WIDEST:
            return columns
    return (0, 2, 4)


def _extent(cell: Sentence) -> float:
    """The width of a cell in em, words at their Japanese width."""
    words = sum(len(piece) for piece in cell.pieces("ja") if isinstance(piece, str))
    formulas = [slot for _, slot in cell.slots if isinstance(slot, Layout)]
    return words + sum(width(slot) for slot in formulas) + 1.2


def _row(manuscript: Manuscript, one: Activation) -> tuple[Sentence, ...]:
    say = manuscript.say

    def printed(expression: Expr) -> Sentence:
        return manuscript.cell(manuscript.math(in_variable(manuscript, expression, one.function)))

    through = say(terms.reference.NO_THROUGH) if one.through is None else printed(one.through)
    return (
        say(manuscript.styled(one.formula.title)),
        printed(one.function.definition),
        printed(one.derivative),
        through,
        _at_kinks(manuscript, one),
    )


def _at_kinks(manuscript: Manuscript, one: Activation) -> Sentence:
    if not one.kinks():
        return manuscript.say(terms.reference.NO_KINK)
    values = listed(manuscript.math(value) for _, value in one.kinks())
    points = listed(_point(manuscript, at) for at, _ in one.kinks())
    return manuscript.say(terms.reference.AT_THE_KINK, value=values, point=points)


def _point(manuscript: Manuscript, at: Expr) -> Layout:
    return row(manuscript.math(variable(manuscript)), EQUAL, manuscript.math(at))


def _derived(manuscript: Manuscript, one: Activation) -> Section:
    """One activation: its derivative line by line, and its kinks."""
    blocks: list[Block] = [Chain(tuple(_chain(manuscript, one)))]
    for at, value in one.kinks():
        function = manuscript.math(Apply(one.function, variable(manuscript)))
        slope = manuscript.math(Apply(one.slope, at))
        told = manuscript.paragraph(
            terms.reference.KINK,
            function=function,
            point=_point(manuscript, at),
            value=row(slope, EQUAL, manuscript.math(value)),
        )
        blocks.append(Remark(manuscript.say(terms.reference.KINK_TITLE), (told,)))
    if one.formula.note is not None:
        blocks.append(_note(manuscript, one, one.formula.note))
    return Section(manuscript.say(manuscript.styled(one.formula.title)), tuple(blocks))


def _note(manuscript: Manuscript, one: Activation, note: Text) -> Block:
    """The formula's own remark, its constants by their letters: the words name them in braces."""
    wanted = set(SLOT.findall(note.en))
    letters = {
        tensor.name: manuscript.letters.tensor(tensor)
        for tensor in one.constants
        if tensor.name in wanted
    }
    return manuscript.paragraph(note, **letters)


def _chain(manuscript: Manuscript, one: Activation) -> list[ChainRow]:
    z = variable(manuscript)
    function = one.function
    definition = manuscript.math(in_variable(manuscript, function.definition, function))
    because = manuscript.say(terms.chains.BECAUSE_DEFINITION)
    rows = [_line(manuscript, manuscript.math(Apply(function, z)), definition, because)]
    left: Layout | None = manuscript.math(Apply(one.slope, z))
    for expression, reason in steps_of(manuscript, one):
        printed = manuscript.math(in_variable(manuscript, expression, one.function))
        if left is None and rows[-1].right == printed:
            continue
        rows.append(_line(manuscript, left, printed, reason))
        left = None
    return rows


def _line(manuscript: Manuscript, left: Layout | None, right: Layout, reason: Sentence) -> ChainRow:
    return ChainRow(left, EQUAL, right, reason, f"R{manuscript.next('R')}")


def _own_derivative(manuscript: Manuscript) -> Layout:
    """dz/dz = 1."""
    d, z = Identifier("d"), manuscript.math(variable(manuscript))
    return row(d, z, Symbol(Sign.SLASH), d, z, EQUAL, Number("1"))


def steps_of(manuscript: Manuscript, one: Activation) -> list[tuple[Expr, Sentence]]:
    """F' from the definition: each law applied in the whole expression, minor ones together."""
    say = manuscript.say
    start = Partial(one.function.definition, one.function.variable)
    _, steps = take(start, NOTHING_OPEN)
    lines: list[tuple[Expr, Sentence]] = [(start, say(terms.chains.BECAUSE_DEFINITION))]
    whole: Expr = start
    pending: Rule | None = None
    for step in steps:
        whole = replace_entries(whole, {step.before: step.after})
        if step.rule.name in MINOR:
            pending = step.rule if pending is None or step.rule.name == "linear" else pending
            continue
        lines.append((whole, say(step.rule.title)))
        pending = None
    if pending is not None:
        known = _own_derivative(manuscript)
        is_own = pending.name == "own-entry"
        reason = say(terms.chains.BECAUSE_OWN_ENTRY, known=known) if is_own else say(pending.title)
        lines.append((whole, reason))
    lines.append((one.derivative, say(terms.reference.BECAUSE_TIDIED)))
    if one.through is not None:
        function = manuscript.math(Apply(one.function, variable(manuscript)))
        spelled = replace_entries(
            one.through,
            {Apply(one.function, one.function.variable): one.function.definition},
        )
        if not contains(spelled, Where):
            lines.append((spelled, say(terms.reference.BECAUSE_TIDIED)))
        lines.append((one.through, say(terms.reference.BECAUSE_ITSELF, function=function)))
    return lines
