"""Recurrences: which equations form one, how it is told, and its figure over three steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Integer

from derive.documents import terms
from derive.documents.conventions import entries_in
from derive.documents.document import Block, Figure, Reference
from derive.documents.figure_steps import Step, steps_drawing
from derive.documents.layout import Layout
from derive.documents.manuscript import Manuscript, listed, slashed
from derive.documents.section_signals import span
from derive.documents.shapes import short_title
from derive.network.structure import LayerRecord, Network
from derive.notation.expression import substitute
from derive.notation.index import Index
from derive.notation.recurrence import Group, groups, is_recurrent
from derive.notation.tensor import Entry, Tensor
from derive.text import Text


def recurrent_groups(network: Network) -> tuple[Group, ...]:
    """The equations of each recurrence."""
    return tuple(group for group in groups(network.equations) if is_recurrent(group))


def group_of(network: Network, tensor: Tensor) -> Group | None:
    """The recurrence that defines a tensor, or None."""
    for group in recurrent_groups(network):
        if any(equation.left.tensor == tensor for equation in group):
            return group
    return None


def shifted_entries(group: Group) -> Iterator[tuple[Entry, Entry, Index, int]]:
    """What a recurrence refers to at another step: the left side, the entry, letter and shift."""
    own = {equation.left.tensor for equation in group}
    for equation in group:
        for entry in entries_in(equation.right):
            if entry.tensor in own:
                for place in entry.indices:
                    letters = [one for one in equation.left.indices if one in place.free_symbols]
                    if not isinstance(place, Index) and len(letters) == 1:
                        shift = place - letters[0]
                        if shift.is_Integer and shift != 0:
                            yield equation.left, entry, letters[0], int(shift)


def recurrence(manuscript: Manuscript, record: LayerRecord) -> list[Block]:
    """What a recurrent layer says of itself, with its figure."""
    blocks: list[Block] = []
    for group in recurrent_groups(manuscript.network):
        if group[0] in record.equations:
            blocks += _told(manuscript, record, group)
    return blocks


def _told(manuscript: Manuscript, record: LayerRecord, group: Group) -> list[Block]:
    letters = manuscript.letters
    found = list(shifted_entries(group))
    if not found:
        return []
    left, earlier, _, shift = found[0]
    carried = list(dict.fromkeys(entry.tensor for _, entry, _, _ in found))
    figure = steps_figure(manuscript, record, group)
    order = terms.graph.ONWARDS if shift < 0 else terms.graph.BACKWARDS
    told = manuscript.paragraph(
        with_order(terms.graph.RECURRENCE, order),
        numbers=span([equation.number for equation in group]),
        later=letters.entry(left),
        earlier=letters.entry(earlier),
        value=listed(letters.bold(tensor) for tensor in carried),
        figure=Reference(figure.number, "figure"),
    )
    return [told, figure]


def with_order(text: Text, order: Text) -> Text:
    """A phrase with the order of the steps put in."""
    return Text(text.en.replace("{order}", order.en), text.ja.replace("{order}", order.ja))


def steps_figure(
    manuscript: Manuscript, record: LayerRecord, group: Group, *, backward: bool = False
) -> Figure:
    """Three steps of a recurrence side by side."""
    found = list(shifted_entries(group))
    letter, shift = found[0][2], found[0][3]
    carried = list(dict.fromkeys(entry.tensor for _, entry, _, _ in found))
    steps = [
        Step(
            inside=_at(manuscript, [equation.left for equation in group[-1:]], letter, offset),
            arriving=_arriving(manuscript, record, letter, offset),
            leaving=_at(manuscript, [group[-1].left], letter, offset),
        )
        for offset in (-1, 0, 1)
    ]
    between = [
        listed(_entry_at(manuscript, _generic(group, tensor), letter, offset) for tensor in carried)
        for offset in (-1, 0)
    ]
    handed: list[Layout] = []
    if backward:
        handed = [_handed(manuscript, group, carried, (letter, offset)) for offset in (-1, 0)]
    caption = (
        manuscript.say(terms.graph.RECURRENCE_CAPTION_BACK)
        if backward
        else manuscript.say(terms.graph.RECURRENCE_CAPTION, number=manuscript.layer(record.number))
    )
    title = manuscript.styled(short_title(record.formula))
    return Figure(
        steps_drawing(steps, between, handed, title=title, is_onwards=shift < 0),
        caption,
        manuscript.styled(terms.graph.RECURRENCE_ALTERNATIVE),
        manuscript.next("figure"),
    )


def _generic(group: Group, tensor: Tensor) -> Entry:
    return next(one.left for one in group if one.left.tensor == tensor)


def _entry_at(manuscript: Manuscript, entry: Entry, letter: Index, offset: int) -> Layout:
    moved = substitute(entry, {letter: letter + Integer(offset)})
    assert isinstance(moved, Entry), "a letter is replaced in an entry"
    return manuscript.letters.entry(moved)


def _at(manuscript: Manuscript, entries: Sequence[Entry], letter: Index, offset: int) -> Layout:
    return listed(_entry_at(manuscript, entry, letter, offset) for entry in entries)


def _arriving(
    manuscript: Manuscript, record: LayerRecord, letter: Index, offset: int
) -> Layout | None:
    """The inputs of the layer at a step."""
    found = [
        entry for tensor in record.inputs for entry in [tensor.generic()] if letter in entry.indices
    ]
    return _at(manuscript, found, letter, offset) if found else None


def _handed(
    manuscript: Manuscript, group: Group, carried: Sequence[Tensor], at: tuple[Index, int]
) -> Layout:
    """The gradients by what passes from step to step."""
    letter, offset = at
    found: list[Layout] = []
    for tensor in carried:
        result = manuscript.result(tensor)
        if result is not None:
            left = result.equation.left
            entry = left.tensor[_generic(group, tensor).indices]
            found.append(slashed(_entry_at(manuscript, entry, letter, offset)))
    return listed(found)
