"""The derivative of an activation in place of what looks like one, and what to call that."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judging.activations import Activation
from derive.judging.edits import TWO, Edit, WrongLine, factors_of, slopes
from derive.judging.surgery import Spot
from derive.reading.extrema import extremum_of
from derive.reading.shapes import slots_of
from derive.reading.standard import INVERSE
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Holds,
    Over,
    Part,
    Plus,
    Power,
    Term,
    Times,
)


def slope_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        yield from _slopes_in_place(wrong, spot)


def _slopes_in_place(wrong: WrongLine, spot: Spot) -> Iterator[Edit]:
    """What depends on one activation alone, with the activation's derivative in its place."""
    for activation in wrong.roles.activations:
        for found, out, pre in slopes(activation, spot.letters, slots_of(spot.term)):
            own = {part for part in (out, pre) if part is not None}
            yield from _in_place(spot, found, own, activation)
        if wrong.roles.has_log_loss and isinstance(spot.term, Times):
            yield from _superfluous(spot, spot.term, activation)


def _superfluous(spot: Spot, product: Times, activation: Activation) -> Iterator[Edit]:
    """The derivative of the output's activation, which cross-entropy cancels, left out."""
    own_parts = []
    for at, part in enumerate(product.parts):
        names = {one.quantity for one in every(part) if isinstance(one, Part)}
        if names and names <= {activation.out, activation.inside}:
            own_parts.append(at)
    kept = [part for at, part in enumerate(product.parts) if at not in own_parts]
    if own_parts and kept:
        new = kept[0] if len(kept) == 1 else Times(tuple(kept), span=product.span)
        was = Times(tuple(product.parts[at] for at in own_parts))
        code = "mse-delta-with-cross-entropy"
        yield Edit(code, spot.path, new, product.span, it=was, was=was)


def _in_place(spot: Spot, found: Term, own: set[Part], activation: Activation) -> Iterator[Edit]:
    if isinstance(found, Derivative):
        return  # a slope of no closed form says nothing of what stands here
    is_factor = bool(spot.parents) and isinstance(spot.parents[-1], Times)
    if _is_of(spot.term, own) and not (is_factor and len(factors_of(spot.parents[-1])) > 9):
        code = code_of_form(spot.term, own, activation)
        it, was = _told(code, (found, spot.term), own, activation)
        yield Edit(code, spot.path, found, spot.term.span, it=it, was=was)
    if isinstance(spot.term, Times):
        parts = spot.term.parts
        own_parts = [at for at, part in enumerate(parts) if _is_of(part, own)]
        if 1 < len(own_parts) < len(parts):
            kept = [part for at, part in enumerate(parts) if at not in own_parts]
            group = tuple(parts[at] for at in own_parts)
            whole = Times((*kept, found), span=spot.term.span)
            code = code_of_form(Times(group), own, activation)
            it, was = _told(code, (found, Times(group)), own, activation)
            yield Edit(code, spot.path, whole, spot.term.span, it=it, was=was)
    if isinstance(spot.term, Over) and _is_of(spot.term.below, own):
        whole = Times((*factors_of(spot.term.above), found), span=spot.term.span)
        span = spot.term.below.span
        yield Edit("inverse-derivative", spot.path, whole, span, it=found, was=spot.term.below)


def _told(
    code: str, change: tuple[Term, Term], own: set[Part], activation: Activation
) -> tuple[Term, Term]:
    """What a message calls {it} and {was}: the places at which a derivative is taken, or all."""
    out = next((part for part in own if part.quantity == activation.out), None)
    pre = next((part for part in own if part.quantity == activation.inside), None)
    if out is None or pre is None:
        return change
    match code:
        case "derivative-at-post-activation":
            return pre, out
        case "closed-form-with-pre-activation":
            return out, pre
        case _:
            return change


def _is_of(term: Term, own: set[Part]) -> bool:
    """Whether a term depends on an activation's output and input, and on nothing else."""
    parts = [part for part in every(term) if isinstance(part, Part)]
    if not parts or isinstance(term, Derivative):
        return False
    kinds = (Part, Constant, Plus, Times, Over, Power, Call, Holds, Counted, Choice)
    return all(part in own for part in parts) and all(isinstance(p, kinds) for p in every(term))


def code_of_form(term: Term, own: set[Part], activation: Activation) -> str:
    """What a wrong form of an activation's derivative is called."""
    pre = {part for part in own if part.quantity == activation.inside}
    parts = {part for part in every(term) if isinstance(part, Part)}
    shape = form_of(term)
    primed = any(isinstance(p, Call) and p.function.order for p in every(term))
    if shape == "value":
        return "activation-instead-of-derivative"
    if activation.function is not None and activation.function.name in INVERSE:
        return "wrong-closed-form"  # its closed form is one of the input
    if shape == activation.kind or (shape and activation.kind not in ("sigmoid", "tanh", "relu")):
        return "closed-form-with-pre-activation" if parts <= pre else "wrong-closed-form"
    if shape:
        return "another-activation-closed-form"
    if primed:
        return "derivative-at-post-activation" if not parts <= pre else "wrong-closed-form"
    return "wrong-closed-form"


def form_of(term: Term) -> str:
    """Whose derivative a closed form is: u(1-u), 1-u², [u>0]; "value" for u or f(u) itself."""
    if extremum_of(term) is not None:
        return "value"
    match term:
        case Part():
            return "value"
        case Call(function=function, argument=Part()) if function.order == 0:
            return "value"
        case Times(parts=(Part() as one, Plus(parts=((1, Constant(value=v)), (-1, other))))):
            return "sigmoid" if v == 1 and one == other else ""
        case Times(parts=(Plus(parts=((1, Constant(value=v)), (-1, other))), Part() as one)):
            return "sigmoid" if v == 1 and one == other else ""
        case Plus(parts=((1, Part() as one), (-1, Power(base=base, exponent=Constant(value=v))))):
            return "sigmoid" if v == 2 and one == base else ""
        case Plus(parts=((1, Constant(value=v)), (-1, Power(base=Part(), exponent=e)))):
            return "tanh" if v == 1 and e == TWO else ""
        case Plus(parts=((1, Constant(value=v)), (-1, Times(parts=(one, other))))):
            return "tanh" if v == 1 and one == other else ""
        case Plus(parts=((1, Constant(value=v)), (-1, Power(base=Call(), exponent=e)))):
            return "tanh" if v == 1 and e == TWO else ""
        case Holds(left=Part()):
            return "relu"
        case _:
            return ""
