"""A document as finished values.

Sections, sentences with slots, numbered equations, figures, tables.

Numbers, letters and words are all decided before a value of this module is built; a writer only
sets them. Each visible sentence carries both languages, so that one Document gives the Japanese
and the English page.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from derive.documents.figure import Drawing
from derive.documents.layout import ColourRole, Layout, Symbol
from derive.text import Language, Text

SLOT = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a numbered equation, figure, table or listing.

    Set as "(3)", "図 3", "Figure 3".
    """

    number: str
    kind: Literal["equation", "figure", "table", "listing"] = "equation"


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to an entry of the bibliography, by its key; set as "[1]"."""

    key: str


@dataclass(frozen=True, slots=True)
class Code:
    """A few words of code within a sentence."""

    code: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that stand out: bold, or in the colour of the forward or the backward pass."""

    text: Text
    role: ColourRole | Literal["strong"] = "strong"


Inline: TypeAlias = Layout | Reference | Citation | Code | Emphasis


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words in both languages with named slots, "{name}", filled by formulas, references or code.

    Each language puts the slots in its own order. The same names must stand in both, except
    that a slot may be used more than once. Build one with `sentence`.
    """

    text: Text
    slots: tuple[tuple[str, Inline], ...] = ()

    def __post_init__(self) -> None:
        names = {name for name, _ in self.slots}
        for words in (self.text.en, self.text.ja):
            found = set(SLOT.findall(words))
            assert found == names, (
                f"slots {sorted(found)} in {words!r}, but {sorted(names)} are given"
            )

    def pieces(self, language: Language) -> tuple[str | Inline, ...]:
        """The words and the slots' contents, in the order of the language.

        Empty words are left out.
        """
        filling = dict(self.slots)
        parts = SLOT.split(self.text.in_language(language))
        pieces = [filling[part] if place % 2 else part for place, part in enumerate(parts)]
        return tuple(piece for piece in pieces if piece != "")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that run on."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Display:
    """One formula on its own line, with its number and perhaps a remark beside it.

    The remark says its shapes or a reason.
    """

    body: Layout
    number: str = ""
    remark: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One line of a chain: left side (mostly of the first line only), relation, right side.

    A reason stands beside it (or on the next line), and its number at the margin.
    """

    left: Layout | None
    relation: Symbol
    right: Layout
    reason: Sentence | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of equalities aligned at the relation.

    Every line has its reason and its number.
    """

    rows: tuple[ChainRow, ...]


@dataclass(frozen=True, slots=True)
class Boxed:
    """A framed result: formulas that stand side by side as far as they fit."""

    formulas: tuple[Display, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its number and its caption.

    `alternative` replaces it for those who cannot see it.
    """

    drawing: Drawing
    caption: Sentence
    alternative: Text
    number: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header.

    `number` and `caption` may be empty for a table that nobody points to. A thin rule stands
    above each row whose place is in `rules`.
    """

    header: tuple[Sentence, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    caption: Sentence | None = None
    number: str = ""
    rules: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Program text with its caption."""

    code: str
    caption: Sentence
    number: str
    code_language: Literal["python", "text"] = "python"


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items, each a few blocks long, with bullets or with numbers."""

    items: "tuple[tuple[Block, ...], ...]"
    mark: Literal["bullet", "number"] = "bullet"


@dataclass(frozen=True, slots=True)
class Remark:
    """Blocks set apart from the run of the text.

    "the bias is left out", "not differentiable at 0".
    """

    title: Sentence
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """One work: the key that citations use, and the work as a sentence."""

    key: str
    work: Sentence


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works that are cited, numbered in this order."""

    entries: tuple[BibliographyEntry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks below it.

    Sections within are one level down (three levels at most).
    """

    title: Sentence
    blocks: "tuple[Block, ...]"
    number: str = ""
    is_kept_together: bool = False


Block: TypeAlias = (
    Paragraph
    | Display
    | Chain
    | Boxed
    | Figure
    | Table
    | Listing
    | ItemList
    | Remark
    | Bibliography
    | Section
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole handout. `date` is printed as it stands, and may be empty.

    Nothing is read from a clock.
    """

    title: Sentence
    subtitle: Sentence
    author: Text
    date: str
    blocks: tuple[Block, ...]


def sentence(english: str, japanese: str, **slots: Inline) -> Sentence:
    """The sentence in both languages, its slots filled by name."""
    return Sentence(
        Text(en=english, ja=japanese), tuple(sorted(slots.items(), key=lambda kv: kv[0]))
    )


def paragraph(english: str, japanese: str, **slots: Inline) -> Paragraph:
    """A paragraph of one sentence (or of a few that share slots)."""
    return Paragraph((sentence(english, japanese, **slots),))


def formula(body: Layout) -> Sentence:
    """A sentence that is one formula: a table cell, mostly."""
    return Sentence(Text(en="{formula}", ja="{formula}"), (("formula", body),))
