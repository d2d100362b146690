"""Quotients of exponentials, written so that no exponential overflows.

Law: a rational function of E = exp(a) is, with e = exp(-|a|), a rational
function of e on either side of a = 0: there E = 1/e or E = e. As 0 < e <= 1,
nothing overflows, and a factor whose coefficients read the same from both ends
(1 + E, say) is one formula for both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Poly,
    Pow,
    S,
    cancel,
    exp,
    expand,
    factor_list,
    fraction,
    log,
    tanh,
    together,
)

from derive.notation.expression import Compare, Maximum, Minimum, Where, replace_entries
from derive.notation.tensor import Entry
from derive.programs.numerics import Decay
from derive.programs.skeleton import Skeleton, generators, is_inner, leaves, over_leaves


def settled(expression: Expr) -> Expr:
    """The same value without an exponential that overflows in a quotient, or 1 - tanh."""
    if not is_inner(expression):
        return expression
    expression = _told_by_exponentials(expression)
    if not _has_quotient(expression):
        return expression
    found = generators(expression)
    if len(found) == 1:
        ((generator, unit),) = found.items()
        return _settled(Skeleton(expression, generator, unit))
    if isinstance(expression, Mul):
        return _settled_by_factors(expression)
    if isinstance(expression, Add):
        return Add(*(settled(term) for term in expression.args))
    return expression


def _has_quotient(expression: Expr) -> bool:
    """Whether an exponential stands in a denominator that is more than itself."""
    return any(
        any(isinstance(leaf, exp) for leaf in leaves(power.base))
        for power in _inner_powers(expression)
        if power.exp.is_negative
    )


def _inner_powers(expression: Expr) -> list[Pow]:
    if not is_inner(expression):
        return []
    own = [expression] if isinstance(expression, Pow) else []
    return own + [power for part in expression.args for power in _inner_powers(part)]


def _settled_by_factors(product: Mul) -> Expr:
    """Each group of factors with the same generators on its own."""
    groups: dict[frozenset[Expr], list[Expr]] = {}
    for factor in product.args:
        groups.setdefault(frozenset(generators(factor)), []).append(factor)
    if len(groups) == 1:
        return product
    return Mul(*(settled(Mul(*factors)) for factors in groups.values()))


# ------------------------------------------------------------------------------ tanh


def _told_by_exponentials(expression: Expr) -> Expr:
    """Hyperbolic tangents as quotients of exponentials where that keeps digits."""
    return _without_cancellation(over_leaves(expression, tanh_of_logarithm))


def tanh_of_logarithm(leaf: Expr) -> Expr:
    """Law: tanh(log q) = (q^2 - 1)/(q^2 + 1)."""
    if isinstance(leaf, tanh) and isinstance(leaf.args[0], log):
        square = leaf.args[0].args[0] ** 2
        return (square - 1) / (square + 1)
    return leaf


def _without_cancellation(expression: Expr) -> Expr:
    """Law: tanh u = (E - 1)/(E + 1), E = exp(2u); in sums that vanish where tanh u is 1 or -1."""
    if isinstance(expression, Add):
        for leaf in dict.fromkeys(leaves(expression)):
            if (
                isinstance(leaf, tanh)
                and not leaf.is_number
                and _vanishes_at_the_ends(expression, leaf)
            ):
                return over_leaves(expression, partial(_told, leaf))
    if is_inner(expression):
        return expression.func(*(_without_cancellation(part) for part in expression.args))
    return expression


def _told(told: Expr, leaf: Expr) -> Expr:
    """A leaf; the one to be told, by exponentials."""
    if leaf != told:
        return leaf
    square = exp(2 * told.args[0])
    return (square - 1) / (square + 1)


def _vanishes_at_the_ends(total: Add, leaf: Expr) -> bool:
    skeleton = Skeleton(total)
    stand_in = skeleton.stand_ins[leaf]
    ends = (replace_entries(skeleton.inside, {stand_in: end}) for end in (S.One, -S.One))
    return any(expand(end) == 0 for end in ends)


# ------------------------------------------------------------------------------ the law


@dataclass(frozen=True, slots=True)
class Factors:
    """A rational function of E as a product: rest * E**shift * f1(E)**k1 * f2(E)**k2 ..."""

    rest: Expr
    shift: int
    polynomials: tuple[tuple[Poly, int], ...]


def factored(inside: Expr, E: Expr) -> Factors:
    """A rational function of E taken apart; the polynomials have a constant term."""
    above, below = fraction(cancel(together(inside)))
    rest, shift = S.One, 0
    polynomials: list[tuple[Poly, int]] = []
    for side, sign in ((above, 1), (below, -1)):
        number, factors = factor_list(side)
        rest *= number**sign
        for factor, power in factors:
            if E not in factor.free_symbols:
                rest *= factor ** (sign * power)
            elif factor == E:
                shift += sign * power
            else:
                polynomials.append((Poly(factor, E), sign * power))
    return Factors(rest, shift, tuple(polynomials))


def _settled(skeleton: Skeleton) -> Expr:
    inside, outside = _apart(skeleton.inside, skeleton.E)
    parts = factored(inside, skeleton.E)
    e = Decay(skeleton.exponent)
    value = skeleton.back(parts.rest, e) * _on_both_sides(parts, skeleton, e)
    return (
        skeleton.back(outside, e) + value
        if isinstance(skeleton.inside, Add)
        else (skeleton.back(outside, e) * value)
    )


def _apart(inside: Expr, E: Expr) -> tuple[Expr, Expr]:
    """The part of a sum or product with E, and the part without that may stay outside."""
    if isinstance(inside, Mul):
        without, within = inside.as_independent(E, as_Add=False)
        return within, without
    if not isinstance(inside, Add):
        return inside, S.One
    without, within = inside.as_independent(E, as_Add=True)
    number = without.as_coeff_Add()[0]
    without, within = without - number, within + number
    if without != 0 and any(_cancels(within, without, E, end) for end in (S.Zero, S.Infinity)):
        return within + without, S.Zero
    return within, without


def _cancels(within: Expr, without: Expr, E: Expr, end: Expr) -> bool:
    """Whether both parts of a sum cancel where E goes to an end of its range."""
    above, below = fraction(cancel(together(within)))
    above, below = Poly(above, E), Poly(below, E)
    if end is S.Zero:
        numerator, denominator = above.eval(0), below.eval(0)
    else:
        degree = max(above.degree(), below.degree())
        numerator, denominator = above.coeff_monomial(E**degree), below.coeff_monomial(E**degree)
    return bool(expand(numerator + without * denominator) == 0)


def _on_both_sides(parts: Factors, skeleton: Skeleton, e: Expr) -> Expr:
    """The product of the factors with E, in e: where a >= 0, and where a < 0."""
    right = -parts.shift - sum(power * poly.degree() for poly, power in parts.polynomials)
    left = parts.shift
    common = S.One
    numerators, denominators = ([e ** max(q, 0) for q in (right, left)], [S.One, S.One])
    for poly, power in parts.polynomials:
        forms = [_in(poly, e, skeleton, reverse=True), _in(poly, e, skeleton, reverse=False)]
        if forms[0] == forms[1]:
            common *= forms[0] ** power
            continue
        side = numerators if power > 0 else denominators
        side[:] = [kept * form ** abs(power) for kept, form in zip(side, forms, strict=True)]
    chosen = _chosen(skeleton, numerators) / _chosen(skeleton, denominators)
    return common * chosen * _growth(skeleton, right, left)


def _in(poly: Poly, e: Expr, skeleton: Skeleton, *, reverse: bool) -> Expr:
    degree = poly.degree()
    return Add(
        *(
            skeleton.back(coefficient, e) * e ** (degree - power if reverse else power)
            for (power,), coefficient in poly.terms()
        )
    )


def _chosen(skeleton: Skeleton, sides: list[Expr]) -> Expr:
    return Where(is_right(skeleton.generator), *sides)


def is_right(generator: Expr) -> Expr:
    """The condition a >= 0; a positive number in a product a does not matter."""
    numbers, others = generator.as_independent(Entry, as_Add=False)
    plain = others if numbers.is_positive else generator
    return Compare(">=", plain, Integer(0))


def _growth(skeleton: Skeleton, right: int, left: int) -> Expr:
    """What truly grows on a side: a negative power of e, as an exponential of that side alone."""
    a = skeleton.exponent
    growing = S.Zero
    if right < 0:
        growing += -right * Maximum(a, Integer(0))
    if left < 0:
        growing += left * Minimum(a, Integer(0))
    return exp(growing)
