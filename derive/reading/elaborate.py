"""Parse trees to terms: what every part of a formula means, given what its names mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction as Rational

from derive.notation.index import Axis
from derive.notation.tokens import Span
from derive.reading.calls import Calls
from derive.reading.cases import cases
from derive.reading.constants import Constants
from derive.reading.index_letters import IndexLetters, index_name
from derive.reading.interpreter import Vectors
from derive.reading.names import (
    Names,
    nowhere,
)
from derive.reading.notes import restrictions
from derive.reading.parse_tree import (
    Big,
    Cases,
    Comparison,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Grid,
    Joint,
    Listing,
    Number,
    Root,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    Words,
)
from derive.reading.problems import ReadingProblem, StaticFinding, UnknownName
from derive.reading.products import elementwise, multiply, plus, quotient
from derive.reading.shapes import Slots, joined, slots_of
from derive.reading.spellings import Use
from derive.reading.sums import folded
from derive.reading.tables import table
from derive.reading.terms import (
    Constant,
    Counted,
    Power,
    Quantity,
    SlotFold,
    Term,
    Times,
)

HALF = Constant(Rational(1, 2))


@dataclass(frozen=True, slots=True)
class Line:
    """A statement with its meaning.

    Attributes:
        sides: One term a side.
        statement: What was written.
        findings: What makes it false before any number is put in.
        layers: The values of layer variables under which it was read.
    """

    sides: tuple[Term, ...]
    statement: Statement
    findings: tuple[StaticFinding, ...] = ()
    layers: tuple[tuple[str, int], ...] = ()


def line(
    statement: Statement,
    names: Names,
    cost: Quantity | None,
    *,
    vectors: Vectors = "column",
    axes: dict[str, Axis] | None = None,
) -> Line:
    """What a statement means.

    Args:
        statement: What is written.
        names: What its names mean.
        cost: What gradients such as dW are of.
        vectors: How a whole vector lies.
        axes: Axes of letters that the statement itself does not tell.

    Raises:
        ReadingProblem: It has no meaning, or several.
    """
    letters = names.index_letters(dict(axes or {}))
    lacking = ""
    for _ in range(4):
        reader = Elaborator(names, cost, vectors, letters)
        sides = tuple(reader.sides(statement.sides))
        limits = [reader.condition(one) for one in restrictions(statement.notes, names)]
        if limits:
            sides = tuple(Times((*limits, side), span=side.span) for side in sides)
        if not letters.lacks:
            layers = tuple(names.layers.items())
            return Line(sides, statement, tuple(dict.fromkeys(reader.findings)), layers)
        lacking = min(letters.lacks)
        letters = names.index_letters(letters.learned())
    raise ReadingProblem(
        f"Nothing says what the index '{lacking}' runs over.",
        statement.span,
        "Let it stand alone below some name in the line.",
    )


@dataclass(slots=True)
class Elaborator(Calls, Constants):
    """Reads the parse trees of one statement."""

    names: Names
    cost: Quantity | None
    vectors: Vectors
    letters: IndexLetters
    findings: list[StaticFinding] = field(default_factory=list)
    identity: Slots = field(default_factory=dict)

    def sides(self, trees: Sequence[Tree]) -> Iterator[Term]:
        """The meanings of the sides of an equation, which have one shape."""
        for tree in trees:
            found = self.term(tree)
            yield found
            self.identity = self.identity or slots_of(found)

    def term(self, tree: Tree) -> Term:
        """The meaning of a tree.

        Raises:
            ReadingProblem: It has none, or several.
        """
        match tree:
            case Number(value=value, span=span):
                return Constant(value, span=span)
            case Symbol() | Scripted():
                return self.product((("", tree),), tree.span)
            case Fenced():
                return self.fenced(tree)
            case Fraction(above=above, below=below, span=span):
                derivative = self.derivative_fraction(tree)
                if derivative is not None:
                    return derivative
                return quotient(self.term(above), self.term(below), span, self.findings.append)
            case Root(inner=inner, span=span):
                return Power(self.term(inner), HALF, span=span)
            case Terms(parts=parts, span=span):
                return plus(self._terms(parts), span, self.findings.append)
            case Factors(parts=parts, span=span):
                return self.product(parts, span)
            case Elementwise(parts=parts, span=span):
                terms_ = [self.term(part) for part in parts]
                return elementwise(terms_, span, self.findings.append)
            case Big():
                return folded(tree, self)
            case Cases():
                return cases(tree, self)
            case Grid():
                return table(tree, self)
            case Comparison():
                return self._holds(tree)
            case Listing():
                raise ReadingProblem("A list has no value here.", tree.span)
            case Words(text=text):
                raise ReadingProblem(f"The words '{text.strip()}' stand in a formula.", tree.span)

    def _terms(self, parts: tuple[tuple[int, Tree], ...]) -> list[tuple[int, Term]]:
        """The terms of a sum; an identity matrix and vectors of ones have the others' shape."""
        found: dict[int, Term] = {}
        given = self.identity
        later = [at for at, (_, part) in enumerate(parts) if self.holds_identity(part)]
        for at in (*(one for one in range(len(parts)) if one not in later), *later):
            known = joined(slots_of(term) for term in found.values())
            self.identity = known or given if at in later else {}
            part = parts[at][1]
            is_ones = isinstance(part, Symbol) and part.name == "1"
            # A vector of ones in a sum counts at every place, as the number 1 does.
            found[at] = Constant(Rational(1), span=part.span) if is_ones else self.term(part)
        self.identity = given
        return [(sign, found[at]) for at, (sign, _) in enumerate(parts)]

    def holds_identity(self, tree: Tree) -> bool:
        """Whether a term has the factor I, an identity matrix, or ends in a vector of ones."""
        parts = [part for _, part in tree.parts] if isinstance(tree, Factors) else [tree]
        bases = [part.base if isinstance(part, Scripted) else part for part in parts]
        return any(self.is_ones(base) for base in bases) or any(
            isinstance(part, Symbol) and part.name == "I" and not self.names.meanings(part)
            for part in parts
        )

    def product(self, parts: tuple[tuple[Joint, Tree], ...], span: Span) -> Term:
        """Factors from left to right, functions with their arguments."""
        items = list(parts)
        result: Term | None = None
        outer = self.identity
        while items:
            joint, tree = items[0]
            # The first factor has the rows of the product, the last one its columns.
            is_first = result is None or not slots_of(result)
            ends = {0: is_first, 1: len(items) == 1}
            self.identity = {slot: axis for slot, axis in outer.items() if ends.get(slot)}
            if result is not None and self.is_ones(tree) and 1 in slots_of(result):
                result = SlotFold("sum", 1, result, span=Span(span.start, tree.span.end))
                items = items[1:]
                continue
            operand, items = self.operand(items)
            if result is None:
                result = operand
                continue
            upto = Span(span.start, operand.span.end)
            if joint == "/":
                self._check_slash(operand, items, tree)
                result = quotient(result, operand, upto, self.findings.append)
            else:
                dot = joint == "dot"
                result = multiply(result, operand, upto, self.findings.append, is_dot=dot)
        self.identity = outer
        if result is None:
            raise nowhere(span)
        return result

    def _check_slash(self, below: Term, rest: list[tuple[Joint, Tree]], tree: Tree) -> None:
        """A letter after a slash with a further factor behind it can be read in two ways."""
        is_number = isinstance(below, Constant | Counted) or isinstance(tree, Fenced)
        follows = rest[0] if rest else None
        if is_number or follows is None or follows[0] != "" or isinstance(follows[1], Big):
            return
        raise ReadingProblem(
            "What stands behind the slash can be read as one factor or as a product.",
            Span(tree.span.start, follows[1].span.end),
            "Write a fraction, or put parentheses.",
        )

    def named(self, tree: Symbol | Scripted) -> Term:
        """A name that is neither a function's nor an operator's."""
        constant = self.constant(tree)
        if constant is not None:
            return constant
        found = self.names.meanings(tree)
        if len(found) > 1 and all(
            len(use.indices) == 2 and self._is_delta(use) for use, _ in found
        ):
            made = self.kronecker(tree)
            if made is not None:
                return made
        ranged = self._ranged(found)
        if ranged is not None:
            return self.part(*ranged, tree)
        try:
            use, quantity = self.names.meaning(tree)
        except UnknownName:
            other = (
                self.kronecker(tree)
                or self.gradient_name(tree)
                or self.extent(tree)
                or self.identity_matrix(tree)
            )
            if other is None:
                raise
            return other
        if len(use.indices) == 2 and self._is_delta(use):
            return self.kronecker(tree) or self.part(use, quantity, tree)
        return self.part(use, quantity, tree)

    def _ranged(self, found: list[tuple[Use, Quantity]]) -> tuple[Use, Quantity] | None:
        """Which of several entries has the ranges of its letters; any, if none has."""
        if len(found) < 2 or any(not use.indices or use.power is not None for use, _ in found):
            return None
        fitting = [one for one in found if all(self._in_range(*one))]
        if len(fitting) == 1:
            return fitting[0]
        return found[0] if all(False in self._in_range(*one) for one in found) else None

    def _in_range(self, use: Use, quantity: Quantity) -> list[bool | None]:
        """Of every index whether it runs over the axis of its slot; None of what is not known."""
        known = [self.letters.known.get(index_name(index) or "") for index in use.indices]
        axes = [quantity.axes[at] for at in self.names.slots(use, quantity)]
        pairs = zip(known, axes, strict=True)
        return [None if own is None else own == axis for own, axis in pairs]

    def _is_delta(self, use: Use) -> bool:
        """Whether the two indices of a delta are the same letter but for primes."""
        first, second = (index_name(index) for index in use.indices)
        is_plain = use.spelling.letter == "delta" and not use.spelling.marks
        if first is None or second is None:  # delta_{i-a, j-b} is an entry of the known delta
            return False
        return is_plain and first.rstrip("'") == second.rstrip("'")
