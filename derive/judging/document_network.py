"""The document's own forward equations as a network that the engine derives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sympy import Expr, Integer, cos, erf

from derive.documents.looks import Look
from derive.judging.functions import is_elementary
from derive.judging.roles import Roles
from derive.judging.writers_looks import function_letter, look_of
from derive.judging.written_network import Written
from derive.network.architecture import Architecture
from derive.network.structure import Network, Parameter
from derive.notation.expression import Equation, ScalarFunction, tensors_in, total
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor, gradient_of
from derive.profiles.profile import PARTS, Face, Profile
from derive.profiles.reader import profile
from derive.reading.entrywise import VARIABLE, NoExpression, expression_of
from derive.reading.model import Definition, Model
from derive.reading.term_parts import every
from derive.reading.terms import (
    Call,
    Derivative,
    Function,
    Part,
    Quantity,
    Term,
)
from derive.text import Text

_U = VARIABLE[()]
_UNKNOWN = _U + cos(_U) * erf(_U)
"""What stands in for the definition of an abstract f; no law tells anything through it."""
FREE = "mnpqrsuvabcghijkl"
_TITLE = Text(en="The document's network", ja="文書のネットワーク")


def written_network(
    model: Model,
    cost: Quantity,
    asked: Quantity,
    *,
    held: frozenset[Quantity] = frozenset(),
    trains_all: bool = True,
) -> Written:
    """The network whose gradient by one quantity is asked for.

    Args:
        model: The document's quantities and equations.
        cost: What the gradient is of; a scalar.
        asked: What it is by; it gets a gradient of its own, whatever it is.
        held: Signals whose gradients are spoken of, and so have a name in the chain.
        trains_all: Whether all that is given counts as a parameter, or only what has to.

    Raises:
        NoExpression: An equation has no expression of the calculus.
    """
    return _Maker(model, cost, {asked, *held}, asked).made(trains_all=trains_all)


def named_gradients(model: Model) -> dict[Quantity, Quantity]:
    """The names that the document has for gradients: by what they are, and the name."""
    found = {one.of: one for one in model.quantities if one.of is not None}
    for one in model.definitions:
        slope = one.value
        while not isinstance(slope, Derivative) and hasattr(slope, "of"):
            slope = slope.of
        if isinstance(slope, Derivative) and _is_scalar(slope.of):
            found.setdefault(slope.by.quantity, one.quantity)
    return found


def _is_scalar(term: Term) -> bool:
    return isinstance(term, Part) and not term.quantity.axes


class _Maker:
    """Makes one network; tensors and functions are made when they are first met."""

    def __init__(
        self, model: Model, cost: Quantity, held: AbstractSet[Quantity], asked: Quantity
    ) -> None:
        self.model, self.cost, self.held, self.asked = model, cost, held, asked
        self.roles = Roles(model)
        self.definitions = _reaching(model, cost)
        self.defined = {one.quantity for one in self.definitions}
        self.named = named_gradients(model) if cost == model.cost else {}
        self.outputs = self._outputs()
        self.tensors: dict[Quantity, Tensor] = {}
        self.functions: dict[Function, ScalarFunction] = {}

    def made(self, *, trains_all: bool) -> Written:
        *before, own = (self._equation(one, n) for n, one in enumerate(self.definitions, 1))
        equations = (*before, _at_letters_apart(own, before))
        given = [tensor for one, tensor in self.tensors.items() if one not in self.defined]
        trained = given if trains_all else self._needed(given)
        network = Network(
            architecture=Architecture("document", _TITLE, (), (), (), reduction="sum"),
            inputs=tuple(one for one in given if one.role is Role.INPUT),
            targets=tuple(one for one in given if one.role is Role.TARGET),
            predictions=self._predictions(),
            parameters=tuple(Parameter(one, "zeros", 1) for one in trained),
            equations=equations,
            layers=(),
            losses=tuple(one for one in self.tensors.values() if one.role is Role.LOSS),
            sizes=self._sizes(),
            constants={},
            facts=tuple(self._facts()),
            whole={},
        )
        known = {tensor: quantity for quantity, tensor in self.tensors.items()}
        functions = {made: one for one, made in self.functions.items()}
        return Written(network, known, functions, self._looks(), self._school())

    def _equation(self, one: Definition, number: int) -> Equation:
        right = expression_of(one.value, self.tensor, self.function)
        made = Equation(self.tensor(one.quantity)[tuple(one.letters)], right, str(number))
        if all(letter.name.isalpha() for letter in one.letters):
            return made
        generic = made.left.tensor.generic()  # letters that nobody wrote, such as i_0
        return Equation(generic, made.at(*generic.indices), made.number)

    def tensor(self, quantity: Quantity) -> Tensor:
        if quantity not in self.tensors:
            role = self._role(quantity)
            inner = (Role.SIGNAL, Role.PREACTIVATION, Role.PARAMETER)
            layer = 1 if role in inner else None
            self.tensors[quantity] = Tensor(quantity.name, layer, quantity.axes, role)
        return self.tensors[quantity]

    def function(self, function: Function) -> ScalarFunction:
        root = replace(function, order=0)
        if root not in self.functions:
            definition = _UNKNOWN
            if root.definition is not None:
                definition = expression_of(root.definition, self._inside(root), self.function)
            self.functions[root] = ScalarFunction(root.name, 0, _U, definition)
        return self.functions[root].with_order(function.order)

    def _inside(self, function: Function) -> Callable[[Quantity], Tensor]:
        """What names mean within a function's definition."""

        def tensor(quantity: Quantity) -> Tensor:
            return VARIABLE if quantity == function.variable else self.tensor(quantity)

        return tensor

    def _role(self, quantity: Quantity) -> Role:
        if quantity == self.cost:
            return Role.COST
        if quantity not in self.defined:
            if quantity.kind == "target":
                return Role.TARGET
            is_weight = self.roles.is_weight(quantity)
            return Role.PARAMETER if is_weight else Role.INPUT
        if quantity in self.named:
            return Role.PREACTIVATION
        if quantity.kind == "loss" and not self._has_abstract(quantity):
            return Role.LOSS
        is_output = quantity in self.outputs and quantity not in self.held
        return Role.PREDICTION if is_output else Role.SIGNAL

    def _outputs(self) -> frozenset[Quantity]:
        """The signals in the loss, whose gradients are put in where they are needed."""
        if self.cost.axes:
            return frozenset()
        ends = [one for one in self.definitions if one.quantity.kind == "loss"]
        ends += [one for one in self.definitions if one.quantity == self.cost]
        return frozenset(
            part.quantity
            for end in ends
            if not self._has_abstract(end.quantity)
            for part in every(end.value)
            if isinstance(part, Part) and part.quantity in self.defined
        )

    def _has_abstract(self, quantity: Quantity) -> bool:
        """Whether a function of which nothing is known stands in a definition."""
        definition = self.model.definition(quantity)
        parts = every(definition.value) if definition is not None else ()
        calls = [part.function for part in parts if isinstance(part, Call)]
        return any(one.definition is None and not is_elementary(one) for one in calls)

    def _predictions(self) -> tuple[Tensor, ...]:
        """Signals that the chain rule does not look through: outputs, and what has a name."""
        wanted = [one for one in self.tensors if one in self.defined]
        return tuple(
            self.tensors[one]
            for one in wanted
            if one in self.held or one in self.named or one in self.outputs
            if one != self.cost
        )

    def _needed(self, given: list[Tensor]) -> list[Tensor]:
        """A parameter that feeds what is asked for."""
        needs = {self.asked}
        for one in reversed(self.definitions):
            if one.quantity in needs:
                needs |= {part.quantity for part in every(one.value) if isinstance(part, Part)}
        asked = self.tensors.get(self.asked)
        feeding = [self.tensors[one] for one in needs if self.tensors.get(one) in given]
        return (
            [asked] if asked is not None and asked in given else sorted(feeding, key=_is_other)[:1]
        )

    def _sizes(self) -> dict[Axis, int]:
        axes = {axis for tensor in self.tensors.values() for axis in tensor.axes}
        extents = self.model.extents
        return {axis: extents.get(axis, 5 + at) for at, axis in enumerate(sorted(axes))}

    def _facts(self) -> Iterable[tuple[Expr, Expr]]:
        """Labels sum to one along their last axis."""
        for quantity, kind in self.model.labels.items():
            if kind not in ("one-hot", "distribution", "soft"):
                continue
            tensor = self.tensors.get(quantity)
            if tensor is not None and tensor.axes:
                entry = tensor.generic()
                yield total(entry, entry.indices[-1]), Integer(1)

    def _looks(self) -> dict[Tensor, Look]:
        found = {tensor: look_of(one.latex or one.name) for one, tensor in self.tensors.items()}
        for of, name in self.named.items():
            if of in self.tensors:
                found[gradient_of(self.tensors[of])] = look_of(name.latex or name.name)
        return found

    def _school(self) -> Profile:
        """The letters of the formulas, and of functions as the writer has them."""
        calls = [
            part.function
            for one in self.definitions
            for part in every(one.value)
            if isinstance(part, Call)
        ]
        letters = {one.name: function_letter(one) for one in calls if not is_elementary(one)}
        usual = profile()
        only = next(iter(letters.values()), usual.activation)
        faces = {part: Face() for part in PARTS}
        functions = {**usual.functions, **letters}
        return replace(usual, faces=faces, functions=functions, activation=only)


