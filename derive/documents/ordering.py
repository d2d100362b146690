"""The order in which a lecturer writes the terms of a sum and the factors of a product.

SymPy's own order means nothing to a reader. A product runs from the error
(y' - y) over δ, w, and f'(z) to the signals, sums last; in a sum the first
term is positive, sums come before single entries, the loss before penalties.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, Mul, Pow, exp

from derive.documents.spellings import PREFIXED
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Partial,
    Where,
    contains,
    tensors_in,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry, Role

Key = tuple[object, ...]
PLACES = {
    Role.CONSTANT: 20,
    Role.GRADIENT: 50,
    Role.TANGENT: 55,
    Role.PARAMETER: 60,
    Role.STATE: 61,
    Role.NOISE: 68,
    Role.SIGNAL: 70,
    Role.INPUT: 70,
    Role.PREACTIVATION: 70,
    Role.TARGET: 72,
    Role.PREDICTION: 74,
    Role.LOSS: 76,
    Role.COST: 76,
}


def factors_in_order(factors: Iterable[Expr]) -> list[Expr]:
    """Factors as they stand beside each other."""
    return sorted(factors, key=_factor_key)


def terms_in_order(terms: Iterable[Expr]) -> list[Expr]:
    """Terms as they follow each other, with their signs."""
    found = list(terms)
    numbers_last = any(_is_linear(term) for term in found if not is_negative(term))
    return sorted(found, key=lambda term: _term_key(term, numbers_last=numbers_last))


def is_negative(term: Expr) -> bool:
    """Whether a term carries a minus sign in front."""
    if term.is_number:
        return bool(term < 0)
    if isinstance(term, IndexSum):
        return is_negative(term.body)
    if not isinstance(term, Mul):
        return False
    return sum(_carries_minus(part) for part in term.args) % 2 == 1


def _carries_minus(part: Expr) -> bool:
    return bool(part < 0) if part.is_number else isinstance(part, IndexSum) and is_negative(part)


def negated(term: Expr) -> Expr:
    """A negative term without its minus sign, wherever that stands."""
    if isinstance(term, IndexSum):
        return IndexSum(negated(term.body), term.index)
    if isinstance(term, Mul):
        for part in term.args:
            if isinstance(part, IndexSum) and is_negative(part):
                return Mul(*(negated(one) if one is part else one for one in term.args))
    return -term


def unsigned(term: Expr) -> Expr:
    """A product in which pairs of minus signs are gone: -2 sum(-x) is 2 sum(x)."""
    carriers = [part for part in term.args if _carries_minus(part)]
    if not isinstance(term, Mul) or len(carriers) < 2:
        return term
    return Mul(*(negated(part) if part in carriers else part for part in term.args))


def is_error(expression: Expr) -> bool:
    """Whether a sum compares a prediction with its target."""
    roles = {tensor.role for tensor in tensors_in(expression)}
    return isinstance(expression, Add) and Role.TARGET in roles


def _factor_key(factor: Expr) -> Key:
    base = factor.base if isinstance(factor, Pow) else factor
    return (_place(base), *_name_key(base), str(factor))


def _place(base: Expr) -> int:
    match base:
        case Entry():
            return (
                45
                if base.tensor.role is Role.GRADIENT and not base.indices
                else PLACES[base.tensor.role]
            )
        case SizeOf() | Index():
            return 10
        case Delta():
            return 96
        case IndexSum() | IndexMax():
            return 99
        case Partial():
            return 94 if not _is_of_cost(base) else 40
        case Compare() | FirstMax():
            return 80
        case Where():
            return 85
        case Apply():
            return 65 if base.function.order else 78
        case Add():
            return 30 if is_error(base) else 90
        case exp():
            return 77
        case _ if base.func in PREFIXED:
            return 91
        case _:
            return 0 if base.is_number else 79


def _is_of_cost(partial: Partial) -> bool:
    of = partial.of
    return isinstance(of, Entry) and of.tensor.role in {Role.COST, Role.LOSS} and not of.indices


def _name_key(base: Expr) -> Key:
    if isinstance(base, Entry):
        layer = base.tensor.layer
        return (-1 if layer is None else layer, base.tensor.name, len(str(base)))
    return (-1, "", 0)


def _term_key(term: Expr, *, numbers_last: bool) -> Key:
    negative = is_negative(term)
    if term.is_number:
        return (negative, 95 if numbers_last else 0, str(term))
    roles = {tensor.role for tensor in tensors_in(term)}
    if isinstance(term, Entry) and term.tensor.role in {Role.LOSS, Role.COST}:
        return (negative, 1, str(term))
    if contains(term, Partial):
        inner = 3 if isinstance(term, Partial) else 2
    elif Role.GRADIENT in roles:
        inner = 4 if not contains(term, IndexSum) else 5
    elif contains(term, IndexSum):
        inner = 6
    else:
        inner = 7
    factors = term.args if isinstance(term, Mul) else (term,)
    last = max((_factor_key(factor) for factor in factors), key=str)
    has_sum = any(isinstance(factor, Add) for factor in factors)
    return (negative, inner, has_sum, len(factors), last)


def _is_linear(term: Expr) -> bool:
    parts = term.args if isinstance(term, Mul) else (term,)
    return all(part.is_number or isinstance(part, Entry) for part in parts) and not term.is_number
