"""Derivatives by definition: a quantity moves by an imaginary step, and all that follows from it.

The imaginary parts over the step are the derivatives, to full precision. Where derivatives
stand inside derivatives, the outer ones are central differences of eighth order.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from derive.judging.arithmetic import OFFSETS, WEIGHTS
from derive.judging.frame import Frame, Stored
from derive.judging.places import extent, positions, require_small
from derive.judging.problems import MOST_ENTRIES, NotJudged
from derive.judging.values import Label, Labels, Value, contracted, ordered
from derive.notation.index import indices_in
from derive.reading.terms import (
    Derivative,
    Part,
    Place,
    Quantity,
    Term,
    Whole,
)

MOST_NESTED = 2


def derivative(frame: Frame, term: Derivative) -> Value:
    """The derivative of a term by a part, total or direct."""
    quantity = term.by.quantity
    _require_inside(frame, term.by)
    found, leads = derivative_by(frame, term.of, quantity, is_direct=term.is_direct)
    used = {label for label in found.labels if isinstance(label, int)}
    places: list[Place] = []
    for place in term.by.places:
        if isinstance(place, Whole) and place.number in used:
            number = next(n for n in range(len(used) + 1) if n not in used)
            used.add(number)
            places.append(Whole(number))
        else:
            places.append(place)
    hidden: dict[Label, Label] = {lead: -1 - at for at, lead in enumerate(leads)}
    value = Value(tuple(hidden.get(label, label) for label in found.labels), found.array)
    return frame.picked(value, tuple(hidden.values()), tuple(places))


def _require_inside(frame: Frame, by: Part) -> None:
    """Refuse what is differentiated by if it is no entry: h_0 of h_1, ..., h_T.

    Raises:
        NotJudged: A fixed place lies outside of its axis.
    """
    for place, axis in zip(by.places, by.quantity.axes, strict=True):
        if isinstance(place, Whole) or indices_in(place):
            continue
        at = positions(place, (), frame.knowledge.extents)
        if not 0 <= at < extent(axis, frame.knowledge.extents):
            raise NotJudged(
                f"{by.quantity.name} has no entry at {int(at) + 1}; its entries begin at 1."
            )


def derivative_by(frame: Frame, of: Term, by: Quantity, *, is_direct: bool) -> tuple[Value, Labels]:
    """The derivatives of a term by all entries of a quantity, with the labels of these entries."""
    if frame.is_complex:
        raise NotJudged("A derivative inside a derivative is not worked out here.")
    moved = _moved(frame, of, by, is_direct=is_direct)
    shape = [extent(axis, frame.knowledge.extents) for axis in by.axes]
    leads: Labels = tuple((by.name, at, moved.depth) for at in range(len(by.axes)))
    found = moved.value(of)
    made = frame.made
    if moved.is_complex:
        value = Value(found.labels, made.imaginary(found.array) / made.step)
    else:
        value = _differences(moved, found, _stencil(by, moved.depth))
    own = tuple(label for label in value.labels if label not in leads)
    sizes = dict(zip(value.labels, np.shape(value.array), strict=True))
    labels = (*own, *leads)
    return Value(labels, ordered(value, labels, [sizes[x] for x in own] + shape)), leads


def _stencil(by: Quantity, depth: int) -> Label:
    return (by.name, -1, depth)


def _differences(frame: Frame, value: Value, label: Label) -> Value:
    if label not in value.labels:
        return Value((), frame.made.number(0))
    weights = np.array([frame.made.number(weight) for weight in WEIGHTS]) / frame.made.reach
    return contracted([value, Value((label,), weights)], frozenset((label,)))


def _moved(frame: Frame, of: Term, by: Quantity, *, is_direct: bool) -> Frame:
    """A frame in which every entry of a quantity has moved on its own, kept in the first one."""
    knowledge = frame.knowledge
    name = by.name
    moved = frozenset((name,))
    if not is_direct:
        moved = knowledge.after(moved, is_true=True)
    needed = knowledge.names_in(of)
    if not is_direct:
        needed |= {more for one in needed for more in knowledge.true_needs.get(one, ())}
    recurs = name in knowledge.needs.get(name, ())
    following = needed & moved if recurs and not is_direct else (needed & moved) - {name}
    is_nested = (
        knowledge.holds_derivative(of)
        or any(one.name in following for one in knowledge.gradients())
        or (not is_direct and knowledge.needs_slopes(following))
    )
    key = (name, is_direct, is_nested)
    if key not in frame.frames:
        frame.frames[key] = _made(frame, by, moved, is_nested=is_nested, is_direct=is_direct)
    return frame.frames[key]


def _made(
    frame: Frame, by: Quantity, moved: frozenset[str], *, is_nested: bool, is_direct: bool
) -> Frame:
    if frame.depth >= MOST_NESTED:
        raise NotJudged("Derivatives are worked out to the second order only.")
    found = Frame(frame.knowledge, frame.work, {}, below=frame, moved=moved)
    found.depth = frame.depth + 1
    found.is_complex = not is_nested
    step = _step(frame, by, found.depth, is_nested=is_nested)
    recurs = by.name in frame.knowledge.needs.get(by.name, ())
    if recurs and not is_direct:
        found.added[by.name] = step
    else:
        found.stored[by.name] = frame.plus(frame.quantity(by), step)
    return found


def _step(frame: Frame, by: Quantity, depth: int, *, is_nested: bool) -> Stored:
    """What is added: for every entry a step at this entry alone."""
    made = frame.made
    shape = [extent(axis, frame.knowledge.extents) for axis in by.axes]
    size = prod(shape)
    copies = len(OFFSETS) if is_nested else 1
    require_small(size * np.size(frame.quantity(by).array) * copies, MOST_ENTRIES)
    one, zero = made.number(1), made.number(0)
    each = np.where(np.eye(size, dtype=bool), one, zero).reshape(shape + shape)
    leads: Labels = tuple((by.name, at, depth) for at in range(len(shape)))
    if not is_nested:
        return Stored(leads, each * _imaginary(made.step))
    offsets = np.array([made.number(offset) for offset in OFFSETS]) * made.reach
    steps = offsets.reshape([len(OFFSETS)] + [1] * (2 * len(shape))) * each
    return Stored((_stencil(by, depth), *leads), steps)


def _imaginary(step: Any) -> Any:
    return step * 1j
