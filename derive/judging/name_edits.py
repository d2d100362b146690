"""Other names: of another layer, before or behind the activation, or the derivative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.judging.edits import ONE, Edit, WrongLine, slopes
from derive.judging.roles import placed
from derive.judging.structures import NEW, letter_of
from derive.judging.surgery import Spot
from derive.notation.index import Index
from derive.reading.shapes import Slots, slots_of
from derive.reading.term_parts import (
    every,
    inside,
    with_inside,
)
from derive.reading.terms import (
    Call,
    Derivative,
    Holds,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
    Whole,
)

LAYER = "activation-derivative-of-wrong-layer"
REVERSED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def name_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        match spot.term:
            case Part():
                yield from _other_parts(wrong, spot, spot.term)
            case Derivative(by=by):
                yield from _other_derivatives(wrong, spot, by)
            case Call(function=function) if function.order < 2:
                yield from _other_function(spot, spot.term)
        yield from _renamed_throughout(wrong, spot)
        yield from _other_gates(wrong, spot)
        if isinstance(spot.term, Holds):
            yield from _other_masks(wrong, spot, spot.term)


def _other_masks(wrong: WrongLine, spot: Spot, mask: Holds) -> Iterator[Edit]:
    """The mask of an activation in place of another."""
    is_gradient = any(
        isinstance(part, Derivative) or (isinstance(part, Part) and _is_backward(part.quantity))
        for part in every(mask)
    )
    code = "relu-mask-from-gradient" if is_gradient else LAYER
    if mask.relation in REVERSED:
        new = replace(mask, relation=REVERSED[mask.relation])
        yield Edit("inequality-reversed", spot.path, new, mask.span, it=new, was=mask)
    for activation in wrong.roles.activations:
        for found, _, pre in slopes(activation, spot.letters, slots_of(mask)):
            if isinstance(found, Holds):
                yield Edit(code, spot.path, found, mask.span, it=pre or found, was=mask.left)


def _is_backward(quantity: Quantity) -> bool:
    return quantity.of is not None or quantity.kind == "target"


def _other_parts(wrong: WrongLine, spot: Spot, part: Part) -> Iterator[Edit]:
    for quantity in wrong.roles.model.quantities:
        if quantity == part.quantity or bool(quantity.axes) != bool(part.quantity.axes):
            continue
        if quantity == wrong.roles.model.cost:
            continue
        code, penalty = code_of_change(wrong, spot, part.quantity, quantity)
        for number, new in enumerate(_places(part, quantity, spot)):
            more = 0 if number == 0 else 2
            span = part.span
            yield Edit(code, spot.path, new, span, it=new, was=part, penalty=penalty + more)


def _places(part: Part, quantity: Quantity, spot: Spot) -> Iterator[Part]:
    """Another quantity at the same places, then at all others that fit."""
    same = None
    if len(quantity.axes) == len(part.quantity.axes):
        same = tuple(
            Index(place.name, axis) if isinstance(place, Index) else place
            for place, axis in zip(part.places, quantity.axes, strict=True)
        )
        yield Part(quantity, same, span=part.span)
    for other in placed(quantity, spot.letters, _offered(part)):
        if other.places != same:
            yield replace(other, span=part.span)


def _offered(part: Part) -> Slots:
    pairs = zip(part.places, part.quantity.axes, strict=True)
    return {place.number: axis for place, axis in pairs if isinstance(place, Whole)}


def _other_derivatives(wrong: WrongLine, spot: Spot, by: Part) -> Iterator[Edit]:
    """The derivative by another signal."""
    assert isinstance(spot.term, Derivative), "asked"
    for quantity in wrong.roles.model.quantities:
        is_other = quantity not in (by.quantity, wrong.roles.model.cost)
        if is_other and quantity.of is None and wrong.roles.definition(quantity) is not None:
            for new in _places(by, quantity, spot):
                whole = replace(spot.term, by=new)
                span = spot.term.span
                yield Edit("wrong-layer-delta", spot.path, whole, span, it=whole, was=spot.term)


def code_of_change(wrong: WrongLine, spot: Spot, old: Quantity, new: Quantity) -> tuple[str, int]:
    """What it is called when one quantity stands for another, and how unlikely it is."""
    roles = wrong.roles
    penalty = 0 if _kin(old, new) else 4
    pairs = {(one.inside, one.out) for one in roles.activations}
    if (old, new) in pairs or (new, old) in pairs:
        penalty = 0
    if any(isinstance(parent, Holds) for parent in spot.parents):
        return (
            "relu-mask-from-gradient" if old.of is not None else "wrong-layer-activation",
            penalty,
        )
    if old.name in roles.updated and roles.is_weight(new):
        return "weights-already-updated", 0
    calls = [parent for parent in spot.parents if isinstance(parent, Call)]
    if calls and _is_activation(wrong, calls[-1]):
        if new.name in roles.needs(old):
            return "derivative-at-post-activation", 0
        return LAYER, penalty
    if old.of is not None or new.of is not None:
        return "wrong-layer-delta", penalty if old.of is not None and new.of is not None else 8
    if roles.is_weight(new) and not roles.is_bias(new):
        return "wrong-layer-weight" if roles.is_weight(old) else "weights-dropped", penalty
    if roles.has_time and _is_other_time(old, new):
        return "time-off-by-one", 0
    is_signal = roles.is_signal(old) and roles.is_signal(new)
    return "wrong-layer-activation", penalty if is_signal else penalty + 4


def _is_activation(wrong: WrongLine, call: Call) -> bool:
    names = {one.function.name for one in wrong.roles.activations if one.function is not None}
    return call.function.order > 0 or call.function.name in names


def _kin(one: Quantity, other: Quantity) -> bool:
    return letter_of(one) == letter_of(other)


def _is_other_time(old: Quantity, new: Quantity) -> bool:
    accents = {old.name.split()[0], new.name.split()[0]} & set(NEW)
    return _kin(old, new) and bool(accents) and old.axes == new.axes


def _other_function(spot: Spot, call: Call) -> Iterator[Edit]:
    """The derivative for the function, and the reverse."""
    function = call.function
    if function.name in ("exp", "log", "abs", "sign", "sqrt"):
        return
    if not function.order:
        new = replace(call, function=replace(function, order=1))
        code = "activation-instead-of-derivative"
        yield Edit(code, spot.path, new, call.span, it=new, was=call)
    else:
        new = replace(call, function=replace(function, order=0))
        yield Edit("missing-factor", spot.path, new, call.span, it=new, was=call)


def _renamed_throughout(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """A pre-activation that stands several times for its activation, or the reverse."""
    if isinstance(spot.term, Part):
        return
    counts: dict[Quantity, int] = {}
    for part in every(spot.term):
        if isinstance(part, Part):
            counts[part.quantity] = counts.get(part.quantity, 0) + 1
    is_closed = any(
        isinstance(part, Plus) and any(one == ONE for _, one in part.parts)
        for part in every(spot.term)
    )
    for activation in wrong.roles.activations:
        pre, out = activation.inside, activation.out
        if pre is None or out is None or pre.axes != out.axes:
            continue
        for old, new in ((pre, out), (out, pre)):
            if counts.get(old, 0) < 1 or (counts[old] < 2 and not is_closed):
                continue
            code = "closed-form-with-pre-activation" if old == pre else "wrong-layer-activation"
            if not is_closed:
                code = "wrong-layer-activation"
            made = _with_quantity(spot.term, old, new)
            first = next(p for p in every(spot.term) if isinstance(p, Part) and p.quantity == old)
            it = replace(first, quantity=new)
            span, penalty = spot.term.span, min(len(spot.path), 2)
            yield Edit(code, spot.path, made, span, it=it, was=first, penalty=penalty)


def _other_gates(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """The closed form of one gate or activation in the letter of another of its kind."""
    if not isinstance(spot.term, Times):
        return
    names = [part.quantity for part in every(spot.term) if isinstance(part, Part)]
    outs = [(one.out, one.kind) for one in wrong.roles.activations if one.out and one.kind]
    for old, kind in outs:
        for new, other in outs:
            if names.count(old) > 1 and old != new and kind == other and old.axes == new.axes:
                pair = {old, new}
                code = "wrong-gate" if pair <= wrong.roles.gates else LAYER
                first = next(
                    p for p in every(spot.term) if isinstance(p, Part) and p.quantity == old
                )
                it = replace(first, quantity=new)
                made = _with_quantity(spot.term, old, new)
                span, penalty = spot.term.span, min(len(spot.path), 2)
                yield Edit(code, spot.path, made, span, it=it, was=first, penalty=penalty)


def _with_quantity(term: Term, old: Quantity, new: Quantity) -> Term:
    if isinstance(term, Part):
        return replace(term, quantity=new) if term.quantity == old else term
    if isinstance(term, Derivative):
        return term
    parts = tuple(_with_quantity(part, old, new) for part in inside(term))
    return with_inside(term, parts)
