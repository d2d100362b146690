"""Factors put in, left out, turned upside down or raised to a power."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from derive.judging.edits import ONE, TWO, Edit, WrongLine, factors_of, led, over, slopes
from derive.judging.matrix_edits import chain, product_of
from derive.judging.roles import placed
from derive.judging.scalars import HALF, axes_in, code_of_scalar, mean_codes, scalars_in
from derive.judging.surgery import Spot, times
from derive.notation.index import SizeOf
from derive.reading.shapes import Slots, slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    Constant,
    Counted,
    Fold,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
    Transposed,
)

DEEPEST = 2  # where scalars are put in


def factor_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.products:
        depth = len(spot.path)
        yield from _slopes_put_in(wrong, spot, depth)
        yield from _numbers_put_in(wrong, spot, depth)
        yield from _quantities_put_in(wrong, spot, depth)


def _slopes_put_in(wrong: WrongLine, spot: Spot, depth: int) -> Iterator[Edit]:
    siblings = _siblings(spot)
    for group, around in _groups(spot.term):
        slots = slots_of(group) or _root_slots(wrong, depth)
        for activation in wrong.roles.activations:
            for found, _, pre in slopes(activation, spot.letters, slots):
                if pre is not None and wrong.by_name(bare(group)) == pre.quantity:
                    continue  # z [z > 0] is h
                code, penalty = "missing-activation-derivative", min(depth, 3)
                if set(factors_of(found)) & siblings:
                    penalty += 4
                if _is_error_of_other_loss(wrong, spot, pre):
                    code = "cross-entropy-delta-with-mse"
                is_sum = isinstance(factors_of(group)[-1], Fold)
                new = around(times(found, group) if is_sum else times(group, found))
                yield Edit(code, spot.path, new, spot.term.span, it=found, penalty=penalty)


def _siblings(spot: Spot) -> set[Term]:
    """The factors of the other terms of the sums in which a product stands."""
    found: set[Term] = set()
    for parent, at in zip(spot.parents, spot.path, strict=True):
        if isinstance(parent, Plus):
            others = [part for n, (_, part) in enumerate(parent.parts) if n != at]
            found |= {factor for one in others for factor in factors_of(one)}
            below = [one.below for one in others if isinstance(one, Over)]
            found |= {factor for one in below for factor in factors_of(one)}
    return found


def _groups(term: Term) -> Iterator[tuple[Term, Callable[[Term], Term]]]:
    """What a factor may belong to: a product, or the last factors of a row of matrices."""
    yield term, lambda made: made
    parts = chain(term)
    for at in range(1, len(parts) - 1):
        before = product_of(parts[:at])
        yield product_of(parts[at:]), partial(MatrixProduct, before)


def bare(term: Term) -> Term:
    """A name without its transpose."""
    return term.of if isinstance(term, Transposed) else term


def _is_error_of_other_loss(wrong: WrongLine, spot: Spot, pre: Part | None) -> bool:
    """Whether a lone y - t is taken as the error signal of a known activation's input."""
    if spot.path or wrong.roles.has_log_loss or wrong.by is None or pre is None:
        return False
    known = [one for one in wrong.roles.activations if one.inside == pre.quantity]
    is_known = any(one.kind in ("sigmoid", "softmax") for one in known)
    return is_known and wrong.by == pre.quantity and is_error(wrong, spot.term)


def is_error(wrong: WrongLine, term: Term) -> bool:
    """Whether a term is y - t up to numbers."""
    match term:
        case Plus(parts=((1, Part() as one), (-1, Part() as other))):
            kinds = [one.quantity.kind == "target", other.quantity.kind == "target"]
            return sum(kinds) == 1
        case Times(parts=parts):
            kept = [part for part in parts if not isinstance(part, Constant | Over)]
            return len(kept) == 1 and is_error(wrong, kept[0])
        case _:
            return False


def _numbers_put_in(wrong: WrongLine, spot: Spot, depth: int) -> Iterator[Edit]:
    """2, 1/2, N, 1/N and the scalars of the forward equations."""
    term, span = spot.term, spot.term.span
    penal = wrong.holds_penalty(term) and not isinstance(term, Plus)
    penalty, siblings = min(depth, 3), _siblings(spot)
    yield Edit("factor-two-lost", spot.path, times(TWO, term), span, it=TWO, penalty=penalty)
    code = "regulariser-doubled" if penal else "extra-factor-two"
    yield Edit(code, spot.path, over(term, TWO), span, it=HALF, penalty=penalty)
    for axis in axes_in(wrong):
        size = Counted(SizeOf(axis))
        lost, more = mean_codes(wrong, axis)
        inverse, new = Over(ONE, size), over(term, size)
        less = penalty + 4 * (size in siblings)
        yield Edit(lost, spot.path, new, span, it=inverse, penalty=less)
        yield Edit(more, spot.path, times(size, term), span, it=size, penalty=penalty)
    for count in wrong.roles.counts:
        number = Part(count, ())
        inverse, new = Over(ONE, number), over(term, number)
        less = penalty + 4 * (number in siblings)
        yield Edit("batch-mean-lost", spot.path, new, span, it=inverse, penalty=less)
        new = times(number, term)
        yield Edit("batch-mean-twice", spot.path, new, span, it=number, penalty=penalty)
    for scalar in scalars_in(wrong):
        new = times(scalar, term)
        less = penalty + 4 * (scalar in siblings or divides(scalar, wrong.right))
        code = code_of_scalar(wrong, scalar)
        yield Edit(code, spot.path, new, span, it=scalar, penalty=less)


def divides(scalar: Term, whole: Term) -> bool:
    """Whether a scalar stands somewhere in a term already: 1/tau that should be squared."""
    return any(part == scalar for part in every(whole))


def _quantities_put_in(wrong: WrongLine, spot: Spot, depth: int) -> Iterator[Edit]:
    slots = slots_of(spot.term)
    for quantity in wrong.roles.model.quantities:
        if quantity.of is not None or quantity == wrong.roles.model.cost:
            continue
        if not quantity.axes:
            if depth <= DEEPEST:
                yield from _scalars_put_in(spot, Part(quantity, ()), depth)
            continue
        for part in placed(quantity, spot.letters, slots or _root_slots(wrong, depth)):
            code = _code_of_missing(wrong, quantity)
            new = led(part, spot.term)
            likely = code == "missing-factor" and quantity in wrong.roles.cofactors
            less = min(depth, 4) - 11 * likely
            yield Edit(code, spot.path, new, spot.term.span, it=part, penalty=less)


def _scalars_put_in(spot: Spot, scalar: Part, depth: int) -> Iterator[Edit]:
    """A scalar as a factor, and as a divisor."""
    term, span = spot.term, spot.term.span
    for it, new in ((scalar, led(scalar, term)), (Over(ONE, scalar), over(term, scalar))):
        yield Edit("missing-factor", spot.path, new, span, it=it, penalty=min(depth, 4))


def _root_slots(wrong: WrongLine, depth: int) -> Slots:
    return wrong.slots if not depth else {}


def _code_of_missing(wrong: WrongLine, quantity: Quantity) -> str:
    roles = wrong.roles
    if roles.is_weight(quantity) and not roles.is_bias(quantity):
        return "gamma-dropped" if len(quantity.axes) < 2 else "weights-dropped"
    return "missing-factor"
