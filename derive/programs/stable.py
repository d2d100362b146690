"""Formulas in the form that a computer keeps the digits of, for any size of their arguments.

Each law is an equality of real numbers; only rounding and overflow change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Abs, Add, Expr, Integer, Mul, Pow, S, erf, exp, log

from derive.notation.expression import (
    Apply,
    Binder,
    Compare,
    Delta,
    Equation,
    IndexMax,
    IndexSum,
    Minimum,
    Where,
    contains,
    free_indices,
    rebuilt,
    tensors_in,
)
from derive.notation.tensor import Entry, Tensor
from derive.programs.exponentials import settled, tanh_of_logarithm
from derive.programs.logarithms import logarithm, of_softplus
from derive.programs.masks import masked
from derive.programs.numerics import Decay, Erfc, Expm1, Log1p
from derive.programs.skeleton import is_inner, leaves, over_leaves

Definitions = Mapping[Tensor, Equation]


def stable(expression: Expr, definitions: Definitions | None = None) -> Expr:
    """The same value in a form that does not overflow or lose digits.

    Args:
        expression: The right side of an equation, without named functions.
        definitions: The forward equations, by what they define: the logarithm
            of a named signal is taken through the signal's equation.
    """
    return _stable(expression, definitions or {})


def _stable(expression: Expr, known: Definitions) -> Expr:
    if is_inner(expression):
        expression = masked(expression)
        told = over_leaves(expression, tanh_of_logarithm)
        inner = over_leaves(told, lambda leaf: _leaf(leaf, known))
        return _absorbed(_one_sided(settled(shifted(inner))))
    if tanh_of_logarithm(expression) != expression:
        return _stable(tanh_of_logarithm(expression), known)
    return _leaf(expression, known)


def _leaf(leaf: Expr, known: Definitions) -> Expr:
    match leaf:
        case Entry() | Delta():
            return leaf
        case Binder():
            outside = (_stable(part, known) for part in leaf.outside)
            return leaf.func(_stable(leaf.body, known), leaf.index, *outside)
        case Where(condition=condition, then=then, otherwise=otherwise):
            return Where(
                _stable(condition, known),
                guarded(_stable(then, known), condition, holds=True),
                guarded(_stable(otherwise, known), condition, holds=False),
            )
        case log():
            return _logarithm(leaf.args[0], known)
        case _ if not leaf.args:
            return leaf
    return rebuilt(leaf, (part if not part.args else _stable(part, known) for part in leaf.args))


# ------------------------------------------------------------------------------ logarithms


def _logarithm(argument: Expr, known: Definitions) -> Expr:
    if argument.is_number:
        return log(argument)
    if isinstance(argument, Entry) and argument.tensor in known:
        value = known[argument.tensor].at(*argument.indices)
        if contains(value, log) and (found := of_softplus(argument, _stable(value, known))):
            return found
    argument = masked(argument)
    told = shifted(over_leaves(argument, lambda leaf: _through_its_equation(leaf, known)))
    taken = logarithm(told)
    if taken != log(argument):
        return over_leaves(
            taken, lambda leaf: leaf if isinstance(leaf, log) else _leaf(leaf, known)
        )
    return log(_stable(argument, known))


def _through_its_equation(leaf: Expr, known: Definitions) -> Expr:
    """A signal that a quotient of exponentials defines, by that quotient."""
    if not (isinstance(leaf, Entry) and leaf.tensor in known):
        return leaf
    value = known[leaf.tensor].at(*leaf.indices)
    has_quotient = any(contains(power.base, exp) for power in value.atoms(Pow))
    return value if has_quotient else leaf


# ------------------------------------------------------------------------------ softmax


def shifted(expression: Expr) -> Expr:
    """Law: sum_k c_k exp(a_k) = exp(m) sum_k c_k exp(a_k - m), m the largest a_k."""
    if isinstance(expression, IndexSum):
        return _shifted_sum(expression)
    if isinstance(expression, Mul):
        below = (shifted(factor) for factor in expression.args if _is_divisor(factor))
        above = (_shifted_terms(factor) for factor in expression.args if not _is_divisor(factor))
        return _one_exponential(Mul(*below, *above))
    if _is_divisor(expression):
        return shifted(expression.base) ** expression.exp
    return _shifted_terms(expression)


def _shifted_terms(expression: Expr) -> Expr:
    if isinstance(expression, Add):
        return Add(*(shifted(term) for term in expression.args))
    return expression


def _is_divisor(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.is_negative)


def _shifted_sum(summed: Expr) -> Expr:
    if not isinstance(summed, IndexSum):
        return summed
    found = [leaf for leaf in leaves(summed.body) if isinstance(leaf, exp)]
    if len(found) != 1 or summed.index not in free_indices(found[0]):
        return summed
    top = IndexMax(found[0].args[0], summed.index)
    return exp(top) * IndexSum(_one_exponential(summed.body * exp(-top)), summed.index)


def _one_exponential(product: Expr) -> Expr:
    """Law: exp(a) exp(b) = exp(a + b), where one of them is the exponential of a maximum."""
    factors = Mul.make_args(product)
    if not any(isinstance(factor, exp) and contains(factor, IndexMax) for factor in factors):
        return product
    exponentials = [factor for factor in factors if isinstance(factor, exp)]
    others = [factor for factor in factors if not isinstance(factor, exp)]
    return Mul(exp(Add(*(factor.args[0] for factor in exponentials))), *others)


# ------------------------------------------------------------------------------ cases


def guarded(branch: Expr, condition: Expr, *, holds: bool) -> Expr:
    """Law: where(c, f(u), v) = where(c, f(where(c, u, safe)), v), so that f never meets bad u."""
    if isinstance(branch, (Entry, Compare, Apply)) or not branch.args:
        return branch
    if isinstance(branch, (exp, Expm1)):
        return branch.func(_bounded(branch.args[0], condition, S.Zero, holds=holds))
    if isinstance(branch, (log, Log1p)):
        safe = S.One if isinstance(branch, log) else S.Zero
        return branch.func(_chosen(branch.args[0], condition, safe, holds=holds))
    if isinstance(branch, Pow) and not branch.exp.is_nonnegative and _varies(branch.base):
        return _chosen(branch.base, condition, S.One, holds=holds) ** branch.exp
    parts = (guarded(part, condition, holds=holds) for part in branch.args)
    return rebuilt(branch, parts)


def _varies(expression: Expr) -> bool:
    """Whether a value is more than a number made of sizes."""
    return bool(tensors_in(expression) or free_indices(expression))


def _chosen(argument: Expr, condition: Expr, safe: Expr, *, holds: bool) -> Expr:
    sides = (argument, safe) if holds else (safe, argument)
    return Where(condition, *sides)


def _bounded(argument: Expr, condition: Expr, safe: Expr, *, holds: bool) -> Expr:
    """The argument of an exponential, capped where the condition says that it is negative."""
    if isinstance(condition, Compare) and condition.right == 0:
        is_below = condition.operator in (("<", "<=") if holds else (">", ">="))
        factor = argument / condition.left
        if is_below and factor.is_Rational and factor.is_positive:
            return factor * Minimum(condition.left, Integer(0))
    return _chosen(argument, condition, safe, holds=holds)


def _one_sided(expression: Expr) -> Expr:
    """Law: [c] f = where(c, f, 0), where f may overflow beside the condition."""
    if not isinstance(expression, Mul):
        return expression
    conditions = [factor for factor in expression.args if isinstance(factor, Compare)]
    if not conditions or not contains(expression, exp):
        return expression
    condition = conditions[0]
    rest = Mul(*(factor for factor in expression.args if factor is not condition))
    return Where(condition, guarded(rest, condition, holds=True), Integer(0))


# ------------------------------------------------------------------------------ near one


def _absorbed(expression: Expr) -> Expr:
    """Laws: c exp(u) - c = c expm1(u); c + c erf(u) = c erfc(-u)."""
    if isinstance(expression, Add):
        return _absorbed_sum(tuple(_absorbed(term) for term in expression.args))
    if is_inner(expression) or isinstance(expression, Where):
        return rebuilt(expression, (_absorbed(part) for part in expression.args))
    return expression


def _absorbed_sum(terms: tuple[Expr, ...]) -> Expr:
    for term in terms:
        for leaf in Mul.make_args(term):
            factor = term / leaf
            if isinstance(leaf, (exp, Decay)) and -factor in terms:
                power = leaf.args[0] if isinstance(leaf, exp) else -Abs(leaf.argument)
                return _replaced(terms, (term, -factor), factor * Expm1(power))
            if isinstance(leaf, erf) and factor in terms:
                return _replaced(terms, (term, factor), factor * Erfc(-leaf.args[0]))
            if isinstance(leaf, erf) and -factor in terms:
                return _replaced(terms, (term, -factor), -factor * Erfc(leaf.args[0]))
    return Add(*terms)


def _replaced(terms: Iterable[Expr], old: tuple[Expr, Expr], new: Expr) -> Expr:
    kept = list(terms)
    for term in old:
        kept.remove(term)
    return _absorbed(Add(*kept, new))
