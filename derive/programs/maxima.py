"""Where a maximum is first reached: the masks that the derivative of a maximum is made of."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from derive.notation.canonical import canonical
from derive.notation.expression import FirstMax, IndexMax, substitute
from derive.notation.index import Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.entries import Lowers, entry_of
from derive.programs.labelled import Labelled, reduced
from derive.programs.nodes import (
    FirstOf,
    Reduce,
)

Chain = tuple[FirstMax, ...]


def taken_together(factors: Sequence[Expr]) -> tuple[list[Chain], list[Expr]]:
    """Masks of nested maxima, those that belong together as one chain, and the other factors.

    Law: [r first of max_s' u(., s')] [s first of u(r, .)] = [(r, s) first of u], in reading order.
    """
    masks = [factor for factor in factors if isinstance(factor, FirstMax)]
    others = [factor for factor in factors if not isinstance(factor, FirstMax)]
    chains: list[Chain] = []
    for mask in [mask for mask in masks if not isinstance(mask.body, IndexMax)]:
        masks.remove(mask)
        chain = [mask]
        while found := [one for one in masks if _is_around(one, chain[0])]:
            masks.remove(found[0])
            chain.insert(0, found[0])
        chains.append(tuple(chain))
    return [*chains, *((mask,) for mask in masks)], others


def _is_around(outer: FirstMax, inner: FirstMax) -> bool:
    if not isinstance(outer.body, IndexMax):
        return False
    here = substitute(outer.body, {outer.index: outer.at})
    return bool(canonical(here) == canonical(IndexMax(inner.body, inner.index)))


def first_of(chain: Chain, lowering: Lowers) -> Labelled:
    """True where the places that a chain asks about are the first of the largest."""
    letters: list[Index] = [chain[0].index]
    body = chain[0].body
    for _ in chain[1:]:
        letters.append(body.index)
        body = body.body
    value = lowering.value(body)
    assert set(letters) <= set(value.labels), f"{chain[0]} does not depend on its letters"
    over = tuple(value.labels.index(letter) for letter in letters)
    largest = Reduce("max", value.node, tuple(sorted(over)))
    mask = Labelled(FirstOf(value.node, largest, over), value.labels)
    places = dict(zip(letters, (mask.at for mask in chain), strict=True))
    axes = tuple(label.axis for label in value.labels)
    tensor = Tensor("mask", None, axes, Role.SIGNAL)
    entry = Entry(tensor, *(places.get(label, label) for label in value.labels))
    return entry_of(mask, entry, lowering)


def largest(found: IndexMax, lowering: Lowers) -> Labelled:
    """The largest value over one index or several."""
    over: list[Index] = []
    body: Expr = found
    while isinstance(body, IndexMax):
        over.append(body.index)
        body = body.body
    value = lowering.value(body)
    return reduced("max", value, tuple(letter for letter in over if letter in value.labels))
