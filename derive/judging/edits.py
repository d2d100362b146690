"""One change to a writer's term, and what the writer's line is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from derive.judging.activations import Activation
from derive.judging.functions import slope_of_call
from derive.judging.mistakes import MISTAKES
from derive.judging.roles import Roles, placed
from derive.judging.surgery import Letters, Spot, put, spots, times
from derive.notation.tokens import Span
from derive.reading.shapes import Slots, free_letters, slots_of
from derive.reading.standard import INVERSE
from derive.reading.term_parts import every
from derive.reading.terms import (
    At,
    Call,
    Constant,
    Counted,
    Derivative,
    Holds,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    Term,
    Times,
)

MOST_SPOTS = 300
NUMBERS = (Constant, Counted)
ONE, TWO = Constant(Fraction(1)), Constant(Fraction(2))


@dataclass(frozen=True, slots=True)
class Edit:
    """One change.

    Attributes:
        code: The mistake that it mends.
        path: Where the changed part stands.
        new: What is to stand there.
        span: The characters that it is about.
        it: What a message calls {it}: what is put in, or right.
        was: What a message calls {was}.
        penalty: How much less likely than others of its code.
    """

    code: str
    path: tuple[int, ...]
    new: Term
    span: Span
    it: Term | None = None
    was: Term | None = None
    penalty: int = 0

    @property
    def rank(self) -> int:
        """Where it stands among others, the lowest first."""
        return MISTAKES[self.code].rank + self.penalty

    def made(self, whole: Term) -> Term:
        """The whole, mended."""
        return put(whole, self.path, self.new)


class WrongLine:
    """A wrong line.

    Attributes:
        left: What is true.
        right: What the writer has.
        roles: What the model says of its quantities.
        goal: What the line is about: a derivative or a signal.
    """

    def __init__(self, left: Term, right: Term, roles: Roles, goal: Term) -> None:
        self.left, self.right, self.roles, self.goal = left, right, roles, goal

    @cached_property
    def letters(self) -> Letters:
        """The letters that the right side may use."""
        return tuple(sorted(free_letters(self.left), key=lambda one: one.name))

    @cached_property
    def slots(self) -> Slots:
        """The slots that the right side may have."""
        return slots_of(self.left)

    @cached_property
    def spots(self) -> list[Spot]:
        """All places of the right side."""
        found = spots(self.right, self.letters)
        return sorted(found, key=lambda spot: len(spot.path))[:MOST_SPOTS]

    @cached_property
    def products(self) -> list[Spot]:
        """The places that hold whole products."""
        return [spot for spot in self.spots if spot.is_product and not _is_argument(spot)]

    @cached_property
    def slope(self) -> Derivative | None:
        """The derivative that the line is about."""
        goal = self.goal.of if isinstance(self.goal, At) else self.goal
        match goal:
            case Derivative():
                return goal
            case Part(quantity=Quantity(of=Quantity() as of), places=places):
                cost = self.roles.model.cost
                return Derivative(Part(cost, ()), Part(of, places)) if cost is not None else None
            case Part(quantity=quantity):
                definition = self.roles.definition(quantity)
                if definition is None:
                    return None
                found = [one for one in every(definition.value) if isinstance(one, Derivative)]
                return found[0] if found else None
            case _:
                return None

    @property
    def by(self) -> Quantity | None:
        """What the line is a derivative by."""
        return self.slope.by.quantity if self.slope is not None else None

    @property
    def of(self) -> Quantity | None:
        """What the line is a derivative of, if that has a name."""
        if self.slope is None or not isinstance(self.slope.of, Part):
            return None
        return self.slope.of.quantity

    @property
    def is_by_bias(self) -> bool:
        """Whether the line is a derivative by a bias."""
        return self.by is not None and self.roles.is_bias(self.by)

    @property
    def is_of_cost(self) -> bool:
        """Whether the line is a gradient of the cost."""
        return self.of is not None and self.of == self.roles.model.cost

    def is_rate(self, term: Term) -> bool:
        """Whether a term is a learning rate."""
        return isinstance(term, Part) and term.quantity.name in self.roles.rates

    def holds_target(self, term: Term) -> bool:
        """Whether a target stands in a term."""
        return any(isinstance(p, Part) and p.quantity.kind == "target" for p in every(term))

    def holds_penalty(self, term: Term) -> bool:
        """Whether a regulariser's weight stands in a term."""
        names = self.roles.penalties
        return any(isinstance(p, Part) and p.quantity.name in names for p in every(term))

    def by_name(self, term: Term) -> Quantity | None:
        """The quantity of a part, or what a derivative is by."""
        match term:
            case Part(quantity=quantity):
                return quantity
            case Derivative(by=by):
                return by.quantity
            case _:
                return None


