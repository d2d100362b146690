"""How wide a layout will be in print, estimated from the tree, and where a long one may break."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, TypeAlias

from derive.documents.layout import (
    ADDITIVE,
    BINARY,
    RELATIONS,
    Accented,
    BigOperator,
    Braced,
    Cases,
    Coloured,
    Fence,
    Fraction,
    FunctionCall,
    HalfFence,
    Identifier,
    Layout,
    Matrix,
    Number,
    Parenthesised,
    Prefix,
    Primed,
    Root,
    Row,
    Scripted,
    Sign,
    Space,
    Symbol,
    Underset,
    Words,
    row,
)

UNBREAKABLE = 9.0
"""A formula within a sentence stays on one line up to this width in em."""
SCRIPT = 0.7
GLYPH = 0.52
FENCE = 0.45
SPACES = {"thin": 0.17, "medium": 0.28, "quad": 1.0}
WIDE = "\u2e80"
"""From this character on, those of East Asia."""
DEEPEST = 3
"""How many parentheses within each other are opened to break a formula."""
BRACKETS: frozenset[Fence] = frozenset({"square"})
"""Conditions are torn last."""
Breaks: TypeAlias = frozenset[Sign] | Literal["factors", "summed factors"]
NARROW = frozenset({Sign.COMMA, Sign.COLON, Sign.PARTIAL, Sign.SLASH, Sign.DOT})


def width(layout: Layout) -> float:
    """The estimated width in em in display style, rather a little too wide than too narrow."""
    match layout:
        case Identifier(letter, _):
            return GLYPH * len(letter) + 0.05
        case Number(digits):
            mantissa, _, exponent = digits.partition("e")
            return 0.5 * len(mantissa) + (1.9 + 0.4 * len(exponent) if exponent else 0)
        case Symbol(sign):
            return _sign_width(sign)
        case Space(name):
            return SPACES[name]
        case Words(text):
            return max(words_width(text.en), words_width(text.ja))
        case Row(items):
            return sum(width(item) for item in items)
        case Fraction(numerator, denominator):
            return max(width(numerator), width(denominator)) + 0.25
        case Scripted(base, lower, upper):
            scripts = [width(script) for script in (lower, upper) if script is not None]
            return width(base) + SCRIPT * max(scripts, default=0) + 0.08
        case Primed(base, order):
            return width(base) + 0.27 * order
        case Accented(base, _):
            return width(base)
        case BigOperator():
            return _big_operator_width(layout)
        case Parenthesised(body, _):
            return width(body) + 2 * FENCE
        case HalfFence():
            return FENCE
        case FunctionCall(function, arguments):
            return width(function) + sum(width(a) + FENCE for a in arguments) + FENCE
        case Prefix(function, argument):
            return width(function) + width(argument) + 0.17
        case Root(body):
            return width(body) + 0.9
        case Cases(branches):
            values = max(width(branch.value) for branch in branches)
            return values + max(width(branch.condition) for branch in branches) + 2.8
        case Matrix(rows):
            columns = zip(*rows, strict=True)
            return sum(max(width(entry) for entry in column) + 0.8 for column in columns) + 0.8
        case Coloured(body, _):
            return width(body)
        case Underset(body, below) | Braced(body, below):
            return max(width(body), SCRIPT * width(below))


def words_width(words: str) -> float:
    """The estimated width of plain words in em: a kanji is twice as wide as a letter."""
    return sum(1.0 if sign >= WIDE else 0.5 for sign in words)


def is_tall(layout: Layout) -> bool:
    """Whether a layout is higher than a letter with its scripts: it holds a fraction or a sum."""
    match layout:
        case Fraction() | BigOperator() | Cases() | Matrix():
            return True
        case Row(items):
            return any(is_tall(item) for item in items)
        case Parenthesised(body, _) | Coloured(body, _) | Root(body):
            return is_tall(body)
        case FunctionCall(_, arguments):
            return any(is_tall(argument) for argument in arguments)
        case _:
            return False


def _sign_width(sign: Sign) -> float:
    """The width of a sign with the blanks on its sides."""
    if sign in NARROW:
        return 0.55
    return 1.35 if sign in RELATIONS | BINARY else 0.8


def _big_operator_width(layout: BigOperator) -> float:
    """The sign or its range, whichever is wider, and the body."""
    below = 0.0 if layout.index is None else width(layout.index)
    if layout.lower is not None:
        below += width(layout.lower) + 0.9
    above = 0.0 if layout.upper is None else width(layout.upper)
    return max(1.45, SCRIPT * below, SCRIPT * above) + 0.2 + width(layout.body)


def enumerated(layout: Layout) -> tuple[Layout, ...]:
    """A long list as its items, each with the comma behind it; all else as it is."""
    if not isinstance(layout, Row) or width(layout) <= UNBREAKABLE:
        return (layout,)
    items: list[list[Layout]] = [[]]
    for item in layout.items:
        items[-1].append(item)
        if item == Symbol(Sign.COMMA):
            items.append([])
    return tuple(row(*item) for item in items if item)


def broken(layout: Layout, limit: float) -> tuple[Layout, ...]:
    """The layout in lines no wider than `limit` em, as far as its signs allow.

    A line ends before a relation, a plus or a minus, else before a product sign or a factor; the
    sign opens the next line. Where that is not enough, parentheses are opened too, outermost first.
    A layout that fits is one line; no fraction is torn.
    """
    if width(layout) <= limit:
        return (layout,)
    if isinstance(layout, Coloured):
        return tuple(Coloured(line, layout.role) for line in broken(layout.body, limit))
    closed = _items(layout)
    lines: list[Layout] = []
    for items, breaking in _ways(closed):
        lines = _packed(_chunks(items, breaking), limit)
        if all(width(line) <= limit for line in lines):
            break
    return (lines[0], *(_continued(line, before) for before, line in pairwise(lines)))


def _ways(closed: tuple[Layout, ...]) -> Iterator[tuple[tuple[Layout, ...], Breaks]]:
    """What may be put on lines, and before which signs a line may end; the least harm first."""
    yield closed, RELATIONS | ADDITIVE
    yield closed, RELATIONS | BINARY
    for kept in (BRACKETS, frozenset[Fence]()):
        opened = closed
        for _ in range(DEEPEST):
            opened = _without_fences(opened, kept)
            yield opened, RELATIONS | ADDITIVE
            yield opened, RELATIONS | BINARY
            yield opened, "factors"
            yield opened, "summed factors"


def _continued(line: Layout, before: Layout) -> Layout:
    """A later line; the sign that opens it keeps the distance that it has within a line.

    A factor that opens it gets a dot, so that it is seen to belong to the line before.
    """
    items = line.items if isinstance(line, Row) else (line,)
    if isinstance(items[0], Symbol):
        return row(items[0], Space("medium"), *items[1:])
    return line if isinstance(before, Space) else row(Symbol(Sign.DOT), Space("medium"), *items)


def _chunks(items: tuple[Layout, ...], breaking: Breaks) -> list[Layout]:
    """The parts between which a line may end: before each sign of the set, or before factors."""
    chunks: list[list[Layout]] = [[]]
    for item in items:
        before = chunks[-1][-1] if chunks[-1] else None
        match item:
            case Symbol(sign):
                ends = isinstance(breaking, str) or sign in breaking
            case HalfFence("closing", _) | Space():
                ends = False
            case _:
                summed = any(isinstance(one, BigOperator) for one in chunks[-1])
                is_free = breaking == "summed factors" or (breaking == "factors" and not summed)
                ends = is_free and not isinstance(before, Symbol | HalfFence)
        if ends and chunks[-1]:
            chunks.append([])
        chunks[-1].append(item)
    return [row(*chunk) for chunk in chunks]


def _items(layout: Layout) -> tuple[Layout, ...]:
    """The outermost items; of a sum at the end, the sign stays with the head of its body."""
    match layout:
        case BigOperator(body, index, lower, upper, symbol):
            head, *rest = _items(body)
            return (BigOperator(head, index, lower, upper, symbol), *rest)
        case Row((*front, BigOperator() as last)):
            return (*front, *_items(last))
        case Row(items):
            return items
        case _:
            return (layout,)


def _without_fences(items: tuple[Layout, ...], kept: frozenset[Fence]) -> tuple[Layout, ...]:
    """The items, each pair of fences at their level taken apart, save for some kinds."""
    opened: list[Layout] = []
    for item in items:
        match item:
            case Parenthesised(body, fence) if fence not in kept:
                halves = HalfFence("opening", fence), HalfFence("closing", fence)
                opened += [halves[0], *_items(body), halves[1]]
            case BigOperator(Parenthesised(body, fence), index, lower, upper, symbol) if (
                fence not in kept
            ):
                halves = HalfFence("opening", fence), HalfFence("closing", fence)
                opened += [BigOperator(halves[0], index, lower, upper, symbol)]
                opened += [*_items(body), halves[1]]
            case _:
                opened.append(item)
    return tuple(opened)


def _packed(chunks: list[Layout], limit: float) -> list[Layout]:
    """The chunks put on as few lines as hold them, first come first served."""
    lines = [chunks[0]]
    for chunk in chunks[1:]:
        longer = row(lines[-1], chunk)
        room = limit if len(lines) == 1 else limit - 2
        if width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(chunk)
    return lines
