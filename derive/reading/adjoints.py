"""Gradients that are written as an accent: "we write bar M for the derivative of L by M"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from derive.reading.latex import read_latex
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import Accent, Statement, Symbol, Tree, walk
from derive.reading.rewriting import rewritten
from derive.reading.source import Mathematics, Source

FARTHEST = 60  # characters between a name and what it stands for


def adjoint_accents(source: Source) -> frozenset[Accent]:
    """The accents that the words of a document give to gradients.

    A lone letter with an accent stands in a sentence right before or behind a derivative by
    the same letter.
    """
    found: set[Accent] = set()
    for first, second in pairwise(_lone(source)):
        (end, one), (start, other) = first, second
        if start - end <= FARTHEST:
            found |= {*_accent(one, other), *_accent(other, one)}
    return frozenset(found)


def _lone(source: Source) -> Iterator[tuple[int, Tree]]:
    """Expressions within sentences, with where the one before ends; a statement parts them."""
    for piece in source.formulas:
        for tree in _expression(piece):
            yield piece.start, tree


def _expression(piece: Mathematics) -> Iterator[Tree]:
    if piece.kind == "latex" and not piece.is_display:
        match read_latex(piece.text, piece.start):
            case (Statement(sides=(only,)),):
                yield only


def _accent(name: Tree, slope: Tree) -> Iterator[Accent]:
    """The accent of a name, if the derivative is by the same letter without it."""
    by = derived_by(slope)
    match name, by:
        case Symbol(name=one, accent=accent), Symbol(name=other, accent="") if one == other:
            yield from (accent,) if accent else ()


def with_adjoints(statements: Sequence[Statement], accents: frozenset[Accent]) -> list[Statement]:
    """Statements in which bar M is dM, the gradient by M, where M is a name of the document."""
    trees = (tree for one in statements for side in one.sides for tree in walk(side))
    plain = {tree.name for tree in trees if isinstance(tree, Symbol) and not tree.accent}

    def change(tree: Tree) -> Tree | None:
        if isinstance(tree, Symbol) and tree.accent in accents and tree.name in plain:
            return replace(tree, name=f"d{tree.name}", accent="")
        return None

    if not accents:
        return list(statements)
    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]
