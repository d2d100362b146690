"""The letters of one network in one notation profile: tensors, indices, sizes and functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sympy import Expr, Mul, S

from derive.calculus.matrix_slices import Slice
from derive.documents.index_places import IndexPlaces
from derive.documents.layout import (
    Accented,
    Coloured,
    Fraction,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Primed,
    Scripted,
    Sign,
    Symbol,
    partial_derivative,
    row,
    scripted,
    separated,
)
from derive.documents.looks import Look, Looks, angled
from derive.documents.network_functions import are_activations, sharing_a_name
from derive.documents.places import counted_from_one
from derive.network.structure import Network
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Role, Tensor, gradient_of
from derive.profiles.profile import Profile
from derive.profiles.reader import profile


class Letters:
    """What everything in a network is called in print."""

    def __init__(
        self,
        network: Network,
        school: Profile | None = None,
        column: Tensor | None = None,
        looks: Mapping[Tensor, Look] | None = None,
    ) -> None:
        """The letters; `column` is what a Hessian's tangents are by, `looks` go before faces."""
        self.network = network
        self.column = column
        self.profile = school or profile()
        self.looks = Looks(network, self.profile, looks)
        self.places = IndexPlaces(network, self.profile)
        whole = {
            equation.right.function.with_order(0)
            for equation in network.equations
            if isinstance(equation.right, Apply)
        }
        self._only = next(iter(whole)) if len(whole) == 1 and are_activations(network) else None
        self._alike = sharing_a_name(whole)

    @property
    def activation(self) -> ScalarFunction | None:
        """The only activation function of the network, or None if it has several or none."""
        return self._only

    def tensor(self, tensor: Tensor) -> Layout:
        """A tensor's letter with its layer, without indices."""
        return self._written(tensor, (), indexed=False)

    def entry(self, entry: Entry) -> Layout:
        """An entry: its tensor's letter with the indices."""
        if entry.tensor.role is Role.TANGENT and self.column is not None:
            return self._by_column(entry, self.column)
        plain = all(isinstance(place, Index) for place in entry.indices)
        return self._written(entry.tensor, entry.indices, indexed=plain)

    def _written(self, tensor: Tensor, indices: tuple[Expr, ...], *, indexed: bool) -> Layout:
        of = tensor.of
        if tensor.role is Role.TANGENT:
            assert of is not None, "a tangent is the change of something"
            inner = self._written(of, indices, indexed=indexed)
            if of.of is None or of.is_error_signal:
                return _dotted(inner)
            return row(Identifier("R", "upright"), Parenthesised(inner, "curly"))
        if of is not None and self.is_fraction(tensor):
            return partial_derivative(self.cost, self._written(of, indices, indexed=indexed))
        below, marks = self.places.parted(of or tensor, indices)
        look = self._look(tensor, indexed=indexed)
        printed = self.looks.printed(
            look,
            self.indices(below),
            marks=[self._mark(mark) for mark in marks],
            is_gradient=of is not None and not self._has_letter(tensor),
        )
        return Coloured(printed, "backward") if tensor.is_error_signal else printed

    def is_fraction(self, tensor: Tensor) -> bool:
        """Whether a tensor is a gradient that has no name of its own: ∂L/∂w."""
        is_gradient = tensor.of is not None and tensor.role is not Role.TANGENT
        return is_gradient and not self.profile.names_gradients and not self._has_letter(tensor)

    def _has_letter(self, tensor: Tensor) -> bool:
        return tensor.is_error_signal and self.profile.error_signal is not None

    def _look(self, tensor: Tensor, *, indexed: bool) -> Look:
        """The look of a tensor; an error signal's letter stands in the place of its tensor's."""
        of = tensor.of
        look = self.looks.spared(of or tensor, self.looks.of(of or tensor), indexed=indexed)
        if of is None or not self._has_letter(tensor):
            return look
        if tensor in self.looks.own:
            return self.looks.own[tensor]
        letter = self.profile.error_signal or ""
        if self.profile.face("preactivation").is_sparing and self._is_alone(of, indexed=indexed):
            return Look(letter)
        if of.role is Role.PREDICTION:
            return Look(letter, layer=None if of.layer is None else self.looks.number(of.layer))
        return Look(letter, layer=self.looks.of(of).layer)

    def _is_alone(self, of: Tensor, *, indexed: bool) -> bool:
        """Whether the letters of the indices, or nothing, tell an error signal apart."""
        whole = of.whole if isinstance(of, Slice) else of
        others = (equation.left.tensor for equation in self.network.equations)
        alike = [one for one in others if one != whole and gradient_of(one).is_error_signal]
        letters = self.looks.letters(whole)
        return not any(not indexed or self.looks.letters(one) == letters for one in alike)

    def _mark(self, mark: tuple[str, Expr]) -> Layout:
        kind, place = mark
        printed = self.position(place)
        return angled(printed) if kind == "<t>" else Parenthesised(printed)

    def bold(self, tensor: Tensor) -> Layout:
        """A tensor as a whole: bold, a capital for a matrix, else small; a scalar as it is."""
        of = tensor.of
        if tensor.role is Role.TANGENT:
            return self.tensor(tensor)
        if of is not None and self.is_fraction(tensor):
            return partial_derivative(self.cost, self.bold(of))
        if not tensor.axes:
            return self.tensor(tensor)
        look = self._look(tensor, indexed=False)
        if self._has_letter(tensor):
            big = "Δ" if look.letter == "δ" else look.letter
            look = replace(look, letter=big if len(tensor.axes) > 1 else look.letter)
        elif len(look.letter) == 1 and (of or tensor) not in self.looks.own:
            is_big = len(tensor.axes) > 1 or self.profile.capitals == "all"
            look = replace(look, letter=_capital(look.letter) if is_big else look.letter.lower())
        printed = self.looks.printed(
            look, style="bold", is_gradient=of is not None and not self._has_letter(tensor)
        )
        return Coloured(printed, "backward") if tensor.is_error_signal else printed

    @property
    def error_signal(self) -> Layout:
        """What error signals are called in words: δ, dz or ∂L/∂z."""
        if self.profile.error_signal is not None:
            return Identifier(self.profile.error_signal)
        letter = Identifier(self.profile.face("preactivation").letter or "z")
        if self.profile.names_gradients:
            return row(Identifier("d"), letter)
        return partial_derivative(self.cost, letter)

    @property
    def cost(self) -> Layout:
        """The letter of what is made small."""
        return self.entry(self.network.cost)

    @property
    def learning_rate(self) -> Layout:
        """The letter of the step size."""
        return Identifier(self.profile.learning_rate)

    def indices(self, indices: Iterable[Expr]) -> Layout | None:
        """Index expressions below a letter: side by side, with commas if one is computed."""
        places = tuple(indices)
        if not places:
            return None
        printed = tuple(self.position(place) for place in places)
        is_plain = all(isinstance(place, Index) and len(place.name) < 4 for place in places)
        return row(*printed) if is_plain else separated(printed)

    def position(self, place: Expr) -> Layout:
        """One index expression: a letter, a number, a sum or a fraction; all count from 1."""
        if isinstance(place, Index):
            return self.index(place)
        whole, below = counted_from_one(place)
        scales = whole.as_coefficients_dict()
        terms: list[Layout] = []
        for key in sorted(scales, key=lambda one: (bool(scales[one] < 0), str(one))):
            if key != 1:
                terms += _signed(int(scales[key]), self._symbol(key), leads=not terms)
        offset = int(scales.get(S.One, 0))
        if offset or not terms:
            terms += _signed(offset, None, leads=not terms)
        if below == 1:
            return row(*terms)
        above = row(*terms) if len(terms) == 1 else Parenthesised(row(*terms))
        return row(above, Symbol(Sign.SLASH), Number(str(below)))

    def _symbol(self, symbol: Expr) -> Layout:
        """An index, the size of an axis, or a whole number of the data."""
        match symbol:
            case SizeOf():
                return self.size(symbol.axis)
            case Entry():
                return self.entry(symbol)
            case Mul():
                return row(*(self._symbol(factor) for factor in symbol.args))
            case _:
                return self.index(symbol)

    def index(self, index: Index) -> Layout:
        """An index letter with its primes."""
        letter = index.name.rstrip("'")
        primes = len(index.name) - len(letter)
        letter = self.places.letter(index.axis, letter)
        base = Identifier(letter)
        return Primed(base, primes) if primes else base

    def size(self, axis: Axis) -> Layout:
        """The extent of an axis: its letter, or the number if it has no letter."""
        if axis.size.isdigit():
            return Number(axis.size)
        size = self.places.size(axis)
        letters = size.rstrip("0123456789")
        digits = size[len(letters) :]
        return scripted(Identifier(letters), lower=Number(digits) if digits else None)

    def shape(self, tensor: Tensor) -> Layout:
        """The extents of a tensor: J × I; a scalar has the extent 1."""
        sizes = tuple(self.size(axis) for axis in tensor.axes)
        return separated(sizes, Sign.TIMES) if sizes else Number("1")

    def function(self, function: ScalarFunction) -> Layout:
        """A function's letter with its primes: f', σ, ReLU."""
        root = function.with_order(0)
        if root == self._only:
            base: Layout = Identifier(self.profile.activation)
        else:
            letter = self.profile.functions.get(function.name, function.name)
            is_taken = self._only is not None and letter == self.profile.activation
            base = Identifier(function.name if is_taken else letter)
            if function.name in self._alike:
                place = self._alike[function.name].index(root) + 1
                base = Scripted(base, lower=Number(str(place)))
        return Primed(base, function.order) if function.order else base

    def _by_column(self, entry: Entry, column: Tensor) -> Layout:
        """∂z/∂w, and of a gradient ∂²L/∂w∂w', for one direction a column."""
        of = entry.tensor.of
        assert of is not None, "a tangent is the change of something"
        own, others = entry.indices[: len(of.axes)], entry.indices[len(of.axes) :]
        by = self.entry(column[tuple(others)])
        if of.of is None or of.is_error_signal:
            return partial_derivative(self.entry(of[tuple(own)]), by)
        partial = Symbol(Sign.PARTIAL)
        above = row(Scripted(partial, upper=Number("2")), self.cost)
        return Fraction(above, row(partial, self.entry(of.of[tuple(own)]), partial, by))


def _dotted(printed: Layout) -> Layout:
    """A letter with a dot above; its scripts stay where they are."""
    match printed:
        case Coloured(body, role):
            return Coloured(_dotted(body), role)
        case Scripted(base, lower, upper):
            return Scripted(_dotted(base), lower, upper)
        case Primed(base, order):
            return Primed(_dotted(base), order)
        case _:
            return Accented(printed, "dot")


def _capital(letter: str) -> str:
    """The capital of a letter, unless it would look like another letter's."""
    capital = letter.upper()
    return capital if capital.isascii() or capital in "ΓΔΘΛΞΠΥΦΨΩ" else letter


def _signed(scale: int, symbol: Layout | None, *, leads: bool) -> list[Layout]:
    """One term of an index sum with its sign."""
    sign: list[Layout] = []
    if scale < 0 or not leads:
        sign.append(Symbol(Sign.MINUS if scale < 0 else Sign.PLUS))
    if symbol is None:
        return [*sign, Number(str(abs(scale)))]
    return [*sign, symbol] if abs(scale) == 1 else [*sign, Number(str(abs(scale))), symbol]
