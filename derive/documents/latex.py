"""A Document in LaTeX, for lualatex, uplatex or xelatex.

The engine is told apart by the preamble.
"""

import re

from derive.documents.document import Document, Listing
from derive.documents.figure import Drawing
from derive.documents.figure_tikz import tikz_drawing
from derive.documents.latex_math import escaped, latex_math
from derive.documents.layout import Layout
from derive.documents.rendering import rendered
from derive.text import Language, Text

BREAKABLE = re.compile(r"(\\_|[.,(\[])")
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ", "0123456789+-()T", strict=True))
IN_LISTING = {
    **{raised: rf"\textsuperscript{{{plain}}}" for raised, plain in RAISED.items()},
    "⊙": r"\ensuremath{\odot}",
    "⊗": r"\ensuremath{\otimes}",
    "⊤": r"\ensuremath{\top}",
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
}
CONTROL = re.compile(r"[\\{}]")
RARE = re.compile("[⊙⊗⊤" + "".join(RAISED) + "]")
SIZES = ((96, "footnotesize"), (112, "scriptsize"))


def latex_source(document: Document, language: Language) -> str:
    """The document as one `.tex` file that needs no other file."""
    return rendered(document, LatexSetter(language), "document.latex.jinja")


class LatexSetter:
    """Sets words, formulas and drawings in LaTeX."""

    folder = "latex"
    gap = ""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, words: str) -> str:
        """Words in text mode."""
        return escaped(words)

    def inline(self, layout: Layout) -> str:
        """A formula within a sentence."""
        return f"${latex_math(layout, self.language)}$"

    def displayed(self, layout: Layout) -> str:
        """A formula for display; the template's macros open mathematics mode in display style."""
        return latex_math(layout, self.language)

    def code(self, code: str) -> str:
        """A few words of code, which may break at blanks, points, commas and underscores."""
        breakable = BREAKABLE.sub(r"\1\\allowbreak{}", escaped(code))
        return rf"\texttt{{{breakable}}}"

    def emphasis(self, words: str, role: str) -> str:
        """Words that stand out."""
        return rf"\stressed{{{words}}}" if role == "strong" else rf"\textcolor{{{role}}}{{{words}}}"

    def reference(self, shown: str, target: str) -> str:
        """A link to a target of the document."""
        return rf"\hyperlink{{{target}}}{{{shown}}}"

    def drawing(self, figure: Drawing, alternative: str) -> str:
        """The drawing, with its alternative text as a comment: TikZ has no better place for it."""
        return f"% {alternative}\n{tikz_drawing(figure, self._label)}"

    def program(self, listing: Listing) -> str:
        """Program text as it stands, in a size in which its longest line fits."""
        longest = max((_columns(line) for line in listing.code.split("\n")), default=0)
        size = next((name for most, name in SIZES if longest <= most), "tiny")
        form = f"fontsize=\\{size}, frame=leftline, framesep=3mm, numbers=left, numbersep=5mm"
        code = listing.code.rstrip("\n")
        if RARE.search(code):
            form += r", commandchars=\\\{\}"
            code = RARE.sub(_in_listing, CONTROL.sub(_in_listing, code))
        return f"\\begin{{Verbatim}}[{form}]\n{code}\n\\end{{Verbatim}}"

    def _label(self, content: Layout | Text) -> str:
        """A label of a drawing."""
        if isinstance(content, Text):
            return escaped(content.in_language(self.language))
        return f"${latex_math(content, self.language)}$"


def _in_listing(character: re.Match[str]) -> str:
    """A character of program text that the typewriter fonts lack, or that opens a command."""
    return IN_LISTING[character[0]]


def _columns(line: str) -> int:
    """The places that a line takes in a typewriter font; a Japanese character takes two."""
    return sum(1 if ord(character) < 0x1100 else 2 for character in line)
