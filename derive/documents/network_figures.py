"""The figures of a network: unit by unit where that can be drawn, and always layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer

from derive.documents import terms
from derive.documents.document import Figure
from derive.documents.figure_layers import LayerBox, Skip, layer_row
from derive.documents.figure_units import BackwardArrow, UnitColumn, unit_network, units_shown
from derive.documents.graph_figures import graph_figure
from derive.documents.layout import Layout, Number, Sign, Symbol, row
from derive.documents.manuscript import Manuscript, slashed
from derive.documents.shapes import in_numbers, short_title
from derive.network.structure import LayerRecord
from derive.notation.expression import IndexSum, substitute, tensors_in
from derive.notation.tensor import Role, Tensor
from derive.text import Text

MOST_COLUMNS = 5
MOST_BOXES = 12


def signals_between(manuscript: Manuscript) -> list[Tensor]:
    """The input and what leaves each numbered layer, if the layers stand in one row."""
    network = manuscript.network
    if not network.is_chain or network.sample is not None:
        return []
    signals = [network.input]
    last: Tensor = network.input
    for place, record in enumerate(network.layers):
        if record.inputs != (last,) or len(record.output.axes) != 1:
            return []
        last = record.output
        following = network.layers[place + 1 : place + 2]
        if not following or following[0].number != record.number:
            signals.append(last)
    return signals if len(network.input.axes) == 1 else []


def can_draw_units(manuscript: Manuscript) -> bool:
    """Whether the network is a short row of layers of units."""
    return 2 <= len(signals_between(manuscript)) <= MOST_COLUMNS


def units_figure(manuscript: Manuscript) -> Figure:
    """The units with the forward arrows."""
    columns = _columns(manuscript)
    network = manuscript.network
    return Figure(
        unit_network(columns, loss=manuscript.letters.cost),
        manuscript.say(
            terms.structure.UNITS_CAPTION,
            x=manuscript.letters.bold(network.input),
            loss=manuscript.letters.cost,
        ),
        manuscript.styled(_with_sizes(manuscript)),
        manuscript.next("figure"),
    )


def _with_sizes(manuscript: Manuscript) -> Text:
    """What the figure of the units shows, with the number of units in each column."""
    network = manuscript.network
    sizes = ", ".join(str(network.count(tensor)) for tensor in signals_between(manuscript))
    words = terms.structure.UNITS_ALTERNATIVE
    return Text(words.en.replace("{sizes}", sizes), words.ja.replace("{sizes}", sizes))


def backward_units_figure(manuscript: Manuscript) -> Figure:
    """The units with what the output layer hands back to one hidden unit."""
    columns = _columns(manuscript)
    last = len(columns) - 1
    focus = (last - 1, min(1, len(columns[last - 1].units) - 1))
    drawing = unit_network(
        columns,
        loss=manuscript.letters.cost,
        focus=focus,
        backward=_backward_arrows(manuscript, columns, focus),
    )
    return Figure(
        drawing,
        manuscript.say(terms.loss.BACKWARD_CAPTION),
        manuscript.styled(terms.loss.BACKWARD_ALTERNATIVE),
        manuscript.next("figure"),
    )


def _columns(manuscript: Manuscript) -> tuple[UnitColumn, ...]:
    signals = signals_between(manuscript)
    return tuple(
        UnitColumn(
            _column_title(place, len(signals)),
            _units(manuscript, tensor),
            _size(manuscript, tensor),
        )
        for place, tensor in enumerate(signals)
    )


def _column_title(place: int, count: int) -> Text:
    if place == 0:
        return terms.structure.INPUT_LAYER
    if place == count - 1:
        return terms.structure.OUTPUT_LAYER
    if count == 3:
        return terms.structure.HIDDEN_LAYER
    numbered = terms.structure.HIDDEN_LAYER_NUMBERED
    return Text(numbered.en.format(place), numbered.ja.format(place))


def _units(manuscript: Manuscript, tensor: Tensor) -> tuple[Layout | None, ...]:
    size = manuscript.network.shape(tensor)[0]
    return tuple(
        None if unit is None else manuscript.letters.entry(tensor[Integer(unit - 1)])
        for unit in units_shown(size)
    )


def _size(manuscript: Manuscript, tensor: Tensor) -> Layout:
    size = manuscript.letters.size(tensor.axes[0])
    extent = Number(str(manuscript.network.shape(tensor)[0]))
    return extent if size == extent else row(size, Symbol(Sign.EQUAL), extent)


def _backward_arrows(
    manuscript: Manuscript, columns: Sequence[UnitColumn], focus: tuple[int, int]
) -> tuple[BackwardArrow, ...]:
    """The arrows from the first and the last output unit, labelled by what they carry."""
    units = [place for place, unit in enumerate(columns[-1].units) if unit is not None]
    ends = list(dict.fromkeys((units[0], units[-1])))
    shown = units_shown(manuscript.network.shape(manuscript.network.prediction)[0])
    return tuple(
        BackwardArrow(
            len(columns) - 1, place, *focus, _carried(manuscript, shown[place], focus[1] + 1)
        )
        for place in ends
    )


def _carried(manuscript: Manuscript, unit: int | None, to: int) -> Layout | None:
    """What one output unit hands to one hidden unit: a term of the hidden error signal's sum."""
    if unit is None:
        return None
    for result in manuscript.derivation.results:
        sums = list(result.equation.right.atoms(IndexSum))
        indices = result.equation.left.indices
        if result.kind == "parameter" or len(sums) != 1 or len(indices) != 1:
            continue
        summed = sums[0]
        if any(tensor.role is Role.GRADIENT for tensor in tensors_in(summed.body)):
            places = {summed.index: Integer(unit - 1), indices[0]: Integer(to - 1)}
            return slashed(manuscript.math(substitute(summed.body, places)))
    return None


