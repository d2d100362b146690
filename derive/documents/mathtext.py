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

from derive.documents.boundtext import first_largest, kronecker, over_index
from derive.documents.factors import (
    above_and_below,
    are_short,
    argument,
    between,
    called,
    common_divisor,
    is_plain,
    is_variable,
    light_and_heavy,
    raised,
    shared_number,
    with_numbers_apart,
)
from derive.documents.layout import (
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
from derive.documents.numbertext import in_script, on_one_line, rational
from derive.documents.ordering import (
    factors_in_order,
    is_negative,
    negated,
    terms_in_order,
    unsigned,
)
from derive.documents.places import compares_places, letters_from_one
from derive.documents.spellings import CALLED, OTHERWISE, PREFIXED, RELATIONS
from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
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
        return self._whole(letters_from_one(expression))

    def _whole(self, expression: Expr) -> Layout:
        """An expression whose letters count from 1."""
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
            front = Fraction(Number("1"), self._whole(divisor))
            return row(front, Parenthesised(self._whole(inner)))
        items: list[Layout] = []
        for place, term in enumerate(terms_in_order(expression.args)):
            negative = is_negative(term)
            if place or negative:
                items.append(SignOf(Sign.MINUS if negative else Sign.PLUS))
            items.append(self._product(negated(term) if negative else term))
        return row(*items)

    def _product(self, expression: Expr) -> Layout:
        """A term without its sign: a fraction of numbers and sizes, then factors over factors."""
        term = unsigned(expression)
        parts = with_numbers_apart(term.args if isinstance(term, Mul) else (term,))
        above, below = above_and_below(parts)
        front_above = [part for part in above if is_plain(part)]
        front_below = [part for part in below if is_plain(part)]
        rest_above = [part for part in above if not is_plain(part)]
        rest_below = [part for part in below if not is_plain(part)]
        if rest_below:
            upper, behind = light_and_heavy(rest_above)
            fractions = [self._fraction([*front_above, *upper], [*front_below, *rest_below])]
            if upper and any(isinstance(part, SizeOf) for part in front_below):
                fractions = [
                    self._fraction(front_above, front_below),
                    self._fraction(upper, rest_below),
                ]
            return row(*fractions, *([self._factors_behind(behind)] if behind else []))
        if front_below and (not rest_above or are_short(rest_above)):
            return self._fraction([*front_above, *rest_above], front_below)
        if not front_below:
            return self._factors(above)
        return row(self._fraction(front_above, front_below), self._factors_behind(rest_above))

    def _fraction(self, above: Sequence[Expr], below: Sequence[Expr]) -> Layout:
        return Fraction(self._factors(above), self._factors(below))

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
        is_sum = len(factors) == 1 and isinstance(factors[0], Add)
        return Parenthesised(self._whole(factors[0])) if is_sum else self._factors(factors)

    def _alone(self, factor: Expr) -> Layout:
        is_sum = isinstance(factor, Add)
        return self._whole(factor) if is_sum else self._factor(factor, is_last=True)

    def _factor(self, factor: Expr, *, is_last: bool) -> Layout:
        """One factor among others, with its note if it has one."""
        printed = self._fenced(factor, is_last=is_last)
        note = self._notes.get(factor)
        return printed if note is None else Braced(printed, Words(note))

    def _fenced(self, factor: Expr, *, is_last: bool) -> Layout:
        """A factor in parentheses where its neighbours ask for them."""
        match factor:
            case Add() | Mul():
                return Parenthesised(self._whole(factor))
            case Binder() | Where() if not is_last and not isinstance(factor, FirstMax):
                return Parenthesised(self._atom(factor))
            case _:
                printed = self._atom(factor)
                return printed if is_last else called(printed)

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
            case IndexSum() | IndexMax():
                return over_index(expression, self.letters, self._whole)
            case FirstMax():
                return first_largest(expression, self.letters, self._whole)
            case Delta():
                return kronecker(expression, self.letters)
            case Partial():
                return self._partial(expression)
            case Compare():
                return Parenthesised(self.relation(expression), "square")
            case Where():
                return self._cases(expression)
            case Maximum() | Minimum():
                name = Identifier("max" if isinstance(expression, Maximum) else "min")
                return FunctionCall(name, tuple(self._whole(one) for one in expression.args))
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
            return Parenthesised(self._whole(argument), "bars")
        if expression.func in PREFIXED:
            return self._prefixed(Identifier(PREFIXED[expression.func]), argument)
        assert expression.func in CALLED, f"no print is defined for {expression}"
        return FunctionCall(Identifier(CALLED[expression.func]), (self._whole(argument),))

    def _exponential(self, argument: Expr) -> Layout:
        """e^z where the exponent is small, else exp(…)."""
        if contains(argument, (Binder, Apply, Where)) or len(argument.args) > 3:
            return FunctionCall(Identifier("exp"), (self._whole(argument),))
        return Scripted(Identifier("e"), upper=on_one_line(self._whole(argument)))

    def _prefixed(self, function: Layout, argument: Expr) -> Layout:
        """Log y, tanh z; with parentheses around what is longer than a letter."""
        if isinstance(argument, (Entry, Rational)) and not is_negative(argument):
            return Prefix(function, self._whole(argument))
        return FunctionCall(function, (self._whole(argument),))

    def _power(self, power: Pow) -> Layout:
        base, exponent = power.base, power.exp
        if exponent == S.Half:
            return Root(self._whole(base))
        if is_negative(exponent):
            return Fraction(Number("1"), self._factors([Pow(base, -exponent)]))
        upper = in_script(exponent) or self._whole(exponent)
        if base.func in PREFIXED:
            named = Scripted(Identifier(PREFIXED[base.func]), upper=upper)
            return self._prefixed(named, base.args[0])
        inner = self._whole(base)
        return raised(inner, upper, is_letter=isinstance(base, Entry))

    def _partial(self, partial: Partial) -> Layout:
        by = self.letters.entry(partial.by)
        if is_variable(partial.by):
            d = Fraction(Identifier("d"), row(Identifier("d"), by))
            return row(d, *argument(partial.of, self._whole(partial.of)))
        of = self._whole(partial.of)
        if isinstance(partial.of, Entry) and not isinstance(of, Fraction):
            return partial_derivative(of, by)
        operator = Fraction(SignOf(Sign.PARTIAL), row(SignOf(Sign.PARTIAL), by))
        return row(operator, Parenthesised(of))

    def relation(self, condition: Expr) -> Layout:
        """A condition without brackets: z > 0."""
        if not isinstance(condition, Compare):
            return row(self._whole(condition), SignOf(Sign.NOT_EQUAL), Number("0"))
        relation = SignOf(RELATIONS[condition.operator])
        printed = self.letters.position if compares_places(condition) else self._whole
        return row(printed(condition.left), relation, printed(condition.right))

    def _cases(self, where: Where) -> Layout:
        branches: list[Branch] = []
        otherwise: Expr = where
        while isinstance(otherwise, Where):
            branches.append(Branch(self._whole(otherwise.then), self.relation(otherwise.condition)))
            otherwise = otherwise.otherwise
        return Cases((*branches, Branch(self._whole(otherwise), OTHERWISE)))

    def _applied(self, applied: Apply) -> Layout:
        argument = self._whole(applied.argument)
        call = FunctionCall(self.letters.function(applied.function), (argument,))
        return Coloured(call, "forward") if applied.function.order else call
