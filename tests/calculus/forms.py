"""Texts of equations in index, matrix and einsum form, read back and held against the equations.

Every tensor gets numbers of its own, gradients too, so that texts agree with an
equation only if they say the same, and not because the numbers satisfy others.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import mpmath

from derive.calculus.einsum import EinsumEquation, einsum_form
from derive.calculus.einsum_language import read_einsum
from derive.calculus.matrix import MatrixEquation
from derive.calculus.matrix_language import read_matrix_equation
from derive.calculus.matrix_slices import Slice, sliced_form
from derive.calculus.matrix_value import Numbers, evaluate
from derive.calculus.matrix_written import matrix_equation_written
from derive.notation.expression import Equation
from derive.notation.index import Axis, Index
from derive.notation.read_back import Known, equation_read_back, known_from
from derive.notation.tensor import Tensor
from derive.notation.value import World, given_values, world
from derive.notation.written import written_equation

DIGITS = 40
# 40 digits are kept; sums of a few hundred products of numbers near 1 lose three.
CLOSE = mpmath.mpf(10) ** -33
Positions = dict[tuple[int, ...], Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """Numbers for all that some equations name."""

    known: Known
    world: World

    def entries(self, equation: Equation) -> Positions:
        """The right side at every position of the left, by definition."""
        letters = [index for index in equation.left.indices if isinstance(index, Index)]
        return {
            at: self.world.number(equation.right, dict(zip(letters, at, strict=True)))
            for at in self.world.positions(equation.left.tensor)
        }


def setting(
    equations: Iterable[Equation],
    sizes: Mapping[Axis, int],
    *,
    whole: Mapping[Tensor, int] | None = None,
    seed: int = 0,
) -> Setting:
    """Numbers for the tensors of some equations; whole numbers for those that are picked by."""
    known = known_from(side for one in equations for side in (one.left, one.right))
    counts, rng = whole or {}, random.Random(seed)

    def number(tensor: Tensor, _: Any) -> Any:
        if tensor in counts:
            return mpmath.mpf(rng.randrange(counts[tensor]))
        return mpmath.mpf(rng.uniform(0.1, 0.9))

    values = given_values(known.tensors.values(), sizes, number)
    return Setting(known, world(values, sizes, digits=DIGITS))


def wrong_texts(equations: Sequence[Equation], made: Setting, counted: Counter[str]) -> list[str]:
    """The texts that do not read back to their equation's value; counts the forms that exist."""
    return [text for one in equations for text in _wrong(one, made, counted)]


def _wrong(equation: Equation, made: Setting, counted: Counter[str]) -> Iterator[str]:
    expected = made.entries(equation)
    text = written_equation(equation)
    counted["index"] += 1
    if _differ(expected, made.entries(equation_read_back(text, made.known))):
        yield text
    matrices = sliced_form(equation)
    if isinstance(matrices, MatrixEquation):
        counted["matrix"] += 1
        text = matrix_equation_written(matrices)
        if _differ(expected, matrix_entries(text, made)):
            yield text
    einsum = einsum_form(equation)
    if isinstance(einsum, EinsumEquation):
        counted["einsum"] += 1
        if _differ(expected, made.entries(read_einsum(str(einsum), made.known))):
            yield str(einsum)


def _differ(expected: Positions, found: Positions) -> bool:
    assert expected.keys() == found.keys()
    return any(
        abs(found[at] - number) > CLOSE * (1 + abs(number)) for at, number in expected.items()
    )


def matrix_entries(text: str, made: Setting) -> Positions:
    """What a matrix text makes of the left side's entries, slice by slice."""
    form = read_matrix_equation(text, made.known)
    tensor, sizes = form.left.tensor, made.world.sizes
    at = tensor.at if isinstance(tensor, Slice) else (None,) * len(tensor.axes)
    held = [letter for letter in at if letter is not None]
    found: Positions = {}
    for place in product(*(range(sizes[letter.axis]) for letter in held)):
        places = dict(zip(held, place, strict=True))
        rows = evaluate(form.right, numbers(made, places))
        kept = product(*(range(sizes[axis]) for axis in tensor.axes))
        for inside, number in zip(kept, (n for row in rows for n in row), strict=True):
            rest = iter(inside)
            found[tuple(next(rest) if k is None else places[k] for k in at)] = number
    return found


def numbers(made: Setting, place: Mapping[Index, int]) -> Numbers:
    """The numbers of matrix forms: rows for whole matrices, entries for slices."""
    values = made.world.values
    rows = {
        tensor: _rows(tensor, values[tensor], made.world.sizes)
        for tensor in values
        if len(tensor.axes) <= 2
    }
    return Numbers(rows, made.world.sizes, DIGITS, entries=values, place=place)


def _rows(tensor: Tensor, entries: Positions, sizes: Mapping[Axis, int]) -> list[list[Any]]:
    width = sizes[tensor.axes[1]] if len(tensor.axes) == 2 else 1
    flat = list(entries.values())
    return [flat[start : start + width] for start in range(0, len(flat), width)]
