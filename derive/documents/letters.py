"""The letters of one network in one notation profile: tensors, indices, sizes and functions."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from derive.documents.layout import (
    Coloured,
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
from derive.network.network import Network
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Tensor
from derive.profiles.profile import Profile, profile

GREEK = dict(
    zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma "
            "tau upsilon phi chi psi omega"
        ).split(),
        "αβγδεζηθικλμνξρστυφχψω",
        strict=True,
    )
)


class Letters:
    """What everything in a network is called in print."""

    def __init__(self, network: Network, school: Profile | None = None) -> None:
        self.network = network
        self.profile = school or profile()
        whole = {
            equation.right.function.with_order(0)
            for equation in network.equations
            if isinstance(equation.right, Apply)
        }
        self._only = whole.pop() if len(whole) == 1 else None
        self._alike = _sharing_a_name(whole)

    @property
    def activation(self) -> ScalarFunction | None:
        """The only activation function of the network, or None if it has several or none."""
        return self._only

    def tensor(self, tensor: Tensor, lower: Layout | None = None) -> Layout:
        """A tensor's letter with its layer above and its indices below."""
        if tensor.of is not None:
            return self._gradient(tensor, tensor.of, lower)
        face = self.profile.face(tensor.role)
        return _dressed(self._letter(tensor), self._layer(tensor), lower, face.primes)

    def entry(self, entry: Entry) -> Layout:
        """An entry: its tensor's letter with the indices."""
        return self.tensor(entry.tensor, self.indices(entry.indices))

    def bold(self, tensor: Tensor) -> Layout:
        """A tensor as a whole: bold, a capital for a matrix, else small; a scalar as it is."""
        if tensor.of is not None and not tensor.is_error_signal:
            return partial_derivative(self.cost, self.bold(tensor.of))
        if not tensor.axes:
            return self.tensor(tensor)
        if tensor.of is not None:
            big = "Δ" if self.profile.error_signal == "δ" else self.profile.error_signal
            name = big if len(tensor.axes) > 1 else self.profile.error_signal
            layer = _number(tensor.of.layer)
            return Coloured(scripted(_identifier(name, "bold"), upper=layer), "backward")
        name = self._letter(tensor)
        if len(name) == 1:
            name = name.upper() if len(tensor.axes) > 1 else name.lower()
        face = self.profile.face(tensor.role)
        return _dressed(name, self._layer(tensor), None, face.primes, style="bold")

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
        """One index expression: a letter with its primes, a number, or a sum; all count from 1."""
        if isinstance(place, Index):
            return self.index(place)
        scales = place.as_coefficients_dict()
        offset = 1 + sum(int(scale) * (-1 if key != 1 else 1) for key, scale in scales.items())
        terms: list[Layout] = []
        for key, scale in sorted(scales.items(), key=lambda item: str(item[0])):
            if key != 1:
                terms += _signed(int(scale), self._symbol(key), leads=not terms)
        if offset or not terms:
            terms += _signed(offset, None, leads=not terms)
        return row(*terms)

    def _symbol(self, symbol: Expr) -> Layout:
        """An index, or the size of an axis."""
        return self.size(symbol.axis) if isinstance(symbol, SizeOf) else self.index(symbol)

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

    def _letter(self, tensor: Tensor) -> str:
        face = self.profile.face(tensor.role)
        plain = tensor.name.rstrip("_")
        name = face.letter or plain
        name = GREEK.get(name, name)
        return name.upper() if face.is_capital and len(name) == 1 else name

    def _layer(self, tensor: Tensor) -> Layout | None:
        layer = self.profile.face(tensor.role).layer
        if layer is False:
            return None
        if layer is True:
            return _number(tensor.layer)
        return _number(layer if tensor.layer is None else tensor.layer)


def _dressed(
    name: str, layer: Layout | None, lower: Layout | None, primes: int, *, style: Style = "italic"
) -> Layout:
    """A letter with primes and scripts."""
    base = _identifier(name, style)
    return scripted(Primed(base, primes) if primes else base, lower=lower, upper=layer)


def _identifier(name: str, style: Style = "italic") -> Identifier:
    return Identifier(name, style)


def _number(layer: int | None) -> Layout | None:
    """A layer's number in parentheses."""
    return None if layer is None else Parenthesised(Number(str(layer)))


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