def _at_letters_apart(own: Equation, others: Sequence[Equation]) -> Equation:
    """The equation of the cost; where the cost has entries, at letters that nothing else has."""
    if not own.left.indices:
        return own
    tensors = {tensor for one in (own, *others) for tensor in tensors_in(one.right)}
    taken = {axis.letter for tensor in (*tensors, own.left.tensor) for axis in tensor.axes}
    taken |= {letter.name for one in (own, *others) for letter in one.right.atoms(Index)}
    taken |= {tensor.name for tensor in tensors}
    free = [letter for letter in FREE if letter not in taken]
    if len(free) < len(own.left.indices):
        raise NoExpression("No letters are left.")
    places = [Index(letter, one.axis) for letter, one in zip(free, own.left.indices, strict=False)]
    return Equation(own.left.tensor[tuple(places)], own.at(*places), own.number)


def _is_other(tensor: Tensor) -> tuple[bool, str]:
    return tensor.role is not Role.PARAMETER, tensor.code_name


def _reaching(model: Model, cost: Quantity) -> tuple[Definition, ...]:
    """The equations that a scalar depends on, in their order, it itself last."""
    reached, waiting = {cost}, [cost]
    while waiting:
        definition = model.definition(waiting.pop())
        if definition is not None:
            named = {part.quantity for part in every(definition.value) if isinstance(part, Part)}
            waiting += named - reached
            reached |= named
    found = [one for one in model.definitions if one.quantity in reached]
    own = [one for one in found if one.quantity == cost]
    return (*(one for one in found if one.quantity != cost), *own)
