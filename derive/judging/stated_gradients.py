"""Names that sentences give to gradients: "denote the gradient of $E$ with respect to $z$ by $d$".

Also "we use $g$ for" a derivative, and 「$E$ の $z$ に関する勾配を $d$ とおく」. Other words say
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.notation.tokens import Span
from derive.reading.latex import read_latex
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import Factors, Fraction, Scripted, Statement, Symbol, Tree
from derive.reading.sources import Mathematics, Piece, Prose, Source

_GRADIENT = (
    r"(?:the\s+)?(?:partial\s+)?(?:gradient|derivative)s?\s+of\s+(?:the\s+(?:loss|cost|error)\s+)?"
)
_BY = r"\s*(?:with\s+respect\s+to|w\.r\.t\.?|by)\s+(?:the\s+)?"
_OF_IT = re.compile(rf"(?s:.*\b)(?i:denote|write|call|let)\s+{_GRADIENT}")
_NAMED = re.compile(r"\s*(?:is\s+denoted\s+|be\s+denoted\s+)?(?:by|as|be|is)\s+")
_CALLED = re.compile(r"\s*,?\s*")
_DENOTES = re.compile(rf"\s*(?:denotes?|is|be|stands?\s+for|for)\s+{_GRADIENT}")
_WITH_RESPECT = re.compile(_BY)
_USE = re.compile(r"(?s:.*\b)?(?i:use|write|put|set|let|denote|abbreviate|with|and|,)\s+")
_FOR = re.compile(
    r"\s*(?:,\s*)?(?:for|to\s+denote|to\s+mean)\s+(?:the\s+(?:gradient|derivative)\s+)?"
)
_MEANS = re.compile(
    r"\s*(?:,\s*)?(?:denotes?|stands?\s+for|means?|is|be|is\s+short\s+for|is\s+shorthand\s+for|は)"
    r"\s*(?:the\s+(?:gradient|derivative)\s+)?"
)
_BY_NAME = re.compile(
    r"\s*(?:is\s+|are\s+)?(?:denoted|written|called|abbreviated|by|as)(?:\s+(?:by|as))?\s+|\s*を\s*"
)
_NO = re.compile(r"\s*の\s*")
_JA_BY = re.compile(r"\s*(?:に関する|についての|による|に対する)(?:偏微分|微分|勾配)を\s*")
_JA_NAMED = re.compile(r"\s*(?:と(?:する|おく|書く|表す|記す|置く)|で表す)")


def stated_gradients(source: Source) -> dict[int, Statement]:
    """The definitions that sentences make, by where their first formula begins."""
    return {**dict(_of_pairs(source)), **dict(_stated(source))}


def alternating(source: Source) -> list[Piece]:
    """The pieces of a document, prose without words where there is none between formulas."""
    found: list[Piece] = [Prose("", 0)]
    for piece in source.pieces:
        if isinstance(found[-1], Mathematics) and isinstance(piece, Mathematics):
            found.append(Prose("", piece.start))
        found.append(piece)
    return [*found, Prose("", len(source.text))]


def _stated(source: Source) -> Iterator[tuple[int, Statement]]:
    pieces = alternating(source)
    for at in range(1, len(pieces) - 4):
        before, first, one, second, two, third = pieces[at - 1 : at + 5]
        behind = pieces[at + 5] if at + 5 < len(pieces) else None
        trees = [_lone(piece, source) for piece in (first, second, third)]
        if None in trees:
            continue
        a, b, c = (tree for tree in trees if tree is not None)
        if _says(before, _OF_IT) and _says(one, _WITH_RESPECT):
            if _says(two, _NAMED) or (_says(two, _CALLED) and "call" in before.text.lower()):
                yield first.start, _defining(c, a, b)
        elif _says(one, _DENOTES) and _says(two, _WITH_RESPECT):
            yield first.start, _defining(a, b, c)
        elif _says(one, _NO) and _says(two, _JA_BY) and _begins(behind, _JA_NAMED):
            yield first.start, _defining(c, a, b)


def _of_pairs(source: Source) -> Iterator[tuple[int, Statement]]:
    """A name beside a derivative: "we use $g$ for $..$", "denote $..$ by $g$"."""
    pieces = alternating(source)
    for at in range(1, len(pieces) - 2):
        before, first, between, second = pieces[at - 1 : at + 3]
        one, other = _side(first, source), _side(second, source)
        if one is None or other is None or not isinstance(between, Prose):
            continue
        behind = pieces[at + 3] if at + 3 < len(pieces) else Prose("", 0)
        is_for = _says(before, _USE) and _says(between, _FOR)
        if {_accent(one), _accent(other)} != {""}:
            continue  # an accent that means the derivative, of whatever it stands on
        is_name = isinstance(one, Symbol | Scripted) and derived_by(one) is None
        if is_name and derived_by(other) is not None and (is_for or _says(between, _MEANS)):
            yield first.start, _equal(one, other)
        elif derived_by(one) is not None and isinstance(other, Symbol | Scripted):
            is_ja = not between.text.isascii()
            is_put = _begins(behind, _JA_NAMED)
            if _says(between, _BY_NAME) and (is_put or not is_ja):
                yield first.start, _equal(other, one)


def _accent(tree: Tree) -> str:
    base = tree.base if isinstance(tree, Scripted) else tree
    return base.accent if isinstance(base, Symbol) else ""


def _side(piece: Piece, source: Source) -> Tree | None:
    """A formula in a sentence that states nothing: a name, or a derivative."""
    if not isinstance(piece, Mathematics) or piece.is_display or piece.kind != "latex":
        return None
    match read_latex(piece.text, piece.start, source.macros):
        case (Statement(sides=(tree,), notes=()),):
            return tree
        case _:
            return None


def _equal(name: Tree, slope: Tree) -> Statement:
    """A name as a derivative that is written out."""
    span = Span(min(name.span.start, slope.span.start), max(name.span.end, slope.span.end))
    return Statement((name, slope), (":=",), (), span)


def _begins(piece: Piece | None, pattern: re.Pattern[str]) -> bool:
    return isinstance(piece, Prose) and pattern.match(piece.text) is not None


def _says(piece: Piece, pattern: re.Pattern[str]) -> bool:
    return isinstance(piece, Prose) and pattern.fullmatch(piece.text) is not None


def _lone(piece: Piece, source: Source) -> Tree | None:
    """The name that a formula in a sentence is, if it is nothing else."""
    tree = _side(piece, source)
    return tree if isinstance(tree, Symbol | Scripted) else None


def _defining(name: Tree, of: Tree, by: Tree) -> Statement:
    """A name as the derivative of one thing by another."""
    trees = (name, of, by)
    span = Span(min(one.span.start for one in trees), max(one.span.end for one in trees))
    slope = Fraction(span, _differential(of), _differential(by))
    return Statement((name, slope), (":=",), (), span)


def _differential(tree: Tree) -> Tree:
    return Factors(tree.span, (("", Symbol(tree.span, "partial")), ("", tree)))
