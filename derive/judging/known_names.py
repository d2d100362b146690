"""How a profile prints a name, read back: its spelling and the order of its indices."""

from __future__ import annotations

from derive.documents.latex_math import latex_math
from derive.documents.layout import Layout
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Tensor
from derive.reading.index_letters import index_name
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement, Tree
from derive.reading.spellings import (
    Spelling,
    Use,
    uses,
)


def spelled_entry(printed: Layout, letters: list[str]) -> tuple[Spelling, tuple[int, ...]] | None:
    """How an entry is spelled, and which slot each of its indices stands for.

    Args:
        printed: The entry with a letter in every slot.
        letters: These letters, in the order of the slots.
    """
    for use in _uses(printed):
        names = [index_name(index) or "" for index in use.indices]
        if sorted(names) == sorted(letters) and use.power is None and not use.is_transposed:
            return use.spelling, tuple(letters.index(name) for name in names)
    return None


def spelled_whole(printed: Layout) -> Spelling | None:
    """How a whole tensor is spelled."""
    for use in _uses(printed):
        if not use.indices and use.power is None and not use.is_transposed:
            return use.spelling
    return None


def _uses(printed: Layout) -> list[Use]:
    tree = _tree(latex_math(printed, "en"))
    return [] if tree is None else list(uses(tree))


def _tree(printed: str) -> Tree | None:
    """What is printed, read as a single expression."""
    found = read_latex(printed)
    if len(found) != 1 or not isinstance(found[0], Statement) or len(found[0].sides) != 1:
        return None
    return found[0].sides[0]


def slot_letter(axis: Axis, at: int, tensor: Tensor) -> Index:
    """A letter for a slot; the same axis twice gets a prime."""
    index = index_of(axis)
    earlier = sum(one.letter == axis.letter for one in tensor.axes[:at])
    return Index(index.name + "'" * earlier, axis) if earlier else index
