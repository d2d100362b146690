"""Names that stand for no quantity: e and pi, extents, positions, identity matrices."""

from __future__ import annotations

from derive.notation.index import Index
from derive.reading.index_letters import index_name
from derive.reading.parse_tree import (
    Scripted,
    Symbol,
    Tree,
)
from derive.reading.relations import Relations
from derive.reading.terms import (
    Call,
    Counted,
    Function,
    Known,
    Kronecker,
    Matrix,
    Power,
    Term,
)


class Constants(Relations):
    """Reads names that the model does not hold."""

    __slots__ = ()

    def constant(self, tree: Symbol | Scripted) -> Term | None:
        """E, pi, and powers of e, where no quantity has these names."""
        match tree:
            case Symbol(name="pi") if not self.names.meanings(tree):
                return Known("pi", span=tree.span)
            case Symbol(name="e") if not self.names.meanings(tree):
                return Known("e", span=tree.span)
            case Symbol(style="") if self._is_place(tree):
                return Counted(self.letters.position(tree), span=tree.span)
            case Scripted(base=Symbol(name="e") as base, lower=None, upper=upper, primes=0) if (
                upper is not None and not self.is_e(base) and not self.is_e(tree)
            ):
                return Call(Function("exp"), self.term(upper), span=tree.span)
            case _:
                return None

    def _is_place(self, tree: Symbol) -> bool:
        """Whether an index letter stands as a number, s - 1, though whole scores are called s.

        In the notation of a network file wholes are bold, so that a plain s is the index.
        """
        found = self.names.meanings(tree)
        is_whole = bool(found) and all(quantity.axes for _, quantity in found)
        return is_whole and bool(self.names.printed) and tree.name in self.letters.known

    def is_e(self, tree: Symbol | Scripted) -> bool:
        """Whether e is a name of its own here."""
        found = self.names.meanings(tree)
        known = self.names.quantities
        bold = self.names.bold
        own = [(u.spelling, q) for u, q in found if u.spelling.letter == "e"]
        return any(one[0] in known and one not in bold for one in own)

    def extent(self, tree: Tree) -> Term | None:
        """The extent of an axis, or a position, as a number."""
        name = index_name(tree)
        if name is not None and name in self.names.extents:
            return Counted(self.letters.size(name), span=tree.span)
        match tree:
            case Scripted(base=Symbol() as base, lower=None, upper=upper, primes=0) if (
                upper is not None and base.name in self.names.extents
            ):
                size = Counted(self.letters.size(base.name), span=base.span)
                return Power(size, self.exponent(upper), span=tree.span)
        if name is not None and name in self.letters.known:
            return Counted(self.letters.position(tree), span=tree.span)
        return None

    def identity_matrix(self, tree: Tree) -> Term | None:
        """The identity matrix in the shape of what it is added to."""
        if not (isinstance(tree, Symbol) and tree.name == "I" and set(self.identity) == {0, 1}):
            return None
        rows, columns = Index("i#", self.identity[0]), Index("j#", self.identity[1])
        if rows.axis != columns.axis:
            return None
        return Matrix(Kronecker(rows, columns), (rows, columns), span=tree.span)
