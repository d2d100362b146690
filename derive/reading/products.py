"""Sums, products and matrix products of terms, with what does not fit in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.notation.tokens import Span
from derive.reading.problems import ReadingProblem, StaticFinding
from derive.reading.shapes import Slots, slots_of
from derive.reading.terms import (
    MatrixProduct,
    Over,
    Part,
    Plus,
    Term,
    Times,
    Transposed,
    Whole,
)
from derive.text import Text

Report = Callable[[StaticFinding], None]


def shape_text(slots: Slots) -> str:
    """A shape for a message: (J, I), and 1 for a slot that is left out."""
    return f"({', '.join(slots[slot].size if slot in slots else '1' for slot in (0, 1))})"


def mismatch(left: Slots, right: Slots, what: Text, span: Span) -> StaticFinding:
    """The finding that two shapes do not fit."""
    shapes = f"{shape_text(left)}, {shape_text(right)}"
    message = Text(f"{what.en}: the shapes are {shapes}.", f"{what.ja}：形は {shapes}．")
    return StaticFinding("shape-mismatch", message, span)


def plus(parts: Sequence[tuple[int, Term]], span: Span, report: Report) -> Term:
    """A sum; a lone vector is laid along the slot of the others that has its axis."""
    if len(parts) == 1 and parts[0][0] == 1:
        return parts[0][1]
    laid = along_each_other([part for _, part in parts], span, report)
    signs = [sign for sign, _ in parts]
    return Plus(tuple(zip(signs, laid, strict=True)), span=span)


def elementwise(parts: Sequence[Term], span: Span, report: Report) -> Term:
    """A product entry by entry."""
    return Times(tuple(along_each_other(parts, span, report)), span=span)


def along_each_other(parts: Sequence[Term], span: Span, report: Report) -> list[Term]:
    """Terms to be joined entry by entry, vectors turned where that alone makes them fit."""
    shapes = [slots_of(part) for part in parts]
    widest = max(shapes, key=len, default={})
    if len(widest) == 1:
        widest = next(shape for shape in shapes if shape)
    laid = []
    for part, shape in zip(parts, shapes, strict=True):
        if not shape or all(widest.get(slot) == axis for slot, axis in shape.items()):
            laid.append(part)
            continue
        turned = turned_to(part, shape, widest)
        if turned is None:
            what = Text("An operation entry by entry does not fit", "成分ごとの形が合わない")
            report(mismatch(widest, shape, what, span))
        laid.append(part if turned is None else turned)
    return laid


def turned_to(part: Term, shape: Slots, wanted: Slots) -> Term | None:
    """A vector along the slot of `wanted` that has its axis, or None where it has none."""
    if len(shape) != 1:
        return None
    ((slot, axis),) = shape.items()
    if wanted.get(1 - slot) != axis or wanted.get(slot) == axis:
        return None
    return turned(part)


def turned(term: Term) -> Term:
    """A term with rows and columns exchanged."""
    match term:
        case Part(places=places):
            moved = (Whole(1 - one.number) if isinstance(one, Whole) else one for one in places)
            return replace(term, places=tuple(moved))
        case Transposed(of=of):
            return of
        case _:
            return Transposed(term, span=term.span)


def multiply(left: Term, right: Term, span: Span, report: Report, *, is_dot: bool = False) -> Term:
    """Two factors side by side: of scalars a product, of matrices their matrix product."""
    first, second = slots_of(left), slots_of(right)
    if not first or not second:
        return Times((*_factors(left), *_factors(right)), span=span)
    if max(*first, *second) > 1:
        raise ReadingProblem(
            "A product of what has more than two axes is read with indices only.",
            span,
            "Write its entries, or an einsum.",
        )
    if is_dot and first == second and len(first) == 1:
        flipped = turned(left) if 0 in first else left
        other = right if 0 in second else turned(right)
        return MatrixProduct(flipped, other, span=span)
    if first.get(1) != second.get(0):
        what = Text("A matrix product does not fit", "行列の積の形が合わない")
        report(mismatch(first, second, what, span))
    return MatrixProduct(left, right, span=span)


def _factors(term: Term) -> tuple[Term, ...]:
    return term.parts if isinstance(term, Times) and not slots_of(term) else (term,)


def quotient(above: Term, below: Term, span: Span, report: Report) -> Term:
    """A quotient, entry by entry."""
    parts = along_each_other([above, below], span, report)
    return Over(parts[0], parts[1], span=span)
