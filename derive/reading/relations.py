"""Conditions as numbers: comparisons, indicators, Kronecker's delta."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.notation.tokens import Span
from derive.reading.argmax import first_largest
from derive.reading.index_letters import index_name, index_names
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Fenced,
    Listing,
    Number,
    Scripted,
    Symbol,
    Terms,
    Tree,
    Words,
    walk,
)
from derive.reading.parts import Parts
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import free_letters
from derive.reading.spellings import letter_of
from derive.reading.terms import (
    Constant,
    Counted,
    Holds,
    Kronecker,
    Plus,
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
        if isinstance(right, Listing):
            return self._among(left, relation, right)
        if isinstance(right, Big) and right.kind == "argmax":
            return self._first_largest(left, right, tree.span)
        for one, other in ((left, right), (right, left)):
            if letter_of(one) in self.names.classes:
                return self._is_class(other, relation, one, tree.span)
        if self.are_indices(left, right):
            first, second = self.letters.position(left), self.letters.position(right)
            if relation == "=":
                return Kronecker(first - 1, second - 1, span=tree.span)
            return Holds(Counted(first), relation, Counted(second), span=tree.span)
        if relation == "=" and self._are_positions(left, right):
            first, second = self.letters.position(left), self.letters.position(right)
            return Kronecker(first - 1, second - 1, span=tree.span)
        of_data = self._of_data(left, relation, right, tree.span)
        return of_data or Holds(self.term(left), relation, self.term(right), span=tree.span)

    def _of_data(self, left: Tree, relation: str, right: Tree, span: Span) -> Term | None:
        """[i = t_s]: whole numbers of the data count from 0, letters of indices from 1."""
        for one, other in ((left, right), (right, left)):
            is_letter = index_name(one) is not None and self.are_indices(one, one)
            if is_letter and relation in ("=", "!=") and (data := self.data(other)) is not None:
                at = Counted(self.letters.position(one) - 1, span=one.span)
                return Holds(at, relation, data, span=span)
        return None

    def _is_class(self, other: Tree, relation: str, fixed: Tree, span: Span) -> Term:
        """[k = c], and [k != c], of a fixed index c."""
        axis = self.names.classes[letter_of(fixed)].axes[-1]
        if relation not in ("=", "!=") or letter_of(other) in self.names.classes:
            raise ReadingProblem("A fixed index is compared with another for equality.", span)
        vector = self.fixed(fixed, axis)
        assert vector is not None, "it was asked whether this is a fixed index"
        place = self.letters.place(other, axis)
        holds = replace(vector, places=(*vector.places[:-1], place), span=span)
        if relation == "=":
            return holds
        return Plus(((1, Constant(Fraction(1), span=span)), (-1, holds)), span=span)

    def _among(self, left: Tree, relation: str, values: Listing) -> Term:
        """[i = 1, 2, 3], which holds at each of these places."""
        places = [part.value for part in values.parts if isinstance(part, Number)]
        is_read = len(set(places)) == len(values.parts) and index_name(left) is not None
        if relation != "=" or not is_read:
            raise ReadingProblem("A list has no value here.", values.span)
        at = self.letters.position(left)
        each = (Kronecker(at - 1, self.letters.position(part) - 1) for part in values.parts)
        return Plus(tuple((1, one) for one in each), span=values.span)

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

    def _are_positions(self, left: Tree, right: Tree) -> bool:
        """Whether an index letter is compared with a sum of index letters: p = 2 q + r - 2."""
        return any(
            index_name(one) is not None
            and self.are_indices(one, one)
            and isinstance(other, Terms | Factors)
            and any(index_names(other))
            and all(self._is_counting(part) for part in walk(other))
            for one, other in ((left, right), (right, left))
        )

    def _is_counting(self, tree: Tree) -> bool:
        """Whether a part of a sum is a whole number, an index letter, or joins such parts."""
        match tree:
            case Number(value=value):
                return value.denominator == 1
            case Symbol() | Scripted():
                return index_name(tree) is not None and self.are_indices(tree, tree)
            case _:
                return isinstance(tree, Terms | Factors | Fenced)

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
            if letter_of(one) in self.names.classes:
                return self._is_class(other, "=", one, tree.span)
        if (of_data := self._of_data(left, "=", right, tree.span)) is not None:
            return of_data
        first, second = self.letters.position(left), self.letters.position(right)
        return Kronecker(first - 1, second - 1, span=tree.span)