def _is_argument(spot: Spot) -> bool:
    """Whether a place lies in a function's argument, a power, a condition or a denominator."""
    inner = zip(spot.parents, spot.path, strict=True)
    return any(
        isinstance(parent, Call | Power | Holds) or (isinstance(parent, Over) and at == 1)
        for parent, at in inner
    )


def slopes(
    activation: Activation, letters: Letters, slots: Slots
) -> Iterator[tuple[Term, Part | None, Part | None]]:
    """The derivative of an activation at all places that fit, with its output and its input."""
    whole = Quantity("#", tuple(letter.axis for letter in activation.letters), "signal")
    inner = activation.argument
    for at in placed(whole, letters, slots):
        moved = dict(zip(activation.letters, at.places, strict=True))
        out = Part(activation.out, at.places) if activation.out is not None else None
        pre = None
        if isinstance(inner, Part) and all(place in moved for place in inner.places):
            pre = Part(inner.quantity, tuple(moved[place] for place in inner.places))
        found = slope(activation, out, pre, at)
        if found is not None:
            yield found, out, pre


def slope(activation: Activation, out: Part | None, pre: Part | None, at: Part) -> Term | None:
    """The derivative of an activation, in its output where that has a closed form."""
    if activation.kind == "softmax":
        return None
    if out is not None and activation.kind in ("sigmoid", "tanh"):
        return closed_form(activation.kind, out)
    if activation.kind == "relu" and (pre or out) is not None:
        inner = pre or out
        assert inner is not None, "one of them is there"
        return Holds(inner, ">", Constant(Fraction(0)))
    if activation.function is not None:
        argument: Term | None = pre
        if argument is None and at.places == activation.letters:
            argument = activation.argument
        if argument is None:
            return None
        function = activation.function
        if function.name in INVERSE and not function.order:
            return slope_of_call(function, argument)  # nobody writes arctan'
        return Call(replace(function, order=function.order + 1), argument)
    if out is not None and pre is not None and not slots_of(out):
        return Derivative(out, pre)
    return None


def closed_form(kind: str, at: Term) -> Term:
    """The derivative of a sigmoid or tanh in its value."""
    if kind == "tanh":
        square = Times((at, at)) if slots_of(at) else Power(at, TWO)
        return Plus(((1, ONE), (-1, square)))
    return Times((at, Plus(((1, ONE), (-1, at)))))


def factors_of(term: Term) -> tuple[Term, ...]:
    """The factors of a product."""
    return term.parts if isinstance(term, Times) else (term,)


def led(factor: Term, term: Term) -> Term:
    """A product with one more factor in front, behind its numbers."""
    parts = factors_of(term)
    numbers = next((at for at, one in enumerate(parts) if not isinstance(one, NUMBERS)), len(parts))
    return times(*parts[:numbers], factor, *parts[numbers:])


def without(term: Term, at: int) -> Term:
    """A product without one of its factors."""
    parts = factors_of(term)
    left = (*parts[:at], *parts[at + 1 :])
    if not left:
        return Constant(Fraction(1), span=term.span)
    return left[0] if len(left) == 1 else Times(left, span=term.span)


def over(above: Term, below: Term) -> Term:
    """A quotient; nothing is divided by 1."""
    return above if below == ONE else Over(above, below, span=above.span)
