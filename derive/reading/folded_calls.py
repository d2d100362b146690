"""Functions that fold their argument: tr(A), sum(A), mean(A, axis=0)."""

from __future__ import annotations

from derive.reading.parse_tree import Comparison, Fenced, Listing, Number, Symbol, Terms, Tree
from derive.reading.spellings import letter_of

_TRACES = frozenset("tr Tr trace Trace det".split())  # of matrices
_FOLDS = frozenset(("sum", "mean"))


def folded_slots(name: Tree, argument: Tree) -> int | None:
    """How many slots of a matrix a function of it folds; None where it is no such function.

    Returns:
        2 if a number is left, 1 if a vector is.
    """
    if letter_of(name) in _TRACES:
        return 2
    if letter_of(name) not in _FOLDS or not isinstance(argument, Fenced):
        return None
    return 2 if axis_of(argument) is None else 1


def axis_of(argument: Tree) -> int | None:
    """The slot that `axis=...` names among arguments: 0 or 1, -1 for the last."""
    inner = argument.inner if isinstance(argument, Fenced) else argument
    for part in inner.parts if isinstance(inner, Listing) else ():
        match part:
            case Comparison(parts=(Symbol(name="axis" | "dim"), value), relations=("=",)):
                match value:
                    case Number(value=number):
                        return int(number)
                    case Terms(parts=((-1, Number(value=number)),)) if number == 1:
                        return 1
    return None
