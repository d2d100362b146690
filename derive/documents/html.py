"""A Document as one HTML file that needs no network, no script and no font of its own.

Formulas are set by Typst as SVG, in the look of the PDF. Beside each stands a MathML twin that is
not seen but read aloud, and that carries the LaTeX. Words are the browser's.
"""

import re
from html import escape

from derive.documents.document import Document, Listing
from derive.documents.figure import Drawing, Label
from derive.documents.figure_svg import INKS, svg_drawing
from derive.documents.formula_svg import SIZE, SetFormula, set_formulas
from derive.documents.latex_math import latex_math
from derive.documents.layout import Layout
from derive.documents.mathml import mathml
from derive.documents.measure import UNBREAKABLE, width
from derive.documents.rendering import rendered
from derive.documents.typst import TypstSetter
from derive.documents.web_fonts import font_faces
from derive.text import Language, Text

PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")
MILLIMETRES = 25.4 / 72
SMALL = 0.8
HALO = 0.4


def html(document: Document, language: Language) -> str:
    """The document as one HTML file.

    Raises:
        MissingToolError: The `typst` package, which sets the formulas, is not installed.
    """
    setter = HtmlSetter(language)
    page = rendered(document, setter, "document.html.jinja", outlines="\ue002", faces="\ue003")
    return setter.filled(page).replace("\ue003", font_faces(page, language))


class HtmlSetter:
    """Sets words at once; formulas leave a placeholder, and all are set together at the end."""

    folder = "html"
    gap = '<span class="gap"></span>'

    def __init__(self, language: Language) -> None:
        self.language = language
        self._typst = TypstSetter(language)
        self._markups: dict[str, int] = {}
        self._places: list[tuple[int, Layout | Label]] = []

    def words(self, words: str) -> str:
        """Words with the characters of HTML made harmless."""
        return escape(words)

    def inline(self, layout: Layout) -> str:
        """A placeholder for a formula within a sentence."""
        return self._placeholder(f"${self._typst.math(layout)}$", layout)

    def displayed(self, layout: Layout) -> str:
        """A placeholder for a formula in display style."""
        return self._placeholder(f"$display({self._typst.math(layout)})$", layout)

    def code(self, code: str) -> str:
        """A few words of code."""
        return f"<code>{escape(code)}</code>"

    def emphasis(self, words: str, role: str) -> str:
        """Words that stand out."""
        return f'<strong class="{role}">{words}</strong>'

    def reference(self, shown: str, target: str) -> str:
        """A link within the page."""
        return f'<a href="#{escape(target)}">{shown}</a>'

    def drawing(self, figure: Drawing, alternative: str) -> str:
        """The drawing as SVG, its labels set by Typst."""
        return svg_drawing(figure, alternative, self._label)

    def program(self, listing: Listing) -> str:
        """Program text, each line for itself, so that the style sheet can number it."""
        lines = escape(listing.code.rstrip("\n")).split("\n")
        numbered = "\n".join(f'<span class="line">{line}</span>' for line in lines)
        return f"<pre><code>{numbered}</code></pre>"

    def filled(self, page: str) -> str:
        """The page with every formula in its place, and the letters' outlines once."""
        formulas, outlines = set_formulas(list(self._markups), self.language)

        def formula(match: re.Match[str]) -> str:
            markup, content = self._places[int(match[1])]
            if isinstance(content, Label):
                return _placed(formulas[markup], content)
            return self._with_twin(formulas[markup], content)

        letters = "".join(outlines[name] for name in sorted(outlines))
        return PLACEHOLDER.sub(formula, page).replace("\ue002", letters)

    def _placeholder(self, markup: str, content: Layout | Label) -> str:
        """A mark that `filled` replaces; equal markup is set once."""
        place = self._markups.setdefault(markup, len(self._markups))
        self._places.append((place, content))
        return f"\ue000{len(self._places) - 1}\ue001"

    def _label(self, label: Label) -> str:
        """A placeholder for a label of a drawing."""
        if isinstance(label.content, Text):
            words = self._typst.words(label.content.in_language(self.language))
            return self._placeholder(f"#text()[{words}]", label)
        return self._placeholder(f"${self._typst.math(label.content)}$", label)

    def _with_twin(self, formula: SetFormula, layout: Layout) -> str:
        """The SVG, hidden from readers that speak, and MathML, hidden from those that see."""
        tex = escape(latex_math(layout, self.language))
        twin = mathml(layout, self.language)
        kind = "formula" if width(layout) > UNBREAKABLE else "formula short"
        return (
            f'<span class="{kind}">{_svg(formula)}<math class="twin"><semantics>{twin}'
            f'<annotation encoding="application/x-tex">{tex}</annotation></semantics></math></span>'
        )


def _svg(formula: SetFormula) -> str:
    """The formula as an element that stands on the base line of the text around it."""
    view = f"0 0 {formula.width:g} {formula.height:g}"
    style = (
        f"width: {formula.width / SIZE:.3f}em; height: {formula.height / SIZE:.3f}em;"
        f" vertical-align: {-formula.depth / SIZE:.3f}em"
    )
    return f'<svg aria-hidden="true" viewBox="{view}" style="{style}">{formula.elements}</svg>'


def _placed(formula: SetFormula, label: Label) -> str:
    """The formula as a label within a drawing, in millimetres."""
    scale = MILLIMETRES * (SMALL if label.size == "small" else 1)
    extent = (formula.width * scale, formula.height * scale)
    back = {"left": 0.0, "centre": extent[0] / 2, "right": extent[0]}[label.anchor]
    x, y = label.at[0] - back, label.at[1] - extent[1] / 2
    ground = ""
    if label.halo:
        corner = f'x="{x - HALO:.3f}" y="{y - HALO:.3f}"'
        size = f'width="{extent[0] + 2 * HALO:.3f}" height="{extent[1] + 2 * HALO:.3f}"'
        ground = f'<rect {corner} {size} fill="#fff"/>'
    return (
        f'{ground}<svg x="{x:.3f}" y="{y:.3f}" width="{extent[0]:.3f}" height="{extent[1]:.3f}"'
        f' viewBox="0 0 {formula.width:g} {formula.height:g}" fill="{INKS[label.ink]}"'
        f' overflow="visible">{formula.elements}</svg>'
    )
