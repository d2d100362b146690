"""Models from formula-language texts, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Name, Subscript, read_equation, read_expression
from derive.notation.tensor import Role, Tensor
from derive.reading.convert import term_of
from derive.reading.model import Definition, Model
from derive.reading.terms import (
    Function,
    Quantity,
    Term,
)

KINDS = {"x": "input", "t": "target", "L": "loss"}


def axis(letter: str) -> Axis:
    """An axis with a letter and its capital as its extent."""
    return Axis(letter, letter, letter.upper())


class Maker:
    """Reads texts with some names.

    Attributes:
        axes: The axis of each letter.
        tensors: Tensors by name.
        quantities: Quantities by name.
    """

    def __init__(
        self,
        shapes: Mapping[str, str],
        letters: str = "",
        functions: tuple[str, ...] = (),
        *,
        kinds: Mapping[str, Any] | None = None,
        own_axes: Mapping[str, Axis] | None = None,
    ) -> None:
        used = dict.fromkeys([*"".join(shapes.values()), *letters])
        self.axes = {letter: axis(letter) for letter in used} | dict(own_axes or {})
        self.tensors = {
            name: Tensor(name, None, tuple(self.axes[one] for one in text), Role.SIGNAL)
            for name, text in shapes.items()
        }
        given = {**KINDS, **(kinds or {})}
        self.quantities = {
            name: Quantity(name, tensor.axes, given.get(name, "signal"))
            for name, tensor in self.tensors.items()
        }
        self.letters = {letter: Index(letter, one) for letter, one in self.axes.items()}
        variable = Tensor("u#", None, (), Role.SIGNAL)[()]
        self.scope = Scope(
            self.tensors,
            self.letters,
            {name: ScalarFunction(name, 0, variable, variable) for name in functions},
            has_free_places=True,
        )

    def quantity(self, tensor: Tensor) -> Quantity:
        """The quantity of a tensor."""
        return self.quantities[tensor.name]

    def function(self, function: ScalarFunction) -> Function:
        """All functions are abstract."""
        return Function(function.name, order=function.order)

    def term(self, text: str) -> Term:
        """The term that a text means."""
        found = expression_of(read_expression(text), self.scope, text)
        return term_of(found, self.quantity, self.function)

    def definition(self, text: str) -> Definition:
        """The definition that an equation means."""
        read = read_equation(text)
        assert isinstance(read.left, Subscript | Name)
        places = read.left.places if isinstance(read.left, Subscript) else ()
        letters = tuple(self.letters[one.name] for one in places if isinstance(one, Name))
        right = expression_of(read.right, self.scope, text)
        value = term_of(right, self.quantity, self.function)
        return Definition(self.quantities[read.left.name], letters, value)

    def model(self, *equations: str, cost: str = "L", **options: Any) -> Model:
        """A model of all names, with definitions."""
        definitions = tuple(self.definition(text) for text in equations)
        return Model(
            tuple(self.quantities.values()), definitions, self.quantities.get(cost), **options
        )

    def index(self, letter: str) -> Index:
        """A letter."""
        return self.letters[letter]
