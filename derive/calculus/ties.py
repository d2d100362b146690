"""Which letters of a sum a delta ties to a letter outside, and which sums no delta concerns."""

from __future__ import annotations

from sympy import Add, Expr, Mul

from derive.calculus.contraction import contract
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.notation.expression import (
    Delta,
    Equation,
    IndexSum,
    Partial,
    contains,
    free_indices,
    renamed_apart,
)
from derive.notation.index import Index
from derive.notation.tensor import Entry


def ties(equation: Equation, by: Entry) -> dict[Index, Expr]:
    """The letters of v[a] that every term of du[b]/dv[a] ties to a letter of u[b] by a delta."""
    right = renamed_apart(equation.right, {*free_indices(equation.left), *free_indices(by)})
    taken, _ = take(Partial(right, by), NOTHING_OPEN)
    jacobian = contract(taken, [])
    if jacobian.is_zero:
        return {}
    letters = {index for index in by.indices if isinstance(index, Index)}
    fixed: dict[Index, Expr] | None = None
    for term in Add.make_args(jacobian):
        own = _tied_in(term, letters)
        kept = own if fixed is None else fixed
        fixed = {letter: at for letter, at in kept.items() if own.get(letter) == at}
    return fixed or {}


def _tied_in(term: Expr, letters: set[Index]) -> dict[Index, Expr]:
    """What the deltas of one product tie some letters to, a letter of the same axis each."""
    own: dict[Index, Expr] = {}
    for factor in Mul.make_args(term):
        if isinstance(factor, Delta):
            for one, other in (factor.args, factor.args[::-1]):
                is_letter = isinstance(other, Index) and other not in letters
                if one in letters and is_letter and other.axis == one.axis:
                    own.setdefault(one, other)
    return own


def untouched(expression: Expr) -> frozenset[Expr]:
    """The bound letters of sums that hold deltas, but none of their own or of a sum around."""
    kept, moved = set[Expr](), set[Expr]()
    _sort(expression, frozenset(), (kept, moved))
    return frozenset(kept - moved)


def _sort(expression: Expr, around: frozenset[Expr], found: tuple[set[Expr], set[Expr]]) -> None:
    if not contains(expression, Delta):
        return
    if isinstance(expression, IndexSum):
        around |= {expression.index}
        concerned = any(free_indices(delta) & around for delta in _deltas(expression.body))
        found[int(concerned)].add(expression.index)
    for part in expression.args:
        _sort(part, around, found)


def _deltas(expression: Expr) -> set[Expr]:
    if isinstance(expression, Delta):
        return {expression}
    if not contains(expression, Delta):
        return set()
    return set[Expr]().union(*(_deltas(part) for part in expression.args))
