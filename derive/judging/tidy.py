"""Repaired terms as people would write them: what cancels is left out, a sum starts with a plus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from derive.reading.shapes import slots_of
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    Constant,
    Counted,
    Derivative,
    MatrixProduct,
    Over,
    Plus,
    Power,
    Term,
    Times,
    Transposed,
)

ONE = Constant(Fraction(1))


def tidied(term: Term) -> Term:
    """A term of the same value, with what cancels left out."""
    if isinstance(term, Derivative):
        return term
    parts = inside(term)
    inner = tuple(tidied(part) for part in parts)
    if any(new is not old for new, old in zip(inner, parts, strict=True)):
        term = with_inside(term, inner)
    match term:
        case Plus():
            return _sum(term)
        case Times():
            return _product(term)
        case Over():
            return _quotient(term)
        case Transposed(of=Transposed(of=of)):
            return of
        case _:
            return term


def _sum(plus: Plus) -> Term:
    """A sum with its first positive term in front, without a minus before a minus."""
    signed: list[tuple[int, Term]] = []
    for sign, part in plus.parts:
        if isinstance(part, Plus) and (sign > 0 or len(part.parts) == 1):
            signed += [(sign * own, inner) for own, inner in part.parts]
        else:
            signed.append((sign, part))
    if signed[0][0] < 0 and len(signed) == 2 and signed[1][0] > 0:
        signed.reverse()
    if len(signed) == 1 and signed[0][0] > 0:
        return signed[0][1]
    found = tuple(signed)
    return plus if found == plus.parts else replace(plus, parts=found)


def _product(product: Times) -> Term:
    """A product in which N and 1/N are gone, and signs stand in front."""
    factors = [part for part in _flat(product.parts) if part != ONE]
    factors = _numbers_out(factors)
    factors, is_negative = _signs_out(factors)
    for at, part in enumerate(factors):
        if not isinstance(part, Over):
            continue
        for other, factor in enumerate(factors):
            if slots_of(factor):
                continue
            if other != at and _squared(factor) in _factors(part.below):
                rest = _times(_without(part.below, _squared(factor)), factor)
                kept = [Over(part.above, rest) if n == at else f for n, f in enumerate(factors)]
                kept.pop(other)
                return tidied(_signed(_joined(kept, product), is_negative))
            if other != at and factor in _factors(part.below):
                rest = _without(part.below, factor)
                less = part.above if rest == ONE else Over(part.above, rest)
                kept = [less if n == at else f for n, f in enumerate(factors) if n != other]
                return tidied(_signed(_joined(kept, product), is_negative))
    made = _joined(factors, product)
    return product if made == product else _signed(made, is_negative)


def _squared(factor: Term) -> Term:
    """A factor squared."""
    return Power(factor, Constant(Fraction(2)))


def _numbers_out(factors: list[Term]) -> list[Term]:
    """Factors with numbers drawn out of a matrix product, where there is one to cancel them."""
    if not any(isinstance(part, Counted) for part in factors):
        return factors
    found: list[Term] = []
    for part in factors:
        if isinstance(part, MatrixProduct):
            (numbers, left), (more, right) = _number_of(part.left), _number_of(part.right)
            found += [*numbers, *more, replace(part, left=left, right=right)]
        else:
            found.append(part)
    return found


def _number_of(term: Term) -> tuple[list[Term], Term]:
    """The numbers in front of a matrix expression, and what is left."""
    match term:
        case Times(parts=parts):
            numbers = [part for part in parts if not slots_of(part)]
            rest = [part for part in parts if slots_of(part)]
            return numbers, _joined(rest, term)
        case Over(above=above, below=below) if slots_of(above) and not slots_of(below):
            return [Over(ONE, below)], above
        case MatrixProduct(left=left, right=right):
            (numbers, first), (more, second) = _number_of(left), _number_of(right)
            return [*numbers, *more], replace(term, left=first, right=second)
        case _:
            return [], term


def _signs_out(factors: list[Term]) -> tuple[list[Term], bool]:
    is_negative = False
    found: list[Term] = []
    for part in factors:
        if isinstance(part, Plus) and len(part.parts) == 1 and part.parts[0][0] < 0:
            is_negative = not is_negative
            inner = part.parts[0][1]
            found += _flat((inner,))
        else:
            found.append(part)
    return found, is_negative


def _signed(term: Term, is_negative: bool) -> Term:  # noqa: FBT001 - a sign
    return Plus(((-1, term),), span=term.span) if is_negative else term


def _flat(parts: Sequence[Term]) -> list[Term]:
    found: list[Term] = []
    for part in parts:
        found += _flat(part.parts) if isinstance(part, Times) else [part]
    return found


def _joined(factors: list[Term], product: Term) -> Term:
    if not factors:
        return ONE
    return factors[0] if len(factors) == 1 else Times(tuple(factors), span=product.span)


def _quotient(over: Over) -> Term:
    """A quotient of one line, in which equal factors above and below are gone."""
    above, below = over.above, over.below
    if isinstance(above, Over):
        pair = (below, above.below) if isinstance(below, Constant) else (above.below, below)
        return tidied(Over(above.above, _times(*pair), span=over.span))
    if isinstance(below, Over):
        return tidied(Over(_times(above, below.below), below.above, span=over.span))
    for factor in _factors(below):
        if factor in _factors(above):
            above, below = _without(above, factor), _without(below, factor)
    if below == ONE:
        return above
    same = above is over.above and below is over.below
    return over if same else Over(above, below, span=over.span)


def _factors(term: Term) -> list[Term]:
    return _flat((term,))


def _times(one: Term, other: Term) -> Term:
    return _joined([part for part in _flat((one, other)) if part != ONE], one)


def _without(term: Term, factor: Term) -> Term:
    """A product without one factor."""
    factors = _factors(term)
    factors.remove(factor)
    return _joined(factors, term)
