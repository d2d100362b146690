"""Names written as the list of their entries, p = (p_1, ..., p_N), or of other names.

Such a line only says how a whole is called; it gives no name a value. Where it would, because
both the whole and other names in it stand in further lines, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.reading.listings import is_dots
from derive.reading.parse_tree import (
    Fenced,
    Grid,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spaces import sizes_of_space
from derive.reading.spellings import is_transpose, letter_of, side_by_side


@dataclass(frozen=True, slots=True)
class _Tuple:
    """What stands between the brackets.

    Attributes:
        entries: The names, without dots.
        has_dots: Whether some are left out.
        is_transposed: Whether a T stands behind the brackets.
    """

    entries: tuple[Tree, ...]
    has_dots: bool
    is_transposed: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """Entries of one name that count: the name without the counter, and where that ends."""

    name: Tree
    last: Tree
    is_below: bool


def with_tuples(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which a name that is a list of its own entries is one of a space."""
    return [_told(number, one, statements) for number, one in enumerate(statements)]


def _told(number: int, one: Statement, statements: Sequence[Statement]) -> Statement:
    if len(one.sides) < 2 or one.relations[0] not in ("=", ":="):
        return one
    left = one.sides[0]
    made = _tuple(one.sides[1])
    if made is None or not letter_of(left):
        return one
    counted = _counted(made)
    space = one.sides[2] if one.relations[1:] == ("in",) else None
    if space is None and len(one.sides) > 2:
        return one
    if counted is not None and _in_one_style(counted.name) == _in_one_style(left):
        length = _space(counted) if space is None or sizes_of_space(space) is None else space
        return replace(one, sides=(left, length), relations=("in",))
    others = [other for at, other in enumerate(statements) if at != number]
    entries = {letter_of(entry) for entry in made.entries}
    is_free = letter_of(left) not in set(_used(others)) or not entries & set(_used(others))
    if is_free or (counted is not None and _is_capital_of(left, counted, made, others)):
        return replace(one, sides=(left, space or one.sides[1]), relations=("in",))
    return one


def _in_one_style(tree: Tree) -> Tree:
    """A name without its style: the whole is often set bold, its entries are not."""
    return rewritten(
        tree, lambda part: replace(part, style="") if isinstance(part, Symbol) else None
    )


def _tuple(tree: Tree) -> _Tuple | None:
    """A tree as a list of names between brackets, if it is one."""
    match tree:
        case Scripted(base=Fenced() | Grid() as base, lower=None, upper=upper, primes=0) if (
            is_transpose(upper)
        ):
            inner = _tuple(base)
            return None if inner is None else replace(inner, is_transposed=True)
        case Fenced(fence="(" | "[" | "{", inner=Listing(parts=parts)):
            pass
        case Grid(rows=rows) if len(rows) == 1 or all(len(row) == 1 for row in rows):
            parts = tuple(cell for row in rows for cell in row)
        case _:
            return None
    entries = tuple(part for part in parts if not is_dots(part))
    if len(entries) < 2 or not all(map(_is_name, entries)):
        return None
    return _Tuple(entries, has_dots=len(entries) < len(parts), is_transposed=False)


def _is_name(tree: Tree) -> bool:
    return isinstance(tree, Symbol | Scripted) and bool(letter_of(tree))


def _counted(made: _Tuple) -> _Counted | None:
    """Entries that are one name at 1, 2, ..., its last place, if they are."""
    places = [_at_counter(entry, made.entries[-1]) for entry in made.entries[:-1]]
    known = [one for one in places if one is not None]
    if len(known) < len(places) or len({(one[0], one[3]) for one in known}) != 1:
        return None
    counts = [one[1] for one in known]
    if not made.has_dots:
        counts.append(known[0][2])
    if [getattr(one, "value", None) for one in counts] != list(range(1, len(counts) + 1)):
        return None
    name, _, last, is_below = known[0]
    return _Counted(name, last, is_below)


def _at_counter(first: Tree, last: Tree) -> tuple[Tree, Tree, Tree, bool] | None:
    """The name without the one script in which two entries differ, and that script in both."""
    if not isinstance(first, Scripted) or not isinstance(last, Scripted):
        return None
    if first.base != last.base or first.primes != last.primes:
        return None
    is_below = first.upper == last.upper
    if not is_below and first.lower != last.lower:
        return None
    one, other = (first.lower, last.lower) if is_below else (first.upper, last.upper)
    firsts, lasts = side_by_side(one), side_by_side(other)
    if len(firsts) != 1 or not lasts:
        return None
    bare = replace(first, lower=None) if is_below else replace(first, upper=None)
    is_plain = bare.lower is None and bare.upper is None and not bare.primes
    end = other.inner if isinstance(other, Fenced) else other
    start = firsts[0].inner if isinstance(firsts[0], Fenced) else firsts[0]
    if end is None:
        return None
    return (first.base if is_plain else bare), start, end, is_below


def _space(counted: _Counted) -> Tree:
    """The space of a vector: R^N where the entries end at N, else a set without a name."""
    span = counted.last.span
    reals = Symbol(span, "R", "blackboard")
    is_size = isinstance(counted.last, Symbol | Number)
    return Scripted(span, reals, upper=counted.last) if is_size and counted.is_below else reals


def _is_capital_of(
    left: Tree, counted: _Counted, made: _Tuple, others: Sequence[Statement]
) -> bool:
    """Whether X of x_1, ..., x_N is the array of all x_ni as it is read anyway: a row for each n.

    Indices below count the rows, those above the columns.
    """
    letter, entry = letter_of(left), letter_of(counted.name)
    is_turned = made.is_transposed == counted.is_below
    plain = isinstance(left, Symbol) and len(letter) == 1 and letter == entry.swapcase()
    defining = [one for one in others if isinstance(one.sides[0], Symbol | Scripted)]
    return plain and is_turned and letter not in set(_used(defining))


def _used(statements: Sequence[Statement]) -> Iterator[str]:
    """The letters that stand in statements, but for what only shapes are said of."""
    for statement in statements:
        if set(statement.relations) - {"in"} or len(statement.sides) < 2:
            for side in statement.sides:
                yield from (part.name for part in walk(side) if isinstance(part, Symbol))
