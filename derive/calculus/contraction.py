"""Laws of sums: contract deltas, split, pull out.

All of them work from the innermost sum outwards, so that a delta that leaves
an inner sum meets its own sum further out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Add, Expr, Integer, Mul

from derive.calculus.rational import shared_number
from derive.calculus.rules import CONSTANT_SUM, CONTRACT, PULL_OUT, SPLIT
from derive.calculus.step import Step
from derive.notation.expression import (
    Delta,
    IndexSum,
    Where,
    constant_size,
    contains,
    free_indices,
    rebuilt,
    substitute,
)
from derive.notation.index import Index

Steps = list[Step]


def contract(expression: Expr, steps: Steps, keep: frozenset[Expr] = frozenset()) -> Expr:
    """Contract every delta that a sum can take up.

    Args:
        expression: Any expression.
        steps: Receives one step a law used.
        keep: Bound indices whose sums are left as they are.
    """
    if not contains(expression, Delta):
        return expression
    if isinstance(expression, IndexSum):
        body = contract(expression.body, steps, keep)
        if expression.index in keep:
            return IndexSum(body, expression.index)
        return _contracted_sum(body, expression.index, steps)
    inner = rebuilt(expression, (contract(part, steps, keep) for part in expression.args))
    return _lifted_deltas(inner, steps) if isinstance(inner, Where) else inner


def _contracted_sum(body: Expr, index: Index, steps: Steps) -> Expr:
    whole = IndexSum(body, index)
    if not isinstance(whole, IndexSum) or not contains(body, Delta):
        return whole
    spread = _spread(body)
    if isinstance(spread, Add):
        parts = Add(*(IndexSum(part, index) for part in spread.args))
        steps.append(Step(SPLIT, whole, parts))
        return Add(*(_contracted_sum(part, index, steps) for part in spread.args))
    if spread == 0:
        steps.append(Step(SPLIT, whole, spread))
        return Integer(0)
    for factor in _factors(spread):
        position = _solved(factor, index)
        if position is not None:
            rest = Mul(*(other for other in _factors(spread) if other is not factor))
            after = substitute(rest, {index: position})
            steps.append(Step(CONTRACT, whole, after))
            return contract(after, steps) if contains(after, Delta) else after
    return _pulled(whole, steps, only=_is_delta)


def _solved(factor: Expr, index: Index) -> Expr | None:
    """The index that a delta puts in the place of a bound one, if it does.

    Only a letter of the same axis: `p + r`, `7` or a letter of another axis may lie
    outside the range of the sum, where the term is 0 and not f(p + r) (see `affine`).
    """
    if isinstance(factor, Delta) and index in factor.args:
        other = factor.args[1] if factor.args[0] == index else factor.args[0]
        return other if isinstance(other, Index) and other.axis == index.axis else None
    return None


def _is_delta(factor: Expr) -> bool:
    return isinstance(factor, Delta)


def _factors(expression: Expr) -> tuple[Expr, ...]:
    return expression.args if isinstance(expression, Mul) else (expression,)


def _spread(body: Expr) -> Expr:
    """A product as a sum of products, as far as sums inside it hold deltas."""
    if not isinstance(body, Mul):
        return body
    for part in body.args:
        if isinstance(part, Add) and contains(part, Delta):
            others = Mul(*(other for other in body.args if other is not part))
            return Add(*(_spread(term * others) for term in part.args))
    return body


def _lifted_deltas(cases: Expr, steps: Steps) -> Expr:
    """`where(c, d*f, d*g)` as `d*where(c, f, g)` for every product d of deltas."""
    if not isinstance(cases, Where):
        return cases
    branches = (_by_delta(cases.then), _by_delta(cases.otherwise))
    keys = dict.fromkeys((*branches[0], *branches[1]))
    zero = Integer(0)
    after = Add(
        *(
            key * Where(cases.condition, branches[0].get(key, zero), branches[1].get(key, zero))
            for key in keys
        )
    )
    if after != cases:
        steps.append(Step(SPLIT, cases, after))
    return after


def _by_delta(branch: Expr) -> dict[Expr, Expr]:
    """The terms of a sum, gathered by the deltas that they carry."""
    gathered: dict[Expr, Expr] = {}
    spread = _spread(branch)
    for term in spread.args if isinstance(spread, Add) else (spread,):
        deltas = Mul(*(factor for factor in _factors(term) if _is_delta(factor)))
        rest = Mul(*(factor for factor in _factors(term) if not _is_delta(factor)))
        gathered[deltas] = gathered.get(deltas, Integer(0)) + rest
    return {key: value for key, value in gathered.items() if value != 0}


def pull_out(expression: Expr, steps: Steps) -> Expr:
    """Let every factor that does not carry a sum's index leave the sum."""
    if not contains(expression, IndexSum):
        return expression
    inner = rebuilt(expression, (pull_out(part, steps) for part in expression.args))
    return _pulled(inner, steps, only=_any) if isinstance(inner, IndexSum) else inner


def _any(_: Expr) -> bool:
    return True


def _pulled(summed: Expr, steps: Steps, only: Callable[[Expr], bool]) -> Expr:
    index = summed.index
    if index not in free_indices(summed.body):
        after = constant_size(index.axis) * summed.body
        steps.append(Step(CONSTANT_SUM, summed, after))
        return after
    factors = _factors(summed.body)
    if only is _any:
        factors = tuple(part for factor in factors for part in shared_number(factor))
    leaving = [part for part in factors if index not in free_indices(part) and only(part)]
    if not leaving:
        return summed
    staying = Mul(*(part for part in factors if index in free_indices(part) or not only(part)))
    after = Mul(*leaving) * IndexSum(staying, index)
    steps.append(Step(PULL_OUT, summed, after))
    return after


def terms_of(expression: Expr) -> Sequence[Expr]:
    """The terms of a sum; the expression alone if it is none."""
    return expression.args if isinstance(expression, Add) else (expression,)
