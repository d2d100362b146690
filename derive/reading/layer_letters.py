r"""Letters of layers, above or below names: l and L in a^{(l)}, a^{(L)}; \ell and D in h_\ell, h_D.

An l above a name is one. Any other letter is one only where a document shows it: where an
equation multiplies what is given for that letter by what is defined for the one before,
W_r h_{r-1}. Steps of time show nothing of the kind: there the weights have no letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.reading.index_letters import index_names
from derive.reading.parse_tree import (
    Big,
    Factors,
    Fenced,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    walk,
)
from derive.reading.spellings import letter_of, side_by_side

USUAL = ("l", "ell")


@dataclass(frozen=True, slots=True)
class LayerLetters:
    """The letters of a document's layers.

    Attributes:
        letters: Those that run over the layers.
        tops: Those of the last layer.
        first: The lowest layer that has equations.
        step: 1 where equations define what is at l + 1, else 0.
    """

    letters: frozenset[str] = frozenset()
    tops: frozenset[str] = frozenset()
    first: int = 1
    step: int = 0


def layer_letters(statements: Sequence[Statement]) -> LayerLetters:
    """The letters of layers, and of the last one, that a document uses."""
    summed = {name for one in _trees(statements) for name in _bound(one)}
    defining = [one for one in statements if _defines(one)]
    lefts = frozenset(letter_of(one.sides[0]) for one in defining)
    shown = {letter for one in defining for letter in _shown(one, lefts)} - summed
    letters = {one for one in _above(statements) if one in USUAL} | shown
    if not letters:
        return LayerLetters()
    ranges = [found for one in statements if (found := _range(one, letters)) is not None]
    tops = {"L"} | {top for _, several in ranges for top in several}
    tops |= {letter.upper() for letter in letters} & set(_in_scripts(statements))
    tops |= set(_numbers_of_layers(statements, letters))
    step = 1 if any(_is_above(one, letters) for one in statements) else 0
    boundaries = [number + 1 for number in _numbered(statements, letters)]
    starts = boundaries or [first for first, _ in ranges if first is not None] or [1]
    return LayerLetters(frozenset(letters), frozenset(tops), max(min(starts), 1), step)


def _trees(statements: Sequence[Statement]) -> Iterator[Tree]:
    for statement in statements:
        for side in statement.sides:
            yield from walk(side)


def _bound(tree: Tree) -> list[str]:
    if not isinstance(tree, Big) or tree.lower is None:
        return []
    return [part.name for part in walk(tree.lower) if isinstance(part, Symbol)]


def _above(statements: Sequence[Statement]) -> Iterator[str]:
    """Every letter in what stands above a name."""
    for tree in _trees(statements):
        if isinstance(tree, Scripted) and tree.upper is not None:
            yield from index_names(_inner(tree.upper))


def _inner(tree: Tree) -> Tree:
    return tree.inner if isinstance(tree, Fenced) else tree


def _shown(statement: Statement, lefts: frozenset[str]) -> Iterator[str]:
    """The letters that an equation shows to be layers: those of W_r h_{r-1}."""
    for tree in walk(statement.sides[1]):
        if not isinstance(tree, Factors):
            continue
        names = [part for _, part in tree.parts if isinstance(part, Scripted)]
        for weight in names:
            if letter_of(weight) in lefts or not letter_of(weight):
                continue
            for letter in _plain_letters(weight):
                others = [one for one in names if letter_of(one) in lefts]
                if any(_is_before(letter, one) for one in others):
                    yield letter


def _defines(statement: Statement) -> bool:
    """Whether a statement says what its left side is, and is no update of it."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":="):
        return False
    left = statement.sides[0]
    return all(part != left for part in walk(statement.sides[1]))


def _plain_letters(tree: Scripted) -> list[str]:
    """The letters that stand for themselves in the scripts of a name."""
    items = [_inner(item) for script in (tree.lower, tree.upper) for item in side_by_side(script)]
    return [item.name for item in items if isinstance(item, Symbol) and not item.accent]


def _is_before(letter: str, tree: Scripted) -> bool:
    """Whether a name stands at the place before a letter: r - 1."""
    for script in (tree.lower, tree.upper):
        for item in side_by_side(script):
            match _inner(item):
                case Terms(parts=((1, Symbol(name=name)), (-1, Number(value=value)))):
                    if name == letter and value == 1:
                        return True
    return False


def _numbers_of_layers(statements: Sequence[Statement], letters: set[str]) -> Iterator[str]:
    """The number of layers, n_l, where a letter for it stands above a name."""
    for tree in _trees(statements):
        if isinstance(tree, Scripted) and tree.upper is not None:
            for item in side_by_side(tree.upper):
                match _inner(item):
                    case Scripted(base=Symbol(name=name), lower=Symbol(name=letter), upper=None):
                        if letter in letters:
                            yield f"{name}_{letter}"


def _is_above(statement: Statement, letters: set[str]) -> bool:
    """Whether an equation defines what is at the layer behind a letter: a^{(l+1)}."""
    if not _defines(statement) or not isinstance(statement.sides[0], Scripted):
        return False
    left = statement.sides[0]
    items = [_inner(item) for script in (left.lower, left.upper) for item in side_by_side(script)]
    return any(
        isinstance(item, Terms) and len(set(index_names(item)) & letters) == 1 for item in items
    )


def _in_scripts(statements: Sequence[Statement]) -> Iterator[str]:
    """Every letter that stands for itself in the scripts of a name."""
    for tree in _trees(statements):
        if isinstance(tree, Scripted):
            yield from _plain_letters(tree)


def _range(statement: Statement, letters: set[str]) -> tuple[int | None, list[str]] | None:
    """Where letters of layers start, and what ends them, of r = 1, ..., R and r = R, ..., 1."""
    match statement.sides:
        case (Symbol(name=name), Listing(parts=(first, *_, last))) if name in letters:
            start = int(first.value) if isinstance(first, Number) else None
            return start, [one.name for one in (first, last) if isinstance(one, Symbol)]
        case _:
            return None


def _numbered(statements: Sequence[Statement], letters: set[str]) -> Iterator[int]:
    """The layers that equations name by a number, a^1 = x, of names that a letter has too."""
    general = {
        letter_of(one.sides[0])
        for one in statements
        if isinstance(one.sides[0], Scripted) and set(_plain_letters(one.sides[0])) & letters
    }
    for statement in statements:
        match statement:
            case Statement(sides=(Scripted() as left, Symbol()), relations=("=" | ":=",)):
                if letter_of(left) in general:
                    yield from _numbers(left)


def _numbers(tree: Scripted) -> Iterator[int]:
    for script in (tree.upper, tree.lower):
        if script is not None and isinstance(_inner(script), Number):
            yield int(getattr(_inner(script), "value", 0))
