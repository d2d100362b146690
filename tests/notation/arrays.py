"""Random expressions over a few tensors, and a reader for them that shares nothing with ours."""

from collections.abc import Callable
from typing import Any

import mpmath
from hypothesis import strategies as st
from sympy import Expr, Integer, tanh

from derive.notation.expression import Compare, Delta, IndexSum, Maximum, Where
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor
from derive.notation.value import Position, World, given_values, world

ROWS, COLUMNS = Axis("rows", "i", "I"), Axis("columns", "j", "J")
SIZES = {ROWS: 2, COLUMNS: 3}
LETTERS = {axis: tuple(Index(letter, axis) for letter in "ijkl") for axis in SIZES}
X = Tensor("x", None, (ROWS,), Role.INPUT)
Y = Tensor("y", None, (COLUMNS,), Role.INPUT)
W = Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER)
FACTOR = Tensor("s", None, (), Role.CONSTANT)
EXACT = mpmath.mpf(10) ** -25


def numbers(digits: int = 30) -> World:
    """One world for all tests: entries that are all different, none of them 0 or 1."""

    def number(tensor: Tensor, at: Position) -> Any:
        spread = sum((3 * slot + 2) * (place + 1) for slot, place in enumerate(at))
        with mpmath.workdps(digits):
            return mpmath.mpf(7 * spread + len(tensor.name) + ord(tensor.name) % 11) / 13 - 3

    return world(given_values((X, Y, W, FACTOR), SIZES, number), SIZES, digits=digits)


def _letter(axis: Axis) -> st.SearchStrategy[Index]:
    return st.sampled_from(LETTERS[axis])


_LEAVES: st.SearchStrategy[Expr] = st.one_of(
    st.builds(lambda i: X[i], _letter(ROWS)),
    st.builds(lambda j: Y[j], _letter(COLUMNS)),
    st.builds(lambda j, i: W[j, i], _letter(COLUMNS), _letter(ROWS)),
    st.builds(Delta, _letter(ROWS), _letter(ROWS)),
    st.builds(Integer, st.integers(-2, 3)),
    st.just(FACTOR[()]),
)


def _larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    def pair(make: Callable[[Expr, Expr], Expr]) -> st.SearchStrategy[Expr]:
        return st.builds(make, parts, parts)

    letters = st.one_of(_letter(ROWS), _letter(COLUMNS))
    return st.one_of(
        pair(lambda a, b: a + b),
        pair(lambda a, b: a * b),
        pair(Maximum),
        pair(lambda a, b: Where(Compare(">", a, b), a, b)),
        st.builds(tanh, parts),
        st.builds(IndexSum, parts, letters),
        st.builds(IndexSum, parts, letters),
    )


EXPRESSIONS: st.SearchStrategy[Expr] = st.recursive(_LEAVES, _larger, max_leaves=7)
REPLACEMENTS: st.SearchStrategy[dict[Expr, Expr]] = st.one_of(
    st.dictionaries(_letter(ROWS), _letter(ROWS), max_size=3),
    st.dictionaries(_letter(COLUMNS), _letter(COLUMNS), max_size=3),
)


def places(letters: Any) -> dict[Index, int]:
    """A place for every letter, no two alike where the axis allows."""
    ordered = sorted(letters, key=lambda letter: (letter.axis.name, letter.name))
    return {letter: (2 * at + 1) % SIZES[letter.axis] for at, letter in enumerate(ordered)}
