"""Told through the output, entry by entry: what the forward pass computed has a name."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, Expr, Integer, Mul, Poly, Pow, cos, erf, exp, log, resultant, sin, tanh

from derive.calculus.elimination import numerator
from derive.calculus.rational import Atoms
from derive.notation.canonical import matching
from derive.notation.expression import (
    Apply,
    Equation,
    IndexSum,
    contains,
    free_indices,
    rebuilt,
    substitute,
)
from derive.notation.index import SizeOf
from derive.notation.tensor import Entry

NAMED = (Pow, exp, log, tanh, erf, sin, cos, Apply)


def told_through(expression: Expr, equation: Equation) -> Expr:
    """An expression told through y[k], which a forward equation y[k] = R defines.

    What is R itself, or a power of it, is named (tanh, a root). From R, rational
    in g = exp(u[k]), follows g in terms of y[k], and every exp(u) of the
    expression at other indices is replaced alike (softmax: e^z_k = y_k S). This
    is left undone where it would divide by what may be 0, as in y = w*exp(x).
    """
    expression = named_again(expression, equation)
    if not contains(expression, exp):
        return expression
    for change in (lambda e: e, exp):
        solved = _solved_generator(equation, change)
        if solved is not None:
            inside, value = solved
            return _replaced_exponentials(expression, equation, inside, value)
    return expression


def named_again(expression: Expr, equation: Equation) -> Expr:
    """An expression where the equation's right side, or a whole power of it, is named."""
    if not isinstance(equation.right, NAMED) or isinstance(expression, Entry):
        return expression
    named = _power_of_left(expression, equation)
    if named is not None:
        return named
    if not expression.args:
        return expression
    return rebuilt(expression, (named_again(part, equation) for part in expression.args))


def _power_of_left(expression: Expr, equation: Equation) -> Expr | None:
    """An expression that is a whole power of an equation's right side, by its left side."""
    if type(expression) is not type(equation.right):
        return None
    power: Expr = Integer(1)
    pattern, met = equation.right, expression
    if isinstance(pattern, Pow):
        power = met.exp / pattern.exp
        pattern, met = pattern.base, met.base
    places = matching(pattern, met) if power.is_Integer else None
    if places is None or not free_indices(equation.left) <= places.keys():
        return None  # one value under many names, as a row that is the same for all samples
    return substitute(equation.left, places) ** power


def _solved_generator(
    equation: Equation, change: Callable[[Expr], Expr]
) -> tuple[Expr, Expr] | None:
    """The exponent u[k] in R and exp(u[k]) as an expression in y[k]."""
    right, left = change(equation.right), change(equation.left)
    atoms = Atoms()
    rational = atoms.rational(right)
    exponentials = [atom for atom in atoms.symbols if isinstance(atom, exp)]
    if len(exponentials) != 1:
        return None
    generator = exponentials[0]
    g = atoms.symbols[generator]
    y = atoms.symbol(left)
    polynomial = Poly(numerator(y, rational), g)
    if polynomial.degree() != 1:
        return None
    slope, offset = polynomial.all_coeffs()
    if not is_never_zero(atoms.back(resultant(slope, offset, y))):
        return None
    return generator.args[0], atoms.back(-offset / slope)


def is_never_zero(expression: Expr) -> bool:
    """Whether an expression is a product of numbers and of sums of exponentials."""
    if isinstance(expression, Mul):
        return all(is_never_zero(factor) for factor in expression.args)
    if isinstance(expression, Pow):
        return is_never_zero(expression.base)
    if isinstance(expression, IndexSum):
        return is_never_zero(expression.body)
    is_number = bool(expression.is_number) and not expression.is_zero
    return is_number or isinstance(expression, (exp, SizeOf))


def _replaced_exponentials(expression: Expr, equation: Equation, inside: Expr, value: Expr) -> Expr:
    if isinstance(expression, IndexSum):
        # The forward sums themselves (softmax's denominator) stay, in the equation's letters.
        for forward in _sums_in(equation.right):
            places = matching(forward, expression)
            if places is not None:
                return substitute(forward, places)
    if isinstance(expression, exp):
        terms = expression.args[0]
        product: Expr = Integer(1)
        for term in terms.args if isinstance(terms, Add) else (terms,):
            product *= _one_exponential(term, inside, value)
        return product
    if not expression.args or isinstance(expression, Entry):
        return expression
    return rebuilt(
        expression,
        (_replaced_exponentials(part, equation, inside, value) for part in expression.args),
    )


def _sums_in(expression: Expr) -> list[Expr]:
    """The sums of an expression, those inside other sums left out."""
    if isinstance(expression, IndexSum):
        return [expression]
    return [found for part in expression.args for found in _sums_in(part)]


def _one_exponential(term: Expr, inside: Expr, value: Expr) -> Expr:
    """exp(term), told through the output if term is the generator's exponent or its negative."""
    for sign in (1, -1):
        places = matching(inside, sign * term)
        if places is not None and free_indices(value) <= places.keys():
            return substitute(value, places) ** sign
    return exp(term)
