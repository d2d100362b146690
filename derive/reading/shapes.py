"""The slots and free letters of terms."""

from __future__ import annotations

from collections.abc import Iterable

from derive.notation.index import Axis, Index
from derive.reading.term_parts import inside
from derive.reading.terms import (
    At,
    Constant,
    Counted,
    Derivative,
    Diagonal,
    Fold,
    Kronecker,
    Matrix,
    MatrixProduct,
    Part,
    SlotFold,
    Table,
    Term,
    Transposed,
    Whole,
)

Slots = dict[int, Axis]
NO_SLOTS: Slots = {}


def slots_of(term: Term) -> Slots:
    """The axes of a matrix expression by slot; a slot of extent 1 is left out."""
    match term:
        case Part(quantity=quantity, places=places):
            pairs = zip(places, quantity.axes, strict=True)
            return {place.number: axis for place, axis in pairs if isinstance(place, Whole)}
        case MatrixProduct(left=left, right=right):
            return _product(slots_of(left), slots_of(right))
        case Transposed(of=of):
            return {1 - slot: axis for slot, axis in slots_of(of).items()}
        case SlotFold(slot=folded, of=of):
            return {slot: axis for slot, axis in slots_of(of).items() if slot != folded}
        case Diagonal(of=of):
            (axis,) = slots_of(of).values()
            return {0: axis, 1: axis}
        case At():
            return NO_SLOTS
        case Matrix(letters=letters):
            return {slot: one.axis for slot, one in enumerate(letters) if one is not None}
        case Table(axes=axes):
            return {slot: axis for slot, axis in enumerate(axes) if axis is not None}
        case Derivative(of=of, by=by):
            return slots_of(of) | slots_of(by)
        case Fold(body=body):
            return slots_of(body)
        case _:
            return joined(slots_of(part) for part in inside(term))


def _product(left: Slots, right: Slots) -> Slots:
    found = {slot: axis for slot, axis in left.items() if slot != 1}
    return found | {slot: axis for slot, axis in right.items() if slot != 0}


def joined(several: Iterable[Slots]) -> Slots:
    """The slots of what is joined entry by entry."""
    found: Slots = {}
    for slots in several:
        found = found | slots
    return found


def free_letters(term: Term) -> frozenset[Index]:
    """The letters of a term that no sum binds."""
    match term:
        case Constant():
            return frozenset()
        case Counted(position=position):
            return _letters(position)
        case Kronecker(left=left, right=right):
            return _letters(left) | _letters(right)
        case Part(places=places):
            found = [_letters(place) for place in places if not isinstance(place, Whole)]
            return frozenset[Index]().union(*found)
        case Fold(letters=letters, body=body):
            return free_letters(body) - set(letters)
        case Matrix(letters=letters, body=body):
            return free_letters(body) - {one for one in letters if one is not None}
        case At(of=of, places=places):
            return free_letters(of).union(*(_letters(place) for place in places))
        case _:
            return frozenset[Index]().union(*(free_letters(part) for part in inside(term)))


def _letters(position: object) -> frozenset[Index]:
    if isinstance(position, Index):
        return frozenset((position,))
    symbols = getattr(position, "free_symbols", ())
    return frozenset(symbol for symbol in symbols if isinstance(symbol, Index))
