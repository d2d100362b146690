"""The program between the equations and a language: whole-array operations on named arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.notation.index import Axis
from derive.programs.arrays import Array
from derive.programs.nodes import Node
from derive.programs.structure import arrays_in


@dataclass(frozen=True, slots=True)
class Assign:
    """A named array gets a value: one equation, with its number."""

    target: Array
    value: Node
    number: str


@dataclass(frozen=True, slots=True)
class Loop:
    """Arrays that refer to each other's earlier steps, computed step by step.

    Attributes:
        axis: What the steps run along: the first axis of every target.
        letter: The name of the step's number in the program.
        is_forward: Whether the steps run from the first to the last.
        rooms: The arrays that it fills, and how many rows of zeros each has after the last step:
            a step before the first is read there, and one after the last.
        body: What is computed in one step, in order.
    """

    axis: Axis
    letter: str
    is_forward: bool
    rooms: Mapping[Array, int]
    body: tuple[Assign, ...]

    @property
    def targets(self) -> tuple[Array, ...]:
        """The arrays that it fills."""
        return tuple(self.rooms)


Statement = Assign | Loop


@dataclass(frozen=True, slots=True)
class Program:
    """What the generated file computes.

    Attributes:
        inputs: The arrays that the network answers to.
        targets: The arrays that it should answer with.
        noise: The random arrays of a training step.
        parameters: What training changes, in order.
        states: What training keeps without a gradient, in order.
        forward: From the inputs to the loss.
        backward: From the loss to the gradients.
        updates: From all of these to the states' new values.
        inference: What `predict` and the loss of validation compute instead of `forward`; empty
            if that is the same.
        predictions: What `predict` returns.
        loss: The cost, an array without axes.
        gradients: The array that holds each parameter's gradient, by the parameter's name.
        new_states: The array that holds each state's new value, by the state's name.
        sizes: The extent of every axis but the sample's.
        sample: The axis that a batch runs over.
        whole: The arrays of whole numbers, and how many values their entries can have.
    """

    inputs: tuple[Array, ...]
    targets: tuple[Array, ...]
    noise: tuple[Array, ...]
    parameters: tuple[Array, ...]
    states: tuple[Array, ...]
    forward: tuple[Statement, ...]
    backward: tuple[Statement, ...]
    updates: tuple[Statement, ...]
    inference: tuple[Statement, ...]
    predictions: tuple[Array, ...]
    loss: Array
    gradients: Mapping[str, Array]
    new_states: Mapping[str, Array]
    sizes: Mapping[Axis, int]
    sample: Axis
    whole: Mapping[Array, int]

    @property
    def input(self) -> Array:
        """The first input."""
        return self.inputs[0]

    @property
    def target(self) -> Array:
        """The first target."""
        return self.targets[0]

    @property
    def prediction(self) -> Array:
        """The first prediction."""
        return self.predictions[0]

    @property
    def given(self) -> tuple[Array, ...]:
        """The arrays of a batch, in the order of a function's arguments."""
        return (*self.inputs, *self.targets, *self.noise)

    @property
    def kept(self) -> tuple[Array, ...]:
        """The arrays in the dictionary of parameters: what is trained, and the states."""
        return (*self.parameters, *self.states)

    @property
    def predicting(self) -> tuple[Statement, ...]:
        """The statements that `predict` is made of."""
        return self.inference or self.forward


def made_by(statement: Statement) -> tuple[Array, ...]:
    """The arrays that a statement defines."""
    return statement.targets if isinstance(statement, Loop) else (statement.target,)


def read_by(statement: Statement) -> frozenset[Array]:
    """The arrays that a statement reads and does not define."""
    body = statement.body if isinstance(statement, Loop) else (statement,)
    found = {array.whole for one in body for array in arrays_in(one.value)}
    return frozenset(found - set(made_by(statement)))
