"""How the tensors of one network look in a profile, and what tells those of one letter apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.calculus.matrix_slices import Slice
from derive.documents.layout import (
    Accented,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Primed,
    Sign,
    Style,
    Symbol,
    row,
    scripted,
    separated,
)
from derive.documents.names import spelled
from derive.network.joined_axes import joined_axes
from derive.network.parts import layer_of, part_of
from derive.network.structure import Network
from derive.notation.expression import tensors_in
from derive.notation.index import Axis
from derive.notation.tensor import Role, Tensor
from derive.profiles.profile import Accent, Face, Profile


@dataclass(frozen=True, slots=True)
class Look:
    """A tensor in print, without its indices.

    Attributes:
        letter: Its letter, or a word.
        primes: How many primes the letter carries.
        accent: What stands above the letter.
        above: A part of its name that stands above: the gate of w^f.
        layer: The number of its layer as it is printed, or None.
        below: What stands below it behind all indices.
        is_sparing: Whether the layer's number may be left out.
    """

    letter: str
    primes: int = 0
    accent: Accent | None = None
    above: Layout | None = None
    layer: int | None = None
    below: Layout | None = None
    is_sparing: bool = False

    @property
    def alike(self) -> Look:
        """What is left of it without the number of its layer."""
        return replace(self, layer=None, is_sparing=False)

    @property
    def plain(self) -> Look:
        """The look with the number of its layer, which is not left out."""
        return replace(self, is_sparing=False)

    @property
    def whole(self) -> Look:
        """The same for a whole tensor, whose letter is small or a capital by its shape."""
        return replace(self.plain, letter=self.letter.lower())


class Looks:
    """The looks of a network's tensors: no two tensors look the same if the profile allows it."""

    def __init__(
        self, network: Network, profile: Profile, own: Mapping[Tensor, Look] | None = None
    ) -> None:
        """The looks of a profile, but of tensors (and gradients) with a look of their `own`."""
        self.network = network
        self.profile = profile
        self.own = own or {}
        self._looks: dict[Tensor, Look] = {}
        self._joined = joined_axes(network.equations)
        found = tuple(_tensors_of(network))
        for tensor in sorted(found, key=self._may_differ):  # a formula's own letters come first
            own_look = self.own.get(tensor)
            self._looks[tensor] = own_look or self._apart(tensor, self._wanted(tensor))

    def of(self, tensor: Tensor) -> Look:
        """The look of a tensor that is neither a gradient nor a tangent."""
        whole = tensor.whole if isinstance(tensor, Slice) else tensor
        return self._looks.get(whole) or self._wanted(whole)

    def printed(
        self,
        look: Look,
        lower: Layout | None = None,
        *,
        style: Style = "italic",
        marks: Sequence[Layout] = (),
        is_gradient: bool = False,
    ) -> Layout:
        """A look with indices below and marks above, e.g. of a sample; dw for a gradient."""
        style = "upright" if len(look.letter) > 1 and style == "italic" else style
        base: Layout = Identifier(look.letter, style)
        base = base if look.accent is None else Accented(base, look.accent)
        base = Primed(base, look.primes) if look.primes else base
        base = row(Identifier("d"), base) if is_gradient else base
        layer = self.mark(look.layer)
        is_below = self.profile.layer == "_l"
        above = [look.above, None if is_below else layer, *marks]
        below = separated(tuple(part for part in (layer, lower) if part) if is_below else ())
        lower = _row_of([below if is_below and layer else lower, look.below])
        return scripted(base, lower=lower, upper=_row_of(above))

    def mark(self, layer: int | None) -> Layout | None:
        """A layer's printed number in the marks of the profile."""
        if layer is None:
            return None
        number = Number(str(layer))
        match self.profile.layer:
            case "(l)":
                return Parenthesised(number)
            case "[l]":
                return Parenthesised(number, "square")
            case _:
                return number

    def marked(self, tensor: Tensor) -> Look:
        """The look of a tensor with the mark of its layer as a part of its name."""
        look = self.of(tensor)
        return replace(look, layer=None, above=_row_of([look.above, self.mark(look.layer)]))

    def number(self, layer: int) -> int:
        """The printed number of a layer, which the first layer with weights begins."""
        return layer - 1 + self.profile.first_layer

    def spared(self, tensor: Tensor, look: Look, *, indexed: bool) -> Look:
        """The look without its layer where the letters of the indices, or nothing, tell it apart.

        Args:
            tensor: The tensor.
            look: Its look.
            indexed: Whether letters of its axes are printed; numbers tell nothing.
        """
        if not look.is_sparing or self._is_shared(tensor, look, indexed=indexed):
            return look
        return replace(look, layer=None)

    def _is_shared(self, tensor: Tensor, look: Look, *, indexed: bool) -> bool:
        """Whether another tensor looks the same, the layer's number aside."""
        letters = self.letters(tensor)
        return any(
            other.alike == look.alike
            for one, other in self._looks.items()
            if one != tensor and (not indexed or self.letters(one) == letters)
        )

    def letters(self, tensor: Tensor) -> tuple[str, ...]:
        """The letters of a tensor's axes but for the samples."""
        return tuple(axis.letter for axis in self._axes(tensor))

    def _axes(self, tensor: Tensor) -> tuple[Axis, ...]:
        """A tensor's axes but for the samples, those that are one by one name."""
        own = (axis for axis in tensor.axes if axis != self.network.sample)
        return tuple(self._joined.get(axis, axis) for axis in own)

    def _wanted(self, tensor: Tensor) -> Look:
        """The look that the profile asks for."""
        face = self.profile.face(part_of(self.network, tensor))
        plain = tensor.name.rstrip("_")
        several = {Role.INPUT: self.network.inputs, Role.TARGET: self.network.targets}
        is_one_of_many = len(several.get(tensor.role, ())) > 1
        letter = plain if face.letter is None or is_one_of_many else face.letter
        name = spelled(letter, tensor, is_capital=face.is_capital)
        below = name.number if not tensor.axes else None
        above = name.above
        if tensor.role is Role.LOSS and tensor.layer is not None:
            above = Parenthesised(Number(str(tensor.layer)), "square")  # one of several losses
        return Look(
            name.letter,
            face.primes,
            face.accent,
            above,
            self._layer(tensor, face),
            _below(face.below) if face.below else below,
            face.is_sparing,
        )

    def _apart(self, tensor: Tensor, wanted: Look) -> Look:
        """The look, or another one where an earlier tensor has it already."""
        face = self.profile.face(part_of(self.network, tensor))
        if face.apart and not tensor.axes and self._is_scalar_twice(tensor, wanted):
            return replace(wanted, below=_below(face.apart))
        if face.letter is None or not self._is_taken(tensor, wanted):
            return wanted
        name = spelled(tensor.name.rstrip("_"), tensor)
        own = replace(wanted, letter=name.letter, above=name.above, primes=0, accent=None)
        return replace(own, accent="tilde") if self._is_taken(tensor, own) else own

    def _is_taken(self, tensor: Tensor, look: Look) -> bool:
        return any(self._are_alike(tensor, look, *other) for other in self._looks.items())

    def _may_differ(self, tensor: Tensor) -> bool:
        """Whether a tensor has its letter from the profile, and another one if it is taken."""
        face = self.profile.face(part_of(self.network, tensor))
        return tensor not in self.own and face.letter is not None

    def _are_alike(self, one: Tensor, look: Look, other: Tensor, taken: Look) -> bool:
        """Whether two tensors could be taken for one another, entry by entry or as a whole.

        Whole tensors of several axes, and vectors of several samples, are capitals alike.
        """
        if one == other or not one.axes or not other.axes:
            return one != other and len(one.axes) == len(other.axes) and look.plain == taken.plain
        if look.whole != taken.whole:
            return False
        ranks = self._rank(one), self._rank(other)
        return ranks[0] == ranks[1] or min(ranks) > 1

    def _rank(self, tensor: Tensor) -> int:
        """How many axes a tensor has over a batch."""
        is_kept = tensor.role in (Role.PARAMETER, Role.CONSTANT)
        return len(self._axes(tensor)) + (not is_kept)

    def _is_scalar_twice(self, tensor: Tensor, wanted: Look) -> bool:
        """Whether a later scalar of the network looks the same."""
        others = [equation.left.tensor for equation in self.network.equations]
        return any(self._wanted(one) == wanted for one in others if not one.axes and one != tensor)

    def _layer(self, tensor: Tensor, face: Face) -> int | None:
        """The printed number of a tensor's layer."""
        network = self.network
        if face.layer is False or tensor.role is Role.LOSS:
            return None
        own = layer_of(network, tensor) if face.counts == "own" else tensor.layer
        if face.layer is True:
            return None if own is None else self.number(own)
        is_one_of_many = tensor.role is Role.INPUT and len(network.inputs) > 1
        return None if own is None and is_one_of_many else int(face.layer)


def _tensors_of(network: Network) -> Iterable[Tensor]:
    """All tensors that a network speaks of, in the order in which they are met."""
    found: dict[Tensor, None] = dict.fromkeys(network.inputs)
    for equation in network.equations:
        used = sorted(tensors_in(equation.right), key=lambda one: one.code_name)
        found |= dict.fromkeys((*used, equation.left.tensor))
    kept = (state.tensor for state in network.states)
    return dict.fromkeys((*found, *network.targets, *kept, *network.constants))


def _row_of(parts: Iterable[Layout | None]) -> Layout | None:
    found = [part for part in parts if part is not None]
    return row(*found) if found else None


def _below(text: str) -> Layout:
    return Number(text) if text.isdigit() else Identifier(text, "upright" if text[1:] else "italic")


def angled(time: Layout) -> Layout:
    """<t>."""
    return row(Symbol(Sign.LESS), time, Symbol(Sign.GREATER))
