"""What the parts of the elaborator ask of each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from derive.notation.tokens import Span
from derive.reading.index_letters import IndexLetters
from derive.reading.names import Names
from derive.reading.parse_tree import Joint, Scripted, Symbol, Tree
from derive.reading.problems import StaticFinding
from derive.reading.shapes import Slots
from derive.reading.terms import (
    Quantity,
    Term,
)

Vectors = Literal["column", "row"]
Items = list[tuple[Joint, Tree]]


class Interpreter(ABC):
    """Gives the trees of one statement their meaning.

    Attributes:
        names: What names mean.
        cost: What gradients such as dW are of.
        vectors: How a whole vector lies.
        letters: The axes of index letters.
        findings: What makes the statement false before any number is put in.
        identity: The slots of what an identity matrix, or a vector of ones, is added to.
    """

    __slots__ = ()
    names: Names
    cost: Quantity | None
    vectors: Vectors
    letters: IndexLetters
    findings: list[StaticFinding]
    identity: Slots

    @abstractmethod
    def term(self, tree: Tree) -> Term:
        """The meaning of a tree."""

    @abstractmethod
    def product(self, parts: tuple[tuple[Joint, Tree], ...], span: Span) -> Term:
        """The meaning of factors side by side."""

    @abstractmethod
    def named(self, tree: Symbol | Scripted) -> Term:
        """The meaning of a name that is no function's."""

    @abstractmethod
    def whole(self, tree: Tree) -> Quantity | None:
        """The quantity that a bare name is, with all its axes; None for anything else."""

    @abstractmethod
    def condition(self, tree: Tree) -> Term:
        """A condition as a number."""

    @abstractmethod
    def exponent(self, tree: Tree) -> Term:
        """What a power is raised to."""

    @abstractmethod
    def at(self, term: Term, lower: Tree, span: Span) -> Term:
        """An entry of a matrix expression."""

    @abstractmethod
    def with_scripts(self, term: Term, scripted: Scripted) -> Term:
        """A group with what stands above and below it."""

    @abstractmethod
    def transposed(self, term: Term, span: Span) -> Term:
        """A term with rows and columns exchanged."""
