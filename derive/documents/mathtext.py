"""Expressions as layouts, in the conventions of a lecture: the one place that decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import (
    Abs,
    Add,
    E,
    Expr,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    S,
    Symbol,
    exp,
)

from derive.documents.factors import (
    above_and_below,
    are_short,
    argument,
    between,
    common_divisor,
    is_plain,
    is_variable,
    light_and_heavy,
    shared_number,
    with_numbers_apart,
)
from derive.documents.layout import (
    BigOperator,
    Braced,
    Branch,
    Cases,
    Coloured,
    Fraction,
    FunctionCall,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Prefix,
    Root,
    Scripted,
    Sign,
    Words,
    partial_derivative,
    row,
)
from derive.documents.layout import Symbol as SignOf
from derive.documents.letters import Letters
from derive.documents.numbertext import rational
from derive.documents.ordering import factors_in_order, is_negative, negated, terms_in_order
from derive.documents.spellings import CALLED, OTHERWISE, PREFIXED, RELATIONS
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    Where,
    contains,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry
from derive.text import Text


class Mathtext:
    """Prints expressions with the letters of one network."""

    def __init__(self, letters: Letters, notes: Mapping[Expr, Text] | None = None) -> None:
        self.letters = letters
        self._notes = notes or {}

    def with_notes(self, notes: Mapping[Expr, Text]) -> Mathtext:
        """The same, with a brace and a note below some factors."""
        return Mathtext(self.letters, notes)

    def equation(self, equation: Equation) -> Layout:
        """`left = right`."""
        return row(self.letters.entry(equation.left), SignOf(Sign.EQUAL), self(equation.right))

    def __call__(self, expression: Expr) -> Layout:
        """An expression that stands alone or between relations."""
        if isinstance(expression, Add) and shared_number(expression) == 1:
            return self._sum(expression)
        if is_negative(expression):
            return row(SignOf(Sign.MINUS), self._product(negated(expression)))
        return self._product(expression)

    def _sum(self, expression: Add) -> Layout:
        """Terms with their signs; what all terms are divided by stands in front."""
        divisor = common_divisor(expression)
        if divisor != 1:
            inner = Add(*(term * divisor for term in expression.args))
            return row(Fraction(Number("1"), self(divisor)), Parenthesised(self(inner)))
        items: list[Layout] = []
        for place, term in enumerate(terms_in_order(expression.args)):
            negative = is_negative(term)
            if place or negative:
                items.append(SignOf(Sign.MINUS if negative else Sign.PLUS))
            items.append(self._product(negated(term) if negative else term))
        return row(*items)

    def _product(self, expression: Expr) -> Layout:
        """A term without its sign: a fraction of numbers and sizes, then factors over factors."""
        parts = with_numbers_apart(
            expression.args if isinstance(expression, Mul) else (expression,)
        )
        above, below = above_and_below(parts)
        front_above = [part for part in above if is_plain(part)]
        front_below = [part for part in below if is_plain(part)]
        rest_above = [part for part in above if not is_plain(part)]
        rest_below = [part for part in below if not is_plain(part)]
        if rest_below:
            front = self._fraction([], front_below) if front_below else ()
            upper, behind = light_and_heavy(rest_above)
            whole = Fraction(self._factors([*front_above, *upper]), self._factors(rest_below))
            if not behind:
                return row(*front, whole)
            return row(*front, whole, self._factors_behind(behind))
        if front_below and (not rest_above or are_short(rest_above)):
            return row(*self._fraction([*front_above, *rest_above], front_below))
        if not front_below:
            return self._factors(above)
        return row(*self._fraction(front_above, front_below), self._factors_behind(rest_above))

    def _fraction(self, above: Sequence[Expr], below: Sequence[Expr]) -> tuple[Layout, ...]:
        return (Fraction(self._factors(above), self._factors(below)),)

    def _factors(self, factors: Sequence[Expr]) -> Layout:
        """Factors side by side; what would swallow its right neighbour is fenced."""
        ordered = factors_in_order(factor for factor in factors if factor != 1)
        if not ordered:
            return Number("1")
        if len(ordered) == 1:
            return self._alone(ordered[0])
        items: list[Layout] = []
        for place, factor in enumerate(ordered):
            printed = self._factor(factor, is_last=place == len(ordered) - 1)
            if items:
                items += between(items[-1], printed)
            items.append(printed)
        return row(*items)

    def _factors_behind(self, factors: Sequence[Expr]) -> Layout:
        """Factors behind a fraction: a sum of terms stands in parentheses."""
        if len(factors) == 1 and isinstance(factors[0], Add):
            return Parenthesised(self(factors[0]))
        return self._factors(factors)

    def _alone(self, factor: Expr) -> Layout:
        return self(factor) if isinstance(factor, Add) else self._factor(factor, is_last=True)

    def _factor(self, factor: Expr, *, is_last: bool) -> Layout:
        """One factor among others, with its note if it has one."""
        printed = self._fenced(factor, is_last=is_last)
        note = self._notes.get(factor)
        return printed if note is None else Braced(printed, Words(note))

    def _fenced(self, factor: Expr, *, is_last: bool) -> Layout:
        """A factor in parentheses where its neighbours ask for them."""
        match factor:
            case Add():
                return Parenthesised(self(factor))
            case Mul():
                return Parenthesised(self(factor))
            case IndexSum() | Where() if not is_last:
                return Parenthesised(self._atom(factor))
            case _:
                return self._atom(factor)

    def _atom(self, expression: Expr) -> Layout:
        """What is neither a sum of terms nor a product."""
        match expression:
            case Rational():
                return rational(abs(expression))
            case NumberSymbol():
                return Identifier("e" if expression == E else "π")
            case Entry():
                return self.letters.entry(expression)
            case Index():
                return self.letters.index(expression)
            case SizeOf(axis=axis):
                return self.letters.size(axis)
            case Pow():
                return self._power(expression)
            case IndexSum():
                return self._index_sum(expression)
            case Delta():
                return self._kronecker(expression)
            case Partial():
                return self._partial(expression)
            case Compare():
                return Parenthesised(self.relation(expression), "square")
            case Where():
                return self._cases(expression)
            case Maximum() | Minimum():
                name = "max" if isinstance(expression, Maximum) else "min"
                return FunctionCall(Identifier(name), tuple(self(p) for p in expression.args))
            case Apply():
                return self._applied(expression)
            case Symbol():
                return Identifier(expression.name)
            case _:
                return self._elementary(expression)

    def _elementary(self, expression: Expr) -> Layout:
        argument = expression.args[0]
        if isinstance(expression, exp):
            return self._exponential(argument)
        if isinstance(expression, Abs):
            return Parenthesised(self(argument), "bars")
        if expression.func in PREFIXED:
            return self._prefixed(Identifier(PREFIXED[expression.func]), argument)
        assert expression.func in CALLED, f"no print is defined for {expression}"
        return FunctionCall(Identifier(CALLED[expression.func]), (self(argument),))

    def _exponential(self, argument: Expr) -> Layout:
        """e^z where the exponent is small, else exp(…)."""
        if contains(argument, (IndexSum, Apply, Where)) or len(argument.args) > 3:
            return FunctionCall(Identifier("exp"), (self(argument),))
        return Scripted(Identifier("e"), upper=self(argument))

    def _prefixed(self, function: Layout, argument: Expr) -> Layout:
        """Log y, tanh z; with parentheses around what is longer than a letter."""
        if isinstance(argument, (Entry, Rational)) and not is_negative(argument):
            return Prefix(function, self(argument))
        return FunctionCall(function, (self(argument),))

    def _power(self, power: Pow) -> Layout:
        base, exponent = power.base, power.exp
        if exponent == S.Half:
            return Root(self(base))
        if is_negative(exponent):
            return Fraction(Number("1"), self._factors([Pow(base, -exponent)]))
        upper = self(exponent)
        if base.func in PREFIXED:
            return self._prefixed(
                Scripted(Identifier(PREFIXED[base.func]), upper=upper), base.args[0]
            )
        inner = self(base)
        match inner:
            case Scripted(letter, lower, None) if isinstance(base, Entry):
                return Scripted(letter, lower, upper)
            case Identifier() | Number() | Parenthesised():
                return Scripted(inner, upper=upper)
            case _:
                return Scripted(Parenthesised(inner), upper=upper)

    def _index_sum(self, summed: IndexSum) -> Layout:
        body = summed.body
        inner = Parenthesised(self(body)) if isinstance(body, Add) else self(body)
        index, axis = summed.index, summed.index.axis
        return BigOperator(inner, self.letters.index(index), Number("1"), self.letters.size(axis))

    def _kronecker(self, delta: Delta) -> Layout:
        left, right = delta.args
        if self.letters.profile.kronecker == "bracket" or not isinstance(left, Index):
            places = (self.letters.position(left), self.letters.position(right))
            return Parenthesised(row(places[0], SignOf(Sign.EQUAL), places[1]), "square")
        return Scripted(Identifier("δ"), lower=self.letters.indices(delta.args))

    def _partial(self, partial: Partial) -> Layout:
        by = self.letters.entry(partial.by)
        if is_variable(partial.by):
            d = Identifier("d")
            return row(Fraction(d, row(d, by)), *argument(partial.of, self(partial.of)))
        if isinstance(partial.of, Entry):
            return partial_derivative(self.letters.entry(partial.of), by)
        operator = Fraction(SignOf(Sign.PARTIAL), row(SignOf(Sign.PARTIAL), by))
        return row(operator, Parenthesised(self(partial.of)))

    def relation(self, condition: Expr) -> Layout:
        """A condition without brackets: z > 0."""
        if not isinstance(condition, Compare):
            return row(self(condition), SignOf(Sign.NOT_EQUAL), Number("0"))
        relation = SignOf(RELATIONS[condition.operator])
        return row(self(condition.left), relation, self(condition.right))

    def _cases(self, where: Where) -> Layout:
        branches: list[Branch] = []
        otherwise: Expr = where
        while isinstance(otherwise, Where):
            branches.append(Branch(self(otherwise.then), self.relation(otherwise.condition)))
            otherwise = otherwise.otherwise
        return Cases((*branches, Branch(self(otherwise), OTHERWISE)))

    def _applied(self, applied: Apply) -> Layout:
        call = FunctionCall(self.letters.function(applied.function), (self(applied.argument),))
        return Coloured(call, "forward") if applied.function.order else call
