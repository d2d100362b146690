"""One equation as an assignment to a named array, and one recurrence as a loop of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword

from derive.errors import UnsupportedError
from derive.notation.expression import Equation
from derive.notation.index import Axis, Index
from derive.notation.tensor import Tensor
from derive.programs.arrays import Array, Kind, Step
from derive.programs.expressions import Lowering
from derive.programs.labelled import Labelled, arranged
from derive.programs.nodes import Node, Spread
from derive.programs.program import Assign, Loop, Statement
from derive.programs.recurrence import Recurrence
from derive.programs.structure import arrays_in, axes_of

TYPICAL_BATCH = 64
TAKEN = frozenset("np math parameters gradient batch self dtype float len range".split())


@dataclass(slots=True)
class Arrays:
    """The array of every tensor, no name twice.

    Attributes:
        known: The arrays so far.
        taken: The names so far.
        letters: The name of the step's number, for every axis that a loop runs along.
        counted: The tensors of whole numbers.
    """

    known: dict[Tensor, Array] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: set(TAKEN))
    letters: dict[Axis, str] = field(default_factory=dict)
    counted: Collection[Tensor] = ()

    def add(self, tensors: Iterable[Tensor], kind: Kind | None = None) -> None:
        """Arrays for some tensors: of a kind, or signals and gradients."""
        for tensor in tensors:
            own = kind or ("signal" if tensor.of is None else "gradient")
            name = self.new(tensor.code_name, tensor)
            self.known[tensor] = Array(name, tensor.axes, own, is_whole=tensor in self.counted)

    def new(self, wish: str, tensor: Tensor | None = None) -> str:
        """The wished name, or one like it that is new."""
        name = wish
        if name in self.taken and tensor is not None and tensor.of is not None:
            name = "d" + tensor.of.code_name
        while name in self.taken or iskeyword(name):
            name += "_"
        self.taken.add(name)
        return name

    def letter(self, axis: Axis) -> str:
        """The name of the number of a step along an axis."""
        if axis not in self.letters:
            self.letters[axis] = self.new(axis.letter)
        return self.letters[axis]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes equations as statements.

    Attributes:
        arrays: The array of every tensor.
        sizes: The extent of every axis but the sample's.
        sample: The axis that a batch runs over.
    """

    arrays: Arrays
    sizes: Mapping[Axis, int]
    sample: Axis

    def statement(self, one: Equation | Recurrence) -> Statement:
        """An equation or a recurrence as a statement.

        Raises:
            UnsupportedError: It has no form in a program; the message names it.
        """
        return self.loop(one) if isinstance(one, Recurrence) else self.assignment(one)

    def loop(self, recurrence: Recurrence) -> Loop:
        """A recurrence as a loop."""
        for tensor, part in recurrence.parts.items():
            if tensor not in self.arrays.known:
                of = self.arrays.known[part.of]
                name = self.arrays.new(tensor.code_name)
                step = Step(of, part.slot, part.shift)
                self.arrays.known[tensor] = Array(name, tensor.axes, of.kind, step, of.is_whole)
        return Loop(
            axis=recurrence.axis,
            letter=self.arrays.letter(recurrence.axis),
            is_forward=recurrence.is_forward,
            rooms={self.arrays.known[one]: room for one, room in recurrence.rooms.items()},
            body=tuple(self.assignment(one) for one in recurrence.equations),
        )

    def assignment(self, equation: Equation) -> Assign:
        """An equation as an assignment."""
        target = self.arrays.known[equation.left.tensor]
        letters = tuple(one for one in equation.left.indices if isinstance(one, Index))
        if len(letters) < len(equation.left.indices):
            raise UnsupportedError(
                f"Equation ({equation.number}), {equation}: {equation.left} is no array."
            )
        extents = {**self.sizes, self.sample: TYPICAL_BATCH}
        try:
            lowering = Lowering(self.arrays.known, extents, self.sample, letters)
            value = lowering.value(equation.right)
        except UnsupportedError as error:
            error.met = f"Equation ({equation.number}), {equation}: {error.met}"
            raise
        return Assign(target, _filling(value, letters, target), equation.number)


def _filling(value: Labelled, letters: tuple[Index, ...], target: Array) -> Node:
    """The value with exactly the target's axes, and its type: a number of Python has none."""
    node = arranged(value, letters)
    if axes_of(node) == target.axes and (target.axes or arrays_in(node)):
        return node
    return Spread(node, target.axes)
