"""Where a delta is not 0, its two positions are one: `delta(k, t)*p[k]/p[t]` is `delta(k, t)`."""

from __future__ import annotations

from sympy import Add, Expr, Mul, Pow

from derive.calculus.rules import MEET
from derive.calculus.step import Step
from derive.notation.expression import Delta, contains, rebuilt, substitute
from derive.notation.index import Index
from derive.notation.tensor import Entry


def met(expression: Expr, steps: list[Step]) -> Expr:
    """The expression where entries cancel that a delta makes one."""
    if not contains(expression, Delta) or not contains(expression, Entry):
        return expression
    inner = rebuilt(expression, (met(part, steps) for part in expression.args))
    after = _met(inner) if isinstance(inner, Mul) else inner
    if after != inner:
        steps.append(Step(MEET, inner, after))
    return after


def _met(product: Expr) -> Expr:
    """A product, spread over one sum of deltas if an entry then cancels."""
    spread = [part for part in product.args if isinstance(part, Add) and contains(part, Delta)]
    for part in spread[:1]:
        others = Mul(*(other for other in product.args if other is not part))
        terms = [term * others for term in part.args]
        cancelled = [_cancelled(term) for term in terms]
        return Add(*cancelled) if cancelled != terms else product
    return _cancelled(product)


def _cancelled(product: Expr) -> Expr:
    factors = product.args if isinstance(product, Mul) else (product,)
    below = {part.base for part in factors if isinstance(part, Pow) and part.exp.is_negative}
    for delta in factors:
        if not isinstance(delta, Delta):
            continue
        for one, other in (delta.args, delta.args[::-1]):
            if isinstance(one, Index) and any(
                isinstance(part, Entry) and part not in below and _at(part, one, other) in below
                for part in factors
            ):
                rest = Mul(*(part for part in factors if part is not delta))
                return delta * _at(rest, one, other)
    return product


def _at(expression: Expr, index: Index, position: Expr) -> Expr:
    return substitute(expression, {index: position})
