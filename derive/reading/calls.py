"""Functions with their arguments, groups, indicators and vectors of ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Rational

from derive.notation.index import Axis, Index
from derive.notation.tokens import Span
from derive.reading.applied import applied, is_word
from derive.reading.derivatives import Derivatives
from derive.reading.index_letters import index_name
from derive.reading.interpreter import Items
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Listing,
    Number,
    Scripted,
    Symbol,
    Terms,
    Tree,
)
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import slots_of
from derive.reading.spellings import is_square_of_bars
from derive.reading.standard import INVERSE, base_of, logarithm, standard
from derive.reading.terms import (
    Call,
    Constant,
    Function,
    Matrix,
    Over,
    Power,
    SlotFold,
    Term,
)

_ELEMENTARY = ("exp", "log", "tanh", "sin", "cos", "erf", "abs", "sign", "sqrt", *INVERSE)
_ALIASES = {"ln": "log", "sgn": "sign"}
_TWO = Constant(Rational(2))


class Calls(Derivatives):
    """Reads factors that take others with them."""

    __slots__ = ()

    def operand(self, items: Items) -> tuple[Term, Items]:
        """The first factor, with all that it takes, and the factors that are left."""
        _, tree = items[0]
        rest = items[1:]
        found = self.slashed(items) or self.nabla(items)
        if found is not None:
            return found
        if self.is_operator(tree):
            assert isinstance(tree, Fraction), "an operator is a fraction"
            return self.operator(tree, rest), []
        if isinstance(tree, Symbol) and tree.name == "d" and rest and rest[0][0] == "":
            gradient = self.gradient_name(rest[0][1], behind_d=True)
            if gradient is not None and not self.names.meanings(tree):
                return gradient, rest[1:]
        if isinstance(tree, Symbol | Scripted):
            return self._name_or_call(tree, rest)
        return self.term(tree), rest

    def _name_or_call(self, tree: Symbol | Scripted, rest: Items) -> tuple[Term, Items]:
        if isinstance(tree, Scripted) and not isinstance(tree.base, Symbol):
            return self._scripted_group(tree), rest
        ones = self._ones(tree, rest)
        if ones is not None:
            return ones
        word = _word(tree)
        if is_word(word) and rest and _is_group(rest[0]):
            return applied(word, tree, rest, self)
        function = self._function(tree)
        if function is None:
            return self.named(tree), rest
        return self._called(function, tree, rest)

    def _function(self, tree: Symbol | Scripted) -> tuple[Function, Tree | None] | None:
        """A function with the power above it, if a name is one."""
        found = self.names.function(tree)
        if found is not None:
            return found
        match tree:
            case Scripted(
                base=Symbol(name="log"), lower=Number(value=base), upper=upper, primes=0
            ) if base.denominator == 1 and base > 1:
                return logarithm(int(base)), upper
            case Symbol(name=name) if _elementary(name):
                return Function(_elementary(name)), None
            case Scripted(base=Symbol(name=name), lower=None, upper=upper, primes=primes) if (
                _elementary(name)
            ):
                return Function(_elementary(name), order=primes), upper
            case _:
                return None

    def _called(
        self, found: tuple[Function, Tree | None], tree: Tree, rest: Items
    ) -> tuple[Term, Items]:
        """A function of what stands behind it."""
        function, power = found
        if not rest or rest[0][0] != "":
            raise ReadingProblem("A function stands without its argument.", tree.span)
        behind = rest[0][1]
        span = Span(tree.span.start, behind.span.end)
        if _is_group(rest[0]):
            group = behind.base if isinstance(behind, Scripted) else behind
            call = _called_by(function, self._argument(group), span)
            call = self._to_power(call, power, span)
            if isinstance(behind, Scripted):
                call = self.with_scripts(call, behind)
            return call, rest[1:]
        if function.name not in _ELEMENTARY and not _is_standard(function):
            raise ReadingProblem(
                "The argument of a function stands in parentheses.", span, "For example f(z)."
            )
        argument, left = self.operand(rest)
        self._check_end(left, tree)
        call = _called_by(function, argument, Span(tree.span.start, argument.span.end))
        return self._to_power(call, power, call.span), left

    def _check_end(self, left: Items, tree: Tree) -> None:
        """Log p x can be read in two ways, if x is no dot product or sum."""
        if left and left[0][0] == "" and not isinstance(left[0][1], Big | Fenced):
            raise ReadingProblem(
                "It is not clear where the argument of this function ends.",
                Span(tree.span.start, left[0][1].span.end),
                "Put it in parentheses.",
            )

    def _argument(self, group: Tree) -> Term:
        assert isinstance(group, Fenced), "a function's argument is a group"
        if isinstance(group.inner, Listing):
            raise ReadingProblem("A function of one number has several arguments.", group.span)
        return self.term(group.inner)

    def _to_power(self, call: Term, power: Tree | None, span: Span) -> Term:
        if power is None:
            return call
        if isinstance(power, Terms) and power.parts[0][0] < 0:
            raise ReadingProblem(
                "A negative power of a function can be its inverse or its reciprocal.",
                power.span,
                "Write a fraction, or the inverse's own name.",
            )
        return Power(call, self.exponent(power), span=span)

    def _scripted_group(self, tree: Scripted) -> Term:
        match tree.base:
            case Fenced(fence="||") as norm:
                return self._norm(norm, tree)
            case Fenced() as bars if is_square_of_bars(tree) and self._is_vector(bars):
                return self._norm(bars, tree)
            case base:
                return self.with_scripts(self.term(base), tree)

    def _is_vector(self, group: Fenced) -> bool:
        return len(slots_of(self.term(group.inner))) == 1

    def _norm(self, norm: Fenced, tree: Scripted) -> Term:
        """The square of a norm: the sum of the squares of all entries."""
        is_square = getattr(tree.upper, "value", None) == 2
        kind = getattr(tree.lower, "name", getattr(tree.lower, "value", None))
        if tree.lower is not None and kind not in ("F", 2):
            raise ReadingProblem("Norms other than the Euclidean one are not read.", tree.span)
        inside = self.term(norm.inner)
        total: Term = Power(inside, _TWO, span=tree.span)
        for slot in sorted(slots_of(inside)):
            total = SlotFold("sum", slot, total, span=tree.span)
        if is_square:
            return total
        if tree.upper is not None:
            raise ReadingProblem("Only the square of a norm is read.", tree.span)
        return Power(total, Constant(Rational(1, 2)), span=tree.span)

    def fenced(self, tree: Fenced) -> Term:
        """A group, an absolute value, a norm, or a bracket that holds a condition."""
        if isinstance(tree.inner, Comparison):
            return self.condition(tree.inner)
        match tree.fence:
            case "|":
                return Call(Function("abs"), self.term(tree.inner), span=tree.span)
            case "||":
                return self._norm(tree, Scripted(tree.span, tree))
            case _:
                return self.term(tree.inner)

    def _ones(self, tree: Symbol | Scripted, rest: Items) -> tuple[Term, Items] | None:
        """1[z > 0], and a vector of ones in a matrix product."""
        base = tree.base if isinstance(tree, Scripted) else tree
        if not isinstance(base, Symbol) or base.name not in ("1", "I") or self._is_named(base):
            return None
        if isinstance(tree, Scripted) and isinstance(tree.lower, Comparison):
            return self.condition(tree.lower), rest
        if isinstance(tree, Scripted) and isinstance(tree.lower, Fenced):
            return self.term(tree.lower), rest
        if rest and rest[0][0] == "" and _holds_condition(rest[0][1]):
            return self.term(rest[0][1]), rest[1:]
        if base.name != "1":
            return None
        is_row = isinstance(tree, Scripted) and tree.upper is not None
        if isinstance(tree, Scripted) and (slots := self._slots(tree)) is not None:
            return Matrix(Constant(Rational(1)), slots, span=tree.span), rest
        if is_row and rest and rest[0][0] in ("", "@"):
            of, left = self.operand(rest)
            return SlotFold("sum", 0, of, span=Span(tree.span.start, of.span.end)), left
        slot = 1 if is_row else 0
        if slot in self.identity:
            letter = Index(f"#{slot}", self.identity[slot])
            own = (None, letter) if is_row else (letter, None)
            return Matrix(Constant(Rational(1)), own, span=tree.span), rest
        raise ReadingProblem(
            "A vector of ones is read as a transposed one in front of a product, and in "
            "conditions.",
            tree.span,
            "Write a sum instead.",
        )

    def _slots(self, tree: Scripted) -> tuple[Index | None, Index | None] | None:
        """The slots of a vector or matrix of ones whose extents stand below the 1."""
        match tree.lower:
            case Factors(parts=((_, rows), ("cross", columns))):
                axes = [self._counted(rows), self._counted(columns)]
            case lower:
                axes = [self._counted(lower)]
        if any(axis is None for axis in axes):
            return None
        slots = [Index(f"#{at}", axis) for at, axis in enumerate(axes) if axis is not None]
        if len(slots) == 2:
            return (slots[0], slots[1])
        return (None, slots[0]) if tree.upper is not None else (slots[0], None)

    def _counted(self, tree: Tree | None) -> Axis | None:
        """The axis whose extent stands below a 1."""
        name = None if tree is None else index_name(tree)
        return None if name is None else self.names.extents.get(name)

    def is_ones(self, tree: Tree) -> bool:
        """Whether a factor is a column of ones."""
        return isinstance(tree, Symbol) and tree.name == "1" and not self._is_named(tree)

    def _is_named(self, tree: Symbol) -> bool:
        return bool(self.names.meanings(tree)) or tree.name in self.names.extents


def _word(tree: Symbol | Scripted) -> str:
    base = tree.base if isinstance(tree, Scripted) else tree
    return base.name if isinstance(base, Symbol) else ""


def _elementary(name: str) -> str:
    known = _ALIASES.get(name, name)
    return known if known in _ELEMENTARY else ""


def _is_standard(function: Function) -> bool:
    """Whether a function is one of analysis, whose argument may stand without parentheses."""
    is_known = standard().get(function.name) == replace(function, order=0)
    return is_known or base_of(function) is not None


def _called_by(function: Function, argument: Term, span: Span) -> Term:
    """A function of a term; a logarithm to a base as a quotient of natural ones."""
    base = base_of(function)
    if base is None:
        return Call(function, argument, span=span)
    log = Function("log")
    below = Call(log, Constant(Rational(base)), span=span)
    return Over(Call(log, argument, span=span), below, span=span)


def _is_group(item: tuple[str, Tree]) -> bool:
    """Whether a factor is a group in round brackets, perhaps with scripts, right behind."""
    joint, tree = item
    group = tree.base if isinstance(tree, Scripted) else tree
    return joint == "" and isinstance(group, Fenced) and group.fence in ("(", "[", "{")


def _holds_condition(tree: Tree) -> bool:
    if not isinstance(tree, Fenced):
        return False
    inner = tree.inner
    match inner:
        case Factors(parts=((_, only),)):
            inner = only
        case Elementwise(parts=(only_,)):
            inner = only_
    return isinstance(inner, Comparison)