def layers_figure(manuscript: Manuscript, *, backward: bool = False) -> Figure:
    """The layers as boxes, with shapes, skips and perhaps what is handed back."""
    network = manuscript.network
    if not manuscript.is_one_row:
        return graph_figure(manuscript, backward=backward)
    shown = _boxes_shown(network.layers)
    boxes = tuple(
        LayerBox(Symbol(Sign.CENTRED_DOTS)) if record is None else _box(manuscript, record)
        for record in shown
    )
    handed: tuple[Layout | None, ...] = ()
    if backward:
        handed = tuple(None if one is None else _handed_back(manuscript, one) for one in shown)
    drawing = layer_row(
        boxes,
        entering=manuscript.letters.bold(network.input),
        skips=_skips(shown),
        handed_back=handed,
    )
    caption = terms.loss.BACKWARD_LAYERS_CAPTION if backward else terms.structure.LAYERS_CAPTION
    return Figure(
        drawing,
        manuscript.say(caption),
        manuscript.styled(terms.structure.LAYERS_ALTERNATIVE),
        manuscript.next("figure"),
    )


def _boxes_shown(records: Sequence[LayerRecord]) -> list[LayerRecord | None]:
    """The layers to draw; of many, the first and the last ones with dots between."""
    if len(records) <= MOST_BOXES:
        return list(records)
    return [*records[: MOST_BOXES - 5], None, *records[-4:]]


def _box(manuscript: Manuscript, record: LayerRecord) -> LayerBox:
    outputs = manuscript.letters.bold(record.output)
    return LayerBox(
        short_title(record.formula), outputs, in_numbers(manuscript.network, record.output)
    )


def _handed_back(manuscript: Manuscript, record: LayerRecord) -> Layout | None:
    """The gradient by what enters a layer, if it has a name; the first layer hands nothing back."""
    if manuscript.network.input in record.inputs:
        return None
    for tensor in record.inputs:
        result = manuscript.result(tensor)
        if result is not None:
            return slashed(manuscript.letters.bold(result.equation.left.tensor))
    return None


def _skips(records: Sequence[LayerRecord | None]) -> tuple[Skip, ...]:
    """The inputs of a layer that do not come from the layer before it."""
    made = {record.output: place for place, record in enumerate(records) if record is not None}
    return tuple(
        Skip(made[tensor], place)
        for place, record in enumerate(records)
        if record is not None
        for tensor in record.inputs
        if tensor in made and made[tensor] != place - 1
    )
