"""Matrix products: transposes, the order of factors, products entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.judging.edits import Edit, WrongLine
from derive.judging.surgery import Spot, times
from derive.reading.products import turned
from derive.reading.shapes import slots_of
from derive.reading.terms import (
    Derivative,
    MatrixProduct,
    Part,
    Plus,
    Term,
    Times,
    Transposed,
)


def matrix_edits(wrong: WrongLine) -> Iterator[Edit]:
    """All of them."""
    for spot in wrong.spots:
        if slots_of(spot.term) or isinstance(spot.term, MatrixProduct | Transposed):
            yield from _turned(spot)
        match spot.term:
            case MatrixProduct():
                yield from _products(spot, spot.term)
            case Times(parts=parts) if sum(bool(slots_of(part)) for part in parts) > 1:
                yield from _entrywise(spot, spot.term)
            case Plus(parts=parts) if len(parts) > 1:
                yield from _all_turned(spot, spot.term)


def _turned(spot: Spot) -> Iterator[Edit]:
    is_inside = any(isinstance(parent, Transposed) for parent in spot.parents[-1:])
    if is_inside or isinstance(spot.term, MatrixProduct):
        return
    code, term = "missing-transpose", spot.term
    is_name = isinstance(term.of if isinstance(term, Transposed) else term, Part | Derivative)
    penalty = 0 if is_name else 2
    new = turned(term)
    was = term.of if isinstance(term, Transposed) else term
    yield Edit(code, spot.path, new, term.span, it=new, was=was, penalty=penalty)


def is_vector(term: Term) -> bool:
    """Whether a matrix expression has one slot."""
    return len(slots_of(term)) == 1


def chain(term: Term) -> list[Term]:
    """The factors of a matrix product in a row."""
    if isinstance(term, MatrixProduct):
        return [*chain(term.left), *chain(term.right)]
    return [term]


def product_of(parts: list[Term]) -> Term:
    """A matrix product of factors in a row."""
    found = parts[0]
    for part in parts[1:]:
        found = MatrixProduct(found, part, span=found.span)
    return found


def _products(spot: Spot, product: MatrixProduct) -> Iterator[Edit]:
    left, right, span = product.left, product.right, product.span
    both = is_vector(left) and is_vector(right)
    order = "reversed-outer-product" if both else "transpose-order"
    yield Edit(order, spot.path, replace(product, left=right, right=left), span)
    whole = MatrixProduct(turned(right), turned(left), span=span)
    yield Edit("reversed-outer-product", spot.path, whole, span)
    other = MatrixProduct(turned(left), turned(right), span=span)
    code = "outer-for-inner-product" if both else "missing-transpose"
    yield Edit(code, spot.path, other, span, it=other, was=product, penalty=0 if both else 2)
    yield from _by_entry(spot, product)
    parts = chain(product)
    if len(parts) > 2:
        for at in range(len(parts) - 1):
            swapped = [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]
            yield Edit("transpose-order", spot.path, product_of(swapped), span)
    if len(parts) > 1 and isinstance(parts[-1], Times):
        yield from _regrouped(spot, parts, parts[-1])


def _by_entry(spot: Spot, product: MatrixProduct) -> Iterator[Edit]:
    """A product entry by entry in place of the matrix product."""
    left, right, span = product.left, product.right, product.span
    turned_vector = any(isinstance(one, Transposed) and is_vector(one) for one in (left, right))
    code = "outer-for-inner-product" if turned_vector else "matrix-product-for-hadamard"
    for one in (left, turned(left)) if is_vector(left) else (left,):
        for other in (right, turned(right)) if is_vector(right) else (right,):
            new = times(one, other)
            if len(slots_of(one)) == len(slots_of(other)) and slots_of(one) != slots_of(other):
                continue
            yield Edit(code, spot.path, replace(new, span=span), span)


def _regrouped(spot: Spot, parts: list[Term], last: Times) -> Iterator[Edit]:
    """A B (v ⊙ s) as A ((B v) ⊙ s), with A and B in either order."""
    *before, inner = parts
    if len(before) != 2 or len(last.parts) != 2:
        return
    del inner
    for first, second in ((before[0], before[1]), (before[1], before[0])):
        for one, other in (last.parts, last.parts[::-1]):
            new = MatrixProduct(first, times(MatrixProduct(second, one), other), span=last.span)
            yield Edit("transpose-order", spot.path, new, spot.term.span, it=new, penalty=1)


def _entrywise(spot: Spot, product: Times) -> Iterator[Edit]:
    """A matrix product of two neighbours in place of their product entry by entry."""
    parts, span = product.parts, product.span
    for at in range(len(parts) - 1):
        first, second = parts[at], parts[at + 1]
        if not slots_of(first) or not slots_of(second):
            continue
        for one in (first, turned(first)):
            for other in (second, turned(second)):
                joined = MatrixProduct(one, other, span=span)
                new = times(*parts[:at], joined, *parts[at + 2 :])
                penalty = (one is not first) + (other is not second)
                code = "hadamard-for-matrix-product"
                both = is_vector(first) and is_vector(second)
                code = "outer-for-inner-product" if both else code
                yield Edit(code, spot.path, new, span, penalty=2 * penalty)


def _all_turned(spot: Spot, plus: Plus) -> Iterator[Edit]:
    """The first factor of every product transposed, and the last of every one."""
    for side in (0, 1):
        parts = []
        names = []
        for sign, part in plus.parts:
            if isinstance(part, MatrixProduct):
                names.append(part.left if side == 0 else part.right)
                made: Term = replace(part, left=turned(part.left))
                if side == 1:
                    made = replace(part, right=turned(part.right))
                parts.append((sign, made))
            else:
                parts.append((sign, part))
        if len(names) > 1:
            new = replace(plus, parts=tuple(parts))
            yield Edit("missing-transpose", spot.path, new, plus.span, was=names[0], penalty=3)
