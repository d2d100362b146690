"""One expression in index notation as whole-array operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
)

from derive.errors import UnsupportedError
from derive.notation.expression import (
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Where,
    contains,
    free_indices,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Tensor
from derive.programs.arrays import Array
from derive.programs.contracting import contraction
from derive.programs.entries import agreement, delta_of, entry_of
from derive.programs.functions import FUNCTIONS
from derive.programs.labelled import (
    Labelled,
    Letters,
    mapped,
    number,
    slots_of,
)
from derive.programs.maxima import first_of, largest, taken_together
from derive.programs.nodes import COMPARISONS, Operation, Positions, Read, Size, Smallest
from derive.programs.numerics import Decay, Tiny
from derive.programs.opening import opened
from derive.programs.order import fraction_of, is_negative, numbers_in, split, terms_of
from derive.programs.positions import Extents
from derive.programs.structure import is_whole
from derive.programs.sums import is_contraction


@dataclass(frozen=True, slots=True)
class Lowering:
    """Lowers the expressions of one equation.

    Attributes:
        arrays: The array of every tensor that has a value.
        sizes: The extent of every axis; of the batch, a typical one.
        sample: The axis whose extent is known only when the program runs.
        order: The letters of the equation's left side, in order.
        local: Values that stand-in tensors have.
    """

    arrays: Mapping[Tensor, Array]
    sizes: Mapping[Axis, int]
    sample: Axis
    order: Letters
    local: Mapping[Tensor, Labelled] = field(default_factory=dict)

    @property
    def extents(self) -> Extents:
        """How far letters run."""
        return Extents(self.sizes, self.sample)

    def ordered(self, order: Letters) -> Lowering:
        """The same, for another order of letters."""
        return replace(self, order=order)

    def knowing(self, local: Mapping[Tensor, Labelled]) -> Lowering:
        """The same, with more stand-in tensors."""
        return replace(self, local={**self.local, **local})

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
                found = self._entry(expression)
                return self._map("indicator", found) if is_whole(found.node) else found
            case Delta():
                return delta_of(expression, self)
            case Add():
                return self._sum_of_terms(expression)
            case Mul():
                return self._product(expression)
            case Pow():
                return self._power(expression)
            case IndexMax():
                return largest(expression, self)
            case FirstMax():
                return self._map("indicator", first_of((expression,), self))
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

    def data(self, expression: Expr) -> Labelled:
        """The value of an expression that counts: whole numbers stay what they are."""
        return self._entry(expression) if isinstance(expression, Entry) else self.value(expression)

    def _map(self, operation: Operation, *arguments: Labelled) -> Labelled:
        return mapped(operation, arguments, self.order)

    # -------------------------------------------------------------------------- atoms

    def _size(self, axis: Axis) -> Labelled:
        if axis == self.sample:
            return Labelled(Size(axis), ())
        return number(Integer(self.sizes[axis]))

    def _entry(self, entry: Entry) -> Labelled:
        value = self.local.get(entry.tensor)
        if value is None:
            array = self.arrays.get(entry.tensor)
            if array is None:
                raise UnsupportedError(f"{entry.tensor.code_name} has no value here.")
            value = Labelled(Read(array), slots_of(array.axes))
        return entry_of(value, entry, self)

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
        marks, varying = taken_together(varying)
        top = [first_of(chain, self) for chain in marks]
        top += [self._factor(factor) for factor in varying]
        bottom = [self.value(factor) for factor in below if not factor.is_number]
        if all(isinstance(factor, (Compare, SizeOf, Delta)) for factor in varying):
            # Whole numbers would come of it, and double precision of those.
            top = [self.value(factor) for factor in varying]
            top += [self._map("indicator", first_of(chain, self)) for chain in marks]
        fraction = (self._times(top), self._times(bottom))
        return self._scaled(coefficient, numbers_in(above, below), fraction)

    def _factor(self, factor: Expr) -> Labelled:
        if isinstance(factor, Delta) and not all(isinstance(x, Index) for x in factor.args):
            return agreement(factor, self)
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
        above, below = split(coefficient) if numbers == 1 else (numbers, S.One)
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
        left, right = self.data(condition.left), self.data(condition.right)
        return self._map(COMPARISONS[condition.operator], left, right)

    # -------------------------------------------------------------------------- sums

    def _index_sum(self, summed: IndexSum) -> Labelled:
        bound: list[Index] = []
        body: Expr = summed
        while isinstance(body, IndexSum):
            bound.append(body.index)
            body = body.body
        if isinstance(body, Add) and any(
            is_contraction(term, bound) or contains(term, Delta) for term in body.args
        ):
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
        body, bound = opened(body, bound)
        coefficient, rest = body.as_coeff_Mul()
        inside = [f for f in Mul.make_args(rest) if free_indices(f) & set(bound)]
        outside = [f for f in Mul.make_args(rest) if not free_indices(f) & set(bound)]
        used = {letter for factor in inside for letter in free_indices(factor)}
        outside += [SizeOf(letter.axis) for letter in bound if letter not in used]
        scale = coefficient * Mul(*outside)
        if not inside:
            return self.value(scale)
        value = contraction(self, inside, tuple(letter for letter in bound if letter in used))
        return self._scaled_by(scale, value)

    def _scaled_by(self, scale: Expr, value: Labelled) -> Labelled:
        if scale == 1:
            return value
        coefficient, above, below = fraction_of(scale)
        top = [value, *(self.value(factor) for factor in above if not factor.is_number)]
        bottom = [self.value(factor) for factor in below if not factor.is_number]
        fraction = (self._times(top), self._times(bottom))
        return self._scaled(coefficient, numbers_in(above, below), fraction)

    def sum_over(self, factors: Sequence[Expr], bound: Letters) -> Labelled:
        """The sum of a product; letters that nothing has count their places."""
        return self._sum_of_product(Mul(*factors), bound)
