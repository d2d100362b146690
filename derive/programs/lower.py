"""From equations in index notation to a program of whole-array operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sympy import Rational

from derive.errors import UnsupportedError
from derive.notation.expression import Equation
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.arrays import Array, Kind
from derive.programs.assign import Arrays, Writer
from derive.programs.components import needed_equations
from derive.programs.prepare import Known, prepared
from derive.programs.program import Assign, Program, Statement, made_by, read_by
from derive.programs.recurrence import Recurrence
from derive.programs.stable import stable
from derive.programs.steps import stepped
from derive.programs.underflow import held_above_zero

NO_CLASSES: Mapping[Tensor, int] = {}


def program_of(
    forward: Sequence[Equation],
    backward: Sequence[Equation],
    *,
    inputs: Sequence[Tensor],
    targets: Sequence[Tensor],
    parameters: Sequence[Tensor],
    constants: Mapping[Tensor, Rational],
    sizes: Mapping[Axis, int],
    sample: Axis,
    predictions: Sequence[Tensor],
    loss: Tensor,
    noise: Sequence[Tensor] = (),
    states: Sequence[Tensor] = (),
    updates: Sequence[Equation] = (),
    inference: Sequence[Equation] = (),
    whole: Mapping[Tensor, int] = NO_CLASSES,
) -> Program:
    """The program that computes what the equations say.

    Args:
        forward: From the inputs to the loss, in order; signals carry the sample's index first.
        backward: From the loss to the gradients, in order.
        inputs: What the network answers to, e.g. the tensor `x`.
        targets: What it should answer, e.g. the tensor `t`.
        parameters: What is trained, in order.
        constants: Values of named constants.
        sizes: The extent of every axis but the sample's.
        sample: The axis that a batch runs over.
        predictions: What the network answers.
        loss: The cost of a batch, without axes.
        noise: Random tensors, drawn anew for every sample.
        states: What training keeps without a gradient.
        updates: An equation of each state's new value; its left side is the state's entry.
        inference: The forward equations of a network that only predicts, if they differ.
        whole: The tensors of whole numbers, and how many values their entries can have.

    Raises:
        UnsupportedError: An equation has no form in a program.
    """
    arrays = Arrays(counted=frozenset(whole))
    arrays.add(inputs, "input")
    arrays.add(targets, "target")
    arrays.add(noise, "noise")
    arrays.add(parameters, "parameter")
    arrays.add(states, "state")
    gradients = {one.left.tensor.of: one.left.tensor for one in backward}
    asked = _Asked(
        loss,
        tuple(predictions),
        tuple(gradients[parameter] for parameter in parameters if parameter in gradients),
        tuple(one.left.tensor for one in updates),
    )
    lowering = _Lowering(Known(constants, sizes, sample), arrays, asked.tensors, whole)
    statements = lowering.statements([*forward, *backward, *map(_renewed, updates)])
    predicting = lowering.predicting(forward, inference, (*predictions, loss))
    program = _finished(lowering, asked, statements, predicting)
    _check_noise(program)
    return program


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a program is asked for.

    Attributes:
        loss: The cost of a batch.
        predictions: What the network answers.
        gradients: The derivatives by the parameters, in order.
        renewed: The states that have new values.
    """

    loss: Tensor
    predictions: tuple[Tensor, ...]
    gradients: tuple[Tensor, ...]
    renewed: tuple[Tensor, ...]

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All of it."""
        return (*self.predictions, self.loss, *self.gradients, *map(_new, self.renewed))


def _finished(
    lowering: _Lowering,
    asked: _Asked,
    statements: tuple[Statement, ...],
    predicting: tuple[Statement, ...],
) -> Program:
    """The statements in their parts, with what they read and answer."""
    array, known = lowering.arrays.known, lowering.known
    used = needed(statements, (array[one] for one in asked.tensors))
    forward, others = _parted(used, array[asked.loss])
    backward = needed(others, (array[one] for one in asked.gradients))

    def of_kind(kind: Kind) -> tuple[Array, ...]:
        return tuple(one for one in array.values() if one.kind == kind and one.step is None)

    return Program(
        inputs=of_kind("input"),
        targets=of_kind("target"),
        noise=of_kind("noise"),
        parameters=of_kind("parameter"),
        states=of_kind("state"),
        forward=forward,
        backward=backward,
        updates=tuple(one for one in others if one not in backward),
        inference=predicting,
        predictions=tuple(array[one] for one in asked.predictions),
        loss=array[asked.loss],
        gradients={array[one.of].name: array[one] for one in asked.gradients if one.of is not None},
        new_states={array[one].name: array[_new(one)] for one in asked.renewed},
        sizes=dict(known.sizes),
        sample=known.sample,
        whole={array[one]: count for one, count in lowering.whole.items()},
    )


def _new(state: Tensor) -> Tensor:
    """The tensor of a state's new value."""
    return Tensor(f"new_{state.code_name}", None, state.axes, Role.SIGNAL)


