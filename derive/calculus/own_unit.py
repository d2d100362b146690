"""Units of which only the one with the variable's own index contains it."""

from __future__ import annotations

from sympy import Add, Expr, Mul

from derive.notation.expression import Delta
from derive.notation.index import Index
from derive.notation.tensor import Entry


def letters_of(entry: Entry) -> tuple[Index, ...]:
    """The letters among an entry's indices."""
    return tuple(index for index in entry.indices if isinstance(index, Index))


def common_deltas(jacobian: Expr, target: Entry) -> dict[Expr, Expr]:
    """Letters of the target that a delta in every term ties to an index of the same axis."""
    letters = set(letters_of(target))
    terms = jacobian.args if isinstance(jacobian, Add) else (jacobian,)
    fixed: dict[Expr, Expr] | None = None
    for term in terms:
        factors = term.args if isinstance(term, Mul) else (term,)
        deltas = [factor.args for factor in factors if isinstance(factor, Delta)]
        own = {
            one: other
            for pair in deltas
            for one, other in (pair, pair[::-1])
            if one in letters and _is_like(one, other) and other not in letters
        }
        fixed = own if fixed is None else {k: v for k, v in fixed.items() if own.get(k) == v}
    return fixed or {}


def _is_like(letter: Index, position: Expr) -> bool:
    return isinstance(position, Index) and position.axis == letter.axis
