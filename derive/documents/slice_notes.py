"""What is said about slices: how they are read, and which letters an equation holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_slices import Slice, letters_held
from derive.documents import terms
from derive.documents.document import Block, Paragraph, Sentence
from derive.documents.layout import Layout
from derive.documents.manuscript import Hand, Manuscript, listed, reference
from derive.documents.repetition import layers_told
from derive.documents.slicetext import entry_of, has_colon, slices_in, tensor_bold
from derive.notation.expression import Equation
from derive.text import Text


def equations_in_matrices(manuscript: Manuscript) -> list[Equation]:
    """The equations for one sample whose matrix forms the handout prints, where they exist."""
    network = manuscript.network
    forward = [one for record in layers_told(network) for one in record.equations]
    numbers = {record.number for record in network.layers}
    results = [one.equation for one in manuscript.results_told if one.of.layer in numbers]
    return [*forward, *results]


def slice_note(manuscript: Manuscript) -> list[Block]:
    """How the slices for one sample are read, with an example; nothing where there is none."""
    met = _slices(manuscript.hand, equations_in_matrices(manuscript))
    return _note(manuscript, manuscript.hand, met) if met else []


def batch_slice_note(manuscript: Manuscript, equations: Iterable[Equation]) -> list[Block]:
    """The same for these equations over the batch, as far as it is not told for one sample."""
    told = _slices(manuscript.hand, equations_in_matrices(manuscript))
    met = _slices(manuscript.batch_hand, equations)
    if not told:
        return _note(manuscript, manuscript.batch_hand, met) if met else []
    letters = manuscript.batch_hand.letters
    if any(has_colon(one, letters) for one in told):
        return []
    if not any(has_colon(one, letters) for one in met):
        return []
    return [_example(manuscript, manuscript.batch_hand, met, terms.structure.COLON)]


def _slices(hand: Hand, equations: Iterable[Equation]) -> list[Slice]:
    forms = [found for one in equations if isinstance(found := hand.form(one), MatrixEquation)]
    return [one for form in forms for one in slices_in(form)]


def _note(manuscript: Manuscript, hand: Hand, met: Sequence[Slice]) -> list[Block]:
    colon = any(has_colon(one, hand.letters) for one in met)
    text = terms.structure.SLICES_COLON if colon else terms.structure.SLICES
    return [_example(manuscript, hand, met, text)]


def _example(manuscript: Manuscript, hand: Hand, met: Sequence[Slice], text: Text) -> Paragraph:
    """A phrase on slices with one of those met, with a colon if one has it."""
    first = next((one for one in met if has_colon(one, hand.letters)), met[0])
    letters, entry = hand.letters, entry_of(first)
    pairs = zip(entry.indices, first.at, strict=True)
    return manuscript.paragraph(
        text,
        slice=tensor_bold(first, letters),
        entry=letters.entry(entry),
        kept=listed(letters.position(place) for place, held in pairs if held is None),
    )


def matrix_reason(manuscript: Manuscript, hand: Hand, form: MatrixEquation) -> Sentence:
    """Which equation a matrix form says again, and for which letters."""
    number = reference(form.number)
    held = _held(hand, form)
    if held is None:
        return manuscript.say(terms.structure.IN_MATRICES, number=number)
    return manuscript.say(terms.structure.IN_SLICES, number=number, held=held)


def for_every(manuscript: Manuscript, hand: Hand, form: MatrixEquation) -> Sentence | None:
    """The letters that a matrix form holds, as a remark; None where it holds none."""
    held = _held(hand, form)
    return None if held is None else manuscript.say(terms.structure.FOR_EVERY, held=held)


def _held(hand: Hand, form: MatrixEquation) -> Layout | None:
    held = letters_held(form)
    return listed(hand.letters.index(letter) for letter in held) if held else None
