"""Listings with dots: `k = 1, ..., K` is one range."""

from __future__ import annotations

from collections.abc import Sequence

from derive.notation.tokens import Span
from derive.reading import parse_tree as written
from derive.reading.parse_tree import Tree


def is_dots(tree: Tree) -> bool:
    """Whether a tree is three dots."""
    return isinstance(tree, written.Symbol) and tree.name == "dots"


def with_ranges(parts: Sequence[Tree]) -> list[Tree]:
    """Parts of a listing, `k = 1`, `...`, `K` made one comparison of k with a listing."""
    found: list[Tree] = []
    position = 0
    while position < len(parts):
        part = parts[position]
        position += 1
        if isinstance(part, written.Comparison):
            end = position
            while end < len(parts) and not isinstance(parts[end], written.Comparison):
                end += 1
            at = next((n for n in range(position, end) if is_dots(parts[n])), None)
            if at is not None:
                end = min(at + 2, end)
                part = ranging(part, parts[position:end])
                position = end
        found.append(part)
    return found


def ranging(first: written.Comparison, more: Sequence[Tree]) -> written.Comparison:
    """`k = 1` and what follows its commas as one comparison."""
    items = (first.parts[-1], *more)
    span = Span(items[0].span.start, items[-1].span.end)
    parts = (*first.parts[:-1], written.Listing(span, items))
    return written.Comparison(Span(first.span.start, span.end), parts, first.relations)
