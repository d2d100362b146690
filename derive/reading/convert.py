"""From expressions of the calculus to terms; the way back is in `entrywise`, handed on here."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Mul,
    Number,
    Pow,
    Rational,
    S,
    cos,
    erf,
    exp,
    log,
    pi,
    sign,
    sin,
    tanh,
)

from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    contains,
    free_indices,
    substitute,
)
from derive.notation.index import Index, SizeOf, fresh
from derive.notation.tensor import Entry, Role, Tensor
from derive.reading.entrywise import NoExpression, expression_of
from derive.reading.terms import (
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Fold,
    Function,
    Holds,
    Known,
    Kronecker,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    Term,
    Times,
)

__all__ = ["NoExpression", "expression_of", "function_of", "named", "term_of"]

Quantities = Callable[[Tensor], Quantity]
Functions = Callable[[ScalarFunction], Function]
NAMES = {
    exp: "exp",
    log: "log",
    tanh: "tanh",
    sin: "sin",
    cos: "cos",
    erf: "erf",
    Abs: "abs",
    sign: "sign",
}
RELATIONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
TOTAL = (Role.LOSS, Role.COST)
ONE = Constant(Fraction(1))


def named(function: ScalarFunction) -> Function:
    """A function by its name alone: of an abstract one nothing else is known."""
    return Function(function.name, order=function.order)


def term_of(expression: Expr, quantity: Quantities, function: Functions = named) -> Term:
    """The term that an expression is, letter for letter.

    Args:
        expression: The expression; all kinds of node are accepted.
        quantity: The quantity that a tensor is.
        function: The function that a named one is, with its primes.
    """
    return _Terms(quantity, function).term(expression)


def function_of(
    function: ScalarFunction,
    functions: Functions | None = None,
    *,
    quantity: Quantities | None = None,
) -> Function:
    """A function with its definition, in a scalar quantity of its own.

    Args:
        function: The function, with its primes.
        functions: What the functions are that it is defined by; with definitions by default.
        quantity: What other tensors in the definition are: a learned slope, for example.
    """
    own = function.variable.tensor
    variable = Quantity(f"#{function.name}", (), "signal")

    def inside(tensor: Tensor) -> Quantity:
        if tensor == own:
            return variable
        if quantity is not None:
            return quantity(tensor)
        return Quantity(tensor.code_name, tensor.axes, "parameter")

    def inner(one: ScalarFunction) -> Function:
        return function_of(one, quantity=quantity)

    definition = term_of(function.definition, inside, functions or inner)
    return Function(function.name, variable, definition, function.order)


class _Terms:
    """The walk over one expression."""

    def __init__(self, quantity: Quantities, function: Functions) -> None:
        self.quantity, self.function = quantity, function

    def term(self, expression: Expr) -> Term:
        match expression:
            case Rational(p=above, q=below):
                return Constant(Fraction(int(above), int(below)))
            case Index() | SizeOf():
                return Counted(expression)
            case Entry():
                return self.entry(expression)
            case Add(args=parts):
                return Plus(tuple(self.signed(part) for part in parts))
            case Mul():
                return self.product(expression)
            case Pow(base=base, exp=exponent):
                return self.power(base, exponent)
            case Binder():
                return self.bound(expression)
            case Delta(args=(left, right)):
                return self.delta(left, right)
            case Apply(function=function, argument=argument):
                return Call(self.function(function), self.term(argument))
            case Partial(of=of, by=by):
                part = Part(self.quantity(by.tensor), by.indices)
                total = isinstance(of, Entry) and of.tensor.role in TOTAL
                return Derivative(self.term(of), part, not total)
            case _:
                return self.other(expression)

    def other(self, expression: Expr) -> Term:
        match expression:
            case Compare(operator=operator, left=left, right=right):
                return Holds(self.term(left), RELATIONS[operator], self.term(right))
            case Where(condition=condition, then=then, otherwise=otherwise):
                branch = (self.term(condition), self.term(then))
                return Choice((branch,), self.term(otherwise))
            case Maximum(args=(first, second)):
                return self.extremum(first, ">=", second)
            case Minimum(args=(first, second)):
                return self.extremum(first, "<=", second)
            case _ if expression.func in NAMES:
                return Call(Function(NAMES[expression.func]), self.term(expression.args[0]))
            case _ if expression == pi:
                return Known("pi")
            case _ if expression == S.Exp1:
                return Known("e")
        raise AssertionError(f"no term is made of {type(expression).__name__}: {expression}")

    def extremum(self, first: Expr, relation: str, second: Expr) -> Term:
        one, other = self.term(first), self.term(second)
        return Choice(((Holds(one, relation, other), one),), other)

    def signed(self, part: Expr) -> tuple[int, Term]:
        """A part of a sum, its minus sign apart."""
        factor, _ = part.as_coeff_Mul()
        return (-1, self.term(-part)) if factor < 0 else (1, self.term(part))

    def product(self, expression: Expr) -> Term:
        factor, _ = expression.as_coeff_Mul()
        if factor < 0:
            return Plus(((-1, self.term(-expression)),))
        above, below = [], []
        for part in expression.args:
            match part:
                case Rational(p=p, q=q) if q != 1:
                    above += [Integer(p)] if p != 1 else []
                    below.append(Integer(q))
                case Pow(base=base, exp=Number() as exponent) if exponent < 0:
                    below.append(base**-exponent)
                case _:
                    above.append(part)
        top = self.factors(above)
        return Over(top, self.factors(below)) if below else top

    def factors(self, parts: list[Expr]) -> Term:
        terms = tuple(self.term(part) for part in parts)
        return ONE if not terms else terms[0] if len(terms) == 1 else Times(terms)

    def power(self, base: Expr, exponent: Expr) -> Term:
        if exponent == S.Half:
            return Call(Function("sqrt"), self.term(base))
        if isinstance(exponent, Number) and exponent < 0:
            return Over(ONE, self.term(base**-exponent))
        return Power(self.term(base), self.term(exponent))

    def bound(self, expression: Binder) -> Term:
        match expression:
            case IndexSum() | IndexMax():
                letters, body = [expression.index], expression.body
                while isinstance(body, type(expression)) and body.index not in letters:
                    letters.append(body.index)
                    body = body.body
                is_sum = isinstance(expression, IndexSum)
                return Fold("sum" if is_sum else "max", tuple(letters), self.term(body))
            case FirstMax():
                return self.first_max(expression)
        raise AssertionError(f"no term is made of {type(expression).__name__}")

    def first_max(self, first: FirstMax) -> Term:
        """1 where the value at a place is not below any, and above all before it."""
        taken = free_indices(first.at) | free_indices(first.body)
        index = fresh(first.index, free_indices(first.at))
        body = substitute(first.body, {first.index: index})
        there = substitute(first.body, {first.index: first.at})
        largest = Fold("max", (index,), self.term(body))
        other = fresh(index, taken | {index})
        earlier = substitute(body, {index: other})
        before = Holds(Counted(other), "<", Counted(first.at))
        as_large = Holds(self.term(earlier), ">=", self.term(there))
        is_none = Plus(((1, ONE), (-1, Fold("max", (other,), Times((before, as_large))))))
        return Times((Holds(self.term(there), ">=", largest), is_none))

    def delta(self, left: Expr, right: Expr) -> Term:
        if contains(left, Entry) or contains(right, Entry):
            return Holds(self.term(left), "=", self.term(right))
        return Kronecker(left, right)

    def entry(self, entry: Entry) -> Term:
        """An entry; a place that is itself read from a tensor is found by a sum over its axis."""
        places, switches, letters = list(entry.indices), [], []
        taken = set(free_indices(entry))
        for at, place in enumerate(entry.indices):
            if contains(place, Entry):
                axis = entry.tensor.axes[at]
                letter = fresh(Index(axis.letter, axis), taken)
                taken.add(letter)
                letters.append(letter)
                places[at] = letter
                switches.append(Holds(Counted(letter), "=", self.term(place)))
        part = Part(self.quantity(entry.tensor), tuple(places))
        if not letters:
            return part
        return Fold("sum", tuple(letters), Times((*switches, part)))
