"""The letters of one network in one notation profile: tensors, indices, sizes and functions."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Mul, S

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
    Style,
    Symbol,
    partial_derivative,
    row,
    scripted,
    separated,
)
from derive.documents.names import Name, spelled
from derive.documents.places import counted_from_one
from derive.network.structure import Network
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Role, Tensor
from derive.profiles.profile import Profile, profile


class Letters:
    """What everything in a network is called in print."""

    def __init__(
        self, network: Network, school: Profile | None = None, column: Tensor | None = None
    ) -> None:
        """The letters; `column` is what the tangents of a block of the Hessian are by."""
        self.network = network
        self.column = column
        self.profile = school or profile()
        whole = {
            equation.right.function.with_order(0)
            for equation in network.equations
            if isinstance(equation.right, Apply)
        }
        self._only = next(iter(whole)) if len(whole) == 1 and _are_activations(network) else None
        self._alike = _sharing_a_name(whole)

    @property
    def activation(self) -> ScalarFunction | None:
        """The only activation function of the network, or None if it has several or none."""
        return self._only

    def tensor(self, tensor: Tensor, lower: Layout | None = None) -> Layout:
        """A tensor's letter with its layer above and its indices below."""
        if tensor.role is Role.TANGENT:
            return self._tangent(tensor, lower)
        if tensor.of is not None:
            return self._gradient(tensor, tensor.of, lower)
        face = self.profile.face(tensor.role)
        name = self._name(tensor)
        if lower is None and not tensor.axes:
            lower = name.number
        return _dressed(name.letter, self._upper(tensor, name), lower, face.primes)

    def entry(self, entry: Entry) -> Layout:
        """An entry: its tensor's letter with the indices."""
        if entry.tensor.role is Role.TANGENT and self.column is not None:
            return self._by_column(entry, self.column)
        return self.tensor(entry.tensor, self.indices(entry.indices))

    def bold(self, tensor: Tensor) -> Layout:
        """A tensor as a whole: bold, a capital for a matrix, else small; a scalar as it is."""
        if tensor.role is Role.TANGENT:
            return self.tensor(tensor)
        if tensor.of is not None and not tensor.is_error_signal:
            return partial_derivative(self.cost, self.bold(tensor.of))
        if not tensor.axes:
            return self.tensor(tensor)
        if tensor.of is not None:
            big = "Δ" if self.profile.error_signal == "δ" else self.profile.error_signal
            name = big if len(tensor.axes) > 1 else self.profile.error_signal
            layer = _number(tensor.of.layer)
            return Coloured(scripted(_identifier(name, "bold"), upper=layer), "backward")
        spelling = self._name(tensor)
        letter = spelling.letter
        if len(letter) == 1:
            letter = _capital(letter) if len(tensor.axes) > 1 else letter.lower()
        face = self.profile.face(tensor.role)
        return _dressed(letter, self._upper(tensor, spelling), None, face.primes, style="bold")

    @property
    def cost(self) -> Layout:
        """The letter of what is made small."""
        return self.entry(self.network.cost)

    @property
    def learning_rate(self) -> Layout:
        """The letter of the step size."""
        return _identifier(self.profile.learning_rate)

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
        base = _identifier(letter)
        return Primed(base, primes) if primes else base

    def size(self, axis: Axis) -> Layout:
        """The extent of an axis: its letter, or the number if it has no letter."""
        if axis.size.isdigit():
            return Number(axis.size)
        letters, digits = (
            axis.size.rstrip("0123456789"),
            axis.size.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        )
        return scripted(_identifier(letters), lower=Number(digits) if digits else None)

    def shape(self, tensor: Tensor) -> Layout:
        """The extents of a tensor: J × I; a scalar has the extent 1."""
        sizes = tuple(self.size(axis) for axis in tensor.axes)
        return separated(sizes, Sign.TIMES) if sizes else Number("1")

    def function(self, function: ScalarFunction) -> Layout:
        """A function's letter with its primes: f', σ, ReLU."""
        root = function.with_order(0)
        if root == self._only:
            base: Layout = _identifier(self.profile.activation)
        else:
            base = _identifier(self.profile.functions.get(function.name, function.name))
            if function.name in self._alike:
                place = self._alike[function.name].index(root) + 1
                base = Scripted(base, lower=Number(str(place)))
        return Primed(base, function.order) if function.order else base

    def _gradient(self, tensor: Tensor, of: Tensor, lower: Layout | None) -> Layout:
        """An error signal's letter, or the fraction ∂L/∂w."""
        if not tensor.is_error_signal:
            return partial_derivative(self.cost, self.tensor(of, lower))
        letter = _identifier(self.profile.error_signal)
        return Coloured(scripted(letter, lower=lower, upper=_number(of.layer)), "backward")

    def _tangent(self, tensor: Tensor, lower: Layout | None) -> Layout:
        """A letter with a dot; of a fraction ∂L/∂w, R{∂L/∂w}."""
        of = tensor.of
        assert of is not None, "a tangent is the change of something"
        if of.of is None or of.is_error_signal:
            return _dotted(self.tensor(of, lower))
        return row(Identifier("R", "upright"), Parenthesised(self.tensor(of, lower), "curly"))

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

    def _name(self, tensor: Tensor) -> Name:
        """How a tensor's name is split into a letter and what stands above it."""
        network = self.network
        face = self.profile.face(tensor.role)
        plain = tensor.name.rstrip("_")
        several = {Role.INPUT: network.inputs, Role.TARGET: network.targets}
        is_one_of_many = len(several.get(tensor.role, ())) > 1
        letter = plain if face.letter is None or is_one_of_many else face.letter
        return spelled(letter, tensor, is_capital=face.is_capital)

    def _upper(self, tensor: Tensor, name: Name) -> Layout | None:
        """What stands above the letter: a part of its name, and its layer."""
        above = (name.above, self._layer(tensor))
        found = [part for part in above if part is not None]
        return row(*found) if found else None

    def _layer(self, tensor: Tensor) -> Layout | None:
        if tensor.role is Role.LOSS and tensor.layer is not None:
            return Parenthesised(Number(str(tensor.layer)), "square")
        layer = self.profile.face(tensor.role).layer
        if layer is False:
            return None
        if layer is True:
            return _number(tensor.layer)
        if tensor.layer is None and tensor.role is Role.INPUT and len(self.network.inputs) > 1:
            return None
        return _number(layer if tensor.layer is None else tensor.layer)