def _renewed(update: Equation) -> Equation:
    left = Entry(_new(update.left.tensor), *update.left.indices)
    return Equation(left, update.right, update.number)


@dataclass(frozen=True, slots=True)
class _Lowering:
    """Lowers lists of equations.

    Attributes:
        known: Numbers that are known.
        arrays: The array of every tensor so far.
        wanted: What is asked for.
        whole: The tensors of whole numbers, and how many values their entries can have.
    """

    known: Known
    arrays: Arrays
    wanted: tuple[Tensor, ...]
    whole: Mapping[Tensor, int]

    def statements(self, equations: Sequence[Equation]) -> tuple[Statement, ...]:
        """What the wanted tensors depend on, as statements in order."""
        every = [prepared(one, self.known) for one in equations]
        stated = _stable_equations(needed_equations(every, self.wanted))
        ordered = stepped(stated, self.known.sample, self.wanted)
        defined = (tensor for one in ordered for tensor in _defined(one))
        self.arrays.add(tensor for tensor in defined if tensor not in self.arrays.known)
        writer = Writer(self.arrays, self.known.sizes, self.known.sample)
        return tuple(writer.statement(one) for one in ordered)

    def predicting(
        self, forward: Sequence[Equation], inference: Sequence[Equation], wanted: tuple[Tensor, ...]
    ) -> tuple[Statement, ...]:
        """The forward statements of a network that only predicts, if they differ."""
        if not inference:
            return ()
        own = {one.left.tensor for one in inference}
        rest = [one for one in forward if one.left.tensor not in own]
        lowering = _Lowering(self.known, self.arrays, wanted, self.whole)
        return lowering.statements([*inference, *rest])


def _defined(one: Equation | Recurrence) -> tuple[Tensor, ...]:
    return tuple(one.rooms) if isinstance(one, Recurrence) else (one.left.tensor,)


def _stable_equations(equations: Sequence[Equation]) -> Sequence[Equation]:
    """The equations in forms that neither overflow nor cancel."""
    definitions = {one.left.tensor: one for one in equations if one.left.tensor.of is None}
    return held_above_zero(
        Equation(one.left, stable(one.right, definitions), one.number) for one in equations
    )


def _parted(
    statements: tuple[Statement, ...], loss: Array
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The statements up to the loss, and those after it."""
    last = next(at for at, one in enumerate(statements) if loss in made_by(one)) + 1
    return statements[:last], statements[last:]


def _check_noise(program: Program) -> None:
    """Refuse a network that would need random numbers to predict."""
    read = {
        array for one in needed(program.predicting, program.predictions) for array in read_by(one)
    }
    if met := [one.name for one in program.noise if one in read]:
        raise UnsupportedError(
            f"The prediction depends on the random {', '.join(met)}.",
            accepted="A formula with noise says with `inference` what it gives without it.",
        )


def training_statements(program: Program, updates: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of a training step; none that only brings an answer in its shape."""
    every = (*program.forward, *program.backward, *updates)
    new = {array for one in updates for array in made_by(one)}
    asked = needed(every, {program.loss, *program.gradients.values(), *new})
    return tuple(one for one in every if one in asked or (isinstance(one, Assign) and one.number))


def needed(statements: Sequence[Statement], wanted: Iterable[Array]) -> tuple[Statement, ...]:
    """The statements that some arrays depend on, in order."""
    asked = set(wanted)
    kept: list[Statement] = []
    for statement in reversed(statements):
        if asked.intersection(made_by(statement)):
            kept.append(statement)
            asked |= read_by(statement)
    return tuple(reversed(kept))
