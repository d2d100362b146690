"""Sums of products: which factors belong together, and the pairs that are contracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Expr, Mul

from derive.notation.expression import free_indices
from derive.notation.index import Axis, Index
from derive.programs.contraction import Leaf, Order, Pair, best_order
from derive.programs.labelled import Labelled, Letters, contracted, mapped, reduced

Labels = frozenset[Index]


def is_contraction(term: Expr, bound: Sequence[Index]) -> bool:
    """Whether the sum of a product needs fewer letters at once than the product."""
    letters = [free_indices(factor) for factor in Mul.make_args(term)]
    everything = Labels().union(*letters)
    return not everything & set(bound) or all(own != everything for own in letters)


def groups(factors: Sequence[Expr]) -> list[list[Expr]]:
    """Factors to be multiplied entry by entry: those whose letters lie within another's."""
    found: dict[Labels, list[Expr]] = {}
    for factor in factors:
        found.setdefault(free_indices(factor), []).append(factor)
    for letters in sorted(found, key=len):
        wider = [other for other in found if letters < other]
        if wider:
            found[min(wider, key=len)] += found.pop(letters)
    return list(found.values())


def summed_product(
    values: tuple[Labelled, ...],
    bound: Letters,
    layout: tuple[Mapping[Axis, int], Letters, Letters],
) -> Labelled:
    """The sum over `bound` of a product of values with different letters.

    Args:
        values: The factors.
        bound: The letters to sum over.
        layout: The extents of the axes; the order of the result's letters; and the
            order of letters in what is computed on the way.
    """
    sizes, order, inner = layout
    if len(values) == 1:
        return reduced("sum", values[0], tuple(x for x in bound if x in values[0].labels))
    values = tuple(_summed_alone(value, values, bound) for value in values)
    sets = tuple(Labels(value.labels) for value in values)
    result = Labels().union(*sets) - set(bound)
    plan = best_order(sets, result, sizes)
    return _Contraction(values, inner).of(plan, result, order)


def _summed_alone(value: Labelled, values: tuple[Labelled, ...], bound: Letters) -> Labelled:
    """A factor, summed over the bound letters that no other factor has."""
    elsewhere = {x for other in values if other is not value for x in other.labels}
    return reduced(
        "sum", value, tuple(x for x in value.labels if x in bound and x not in elsewhere)
    )


@dataclass(frozen=True, slots=True)
class _Contraction:
    values: tuple[Labelled, ...]
    inner: Letters

    def of(self, plan: Order, needed: Labels, order: Letters) -> Labelled:
        """The part of the product that `plan` says, summed over all that is not needed."""
        if isinstance(plan, Leaf):
            return self.values[plan.position]
        left = self.of(plan.left, needed | self._letters(plan.right), self.inner)
        right = self.of(plan.right, needed | self._letters(plan.left), self.inner)
        return _paired(left, right, needed, order)

    def _letters(self, plan: Order) -> Labels:
        match plan:
            case Leaf(position=position):
                return Labels(self.values[position].labels)
            case Pair(left=left, right=right):
                return self._letters(left) | self._letters(right)


def _paired(left: Labelled, right: Labelled, needed: Labels, order: Letters) -> Labelled:
    """Two values multiplied, and summed over the letters that are not needed."""
    summed = (set(left.labels) & set(right.labels)) - needed
    if not summed:
        return mapped("multiply", (left, right), order)
    if set(left.labels) == set(right.labels):
        product = mapped("multiply", (left, right), order)
        return reduced("sum", product, tuple(x for x in product.labels if x in summed))
    return contracted(left, right, needed, order)
