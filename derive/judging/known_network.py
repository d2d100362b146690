"""The network of a file as the model of a document: its names as a notation profile writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sympy import preorder_traversal

from derive.documents.layout import Layout
from derive.documents.letters import Letters
from derive.documents.scalar_functions import with_parameters
from derive.judging.functions import is_elementary
from derive.judging.known_axes import quantity_with, with_ones
from derive.judging.known_extents import extents_for
from derive.judging.known_labels import known_labels
from derive.judging.known_names import slot_letter, spelled_entry, spelled_whole
from derive.network.arranged import arranged
from derive.network.joined_axes import joined_axes
from derive.network.network import build
from derive.network.reader import read_network
from derive.network.structure import Arrangement, Network
from derive.notation.expression import Apply, ScalarFunction
from derive.notation.index import Axis, Index, SizeOf, indices_in
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.profiles.profile import Profile
from derive.profiles.reader import profile
from derive.reading.activations import activations
from derive.reading.convert import function_of, term_of
from derive.reading.declared import Declared
from derive.reading.model import Definition, Model
from derive.reading.names import Names
from derive.reading.spellings import Spelling
from derive.reading.term_parts import every
from derive.reading.terms import (
    Counted,
    Function,
    Kind,
    Part,
    Quantity,
    Term,
)

_KINDS: Mapping[Role, Kind] = {
    Role.INPUT: "input",
    Role.PARAMETER: "parameter",
    Role.TARGET: "target",
    Role.LOSS: "loss",
    Role.COST: "loss",
    Role.CONSTANT: "constant",
}
RATE = Quantity("eta", (), "constant")  # whatever its letter


def known_network(
    network: str, notation: str | None, labels: Mapping[str, str]
) -> tuple[Declared, ...]:
    """The network per sample and over a batch, each with the profile's names.

    Args:
        network: A network file, an example's name or the one-line form.
        notation: A notation profile's name or file; None for the lecture's.
        labels: What the document says of its targets, by letter; "" for all.

    Raises:
        DeriveError: The network or the profile cannot be used.
    """
    architecture = read_network(network)
    school = profile(notation) if notation is not None else profile()
    samples: Literal["first", "last"] = "first" if school.samples == "rows" else "last"
    arrangement = Arrangement(school.weight_rows, samples)
    forms = [build(architecture)]
    if forms[0].sample is None:
        forms.append(build(architecture, batch=True))
    return tuple(_Known(arranged(form, arrangement), school).declared(labels) for form in forms)


@dataclass(slots=True)
class _Known:
    """One form of a network, and what its names mean."""

    network: Network
    school: Profile
    names: Names = field(default_factory=Names)
    quantities: dict[Tensor, Quantity] = field(default_factory=dict)
    functions: dict[ScalarFunction, Function] = field(default_factory=dict)
    ones: dict[Axis, Axis] = field(default_factory=dict)
    _entries: set[tuple[Spelling, Quantity]] = field(default_factory=set)

    def declared(self, labels: Mapping[str, str]) -> Declared:
        letters = Letters(self.network, self.school)
        self.ones = joined_axes(self.network.equations)
        tensors = self._tensors()
        for tensor in tensors:
            self.quantities[tensor] = self._quantity(tensor)
        definitions = tuple(self._definition(one) for one in self.network.equations)
        for tensor in tensors:
            self._add(tensor, self.quantities[tensor], letters)
        for tensor in tensors:
            if tensor != self.network.cost.tensor:
                self._add_gradient(tensor, letters)
        self.names.bold -= self._entries
        self._add_unnumbered()
        for tensor in tensors:
            self._add_plain(letters.tensor(tensor), self.quantities[tensor])
        self._add_losses(letters)
        self._add_sizes(letters)
        self._add_functions(letters)
        self._add_rate(letters)
        self.names.whole |= {self.quantities[tensor] for tensor in self.network.whole}
        self._add_hints(definitions)
        cost = self.quantities[self.network.cost.tensor]
        self.names.signal_factor = self._signal_factor()
        self.names.samples = self.network.sample
        self.names.sample_slot = 1 if self.school.samples == "columns" else 0
        model = Model(
            quantities=tuple(dict.fromkeys(self._all())),
            definitions=definitions,
            cost=cost,
            functions={
                function.name: function
                for function in self.names.functions.values()
                if function.definition is not None
            },
            labels=known_labels(
                self.network, labels.get("", ""), self.quantities.__getitem__, self.ones
            ),
            samples=self.network.sample,
            extents=extents_for(self.network, self.ones, definitions),
        )
        vectors = "row" if self.school.vectors == "rows" else "column"
        return Declared(model, self.names, vectors, frozenset())  # type: ignore[arg-type]  # a literal

    def _all(self) -> Iterable[Quantity]:
        yield from self.quantities.values()
        for known in self.names.quantities.values():
            yield from known

    def _tensors(self) -> list[Tensor]:
        """Everything that the forward equations speak of."""
        network = self.network
        found = [*network.inputs, *network.targets]
        found += [parameter.tensor for parameter in network.parameters]
        found += [equation.left.tensor for equation in network.equations]
        found += list(network.constants)
        found += [noise.tensor for noise in network.noise]
        found += [state.tensor for state in network.states]
        return list(dict.fromkeys(found))

    def _quantity(self, tensor: Tensor) -> Quantity:
        kind = _KINDS.get(tensor.role, "signal")
        plain = Quantity(tensor.code_name, tensor.axes, kind, layer=tensor.layer)
        return quantity_with(plain, self.ones)

    def _definition(self, equation: object) -> Definition:
        left, right = equation.left, equation.right  # type: ignore[attr-defined]  # Equation
        quantity = self.quantities[left.tensor]
        value = term_of(right, self.quantities.__getitem__, self._function)
        return with_ones(Definition(quantity, tuple(left.indices), value), self.ones)

    def _function(self, function: ScalarFunction) -> Function:
        if is_elementary(Function(function.name)):
            return Function(function.name, order=function.order)
        if function not in self.functions:
            quantity = self.quantities.__getitem__
            self.functions[function] = function_of(function, self._function, quantity=quantity)
        return self.functions[function]

    def _add_gradient(self, tensor: Tensor, letters: Letters) -> None:
        """The name of a gradient, where the profile has a letter for it: delta."""
        if self.school.error_signal is None:
            return  # dz is read as a derivative
        gradient = gradient_of(tensor)
        if not gradient.is_error_signal or letters.is_fraction(gradient):
            return
        of = self.quantities[tensor]
        self._add(gradient, Quantity(gradient.code_name, of.axes, "gradient", of=of), letters)

    def _add(self, tensor: Tensor, quantity: Quantity, letters: Letters) -> None:
        """The ways in which a quantity is written: by entries, and as a whole."""
        indices = tuple(slot_letter(axis, at, tensor) for at, axis in enumerate(tensor.axes))
        printed = letters.entry(tensor[indices])
        own = [letters.places.letter(one.axis, one.name) for one in indices]
        found = spelled_entry(printed, own)
        if found is not None:
            self.names.add(found[0], quantity, found[1])
            self._entries.add((found[0], quantity))
            self._add_numbered(tensor, found[0], quantity, letters)
            self.names.printed[quantity] = tuple(letter.rstrip("'") for letter in own)
        bold = spelled_whole(letters.bold(tensor))
        if bold is not None:
            self.names.add(bold, quantity, None if found is None else found[1])
            self.names.wholes.setdefault(bold, quantity)
            if tensor.axes:
                self.names.bold.add((bold, quantity))
                self._add_slice(bold, quantity, None if found is None else found[1])

    def _add_numbered(
        self, tensor: Tensor, spelled: Spelling, quantity: Quantity, letters: Letters
    ) -> None:
        """A name with the number of its layer too, which a profile may leave out."""
        number = letters.looks.of(tensor.of or tensor).layer
        with_number = replace(spelled, marks=spelled.marks | {str(number)})
        if number is not None and with_number not in self.names.quantities:
            self.names.add(with_number, quantity, self.names.orders.get((spelled, quantity)))

    def _add_slice(self, bold: Spelling, quantity: Quantity, order: tuple[int, ...] | None) -> None:
        """The small letter of the vectors that a matrix is made of: w_p of W."""
        small = replace(bold, letter=bold.letter.lower())
        if len(quantity.axes) > 1 and bold.letter.istitle() and small != bold:
            self.names.add(small, quantity, order)
            self.names.bold.add((small, quantity))

    def _add_unnumbered(self) -> None:
        """Entries without the number of their layer, where the letters of indices tell it."""
        entries = {spelled for spelled, _ in self._entries}
        for spelled in sorted(entries, key=str):
            numbers = {mark for mark in spelled.marks if mark.isdigit()}
            plain = replace(spelled, marks=spelled.marks - numbers)
            if not numbers or plain in entries:
                continue
            for quantity in self.names.quantities[spelled]:
                if quantity.axes:
                    self.names.unnumbered.setdefault(plain, []).append(quantity)
                    self.names.orders[plain, quantity] = self.names.orders[spelled, quantity]

    def _add_plain(self, printed: Layout, quantity: Quantity) -> None:
        """The letter alone as the name of a whole, where it is no other's."""
        spelled = spelled_whole(printed)
        if spelled is not None and spelled not in self.names.quantities:
            self.names.add(spelled, quantity)

    def _add_losses(self, letters: Letters) -> None:
        """The loss of one sample, which some books tell apart from the cost everywhere: C_x."""
        face = self.school.face("loss")
        if not face.apart or self.network.sample is not None:
            return
        for tensor in self.network.losses:
            spelled = spelled_whole(letters.tensor(tensor))
            if spelled is not None:
                other = replace(spelled, marks=spelled.marks | {face.apart})
                parts = self.names.quantities.get(spelled, ())
                is_index = any(self.names.printed.get(one) == (face.apart,) for one in parts)
                if other not in self.names.quantities and not is_index:
                    self.names.add(other, self.quantities[tensor])

    def _add_sizes(self, letters: Letters) -> None:
        for axis, size in self.network.sizes.items():
            own = self.ones.get(axis, axis)
            self.names.lengths[own] = size
            self.names.letters[own] = letters.places.letter(axis, axis.letter)
            printed = letters.places.size(axis)
            if not printed.isdigit():
                self.names.extents.setdefault(printed, own)

    def _add_hints(self, definitions: Iterable[Definition]) -> None:
        """What the letters of computed positions run over, from the forward equations."""
        parts = (part for one in definitions for part in every(one.value) if isinstance(part, Part))
        for part in parts:
            for at, place in enumerate(part.places):
                if not isinstance(place, Index):
                    known = self.names.hints.setdefault((part.quantity, at), {})
                    for letter in sorted(indices_in(place), key=str):
                        name = letter.name.rstrip("'")
                        known.setdefault(self.names.letters.get(letter.axis, name), letter.axis)

    def _add_rate(self, letters: Letters) -> None:
        """The letter of the step size, which updates are written with."""
        spelled = spelled_whole(letters.learning_rate)
        if spelled is not None and spelled not in self.names.quantities:
            self.names.add(spelled, RATE)

    def _add_functions(self, letters: Letters) -> None:
        for name, function in activations().items():
            self.names.functions[Spelling(name)] = function
        self.names.functions[Spelling("sigma")] = activations()["sigmoid"]
        learned = [with_parameters(record) for record in self.network.layers]
        found = [one.function for one in learned if one is not None]
        for equation in self.network.equations:
            found += [part.function.with_order(0) for part in _applied(equation.right)]
        for function in found:
            spelled = spelled_whole(letters.function(function))
            if spelled is not None:
                self.names.functions[spelled] = self._function(function)

    def _signal_factor(self) -> Term | None:
        """N, where dz means the gradient of the sample's own loss, not of the mean."""
        sample = self.network.sample
        is_mean = self.network.architecture.reduction == "mean"
        mixes = self.network.equations[0].number == "1"  # a batch form only
        if sample is None or self.school.batch_signals != "loss" or not is_mean or mixes:
            return None
        return Counted(SizeOf(sample))


def _applied(expression: object) -> Iterable[Apply]:
    return (part for part in preorder_traversal(expression) if isinstance(part, Apply))
