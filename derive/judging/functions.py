"""Named functions of one number as numbers: slopes as terms, and stand-ins for abstract ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from derive.calculus.differentiation import ELEMENTARY as SMOOTH
from derive.calculus.scalar import elementary_derivative
from derive.judging.arithmetic import Arithmetic
from derive.judging.problems import NotJudged
from derive.notation.expression import replace_entries
from derive.notation.tensor import Entry, Role, Tensor
from derive.reading.convert import NAMES, term_of
from derive.reading.standard import INVERSE
from derive.reading.term_parts import every, inside, with_inside
from derive.reading.terms import (
    Call,
    Choice,
    Constant,
    Counted,
    Function,
    Holds,
    Known,
    Kronecker,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    Term,
    Times,
)

ELEMENTARY = ("exp", "log", "tanh", "sin", "cos", "erf", "abs", "sign", "sqrt", *INVERSE)
VARIABLE = Quantity("#u", (), "signal")
MOST_PRIMES = 4
ZERO, ONE = Constant(Fraction(0)), Constant(Fraction(1))


def is_elementary(function: Function) -> bool:
    """Whether a function is known by its name alone."""
    return function.definition is None and function.name in ELEMENTARY


def is_abstract(function: Function) -> bool:
    """Whether nothing is known of a function."""
    return function.definition is None and function.name not in ELEMENTARY


def constant(term: Term) -> Fraction | None:
    """The value of a rational number with its sign, or None."""
    match term:
        case Constant(value=value):
            return value
        case Plus(parts=((sign, Constant(value=value)),)):
            return sign * value
        case Over(above=Constant(value=above), below=Constant(value=below)) if below:
            return above / below
    return None


@lru_cache(maxsize=1024)
def defined(function: Function) -> tuple[Quantity, Term]:
    """The variable of a function that is not abstract, and its value, primes carried out.

    Raises:
        NotJudged: It has too many primes, or a definition that has no slope here.
    """
    if function.order > MOST_PRIMES:
        raise NotJudged(f"{function.name} has more than {MOST_PRIMES} primes.")
    if function.definition is None:
        variable = VARIABLE
        value: Term = Call(replace(function, order=0), Part(VARIABLE, ()))
    else:
        assert function.variable is not None, f"{function.name} has a definition, no variable"
        variable, value = function.variable, function.definition
    for _ in range(function.order):
        value = slope(value, variable)
    return variable, value


def slope(term: Term, by: Quantity) -> Term:
    """The derivative of a term in one scalar quantity, as a term; comparisons do not move.

    Raises:
        NotJudged: The term is more than arithmetic, cases and functions of one number.
    """
    if not any(isinstance(part, Part) and part.quantity == by for part in every(term)):
        return ZERO
    match term:
        case Part():
            return ONE
        case Plus(parts=parts):
            return _sum([(sign, slope(part, by)) for sign, part in parts])
        case Times(parts=parts):
            terms = [
                _product((*parts[:at], slope(part, by), *parts[at + 1 :]))
                for at, part in enumerate(parts)
            ]
            return _sum([(1, one) for one in terms])
        case Over(above=above, below=below):
            first = _product((slope(above, by), below))
            second = _product((above, slope(below, by)))
            return Over(_sum([(1, first), (-1, second)]), Times((below, below)))
        case Power(base=base, exponent=Constant(value=value)):
            lower = base if value == 2 else Power(base, Constant(value - 1))
            return _product((Constant(value), lower, slope(base, by)))
        case Power(base=base, exponent=exponent):
            log = Call(Function("log"), base)
            first = _product((slope(exponent, by), log))
            second = Over(_product((exponent, slope(base, by))), base)
            return _product((term, _sum([(1, first), (1, second)])))
        case Call(function=function, argument=argument):
            return _product((slope_of_call(function, argument), slope(argument, by)))
        case Choice(branches=branches, otherwise=otherwise):
            pairs = tuple((condition, slope(value, by)) for condition, value in branches)
            return Choice(pairs, slope(otherwise, by))
        case Holds() | Kronecker() | Counted() | Known():
            return ZERO
    raise NotJudged(f"The slope of a {type(term).__name__} within a function is not taken.")


def slope_of_call(function: Function, argument: Term) -> Term:
    """The derivative of a function at its argument."""
    if function.order or not is_elementary(function):
        return Call(replace(function, order=function.order + 1), argument)
    return _at(_elementary_slope(function.name), argument)


@cache
def _elementary_slope(name: str) -> Term:
    """The derivative of an elementary function in `VARIABLE`: the calculus's own."""
    if name == "sqrt":
        return slope(Power(Part(VARIABLE, ()), Constant(Fraction(1, 2))), VARIABLE)
    head = INVERSE.get(name) or next(head for head, known in NAMES.items() if known == name)
    if head not in (*SMOOTH, *INVERSE.values()):
        return ZERO  # constant piece by piece, as the calculus has it
    derivative, symbol = elementary_derivative(head)
    entry = Entry(Tensor("u", None, (), Role.INPUT))
    return term_of(replace_entries(derivative, {symbol: entry}), lambda _: VARIABLE)


