"""Blocks to text: which template sets a block, and the finished strings that it gets.

The three writers share this. Each brings a `Setter`, which sets formulas, words and drawings in
its own format, and a folder of templates with the same names as everybody else's.
"""

from itertools import pairwise
from typing import TypeAlias

from derive.documents.document import (
    Bibliography,
    Block,
    Boxed,
    Chain,
    ChainRow,
    Code,
    Display,
    Document,
    Figure,
    Inline,
    ItemList,
    Listing,
    Paragraph,
    Remark,
    Section,
    Sentence,
    Table,
)
from derive.documents.layout import Layout
from derive.documents.measure import broken, enumerated, is_tall, width
from derive.documents.sentences import Press, Setter, plain, shown_reference
from derive.templating import render
from derive.text import Language, Text

LINE_WIDTH = 42.0
NUMBER_WIDTH = 4.0
FRAME_WIDTH = 3.0
MOST_FRAMED = 12
LEAST_WIDTH = 12.0
PAGE_HEIGHT = 32.0
TALL = 1.4
BROKEN = 0.75
WIDE_WORDS = 20
LONG_CODE = 56
BESIDE = 0.55
"""A formula up to this part of the line leaves room for its reason beside it."""
Line: TypeAlias = dict[str, str | bool | list[str]]
LED = (Chain, Display, Boxed, Table, ItemList)
"""What a paragraph announces."""
BIBLIOGRAPHY = Text(en="References", ja="参考文献")


def rendered(document: Document, setter: Setter, template: str, **values: object) -> str:
    """The whole document, set by the template of the setter's folder."""
    works = _works(document.blocks)
    press = Press(setter, {work: str(place) for place, work in enumerate(works, 1)})
    return render(
        f"{setter.folder}/{template}",
        language=setter.language,
        title=press.sentence(document.title),
        subtitle=press.sentence(document.subtitle),
        author=setter.words(document.author.in_language(setter.language)),
        date=setter.words(document.date),
        plain_title=setter.words(plain(document.title, setter.language)),
        blocks=Sheet(press).blocks(document.blocks, depth=1),
        **values,
    )


class Sheet:
    """Sets blocks with one setter."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.setter = press.setter
        self.language = press.language

    def blocks(self, blocks: tuple[Block, ...], depth: int) -> list[str]:
        """Each block set."""
        return [
            self._paragraph(block, leads=_leads(blocks, place))
            if isinstance(block, Paragraph)
            else self.block(block, depth)
            for place, block in enumerate(blocks)
        ]

    def _paragraph(self, paragraph: Paragraph, *, leads: bool) -> str:
        """Sentences that run on; a paragraph that leads to a formula stays with it."""
        between = " " if self.language == "en" else ""
        body = between.join(self.press.sentence(one) for one in paragraph.sentences)
        return self._template("paragraph", body=body, leads=leads)

    def block(self, block: Block, depth: int) -> str:
        """One block set by the template of its kind."""
        match block:
            case Paragraph():
                return self._paragraph(block, leads=False)
            case Display():
                return self._template("chain", rows=[self._line(block, 0)])
            case Chain(rows):
                side = max((width(one.left) for one in rows if one.left is not None), default=0)
                return self._template("chain", rows=[self._line(one, side) for one in rows])
            case Boxed(formulas):
                return "".join(self._boxed(part) for part in framed(formulas))
            case Figure():
                return self._figure(block)
            case Table():
                return self._table(block)
            case Listing():
                return self._listing(block)
            case ItemList(items, mark):
                set_items = [self.blocks(item, depth) for item in items]
                return self._template("list", items=set_items, mark=mark)
            case Remark(title, blocks):
                inner = self.blocks(blocks, depth)
                return self._template("remark", title=self.press.sentence(title), blocks=inner)
            case Bibliography():
                return self._bibliography(block, depth)
            case Section(title, blocks, number, is_kept_together):
                inner = self.blocks(blocks, depth + 1)
                return self._template(
                    "section",
                    title=self.press.sentence(title),
                    number=number,
                    depth=depth,
                    blocks=inner,
                    is_kept_together=is_kept_together,
                )

    def _boxed(self, formulas: tuple[Display, ...]) -> str:
        """Formulas in one frame."""
        lines = [self._line(one, FRAME_WIDTH) for one in formulas]
        return self._template("boxed", formulas=lines)

    def _template(self, kind: str, **values: object) -> str:
        """The block's template filled."""
        folder = self.setter.folder
        return render(f"{folder}/{kind}.{folder}.jinja", language=self.language, **values)

    def _line(self, line: ChainRow | Display, side: float) -> Line:
        """The cells of a displayed line; a right side too wide for the page is cut into lines.

        `side` is the width in em of the widest left side of the chain.
        """
        left: Layout | None = None
        relation = ""
        match line:
            case ChainRow(left, sign, right, remark, number):
                relation = self.setter.displayed(sign)
            case Display(right, number, remark):
                pass
        room = max(LINE_WIDTH - NUMBER_WIDTH - side, LEAST_WIDTH)
        return {
            "left": "" if left is None else self.setter.displayed(left),
            "relation": relation,
            "right": [self.setter.displayed(part) for part in broken(right, room)],
            "is_wide": width(right) > BESIDE * room,
            "reason": "" if remark is None else self.press.reason(remark),
            "number": self.setter.words(number),
            "target": f"equation-{number}" if number else "",
        }

    def _caption(self, caption: Sentence | None, number: str, kind: str) -> dict[str, str]:
        """What stands below (or above) a figure, a table or a listing."""
        shown = shown_reference(number, kind, self.language) if number else ""
        return {
            "caption": "" if caption is None else self.press.sentence(caption),
            "name": self.setter.words(shown),
            "target": f"{kind}-{number}" if number else "",
        }

    def _figure(self, figure: Figure) -> str:
        """A figure with its caption."""
        drawing = self.setter.drawing(figure.drawing, figure.alternative.in_language(self.language))
        caption = self._caption(figure.caption, figure.number, "figure")
        return self._template("figure", drawing=drawing, **caption)

    def _table(self, table: Table) -> str:
        """A table with its caption."""
        header = [self.press.sentence(cell) for cell in table.header]
        rows = [[self.press.sentence(cell) for cell in cells] for cells in table.rows]
        caption = self._caption(table.caption, table.number, "table")
        flexible = [
            any(_has_words(cells[column], self.language) for cells in table.rows)
            for column in range(len(header))
        ]
        parts = [rows[start:end] for start, end in paged(table)]
        return self._template(
            "table",
            header=header,
            rows=rows,
            parts=parts,
            flexible=flexible,
            rules=table.rules,
            **caption,
        )

    def _listing(self, listing: Listing) -> str:
        """Program text with its caption."""
        caption = self._caption(listing.caption, listing.number, "listing")
        return self._template("listing", program=self.setter.program(listing), **caption)

    def _bibliography(self, bibliography: Bibliography, depth: int) -> str:
        """The works, numbered."""
        works = [
            {"number": self.press.works[entry.key], "work": self.press.sentence(entry.work)}
            for entry in bibliography.entries
        ]
        title = self.setter.words(BIBLIOGRAPHY.in_language(self.language))
        return self._template("bibliography", works=works, title=title, depth=depth)


