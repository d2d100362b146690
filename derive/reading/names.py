"""Names as they are written: a letter, its accent and primes, and the marks that belong to it.

Whether a script is a mark (a layer, a gate), an index, a power or a transpose is decided
by what the model knows: every way to share the scripts out is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.errors import did_you_mean
from derive.notation.index import Axis
from derive.notation.tokens import Span
from derive.reading.index_letters import IndexLetters, index_name, index_names
from derive.reading.parse_tree import (
    Number,
    Scripted,
    Symbol,
    Tree,
)
from derive.reading.problems import ReadingProblem, UnknownName
from derive.reading.spellings import Spelling, Use, letter_of, uses
from derive.reading.terms import (
    Directions,
    Function,
    Quantity,
    Term,
)


@dataclass(slots=True)
class Names:
    """What names mean.

    Attributes:
        quantities: Quantities by spelling; several of one spelling differ in rank.
        functions: Functions by spelling, without primes.
        extents: Axes by the letter of their extent: N.
        gradients: Spellings such as dW, of the gradients of the cost.
        layers: Values of layer variables: l = 2.
        orders: The slots of indices as they are written, where that is another order.
        unnumbered: Entries without the number of their layer, where only index letters tell it.
        bold: Names that are another's unless they are set bold.
        printed: The letters of a quantity's indices, where axes that are one have several.
        wholes: Which of several quantities a spelling without indices is.
        whole: Quantities of whole numbers, which stand in slots themselves.
        classes: The one-hot vectors of fixed indices, by their letters: c of p_c.
        bases: Axes whose places count from 0; all others count from 1.
        lasts: Letters of extents that are the last place of such an axis.
        hints: The axes of letters in computed positions, by quantity and slot.
        lengths: How long axes are in the file of the network.
        letters: How the index of an axis is written, where not by the axis's own letter.
        signal_factor: What dz is times, by the convention of a book: N d cost / d z.
        below: Letters whose layer is the number below them: a_2, and so a_2^2 is a square.
        samples: The axis of the samples, which such signals have.
        directions: In which everything moves, where dY is the change of Y, and no gradient.
        sample_slot: The slot along which samples lie, also where nothing else is left.
    """

    quantities: dict[Spelling, list[Quantity]] = field(default_factory=dict)
    functions: dict[Spelling, Function] = field(default_factory=dict)
    extents: dict[str, Axis] = field(default_factory=dict)
    layers: Mapping[str, int] = field(default_factory=dict)
    orders: dict[tuple[Spelling, Quantity], tuple[int, ...]] = field(default_factory=dict)
    unnumbered: dict[Spelling, list[Quantity]] = field(default_factory=dict)
    bold: set[tuple[Spelling, Quantity]] = field(default_factory=set)
    printed: dict[Quantity, tuple[str, ...]] = field(default_factory=dict)
    wholes: dict[Spelling, Quantity] = field(default_factory=dict)
    whole: set[Quantity] = field(default_factory=set)
    classes: dict[str, Quantity] = field(default_factory=dict)
    bases: dict[Axis, int] = field(default_factory=dict)
    lasts: set[str] = field(default_factory=set)
    hints: dict[tuple[Quantity, int], dict[str, Axis]] = field(default_factory=dict)
    lengths: dict[Axis, int] = field(default_factory=dict)
    letters: dict[Axis, str] = field(default_factory=dict)
    signal_factor: Term | None = None
    below: set[str] = field(default_factory=set)
    samples: Axis | None = None
    sample_slot: int | None = None
    directions: Directions | None = None

    def add(
        self, spelling: Spelling, quantity: Quantity, order: tuple[int, ...] | None = None
    ) -> None:
        """One more meaning of a spelling; `order` tells each index as written its slot."""
        known = self.quantities.setdefault(spelling, [])
        if quantity not in known:
            known.append(quantity)
        if order is not None:
            self.orders[spelling, quantity] = order

    def slot(self, use: Use, quantity: Quantity, number: int) -> int:
        """The slot that an index of an entry stands for."""
        order = self.orders.get((use.spelling, quantity))
        return order[number] if order is not None and number < len(order) else number

    def slots(self, use: Use, quantity: Quantity) -> list[int]:
        """The slot of each index: its own place; if some stay whole, that of its letter's axis.

        A colon keeps the place of a whole axis; slots of extent 1 are left out with the others.
        """
        if len(use.indices) == len(quantity.axes):
            return [self.slot(use, quantity, number) for number in range(len(use.indices))]
        order = self.orders.get((use.spelling, quantity)) or tuple(range(len(quantity.axes)))
        free = [at for at in order if quantity.axes[at].size != "1"] or list(order)
        found = []
        for index in use.indices:
            known = index_names(index)
            own = [at for at in free if [self._letter(quantity.axes[at])] == known]
            own = own or [at for at in free if [quantity.axes[at]] == self._ends(known)]
            at = (own or free or [order[-1]])[0]
            found.append(at)
            free = [one for one in free if one != at]
        return found

    def _ends(self, names: list[str]) -> list[Axis | None]:
        """The axis of which a name is the extent, and so the last position."""
        return [self.extents.get(name) for name in names]

    def _letter(self, axis: Axis) -> str:
        return self.letters.get(axis, axis.letter)

    def index_letters(self, known: dict[str, Axis]) -> IndexLetters:
        """The letters of a statement, with what is known of their ranges."""
        return IndexLetters(
            known,
            extents=self.extents,
            fixed=frozenset(self.classes),
            bases=self.bases,
            lasts=self.lasts,
        )

    def at(self, layers: Mapping[str, int]) -> Names:
        """The same names where layer variables have values."""
        return replace(self, layers=layers)

    def meanings(self, tree: Tree) -> list[tuple[Use, Quantity]]:
        """Every quantity that a written name can be, entries before parts before wholes."""
        found = [
            (use, quantity)
            for use in uses(tree, self.layers)
            for quantity in self.quantities.get(use.spelling, ())
            if len(use.indices) <= len(quantity.axes)
        ]
        if not found:
            found = list(self._other_case(tree))
        if not found and self.unnumbered:
            return [
                (use, quantity)
                for use in uses(tree, self.layers)
                for quantity in self.unnumbered.get(use.spelling, ())
                if use.indices and use.power is None and self._fits(use, quantity)
            ]
        marks = {mark for use, _ in found for mark in use.spelling.marks if mark.isalpha()}
        if marks:  # h_p beside an h is the h of p, wherever an equation has that name
            found = [one for one in found if not marks & set(_lone_letters(one[0]))] or found
        if letter_of(tree) in self.below:
            found = [one for one in found if not _is_numbered(one[0])] or found
        if _is_bold(tree):  # c^3 beside a c is the c of layer 3, P_{4,m} beside a P is of layer 4
            found = [one for one in found if one[0].power is None] or found
            found = [one for one in found if one[0].spelling.marks] or found
        if not _is_bold(tree):
            found = [one for one in found if (one[0].spelling, one[1]) not in self.bold] or found
        elif any(len(one[0].indices) < len(one[1].axes) and one[0].spelling.marks for one in found):
            found = [one for one in found if (one[0].spelling, one[1]) in self.bold] or found
        exact = [one for one in found if len(one[0].indices) == len(one[1].axes)]
        whole = [one for one in found if not one[0].indices]
        named = [one for one in whole if self.wholes.get(one[0].spelling) == one[1]]
        whole = named or whole
        if _is_bold(tree):
            tensors = [one for one in whole if one[1].axes]
            exact = tensors or exact
        return exact or whole or found

    def _other_case(self, tree: Tree) -> Iterator[tuple[Use, Quantity]]:
        """W for the matrix of all w_ji, where no W is known; x for the vector X."""
        for use in uses(tree, self.layers):
            letter = use.spelling.letter
            if len(letter) != 1 or use.indices:
                continue
            other = replace(use.spelling, letter=letter.swapcase())
            for quantity in self.quantities.get(other, ()):
                if len(quantity.axes) == (2 if letter.isupper() else 1):
                    yield replace(use, spelling=other), quantity

    def meaning(self, tree: Tree) -> tuple[Use, Quantity]:
        """The one quantity that a written name is.

        Raises:
            UnknownName: There is none.
            ReadingProblem: There are several.
        """
        found = self.meanings(tree)
        if not found:
            raise self.unknown(tree)
        if len(found) > 1:
            found = [one for one in found if self._fits(*one)] or found
        if len({(use.spelling, use.indices, use.power, q) for use, q in found}) > 1:
            names = " or ".join(sorted({_told(use, quantity) for use, quantity in found}))
            raise ReadingProblem(
                f"This can be read as {names}.", tree.span, "Write it so that only one is meant."
            )
        return found[0]

    def _fits(self, use: Use, quantity: Quantity) -> bool:
        """Whether the indices are the letters of the axes, as where only they tell layers apart."""
        names = [index_name(index) or "" for index in use.indices]
        letters = self.printed.get(quantity) or [self._letter(axis) for axis in quantity.axes]
        return sorted(name.rstrip("'") for name in names) == sorted(letters)

    def function(self, tree: Tree) -> tuple[Function, Tree | None] | None:
        """A function with its primes, and the power above it, if a written name is one."""
        for use in uses(tree, self.layers):
            if use.indices or use.is_transposed:
                continue
            for primes in range(use.spelling.primes, -1, -1):
                plain = replace(use.spelling, primes=use.spelling.primes - primes)
                if plain in self.functions:
                    function = self.functions[plain]
                    return replace(function, order=function.order + primes), use.power
        return None

    def unknown(self, tree: Tree) -> UnknownName:
        """The error for a name that has no meaning here."""
        spelled = next(iter(uses(tree, self.layers)), None)
        name = spelled.spelling if spelled else Spelling("?")
        ranks = {
            len(quantity.axes)
            for spelling, known in self.quantities.items()
            if spelling == name
            for quantity in known
        }
        if ranks and spelled is not None and len(spelled.indices) not in ranks:
            counts = " or ".join(str(rank) for rank in sorted(ranks))
            met = f"'{name}' has {counts} indices, not {len(spelled.indices)}."
            return UnknownName(met, tree.span)
        known_names = sorted({_shown(spelling) for spelling in self.quantities})
        hint = did_you_mean(_shown(name), known_names) if known_names else None
        return UnknownName(f"Nothing says what '{_shown(name)}' is.", tree.span, hint)


def _shown(spelling: Spelling) -> str:
    """A name as it is spelled, without what tells it from another of the same letter."""
    return re.sub(r"·\w*", "", str(spelling))


def _lone_letters(use: Use) -> list[str]:
    """The letters that stand alone in the slots of an entry."""
    return [name for index in use.indices if (name := index_name(index)) is not None]


def _is_numbered(use: Use) -> bool:
    """Whether a number stands for one entry."""
    return any(isinstance(index, Number) for index in use.indices)


def _is_bold(tree: Tree) -> bool:
    """Whether a name is set bold, as vectors and matrices are."""
    base = tree.base if isinstance(tree, Scripted) else tree
    return isinstance(base, Symbol) and base.style == "bold"


def _told(use: Use, quantity: Quantity) -> str:
    scripts = f" with {len(use.indices)} indices" if use.indices else ""
    return f"'{quantity.name}'{scripts}{' to a power' if use.power is not None else ''}"


def nowhere(span: Span) -> ReadingProblem:
    """The error for a formula that holds nothing."""
    return ReadingProblem("There is nothing between these signs.", span)
