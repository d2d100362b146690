"""Equalities that the engine claims, put into numbers: steps, matrix forms, kinks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from sympy import Expr

from derive.calculus.derivation import Derivation
from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_value import Numbers, Rows, evaluate
from derive.calculus.step import Step
from derive.checking.report import Failure, Tally, relative_error
from derive.notation.expression import Equation, free_indices, tensors_in
from derive.notation.index import Axis, Index
from derive.notation.tensor import Tensor
from derive.notation.value import Position, World

LONGEST_TEXT = 2000


def check_steps(tally: Tally, derivation: Derivation, made: World, seed: int) -> None:
    """Every step and substep, at two places of its free indices, the innermost first."""
    numbers = random.Random(seed)
    for result in derivation.results:
        where = f"{result.equation.number}: {result.equation.left}"
        for step in _innermost_first((*result.steps, *result.explicit_steps)):
            for place in _places(step, made.sizes, numbers):
                before, after = made.number(step.before, place), made.number(step.after, place)
                tally.add(
                    relative_error(before, after),
                    lambda step=step, place=place, sides=(before, after), where=where: Failure(  # type: ignore[misc]  # a lambda with defaults
                        where=where,
                        rule=step.rule.name,
                        before=text_of(step.before),
                        after=text_of(step.after),
                        numbers=(str(sides[0]), str(sides[1])),
                        place=_place_text(place),
                        seed=seed,
                    ),
                )


def _innermost_first(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield from _innermost_first(step.substeps)
        yield step


def _places(
    step: Step, sizes: Mapping[Axis, int], numbers: random.Random
) -> list[dict[Index, int]]:
    """A place where letters of one axis agree, so that deltas are 1, and one drawn freely."""
    letters = sorted(
        free_indices(step.before) | free_indices(step.after), key=lambda i: (i.name, i.axis.name)
    )
    if not letters:
        return [{}]
    common = {axis: numbers.randrange(sizes[axis]) for axis in dict.fromkeys(i.axis for i in letters)}
    return [
        {letter: common[letter.axis] for letter in letters},
        {letter: numbers.randrange(sizes[letter.axis]) for letter in letters},
    ]


def _place_text(place: Mapping[Index, int]) -> str:
    return ", ".join(f"{letter}={at}" for letter, at in place.items())


def text_of(expression: Expr) -> str:
    """An expression for a report, cut where nobody would read on."""
    text = str(expression)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " ..."


def check_matrix_forms(tally: Tally, derivation: Derivation, made: World, seed: int) -> int:
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
            tally.add(
                relative_error(index_form, matrix),
                lambda equation=equation, form=form, at=at, sides=(index_form, matrix): Failure(  # type: ignore[misc]  # a lambda with defaults
                    where=f"{equation.number}m: {equation.left}",
                    before=text_of(equation.right),
                    after=str(form.right)[:LONGEST_TEXT],
                    numbers=(str(sides[0]), str(sides[1])),
                    place=_place_text(dict(zip(equation.left.indices, at, strict=True))),
                    seed=seed,
                ),
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
    values = {tensor: _rows(tensor, made) for tensor in tensors_in(equation.right)}
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
