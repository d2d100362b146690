"""Chains of equalities out of rows: what is stated, what is a note, what continues a chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.notation.tokens import Span
from derive.reading import parse_tree as written
from derive.reading.listings import is_dots, ranging
from derive.reading.parse_tree import Statement, Tree, Unread, walk
from derive.reading.rows import Item, Piece
from derive.reading.tokens import ReadingError

STATING = frozenset(["=", ":=", "<-", "approx", "propto", "to"])
_BEFORE_NOTE = ("for", "if", "when", "unless", "provided", "over", "assuming", "given", "ただし")
_AFTER_NOTE = ("のとき", "の場合", "について", "に対して", "ならば")


@dataclass(frozen=True, slots=True)
class Row:
    """What was read of one row, and its characters; `continues` if it begins with a relation."""

    read: Sequence[Item] | Unread
    continues: bool
    line: Span


@dataclass(slots=True)
class _Chain:
    """A statement that later rows may still continue."""

    sides: list[Tree]
    relations: list[str]
    notes: list[Tree]
    span: Span

    def extend(self, piece: Piece) -> None:
        self.relations += [*([piece.leading] if piece.leading else []), *piece.relations]
        self.sides += piece.sides
        self.span = Span(self.span.start, max(self.span.end, piece.span.end))

    def statement(self) -> Statement:
        return Statement(tuple(self.sides), tuple(self.relations), tuple(self.notes), self.span)


def unread(error: ReadingError, line: Span) -> Unread:
    """A line that a mistake keeps from being read; the mistake's place lies within the line."""
    start = min(max(error.span.start, line.start), line.end)
    end = min(max(error.span.end, start), line.end)
    return Unread(error.met, error.accepted, Span(start, end), line)


def assembled(rows: Sequence[Row]) -> tuple[Statement | Unread, ...]:
    """The statements of rows in their order; a row that cannot be read stands for itself.

    Rows that continue a chain go on after one that could not be read, if that one continued the
    chain too; without a beginning they are unread.
    """
    found: list[_Chain | Unread] = []
    current: _Chain | None = None
    for row in rows:
        if isinstance(row.read, Unread):
            found.append(row.read)
            current = current if row.continues else None
            continue
        try:
            _check_beginning(row, current)
            chains = _chains(list(_sorted(row.read, current)), current)
        except ReadingError as error:
            found.append(unread(error, row.line))
            current = current if row.continues else None
        else:
            found += (chain for chain in chains if chain is not current)
            current = chains[-1] if chains else current
    return tuple(one if isinstance(one, Unread) else one.statement() for one in found)


def _check_beginning(row: Row, current: _Chain | None) -> None:
    if row.continues and current is None:
        raise ReadingError(
            "The line continues one that is not there or could not be read.",
            row.line,
            "Write the left side before the relation.",
        )


def _chains(items: Sequence[Item], current: _Chain | None) -> list[_Chain]:
    """The chains of one row, the continued one first; notes go to the chain before them."""
    chains: list[_Chain] = []
    waiting: list[Tree] = []
    for item in items:
        target = chains[-1] if chains else None
        if isinstance(item, Piece) and not item.is_note:
            if item.leading is not None and current is not None:
                current.extend(item)
                chains.append(current)
            else:
                chain = _Chain(list(item.sides), list(item.relations), waiting, item.span)
                chains.append(chain)
                waiting = []
        else:
            note = item if isinstance(item, written.Words) else _note(item)
            (waiting if target is None else target.notes).append(note)
    if waiting and chains:
        chains[0].notes += waiting
    elif waiting and current is not None:
        current.notes += waiting
    elif (
        alone := next((n for n in waiting if not isinstance(n, written.Words)), None)
    ) is not None:
        span = Span(waiting[0].span.start, waiting[-1].span.end)
        chains.append(_Chain([alone], [], [note for note in waiting if note is not alone], span))
    return chains


def _note(piece: Piece) -> Tree:
    if not piece.relations:
        return piece.sides[0]
    return written.Comparison(piece.span, piece.sides, piece.relations)


def _sorted(items: Sequence[Item], current: _Chain | None) -> Iterator[Item]:
    """The items of a row, ranges made whole and notes marked.

    Raises:
        ReadingError: A piece beside others states nothing.
    """
    merged = _with_ranges(items)
    sides = list(current.sides) if current else []
    states = bool(current)
    for at, item in enumerate(merged):
        if isinstance(item, written.Words) or item.is_note:
            yield item
            continue
        before = merged[at - 1] if at else None
        after = merged[at + 1] if at + 1 < len(merged) else None
        is_first = item.leading is not None or not states
        if _introduces(before) or _follows(after) or (not is_first and _is_beside(item, sides)):
            yield replace(item, is_note=True)
            continue
        is_beside = any(isinstance(one, Piece) and one is not item for one in merged)
        if not item.relations and item.leading is None and is_beside:
            met = "What stands beside the comma states nothing."
            raise ReadingError(
                met, item.span, "Accepted: a relation, or a range such as k = 1, ..., K."
            )
        states = True
        sides += item.sides
        yield item


