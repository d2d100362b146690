"""The structure of the network: its figure, and the forward equations one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from derive.calculus.matrix import MatrixEquation
from derive.documents import terms
from derive.documents.conventions import (
    Told,
    conventions,
    layer_remarks,
    parameters_used,
    shared_parameters,
)
from derive.documents.document import (
    Block,
    Chain,
    ChainRow,
    Display,
    Figure,
    Reference,
    Remark,
    Section,
    Sentence,
)
from derive.documents.layout import Layout, Sign, Symbol, row
from derive.documents.manuscript import Hand, Manuscript, count, listed, reference
from derive.documents.network_figures import can_draw_units, layers_figure, units_figure
from derive.documents.notation_words import filled, vectors_of
from derive.documents.recurrences import recurrence
from derive.documents.repetition import layers_told
from derive.documents.section_activation import activation_section
from derive.documents.section_blocks import block_sections
from derive.documents.section_signals import general_lead, signals_table
from derive.documents.slice_notes import matrix_reason
from derive.formulas.formula import ParameterRule
from derive.network.structure import LayerRecord
from derive.notation.expression import Equation, tensors_in
from derive.notation.tensor import Tensor
from derive.text import Text

FEW_SHAPES = 2
MOST_LAYERS = 7
"""A network with more layers gets no heading for each."""


def structure_section(manuscript: Manuscript) -> Section:
    """From the figure to the whole forward pass."""
    lead = _lead(manuscript)
    told: Told = set()
    layers: list[Section] = []
    for number, records in groupby(layers_told(manuscript.network), key=lambda one: one.number):
        found = list(records)
        layers.append(_layer(manuscript, number, found, told))
        layers += block_sections(manuscript, found)
    activation = activation_section(manuscript)
    whole = _whole(manuscript)
    is_deep = manuscript.is_lecture and len(layers) > MOST_LAYERS
    blocks: list[Block] = [*lead]
    blocks += [block for layer in layers for block in layer.blocks] if is_deep else layers
    if activation is not None:
        blocks.append(activation)
    return Section(manuscript.say(terms.headings.STRUCTURE), (*blocks, whole))


def _lead(manuscript: Manuscript) -> list[Block]:
    network = manuscript.network
    figures: list[Figure] = [layers_figure(manuscript)]
    if can_draw_units(manuscript):
        figures.append(units_figure(manuscript))
    slots = {
        "inputs": count(network.count(network.input)),
        "outputs": count(network.count(network.prediction)),
        "boxes": Reference(figures[0].number, "figure"),
    }
    if not manuscript.is_lecture:
        return [*general_lead(manuscript, slots["boxes"]), *figures, signals_table(manuscript)]
    if len(figures) == 1:
        return [manuscript.paragraph(terms.structure.STRUCTURE_LEAD_BOXES, **slots), *figures]
    figure = Reference(figures[1].number, "figure")
    return [manuscript.paragraph(terms.structure.STRUCTURE_LEAD, figure=figure, **slots), *figures]


def _layer(manuscript: Manuscript, number: int, records: list[LayerRecord], told: Told) -> Section:
    """One numbered layer: what comes in, its equations with shapes, what goes out."""
    letters = manuscript.letters
    first = next((one for one in manuscript.network.layers if _leaves_out_bias(one)), None)
    own = {equation.left.tensor for record in records for equation in record.equations}
    arriving = [tensor for record in records for tensor in record.inputs if tensor not in own]
    lead = manuscript.paragraph(
        terms.structure.LAYER_LEAD,
        number=manuscript.layer(number),
        inputs=listed(letters.entry(tensor.generic()) for tensor in dict.fromkeys(arriving)),
        output=letters.entry(records[-1].output.generic()),
    )
    blocks: list[Block] = [lead]
    for record in records:
        blocks += [forward_display(manuscript, equation) for equation in record.equations]
        if record == first:
            blocks += [_no_bias(manuscript, record, rule) for rule in _left_out(record)]
        blocks += conventions(manuscript, (one.right for one in record.equations), told)
        blocks += shared_parameters(manuscript, record)
        blocks += layer_remarks(manuscript, record)
        blocks += recurrence(manuscript, record)
    return Section(_title(manuscript, number, records), tuple(blocks))


def _title(manuscript: Manuscript, number: int, records: list[LayerRecord]) -> Sentence:
    titles = [manuscript.styled(record.formula.title) for record in records]
    inner = [manuscript.inner(record.formula.title) for record in records]
    title = Text(", ".join(one.en for one in inner), "，".join(one.ja for one in titles))
    whole = Text(
        terms.headings.LAYER.en.replace("{title}", title.en),
        terms.headings.LAYER.ja.replace("{title}", title.ja),
    )
    return manuscript.say(whole, number=manuscript.layer(number))


def forward_display(manuscript: Manuscript, equation: Equation) -> Display:
    """A forward equation with the shapes of the tensors in it."""
    letters = manuscript.letters
    tensors = [equation.left.tensor, *sorted(tensors_in(equation.right), key=str)]
    shapes = [
        row(letters.bold(tensor), Symbol(Sign.COLON), letters.shape(tensor))
        for tensor in dict.fromkeys(tensors)
        if tensor.axes or tensor == equation.left.tensor
    ]
    remark = _shapes(manuscript, shapes) if shapes else None
    return Display(manuscript.math.equation(equation), equation.number, remark)


def _shapes(manuscript: Manuscript, shapes: Sequence[Layout]) -> Sentence:
    """The shapes as a remark; many of them may be broken into lines."""
    words = terms.structure.SHAPES
    if manuscript.is_lecture or len(shapes) <= FEW_SHAPES:
        return manuscript.say(words, shapes=listed(shapes))
    slots = {f"shape_{place}": shape for place, shape in enumerate(shapes)}
    names = [f"{{{name}}}" for name in slots]
    return manuscript.say(
        Text(
            words.en.replace("{shapes}", ", ".join(names)),
            words.ja.replace("{shapes}", "，".join(names)),
        ),
        **slots,
    )


def _left_out(record: LayerRecord) -> list[ParameterRule]:
    """The parameters of a formula that the network has switched off."""
    present = {tensor.name for tensor in parameters_used(record)}
    return [rule for rule in record.formula.parameters if rule.when and rule.name not in present]


def _leaves_out_bias(record: LayerRecord) -> bool:
    """Whether a layer could have a bias that is added to its only equation."""
    return bool(_left_out(record)) and len(record.equations) == 1


def _no_bias(manuscript: Manuscript, record: LayerRecord, rule: ParameterRule) -> Block:
    letters = manuscript.letters
    left = record.equations[-1].left
    from derive.notation.tensor import Role

    own = [at for at in left.indices if at.axis != manuscript.network.sample]
    axes = tuple(at.axis for at in own)[-1:]
    absent = Tensor(rule.name, record.number, axes, Role.PARAMETER)
    remark = manuscript.paragraph(
        terms.structure.NO_BIAS,
        bias=letters.entry(absent[tuple(own[-1:])]),
        z=letters.entry(left),
    )
    return Remark(manuscript.say(terms.structure.NO_BIAS_TITLE), (remark,))


def _whole(manuscript: Manuscript) -> Section:
    """All forward equations up to the prediction, in index form and in matrix form."""
    network = manuscript.network
    equations = [one for record in layers_told(network) for one in record.equations]
    lead = manuscript.paragraph(
        terms.structure.WHOLE_LEAD,
        x=listed(manuscript.letters.bold(tensor) for tensor in network.inputs),
        y=listed(manuscript.letters.bold(tensor) for tensor in network.predictions),
    )
    index_rows = tuple(
        ChainRow(
            manuscript.letters.entry(equation.left),
            Symbol(Sign.EQUAL),
            manuscript.math(equation.right),
            manuscript.say(terms.structure.SAME_AS, number=reference(equation.number)),
        )
        for equation in equations
    )
    whole = (
        terms.structure.WHOLE_MATRIX
        if manuscript.is_lecture
        else terms.structure.WHOLE_MATRIX_GENERAL
    )
    matrices = manuscript.paragraph(filled(whole, vectors=vectors_of(manuscript)))
    rows = [matrix_row(manuscript, manuscript.hand, equation) for equation in equations]
    found = tuple(one for one in rows if isinstance(one, ChainRow))
    others = tuple(one for one in rows if not isinstance(one, ChainRow))
    blocks: list[Block] = [lead]
    if len(equations) <= 2 * MOST_LAYERS:
        blocks += [Chain(index_rows), *([matrices] if found else [])]
    elif found and not manuscript.is_lecture:
        blocks = [matrices]
    if found:
        blocks.append(Chain(found))
    if not manuscript.is_lecture:
        others = ()
    return Section(manuscript.say(terms.headings.WHOLE_FORWARD), (*blocks, *others))


def matrix_row(manuscript: Manuscript, hand: Hand, equation: Equation) -> ChainRow | Block:
    """The matrix form of an equation as a line, or the sentence that says it has none."""
    found = hand.form(equation)
    number = reference(equation.number)
    if not isinstance(found, MatrixEquation):
        words, reason = terms.structure.NO_MATRIX, found.reason
        told = Text(
            words.en.replace("{reason}", reason.en), words.ja.replace("{reason}", reason.ja)
        )
        return manuscript.paragraph(told, number=number)
    left = hand.matrices.left(found)
    right = hand.matrices(hand.matrices.right(found), shapes=True)
    reason_of = matrix_reason(manuscript, hand, found)
    return ChainRow(left, Symbol(Sign.EQUAL), right, reason_of, f"{equation.number}m")
