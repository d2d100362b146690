"""One expression in index notation as whole-array operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Abs, Add, Expr, Integer, Mul, Pow, Rational, S, erf, exp, log, sign, tanh

from derive.errors import UnsupportedError
from derive.notation.expression import (
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Minimum,
    Where,
    free_indices,
)
from derive.notation.index import Axis, Index, SizeOf, fresh
from derive.notation.tensor import Entry, Tensor
from derive.programs.labelled import (
    Labelled,
    Letters,
    mapped,
    number,
    reduced,
)
from derive.programs.numerics import Decay, Erfc, Expm1, Log1p, MaxOver, Tiny
from derive.programs.order import fraction_of, is_negative, terms_of
from derive.programs.program import (
    COMPARISONS,
    Array,
    Identity,
    Operation,
    Positions,
    Read,
    Size,
    Smallest,
)
from derive.programs.sums import groups, is_contraction, summed_product

LONG = 10**6
FUNCTIONS: Mapping[type, Operation] = {
    exp: "exp",
    log: "log",
    tanh: "tanh",
    erf: "erf",
    Abs: "absolute",
    sign: "sign",
    Maximum: "maximum",
    Minimum: "minimum",
    Log1p: "log1p",
    Expm1: "expm1",
    Erfc: "erfc",
}


@dataclass(frozen=True, slots=True)
class Lowering:
    """Lowers the expressions of one equation.

    Attributes:
        arrays: The array of every tensor that has a value.
        sizes: The extent of every axis; of the batch, a typical one.
        sample: The axis whose extent is known only when the program runs.
        order: The letters of the equation's left side, in order.
    """

    arrays: Mapping[Tensor, Array]
    sizes: Mapping[Axis, int]
    sample: Axis
    order: Letters

    def value(self, expression: Expr) -> Labelled:
        """The value of an expression, with the letters that it depends on."""
        if expression.is_number:
            return number(expression)
        match expression:
            case Index(axis=axis):
                return Labelled(Positions(axis), (expression,))
            case SizeOf(axis=axis):
                return self._size(axis)
            case Entry():
                return self._entry(expression)
            case Delta():
                return self._delta(expression)
            case Add():
                return self._sum_of_terms(expression)
            case Mul():
                return self._product(expression)
            case Pow():
                return self._power(expression)
            case MaxOver(body=body, index=index):
                return reduced("max", self.value(body), (index,))
            case IndexSum():
                return self._index_sum(expression)
            case Where():
                return self._where(expression)
            case Compare():
                return self._map("indicator", self._condition(expression))
            case Tiny():
                return Labelled(Smallest(), ())
            case Decay(argument=argument):
                magnitude = self._map("absolute", self.value(argument))
                return self._map("exp", self._map("negative", magnitude))
        operation = FUNCTIONS.get(expression.func)
        if operation is None:
            raise UnsupportedError(f"{expression} has no form in a program.")
        return self._map(operation, *(self.value(part) for part in expression.args))

    def _map(self, operation: Operation, *arguments: Labelled) -> Labelled:
        return mapped(operation, arguments, self.order)

    # -------------------------------------------------------------------------- atoms

    def _size(self, axis: Axis) -> Labelled:
        if axis == self.sample:
            return Labelled(Size(axis), ())
        return number(Integer(self.sizes[axis]))

    def _entry(self, entry: Entry) -> Labelled:
        array = self.arrays.get(entry.tensor)
        if array is None:
            raise UnsupportedError(f"{entry.tensor.code_name} has no value here.")
        if not all(isinstance(position, Index) for position in entry.indices):
            raise UnsupportedError(
                f"{entry} takes index arithmetic, which programs cannot do yet.",
                accepted="A letter in each slot is accepted.",
            )
        letters: list[Index] = []
        repeated: list[tuple[Index, Index]] = []
        for letter in entry.indices:
            own = fresh(letter, letters)
            letters.append(own)
            if own != letter:
                repeated.append((letter, own))
        value = Labelled(Read(array), tuple(letters))
        for letter, own in repeated:
            diagonal = Labelled(Identity(letter.axis), (letter, own))
            value = reduced("sum", self._map("multiply", value, diagonal), (own,))
        return value

    def _delta(self, delta: Delta) -> Labelled:
        left, right = delta.args
        if not (isinstance(left, Index) and isinstance(right, Index)):
            return self._map("indicator", self._map("equal", self.value(left), self.value(right)))
        return Labelled(Identity(left.axis), (left, right))

    # -------------------------------------------------------------------------- arithmetic

    def _sum_of_terms(self, total: Add) -> Labelled:
        first, *others = terms_of(total)
        value = self.value(first)
        for term in others:
            if is_negative(term):
                value = self._map("subtract", value, self.value(-term))
            else:
                value = self._map("add", value, self.value(term))
        return value

    def _product(self, product: Expr) -> Labelled:
        coefficient, above, below = fraction_of(product)
        varying = [factor for factor in above if not factor.is_number]
        top = [self._factor(factor) for factor in varying]
        bottom = [self.value(factor) for factor in below if not factor.is_number]
        if all(isinstance(factor, (Compare, SizeOf)) for factor in varying):
            # Whole numbers would come of it, and double precision of those.
            top = [self.value(factor) for factor in varying]
        fraction = (self._times(top), self._times(bottom))
        return self._scaled(coefficient, _numbers(above, below), fraction)

    def _factor(self, factor: Expr) -> Labelled:
        return self._condition(factor) if isinstance(factor, Compare) else self.value(factor)

    def _times(self, factors: list[Labelled]) -> Labelled | None:
        if not factors:
            return None
        value = factors[0]
        for factor in factors[1:]:
            value = self._map("multiply", value, factor)
        return value

    def _scaled(
        self,
        coefficient: Rational,
        numbers: Expr,
        fraction: tuple[Labelled | None, Labelled | None],
    ) -> Labelled:
        """A coefficient times a fraction, written with few operations."""
        top, bottom = fraction
        if numbers != 1:
            coefficient, numbers = S.One, coefficient * numbers
        minus = coefficient.is_negative
        coefficient = abs(coefficient)
        above, below = _split(coefficient) if numbers == 1 else (numbers, S.One)
        if top is None:
            top = number(above)
        elif above != 1:
            top = self._map("multiply", number(above), top)
        if below != 1:
            divisor = number(below)
            bottom = divisor if bottom is None else self._map("multiply", divisor, bottom)
        if bottom is not None:
            top = self._map("divide", top, bottom)
        return self._map("negative", top) if minus else top

    def _power(self, power: Pow) -> Labelled:
        base, exponent = power.base, power.exp
        if exponent.is_Rational and exponent.is_negative:
            return self._map("divide", number(S.One), self.value(base**-exponent))
        if exponent == 2:
            return self._map("square", self.value(base))
        if exponent == Rational(1, 2):
            return self._map("sqrt", self.value(base))
        return self._map("power", self.value(base), self.value(exponent))

    # -------------------------------------------------------------------------- cases

    def _where(self, cases: Where) -> Labelled:
        condition = self._condition(cases.condition)
        return self._map("where", condition, self.value(cases.then), self.value(cases.otherwise))

    def _condition(self, condition: Expr) -> Labelled:
        if not isinstance(condition, Compare):
            condition = Compare("!=", condition, Integer(0))
        left, right = self.value(condition.left), self.value(condition.right)
        return self._map(COMPARISONS[condition.operator], left, right)

    # -------------------------------------------------------------------------- sums

    def _index_sum(self, summed: IndexSum) -> Labelled:
        bound: list[Index] = []
        body: Expr = summed
        while isinstance(body, IndexSum) and not isinstance(body, MaxOver):
            bound.append(body.index)
            body = body.body
        if isinstance(body, Add) and any(is_contraction(term, bound) for term in body.args):
            return self._sum_of_sums(body, tuple(bound))
        return self._sum_of_product(body, tuple(bound))

    def _sum_of_sums(self, body: Add, bound: Letters) -> Labelled:
        first, *others = terms_of(body)
        value = self._sum_of_product(first, bound)
        for term in others:
            minus = is_negative(term)
            other = self._sum_of_product(-term if minus else term, bound)
            value = self._map("subtract" if minus else "add", value, other)
        return value

    def _sum_of_product(self, body: Expr, bound: Letters) -> Labelled:
        coefficient, rest = body.as_coeff_Mul()
        inside = [f for f in Mul.make_args(rest) if free_indices(f) & set(bound)]
        outside = [f for f in Mul.make_args(rest) if not free_indices(f) & set(bound)]
        used = {letter for factor in inside for letter in free_indices(factor)}
        outside += [SizeOf(letter.axis) for letter in bound if letter not in used]
        scale = coefficient * Mul(*outside)
        if not inside:
            return self.value(scale)
        value = self._contraction(inside, tuple(letter for letter in bound if letter in used))
        return self._scaled_by(scale, value)

    def _scaled_by(self, scale: Expr, value: Labelled) -> Labelled:
        if scale == 1:
            return value
        coefficient, above, below = fraction_of(scale)
        top = [value, *(self.value(factor) for factor in above if not factor.is_number)]
        bottom = [self.value(factor) for factor in below if not factor.is_number]
        fraction = (self._times(top), self._times(bottom))
        return self._scaled(coefficient, _numbers(above, below), fraction)

    def _contraction(self, factors: list[Expr], bound: Letters) -> Labelled:
        inner = self._sample_first(factors)
        values = tuple(inner.value(Mul(*group)) for group in groups(factors))
        return summed_product(values, bound, (self.sizes, self.order, inner.order))

    def _sample_first(self, factors: list[Expr]) -> Lowering:
        """For what a contraction multiplies: the sample's letter leads, as in the signals."""
        letters = {letter for factor in factors for letter in free_indices(factor)}
        samples = sorted((x for x in letters if x.axis == self.sample), key=str)
        return replace(self, order=(*samples, *(x for x in self.order if x not in samples)))


def _numbers(above: tuple[Expr, ...], below: tuple[Expr, ...]) -> Expr:
    """The product of what is a number without being rational: sqrt(2), pi."""
    top = Mul(*(factor for factor in above if factor.is_number))
    return top / Mul(*(factor for factor in below if factor.is_number))


def _split(coefficient: Rational) -> tuple[Expr, Expr]:
    """A positive coefficient as what is multiplied by and what is divided by."""
    is_halving = coefficient.q & (coefficient.q - 1) == 0
    is_long = max(coefficient.p, coefficient.q) > LONG
    if is_long or (not is_halving and 10**9 % coefficient.q == 0):
        return coefficient, S.One
    return Integer(coefficient.p), Integer(coefficient.q)
