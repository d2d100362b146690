"""Which letters and slots of a formula's equations share an axis, and every mistake in them.

A letter keeps one axis throughout a formula. A letter that stands alone in a
slot ties its axis to the slot's; an index expression such as `p+r` ties nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from derive.errors import FormulaError, did_you_mean
from derive.notation.language import RESERVED
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    SyntaxEquation,
    formula_error,
)

Tied = tuple[str, int]  # a tensor's slot, or a letter with slot -1


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of a formula, as numbers 0, 1, 2, ...

    Attributes:
        tensors: For every tensor, the axis of each slot.
        letters: For every index letter, its axis.
    """

    tensors: Mapping[str, tuple[int, ...]]
    letters: Mapping[str, int]


def axes_of(
    equations: Iterable[SyntaxEquation],
    *,
    arriving: Iterable[str],
    functions: Iterable[str] = (),
    conditions: Iterable[SyntaxEquation] = (),
    remarks: Mapping[str, Syntax] | None = None,
) -> Axes:
    """Check a formula's equations and say which axes they have.

    Args:
        equations: The forward equations, in order.
        arriving: Names that the equations may use: inputs, parameters, constants.
        functions: Names of scalar functions that they may call.
        conditions: Declared facts, checked like equations without defining a name.
        remarks: Texts, and what they say, in which the letters of the formula may stay free.

    Raises:
        FormulaError: A name that is unknown or defined twice, an index that is
            bound nowhere, twice, or free on one side only, or two ranks for a tensor.
    """
    survey = _Survey(set(arriving), frozenset(functions))
    for equation in equations:
        survey.equation(equation)
    for condition in conditions:
        survey.scan(condition.left, condition, frozenset())
        survey.scan(condition.right, condition, frozenset())
    letters = survey.letters()
    for text, tree in (remarks or {}).items():
        survey.scan(tree, SyntaxEquation(tree, tree, text), letters)
    return survey.axes()


