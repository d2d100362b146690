"""Formulas as SVG: all of a page set by Typst in one run.

Each knows its depth below the base line.
"""

import json
import re
from dataclasses import dataclass

from derive.documents.typst import compiled, queried
from derive.templating import render
from derive.text import Language

SYMBOL = re.compile(r'<symbol id="(\w+)".*?</symbol>', re.DOTALL)
DEFINITIONS = re.compile(r"<defs>.*?</defs>", re.DOTALL)
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
SIZE = 10.0
"""The size, in points, at which formulas are set; one em of the page."""


@dataclass(frozen=True, slots=True)
class SetFormula:
    """A formula as SVG elements, with its extents in points at `SIZE` points an em."""

    elements: str
    width: float
    height: float
    depth: float


def set_formulas(markups: list[str], language: Language) -> tuple[list[SetFormula], dict[str, str]]:
    """Each markup set, and the letters' outlines by identifier, which all of them share."""
    if not markups:
        return [], {}
    source = render("typst/formulas.typst.jinja", markups=markups, language=language, size=SIZE)
    depths = json.loads(queried(source, "<depth>"))
    outlines: dict[str, str] = {}
    formulas: list[SetFormula] = []
    for page, depth in zip(compiled(source, "svg"), depths, strict=True):
        text = page.decode()
        outlines.update((match[1], match[0]) for match in SYMBOL.finditer(text))
        formulas.append(_formula(text, depth))
    return formulas, outlines


def _formula(svg: str, depth: float) -> SetFormula:
    """One page without its outer element and without outlines."""
    view = VIEW.search(svg)
    assert view is not None, "Typst's SVG has a viewBox"
    # A formula without ink, such as a lone space, is an element that closes itself.
    _, _, inner = svg.partition(">")
    inner, _, _ = inner.rpartition("</svg>")
    inner = DEFINITIONS.sub("", inner).replace("xlink:href", "href")
    inner = inner.replace(' x="0" y="0"', "").replace(' fill="#000000"', "")
    return SetFormula(
        inner.replace(' fill-rule="nonzero"', ""), float(view[1]), float(view[2]), depth
    )
