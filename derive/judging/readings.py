"""Other readings that an equality may be meant in: implied sums, layouts, direct derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.notation.index import Index, indices_in
from derive.reading.einstein import summed
from derive.reading.model import Model
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import every, inside, with_inside
from derive.reading.terms import (
    At,
    Derivative,
    Matrix,
    Part,
    Place,
    Quantity,
    Term,
    Transposed,
    Whole,
)
from derive.text import Text

EINSTEIN = Text(
    "right if repeated indices are summed (Einstein's convention)",
    "繰り返す添字について和をとる規約（アインシュタインの縮約）なら正しい",
)
DIRECT = Text(
    "right if the derivative holds all other named quantities (a direct derivative)",
    "ほかの名前付きの量を固定した偏微分（直接の微分）としてなら正しい",
)
LAYOUT = Text(
    "true in the transposed (numerator) layout", "分子レイアウト（転置した並べ方）でなら成り立つ"
)


def other_readings(
    left: Term, right: Term, model: Model
) -> Iterator[tuple[tuple[Term, Term], Text]]:
    """Readings under which an equality may be meant."""
    dangling = free_letters(right) - free_letters(left)
    if dangling:
        yield (left, summed(right, dangling)), EINSTEIN
    one, two = slots_of(left), slots_of(right)
    if len(one) == len(two) == 1 and one != two:
        yield (left, Transposed(right, span=right.span)), LAYOUT
    derivatives = [*_totals(left), *_totals(right)]
    is_worked = any(not isinstance(one.of, Part) for one in derivatives)
    if derivatives and all(_is_explicit(one, model, is_worked=is_worked) for one in derivatives):
        yield (_direct(left, model), _direct(right, model)), DIRECT


def _totals(term: Term) -> Iterator[Derivative]:
    """The derivatives of signals in a term that may be meant as direct ones."""
    if isinstance(term, Derivative):
        is_signal = isinstance(term.of, Part) and bool(term.of.quantity.axes)
        is_written = not isinstance(term.of, Part) and _names(term.of, term.by.quantity)
        if (is_signal or is_written) and not term.is_direct:
            yield term
        return
    for part in inside(term):
        yield from _totals(part)


def _is_explicit(derivative: Derivative, model: Model, *, is_worked: bool) -> bool:
    """Whether a signal's own equation names what it is differentiated by: else all would be 0.

    Where other derivatives have been worked out, of expressions, the last step by any step is
    one of this kind too: h_S by h_s.
    """
    if not isinstance(derivative.of, Part) or _is_by_itself(derivative, is_worked=is_worked):
        return True
    definition = model.definition(derivative.of.quantity)
    return definition is not None and _names(definition.value, derivative.by.quantity)


def _is_by_itself(derivative: Derivative, *, is_worked: bool = True) -> bool:
    """Whether h_s is differentiated by h_r, both at plain letters or at steps of their own.

    An earlier step of itself, h_{t-1}, stands in its own equation: there 0 would be wrong.
    """
    of, by = derivative.of, derivative.by
    if not isinstance(of, Part) or of.quantity != by.quantity:
        return False
    places = (*of.places, *by.places)
    return all(isinstance(place, Index) or (is_worked and _is_fixed(place)) for place in places)


def _is_fixed(place: Place) -> bool:
    """Whether a place is one step that no letter moves: the first, the last."""
    return not isinstance(place, Whole) and not indices_in(place)


def _names(term: Term, quantity: Quantity) -> bool:
    """Whether a term speaks of a quantity itself."""
    return any(isinstance(part, Part) and part.quantity == quantity for part in every(term))


def _explicit(term: Derivative, model: Model) -> Term:
    """The derivative of a signal's own equation, all that it names but `by` held."""
    if not isinstance(term.of, Part) or _is_by_itself(term):
        return replace(term, is_direct=True)
    definition = model.definition(term.of.quantity)
    assert definition is not None, "only what is defined was asked for"
    own = Matrix(definition.value, definition.letters)
    if any(isinstance(place, Whole) for place in term.of.places):
        return replace(term, of=own, is_direct=True)
    return replace(term, of=At(own, term.of.places), is_direct=True)


def _direct(term: Term, model: Model) -> Term:
    if isinstance(term, Derivative):
        return _explicit(term, model) if any(_totals(term)) else term
    return with_inside(term, tuple(_direct(part, model) for part in inside(term)))