def _at(term: Term, argument: Term) -> Term:
    """A term in `VARIABLE`, at something else."""
    if isinstance(term, Part):
        return argument
    return with_inside(term, tuple(_at(part, argument) for part in inside(term)))


def _sum(parts: Sequence[tuple[int, Term]]) -> Term:
    kept = tuple((sign, part) for sign, part in parts if part != ZERO)
    if not kept:
        return ZERO
    return kept[0][1] if len(kept) == 1 and kept[0][0] == 1 else Plus(kept)


def _product(parts: tuple[Term, ...]) -> Term:
    if ZERO in parts:
        return ZERO
    kept = tuple(part for part in parts if part != ONE)
    return ONE if not kept else kept[0] if len(kept) == 1 else Times(kept)


@dataclass(frozen=True, slots=True)
class StandIn:
    """a sin(w u + p) + b exp(r u) + c + d u + e u²: smooth, of no parity, every slope known."""

    a: Fraction
    w: Fraction
    p: Fraction
    b: Fraction
    r: Fraction
    c: Fraction
    d: Fraction
    e: Fraction

    def at(self, argument: Any, order: int, made: Arithmetic) -> Any:
        """Its value, or that of a derivative, at every entry."""
        a, w, p, b, r, c, d, e = (
            made.number(getattr(self, name)) for name in ("a", "w", "p", "b", "r", "c", "d", "e")
        )
        name = ("sin", "cos")[order % 2]
        sign = -1 if order % 4 >= 2 else 1
        waves = made.elementary[name](np.add(np.multiply(argument, w), p))
        growth = made.elementary["exp"](np.multiply(argument, r))
        found = np.multiply(waves, sign * a * w**order) + np.multiply(growth, b * r**order)
        if order == 0:
            return found + c + np.multiply(argument, d) + np.multiply(e, argument * argument)
        if order == 1:
            return found + d + np.multiply(argument, 2 * e)
        return found + 2 * e if order == 2 else found


def stand_in(name: str, seed: int, *, is_positive: bool) -> StandIn:
    """The function that an abstract one stands for at a point; positive where it has to be."""
    own = np.random.default_rng((crc32(name.encode()), seed))
    drawn = [Fraction(int(number), 64) for number in own.integers(-12, 13, 8)]
    shapes = (
        ("7/8", "9/10", "7/10", "2/5", "3/5", "0", "0", "0"),
        ("-3/5", "11/10", "1/2", "1/2", "2/5", "-7/10", "4/5", "1/5"),
        ("4/5", "4/5", "-6/5", "-1/2", "1/2", "3/10", "-3/5", "-3/10"),
    )
    if is_positive:
        shape = ("1/2", "9/10", "7/10", "3/5", "1/2", "6/5", "0", "1/5")
        drawn = [
            abs(number) / 4 if at in (3, 5) else Fraction(0) for at, number in enumerate(drawn)
        ]
    else:
        shape = shapes[seed % len(shapes)]
    parts = [Fraction(text) + move / 2 for text, move in zip(shape, drawn, strict=True)]
    return StandIn(*parts)
