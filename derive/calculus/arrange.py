"""Rearranging a result: factors leave sums, fractions cancel, declared facts are used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Abs, Add, Expr, Integer, Mul, Pow, sign

from derive.calculus.comparison import compared
from derive.calculus.contraction import pull_out, terms_of
from derive.calculus.rational import cancelled, is_turned, shared_number
from derive.calculus.rules import CANCEL, COMMON_FACTOR, FACT, SIGN, SPLIT
from derive.calculus.step import Rule, Step
from derive.notation.canonical import matches
from derive.notation.expression import IndexSum, Where, contains, rebuilt
from derive.notation.tensor import Entry

Facts = Iterable[tuple[Expr, Expr]]


def arranged(expression: Expr) -> tuple[Expr, tuple[Step, ...]]:
    """Sums and products in the order a lecturer leaves them."""
    steps: list[Step] = []
    after = pull_out(expression, steps)
    after = _signs(after, steps)
    return compared(after, steps), tuple(steps)


def with_common_factors(expression: Expr, steps: list[Step]) -> Expr:
    """`c*f + c*g` as `c*(f + g)`, wherever all terms share a factor."""
    if not isinstance(expression, (Add, Mul, Pow, IndexSum, Where)):
        return expression  # what stands in a function stays as the forward pass writes it
    inner = rebuilt(expression, (with_common_factors(part, steps) for part in expression.args))
    if isinstance(inner, Mul):
        return _with_number_in_front(inner, steps)
    if not isinstance(inner, Add):
        return inner
    shared = _powers(inner.args[0])
    for term in inner.args[1:]:
        own = _powers(term)
        shared = {base: min(power, own[base]) for base, power in shared.items() if base in own}
    if not shared:
        return inner
    common = Mul(*(base**power for base, power in shared.items()))
    after = _with_number_in_front(common * Add(*(term / common for term in inner.args)), steps)
    steps.append(Step(COMMON_FACTOR, inner, after))
    return after


def _with_number_in_front(product: Expr, steps: list[Step]) -> Expr:
    """`(2*f + 2*g)*h` as `2*(f + g)*h`."""
    if not isinstance(product, Mul):
        return product
    after = Mul(*(part for factor in product.args for part in shared_number(factor)))
    if after != product:
        steps.append(Step(COMMON_FACTOR, product, after))
    return after


def _powers(term: Expr) -> dict[Expr, Expr]:
    """The factors of a term that are no numbers, with their whole positive powers.

    Whatever else stands there (an exponential, a fraction) is a factor to the power 1.
    """
    found: dict[Expr, Expr] = {}
    for factor in term.args if isinstance(term, Mul) else (term,):
        if isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp.is_positive:
            found[factor.base] = factor.exp
        elif not factor.is_number:
            found[factor] = Integer(1)
    return found


def without_fractions(expression: Expr, steps: list[Step]) -> Expr:
    """Cancel fractions, innermost sums first, where that makes the expression shorter."""
    if not isinstance(expression, (Add, Mul, Pow, IndexSum, Where)):
        return expression  # what stands in a function stays as the forward pass writes it
    inner = rebuilt(expression, (without_fractions(part, steps) for part in expression.args))
    if not isinstance(inner, (Add, Mul)):
        return inner
    after = cancelled(inner)
    if after != inner:
        steps.append(Step(CANCEL, inner, after))
    return after


def _signs(expression: Expr, steps: list[Step]) -> Expr:
    """`u*sign(u)` as `|u|`, and `-sign(t - y)` as `sign(y - t)`."""
    if not contains(expression, sign):
        return expression
    inner = rebuilt(expression, (_signs(part, steps) for part in expression.args))
    after = _sign(inner)
    if after != inner:
        steps.append(Step(SIGN, inner, after))
    return after


def _sign(expression: Expr) -> Expr:
    if isinstance(expression, sign):
        inside = expression.args[0]
        return -sign(-inside) if is_turned(inside) else expression
    if not isinstance(expression, Mul):
        return expression
    for factor in expression.args:
        if isinstance(factor, sign) and factor.args[0] in expression.args:
            inside = factor.args[0]
            rest = Mul(*(part for part in expression.args if part not in (factor, inside)))
            return rest * Abs(inside)
    return expression


def with_facts(expression: Expr, facts: Facts, steps: list[Step], rule: Rule = FACT) -> Expr:
    """Use declared facts such as `sum_k t[k] = 1`, sums over labels split off first."""
    known = tuple(facts)
    if not known or not contains(expression, IndexSum):
        return expression
    found: list[Step] = []
    after = _with_facts(expression, known, found)
    steps += [replace(step, rule=rule) if step.rule is FACT else step for step in found]
    return after


def _with_facts(expression: Expr, facts: tuple[tuple[Expr, Expr], ...], steps: list[Step]) -> Expr:
    for left, right in facts:
        if matches(left, expression):
            steps.append(Step(FACT, expression, right, about=(left, right)))
            return right
    if isinstance(expression, Entry) or not expression.args:
        return expression
    inner = rebuilt(expression, (_with_facts(part, facts, steps) for part in expression.args))
    if not isinstance(inner, IndexSum) or not isinstance(inner.body, Add):
        return inner
    return _split_labels(inner, facts, steps)


def _split_labels(summed: Expr, facts: tuple[tuple[Expr, Expr], ...], steps: list[Step]) -> Expr:
    """A sum of several terms, split where one of the parts then is a declared fact."""
    parts = [pull_out(IndexSum(term, summed.index), []) for term in terms_of(summed.body)]
    if not any(_holds_fact(part, facts) for part in parts):
        return summed
    after = Add(*parts)
    steps.append(Step(SPLIT, summed, after))
    return _with_facts(after, facts, steps)


def _holds_fact(expression: Expr, facts: tuple[tuple[Expr, Expr], ...]) -> bool:
    return any(matches(left, part) for part in _nodes(expression) for left, _ in facts)


def _nodes(expression: Expr) -> list[Expr]:
    found = [expression]
    for part in expression.args:
        found += _nodes(part)
    return found