class _Survey:
    """Walks over the equations once, joining letters and slots."""

    def __init__(self, known: set[str], functions: frozenset[str]) -> None:
        self.known = known
        self.functions = functions
        self.ranks: dict[str, int] = {}
        self.parent: dict[Tied, Tied] = {}
        self.sized: list[tuple[Name, SyntaxEquation]] = []

    def letters(self) -> frozenset[str]:
        return frozenset(name for name, slot in self.parent if slot == -1)

    def equation(self, equation: SyntaxEquation) -> None:
        left = equation.left
        free = self.left_letters(equation)
        assert isinstance(left, (Name, Subscript))
        used = self.scan(equation.right, equation, free)
        for letter in sorted(free - used):
            raise _error(
                equation,
                left,
                f"The index '{letter}' stands on the left side only.",
                "Use it on the right, or leave it out on the left.",
            )
        self.known.add(left.name)
        places = left.places if isinstance(left, Subscript) else ()
        self.note(left.name, places, equation, left)

    def left_letters(self, equation: SyntaxEquation) -> frozenset[str]:
        left = equation.left
        if not isinstance(left, (Name, Subscript)):
            raise _error(
                equation,
                left,
                "The left side must be one name with its indices.",
                "For example: z[j] = ...",
            )
        if left.name in RESERVED or left.name in self.functions:
            raise _error(equation, left, f"'{left.name}' is a name of the formula language.")
        if left.name in self.known:
            raise _error(equation, left, f"The name '{left.name}' is defined a second time.")
        if left.name in self.letters():
            raise _error(equation, left, f"'{left.name}' is an index letter already.")
        letters: list[str] = []
        for place in left.places if isinstance(left, Subscript) else ():
            if not isinstance(place, Name):
                raise _error(equation, place, "An index on the left must be a letter.")
            if place.name in letters:
                raise _error(equation, place, f"The index '{place.name}' stands twice on the left.")
            self.usable(place, equation, {left.name})
            letters.append(place.name)
        return frozenset(letters)

    def usable(self, letter: Name, equation: SyntaxEquation, others: set[str]) -> None:
        if letter.name in self.known | others | RESERVED:
            raise _error(
                equation,
                letter,
                f"The index '{letter.name}' has the name of something else.",
                "Choose another letter.",
            )

    def scan(self, tree: Syntax, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        """Check one subtree; the answer is the letters that it uses freely."""
        match tree:
            case Number():
                return set()
            case Name():
                self.scalar(tree, equation, open_)
                return set()
            case Subscript(name=name, places=places):
                self.require(name, tree, equation)
                self.note(name, places, equation, tree)
                return self.letters_at(places, equation, open_)
            case Negative(operand=operand):
                return self.scan(operand, equation, open_)
            case Operation(left=left, right=right):
                return self.scan(left, equation, open_) | self.scan(right, equation, open_)
            case Call():
                return self.call(tree, equation, open_)

    def scalar(self, tree: Name, equation: SyntaxEquation, open_: frozenset[str]) -> None:
        if tree.name == "pi":
            return
        if tree.name in open_ and tree.name not in self.known:
            raise _error(
                equation, tree, f"The index '{tree.name}' stands where a number is expected."
            )
        self.require(tree.name, tree, equation)
        self.note(tree.name, (), equation, tree)

    def require(self, name: str, tree: Syntax, equation: SyntaxEquation) -> None:
        if name not in self.known:
            raise _error(
                equation,
                tree,
                f"The name '{name}' is unknown here.",
                did_you_mean(name, self.known),
            )

    def letters_at(
        self, places: tuple[Syntax, ...], equation: SyntaxEquation, open_: frozenset[str]
    ) -> set[str]:
        used: set[str] = set()
        for place in places:
            for letter in _names_in(place):
                if letter.name not in open_:
                    raise _error(
                        equation,
                        letter,
                        f"The index '{letter.name}' is bound nowhere.",
                        f"Sum over it, sum({letter.name}, ...), or put it on the left side.",
                    )
                used.add(letter.name)
        return used

    def call(self, tree: Call, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        match tree.name:
            case "sum":
                return self.index_sum(tree, equation, open_)
            case "size":
                self.sized += [(n, equation) for part in tree.arguments for n in _names_in(part)]
                return set()
            case "delta":
                used = self.letters_at(tree.arguments, equation, open_)
                self.tie(tree.arguments)
                return used
            case name if name not in RESERVED and name not in self.functions:
                raise _error(
                    equation,
                    tree,
                    f"The function '{name}' is unknown.",
                    did_you_mean(name, RESERVED | self.functions),
                )
        found = (self.scan(argument, equation, open_) for argument in tree.arguments)
        return set[str]().union(*found)

    def index_sum(self, tree: Call, equation: SyntaxEquation, open_: frozenset[str]) -> set[str]:
        *letters, body = tree.arguments
        bound: set[str] = set()
        if not letters:
            raise _error(equation, tree, "A sum needs an index and a body: sum(i, x[i]).")
        for letter in letters:
            if not isinstance(letter, Name):
                raise _error(equation, letter, "The index of a sum must be a letter.")
            self.usable(letter, equation, set())
            if letter.name in open_ | bound:
                raise _error(
                    equation,
                    letter,
                    f"The index '{letter.name}' of this sum is taken already.",
                    "Choose another letter.",
                )
            bound.add(letter.name)
        used = self.scan(body, equation, open_ | bound)
        for name in sorted(bound - used):
            raise _error(equation, tree, f"The sum's index '{name}' does not occur in its body.")
        return used - bound

    def note(
        self, name: str, places: tuple[Syntax, ...], equation: SyntaxEquation, tree: Syntax
    ) -> None:
        rank = self.ranks.setdefault(name, len(places))
        if rank != len(places):
            raise _error(
                equation, tree, f"'{name}' has {len(places)} indices here and {rank} before."
            )
        for slot, place in enumerate(places):
            self.root((name, slot))
            for letter in _names_in(place):
                self.root((letter.name, -1))
            if isinstance(place, Name):
                self.join((name, slot), (place.name, -1))

    def tie(self, places: tuple[Syntax, ...]) -> None:
        """Two letters that a delta compares run over one axis."""
        letters = [place.name for place in places if isinstance(place, Name)]
        for one, other in pairwise(letters):
            self.join((one, -1), (other, -1))

    def root(self, tied: Tied) -> Tied:
        parent = self.parent.setdefault(tied, tied)
        return tied if parent == tied else self.root(parent)

    def join(self, one: Tied, other: Tied) -> None:
        self.parent[self.root(other)] = self.root(one)

    def axes(self) -> Axes:
        for letter, equation in self.sized:
            if letter.name not in self.letters():
                raise _error(
                    equation,
                    letter,
                    f"No tensor has the index '{letter.name}', whose size is asked for.",
                    did_you_mean(letter.name, self.letters()),
                )
        numbers: dict[Tied, int] = {}
        for tied in self.parent:
            numbers.setdefault(self.root(tied), len(numbers))
        tensors = {
            name: tuple(numbers[self.root((name, slot))] for slot in range(rank))
            for name, rank in self.ranks.items()
        }
        letters = {name: numbers[self.root((name, -1))] for name in sorted(self.letters())}
        return Axes(tensors, letters)


def _error(
    equation: SyntaxEquation, at: Syntax, met: str, accepted: str | None = None
) -> FormulaError:
    return formula_error(equation.text, at.span, met, accepted)


def _names_in(tree: Syntax) -> Iterator[Name]:
    match tree:
        case Name():
            yield tree
        case Operation(left=left, right=right):
            yield from _names_in(left)
            yield from _names_in(right)
        case Negative(operand=operand):
            yield from _names_in(operand)
        case Subscript() | Call() | Number():
            return
