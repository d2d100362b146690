"""Which factors stand above a fraction line, below it, in front of it or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from sympy import Add, Expr, Integer, Mul, Pow, Rational, S, sqrt

from derive.documents.layout import (
    BigOperator,
    Fraction,
    FunctionCall,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Prefix,
    Row,
    Scripted,
    Sign,
    Space,
    Symbol,
)
from derive.documents.numbertext import is_decimal
from derive.documents.ordering import is_error, is_negative
from derive.notation.expression import IndexSum, Node, Partial, contains, tensors_in
from derive.notation.index import SizeOf
from derive.notation.tensor import Entry, Role, Tensor


def argument(of: Expr, printed: Layout) -> tuple[Layout, ...]:
    """What stands behind d/dz: a letter as it is, all else in parentheses."""
    return (printed,) if isinstance(of, Entry) else (Parenthesised(printed),)


def above_and_below(parts: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Factors above and below one fraction line; √n/n is 1/√n."""
    above: list[Expr] = []
    below: list[Expr] = []
    for part in parts:
        if isinstance(part, Rational) and not is_decimal(part):
            above.append(Integer(part.p))
            below.append(Integer(part.q))
        elif isinstance(part, Pow) and is_negative(part.exp):
            below.append(Pow(part.base, -part.exp))
        else:
            above.append(part)
    for number in list(below):
        if number.is_Integer and sqrt(number) in above:
            above.remove(sqrt(number))
            below[below.index(number)] = sqrt(number)
    _join_roots(above, below)
    return [part for part in above if part != 1], below


def _join_roots(above: list[Expr], below: list[Expr]) -> None:
    """Roots of numbers become one: √2/√π is √(2/π)."""
    over = [part for part in above if _is_root(part)]
    under = [part for part in below if _is_root(part)]
    if len(over) + len(under) < 2:
        return
    for roots, parts in ((over, above), (under, below)):
        for root in roots:
            parts.remove(root)
    bases = Mul(*(root.base for root in over), *(1 / root.base for root in under))
    whole, parts = (bases, above) if over else (1 / bases, below)
    parts.append(Pow(whole, S.Half, evaluate=False))


def _is_root(part: Expr) -> bool:
    return isinstance(part, Pow) and part.exp == S.Half and bool(part.base.is_number)


def light_and_heavy(factors: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Factors for above the line, and those that stand behind the fraction since they are tall."""
    heavy = [part for part in factors if is_slope(part)]
    rest = [part for part in factors if part not in heavy]
    sums = [part for part in rest if isinstance(part, (Add, IndexSum))]
    fractured = [part for part in sums if _has_slope(part) or _has_fraction(part)]
    tall = [part for part in sums if contains(part, Node) or part in fractured]
    if heavy or fractured or len(tall) < len(rest):
        heavy += tall
        rest = [part for part in rest if part not in tall]
    return rest, heavy


def is_slope(part: Expr) -> bool:
    """Whether a factor is printed as ∂u/∂v, which is no part of another fraction."""
    return isinstance(part, Partial) or (isinstance(part, Entry) and _is_slope(part.tensor))


def _has_slope(part: Expr) -> bool:
    return contains(part, Partial) or any(_is_slope(tensor) for tensor in tensors_in(part))


def _has_fraction(part: Expr) -> bool:
    return any(is_negative(power.exp) for power in part.atoms(Pow))


def _is_slope(tensor: Tensor) -> bool:
    return tensor.role is Role.GRADIENT and not tensor.is_error_signal


def is_variable(entry: Entry) -> bool:
    """Whether an entry is the variable of a function of one number: then d/dz, not ∂/∂z."""
    tensor = entry.tensor
    kinds = (Role.SIGNAL, Role.PREACTIVATION)
    return tensor.layer is None and not entry.indices and tensor.role in kinds


def is_plain(part: Expr) -> bool:
    """Whether a factor is a number or a size, which stands in front of all others."""
    return isinstance(part, SizeOf) or bool(part.is_number)


def are_short(factors: Sequence[Expr]) -> bool:
    """Whether factors fit above a small denominator: single entries."""
    return (
        len(factors) == 1
        and isinstance(factors[0], Entry)
        and factors[0].tensor.role is not Role.LOSS
        and not is_slope(factors[0])
    )


def common_divisor(expression: Add) -> Expr:
    """The sizes by which every term is divided: N of `y/N - t/N`."""
    shared: set[Expr] | None = None
    for term in expression.args:
        parts = term.args if isinstance(term, Mul) else (term,)
        own = {
            p.base
            for p in parts
            if isinstance(p, Pow) and p.exp == -1 and isinstance(p.base, SizeOf)
        }
        shared = own if shared is None else shared & own
    return Mul(*sorted(shared or (), key=str))


def shared_number(expression: Add) -> Expr:
    """The number in every term of an error: 2 of `2 y' - 2 y`, which SymPy multiplies out."""
    if not is_error(expression):
        return Integer(1)
    numbers = [term.as_coeff_Mul()[0] for term in expression.args]
    if not all(number.is_Integer for number in numbers):
        return Integer(1)
    return Integer(gcd(*(int(number) for number in numbers)))


def with_numbers_apart(factors: Sequence[Expr]) -> list[Expr]:
    """Factors; what all terms of a sum share stands for itself: an error's number, and 1/N."""
    found: list[Expr] = []
    for factor in factors:
        if not isinstance(factor, Add):
            found.append(factor)
            continue
        shared = shared_number(factor) / common_divisor(factor)
        found += [*_factors_of(shared), Add(*(term / shared for term in factor.args))]
    return found


def _factors_of(product: Expr) -> tuple[Expr, ...]:
    if product == 1:
        return ()
    return product.args if isinstance(product, Mul) else (product,)


def called(printed: Layout) -> Layout:
    """A named function that others follow: log(y), lest it swallow them; all else as it is."""
    if isinstance(printed, Prefix):
        return FunctionCall(printed.function, (printed.argument,))
    return printed


def raised(base: Layout, power: Layout, *, is_letter: bool) -> Layout:
    """A power; its exponent stands above a letter's index, and all but a letter is fenced."""
    match base:
        case Scripted(letter, lower, None) if is_letter:
            return Scripted(letter, lower, power)
        case Identifier() | Number() | Parenthesised():
            return Scripted(base, upper=power)
        case _:
            return Scripted(Parenthesised(base), upper=power)


def between(left: Layout, right: Layout) -> tuple[Layout, ...]:
    """What parts two factors: a dot between derivatives, else a small blank."""
    if is_derivative(left) and is_derivative(right):
        return (Symbol(Sign.DOT),)
    if isinstance(left, Number) and isinstance(right, Number):
        return (Symbol(Sign.TIMES),)
    if isinstance(right, Parenthesised | BigOperator) or isinstance(left, Number | Parenthesised):
        return ()
    return (Space("thin"),)


def is_derivative(layout: Layout) -> bool:
    """Whether a layout is a fraction ∂u/∂v."""
    match layout:
        case Fraction(Row((Symbol(Sign.PARTIAL), *_)), _):
            return True
        case _:
            return False