def framed(formulas: tuple[Display, ...]) -> list[tuple[Display, ...]]:
    """The formulas in frames of equal length that a page has room for.

    An index form, which points at its equation, and the matrix form behind it, which has a number
    of its own, stay in one frame.
    """
    frames = -(-len(formulas) // MOST_FRAMED)
    cuts = [0]
    for place in range(1, frames):
        cut = place * len(formulas) // frames
        while cut < len(formulas) and formulas[cut].number and not formulas[cut - 1].number:
            cut += 1
        cuts.append(cut)
    return [formulas[start:end] for start, end in pairwise([*cuts, len(formulas)])]


def paged(table: Table) -> list[tuple[int, int]]:
    """The first row and the end of each part of a table that has room on a page."""
    parts: list[tuple[int, int]] = []
    start, height = 0, 0.0
    for place, cells in enumerate(table.rows):
        own = max((_height(cell) for cell in cells), default=1.0)
        if place > start and height + own > PAGE_HEIGHT:
            parts.append((start, place))
            start, height = place, 0.0
        height += own
    return [*parts, (start, len(table.rows))]


def _height(cell: Sentence) -> float:
    """The height of a cell in rows of letters; a fraction is taller, and words may be broken."""
    formulas = [slot for _, slot in cell.slots if isinstance(slot, Layout)]
    lines = 1 + max(len(cell.text.ja) // WIDE_WORDS, len(cell.text.en) // (2 * WIDE_WORDS))
    return max(TALL if any(is_tall(formula) for formula in formulas) else 1.0, BROKEN * lines)


def _has_words(cell: Sentence, language: Language) -> bool:
    """Whether a cell has words, a list of letters or long code, which can be broken into lines."""
    return any(_can_break(piece) for piece in cell.pieces(language))


def _can_break(piece: str | Inline) -> bool:
    match piece:
        case str():
            return True
        case Code(code):
            return len(code) > LONG_CODE
        case _:
            return isinstance(piece, Layout) and len(enumerated(piece)) > 1


def _leads(blocks: tuple[Block, ...], place: int) -> bool:
    """Whether a paragraph stays with what follows: a formula, or the other opening paragraph."""
    following = blocks[place + 1 : place + 3]
    if place == 0 and len(following) == 2 and isinstance(following[0], Paragraph):
        following = following[1:]
    return bool(following) and isinstance(following[0], LED)


def _works(blocks: tuple[Block, ...]) -> list[str]:
    """The keys of all works in the document's bibliographies, in order."""
    keys: list[str] = []
    for block in blocks:
        match block:
            case Bibliography(entries):
                keys += [entry.key for entry in entries]
            case Section(_, inner):
                keys += _works(inner)
            case _:
                pass
    return keys
