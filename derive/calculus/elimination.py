"""Told through the output: from y = f(z), f'(z) as an expression in y.

No identity is typed in. Where y and D = f'(z) are rational in one generator g
(an exponential, tanh z, ...), a resultant eliminates g, and D is read off
where the result is linear in it. Where that fails, the form in z stays.
"""

from __future__ import annotations

from functools import cache, reduce
from math import gcd

from sympy import (
    Add,
    Dummy,
    Expr,
    Integer,
    Mul,
    Poly,
    PolynomialError,
    Rational,
    cancel,
    exp,
    factor,
    factor_list,
    fraction,
    resultant,
)

from derive.calculus.arrange import arranged, without_fractions
from derive.calculus.comparison import compared
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.rational import Atoms
from derive.notation.expression import (
    Apply,
    Compare,
    Partial,
    ScalarFunction,
    Where,
    contains,
    rebuilt,
    replace_entries,
)
from derive.notation.tensor import Entry, Role, Tensor

OUTPUT = Tensor("output", None, (), Role.SIGNAL)


@cache
def derivative_of(function: ScalarFunction) -> Expr:
    """f^(n) in f's own variable: the laws of differentiation applied to its definition."""
    if function.order == 0:
        return function.definition
    before = derivative_of(function.with_order(function.order - 1))
    taken, _ = take(Partial(before, function.variable), NOTHING_OPEN)
    return tidied(without_primes(taken))


def without_primes(expression: Expr) -> Expr:
    """Every g'(u) of a called function put in: through g(u) itself where that is exact."""
    if not contains(expression, Apply):
        return expression
    inner = rebuilt(expression, (without_primes(part) for part in expression.args))
    if not isinstance(inner, Apply) or inner.function.order == 0:
        return inner
    told = through_output(inner.function)
    root = inner.function.with_order(0)
    if told is not None:
        return replace_entries(
            told, {OUTPUT[()]: Apply(root, inner.argument), root.variable: inner.argument}
        )
    return at(derivative_of(inner.function), inner.function, inner.argument)


def at(expression: Expr, function: ScalarFunction, argument: Expr) -> Expr:
    """An expression in a function's variable, at some argument."""
    return replace_entries(expression, {function.variable: argument})


def tidied(expression: Expr) -> Expr:
    """The expression with fractions cancelled and u*sign(u) as |u|."""
    after, _ = arranged(expression)
    return without_fractions(after, [])


@cache
def through_output(function: ScalarFunction) -> Expr | None:
    """f'(z) in terms of OUTPUT (standing for f(z)) and perhaps a condition on z, or None."""
    if function.order != 1:
        return None
    definition = compared(function.definition, [])
    derivative = derivative_of(function)
    return _through(definition, derivative, function.variable)


def _through(definition: Expr, derivative: Expr, variable: Entry) -> Expr | None:
    if not contains(derivative, Entry) or variable not in derivative.atoms(Entry):
        return derivative
    definition, derivative = _cases_outside(definition), _cases_outside(derivative)
    if isinstance(definition, Where) and isinstance(derivative, Where):
        if definition.condition != derivative.condition:
            return None
        then = _through(definition.then, derivative.then, variable)
        otherwise = _through(definition.otherwise, derivative.otherwise, variable)
        if then is None or otherwise is None:
            return None
        return Where(definition.condition, then, otherwise)
    if contains(derivative, (Where, Compare)):
        return None
    for change in (lambda e: e, exp):
        told = _eliminated(change(definition), derivative, variable, change(OUTPUT[()]))
        if told is not None:
            return told
    return None


def _cases_outside(expression: Expr) -> Expr:
    """`a*where(c, f, g)` as `where(c, a*f, a*g)`, also for a sum with one part in cases."""
    parts = expression.args if isinstance(expression, (Add, Mul)) else ()
    cases = [part for part in parts if isinstance(part, Where)]
    if len(cases) != 1:
        return expression
    others = [part for part in parts if part is not cases[0]]
    then = expression.func(cases[0].then, *others)
    return Where(cases[0].condition, then, expression.func(cases[0].otherwise, *others))


def _eliminated(definition: Expr, derivative: Expr, variable: Entry, output: Expr) -> Expr | None:
    atoms = Atoms()
    y, d = Dummy("y", real=True), Dummy("D", real=True)
    forward, slope = atoms.rational(definition), atoms.rational(derivative)
    varying = [
        (atom, symbol) for atom, symbol in atoms.symbols.items() if variable in atom.atoms(Entry)
    ]
    generator = _generator([atom for atom, _ in varying])
    if generator is None:
        return None
    g = Dummy("g", real=True)
    powers = {symbol: g ** _power_of(atom, generator) for atom, symbol in varying}
    forward, slope = replace_entries(forward, powers), replace_entries(slope, powers)
    try:
        eliminated = resultant(numerator(y, forward), numerator(d, slope), g)
        factors = factor_list(eliminated)[1]
    except PolynomialError:
        return None
    for part, _ in factors:
        polynomial = Poly(part, d)
        if polynomial.degree() == 1:
            slope_, offset = polynomial.all_coeffs()
            told = factor(-offset / slope_)
            if fraction(told)[1].free_symbols <= {y}:  # a constant below the line could be 0
                return atoms.back(replace_entries(_told(told), {y: output}))
    return None


def numerator(left: Expr, right: Expr) -> Expr:
    """The polynomial that is zero where `left = right`, common factors of the fraction cancelled.

    What a fraction hides, e.g. (g^2 - 1)/(g - 1), would add a solution that is none.
    """
    above, below = fraction(cancel(right))
    return (left * below - above).expand()


def _told(expression: Expr) -> Expr:
    """The expanded form where it is short (1 - y^2), else the factored one (y(1 - y))."""
    if isinstance(expression, Mul) and any(isinstance(p, Add) for p in expression.args):
        expanded = expression.expand()
        if isinstance(expanded, Add) and any(term.is_number for term in expanded.args):
            return expanded
        negative = [p for p in expression.args if p == -1]
        sums = [p for p in expression.args if isinstance(p, Add)]
        if negative and sums:
            rest = [p for p in expression.args if p not in (negative[0], sums[0])]
            return Mul(*rest, -sums[0])
    return expression


def _generator(atoms: list[Expr]) -> Expr | None:
    """One atom of which all are whole powers: the common exponential, or the only atom."""
    if not atoms:
        return None
    if len(atoms) == 1:
        return None if isinstance(atoms[0], Entry) else atoms[0]
    if not all(isinstance(atom, exp) for atom in atoms):
        return None
    pairs = [atom.args[0].as_coeff_Mul() for atom in atoms]
    if len({base for _, base in pairs}) != 1:
        return None
    scale = reduce(_common, (abs(Rational(factor_)) for factor_, _ in pairs))
    return exp(scale * pairs[0][1])


def _common(one: Rational, other: Rational) -> Rational:
    return Rational(gcd(one.p * other.q, other.p * one.q), one.q * other.q)


def _power_of(atom: Expr, generator: Expr) -> Expr:
    if atom == generator:
        return Integer(1)
    return atom.args[0] / generator.args[0]
