"""Terms of a sum: their signs, parentheses around them, terms too many and too few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.judging.edits import ONE, TWO, Edit, WrongLine, factors_of, over
from derive.judging.surgery import Spot, negative, times
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    Constant,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Term,
    Times,
)

WIDEST = 4  # terms in lost parentheses
Signed = tuple[tuple[int, Term], ...]


def term_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    whole = wrong.right
    holds_error = any(
        isinstance(spot.term, Plus) and spot.path and is_error_like(wrong, spot.term)
        for spot in wrong.spots
    )
    code, penalty = code_of_sign(wrong, whole), 1 if holds_error else 0
    yield Edit(code, (), negative(whole), whole.span, penalty=penalty)
    yield from _regularised(wrong)
    yield from _terms_put_in(wrong)
    for spot in wrong.spots:
        match spot.term:
            case Plus(parts=parts) if len(parts) > 1:
                yield from _signs(wrong, spot, spot.term)
                yield from _left_out(wrong, spot, spot.term)
                yield from _grouped(spot, spot.term)
            case Times() | Over() | MatrixProduct():
                yield from _multiplied_out(spot)
        if isinstance(spot.term, Part) and spot.parents and not slots_of(spot.term):
            rest = Plus(((1, ONE), (-1, spot.term)), span=spot.term.span)
            span, is_gate = spot.term.span, spot.term.quantity in wrong.roles.gates
            code = "gate-complement" if is_gate else "wrong-form"
            less = 0 if is_gate else 5
            yield Edit(code, spot.path, rest, span, it=rest, was=spot.term, penalty=less)
        if len(spot.parents) and _is_complement(wrong, spot.term):
            assert isinstance(spot.term, Plus), "a complement is a difference"
            gate, span = spot.term.parts[1][1], spot.term.span
            yield Edit("gate-complement", spot.path, gate, span, it=gate, was=spot.term)


def _is_complement(wrong: WrongLine, term: Term) -> bool:
    """Whether a term is 1 - g of a gate g."""
    match term:
        case Plus(parts=((1, one), (-1, Part(quantity=quantity)))):
            return one == ONE and quantity in wrong.roles.gates
        case _:
            return False


def code_of_sign(wrong: WrongLine, term: Term) -> str:
    """What it is called when the sign of a whole side or product is the other one."""
    if any(wrong.is_rate(part) for part in every(term)):
        return "update-sign"
    if _is_of_log(wrong, term):
        return "log-sign-lost"
    return "error-sign" if wrong.is_of_cost else "inner-sign-lost"


def _is_of_log(wrong: WrongLine, term: Term) -> bool:
    """Whether a term divides by what the cost takes the logarithm of: t/p."""
    quotients = [part for part in every(term) if isinstance(part, Over)]
    return any(
        isinstance(part.below, Part) and part.below.quantity.name in wrong.roles.logged
        for part in quotients
    )


def _signs(wrong: WrongLine, spot: Spot, plus: Plus) -> Iterator[Edit]:
    span = plus.span
    if spot.path:
        code = "error-sign" if is_error_like(wrong, plus) else "inner-sign-lost"
        yield Edit(code, spot.path, negative(plus), span)
    for at, (sign, part) in enumerate(plus.parts):
        new = replace(plus, parts=(*plus.parts[:at], (-sign, part), *plus.parts[at + 1 :]))
        code = "log-sign-lost" if _is_of_log(wrong, part) else "inner-sign-lost"
        code = "update-sign" if any(wrong.is_rate(one) for one in every(part)) else code
        yield Edit(code, spot.path, new, part.span, it=part)


def is_error_like(wrong: WrongLine, plus: Plus) -> bool:
    """Whether a sum is the difference of a target and what is not one."""
    with_target = [wrong.holds_target(part) for _, part in plus.parts]
    return sum(with_target) == 1 and not any(part == ONE for _, part in plus.parts)


def _left_out(wrong: WrongLine, spot: Spot, plus: Plus) -> Iterator[Edit]:
    for at, (_, part) in enumerate(plus.parts):
        parts = (*plus.parts[:at], *plus.parts[at + 1 :])
        lone = len(parts) == 1 and parts[0][0] > 0
        new: Term = parts[0][1] if lone else replace(plus, parts=parts)
        code = "regulariser-on-bias" if wrong.holds_penalty(part) else "extra-term"
        yield Edit(code, spot.path, new, part.span, was=part, penalty=0 if at else 1)


def _regularised(wrong: WrongLine) -> Iterator[Edit]:
    """The slope of the regulariser, put in."""
    slope, roles = wrong.slope, wrong.roles
    if slope is None or not wrong.is_of_cost or not roles.penalties:
        return
    at, whole = slope.by, wrong.right
    scalars = [one for one in roles.model.quantities if one.name in roles.penalties]
    for scalar in scalars:
        weight = Part(scalar, ())
        for term in (times(weight, at), times(TWO, weight, at), over(times(weight, at), TWO)):
            new = Plus((*parts_of(whole), (1, term)), span=whole.span)
            less = 9 * wrong.holds_penalty(whole)
            yield Edit("regulariser-missing", (), new, whole.span, it=term, penalty=less)


def _terms_put_in(wrong: WrongLine) -> Iterator[Edit]:
    """A term of a sum in the forward equations, put in with either sign."""
    whole = wrong.right
    terms = [
        part
        for one in wrong.roles.model.definitions
        for inner in every(one.value)
        if isinstance(inner, Plus) and len(inner.parts) > 1
        for _, part in inner.parts
        if not isinstance(part, Constant)
    ]
    for term in dict.fromkeys(terms):
        if not slots_of(term) and free_letters(term) <= set(wrong.letters):
            for sign in (1, -1):
                new = Plus((*parts_of(whole), (sign, term)), span=whole.span)
                yield Edit("missing-term", (), new, whole.span, it=term)


def parts_of(term: Term) -> Signed:
    """The signed terms of a sum."""
    return term.parts if isinstance(term, Plus) else ((1, term),)


def _grouped(spot: Spot, plus: Plus) -> Iterator[Edit]:
    """Parentheses around neighbours: a + b c as (a + b) c, c a + b as c (a + b)."""
    signed = plus.parts
    for start in range(len(signed)):
        for end in range(start + 2, min(len(signed), start + WIDEST) + 1):
            group = signed[start:end]
            for made in (*_by_last(group), *_by_first(group), *_by_fraction(group)):
                parts = (*signed[:start], *parts_of(made), *signed[end:])
                lone = len(parts) == 1 and parts[0][0] > 0
                new: Term = parts[0][1] if lone else Plus(parts, span=plus.span)
                less = 3 * _starts_with_number(group[0][1])  # 1/2 - x is meant mostly
                yield Edit("parentheses-lost", spot.path, new, plus.span, it=new, penalty=less)
    if len(signed) == 2:
        (one, first), (other, second) = signed
        inner = Plus(((1, ONE), (one * other, second)))
        new = times(first, inner) if one > 0 else negative(times(first, inner))
        span = plus.span
        yield Edit("parentheses-lost", spot.path, new, span, it=new, penalty=1)


def _starts_with_number(term: Term) -> bool:
    """Whether a term starts with a number, or is one over something."""
    first = factors_of(term)[0]
    if isinstance(first, Over) and first.above == ONE and first is term:
        return True
    return all(isinstance(part, Constant | Over) for part in every(first))


def _by_last(group: Signed) -> Iterator[Term]:
    """The trailing factors of the last term for the whole group."""
    sign, last = group[-1]
    match last:
        case MatrixProduct(left=left, right=right):
            yield MatrixProduct(Plus((*group[:-1], (sign, left))), right, span=last.span)
        case Times(parts=parts):
            for at in range(1, len(parts)):
                inner = Plus((*group[:-1], (sign, times(*parts[:at]))))
                yield times(inner, *parts[at:])
        case Over(above=above, below=below):
            yield Over(Plus((*group[:-1], (sign, above))), below, span=last.span)


def _by_first(group: Signed) -> Iterator[Term]:
    """The leading factors of the first term for the whole group."""
    sign, first = group[0]
    rest = tuple((sign * own, part) for own, part in group[1:])
    for before, inner in _split(first):
        made = before(Plus(((1, inner), *rest)))
        yield made if sign > 0 else negative(made)


def _split(term: Term) -> Iterator[tuple[_Around, Term]]:
    match term:
        case MatrixProduct(left=left, right=right):
            yield _Around(matrix=left), right
            for around, inner in _split(left):
                yield around, MatrixProduct(inner, right)
        case Times(parts=parts):
            for at in range(1, len(parts)):
                yield _Around(factors=parts[:at]), times(*parts[at:])


class _Around:
    """What stands in front of a group."""

    def __init__(self, factors: tuple[Term, ...] = (), matrix: Term | None = None) -> None:
        self.factors, self.matrix = factors, matrix

    def __call__(self, term: Term) -> Term:
        if self.matrix is not None:
            return MatrixProduct(self.matrix, term)
        return times(*self.factors, term)


def _by_fraction(group: Signed) -> Iterator[Term]:
    """A fraction's denominator for the whole group."""
    sign, first = group[0]
    if isinstance(first, Over):
        yield Over(Plus(((sign, first.above), *group[1:])), first.below, span=first.span)


