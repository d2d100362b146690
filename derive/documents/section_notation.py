"""The index of notation: every letter before its first use, with its meaning and shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from derive.documents import terms
from derive.documents.document import Emphasis, Section, Sentence, Table
from derive.documents.layout import (
    FunctionCall,
    Identifier,
    Layout,
    Number,
    Sign,
    Symbol,
    partial_derivative,
    row,
)
from derive.documents.manuscript import Manuscript, listed
from derive.documents.numbertext import rational
from derive.notation.expression import Apply, Compare, Delta, contains
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text

Row = tuple[Sentence, ...]


def notation_section(manuscript: Manuscript) -> Section:
    """The table of letters, and how they are read."""
    say = manuscript.say
    colours = say(
        terms.notation.COLOURS,
        forward=Emphasis(terms.notation.FORWARD, "forward"),
        backward=Emphasis(terms.notation.BACKWARD, "backward"),
    )
    lead = manuscript.paragraph(terms.notation.NOTATION_LEAD, sizes=_sizes(manuscript))
    table = Table(
        (say(terms.notation.SYMBOL), say(terms.notation.MEANING), say(terms.notation.SHAPE)),
        tuple(_rows(manuscript)),
    )
    return Section(
        say(terms.headings.NOTATION),
        (lead, manuscript.paragraph(colours.text, **dict(colours.slots)), table),
    )


def _sizes(manuscript: Manuscript) -> Layout:
    """I = 3, J = 4, K = 2."""
    letters = manuscript.letters
    named = [axis for axis in _axes(manuscript) if not axis.size.isdigit()]
    return listed(
        (
            row(
                letters.size(axis),
                Symbol(Sign.EQUAL),
                Number(str(manuscript.network.sizes[axis])),
            )
            for axis in named
        ),
        most=9,
    )


def _axes(manuscript: Manuscript) -> list[Axis]:
    network = manuscript.network
    tensors = [network.input, *(equation.left.tensor for equation in network.equations)]
    return list(dict.fromkeys(axis for tensor in tensors for axis in tensor.axes))


def _rows(manuscript: Manuscript) -> list[Row]:
    network = manuscript.network
    parameters = [parameter.tensor for parameter in network.parameters]
    signals = [equation.left.tensor for equation in network.equations]
    tensors = [network.input, *parameters, *signals[:-1], network.target, signals[-1]]
    meant = [(tensor, _meaning(manuscript, tensor)) for tensor in dict.fromkeys(tensors)]
    names = list(dict.fromkeys(tensor.name for tensor in tensors))
    meant.sort(key=lambda pair: (_place(*pair), names.index(pair[0].name)))
    rows = []
    for _, alike in groupby(meant, key=lambda pair: (_place(*pair), pair[1], pair[0].name)):
        found = list(alike)
        rows.append(_row(manuscript, [tensor for tensor, _ in found], found[0][1]))
    return [*rows, *_constants(manuscript), *_operators(manuscript)]


def _row(manuscript: Manuscript, tensors: Sequence[Tensor], meaning: Text) -> Row:
    letters = manuscript.letters
    entries = listed((letters.entry(tensor.generic()) for tensor in tensors), most=4)
    shapes = list(dict.fromkeys(letters.shape(tensor) for tensor in tensors))
    shape = manuscript.say(terms.notation.SCALAR)
    if tensors[0].axes:
        shape = manuscript.cell(
            listed((letters.shape(t) for t in tensors), most=4) if len(shapes) > 1 else shapes[0]
        )
    return (manuscript.cell(entries), manuscript.say(meaning), shape)


def _place(tensor: Tensor, _meaning: Text) -> int:
    order = (
        Role.INPUT,
        Role.PARAMETER,
        Role.PREACTIVATION,
        Role.SIGNAL,
        Role.PREDICTION,
        Role.TARGET,
        Role.LOSS,
        Role.COST,
    )
    return order.index(tensor.role)


def _meaning(manuscript: Manuscript, tensor: Tensor) -> Text:
    match tensor.role:
        case Role.INPUT:
            return terms.notation.INPUT
        case Role.PARAMETER:
            return _parameter_meaning(manuscript, tensor)
        case Role.PREACTIVATION:
            return terms.notation.PREACTIVATION
        case Role.SIGNAL:
            outputs = {record.output for record in manuscript.network.layers}
            return terms.notation.SIGNAL if tensor in outputs else terms.notation.INNER_SIGNAL
        case Role.PREDICTION:
            return terms.notation.PREDICTION
        case Role.TARGET:
            return terms.notation.TARGET
        case Role.LOSS:
            return terms.notation.ERROR_PART if tensor.axes else terms.notation.ERROR_FUNCTION
        case _:
            return terms.notation.OBJECTIVE


def _parameter_meaning(manuscript: Manuscript, tensor: Tensor) -> Text:
    """A bias is added as it stands; a weight has two axes or more; the rest is learned too."""
    for equation in manuscript.network.equations:
        added = equation.right.args if equation.right.is_Add else ()
        if any(isinstance(term, Entry) and term.tensor == tensor for term in added):
            return terms.notation.BIAS
    return terms.notation.WEIGHT if len(tensor.axes) > 1 else terms.notation.PARAMETER


def _constants(manuscript: Manuscript) -> list[Row]:
    from sympy import Rational

    rows: list[Row] = []
    for tensor, value in manuscript.network.constants.items():
        number = rational(abs(Rational(value.numerator, value.denominator)))
        shown = row(Symbol(Sign.MINUS), number) if value < 0 else number
        meaning = manuscript.say(terms.notation.CONSTANT_MEANING, value=shown)
        rows.append(
            (
                manuscript.cell(manuscript.letters.tensor(tensor)),
                meaning,
                manuscript.say(terms.notation.SCALAR),
            )
        )
    return rows


def _operators(manuscript: Manuscript) -> list[Row]:
    """The activation function, the error signal, the learning rate, Kronecker's delta."""
    say, letters = manuscript.say, manuscript.letters
    rows: list[Row] = []
    variable = Identifier(manuscript.profile.variable)
    for function, title in _functions(manuscript):
        call = FunctionCall(function, (variable,))
        rows.append(
            (manuscript.cell(call), say(_titled(manuscript, title)), say(terms.notation.SCALAR))
        )
    errors = [
        result.equation.left for result in manuscript.derivation.results if result.kind == "error"
    ]
    if errors:
        entry = errors[-1]
        of = entry.tensor.of
        assert of is not None, "an error signal is the gradient by something"
        definition = row(
            letters.entry(entry),
            Symbol(Sign.DEFINED),
            partial_derivative(letters.cost, letters.entry(of[entry.indices])),
        )
        shown = listed((letters.entry(one) for one in reversed(errors)), most=4)
        rows.append(
            (
                manuscript.cell(shown),
                say(terms.notation.DELTA_MEANING, definition=definition),
                manuscript.cell(
                    listed((letters.shape(one.tensor) for one in reversed(errors)), most=4)
                ),
            )
        )
    rows.append(
        (
            manuscript.cell(letters.learning_rate),
            say(terms.notation.RATE_MEANING),
            say(terms.notation.SCALAR),
        )
    )
    return [*rows, *_brackets(manuscript)]


