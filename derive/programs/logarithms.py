"""Logarithms taken apart, so that neither what is under them nor the result loses digits.

Laws: log(bc) = log b + log c for positive b; log exp(a) = a; and, with
e = exp(-|a|) and f of degree d with positive coefficients,
log f(exp(a)) = d max(a, 0) + log of f, or of f reversed, at e.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Poly, Pow, S, exp, log

from derive.notation.expression import IndexSum, Maximum, Minimum, Where
from derive.programs.exponentials import factored, is_right
from derive.programs.numerics import Decay, Log1p, Tiny
from derive.programs.skeleton import Skeleton, generators


def logarithm(argument: Expr) -> Expr:
    """The logarithm of a positive expression, taken apart where a law applies."""
    found = generators(argument)
    if len(found) == 1:
        ((generator, unit),) = found.items()
        return _of_rational(Skeleton(argument, generator, unit))
    return _of_product(argument)


def of_softplus(name: Expr, value: Expr) -> Expr | None:
    """Law: log log(1 + exp(a)) = a + log(log1p(e)/e), e = exp(a), where a < 0.

    Args:
        name: The signal whose logarithm is wanted.
        value: Its stable value; None comes back if that is no log(1 + exp(a)).
    """
    for e in value.atoms(Decay):
        if value == Log1p(e) + Maximum(e.argument, Integer(0)):
            held = Maximum(e, Tiny())
            return Where(is_right(e.argument), log(name), e.argument + log(Log1p(held) / held))
    return None


def is_positive(expression: Expr) -> bool:
    """Whether an expression is positive by its form alone."""
    match expression:
        case exp() | Decay():
            return True
        case IndexSum(body=body):
            return is_positive(body)
        case Add() | Mul():
            return all(is_positive(part) for part in expression.args)
        case Pow():
            return is_positive(expression.base)
    return bool(expression.is_number and expression.is_positive)


def _of_product(argument: Expr) -> Expr:
    apart, rest = S.Zero, S.One
    for factor in Mul.make_args(argument):
        base, power = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        if isinstance(factor, exp):
            apart += factor.args[0]
        elif is_positive(base) and not factor.is_number:
            apart += power * _plain(base)
        else:
            rest *= factor
    return apart + _plain(rest)


def _plain(argument: Expr) -> Expr:
    if isinstance(argument, Add) and argument.as_coeff_Add()[0] == 1:
        return Log1p(argument - 1)
    return log(argument)


def _of_rational(skeleton: Skeleton) -> Expr:
    a = skeleton.exponent
    e = Decay(a)
    parts = factored(skeleton.inside, skeleton.E)
    left, right = Integer(parts.shift), Integer(parts.shift)
    total, rest = S.Zero, skeleton.back(parts.rest, e)
    for poly, power in parts.polynomials:
        if all(coefficient.is_positive for coefficient in poly.coeffs()):
            right += power * poly.degree()
            total += power * _of_polynomial(poly, skeleton, e)
        else:
            rest *= skeleton.back(poly.as_expr(), exp(a)) ** power
    sides = left * Minimum(a, Integer(0)) + right * Maximum(a, Integer(0))
    return (a * left if left == right else sides) + total + _of_product(rest)


def _of_polynomial(poly: Poly, skeleton: Skeleton, e: Expr) -> Expr:
    """The logarithm of f(e), and of f reversed where a >= 0."""
    terms = poly.all_coeffs()
    right = Add(*(coefficient * e**power for power, coefficient in enumerate(terms)))
    left = Add(*(coefficient * e**power for power, coefficient in enumerate(reversed(terms))))
    return _plain(Where(is_right(skeleton.generator), right, left))
