"""Contraction of deltas that compare positions: `delta(s - 1, a)`, `delta(a, 2*p + r)`.

The position that a delta puts in the place of a bound index may lie outside the
range of the sum, or be no whole number. There the term is 0; so the law needs a
factor that is 0 there, too: an entry (or a first largest place) with the bound
index alone in a slot of its own axis. Without one the delta stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from sympy import Add, Expr, Integer, Mul, Pow, log, nan, oo, zoo

from derive.calculus.contraction import contract
from derive.calculus.rules import SHIFT, WINDOW
from derive.calculus.step import Step
from derive.calculus.told import is_never_zero
from derive.notation.expression import (
    Apply,
    Binder,
    Delta,
    FirstMax,
    IndexSum,
    ScalarFunction,
    contains,
    free_indices,
    rebuilt,
    replace_entries,
    substitute,
    total,
    with_fresh_index,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry, Role

Steps = list[Step]
Allowed = Callable[["Solution"], bool]

# Who is 0 outside the range decides which index goes: a kernel keeps its sum.
EXACT, SIGNAL, PLACE, PARAMETER = range(4)


@dataclass(frozen=True, slots=True)
class Solution:
    """What a delta says of one bound index.

    Attributes:
        delta: The delta.
        index: The bound index.
        position: What the delta puts in its place.
        rank: Which factor is 0 where the position is none of the index's axis.
    """

    delta: Expr
    index: Index
    position: Expr
    rank: int

    @property
    def is_shift(self) -> bool:
        """Whether the index alone stands on one side, or the position is a letter and a number."""
        if self.index in self.delta.args:
            return True
        letters = free_indices(self.position)
        return len(letters) == 1 and (self.position - next(iter(letters))).is_integer is True


def shifted(expression: Expr, steps: Steps) -> Expr:
    """Contract the deltas that shift an index: what programs compute keeps its windows."""
    return _contracted(expression, steps, lambda solution: solution.is_shift)


def windowed(expression: Expr, steps: Steps) -> Expr:
    """Contract every delta that a sum can take up, those of windows included."""
    return _contracted(expression, steps, lambda _solution: True)


def _contracted(expression: Expr, steps: Steps, allowed: Allowed) -> Expr:
    if not contains(expression, Delta) or not contains(expression, IndexSum):
        return expression
    if not isinstance(expression, IndexSum):
        parts = (_contracted(part, steps, allowed) for part in expression.args)
        return rebuilt(expression, parts)
    letters, factors = _flat(expression)
    solution = _best(letters, factors, allowed)
    if solution is None:
        body = _contracted(expression.body, steps, allowed)
        return IndexSum(body, expression.index)
    rest = Mul(*(factor for factor in factors if factor is not solution.delta))
    kept = [letter for letter in letters if letter != solution.index]
    after = total(substitute(rest, {solution.index: solution.position}), *kept)
    steps.append(Step(SHIFT if solution.is_shift else WINDOW, expression, after))
    return _contracted(contract(after, steps), steps, allowed)


def _flat(expression: Expr) -> tuple[list[Index], list[Expr]]:
    """A sum of products of sums as bound indices, the first outermost, and factors."""
    letters: list[Index] = []
    factors: list[Expr] = []
    waiting, taken = [expression], set(free_indices(expression))
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, IndexSum):
            part = with_fresh_index(part, taken)
            taken |= {part.index, *free_indices(part.body)}
            letters.append(part.index)
            waiting.insert(0, part.body)
        elif isinstance(part, Mul):
            waiting = [*part.args, *waiting]
        else:
            factors.append(part)
            taken |= free_indices(part)
    return letters, factors


def _best(letters: list[Index], factors: list[Expr], allowed: Allowed) -> Solution | None:
    found = [solution for solution in _solutions(letters, factors) if allowed(solution)]
    return min(found, key=lambda solution: solution.rank, default=None)


def _solutions(letters: list[Index], factors: list[Expr]) -> Iterator[Solution]:
    for delta in factors:
        if not isinstance(delta, Delta):
            continue
        rest = [factor for factor in factors if factor is not delta]
        for index in letters:
            position = _solved(delta, index)
            if position is None:
                continue
            rank = _rank(position, index, rest)
            if rank is not None:
                yield Solution(delta, index, position, rank)


def _solved(delta: Expr, index: Index) -> Expr | None:
    """The position that makes both sides of a delta equal, if the index stands there alone."""
    if index not in free_indices(delta):
        return None
    difference = (delta.args[0] - delta.args[1]).expand()
    factor = difference.coeff(index, 1)
    rest = (difference - factor * index).expand()
    is_affine = index not in free_indices(rest) and not factor.is_zero
    if not is_affine or not all(isinstance(symbol, SizeOf) for symbol in factor.free_symbols):
        return None
    return (-rest / factor).expand()


def _rank(position: Expr, index: Index, rest: list[Expr]) -> int | None:
    if isinstance(position, Index) and position.axis == index.axis:
        return EXACT
    if not all(_has_value(factor, index) for factor in rest):
        return None
    ranks = [rank for factor in rest if (rank := _guard(factor, index)) is not None]
    return min(ranks, default=None)


def _guard(expression: Expr, index: Index) -> int | None:
    """How an expression is known to be 0 where an index is outside its axis; None if it is not."""
    match expression:
        case Entry(tensor=tensor):
            slots = zip(expression.indices, tensor.axes, strict=True)
            if not any(at == index and axis == index.axis for at, axis in slots):
                return None
            return PARAMETER if tensor.role in (Role.PARAMETER, Role.CONSTANT) else SIGNAL
        case FirstMax(at=at, index=bound):
            return PLACE if at == index and bound.axis == index.axis else None
        case IndexSum(body=body):
            return _guard(body, index)
        case Mul():
            found = [rank for part in expression.args if (rank := _guard(part, index)) is not None]
            return min(found, default=None)
        case Add():
            ranks = [_guard(part, index) for part in expression.args]
            known = [rank for rank in ranks if rank is not None]
            return max(known) if len(known) == len(ranks) else None
        case Pow(base=base, exp=exponent) if exponent.is_Integer and exponent.is_positive:
            return _guard(base, index)
    return None


def _has_value(expression: Expr, index: Index) -> bool:
    """Whether an expression has a finite value also where an index is outside its axis.

    Entries are 0 there, and could stand below a fraction line or in a logarithm.
    """
    if index not in free_indices(expression) or isinstance(expression, Entry):
        return True
    match expression:
        case Pow(base=base, exp=exponent) if not (exponent.is_Integer and exponent > 0):
            return is_never_zero(base)
        case log():
            return False
        case Apply(function=function):
            return _is_finite_at_zero(function)
    parts = (expression.body, *expression.outside) if isinstance(expression, Binder) else ()
    return all(_has_value(part, index) for part in parts or expression.args)


@cache
def _is_finite_at_zero(function: ScalarFunction) -> bool:
    value = replace_entries(function.definition, {function.variable: Integer(0)})
    return not value.has(zoo, nan, oo, -oo)
