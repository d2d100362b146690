"""Equalities that the engine claims, put into numbers: steps, matrix forms, kinks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import product
from typing import Any

from sympy import Expr

from derive.calculus.derivation import Derivation
from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_value import Numbers, Rows, evaluate
from derive.calculus.step import Step
from derive.checking.report import Failure, Tally, relative_error, told_apart
from derive.notation.expression import Equation, free_indices, tensors_in
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor
from derive.notation.value import Position, World

LONGEST_TEXT = 2000


def check_steps(
    tally: Tally, derivation: Derivation, made: World, *, seed: int, places: int = 2
) -> None:
    """Every step and substep, the innermost first, at one or two places of its free indices."""
    for result in derivation.results:
        where = f"{result.equation.number}: {result.equation.left}"
        chain = list(_innermost_first((*result.steps, *result.explicit_steps)))
        # What one step leaves is where the next begins: each is worked out once.
        here = [
            (place, cache(partial(_number, made, place)))
            for place in _places(chain, made.sizes, seed)[:places]
        ]
        for step, (place, number) in product(chain, here):
            before, after = number(step.before), number(step.after)
            if tally.fails(relative_error(before, after)):
                tally.failure = Failure(
                    where=where,
                    rule=step.rule.name,
                    before=text_of(step.before),
                    after=text_of(step.after),
                    numbers=told_apart(before, after),
                    place=_place_text({letter: place[letter] for letter in _letters(step)}),
                    seed=seed,
                )


def _number(made: World, place: Mapping[Index, int], expression: Expr) -> Any:
    return made.number(expression, {index: place[index] for index in free_indices(expression)})


def _innermost_first(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield from _innermost_first(step.substeps)
        yield step


def _letters(step: Step) -> list[Index]:
    """The free indices of a step, in a fixed order."""
    free = free_indices(step.before) | free_indices(step.after)
    return sorted(free, key=lambda index: (index.name, index.axis.name))


def _places(chain: Sequence[Step], sizes: Mapping[Axis, int], seed: int) -> list[dict[Index, int]]:
    """A place drawn freely, and one where letters of one axis agree, so that deltas are 1."""
    numbers = random.Random(seed)  # noqa: S311 - a sample, no secret
    letters = dict.fromkeys(letter for step in chain for letter in _letters(step))
    axes = dict.fromkeys(letter.axis for letter in letters)
    common = {axis: numbers.randrange(sizes[axis]) for axis in axes}
    return [
        {letter: numbers.randrange(sizes[letter.axis]) for letter in letters},
        {letter: common[letter.axis] for letter in letters},
    ]


def _place_text(place: Mapping[Index, int]) -> str:
    return ", ".join(f"{letter}={at}" for letter, at in place.items())


def text_of(expression: Expr) -> str:
    """An expression for a report, cut where nobody would read on."""
    text = str(expression)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " ..."


def check_matrix_forms(tally: Tally, derivation: Derivation, made: World, *, seed: int) -> int:
    """Every equation's matrix form against its index form, entry by entry.

    Returns:
        How many equations have no matrix form.
    """
    formless = 0
    for equation in equations_of(derivation):
        form = matrix_form(equation)
        if not isinstance(form, MatrixEquation):
            formless += 1
            continue
        rows = evaluate(form.right, _numbers(equation, made))
        letters = equation.left.indices
        for at in made.positions(equation.left.tensor):
            row, column = (*at, 0, 0)[:2]
            index_form = made.number(equation.right, dict(zip(letters, at, strict=True)))
            fits = row < len(rows) and column < len(rows[0])
            matrix = rows[row][column] if fits else float("nan")
            if tally.fails(relative_error(index_form, matrix)):
                tally.failure = Failure(
                    where=f"{equation.number}m: {equation.left}",
                    before=text_of(equation.right),
                    after=str(form.right)[:LONGEST_TEXT],
                    numbers=told_apart(index_form, matrix),
                    place=_place_text(dict(zip(letters, at, strict=True))),
                    seed=seed,
                )
    return formless


def equations_of(derivation: Derivation) -> list[Equation]:
    """Forward equations and gradients; a gradient that has an explicit form in both."""
    found = list(derivation.network.equations)
    for result in derivation.results:
        found.append(result.equation)
        if result.explicit.right != result.equation.right:
            found.append(result.explicit)
    return found


def _numbers(equation: Equation, made: World) -> Numbers:
    constants = [tensor for tensor in made.values if tensor.role is Role.CONSTANT]
    named = [*tensors_in(equation.right), *constants]
    values = {tensor: _rows(tensor, made) for tensor in named}
    return Numbers(values, made.sizes, made.digits)


def _rows(tensor: Tensor, made: World) -> Rows:
    """A tensor of at most two axes as rows of numbers; of any other nothing can be asked."""
    if len(tensor.axes) > 2:
        return []
    entries = {at: made.number(tensor[at]) for at in made.positions(tensor)}
    height, width = ([made.sizes[axis] for axis in tensor.axes] + [1, 1])[:2]

    def key(row: int, column: int) -> Position:
        return (row, column)[: len(tensor.axes)]

    return [[entries[key(row, column)] for column in range(width)] for row in range(height)]
