"""Derivatives as they are written: fractions of ∂, operators, nabla, and names such as dW."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Rational

from derive.notation.tokens import Span
from derive.reading.differentials import differential
from derive.reading.interpreter import Interpreter, Items
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Fraction,
    Joint,
    Number,
    Scripted,
    Symbol,
    Tree,
)
from derive.reading.problems import ReadingProblem, UnknownName
from derive.reading.shapes import slots_of
from derive.reading.terms import (
    Derivative,
    Fold,
    Part,
    Term,
    Times,
    Transposed,
    Whole,
)

_SIGNS = ("partial", "d")


class Derivatives(Interpreter):
    """Reads derivatives."""

    __slots__ = ()

    def derivative_fraction(self, tree: Fraction) -> Term | None:
        """∂L/∂w as a fraction, if it is one."""
        below = self._differential(tree.below)
        if not below:
            return None
        above = self._differential(tree.above)
        if above == ():
            raise ReadingProblem("Nothing stands behind this derivative.", tree.span)
        if above is None:
            return None
        return self._derivative(self.product(above, tree.above.span), below, tree.span)

    def is_operator(self, tree: Tree) -> bool:
        """Whether a fraction is d/dz, which waits for what stands behind it."""
        if not isinstance(tree, Fraction) or not self._differential(tree.below):
            return False
        return self._differential(tree.above) == ()

    def operator(self, tree: Fraction, rest: Items) -> Term:
        """What d/dz makes of all that stands behind it."""
        below = self._differential(tree.below)
        assert below is not None, "it was asked whether this is an operator"
        if not rest:
            raise ReadingProblem("Nothing stands behind this derivative.", tree.span)
        span = Span(rest[0][1].span.start, rest[-1][1].span.end)
        of = self.product((("", rest[0][1]), *rest[1:]), span)
        return self._derivative(of, below, Span(tree.span.start, span.end))

    def slashed(self, items: Items) -> tuple[Term, Items] | None:
        """∂L/∂w in one line, if the factors begin with it."""
        if not self._is_sign(items[0][1]):
            return None
        slash = next((at for at, (joint, _) in enumerate(items) if joint == "/" and at), None)
        if slash is None or slash + 1 >= len(items) or not self._is_sign(items[slash][1]):
            return None
        below = items[slash + 1]
        if below[0] != "":
            return None
        span = Span(items[0][1].span.start, below[1].span.end)
        if slash == 1:
            fraction = Fraction(
                span, items[0][1], Factors(span, (("", items[slash][1]), ("", below[1])))
            )
            return self.operator(fraction, items[slash + 2 :]), []
        of_span = Span(items[1][1].span.start, items[slash - 1][1].span.end)
        of = self.product((("", items[1][1]), *items[2:slash]), of_span)
        return self._derivative(of, (("", below[1]),), span), items[slash + 2 :]

    def nabla(self, items: Items) -> tuple[Term, Items] | None:
        """∇_W L, if the factors begin with it."""
        match items[0][1]:
            case Scripted(base=Symbol(name="nabla"), lower=lower, upper=None) if lower is not None:
                pass
            case Symbol(name="nabla") as bare:
                raise ReadingProblem(
                    "It is not said by what this gradient is.",
                    bare.span,
                    r"Write the name below it, as in \nabla_w L.",
                )
            case _:
                return None
        if len(items) < 2:
            raise ReadingProblem("Nothing stands behind this nabla.", items[0][1].span)
        by = self._of_last_layer(lower.inner if hasattr(lower, "inner") else lower)
        span = Span(items[0][1].span.start, items[1][1].span.end)
        return self._derivative(self.term(items[1][1]), (("", by),), span), items[2:]

    def _of_last_layer(self, by: Tree) -> Tree:
        """A bare a where every layer has its own: that of the last one, L."""
        depth = self.names.layers.get("L")
        if depth is None or not isinstance(by, Symbol) or self.names.meanings(by):
            return by
        last = Scripted(by.span, by, upper=Number(by.span, Rational(depth)))
        return last if self.names.meanings(last) else by

    def gradient_name(self, tree: Tree, *, behind_d: bool = False) -> Term | None:
        """DW, db2 and the like: the gradient of the cost, if what stands behind the d is known."""
        if self.cost is None:
            return None
        known = self.names.directions
        if known is not None and behind_d and isinstance(tree, Fenced):
            return differential(self.term(tree), known, tree.span)
        rest = tree if behind_d else _without_d(tree)
        if not isinstance(rest, Symbol | Scripted):
            return None
        try:
            by = self.named(rest)
        except UnknownName:
            return None
        is_transposed = isinstance(by, Transposed)
        part = by.of if isinstance(by, Transposed) else by
        if not isinstance(part, Part):
            return None
        if known is not None:
            change = differential(part, known, tree.span)
            return self.transposed(change, tree.span) if is_transposed else change
        cost = Part(self.cost, (), span=tree.span)
        found: Term = Derivative(cost, part, span=tree.span)
        factor = self.names.signal_factor
        if factor is not None and self.names.samples in part.quantity.axes:
            found = Times((factor, found), span=tree.span)
        return self.transposed(found, tree.span) if is_transposed else found

    def _derivative(self, of: Term, below: tuple[tuple[Joint, Tree], ...], span: Span) -> Term:
        """The derivative of a term by the name that stands below."""
        if len(below) != 1:
            raise ReadingProblem("Derivatives are read by one name at a time.", span)
        by = self.term(below[0][1])
        match by:
            case Fold(kind="sum", body=Times(parts=(*switches, Part() as entry))) if switches:
                # At a fixed index, z_c: the derivative by that entry.
                slope = Derivative(of, self._laid(of, entry, span), span=span)
                return replace(by, body=Times((*switches, slope), span=span), span=span)
        is_transposed = isinstance(by, Transposed)
        part = by.of if isinstance(by, Transposed) else by
        if not isinstance(part, Part):
            raise ReadingProblem("A derivative is by a name, with its indices.", below[0][1].span)
        part = self._laid(of, part, span)
        found: Term = Derivative(of, part, span=span)
        return self.transposed(found, span) if is_transposed else found

    def _laid(self, of: Term, by: Part, span: Span) -> Part:
        """By a whole vector, in slots that the numerator leaves free: numerator layout."""
        own, others = slots_of(of), slots_of(by)
        if not own or not others:
            return by
        if len(own) == len(others) == 1 and 0 in own:
            places = tuple(Whole(1) if isinstance(one, Whole) else one for one in by.places)
            return replace(by, places=places)
        raise ReadingProblem(
            "A matrix by a matrix, or by a vector, has more than two slots.",
            span,
            "Write its entries with indices.",
        )

    def _differential(self, tree: Tree) -> tuple[tuple[Joint, Tree], ...] | None:
        """What stands behind the ∂ or d of a numerator or denominator; None without one."""
        if self._is_sign(tree):
            return ()
        match tree:
            case Factors(parts=((_, first), *rest)) if self._is_sign(first) and rest:
                (_, lead), *others = rest
                return (("", lead), *others)
            case Symbol() | Scripted():
                stripped = _without_d(tree)
                if stripped is not None and not self.names.meanings(tree):
                    return (("", stripped),)
        return None

    def _is_sign(self, tree: Tree) -> bool:
        match tree:
            case Symbol(name="partial"):
                return True
            case Symbol(name="d"):
                return True
            case Scripted(base=Symbol(name="partial")):
                raise ReadingProblem("Second derivatives are not judged.", tree.span)
            case _:
                return False


def _without_d(tree: Tree) -> Symbol | Scripted | None:
    """W of dW, if a name is a d with something behind it."""
    match tree:
        case Symbol(name=name) if len(name) > 1 and name[0] == "d" and name[1:].isidentifier():
            return replace(tree, name=name[1:])
        case Scripted(base=Symbol() as base):
            inner = _without_d(base)
            return replace(tree, base=inner) if inner is not None else None
        case _:
            return None
