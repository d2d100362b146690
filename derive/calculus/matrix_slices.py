"""Matrix forms of equations with more than two letters: between slices, for every letter left out.

Some letters are held: those of samples, heads, positions or kernel offsets. At
each of their places a tensor is a matrix, `q1[n,h]`, or a vector, `x[:,2*p + r]`,
and the equation is one between matrices; sums over held letters stay written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from sympy import Expr
from sympy.core.expr import AtomicExpr

from derive.calculus.matrix import MatrixEquation, NoMatrixForm, matrix_form
from derive.calculus.matrix_held import HeldFirst, HeldMax, HeldNumber, HeldSum
from derive.calculus.matrix_reasons import (
    FormlessError,
    computed_position,
    largest_over_index,
    outside_its_range,
)
from derive.notation.expression import (
    Binder,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    contains,
    free_indices,
    rebuilt,
    renamed_apart,
    total,
)
from derive.notation.index import Index, indices_in
from derive.notation.tensor import Entry, Tensor
from derive.notation.written import written

# Letters that are held by choice, at most; with more, slices say less than entries.
MOST_CHOSEN = 3


class Slice(Tensor):
    """A tensor at some of its positions: a matrix, a vector or a scalar.

    Attributes:
        whole: The tensor.
        at: The position in every slot; None where the whole axis stays.
    """

    __slots__ = ("at", "whole")
    whole: Tensor
    at: tuple[Expr | None, ...]

    def __new__(cls, whole: Tensor, at: tuple[Expr | None, ...]) -> Slice:
        """The slice of a tensor at positions."""
        made = AtomicExpr.__new__(cls)
        made.whole, made.at = whole, at
        made.name, made.layer, made.role, made.of = whole.name, whole.layer, whole.role, whole.of
        kept = zip(whole.axes, at, strict=True)
        made.axes = tuple(axis for axis, position in kept if position is None)
        # SymPy orders what it adds, and cannot compare a position with a missing one.
        made.content = (whole, made.code_name)
        return made  # type: ignore[no-any-return]  # SymPy is untyped

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.whole, self.at), {}

    @property
    def code_name(self) -> str:
        """As in NumPy: "x[:,2*p + r]"; whole axes at the end are left out."""
        places = [":" if position is None else written(position) for position in self.at]
        while places[-1] == ":":
            places.pop()
        return f"{self.whole.code_name}[{','.join(places)}]"


def sliced_form(equation: Equation) -> MatrixEquation | NoMatrixForm:
    """The equation between matrices, or between slices for every value of the letters held.

    Of all choices the one that holds the fewest letters; of those, one whose
    slices are taken along the first axes.
    """
    plain = matrix_form(equation)
    if isinstance(plain, MatrixEquation):
        return plain
    letters = frozenset(letter for letter in equation.left.indices if isinstance(letter, Index))
    apart = Equation(equation.left, renamed_apart(equation.right, {*letters}), equation.number)
    for held in _choices(apart):
        try:
            left = _sliced(apart.left, held)
            right = _sliced(apart.right, held)
        except FormlessError:
            continue
        form = matrix_form(Equation(left, right, equation.number))
        if isinstance(form, MatrixEquation):
            return form
    return plain


def _choices(equation: Equation) -> list[frozenset[Index]]:
    """Sets of letters to hold, the best first."""
    needed = frozenset(_needed(equation.right)) | frozenset(_needed(equation.left))
    entries = [*_entries(equation.left), *_entries(equation.right)]
    met = [*equation.left.indices, *_bound(equation.right)]
    others = [letter for letter in dict.fromkeys(met) if letter not in needed]
    found: list[tuple[int, int, int, frozenset[Index]]] = []
    for count in range(MOST_CHOSEN + 1):
        for place, chosen in enumerate(combinations(others, count)):
            held = needed.union(chosen)
            if all(len(_kept(entry, held)) <= 2 for entry in entries):
                gaps = sum(_gaps(entry, held) for entry in entries)
                found.append((count, gaps, place, held))
    return [held for *_, held in sorted(found, key=lambda choice: choice[:3])]


def _needed(expression: Expr) -> Iterator[Index]:
    """Letters that must be held: those in computed positions, used as numbers, or searched over."""
    match expression:
        case Entry():
            for position, axis in zip(expression.indices, expression.tensor.axes, strict=True):
                if not isinstance(position, Index):
                    yield from free_indices(position)
                elif position.axis != axis:
                    yield position
        case Delta():
            first, second = expression.args
            if not (isinstance(first, Index) and isinstance(second, Index)):
                yield from free_indices(expression)
            elif first.axis != second.axis:
                yield from (first, second)
        case Index():
            yield expression
        case Binder():
            if not isinstance(expression, IndexSum):
                yield expression.index
            for position in expression.outside:
                yield from free_indices(position)
            yield from _needed(expression.body)
        case _:
            for part in expression.args:
                yield from _needed(part)


def _entries(expression: Expr) -> Iterator[Entry]:
    if isinstance(expression, Entry):
        yield expression
    for part in expression.args:
        yield from _entries(part)


def _bound(expression: Expr) -> Iterator[Index]:
    if isinstance(expression, Binder):
        yield expression.index
    for part in expression.args:
        yield from _bound(part)


def _kept(entry: Entry, held: Iterable[Index]) -> list[Index]:
    return [at for at in entry.indices if isinstance(at, Index) and at not in held]


def _gaps(entry: Entry, held: frozenset[Index]) -> int:
    """How many whole axes stand before the last position that is held."""
    is_whole = [isinstance(at, Index) and at not in held for at in entry.indices]
    while is_whole and is_whole[-1]:
        is_whole.pop()
    return sum(is_whole)


def _sliced(expression: Expr, held: frozenset[Index]) -> Expr:
    """The expression with slices for entries, and marked sums over what is held."""
    match expression:
        case Entry():
            return _slice(expression, held)
        case Binder():
            return _bound_over(expression, held)
        case Delta():
            if free_indices(expression) <= held:
                return HeldNumber(expression)
            if free_indices(expression) & held:
                raise FormlessError(computed_position())
            return expression
        case _ if not contains(expression, Entry) and (free := free_indices(expression)):
            if free <= held:
                return HeldNumber(expression)
    return rebuilt(expression, (_sliced(part, held) for part in expression.args))


def _slice(entry: Entry, held: frozenset[Index]) -> Expr:
    at: list[Expr | None] = []
    for position, axis in zip(entry.indices, entry.tensor.axes, strict=True):
        if isinstance(position, Index) and position not in held:
            if position.axis != axis:
                raise FormlessError(outside_its_range(entry.tensor.code_name))
            at.append(None)
        elif free_indices(position) <= held:
            at.append(position)
        else:
            raise FormlessError(computed_position())
    if all(position is None for position in at):
        return entry
    return Slice(entry.tensor, tuple(at))[tuple(_kept(entry, held))]


def _bound_over(expression: Binder, held: frozenset[Index]) -> Expr:
    match expression:
        case IndexSum():
            letters, body = [expression.index], expression.body
            while isinstance(body, IndexSum):
                letters.append(body.index)
                body = body.body
            summed = total(_sliced(body, held), *(k for k in letters if k not in held))
            for letter in reversed([letter for letter in letters if letter in held]):
                summed = HeldSum(summed, letter)
            return summed
        case IndexMax(index=index) if index in held:
            return HeldMax(_sliced(expression.body, held), index)
        case FirstMax(index=index, at=at) if index in held and free_indices(at) <= held:
            return HeldFirst(_sliced(expression.body, held), index, at)
    raise FormlessError(largest_over_index(expression.index))


def letters_held(form: MatrixEquation) -> tuple[Index, ...]:
    """The letters that an equation between slices holds for every value of."""
    tensor = form.left.tensor
    if not isinstance(tensor, Slice):
        return ()
    return tuple(letter for at in tensor.at if at is not None for letter in indices_in(at))
