"""The chain rule within one formula: the slope of an inner or an outer function put in.

The slopes are those of the functions that stand in the forward equations, taken by the same
rules as anywhere else; nobody has typed them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from derive.judging.activations import PLAIN, entry
from derive.judging.edits import ONE, Edit, WrongLine, factors_of
from derive.judging.functions import slope, slope_of_call
from derive.judging.problems import NotJudged
from derive.judging.roles import placed
from derive.judging.surgery import Letters, Spot, times
from derive.judging.tidy import tidied
from derive.notation.index import Index, indices_in
from derive.reading.model import Definition
from derive.reading.shapes import Slots, slots_of
from derive.reading.term_parts import every, inside, with_inside
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Fold,
    Holds,
    Kronecker,
    Matrix,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    SlotFold,
    Term,
    Transposed,
    Whole,
)

DEEPEST = 3
CONFUSED = ("exp", "log")
UNMOVED = (At, Derivative, Fold, Kronecker, Matrix, SlotFold, Transposed)


@dataclass(frozen=True, slots=True)
class Slope:
    """A factor that the chain rule gives, in the letters of its forward equation.

    Attributes:
        code: What forgetting it is called.
        factor: The factor.
        letters: The letters.
        of: The argument of which it is the slope; None for an inner function.
        call: The function in which an inner one stands; None for an outer one.
    """

    code: str
    factor: Term
    letters: Letters
    of: Term | None = None
    call: Term | None = None


def inner_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    found = [*dict.fromkeys(_slopes(wrong))]
    for spot in wrong.products:
        if len(spot.path) <= DEEPEST:
            for one in found:
                yield from _put_in(wrong, spot, one)
    for spot in wrong.spots:
        for one in found:
            if one.of is not None:
                yield from _in_place(spot, one)
        if isinstance(spot.term, Call):
            yield from _other_arguments(wrong, spot, spot.term)


def _slopes(wrong: WrongLine) -> Iterator[Slope]:
    for one in wrong.roles.model.definitions:
        for part in every(one.value):
            match part:
                case Call(function=function, argument=argument) if not function.order:
                    yield from _inner(part, argument, one)
                    if function.name in PLAIN and function.definition is None:
                        yield from _outer(part, one)
                case Power(base=base) if not isinstance(base, Part):
                    yield from _inner(part, base, one)


def _inner(call: Term, argument: Term, one: Definition) -> Iterator[Slope]:
    """The slopes of what a function is of, with and without their signs."""
    if any(isinstance(part, Part | Choice | Holds) for part in (argument, *_cases(argument))):
        return
    whole = entry(argument, one.letters)
    names = [part.quantity for part in every(whole) if isinstance(part, Part)]
    for quantity in dict.fromkeys(names):
        factor = _slope(whole, quantity)
        if factor is None:
            continue
        signs = [factor]
        match factor:
            case Plus(parts=((-1, inner),)):
                signs.append(inner)
        around = with_inside(call, (whole, *inside(call)[1:]))
        if call == one.value:
            around = Part(one.quantity, one.letters)
        for term in signs:
            yield Slope("inner-derivative-lost", term, one.letters, call=around)


def _cases(term: Term) -> list[Term]:
    return [part for part in every(term) if isinstance(part, Choice | Holds)]


def _slope(term: Term, by: Quantity) -> Term | None:
    """The slope of a term in one quantity, if it is neither a plain number nor a sum's."""
    try:
        found = tidied(slope(term, by))
    except NotJudged:
        return None
    is_plain = isinstance(found, Constant) and found.value in (0, 1, -1)
    is_sign = isinstance(found, Plus) and found.parts == ((-1, ONE),)
    return None if is_plain or is_sign else found


def _outer(call: Call, one: Definition) -> Iterator[Slope]:
    argument = entry(call.argument, one.letters)
    code = "log-derivative-as-value" if call.function.name == "log" else "inner-derivative-lost"
    factor = tidied(slope_of_call(call.function, argument))
    if not isinstance(factor, Constant):
        yield Slope(code, factor, one.letters, argument)


def _put_in(wrong: WrongLine, spot: Spot, one: Slope) -> Iterator[Edit]:
    slots = slots_of(spot.term) or (wrong.slots if not spot.path else {})
    seen: set[Term] = set()
    for change in _changes(one.letters, (spot.letters, slots)):
        factor = _moved(one.factor, change)
        if factor is None or factor in seen or factor in factors_of(spot.term):
            continue
        seen.add(factor)
        call = one.call and _moved(one.call, change)
        is_there = call is None or any(part == call for part in every(spot.term))
        if not is_there and not any(isinstance(part, Part) for part in every(factor)):
            continue  # any number may be lost anywhere
        new = times(spot.term, factor)
        penalty = min(len(spot.path), 3) + 5 * isinstance(one.of, Part)
        yield Edit(one.code, spot.path, new, spot.term.span, it=factor, penalty=penalty)


def _in_place(spot: Spot, one: Slope) -> Iterator[Edit]:
    """U, log u, exp u or 1/u, where the slope of a function of u belongs."""
    term, inner = spot.term, spot.term
    code = one.code if one.code == "log-derivative-as-value" else "another-function-derivative"
    match term:
        case Call(function=function, argument=argument) if function.name in CONFUSED:
            inner = argument
        case Over(above=above, below=below) if above == ONE:
            inner = below
        case _ if one.code != "log-derivative-as-value":
            return
    for change in _changes(one.letters, (spot.letters, slots_of(term))):
        of, factor = one.of and _moved(one.of, change), _moved(one.factor, change)
        is_inside = isinstance(spot.parents[-1], Call) if spot.parents else False
        if of == inner and factor is not None and not is_inside:
            yield Edit(code, spot.path, factor, term.span, it=factor, was=term)


def _other_arguments(wrong: WrongLine, spot: Spot, call: Call) -> Iterator[Edit]:
    """Exp(s) for exp(s/2): the same function of the same names, as it stands elsewhere."""
    names = {part.quantity for part in every(call.argument) if isinstance(part, Part)}
    for one in wrong.roles.model.definitions:
        for part in every(one.value):
            if not isinstance(part, Call) or part.function != call.function:
                continue
            if {p.quantity for p in every(part.argument) if isinstance(p, Part)} != names:
                continue
            for change in _changes(one.letters, (spot.letters, slots_of(call))):
                new = _moved(replace(part, argument=entry(part.argument, one.letters)), change)
                if new is not None and new != call:
                    code = "deviation-for-variance" if call.function.name == "exp" else "wrong-form"
                    yield Edit(code, spot.path, new, call.span, it=new, was=call)


def _changes(letters: Letters, scope: tuple[Letters, Slots]) -> Iterator[Mapping[Index, object]]:
    """All ways to give letters places."""
    whole = Quantity("#", tuple(letter.axis for letter in letters), "signal")
    for at in placed(whole, *scope):
        yield dict(zip(letters, at.places, strict=True))


def _moved(term: Term, change: Mapping[Index, object]) -> Term | None:
    """A term with other places; None where that is more than names at places."""
    if isinstance(term, Part):
        if any(not isinstance(p, Index | Whole) and indices_in(p) for p in term.places):
            return None
        return replace(term, places=tuple(change.get(p, p) for p in term.places))
    if isinstance(term, UNMOVED) or (isinstance(term, Counted) and indices_in(term.position)):
        return None
    parts = [_moved(part, change) for part in inside(term)]
    if any(part is None for part in parts):
        return None
    return with_inside(term, tuple(part for part in parts if part is not None))
