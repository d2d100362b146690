"""The activation functions in a model's forward equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.notation.index import Index
from derive.reading.model import Definition
from derive.reading.shapes import Slots, free_letters, slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Derivative,
    Fold,
    Function,
    Holds,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Quantity,
    SlotFold,
    Term,
    Transposed,
    Whole,
)

PLAIN = ("exp", "log", "abs", "sign", "sqrt", "sin", "cos", "erf")  # no activations


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of every entry, somewhere in the forward equations.

    Attributes:
        function: The function; None where it is written out, or a softmax.
        argument: What it is of, in the letters of its definition.
        letters: These letters.
        out: The quantity that it is, or None if it stands within a larger formula.
        kind: "sigmoid", "tanh", "relu", "softmax", or "" for any other.
    """

    function: Function | None
    argument: Term
    letters: tuple[Index, ...]
    out: Quantity | None
    kind: str

    @property
    def inside(self) -> Quantity | None:
        """The pre-activation, if it has a name."""
        return self.argument.quantity if isinstance(self.argument, Part) else None


def activations_in(definition: Definition) -> Iterator[Activation]:
    """The activations in one forward equation."""
    value, letters, quantity = definition.value, definition.letters, definition.quantity
    whole = unwrapped(value)
    if softmax_input(whole) is not None:
        argument = softmax_input(whole)
        assert argument is not None, "just asked"
        yield Activation(None, entry(argument, letters), letters, quantity, "softmax")
        return
    if isinstance(whole, Call) and whole.function.name not in PLAIN:
        yield _activation(whole, letters, quantity)
        return
    of = _elementwise_of(whole, quantity)
    if of is not None:
        yield Activation(None, entry(of, letters), letters, quantity, _written_kind(whole))
    for part in every(whole):
        is_call = isinstance(part, Call) and part.function.name not in PLAIN
        if is_call and part is not whole and free_letters(part) <= set(letters):
            assert isinstance(part, Call), "just asked"
            yield _activation(part, letters, None)


def _activation(call: Call, letters: tuple[Index, ...], out: Quantity | None) -> Activation:
    kind = kind_of(call.function)
    return Activation(call.function, entry(call.argument, letters), letters, out, kind)


def kind_of(function: Function) -> str:
    """Which of the best known activations a function is, or ""."""
    name = function.name.lower()
    if name in ("sigmoid", "tanh", "relu"):
        return name
    return _written_kind(function.definition) if function.definition is not None else ""


def unwrapped(term: Term) -> Term:
    """A definition's value without the places at which it is taken."""
    return term.of if isinstance(term, At) else term


def entry(term: Term, letters: tuple[Index, ...]) -> Term:
    """A matrix expression at letters; a part at its places."""
    slots = slots_of(term)
    if not slots:
        return term
    free = [one for one in letters if one not in free_letters(term)]
    at = dict(zip(sorted(slots), _matching(slots, free), strict=False))
    if isinstance(term, Part) and len(at) == len(slots):
        places = (at[p.number] if isinstance(p, Whole) else p for p in term.places)
        return Part(term.quantity, tuple(places))
    return At(term, tuple(at[slot] for slot in sorted(at)))


def _matching(slots: Slots, letters: list[Index]) -> list[Index]:
    left = list(letters)
    found = []
    for slot in sorted(slots):
        one = next((letter for letter in left if letter.axis == slots[slot]), None)
        if one is not None:
            left.remove(one)
            found.append(one)
    return found


def softmax_input(term: Term) -> Term | None:
    """What a term is the softmax of: an exponential over the sum of the same."""
    match term:
        case Over(
            above=Call(function=Function(name="exp"), argument=argument),
            below=Fold(kind="sum", body=Call(function=Function(name="exp"))),
        ):
            return argument
        case Over(
            above=Call(function=Function(name="exp"), argument=argument),
            below=SlotFold(kind="sum", of=Call(function=Function(name="exp"))),
        ):
            return argument
        case _:
            return None


def _elementwise_of(term: Term, out: Quantity) -> Part | None:
    """The one part that a formula of every entry is of: 1/(1+exp(-z)) is of z."""
    if isinstance(term, Part):
        return None
    kinds = Part | Fold | SlotFold | MatrixProduct | Transposed | Matrix | Derivative
    parts = [part for part in every(term) if isinstance(part, kinds)]
    if len(set(parts)) != 1:
        return None
    only = parts[0]
    if not isinstance(only, Part):
        return None
    curved = any(isinstance(part, Call | Choice | Over) for part in every(term))
    return only if curved and only.quantity.axes == out.axes else None


def _written_kind(term: Term) -> str:
    match term:
        case Over(
            below=Plus(parts=((1, Constant(value=1)), (1, Call(function=Function(name="exp")))))
        ):
            return "sigmoid"
        case Over(
            below=Plus(parts=((1, Call(function=Function(name="exp"))), (1, Constant(value=1))))
        ):
            return "sigmoid"
        case _:
            holds = any(isinstance(part, Holds) for part in every(term))
            return "relu" if holds else ""
