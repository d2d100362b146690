"""What a handout says of the notation that it is printed in."""

from __future__ import annotations

from derive.documents import terms
from derive.documents.document import Block
from derive.documents.layout import partial_derivative
from derive.documents.manuscript import Manuscript
from derive.notation.tensor import Tensor, gradient_of
from derive.profiles.reader import DEFAULT
from derive.text import Text


def filled(text: Text, **parts: Text) -> Text:
    """A phrase with other phrases in its slots."""
    en, ja = text.en, text.ja
    for slot, part in parts.items():
        en, ja = en.replace(f"{{{slot}}}", part.en), ja.replace(f"{{{slot}}}", part.ja)
    return Text(en, ja)


def lead_of(manuscript: Manuscript) -> Text:
    """How layers, indices and whole tensors are written."""
    profile = manuscript.profile
    bold = terms.notation.CAPITALS if profile.capitals == "all" else terms.notation.BOLD
    return filled(
        terms.notation.NOTATION_LEAD, mark=terms.notation.LAYER_MARKS[profile.layer], bold=bold
    )


def conventions_of(manuscript: Manuscript) -> list[Block]:
    """Whose notation it is, and what is not told by its letters; nothing for the lecture's."""
    profile = manuscript.profile
    if profile.name == DEFAULT:
        return []
    blocks: list[Block] = []
    if profile.source:
        source = Text(profile.source, profile.source)
        blocks.append(manuscript.paragraph(filled(terms.notation.NOTATION_OF, source=source)))
    if any(face.is_sparing for face in profile.faces.values()):
        blocks.append(manuscript.paragraph(terms.notation.SPARED))
    if profile.vectors == "rows":
        blocks.append(manuscript.paragraph(terms.notation.VECTORS_ROWS))
    if profile.names_gradients:
        blocks.append(_derivatives(manuscript))
    return blocks


def _derivatives(manuscript: Manuscript) -> Block:
    letters = manuscript.letters
    tensor = manuscript.network.parameters[0].tensor
    return manuscript.paragraph(
        terms.notation.DERIVATIVES,
        loss=letters.cost,
        gradient=letters.bold(gradient_of(tensor)),
        fraction=partial_derivative(letters.cost, letters.bold(tensor)),
    )


def weight_of(manuscript: Manuscript, tensor: Tensor) -> Text:
    """What the first index of a weight is."""
    if tensor not in manuscript.network.turned:
        return terms.notation.WEIGHT
    is_first = manuscript.profile.weight_index == "source"
    return terms.notation.WEIGHT_SOURCE if is_first else terms.notation.WEIGHT_TURNED


def vectors_of(manuscript: Manuscript) -> Text:
    """Whether a vector is a column or a row."""
    is_row = manuscript.profile.vectors == "rows"
    return terms.structure.ROW_VECTOR if is_row else terms.structure.COLUMN_VECTOR


def with_samples(text: Text, manuscript: Manuscript) -> Text:
    """A phrase that says whether the samples of a batch are rows or columns."""
    if manuscript.profile.samples == "columns":
        return filled(
            text, samples=terms.results.SAMPLES_COLUMNS, first=terms.results.SAMPLES_COLUMNS_FIRST
        )
    return filled(text, samples=terms.results.SAMPLES_ROWS, first=terms.results.SAMPLES_ROWS_FIRST)
