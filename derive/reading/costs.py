"""Which names of a document are costs: L, J, E where nothing shows that they are arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.reading.parse_tree import Elementwise, Fenced, Scripted, Statement, Symbol, Tree, walk
from derive.reading.spellings import Spelling, Use, is_transpose, letter_of

COSTS = ("L", "E", "C", "J", "ell", "loss", "Loss", "cost")


def costs_of(uses: Sequence[Use], statements: Sequence[Statement]) -> frozenset[Spelling]:
    """The names that are costs, of those that left sides define.

    The E of L = |E|^2 is none, beside such an L.
    """
    named = {use.spelling for use in uses if use.spelling.letter in COSTS and not use.indices}
    trees = (tree for one in statements for side in one.sides for tree in walk(side))
    arrays = {letter for tree in trees for letter in _arrays(tree)}
    costs = {one for one in named if one.letter not in arrays}
    return frozenset(costs or named)


def _arrays(tree: Tree) -> Iterator[str]:
    """Names that have a norm or a transpose, or stand beside ⊙."""
    match tree:
        case Fenced(fence="||", inner=Symbol(name=name)):
            yield name
        case Scripted(base=Symbol(name=name), upper=upper) if is_transpose(upper):
            yield name
        case Elementwise(parts=parts, signs=signs) if "*" not in signs:
            yield from (letter_of(part) for part in parts if isinstance(part, Symbol))