def _introduces(item: Item | None) -> bool:
    return isinstance(item, written.Words) and item.text.strip(" （(").lower().startswith(
        _BEFORE_NOTE
    )


def _follows(item: Item | None) -> bool:
    return isinstance(item, written.Words) and item.text.strip(" ）)").startswith(_AFTER_NOTE)


def _is_beside(piece: Piece, sides: Sequence[Tree]) -> bool:
    """Whether a piece is a range or a condition of what stands before it."""
    if not piece.relations:
        return False
    if not set(piece.relations) & STATING:
        return True
    if not all(_is_index_like(side) for side in piece.sides):
        return False
    if isinstance(piece.sides[-1], written.Listing):
        return True
    letters = {one.name for one in walk(piece.sides[0]) if isinstance(one, written.Symbol)}
    return bool(letters) and letters <= _index_names(sides)


def _index_names(sides: Sequence[Tree]) -> set[str]:
    """The letters that stand in indices and in the ranges of big operators."""
    scripts = (
        script
        for side in sides
        for tree in walk(side)
        if isinstance(tree, written.Scripted | written.Big)
        for script in (tree.lower, tree.upper)
        if script is not None
    )
    return {one.name for s in scripts for one in walk(s) if isinstance(one, written.Symbol)}


def _is_index_like(tree: Tree) -> bool:
    """Whether a tree can be an index: letters, numbers, sums and lists of these."""
    match tree:
        case written.Scripted(base=base, upper=None):
            return isinstance(base, written.Symbol)
        case written.Symbol() | written.Number():
            return True
        case written.Terms() | written.Listing() | written.Factors():
            return all(_is_index_like(part) for part in written.parts_of(tree))
        case written.Fenced(fence="{"):
            return True
    return False


def _with_ranges(items: Sequence[Item]) -> list[Item]:
    """The items, `k = 1`, `...`, `K` made one piece, and so a list of letters alone."""
    ranged: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        more = _bare_after(items, position)
        position += 1
        if isinstance(item, Piece) and not (item.is_note or _is_bare(item)):
            count = _values_after(item, more)
            if count:
                item = _ranging(item, more[:count])
                position += count
        ranged.append(item)
    return _with_lists(ranged)


def _values_after(item: Piece, more: Sequence[Tree]) -> int:
    """How many bare trees go on with a range: `..., K` behind `k = 1`, or `2, 3` of i = 1, 2, 3."""
    at = next((n for n, one in enumerate(more) if is_dots(one)), None)
    if at is not None:
        return min(at + 2, len(more))
    values = (item.sides[-1], *more)
    is_range = item.relations == ("=",) and isinstance(item.sides[0], written.Symbol)
    is_counted = all(isinstance(one, written.Number) for one in values)
    return len(more) if is_range and is_counted else 0


def _with_lists(items: Sequence[Item]) -> list[Item]:
    """The items, bare pieces side by side made one listing."""
    found: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        position += 1
        if isinstance(item, Piece) and _is_bare(item):
            more = _bare_after(items, position - 1)
            end = position + len(more)
            item, used = _listed(item, more, items[end : end + 1])
            position += used
        found.append(item)
    return found


def _bare_after(items: Sequence[Item], position: int) -> list[Tree]:
    """The trees of the bare pieces that follow an item."""
    trees = []
    for item in items[position + 1 :]:
        if not (isinstance(item, Piece) and _is_bare(item)):
            break
        trees.append(item.sides[0])
    return trees


def _is_bare(item: Item) -> bool:
    """Whether an item is one tree without a relation."""
    return isinstance(item, Piece) and not (item.is_note or item.relations or item.leading)


def _listed(first: Piece, more: Sequence[Tree], then: Sequence[Item]) -> tuple[Piece, int]:
    """Bare pieces as one listing; `i, j = 1` as a relation of the listing of i and j."""
    trees = (*first.sides, *more)
    span = Span(first.span.start, trees[-1].span.end)
    follows = then[0] if then else None
    if isinstance(follows, Piece) and follows.relations and all(map(_is_index_like, trees)):
        whole = Span(first.span.start, follows.span.end)
        if not follows.is_note and _is_index_like(follows.sides[0]):
            left = written.Listing(
                Span(span.start, follows.sides[0].span.end), (*trees, follows.sides[0])
            )
            return replace(follows, sides=(left, *follows.sides[1:]), span=whole), len(more) + 1
    if not more:
        return first, 0
    return replace(first, sides=(written.Listing(span, trees),), span=span), len(more)


def _ranging(piece: Piece, more: Sequence[Tree]) -> Piece:
    whole = written.Comparison(piece.span, piece.sides, piece.relations)
    ranged = ranging(whole, more)
    return replace(piece, sides=ranged.parts, span=ranged.span)
