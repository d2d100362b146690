"""Factors left out, quotients turned upside down, other powers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.judging.edits import ONE, TWO, Edit, WrongLine, factors_of, over, without
from derive.judging.scalars import HALF, is_number, is_scale, mean_codes, scalars_in
from derive.judging.surgery import Spot, times
from derive.notation.index import SizeOf
from derive.reading.shapes import slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Constant,
    Counted,
    Derivative,
    Function,
    Holds,
    Kronecker,
    Over,
    Part,
    Plus,
    Power,
    Term,
    Times,
)

_SQRT = Function("sqrt")


def quotient_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        yield from _left_out(wrong, spot)
        yield from _quotients(wrong, spot)
        yield from _powers(wrong, spot)


def _left_out(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """Every factor of a product, above and below."""
    match spot.term:
        case Times(parts=parts):
            for at, part in enumerate(parts):
                yield _dropped(wrong, spot, without(spot.term, at), part)
        case Over(above=above, below=below):
            for at, part in enumerate(factors_of(above)):
                if part != ONE:
                    yield _dropped(wrong, spot, over(without(above, at), below), part)
            for at, part in enumerate(factors_of(below)):
                new = over(above, without(below, at))
                yield _divisor_dropped(wrong, spot, new, part)


def _dropped(wrong: WrongLine, spot: Spot, new: Term, part: Term) -> Edit:
    code, penalty = "extra-factor", 0
    quantity = wrong.by_name(part)
    inner = [one.inside for one in wrong.roles.activations]
    sizes = [one.axis for p in every(part) for one in _sizes(p)]
    if part == TWO:
        code = "regulariser-doubled" if wrong.holds_penalty(spot.term) else "extra-factor-two"
    elif part in (HALF, Constant(Fraction(1, 2))):
        code = "factor-two-lost"
    elif isinstance(part, Over) and sizes and is_number(part, wrong):
        code = mean_codes(wrong, sizes[0])[1]
    elif wrong.is_rate(part):
        code = "update-sign"
    elif quantity in inner and quantity is not None and holds_slope(spot.term):
        code = "derivative-times-pre-activation"
    elif wrong.is_by_bias and quantity is not None and isinstance(part, Part):
        code = "bias-times-input"
    elif isinstance(part, Kronecker):
        code, penalty = "extra-factor", 3
    return Edit(code, spot.path, new, part.span, was=part, it=part, penalty=penalty)


def holds_slope(term: Term) -> bool:
    """Whether the derivative of a function stands in a term."""
    calls = [part for part in every(term) if isinstance(part, Call | Holds | Derivative)]
    primed = any(not isinstance(one, Call) or one.function.order for one in calls)
    return primed or any(isinstance(part, Plus) for part in every(term))


def _divisor_dropped(wrong: WrongLine, spot: Spot, new: Term, part: Term) -> Edit:
    code = "extra-factor"
    if part == TWO:
        code = "factor-two-lost"
    elif _sizes(part):
        code = mean_codes(wrong, _sizes(part)[0].axis)[1]
    return Edit(code, spot.path, new, part.span, was=part, it=part)


def _sizes(term: Term) -> list[SizeOf]:
    if not isinstance(term, Counted):
        return []
    return [one for one in term.position.free_symbols if isinstance(one, SizeOf)]


def _quotients(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """A quotient with its denominator squared, or multiplied; a factor that should divide."""
    term, span = spot.term, spot.term.span
    match term:
        case Over(above=above, below=below):
            square = Power(below, TWO, span=below.span)
            new = Over(above, square, span=span)
            yield Edit("quotient-rule-without-square", spot.path, new, span, it=square)
            slope = holds_slope(below) and not isinstance(below, Power)
            code = "inverse-derivative" if slope else "extra-factor"
            product = times(above, below) if above != ONE else below
            yield Edit(code, spot.path, product, span, it=below, was=below, penalty=1)
            parts = factors_of(below)
            if len(parts) > 1:
                for at, part in enumerate(parts):
                    turned = over(times(above, part), without(below, at))
                    yield Edit(code, spot.path, turned, span, it=part, was=part, penalty=2)
        case Times(parts=parts):
            for at, part in enumerate(parts):
                if isinstance(part, Part) and not slots_of(part):
                    quotient = Over(without(term, at), part, span=span)
                    code = _code_of_inverse(wrong, part)
                    yield Edit(code, spot.path, quotient, part.span, it=part, was=part, penalty=1)


def _code_of_inverse(wrong: WrongLine, part: Part) -> str:
    """A factor that should divide: d log p."""
    is_of_log = wrong.roles.has_log_loss and wrong.by == part.quantity
    return "log-derivative-as-value" if is_of_log else "factor-inverted"


def _code_of_power(wrong: WrongLine, base: Term) -> str:
    """What a wrong power is called: 1 - h for 1 - h^2 is a wrong closed form."""
    closed = {one.out for one in wrong.roles.activations if one.kind or one.function is not None}
    return "wrong-closed-form" if wrong.by_name(base) in closed else "power-rule"


def _powers_lost(spot: Spot, term: Power, value: Fraction) -> Edit:
    """The factor n of n u^(n-1), put in."""
    new = times(Constant(value + 1), term)
    return Edit("power-rule", spot.path, new, term.span, it=new, was=term)


def _raised(spot: Spot, term: Term, base: Term, value: Fraction) -> Edit:
    """Another power of the same base."""
    new = base if value == 1 else Power(base, Constant(value), span=term.span)
    return Edit("power-rule", spot.path, new, term.span, it=new, was=term)


def _powers(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    term, span = spot.term, spot.term.span
    has_scale = any(map(is_scale, scalars_in(wrong)))
    if isinstance(term, Power) and isinstance(term.exponent, Constant):
        yield _powers_lost(spot, term, term.exponent.value)
    match term:
        case Power(base=Counted() as base, exponent=Constant(value=value)) if value == 2:
            codes = [mean_codes(wrong, one.axis)[1] for one in _sizes(base)]
            code = codes[0] if codes else "extra-factor"
            yield Edit(code, spot.path, base, span, it=base, was=term)
        case Power(base=base, exponent=Constant(value=value)) if value == 2:
            code = _code_of_power(wrong, base)
            yield Edit(code, spot.path, base, span, it=base, was=term, penalty=8)
            yield _raised(spot, term, base, value + 1)
        case Power(base=base, exponent=Constant(value=value)):
            for step in (-1, 1):
                yield _raised(spot, term, base, value + step)
        case Counted() if has_scale and any(
            isinstance(parent, Over) for parent in spot.parents[-2:]
        ):
            root = Call(_SQRT, term, span=span)
            scale = "attention-scale-without-root"
            yield Edit(scale, spot.path, root, span, it=root, was=term)
        case Part(places=places):
            if (
                has_scale
                and not places
                and any(isinstance(parent, Over) for parent in spot.parents[-2:])
            ):
                root = Call(_SQRT, term, span=span)
                yield Edit("attention-scale-without-root", spot.path, root, span, it=root)
            new = Power(term, TWO, span=span)
            code = _code_of_power(wrong, term)
            yield Edit(code, spot.path, new, span, it=new, was=term, penalty=9)
