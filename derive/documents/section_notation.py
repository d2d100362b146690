"""The index of notation: every letter before its first use, with its meaning and shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from derive.documents import terms
from derive.documents.document import Emphasis, Section, Sentence, Table
from derive.documents.layout import (
    Layout,
    Number,
    Sign,
    Symbol,
    row,
)
from derive.documents.manuscript import Manuscript, listed
from derive.documents.notation_operators import constants, operators
from derive.documents.notation_words import conventions_of, lead_of, weight_of
from derive.documents.slice_notes import slice_note
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text

Row = tuple[Sentence, ...]
MOST_KINDS = 12
MOST_SHAPES = 4


def notation_section(manuscript: Manuscript) -> Section:
    """The table of letters, and how they are read."""
    say = manuscript.say
    colours = say(
        terms.notation.COLOURS,
        forward=Emphasis(terms.notation.FORWARD, "forward"),
        backward=Emphasis(terms.notation.BACKWARD, "backward"),
    )
    lead = manuscript.paragraph(lead_of(manuscript), sizes=_sizes(manuscript))
    table = Table(
        (say(terms.notation.SYMBOL), say(terms.notation.MEANING), say(terms.notation.SHAPE)),
        tuple(_rows(manuscript)),
    )
    return Section(
        say(terms.headings.NOTATION),
        (
            lead,
            *conventions_of(manuscript),
            *slice_note(manuscript),
            manuscript.paragraph(colours.text, **dict(colours.slots)),
            table,
        ),
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
    parameters = (parameter.tensor for parameter in network.parameters)
    signals = (equation.left.tensor for equation in network.equations)
    noise = (one.tensor for one in network.noise)
    tensors = [*network.inputs, *signals, *parameters, *network.targets, *noise]
    folded = manuscript.folded
    return list(dict.fromkeys(a for tensor in tensors if tensor not in folded for a in tensor.axes))


def _rows(manuscript: Manuscript) -> list[Row]:
    network = manuscript.network
    parameters = [parameter.tensor for parameter in network.parameters]
    signals = [equation.left.tensor for equation in network.equations]
    kept = [*(one.tensor for one in network.noise), *(one.tensor for one in network.states)]
    tensors = [*network.inputs, *parameters, *signals[:-1], *kept, *network.targets, signals[-1]]
    told = [tensor for tensor in dict.fromkeys(tensors) if tensor not in manuscript.folded]
    meant = [(tensor, _meaning(manuscript, tensor)) for tensor in told]
    names = list(dict.fromkeys(tensor.name for tensor in tensors))
    meant.sort(key=lambda pair: (_place(*pair), names.index(pair[0].name)))
    rows = []
    if not manuscript.is_lecture:
        meant.sort(key=lambda pair: (_place(*pair), pair[1].en))
    for _, alike in groupby(meant, key=lambda pair: _kind(manuscript, *pair)):
        found = list(alike)
        rows.append(_row(manuscript, [tensor for tensor, _ in found], found[0][1]))
    return [*rows, *constants(manuscript), *operators(manuscript, _axes(manuscript)[0])]


def _kind(manuscript: Manuscript, tensor: Tensor, meaning: Text) -> tuple[object, ...]:
    """What the tensors of one row share: meaning and name; of many kinds, meaning and shape."""
    if manuscript.is_lecture:
        return (_place(tensor, meaning), meaning, tensor.name)
    return (_place(tensor, meaning), meaning)


def _row(manuscript: Manuscript, tensors: Sequence[Tensor], meaning: Text) -> Row:
    letters = manuscript.letters
    if not manuscript.is_lecture:
        return _row_of_many(manuscript, tensors, meaning)
    entries = listed((letters.entry(tensor.generic()) for tensor in tensors), most=4)
    shapes = list(dict.fromkeys(letters.shape(tensor) for tensor in tensors))
    shape = manuscript.say(terms.notation.SCALAR)
    if tensors[0].axes:
        shape = manuscript.cell(
            listed((letters.shape(t) for t in tensors), most=4) if len(shapes) > 1 else shapes[0]
        )
    return (manuscript.cell(entries), manuscript.say(meaning), shape)


def _row_of_many(manuscript: Manuscript, tensors: Sequence[Tensor], meaning: Text) -> Row:
    """Tensors of one meaning, each kind of name once, and their shapes in the same order."""
    letters = manuscript.letters
    kinds = list(
        {(tensor.name, letters.shape(tensor)): tensor for tensor in tensors[::-1]}.values()
    )
    kinds.reverse()
    entries = listed((letters.entry(tensor.generic()) for tensor in kinds), most=MOST_KINDS)
    shapes = list(dict.fromkeys(letters.shape(tensor) for tensor in kinds))
    shape = manuscript.cell(listed(shapes, most=MOST_SHAPES))
    if not any(tensor.axes for tensor in kinds):
        shape = manuscript.say(terms.notation.SCALAR)
    return (manuscript.cell(entries), manuscript.say(meaning), shape)


def _place(tensor: Tensor, _meaning: Text) -> int:
    order = (
        Role.INPUT,
        Role.PARAMETER,
        Role.PREACTIVATION,
        Role.SIGNAL,
        Role.NOISE,
        Role.STATE,
        Role.PREDICTION,
        Role.TARGET,
        Role.LOSS,
        Role.COST,
    )
    return order.index(tensor.role)


def _meaning(manuscript: Manuscript, tensor: Tensor) -> Text:
    match tensor.role:
        case Role.INPUT | Role.TARGET if tensor in manuscript.network.whole:
            return _whole_meaning(manuscript, tensor)
        case Role.NOISE:
            return terms.graph.MEANING_NOISE
        case Role.STATE:
            return terms.graph.MEANING_STATE
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
        case Role.LOSS if _is_one_of_several(manuscript, tensor):
            return terms.graph.MEANING_LOSS
        case Role.LOSS if tensor.name.rstrip("_").lower() != "l":
            return terms.notation.INNER_SIGNAL
        case Role.LOSS:
            return terms.notation.ERROR_PART if tensor.axes else terms.notation.ERROR_FUNCTION
        case _ if manuscript.network.architecture.penalties:
            return terms.notation.OBJECTIVE
        case _:
            return terms.graph.MEANING_COST


def _is_one_of_several(manuscript: Manuscript, tensor: Tensor) -> bool:
    losses = manuscript.network.losses
    return len(losses) > 1 and tensor in losses


def _whole_meaning(manuscript: Manuscript, tensor: Tensor) -> Text:
    is_input = tensor.role is Role.INPUT
    text = terms.graph.MEANING_WHOLE_INPUT if is_input else terms.graph.MEANING_WHOLE_TARGET
    count = str(manuscript.network.whole[tensor])
    return Text(text.en.replace("{count}", count), text.ja.replace("{count}", count))


def _parameter_meaning(manuscript: Manuscript, tensor: Tensor) -> Text:
    """A bias is added as it stands; a weight has two axes or more; the rest is learned too."""
    for equation in manuscript.network.equations:
        added = equation.right.args if equation.right.is_Add else ()
        if any(isinstance(term, Entry) and term.tensor == tensor for term in added):
            return terms.notation.BIAS
    return weight_of(manuscript, tensor) if len(tensor.axes) > 1 else terms.notation.PARAMETER
