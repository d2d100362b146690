"""Rational structure: an expression as a fraction of polynomials in its atoms.

Entries, sums, transcendental functions and deltas are atoms here; SymPy's
polynomials do the rest exactly. `exp(u + v)` counts as `exp(u)*exp(v)`, which
SymPy joins on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sympy import Add, Dummy, Expr, Integer, Mul, Pow, Rational, cancel, exp, factor

from derive.notation.expression import replace_entries, tensors_in
from derive.notation.index import SizeOf
from derive.notation.tensor import Entry, Role

# Factoring many variables is slow, and long expressions do not read better factored.
MOST_FACTORED = 6


@dataclass(slots=True)
class Atoms:
    """Symbols that stand for the atoms of expressions, and the way back."""

    symbols: dict[Expr, Expr] = field(default_factory=dict)

    def symbol(self, atom: Expr) -> Expr:
        """The symbol of an atom, always the same one."""
        if atom not in self.symbols:
            self.symbols[atom] = Dummy(f"a{len(self.symbols):03d}", real=True)
        return self.symbols[atom]

    def rational(self, expression: Expr) -> Expr:
        """The expression with every atom replaced by its symbol."""
        if expression.is_Rational:
            return expression
        if isinstance(expression, (Add, Mul)):
            return expression.func(*(self.rational(part) for part in expression.args))
        if isinstance(expression, Pow) and expression.exp.is_Integer:
            return self.rational(expression.base) ** expression.exp
        if isinstance(expression, exp):
            return self._exponential(expression.args[0])
        return self.symbol(expression)

    def _exponential(self, exponent: Expr) -> Expr:
        product: Expr = Integer(1)
        for term in exponent.args if isinstance(exponent, Add) else (exponent,):
            factor_, base = term.as_coeff_Mul()
            if isinstance(factor_, Rational) and factor_.is_Integer:
                product *= self.symbol(exp(base)) ** factor_
            else:
                product *= self.symbol(exp(term))
        return product

    def back(self, rational: Expr) -> Expr:
        """The expression that a rational one stands for."""
        return replace_entries(rational, {symbol: atom for atom, symbol in self.symbols.items()})


def cancelled(expression: Expr) -> Expr:
    """The shortest of an expression, its factored form and its expanded form."""
    if not _has_denominator(expression) and not _has_products_of_sums(expression):
        return expression
    atoms = Atoms()
    reduced = cancel(atoms.rational(expression))
    forms = [factor(reduced)] if len(atoms.symbols) <= MOST_FACTORED else []
    if not forms or not _has_denominator(reduced):
        forms.append(reduced)
    candidates = [expression, *(_with_signs_inside(atoms.back(form)) for form in forms)]
    return min(candidates, key=length)


def _has_products_of_sums(expression: Expr) -> bool:
    """Whether a sum has terms that are products with sums, which may cancel when spread."""
    if not isinstance(expression, Add):
        return False
    return any(
        isinstance(term, Mul) and any(isinstance(part, Add) for part in term.args)
        for term in expression.args
    )


def _has_denominator(expression: Expr) -> bool:
    if isinstance(expression, Pow):
        is_plain = expression.base.is_number or isinstance(expression.base, SizeOf)
        return bool(expression.exp.is_negative) and not is_plain
    if isinstance(expression, (Add, Mul)):
        return any(_has_denominator(part) for part in expression.args)
    return False


def _with_signs_inside(expression: Expr) -> Expr:
    """`-(y - 1)*z` as `(1 - y)*z`, also below a fraction line: fewer minus signs."""
    if isinstance(expression, Add):
        return Add(*(_with_signs_inside(part) for part in expression.args))
    if not isinstance(expression, Mul):
        return expression
    factors = list(expression.args)
    for at, part in enumerate(factors):
        base, exponent = part.as_base_exp()
        if exponent in (1, -1) and is_turned(base):
            factors[at] = (-base) ** exponent
            factors.insert(0, Integer(-1))
            return _with_signs_inside(Mul(*factors))
    return expression


def shared_number(expression: Expr) -> tuple[Expr, Expr]:
    """The number that stands before most terms of a sum, and what it leaves.

    2 and f + g of 2*f + 2*g; 1 and all of it, where fewer numbers would not come of it.
    """
    if not isinstance(expression, Add):
        return Integer(1), expression
    number, rest = expression.primitive()
    is_shorter = _count_of_numbers(rest) + 1 < _count_of_numbers(expression)
    return (number, rest) if is_shorter else (Integer(1), expression)


def _count_of_numbers(expression: Expr) -> int:
    terms = expression.args if isinstance(expression, Add) else (expression,)
    pairs = [term.as_coeff_Mul() for term in terms]
    return sum(number not in (1, -1) or rest == 1 for number, rest in pairs)


def is_turned(base: Expr) -> bool:
    """Whether a sum reads better with all its signs changed: 1 - y, not y - 1; y - t, not t - y."""
    if not isinstance(base, Add):
        return False
    negative = [term for term in base.args if term.could_extract_minus_sign()]
    if len(negative) * 2 != len(base.args):
        return len(negative) * 2 > len(base.args)
    number, _ = base.as_coeff_Add()
    if number:
        return bool(number.is_negative)
    return _reads_late(base.args, negative)


def _reads_late(terms: Sequence[Expr], negative: Sequence[Expr]) -> bool:
    """Whether a target stands with a plus and the prediction with a minus."""
    roles = {Role.TARGET}
    return all(
        any(tensor.role in roles for tensor in tensors_in(term)) != (term in negative)
        for term in terms
    )


def length(expression: Expr) -> int:
    """How long an expression is to read: its letters and numbers, an exponential counted more.

    Sums and functions count with what stands inside them, so that none is written twice.
    """
    if isinstance(expression, exp):
        return 5
    if isinstance(expression, Pow):
        has_exponent = expression.exp not in (1, -1)
        return length(expression.base) + int(has_exponent)
    if isinstance(expression, Entry) or not expression.args:
        return int(expression != -1)
    is_joined = isinstance(expression, (Add, Mul))
    return int(not is_joined) + sum(length(part) for part in expression.args)