def _multiplied_out(spot: Spot) -> Iterator[Edit]:
    """Parentheses taken away: c (a + b) as c a + b, (a + b) c as a + b c."""
    span, code = spot.term.span, "parentheses-lost"
    match spot.term:
        case Times(parts=parts):
            for at, part in enumerate(parts):
                if isinstance(part, Plus) and len(part.parts) > 1:
                    others = (*parts[:at], *parts[at + 1 :])
                    for number in range(len(part.parts)):
                        yield Edit(code, spot.path, _apart(part, others, number), span, penalty=2)
        case MatrixProduct(left=left, right=Plus() as plus) if len(plus.parts) > 1:
            signed = tuple((s, MatrixProduct(left, part)) for s, part in plus.parts)
            for at, one in enumerate(plus.parts):
                kept = (*signed[:at], one, *signed[at + 1 :])
                yield Edit(code, spot.path, Plus(kept, span=span), span, penalty=2)
        case MatrixProduct(left=Times() as scaled, right=right):
            yield from _scaled(spot, scaled, right)


def _apart(plus: Plus, others: tuple[Term, ...], number: int) -> Term:
    """A product with a sum multiplied out, but for one of the sum's terms."""
    parts = tuple(
        (sign, part if at == number else times(*others, part))
        for at, (sign, part) in enumerate(plus.parts)
    )
    return Plus(parts, span=plus.span)


def _scaled(spot: Spot, scaled: Times, right: Term) -> Iterator[Edit]:
    """A number in front of a sum of matrices that belongs to one of them."""
    for at, part in enumerate(scaled.parts):
        if isinstance(part, Plus) and len(part.parts) > 1:
            others = (*scaled.parts[:at], *scaled.parts[at + 1 :])
            for number in range(len(part.parts)):
                inner = _apart(part, others, number)
                new = MatrixProduct(inner, right, span=spot.term.span)
                yield Edit("parentheses-lost", spot.path, new, spot.term.span)
