"""Sums of products: by what their deltas say as far as they say it, then two factors at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sympy import Expr, Mul

from derive.notation.expression import Binder, free_indices, rebuilt, substitute
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.deltas import Counting, Putting, Reading, jump, read_once
from derive.programs.labelled import Labelled, Letters
from derive.programs.positions import Extents
from derive.programs.putting import counted, put, put_order
from derive.programs.sums import groups, summed_product


class Sums(Protocol):
    """What lowers expressions and sums of products."""

    @property
    def sizes(self) -> Mapping[Axis, int]:
        """The extent of every axis; of the batch, a typical one."""

    @property
    def order(self) -> Letters:
        """The order of letters that is wanted."""

    @property
    def local(self) -> Mapping[Tensor, Labelled]:
        """Values that stand-in tensors have."""

    @property
    def extents(self) -> Extents:
        """How far letters run."""

    def ordered(self, order: Letters) -> Sums:
        """The same, for another order of letters."""

    def knowing(self, local: Mapping[Tensor, Labelled]) -> Sums:
        """The same, with more stand-in tensors."""

    def value(self, expression: Expr) -> Labelled:
        """The value of an expression."""

    def data(self, expression: Expr) -> Labelled:
        """The value of an expression that counts: whole numbers stay what they are."""

    def sum_over(self, factors: Sequence[Expr], bound: Letters) -> Labelled:
        """The sum of a product."""


def contraction(lowering: Sums, factors: Sequence[Expr], bound: Letters) -> Labelled:
    """The sum over `bound` of a product, each factor of which has one of these letters."""
    inner = lowering.ordered(_inner_order(lowering, factors))
    match jump(factors, bound, lowering.extents):
        case Reading() as told:
            means = (inner.sum_over, f"value{len(lowering.local)}")
            left, letters, stand_ins = read_once(told, factors, bound, means)
            return lowering.knowing(stand_ins).sum_over(left, letters)
        case Counting() as told:
            others = [factor for factor in factors if factor is not told.delta]
            rest = _at(told.target, told.data, others)
            index = lowering.data(told.data)
            value = inner.sum_over(rest, tuple(x for x in bound if x not in index.labels))
            return counted(told.target, index, value)
        case None:
            values = tuple(inner.value(Mul(*group)) for group in groups(factors))
            layout = (lowering.sizes, lowering.order, inner.order)
            return summed_product(values, bound, layout)
        case putting:
            return _put(putting, (lowering, inner), factors, bound)


def _put(
    putting: tuple[Putting, ...],
    lowerings: tuple[Sums, Sums],
    factors: Sequence[Expr],
    bound: Letters,
) -> Labelled:
    lowering, inner = lowerings
    deltas = [one.delta for one in putting]
    outer, rest = _outside(putting, [x for x in factors if x not in deltas], bound)
    for one in putting:
        rest = _at(one.target, one.place, rest)
    ours = {letter for one in putting for letter in one.position.steps}
    apart = inner.ordered(put_order(putting, inner.order, lowering.extents))
    value = apart.sum_over(rest, tuple(x for x in bound if x not in ours))
    found = put(putting, value, lowering.order, lowering.extents)
    if not outer:
        return found
    axes = tuple(label.axis for label in found.labels)
    stand_in = Tensor(f"value{len(lowering.local)}", None, axes, Role.SIGNAL)
    return lowering.knowing({stand_in: found}).value(Mul(stand_in[found.labels], *outer))


def _outside(
    putting: tuple[Putting, ...], factors: Sequence[Expr], bound: Letters
) -> tuple[list[Expr], list[Expr]]:
    """Law: delta(a, u) f(u) = delta(a, u) f(a); factors that so leave the sum, and the others."""
    targets = {one.place: one.target for one in putting}
    outer, rest = list[Expr](), list[Expr]()
    for factor in factors:
        told = _told_by_targets(factor, targets)
        leaves = told != factor and not free_indices(told) & set(bound)
        (outer if leaves else rest).append(told if leaves else factor)
    return outer, rest


def _told_by_targets(expression: Expr, targets: Mapping[Expr, Index]) -> Expr:
    if isinstance(expression, Entry):
        positions = (targets.get(position, position) for position in expression.indices)
        return Entry(expression.tensor, *positions)
    if isinstance(expression, Binder) or not expression.args:
        return expression
    return rebuilt(expression, (_told_by_targets(part, targets) for part in expression.args))


def _at(letter: Index, place: Expr, factors: Sequence[Expr]) -> list[Expr]:
    """Law: delta(a, u) f(a) = delta(a, u) f(u); the factors at that place."""
    return [substitute(factor, {letter: place}) for factor in factors]


def _inner_order(lowering: Sums, factors: Sequence[Expr]) -> Letters:
    """The order of letters in what is computed on the way: as it lies, or the sample's first."""
    letters = {letter for factor in factors for letter in free_indices(factor)}
    if len(groups(factors)) == 1:
        for factor in factors:
            if isinstance(factor, Entry) and set(factor.indices) == letters:
                return tuple(dict.fromkeys(factor.indices))
    sample = lowering.extents.sample
    samples = sorted((x for x in letters if x.axis == sample), key=str)
    return (*samples, *(x for x in lowering.order if x not in samples))
