"""What scalars, vectors and matrices make when they are multiplied or transposed."""

from __future__ import annotations

from typing import Literal

from derive.reading.index_letters import index_name
from derive.reading.parse_tree import Factors, Scripted, Symbol, Tree
from derive.reading.spellings import is_transpose

Kind = Literal["scalar", "column", "row", "matrix"]


def ones_kind(tree: Tree) -> Kind | None:
    """Whether a factor is a column, a row or a matrix of ones; None for anything else."""
    match tree:
        case Symbol(name="1"):
            return "column"
        case Scripted(base=Symbol(name="1"), lower=Factors(parts=((_, _), ("cross", _)))):
            return "matrix"
        case Scripted(base=Symbol(name="1"), lower=lower, upper=upper) if (
            lower is None or index_name(lower) is not None
        ) and (upper is None or is_transpose(upper)):
            return "column" if upper is None else "row"
        case _:
            return None


def multiplied(first: Kind | None, second: Kind | None) -> Kind | None:
    """The kind of a product; None as long as it is unknown."""
    if first is None or second is None:
        return None
    if "scalar" in (first, second):
        return second if first == "scalar" else first
    match first, second:
        case "matrix", "matrix":
            return "matrix"
        case "matrix", _:
            return "column"
        case _, "matrix":
            return "row"
        case "column", "row":
            return "matrix"
        case "row", "column":
            return "scalar"
        case _:
            return first


def turned(kind: Kind | None) -> Kind | None:
    """The kind of what is transposed."""
    match kind:
        case "column":
            return "row"
        case "row":
            return "column"
        case _:
            return kind
