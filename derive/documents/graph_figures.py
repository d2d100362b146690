"""The figure of a network that is no single row of layers: what takes from what."""

from __future__ import annotations

from dataclasses import replace

from derive.documents import terms
from derive.documents.document import Figure
from derive.documents.figure_graph import Node, graph_drawing
from derive.documents.layout import Layout
from derive.documents.losses import loss_parts
from derive.documents.manuscript import Manuscript, listed, slashed
from derive.documents.repetition import layers_told
from derive.documents.shapes import in_numbers, short_title
from derive.network.architecture import Repetition
from derive.network.structure import LayerRecord
from derive.notation.tensor import Tensor
from derive.text import Text


def graph_figure(manuscript: Manuscript, *, backward: bool = False) -> Figure:
    """Inputs, layers and losses as boxes, with what passes between them."""
    nodes = _Nodes(manuscript, backward=backward).made()
    caption = terms.loss.BACKWARD_GRAPH_CAPTION if backward else terms.structure.GRAPH_CAPTION
    return Figure(
        graph_drawing(nodes),
        manuscript.say(caption),
        manuscript.styled(_in_words(manuscript)),
        manuscript.next("figure"),
    )


class _Nodes:
    """The nodes in an order in which each takes from earlier ones."""

    def __init__(self, manuscript: Manuscript, *, backward: bool) -> None:
        self.manuscript = manuscript
        self.network = manuscript.network
        self.backward = backward
        self.nodes: list[Node] = []
        self.places: dict[Tensor, int] = {}

    def made(self) -> list[Node]:
        """All of them."""
        for tensor in self.network.inputs:
            self._given(tensor)
        for record in layers_told(self.network):
            self._layer(record)
        parts = loss_parts(self.network)
        for part in parts:
            targets = [one for one in part.reads if one in self.network.targets]
            title = self.manuscript.styled(short_title(part.use.formula))
            self._add(part.tensor, title, part.reads)
            if targets:
                beside = listed(self.manuscript.letters.bold(one) for one in targets)
                self.nodes[-1] = replace(self.nodes[-1], beside=beside)
        if len(parts) > 1:
            losses = tuple(part.tensor for part in parts)
            self._add(self.network.cost.tensor, terms.structure.TOTAL_LOSS, losses)
        return self.nodes

    def _given(self, tensor: Tensor) -> None:
        manuscript = self.manuscript
        self.places[tensor] = len(self.nodes)
        shape = in_numbers(manuscript.network, tensor)
        self.nodes.append(Node(manuscript.letters.bold(tensor), shape=shape, is_box=False))

    def _layer(self, record: LayerRecord) -> None:
        title = self.manuscript.styled(short_title(record.formula))
        frame = None if record.repetition is None else _frame(record.repetition)
        self._add(record.output, title, record.inputs, frame)

    def _add(
        self, tensor: Tensor, title: Text, reads: tuple[Tensor, ...], frame: Text | None = None
    ) -> None:
        places: dict[int, Tensor] = {}
        for one in reads:
            place = self._place(one)
            if place is not None:
                places.setdefault(place, one)
        handed = tuple(self._handed_back(one) for one in places.values()) if self.backward else ()
        shape = in_numbers(self.network, tensor) if tensor.axes else None
        self.places[tensor] = len(self.nodes)
        detail = self.manuscript.letters.bold(tensor)
        self.nodes.append(Node(title, detail, shape, tuple(places), handed, frame))

    def _place(self, tensor: Tensor) -> int | None:
        """Where a tensor comes from; what a later turn of a block makes, from the first turn."""
        if tensor in self.places:
            return self.places[tensor]
        return next(
            (
                self.places[first.output]
                for record in self.network.layers
                if record.output == tensor
                for first in layers_told(self.network)
                if _is_same_place(first.repetition, record.repetition)
                and first.output in self.places
            ),
            None,
        )

    def _handed_back(self, tensor: Tensor) -> Layout | None:
        result = self.manuscript.result(tensor)
        if result is None:
            return None
        return slashed(self.manuscript.letters.bold(result.equation.left.tensor))


def _is_same_place(one: Repetition | None, other: Repetition | None) -> bool:
    if one is None or other is None:
        return False
    return (one.block, one.position) == (other.block, other.position)


def _frame(repetition: Repetition) -> Text:
    return Text(f"× {repetition.turns}", f"× {repetition.turns}")


def _in_words(manuscript: Manuscript) -> Text:
    """What takes from what, for those who do not see the figure."""
    network = manuscript.network
    words, japanese = [], []
    for record in layers_told(network):
        sources = [tensor.code_name for tensor in record.inputs]
        title = manuscript.styled(short_title(record.formula))
        words.append(f"{title.en} from {', '.join(sources)}")
        japanese.append(f"{title.ja}（{'，'.join(sources)} から）")
    text = terms.structure.GRAPH_ALTERNATIVE
    return Text(
        text.en.replace("{steps}", "; ".join(words)),
        text.ja.replace("{steps}", "，".join(japanese)),
    )
