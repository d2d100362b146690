"""Names with their indices, transposes and powers, and groups with the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.notation.index import Axis, Index
from derive.notation.tokens import Span
from derive.reading.index_letters import index_name
from derive.reading.interpreter import Interpreter
from derive.reading.parse_tree import (
    Scripted,
    Symbol,
    Tree,
    Words,
)
from derive.reading.problems import ReadingProblem
from derive.reading.shapes import slots_of
from derive.reading.spellings import Use, letter_of, side_by_side
from derive.reading.terms import (
    At,
    Constant,
    Counted,
    Fold,
    Holds,
    Matrix,
    Part,
    Plus,
    Power,
    Quantity,
    Term,
    Times,
    Transposed,
    Whole,
)

LARGEST_EXPONENT = 64


class Parts(Interpreter):
    """Reads what stands around names and groups."""

    __slots__ = ()

    def whole(self, tree: Tree) -> Quantity | None:
        """The quantity that a bare name is, with all its axes; None for anything else."""
        if not isinstance(tree, Symbol | Scripted):
            return None
        found = self.names.meanings(tree)
        if len(found) != 1 or found[0][0] != replace(found[0][0], indices=(), power=None):
            return None
        return None if found[0][0].is_transposed else found[0][1]

    def part(self, use: Use, quantity: Quantity, tree: Tree) -> Term:
        """A quantity with its indices, its transpose and its power."""
        span = tree.span
        places: list[Any] = [None] * len(quantity.axes)
        switches: list[Term] = []
        for at, index in zip(self.names.slots(use, quantity), use.indices, strict=True):
            axis = quantity.axes[at]
            if (chosen := self.fixed(index, axis)) is not None:
                places[at] = chosen.places[-1]
                switches.append(chosen)
            elif (data := self.data(index)) is not None:
                places[at] = Index(f"#{at}", axis)
                switches.append(Holds(Counted(places[at]), "=", data, span=index.span))
            elif index_name(index) != ":":
                hints = self.names.hints.get((quantity, at))
                places[at] = self.letters.place(index, axis, hints)
        if use.indices:
            places = [
                Integer(0) if place is None and axis.size == "1" else place
                for place, axis in zip(places, quantity.axes, strict=True)
            ]
        whole = [at for at, place in enumerate(places) if place is None]
        first = 1 if len(whole) == 1 and self.vectors == "row" else 0
        names = self.names
        if len(whole) == 1 and use.indices and quantity.axes[whole[0]] == names.samples:
            first = names.sample_slot or 0
        for number, at in enumerate(whole):
            places[at] = Whole(first + number)
        result: Term = Part(quantity, tuple(places), span=span)
        if switches:
            chosen_places = (place for place in places if "#" in str(place))
            found = tuple(dict.fromkeys(chosen_places))
            result = Fold("sum", found, Times((*switches, result), span=span), span=span)
        if use.is_transposed:
            result = self.transposed(result, span)
        if use.power is not None:
            result = Power(result, self.exponent(use.power), span=span)
        return result

    def fixed(self, index: Tree, axis: Axis) -> Part | None:
        """The one-hot vector of a fixed index at a letter of an axis; None for other indices."""
        letter = letter_of(index)
        quantity = self.names.classes.get(letter)
        if quantity is None:
            return None
        own = side_by_side(index.lower) if isinstance(index, Scripted) else ()
        if len(own) + 1 != len(quantity.axes) or quantity.axes[-1] != axis:
            raise ReadingProblem(f"The fixed index '{letter}' does not fit here.", index.span)
        before = (self.letters.place(*one) for one in zip(own, quantity.axes, strict=False))
        return Part(quantity, (*before, Index(f"{letter}#", axis)), span=index.span)

    def data(self, index: Tree) -> Term | None:
        """A whole number of the data that stands in a slot: w_{x_s}."""
        if not self.names.whole or not isinstance(index, Symbol | Scripted):
            return None
        if any(quantity in self.names.whole for _, quantity in self.names.meanings(index)):
            return self.named(index)
        return None

    def transposed(self, term: Term, span: Span) -> Term:
        """A term with rows and columns exchanged; a scalar stays as it is."""
        return Transposed(term, span=span) if slots_of(term) else term

    def exponent(self, tree: Tree) -> Term:
        """What a power is raised to."""
        power = self.term(tree)
        inner = power.parts[0][1] if isinstance(power, Plus) and len(power.parts) == 1 else power
        if isinstance(inner, Constant) and inner.value > LARGEST_EXPONENT:
            met = f"The exponent is larger than {LARGEST_EXPONENT}."
            raise ReadingProblem(met, tree.span, "Smaller ones are worked out.")
        return power

    def at(self, term: Term, lower: Tree, span: Span) -> Term:
        """An entry of a matrix expression: (W x)_j."""
        slots = slots_of(term)
        indices = side_by_side(lower)
        if len(indices) != len(slots):
            raise ReadingProblem(
                f"An expression of {len(slots)} slots has {len(indices)} indices.", span
            )
        places: list[Any] = []
        whole: list[Index] = []
        for index, slot in zip(indices, sorted(slots), strict=True):
            if index_name(index) == ":":
                whole.append(Index(f"{slot}:", slots[slot]))
                places.append(whole[-1])
            else:
                places.append(self.letters.place(index, slots[slot]))
        entry = At(term, tuple(places), span=span)
        if not whole:
            return entry
        is_row = len(whole) == 1 and self.vectors == "row"
        return Matrix(entry, (None, *whole) if is_row else tuple(whole), span=span)

    def with_scripts(self, term: Term, scripted: Scripted) -> Term:
        """What stands around a group: its power, transpose or indices."""
        if scripted.primes:
            raise ReadingProblem("A prime stands on a group.", scripted.span)
        if scripted.lower is not None:
            term = self.at(term, scripted.lower, scripted.span)
        for upper in side_by_side(scripted.upper):
            match upper:
                case Symbol(name="top" | "T" | "intercal"):
                    term = self.transposed(term, scripted.span)
                case Symbol(name="odot" | "circ"):
                    pass  # a power entry by entry, as all are
                case Words():
                    raise ReadingProblem("Words stand above a group.", upper.span)
                case _:
                    term = Power(term, self.exponent(upper), span=scripted.span)
        return term
