"""Conditions as numbers: comparisons, indicators, Kronecker's delta."""

from __future__ import annotations

from derive.notation.tokens import Span
from derive.reading.argmax import first_largest
from derive.reading.index_letters import index_name
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Listing,
    Scripted,
    Symbol,
    Tree,
    Words,
)
from derive.reading.parts import Parts
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import free_letters
from derive.reading.terms import (
    Counted,
    Holds,
    Kronecker,
    Term,
)


class Relations(Parts):
    """Reads conditions."""

    __slots__ = ()

    def condition(self, tree: Tree) -> Term:
        """A condition as a number: 1 where it holds."""
        match tree:
            case Comparison():
                return self._holds(tree)
            case Factors(parts=parts):
                kept = tuple(part for part in parts if not isinstance(part[1], Words))
                if len(kept) == 1:
                    return self.condition(kept[0][1])
        raise ReadingProblem("A condition is expected here.", tree.span, "For example z > 0.")

    def _holds(self, tree: Comparison) -> Term:
        if len(tree.parts) != 2:
            raise ReadingProblem("A condition compares two sides.", tree.span)
        left, right = tree.parts
        (relation,) = tree.relations
        if relation not in ("=", "!=", "<", "<=", ">", ">="):
            raise ReadingProblem(f"'{relation}' is no condition here.", tree.span)
        if isinstance(right, Big) and right.kind == "argmax":
            return self._first_largest(left, right, tree.span)
        if self.are_indices(left, right):
            first, second = self.letters.position(left), self.letters.position(right)
            if relation == "=":
                return Kronecker(first - 1, second - 1, span=tree.span)
            return Holds(Counted(first), relation, Counted(second), span=tree.span)
        return Holds(self.term(left), relation, self.term(right), span=tree.span)

    def _first_largest(self, left: Tree, right: Big, span: Span) -> Term:
        """[r = arg max of a body over r'], of several largest ones the first."""
        name = index_name(right.lower) if right.lower is not None else None
        if name is None:
            raise ReadingProblem("The letter of arg max is expected below it.", right.span)
        body = self.term(right.body)
        letter = next((one for one in free_letters(body) if one.name == name), None)
        if letter is None:
            raise ReadingProblem(f"'{name}' does not stand behind this arg max.", right.span)
        return first_largest(body, letter, self.letters.position(left) - 1, span)

    def are_indices(self, left: Tree, right: Tree) -> bool:
        """Whether both sides of a condition are index letters."""
        return all(
            isinstance(side, Symbol | Scripted)
            and not self.names.meanings(side)
            and not (isinstance(side, Symbol) and side.name in self.names.extents)
            for side in (left, right)
        )

    def kronecker(self, tree: Tree) -> Term | None:
        """Kronecker's delta of two indices, if a name is one."""
        match tree:
            case Scripted(base=Symbol(name="delta"), lower=lower, upper=None, primes=0):
                match lower:
                    case Listing(parts=(left, right)):
                        pass
                    case Factors(parts=((_, left), (_, right))):
                        pass
                    case _:
                        return None
            case _:
                return None
        for one, other in ((left, right), (right, left)):
            if (data := self.data(other)) is not None:
                at = Counted(self.letters.position(one) - 1, span=one.span)
                return Holds(at, "=", data, span=tree.span)
        first, second = self.letters.position(left), self.letters.position(right)
        return Kronecker(first - 1, second - 1, span=tree.span)