def _titled(manuscript: Manuscript, title: Text) -> Text:
    inner = manuscript.inner(title)
    meaning = terms.notation.ACTIVATION_MEANING
    return Text(meaning.en.replace("{title}", inner.en), meaning.ja.replace("{title}", inner.ja))


def _functions(manuscript: Manuscript) -> list[tuple[Layout, Text]]:
    found: dict[Layout, Text] = {}
    for record in manuscript.network.layers:
        for equation in record.equations:
            if isinstance(equation.right, Apply):
                found[manuscript.letters.function(equation.right.function)] = record.formula.title
    return list(found.items())


def _brackets(manuscript: Manuscript) -> list[Row]:
    """Kronecker's delta and the Iverson bracket, where a step or a result has them."""
    say = manuscript.say
    rows: list[Row] = []
    steps = manuscript.derivation.steps()
    if any(contains(step.after, Delta) for step in steps):
        axis = manuscript.network.input.axes[0]
        rows.append(
            (
                manuscript.cell(manuscript.math(Delta(Index("j", axis), Index("j'", axis)))),
                say(terms.notation.KRONECKER_MEANING),
                say(terms.notation.SCALAR),
            )
        )
    if any(contains(step.after, Compare) for step in steps):
        bracket = Compare(">", _variable(manuscript), 0)
        rows.append(
            (
                manuscript.cell(manuscript.math(bracket)),
                say(terms.notation.BRACKET_MEANING),
                say(terms.notation.SCALAR),
            )
        )
    return rows


def _variable(manuscript: Manuscript) -> Entry:
    return Tensor(manuscript.profile.variable, None, (), Role.PREACTIVATION)[()]
