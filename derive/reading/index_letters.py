"""Index letters: what stands in the slots of a name, and the axes that the letters run over.

Writers count from 1, terms from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sympy import Expr, Integer, Rational

from derive.notation.index import Axis, Index, SizeOf
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Listing,
    Number,
    Scripted,
    Symbol,
    Terms,
    Tree,
)
from derive.reading.problems import ReadingProblem

UNKNOWN = Axis("?", "?", "?")


@dataclass(slots=True)
class IndexLetters:
    """The axes of one statement's letters.

    Attributes:
        known: The axis of each letter that stands alone in a slot.
        lacks: Letters that were asked for before their axis was known.
        extents: Axes by the letter of their extent, which as a position is the last one.
        fixed: Letters that stand for one place that nobody knows.
        bases: Axes whose places count from 0.
        lasts: Letters of extents that are the last place of such an axis.
        hinted: What letters of computed positions run over in the equations that define.
    """

    known: dict[str, Axis] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    extents: Mapping[str, Axis] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    bases: Mapping[Axis, int] = field(default_factory=dict)
    lasts: AbstractSet[str] = frozenset()
    hinted: dict[str, Axis] = field(default_factory=dict)

    def learned(self) -> dict[str, Axis]:
        """The axes that are known now; where nothing else tells them, those hinted at."""
        if self.lacks & set(self.known):
            return dict(self.known)
        return {**{name: self.hinted[name] for name in self.lacks & set(self.hinted)}, **self.known}

    def axis(self, name: str) -> Axis:
        """The axis that a letter runs over; of k', that of k."""
        for letter in (name, name.rstrip("'")):
            if letter in self.known:
                return self.known[letter]
        self.lacks.add(name)
        return UNKNOWN

    def place(self, tree: Tree, axis: Axis, hints: Mapping[str, Axis] | None = None) -> Expr:
        """What stands in a slot of an axis, counted from 0.

        Args:
            tree: What is written there.
            axis: The axis.
            hints: The axes of the letters in such a position, where nothing else tells them.
        """
        name = index_name(tree)
        if self.fixed & set(index_names(tree)):
            raise ReadingProblem("A fixed index stands where it is not read.", tree.span)
        if name is not None and name not in self.extents:
            self.known[name] = axis
            return Index(name, axis)
        names = index_names(tree)
        if len(names) == 1:
            self.known.setdefault(names[0], axis)
        for name in names:
            letter = name.rstrip("'")
            if hints and letter in hints:
                self.hinted.setdefault(name, hints[letter])
        return self.position(tree) - self.first(axis)

    def first(self, axis: Axis) -> int:
        """The number of an axis's first place."""
        return self.bases.get(axis, 1)

    def size(self, name: str) -> Expr:
        """What the letter of an extent stands for: how many there are, or the last place."""
        return SizeOf(self.extents[name]) - (1 if name in self.lasts else 0)

    def position(self, tree: Tree) -> Expr:
        """A position as the writer counts it, mostly from 1, in letters that count from 0."""
        name = index_name(tree)
        if name is not None and name in self.extents:
            return self.size(name)
        if name is not None:
            axis = self.axis(name)
            return Index(name, axis) + self.first(axis)
        match tree:
            case Number(value=value) if value.denominator == 1:
                return Integer(int(value))
            case Fenced(inner=inner):
                return self.position(inner)
            case Terms(parts=parts):
                return sum((sign * self.position(part) for sign, part in parts), Integer(0))
            case Factors(parts=parts) if all(joint in ("", "dot", "cross") for joint, _ in parts):
                product: Expr = Integer(1)
                for _, part in parts:
                    product = product * self.position(part)
                return product
            case Factors(parts=((_, above), ("/", Number(value=value)))) if value != 0:
                return self.position(above) / Rational(value.numerator, value.denominator)
        raise ReadingProblem("An index has to be a letter, a number, or a sum of these.", tree.span)


def index_name(tree: Tree) -> str | None:
    """The name of a lone letter with its primes, or None: k, k', k_1."""
    match tree:
        case Symbol(name=name, accent=accent) if name not in ("dots", "infinity"):
            return f"{name}~" if accent else name
        case Scripted(base=Symbol(name=name), lower=None, upper=None, primes=primes):
            return name + "'" * primes
        case Scripted(base=Symbol(name=name), lower=Number(value=value), upper=None):
            return f"{name}{value}"
        case _:
            return None


def index_names(tree: Tree) -> list[str]:
    """The letters in an index expression, once each."""
    name = index_name(tree)
    if name is not None:
        return [name]
    match tree:
        case Fenced(inner=inner):
            return index_names(inner)
        case Terms(parts=parts) | Factors(parts=parts):
            found = [one for _, part in parts for one in index_names(part)]
            return list(dict.fromkeys(found))
        case Listing(parts=several):
            return list(dict.fromkeys(one for part in several for one in index_names(part)))
        case _:
            return []
