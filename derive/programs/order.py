"""The order in which a person writes the terms of a sum and the factors of a product."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Pow, Rational, S

from derive.notation.expression import Compare, IndexSum, Where, tensors_in
from derive.notation.tensor import Entry, Role

LONG = 10**6


def terms_of(total: Add) -> tuple[Expr, ...]:
    """The terms: first what is added, then what is taken away."""
    return tuple(
        sorted(total.args, key=lambda term: (is_negative(term), _term_rank(term), str(term)))
    )


def is_negative(term: Expr) -> bool:
    """Whether a term is written with a minus sign."""
    return bool(term.as_coeff_Mul()[0].is_negative)


def factors_of(product: Expr) -> tuple[Expr, ...]:
    """The factors: error signals, then what they are multiplied by, simple before composed."""
    return tuple(sorted(Mul.make_args(product), key=lambda factor: (_rank(factor), str(factor))))


def fraction_of(product: Expr) -> tuple[Rational, tuple[Expr, ...], tuple[Expr, ...]]:
    """A product as a rational number, the factors above the bar, and those below it."""
    number, rest = product.as_coeff_Mul()
    above, below = [], []
    for factor in factors_of(rest):
        if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp.is_negative:
            below.append(Pow(factor.base, -factor.exp))
        elif factor != S.One:
            above.append(factor)
    return number, tuple(above), tuple(below)


def numbers_in(above: tuple[Expr, ...], below: tuple[Expr, ...]) -> Expr:
    """The product of what is a number without being rational: sqrt(2), pi."""
    top = Mul(*(factor for factor in above if factor.is_number))
    return top / Mul(*(factor for factor in below if factor.is_number))


def split(coefficient: Rational) -> tuple[Expr, Expr]:
    """A positive coefficient as what is multiplied by and what is divided by."""
    is_halving = coefficient.q & (coefficient.q - 1) == 0
    is_long = max(coefficient.p, coefficient.q) > LONG
    if is_long or (not is_halving and 10**9 % coefficient.q == 0):
        return coefficient, S.One
    return Integer(coefficient.p), Integer(coefficient.q)


def _term_rank(term: Expr) -> int:
    if term.is_number:
        return 0
    return 1 if any(isinstance(part, IndexSum) for part in Mul.make_args(term)) else 2


def _rank(factor: Expr) -> int:
    roles = {tensor.role for tensor in tensors_in(factor)}
    if factor.is_number:
        return 0
    if Role.GRADIENT in roles:
        return 1 if isinstance(factor, Entry) else 2
    if isinstance(factor, Add):
        return 3 if Role.TARGET in roles else 7
    if isinstance(factor, Entry):
        return 4
    return 8 if isinstance(factor, (Compare, Where)) else 6
