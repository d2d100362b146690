"""Gradients of means and variances put in, where the forward output then tells them.

A normalisation reads `dx = dh/s + 2*(x - m)*dv/I + dm/I`, with gradients of its
statistics; put in and told by h it is `(dh - mean of dh - h * mean of dh*h)/s`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Expr

from derive.calculus.arrange import arranged, with_common_factors
from derive.calculus.chain import Chain, Found, FoundAlike
from derive.calculus.primes import with_few_primes
from derive.calculus.quotient import with_named_quotients
from derive.calculus.rational import length
from derive.calculus.rules import ARRANGE, PUT_IN, THROUGH_OUTPUT
from derive.calculus.step import Step
from derive.notation.expression import (
    Equation,
    free_indices,
    rebuilt,
    renamed_apart,
    substitute,
)
from derive.notation.index import Index
from derive.notation.tensor import Entry, Role, Tensor

Gradients = Mapping[Tensor, Found | FoundAlike]


def is_statistic(of: Tensor, tensor: Tensor) -> bool:
    """Whether one signal gathers entries of another: it has fewer axes."""
    return of.role is Role.SIGNAL and len(of.axes) < len(tensor.axes)


def compacted(chain: Chain, by: Entry, gradients: Gradients, forward: Sequence[Equation]) -> Chain:
    """The chain with gradients of statistics put in, where a named quotient then tells them.

    The same chain where none does, or where the lines together get longer.

    Args:
        chain: A chain that is arranged.
        by: What the cost is differentiated by.
        gradients: The gradients of the statistics.
        forward: The equations that may tell the result by their left sides.
    """
    named: list[Expr] = []
    letters = {*free_indices(by), *chain.last.atoms(Index)}
    put = chain.then(PUT_IN, _put_in(chain.last, gradients, letters, named), about=named)
    if put is chain:
        return chain
    told = put.last
    for equation in forward:
        told = with_named_quotients(told, equation)
    if told == put.last:
        return chain
    put = put.then(THROUGH_OUTPUT, told, about=[equation.left for equation in forward])
    after, steps = arranged(put.last)
    common: list[Step] = [*steps]
    after = with_few_primes(with_common_factors(after, common), free_indices(by))
    put = put.then(ARRANGE, after, common)
    before = [chain.last, *(found.explicit_value for found in gradients.values())]
    return put if length(put.last) < sum(map(length, before)) else chain


def _put_in(expression: Expr, gradients: Gradients, letters: set[Expr], named: list[Expr]) -> Expr:
    if isinstance(expression, Entry):
        found = gradients.get(expression.tensor.of) if expression.tensor.of else None
        if found is None:
            return expression
        named.append(expression)
        places = dict(zip(found.gradient.indices, expression.indices, strict=True))
        return renamed_apart(substitute(found.explicit_value, places), letters)
    if not expression.args:
        return expression
    return rebuilt(
        expression, (_put_in(part, gradients, letters, named) for part in expression.args)
    )
