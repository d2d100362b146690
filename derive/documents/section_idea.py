"""The idea of backpropagation in words, with the figure of the backward arrows."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from derive.documents import terms
from derive.documents.document import Block, Paragraph, Reference, Section
from derive.documents.manuscript import Manuscript
from derive.documents.network_figures import (
    backward_units_figure,
    can_draw_units,
    layers_figure,
)
from derive.notation.expression import tensors_in
from derive.notation.tensor import Tensor


def idea_section(manuscript: Manuscript) -> Section:
    """Why the derivatives are taken from the output back."""
    draw = backward_units_figure if can_draw_units(manuscript) else None
    figure = draw(manuscript) if draw else layers_figure(manuscript, backward=True)
    manuscript.backward_figure = figure.number
    delta = manuscript.letters.error_signal
    say = manuscript.say
    first = Paragraph((say(terms.loss.IDEA_FIRST, loss=manuscript.letters.cost),))
    second = manuscript.paragraph(
        terms.loss.IDEA_SECOND, delta=delta, figure=Reference(figure.number, "figure")
    )
    blocks: list[Block] = [first, second, figure]
    if _is_used_twice(manuscript):
        skip = [say(terms.loss.IDEA_SKIP)]
        if _enters_twice(manuscript):
            skip.append(say(terms.loss.IDEA_DIRECT, loss=manuscript.letters.cost))
        blocks.append(Paragraph(tuple(skip)))
    split = say(terms.loss.IDEA_SPLIT, delta=delta)
    blocks.append(Paragraph((split, say(terms.loss.IDEA_NUMBERS))))
    return Section(say(terms.headings.IDEA), tuple(blocks))


def _is_used_twice(manuscript: Manuscript) -> bool:
    """Whether some signal enters several equations."""
    network = manuscript.network
    made: dict[Tensor, int] = {equation.left.tensor: 0 for equation in network.equations}
    for equation in network.equations:
        for tensor in tensors_in(equation.right) & made.keys():
            made[tensor] += 1
    return any(uses > 1 for uses in made.values())


def _enters_twice(manuscript: Manuscript) -> bool:
    """Whether some signal enters an equation itself and also through another signal in it."""
    equations = manuscript.network.equations
    made = {equation.left.tensor for equation in equations}
    reads = {equation.left.tensor: tensors_in(equation.right) & made for equation in equations}
    return any(
        one in _behind(other, reads)
        for entering in reads.values()
        for one in entering
        for other in entering - {one}
    )


def _behind(tensor: Tensor, reads: Mapping[Tensor, AbstractSet[Tensor]]) -> set[Tensor]:
    """All signals that a signal is made of, directly or not."""
    found: set[Tensor] = set()
    waiting = [tensor]
    while waiting:
        new = reads[waiting.pop()] - found
        found |= new
        waiting += new
    return found
