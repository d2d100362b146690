r"""Shapes that sentences state: "$X$ is $N \times D$", 「$w$ は $D$ 次元の列ベクトル」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.notation.tokens import Span
from derive.reading.latex import read_latex
from derive.reading.parse_tree import (
    Factors,
    Joint,
    Listing,
    Scripted,
    Statement,
    Symbol,
    Tree,
)
from derive.reading.sources import Mathematics, Prose, Source

_AND = re.compile(r"\s*(?:,|、|，|and|, and|と|および|,\s*and)\s*")
_IS = re.compile(
    r"\s*(?:is|are|has shape|have shape|has the shape|have the shape|is of shape|are of shape"
    r"|of shape|is of size|are of size|:|は|が|の形は|の形状は)\s*(?:an?|the)?\s*"
)
_OF_DIMENSION = re.compile(r"\s*次元|[- ]dimensional")


def stated_shapes(source: Source) -> list[Statement]:
    """What the sentences of a document say of shapes, as statements `X in R^{N x D}`."""
    return [*_stated(source), *(_of_program(name, sizes) for name, sizes in source.shapes)]


def _of_program(name: str, sizes: tuple[str, ...]) -> Statement:
    """A shape that a line of a program states: N, D = X.shape."""
    span = Span(0, 0)
    parts = [Symbol(span, size) for size in sizes]
    joined: list[tuple[Joint, Tree]] = [
        ("cross" if at else "", one) for at, one in enumerate(parts)
    ]
    dims = Factors(span, tuple(joined)) if len(parts) > 1 else parts[0]
    return _space([Symbol(span, name)], dims)


def _stated(source: Source) -> Iterator[Statement]:
    names: list[Tree] = []
    ready = False
    pieces = source.pieces
    for at, piece in enumerate(pieces):
        if isinstance(piece, Prose):
            if names and _IS.fullmatch(piece.text):
                ready = True
            elif not (names and _AND.fullmatch(piece.text)):
                names, ready = [], False
            continue
        tree = _lone(piece, source)
        if tree is None:
            names, ready = [], False
            continue
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        is_length = isinstance(behind, Prose) and _OF_DIMENSION.match(behind.text) is not None
        if ready and (_is_dims(tree) or is_length):
            yield _space(names, tree)
            names, ready = [], False
        elif isinstance(tree, Symbol | Scripted):
            names = [*names, tree] if not ready else [tree]
            ready = False
        else:
            names, ready = [], False


def _lone(piece: Mathematics, source: Source) -> Tree | None:
    """What a formula in a sentence is, if it states nothing."""
    if piece.is_display or piece.kind != "latex":
        return None
    found = read_latex(piece.text, piece.start, source.macros)
    match found:
        case (Statement(sides=(tree,)),):
            return tree
        case _:
            return None


def _is_dims(tree: Tree) -> bool:
    return isinstance(tree, Factors) and all(joint == "cross" for joint, _ in tree.parts[1:])


def _space(names: list[Tree], dims: Tree) -> Statement:
    span = dims.span
    right = Scripted(span, Symbol(span, "R", "blackboard"), upper=dims)
    return Statement((Listing(span, tuple(names)), right), ("in",), (), span)
