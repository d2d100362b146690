"""What stands beside a formula and restricts it: (z > 0), j = 2; a range says nothing new."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping

from derive.reading.names import Names
from derive.reading.parse_tree import (
    Comparison,
    Factors,
    Fenced,
    Listing,
    Number,
    Symbol,
    Tree,
    Words,
    walk,
)
from derive.reading.problems import ReadingProblem
from derive.reading.spellings import whole_number

_RELATIONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OTHERWISE = ("otherwise", "else", "それ以外", "その他", "except", "unless", "ただし", "を除く")


def restrictions(notes: tuple[Tree, ...], names: Names) -> Iterator[Comparison]:
    """The conditions under which alone a formula is meant.

    Raises:
        ReadingProblem: A note restricts it in words, or no layer of these values is meant.
    """
    for note in notes:
        inner = _inner(note)
        if isinstance(inner, Words) and inner.text.strip(" ,.()（）、。").lower() in _OTHERWISE:
            raise ReadingProblem(
                f"It is not said when '{inner.text.strip()}' holds.",
                note.span,
                "Write the condition itself, or cases.",
            )
        if isinstance(inner, Comparison) and not _is_range(inner, names):
            yield from _restricting(inner, names.layers)


def counts_up(note: Tree) -> bool:
    """Whether a note lists the values of a letter from the first: j = 1, 2, 3, its whole range."""
    match _inner(note):
        case Comparison(parts=(Symbol(), Listing(parts=values)), relations=("=",)):
            numbers = [int(one.value) for one in values if isinstance(one, Number)]
            return len(numbers) == len(values) and numbers == list(
                range(numbers[0], numbers[0] + len(numbers))
            )
        case _:
            return False


def _inner(note: Tree) -> Tree:
    match note:
        case Fenced(inner=inner):
            return _inner(inner)
        case Factors(parts=parts):
            kept = [part for _, part in parts if not isinstance(part, Words)]
            return _inner(kept[0]) if len(kept) == 1 else note
        case _:
            return note


def _is_range(note: Comparison, names: Names) -> bool:
    """Whether a comparison says what a letter runs over, or how large something is."""
    if not set(note.relations) <= set(_RELATIONS):
        return True
    letters = [one.name for one in walk(note) if isinstance(one, Symbol)]
    if "dots" in letters:
        return True
    is_chain = len(note.parts) == 3 and set(note.relations) <= {"<", "<="}
    return is_chain or all(letter in names.extents for letter in letters)


def _restricting(note: Comparison, layers: Mapping[str, int]) -> Iterator[Comparison]:
    """A comparison that restricts; one of layers is looked at here."""
    left, *_, right = (whole_number(part, layers) for part in note.parts)
    if len(note.parts) != 2 or left is None or right is None:
        yield note
    elif not _RELATIONS[note.relations[0]](left, right):
        raise ReadingProblem("The line is not about this layer.", note.span)
