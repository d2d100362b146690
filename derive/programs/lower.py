"""From equations in index notation to a program of whole-array operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from keyword import iskeyword

from sympy import Rational

from derive.errors import UnsupportedError
from derive.notation.expression import Equation, tensors_in
from derive.notation.index import Axis, Index
from derive.notation.tensor import Tensor
from derive.programs.expressions import Lowering
from derive.programs.labelled import Labelled, arranged
from derive.programs.prepare import Known, prepared
from derive.programs.program import (
    Array,
    Assign,
    Kind,
    Node,
    Program,
    Spread,
    arrays_in,
    axes_of,
)
from derive.programs.stable import stable
from derive.programs.underflow import held_above_zero

TYPICAL_BATCH = 64
TAKEN = frozenset("np math parameters gradient batch self dtype float len".split())


def program_of(
    forward: Sequence[Equation],
    backward: Sequence[Equation],
    *,
    inputs: Tensor,
    target: Tensor,
    parameters: Sequence[Tensor],
    constants: Mapping[Tensor, Rational],
    sizes: Mapping[Axis, int],
    sample: Axis,
    prediction: Tensor,
    loss: Tensor,
) -> Program:
    """The program that computes what the equations say.

    Args:
        forward: From the input to the loss, in order; signals carry the sample's index first.
        backward: From the loss to the gradients, in order.
        inputs: The tensor `x`.
        target: The tensor `t`.
        parameters: What is trained, in order.
        constants: Values of named constants.
        sizes: The extent of every axis but the sample's.
        sample: The axis that a batch runs over.
        prediction: What the network answers.
        loss: The cost of a batch, without axes.

    Raises:
        UnsupportedError: An equation has no form in a program.
    """
    known = Known(constants, sizes, sample)
    gradients_wanted = {one.left.tensor for one in backward if one.left.tensor.of in parameters}
    every = [prepared(one, known) for one in (*forward, *backward)]
    equations = _stable_equations(every, {prediction, loss} | gradients_wanted)
    given: dict[Tensor, Kind] = {inputs: "input", target: "target"}
    given |= dict.fromkeys(parameters, "parameter")
    arrays = _arrays(given, [one.left.tensor for one in equations])
    extents = {**sizes, sample: TYPICAL_BATCH}
    assigned = [assignment(one, arrays, (extents, sample)) for one in equations]
    gradients = {one.left.tensor.of: one.left.tensor for one in equations}
    last = [one.target for one in assigned].index(arrays[loss]) + 1
    program = Program(
        input=arrays[inputs],
        target=arrays[target],
        parameters=tuple(arrays[parameter] for parameter in parameters),
        forward=tuple(assigned[:last]),
        backward=tuple(assigned[last:]),
        prediction=arrays[prediction],
        loss=arrays[loss],
        gradients={
            arrays[parameter].name: arrays[gradients[parameter]]
            for parameter in parameters
            if parameter in gradients
        },
        sizes=dict(sizes),
        sample=sample,
    )
    return without_dead_code(program)


def _stable_equations(
    equations: Sequence[Equation], wanted: Iterable[Tensor]
) -> Sequence[Equation]:
    """What some tensors depend on, in forms that neither overflow nor cancel."""
    asked = _needed(equations, wanted)
    definitions = {one.left.tensor: one for one in asked if one.left.tensor.of is None}
    return list(
        held_above_zero(
            Equation(one.left, stable(one.right, definitions), one.number) for one in asked
        )
    )


def _needed(equations: Sequence[Equation], wanted: Iterable[Tensor]) -> list[Equation]:
    """The equations that some tensors depend on, in order."""
    asked = set(wanted)
    kept: list[Equation] = []
    for equation in reversed(equations):
        if equation.left.tensor in asked:
            kept.append(equation)
            asked |= tensors_in(equation.right)
    return kept[::-1]


def assignment(
    equation: Equation,
    arrays: Mapping[Tensor, Array],
    extents: tuple[Mapping[Axis, int], Axis],
) -> Assign:
    """One equation, in its stable form, as an assignment.

    Raises:
        UnsupportedError: It has no form in a program; the message names it.
    """
    target = arrays[equation.left.tensor]
    letters = equation.left.indices
    if not all(isinstance(letter, Index) for letter in letters):
        raise UnsupportedError(
            f"Equation ({equation.number}), {equation}: {equation.left} is no array."
        )
    sizes, sample = extents
    try:
        value = Lowering(arrays, sizes, sample, letters).value(equation.right)
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


def _arrays(given: Mapping[Tensor, Kind], defined: Iterable[Tensor]) -> dict[Tensor, Array]:
    """An array for each tensor, no name twice."""
    arrays: dict[Tensor, Array] = {}
    taken = set(TAKEN)
    for tensor, kind in given.items():
        arrays[tensor] = _named(tensor, kind, taken)
    for tensor in defined:
        assert tensor not in arrays, f"{tensor.code_name} is defined twice"
        arrays[tensor] = _named(tensor, "signal" if tensor.of is None else "gradient", taken)
    return arrays


def _named(tensor: Tensor, kind: Kind, taken: set[str]) -> Array:
    name = tensor.code_name
    if name in taken and tensor.of is not None:
        name = "d" + tensor.of.code_name
    while name in taken or iskeyword(name):
        name += "_"
    taken.add(name)
    return Array(name, tensor.axes, kind)


def without_dead_code(program: Program) -> Program:
    """The program without statements that nothing asked for depends on."""
    wanted = {program.prediction, program.loss, *program.gradients.values()}
    statements = needed((*program.forward, *program.backward), wanted)
    return replace(
        program,
        forward=tuple(one for one in program.forward if one in statements),
        backward=tuple(one for one in program.backward if one in statements),
    )


def needed(statements: Sequence[Assign], wanted: Iterable[Array]) -> tuple[Assign, ...]:
    """The statements that some arrays depend on, in order."""
    asked = set(wanted)
    kept: list[Assign] = []
    for statement in reversed(statements):
        if statement.target in asked:
            kept.append(statement)
            asked |= arrays_in(statement.value)
    return tuple(reversed(kept))