def _dressed(
    name: str, layer: Layout | None, lower: Layout | None, primes: int, *, style: Style = "italic"
) -> Layout:
    """A letter with primes and scripts."""
    if len(name) > 1 and style == "italic":
        style = "upright"
    base = _identifier(name, style)
    return scripted(Primed(base, primes) if primes else base, lower=lower, upper=layer)


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


def _identifier(name: str, style: Style = "italic") -> Identifier:
    return Identifier(name, style)


def _number(layer: int | None) -> Layout | None:
    """A layer's number in parentheses."""
    return None if layer is None else Parenthesised(Number(str(layer)))


def _are_activations(network: Network) -> bool:
    """Whether functions stand alone in activations only, not in gates within a layer."""
    return all(
        record.formula.kind == "activation"
        for record in network.layers
        for equation in record.equations
        if isinstance(equation.right, Apply)
    )


def _sharing_a_name(functions: Iterable[ScalarFunction]) -> dict[str, list[ScalarFunction]]:
    """Functions that share a name but not a definition, in a fixed order."""
    by_name: dict[str, list[ScalarFunction]] = {}
    for function in sorted(functions, key=lambda one: (one.name, str(one.definition))):
        by_name.setdefault(function.name, []).append(function)
    return {name: alike for name, alike in by_name.items() if len(alike) > 1}


def _signed(scale: int, symbol: Layout | None, *, leads: bool) -> list[Layout]:
    """One term of an index sum with its sign."""
    sign: list[Layout] = []
    if scale < 0 or not leads:
        sign.append(Symbol(Sign.MINUS if scale < 0 else Sign.PLUS))
    if symbol is None:
        return [*sign, Number(str(abs(scale)))]
    return [*sign, symbol] if abs(scale) == 1 else [*sign, Number(str(abs(scale))), symbol]
