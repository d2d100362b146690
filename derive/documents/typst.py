"""A Document in Typst's markup, and from it a PDF without TeX and without the system's fonts."""

import re
from importlib import import_module
from typing import Any, Literal

from derive.documents.document import Document, Listing
from derive.documents.figure import Drawing
from derive.documents.figure_typst import typst_drawing
from derive.documents.layout import Layout
from derive.documents.measure import UNBREAKABLE, width
from derive.documents.plain_math import plain_math
from derive.documents.rendering import LONG_CODE, rendered
from derive.documents.typst_math import quoted, typst_math
from derive.errors import MissingToolError
from derive.text import Language, Text

MARKUP = re.compile(r"([\\#$*_`<>@\[\]~/=+\-])")
PART = re.compile(r"\n\n(?=\S)")
ENUMERATION = re.compile(r"^(\d+)\.")


def typst_source(document: Document, language: Language) -> str:
    """The document as one Typst file that needs no package and no other file."""
    return rendered(document, TypstSetter(language), "document.typst.jinja")


def typst_pdf(document: Document, language: Language) -> bytes:
    """The document as a PDF: fonts embedded, tagged, and the same bytes on every machine.

    Raises:
        MissingToolError: The `typst` package is not installed.
    """
    return compiled(typst_source(document, language), "pdf")[0]


def typst_png(document: Document, language: Language, *, page: int = 1) -> bytes:
    """One page of the document as a picture, for a README or a web page.

    Raises:
        MissingToolError: The `typst` package is not installed.
    """
    return compiled(typst_source(document, language), "png")[page - 1]


def compiled(source: str, output: Literal["pdf", "svg", "png"]) -> list[bytes]:
    """The Typst source set: one PDF, or one SVG or PNG a page."""
    typst = _package()
    fonts = font_paths()
    pages = typst.compile(
        source.encode(),
        format=output,
        font_paths=fonts,
        ignore_system_fonts=bool(fonts),
        timestamp=0,
    )
    return [pages] if isinstance(pages, bytes) else list(pages)


def queried(source: str, selector: str) -> str:
    """The values of the metadata that the selector finds, as a JSON list."""
    typst = _package()
    fonts = font_paths()
    found: str = typst.query(
        source.encode(),
        selector,
        field="value",
        font_paths=fonts,
        ignore_system_fonts=bool(fonts),
    )
    return found


def _package() -> Any:
    """The `typst` package, imported when it is used."""
    try:
        return import_module("typst")
    except ImportError as error:
        raise MissingToolError(
            "A PDF or HTML handout is set by the Python package 'typst', which is not installed.",
            accepted="Install it with: pip install typst",
        ) from error


def font_paths() -> list[str]:
    """The folders of the Japanese fonts that come as a package; empty where they are missing.

    Without them Typst takes the system's fonts, and the PDF depends on the machine.
    """
    try:
        import pylopdf_fonts_jp as fonts
    except ImportError:
        return []
    folders = {str(path.parent) for path in (fonts.serif_path(), fonts.sans_path())}
    return sorted(folders)


def parts_of(code: str) -> list[str]:
    """A program's functions, each with the blank line behind it; together they are the program."""
    parts = PART.split(code.rstrip("\n"))
    return [*(f"{part}\n" for part in parts[:-1]), parts[-1]]


class TypstSetter:
    """Sets words, formulas and drawings in Typst's markup."""

    folder = "typst"
    gap = "#gap;"

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, words: str) -> str:
        """Words in markup mode.

        Line ends become blanks, since a newline between kanji would show.
        """
        return ENUMERATION.sub(r"\1\\.", MARKUP.sub(r"\\\1", " ".join(words.split("\n"))))

    def inline(self, layout: Layout) -> str:
        """A formula within a sentence, with its alternative text."""
        pen = "kept" if width(layout) <= UNBREAKABLE else "running"
        return f"#{pen}({quoted(plain_math(layout, self.language))}, ${self.math(layout)}$);"

    def displayed(self, layout: Layout) -> str:
        """A formula in display style, with its alternative text."""
        return f"#shown({quoted(plain_math(layout, self.language))}, ${self.math(layout)}$);"

    def code(self, code: str) -> str:
        """A few words of code; of many, a line may end after each word, and in none."""
        if len(code) <= LONG_CODE:
            return f"#raw({quoted(code)});"
        return " ".join(f"#box(raw({quoted(word)}));" for word in code.split(" "))

    def emphasis(self, words: str, role: str) -> str:
        """Words that stand out."""
        return f"#{role}[{words}];"

    def reference(self, shown: str, target: str) -> str:
        """A link to a label of the document."""
        return f"#pointer({quoted(target)})[{shown}];"

    def drawing(self, figure: Drawing, alternative: str) -> str:
        """The drawing as an expression, with its alternative text beside it.

        The template attaches the text to the figure.
        """
        shapes = typst_drawing(figure, self._label)
        return f"described({quoted(alternative)}, {shapes})"

    def program(self, listing: Listing) -> str:
        """Program text as raw blocks, one for each part that starts at the margin."""
        return (
            "(" + "".join(f"{self._raw(part, listing)}, " for part in parts_of(listing.code)) + ")"
        )

    def _raw(self, part: str, listing: Listing) -> str:
        """A part of a program; the blank line behind it belongs to it."""
        lines = "\\n".join(quoted(line)[1:-1] for line in part.split("\n"))
        return f'raw("{lines}", block: true, lang: {quoted(listing.code_language)})'

    def _label(self, content: Layout | Text) -> str:
        """A label of a drawing."""
        if isinstance(content, Text):
            return self.words(content.in_language(self.language))
        return f"${self.math(content)}$"

    def math(self, layout: Layout) -> str:
        """The formula's markup, without the dollar signs."""
        return typst_math(layout, self.language)
