"""Ranges that a sum states itself, for letters that stand alone below no name: h_{2u+a}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from derive.notation.index import Axis
from derive.reading.counting import size_at_end
from derive.reading.index_letters import index_name
from derive.reading.interpreter import Interpreter
from derive.reading.parse_tree import Big, Number, Scripted, Terms, Tree, walk
from derive.reading.spellings import letter_of, side_by_side

Starts = Sequence[tuple[str, Tree | None]]


@contextmanager
def stated_ranges(tree: Big, bound: Starts, reader: Interpreter) -> Iterator[None]:
    """Where letters that stand alone nowhere in a sum run over what its bounds say.

    Outside the sum they are what they were before: the a of a window of 3 and the a of one of 2
    are two letters.
    """
    alone = set(_lone_letters(tree.body))
    before = dict(reader.letters.known)
    mine = [name for name, start in bound if name not in alone and _set(name, start, tree, reader)]
    yield
    for name in mine:
        reader.letters.known.pop(name, None)
        if name in before:
            reader.letters.known[name] = before[name]


def _lone_letters(tree: Tree) -> Iterator[str]:
    """The letters that stand alone in a slot of some name."""
    for part in walk(tree):
        if isinstance(part, Scripted) and letter_of(part) != "delta":
            names = (index_name(one) for one in side_by_side(part.lower))
            yield from (name for name in names if name is not None)


def _set(name: str, start: Tree | None, tree: Big, reader: Interpreter) -> bool:
    """Give a letter the range of its sum, if that is one of numbers or of a known extent."""
    axis = _stated(name, start, tree, reader)
    if axis is not None:
        reader.letters.known[name] = axis
    return axis is not None


def _stated(name: str, start: Tree | None, tree: Big, reader: Interpreter) -> Axis | None:
    first, last = whole_number(start), whole_number(tree.upper)
    if first is None:
        return None
    if last is None:
        size = size_at_end(tree.lower, tree.upper)
        axis = None if size is None else reader.names.extents.get(size)
        return axis if axis is not None and reader.letters.first(axis) == first else None
    if last < first:
        return None
    count = str(last - first + 1)
    hinted = (one[name] for one in reader.names.hints.values() if name in one)
    fits = (one for one in hinted if one.size == count and reader.letters.first(one) == first)
    axis = next(fits, None)
    if axis is None:
        axis = Axis(f"{name}:{first}..{last}", name, count)
        if first != 1:
            reader.names.bases[axis] = first
    return axis


def whole_number(tree: Tree | None) -> int | None:
    """A whole number as it is written, with its sign; None for anything else."""
    match tree:
        case Number(value=value) if value.denominator == 1:
            return int(value)
        case Terms(parts=((sign, Number(value=value)),)) if value.denominator == 1:
            return sign * int(value)
        case _:
            return None
