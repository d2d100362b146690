"""Numbers in front: sizes of axes, and scalars that multiply or divide in forward equations."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judging.edits import ONE, TWO, WrongLine, factors_of
from derive.judging.surgery import times
from derive.notation.index import Axis
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Constant,
    Counted,
    Known,
    Over,
    Part,
    Plus,
    Power,
    Term,
    Times,
)

HALF = Over(ONE, TWO)
PLAIN = (Constant, Counted, Known)


def axes_in(wrong: WrongLine) -> list[Axis]:
    """The axes by which something is divided, or summed in the cost."""
    roles = wrong.roles
    own = {axis for quantity in roles.model.quantities for axis in quantity.axes}
    summed = roles.summed_axes
    found = roles.mean_axes | roles.group_axes | summed | (own if not summed else set())
    return sorted(found)


def mean_codes(wrong: WrongLine, axis: Axis) -> tuple[str, str]:
    """What it is called when 1/N is missing, and when it is too many."""
    roles = wrong.roles
    if axis in roles.mean_axes:
        return "batch-mean-lost", "batch-mean-twice"
    if axis in roles.group_axes and roles.is_normalised:
        return "group-size-wrong", "group-size-wrong"
    if axis in roles.group_axes:
        return "batch-mean-lost", "batch-mean-twice"
    return "constant-factor", "batch-mean-for-a-sum"


def scalars_in(wrong: WrongLine) -> list[Term]:
    """Numbers that multiply or divide in the forward equations: 1/sqrt(d), 1/tau, 1 - eps."""
    found: list[Term] = []
    for one in wrong.roles.model.definitions:
        for part in every(one.value):
            found += _scalars_of(part, wrong)
    return list(dict.fromkeys(found))


def _scalars_of(term: Term, wrong: WrongLine) -> Iterator[Term]:
    match term:
        case Over(above=above, below=below):
            divisors = [one for one in factors_of(below) if _is_named(one, wrong)]
            if divisors:
                yield Over(ONE, times(*divisors))
                if is_number(above, wrong) and above != ONE:
                    yield term
        case Times(parts=parts):
            yield from (one for one in parts if _is_named(one, wrong))
        case Power(base=base, exponent=Constant(value=value)) if value < 0:
            if _is_named(base, wrong):
                yield term


def _is_named(term: Term, wrong: WrongLine) -> bool:
    """Whether a number has a name in it: no 2, no N."""
    return is_number(term, wrong) and any(not isinstance(one, PLAIN) for one in factors_of(term))


def is_number(term: Term, wrong: WrongLine) -> bool:
    """Whether a term is made of numbers, extents and given scalars."""
    kinds = (Constant, Counted, Known, Power, Over, Times, Call, Plus)
    return all(
        isinstance(part, kinds)
        or (isinstance(part, Part) and not part.places and wrong.roles.is_given(part.quantity))
        for part in every(term)
    )


def is_scale(term: Term) -> bool:
    """Whether a root stands in a number."""
    return any(
        isinstance(part, Power) or (isinstance(part, Call) and part.function.name == "sqrt")
        for part in every(term)
    )


def code_of_scalar(wrong: WrongLine, scalar: Term) -> str:
    """What it is called when a scalar of the forward equations is missing."""
    if is_scale(scalar):
        return "attention-scale-lost"
    names = {part.quantity for part in every(scalar) if isinstance(part, Part)}
    return "temperature-lost" if names & wrong.roles.temperatures else "missing-factor"
