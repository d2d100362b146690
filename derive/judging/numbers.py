"""The value of a term, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from derive.judging.folds import SWITCHES, fold
from derive.judging.frame import Frame, Stored
from derive.judging.functions import constant, defined, is_abstract, is_elementary
from derive.judging.matrices import (
    at,
    diagonal,
    matrix,
    matrix_product,
    slot_fold,
    table,
    transposed,
)
from derive.judging.places import extent, positions
from derive.judging.problems import NotJudged
from derive.judging.truth import derivative
from derive.judging.values import (
    Labels,
    Value,
    aligned,
    joined,
    product,
)
from derive.notation.index import indices_in
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Diagonal,
    Fold,
    Holds,
    Known,
    Kronecker,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Power,
    SlotFold,
    Table,
    Term,
    Times,
    Transposed,
)

RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def work(frame: Frame, term: Term) -> Value:
    """The value of a term in a frame."""
    return _KINDS[type(term)](frame, term)


def _constant(frame: Frame, term: Constant) -> Value:
    return Value((), frame.made.number(term.value))


def _known(frame: Frame, term: Known) -> Value:
    return Value((), frame.made.known[term.name])


def _counted(frame: Frame, term: Counted) -> Value:
    letters: Labels = tuple(sorted(indices_in(term.position), key=str))
    found = positions(term.position, letters, frame.knowledge.extents)
    return Value(letters, _numbers(frame, found))


def _numbers(frame: Frame, whole: Any) -> Any:
    made = np.frompyfunc(lambda one: frame.made.number(Fraction(one)), 1, 1)(whole)
    return made if frame.made.dtype is object else np.asarray(made, float)[()]


def _kronecker(frame: Frame, term: Kronecker) -> Value:
    extents = frame.knowledge.extents
    letters: Labels = tuple(sorted(indices_in(term.left) | indices_in(term.right), key=str))
    left, right = (positions(side, letters, extents) for side in (term.left, term.right))
    shape = [extent(letter.axis, extents) for letter in letters]  # type: ignore[union-attr]  # letters only
    equal = np.broadcast_to(np.asarray(left == right, bool), shape)
    return Value(letters, frame.made.comparison(equal))


def _plus(frame: Frame, term: Plus) -> Value:
    values = [frame.value(part) for _, part in term.parts]
    if len(values) == 1:
        sign, (labels, array) = term.parts[0][0], values[0]
        return values[0] if sign > 0 else Value(labels, -array)
    labels, arrays = aligned(values)
    found = arrays[0] if term.parts[0][0] > 0 else -arrays[0]
    try:
        for (sign, _), array in zip(term.parts[1:], arrays[1:], strict=True):
            found = found + array if sign > 0 else found - array
    except ValueError as problem:
        raise NotJudged("The shapes do not fit.") from problem
    return Value(labels, found)


def _times(frame: Frame, term: Times) -> Value:
    if any(isinstance(part, SWITCHES) for part in term.parts):
        return _switched(frame, term)
    return product([frame.value(part) for part in term.parts])


def _switched(frame: Frame, term: Times) -> Value:
    """A product that is 0 where a factor that can be 0 or 1 is 0, whatever the others are."""
    found = product([frame.value(part) for part in term.parts])
    if frame.made.all_finite(found.array):
        return found
    switches = [frame.value(part) for part in term.parts if isinstance(part, SWITCHES)]
    labels, (array, *factors) = aligned([found, *switches])
    for factor in factors:
        array = np.where(frame.made.real(factor) == 0, frame.made.number(0), array)
    return Value(labels, array)


def _over(frame: Frame, term: Over) -> Value:
    return joined(frame.made.quotient, [frame.value(term.above), frame.value(term.below)])


def _power(frame: Frame, term: Power) -> Value:
    base = frame.value(term.base)
    exponent = constant(term.exponent)
    if exponent is not None:
        return Value(base.labels, frame.made.power(base.array, exponent))
    return joined(_settling(frame, frame.made.exponential), [base, frame.value(term.exponent)])


def _settling(frame: Frame, operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    settled = frame.made.settled
    return lambda one, other: settled(operation(settled(one), settled(other)))


def _call(frame: Frame, term: Call) -> Value:
    argument = frame.value(term.argument)
    function = frame.knowledge.known(term.function)
    if is_elementary(function) and function.order == 0:
        return Value(argument.labels, frame.made.elementary[function.name](argument.array))
    array = frame.made.settled(argument.array)
    if is_abstract(function):
        found = frame.knowledge.stand_in(function).at(array, function.order, frame.made)
        return Value(argument.labels, frame.made.settled(found))
    variable, value = defined(function)
    inner = Frame(
        frame.knowledge,
        frame.work,
        {variable.name: Stored(argument.labels, array)},
        below=frame,
        moved=frozenset((variable.name,)),
    )
    found_ = inner.value(value)
    return Value(found_.labels, found_.array)


def _holds(frame: Frame, term: Holds) -> Value:
    relation, made = RELATIONS[term.relation], frame.made

    def compared(left: Any, right: Any) -> Any:
        return made.comparison(relation(made.real(left), made.real(right)), left, right)

    return joined(compared, [frame.value(term.left), frame.value(term.right)])


def _choice(frame: Frame, term: Choice) -> Value:
    made, found = frame.made, frame.value(term.otherwise)
    for condition, value in reversed(term.branches):
        labels, arrays = aligned([frame.value(condition), frame.value(value), found])
        asked, then, otherwise = arrays
        chosen = np.where(made.real(asked) != 0, then, otherwise)
        found = Value(labels, made.where(made.finite(asked), chosen))
    return found


def _part(frame: Frame, term: Part) -> Value:
    return frame.part(term)


_KINDS: Mapping[type, Callable[[Frame, Any], Value]] = {
    Constant: _constant,
    Known: _known,
    Counted: _counted,
    Part: _part,
    Plus: _plus,
    Times: _times,
    Over: _over,
    Power: _power,
    Call: _call,
    MatrixProduct: matrix_product,
    Transposed: transposed,
    Fold: fold,
    SlotFold: slot_fold,
    Diagonal: diagonal,
    Table: table,
    At: at,
    Matrix: matrix,
    Derivative: derivative,
    Holds: _holds,
    Kronecker: _kronecker,
    Choice: _choice,
}
