"""One expression as generated programs compute it, in both styles, and as the oracle does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Expr

from derive.notation.expression import Equation, total
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor, gradient_of
from derive.notation.value import given_values, world
from derive.programs.lower import program_of
from derive.programs.program import Program
from tests.programs.modules import module_of

COST = Tensor("C", None, (), Role.COST)


def program_for(
    left: Sequence[Index], right: Expr, given: Sequence[Tensor], sizes: Mapping[Axis, int]
) -> Program:
    """A program whose only gradient is 2 times the value of `right`, which it names `u`."""
    axes = tuple(letter.axis for letter in left)
    named, wanted = Tensor("u", None, axes, Role.SIGNAL), Tensor("q", None, axes, Role.PARAMETER)
    sample = next(axis for axis in sizes if axis.letter == "n")
    return program_of(
        [
            Equation(named[tuple(left)], right, "1"),
            Equation(Entry(COST), total(named[tuple(left)] * wanted[tuple(left)], *left), "2"),
        ],
        [Equation(gradient_of(wanted)[tuple(left)], 2 * named[tuple(left)], "3")],
        inputs=[tensor for tensor in given if sample in tensor.axes] or [_other(sample)],
        targets=(),
        parameters=[wanted, *(tensor for tensor in given if sample not in tensor.axes)],
        constants={},
        sizes={axis: size for axis, size in sizes.items() if axis != sample},
        sample=sample,
        predictions=[named],
        loss=COST,
    )


def _other(sample: Axis) -> Tensor:
    """An input for a program that needs none."""
    return Tensor("other", None, (sample,), Role.INPUT)


def numbers_for(
    given: Sequence[Tensor],
    sizes: Mapping[Axis, int],
    classes: Mapping[Tensor, int],
    dtype: type[Any] = np.float64,
) -> dict[Tensor, np.ndarray]:
    """Random arrays; whole numbers for the tensors that have classes; some entries equal."""
    random = np.random.default_rng(7)
    found = {}
    for tensor in given:
        shape = [sizes[axis] for axis in tensor.axes]
        if tensor in classes:
            found[tensor] = random.integers(0, classes[tensor], shape)
        else:
            found[tensor] = np.round(random.normal(size=shape), 1).astype(dtype)
    return found


def oracle(
    left: Sequence[Index],
    right: Expr,
    numbers: Mapping[Tensor, np.ndarray],
    sizes: Mapping[Axis, int],
) -> np.ndarray:
    """The value by definition."""
    number = {True: int, False: float}
    given = given_values(
        numbers, sizes, lambda one, at: number[numbers[one].dtype.kind == "i"](numbers[one][at])
    )
    tensor = Tensor("u", None, tuple(letter.axis for letter in left), Role.SIGNAL)
    made = world(given, sizes, [Equation(tensor[tuple(left)], right)], digits=20)
    shape = [sizes[axis] for axis in tensor.axes]
    found = np.empty(shape)
    for at in product(*map(range, shape)):
        found[at] = float(made.values[tensor][at])
    return found


def computed(
    program: Program, numbers: Mapping[Tensor, np.ndarray], folder: Path, dtype: type[Any]
) -> dict[str, np.ndarray]:
    """The value in each style; the fast one twice, in the same memory, on other numbers before."""
    arrays = {tensor.code_name: array for tensor, array in numbers.items()}
    given = [arrays.get(one.name, np.zeros(3, dtype)) for one in program.inputs]
    parameters = {one.name: arrays[one.name] for one in program.parameters[1:]}
    shape = [
        len(given[0]) if axis == program.sample else program.sizes[axis]
        for axis in program.parameters[0].axes
    ]
    parameters = {"q": np.zeros(shape, dtype), **parameters}
    plain = module_of(program, "plain", folder).gradients(parameters, *given)[1]["q"]
    fast = module_of(program, "fast", folder)
    gradient = {name: np.full(x.shape, np.nan, dtype) for name, x in parameters.items()}
    workspace = fast.Workspace(parameters, gradient, len(given[0]))
    others = [x if x.dtype.kind == "i" else x[::-1] + 1 for x in given]
    workspace.step(*others)
    workspace.step(*given)
    return {"plain": plain / 2, "fast": gradient["q"] / 2}
