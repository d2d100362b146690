"""Marks of matrix forms in print: ⊤, minus signs, bold letters of functions, blanks."""

from __future__ import annotations

from collections.abc import Sequence

from derive.calculus.matrix_tree import Constant, Matrix, Scaled
from derive.documents.layout import (
    Accented,
    Coloured,
    Identifier,
    Layout,
    Number,
    Parenthesised,
    Primed,
    Scripted,
    Sign,
    Space,
    Symbol,
    row,
)
from derive.documents.ordering import is_negative


def turned(printed: Layout) -> Layout:
    """What is printed, with the ⊤ behind the layer's number."""
    top = Symbol(Sign.TRANSPOSE)
    match printed:
        case Scripted(upper=Number()) | Coloured(Scripted(upper=Number())):
            return Scripted(Parenthesised(printed), None, top)  # a bare number: no 2⊤
        case Coloured(Scripted(base, lower, upper), role):
            return Coloured(Scripted(base, lower, _beside(upper, top)), role)
        case Scripted(base, lower, upper):
            return Scripted(base, lower, _beside(upper, top))
        case Identifier() | Primed() | Accented():
            return Scripted(printed, None, top)
        case _:
            return Scripted(Parenthesised(printed), None, top)


def _beside(upper: Layout | None, top: Symbol) -> Layout:
    return top if upper is None else row(upper, top)


def is_subtracted(term: Matrix) -> bool:
    """Whether a term of a sum carries a minus sign in front."""
    match term:
        case Constant(value) | Scaled(Constant(value), _):
            return is_negative(value)
        case _:
            return False


def bold_letter(function: Layout) -> Layout:
    """A function's letter in bold: applied entry by entry."""
    match function:
        case Identifier(letter, _) if len(letter) == 1:
            return Identifier(letter, "bold")
        case Primed(base, order):
            return Primed(bold_letter(base), order)
        case _:
            return function


def apart(factors: Sequence[Layout]) -> list[Layout]:
    """Factors with thin blanks between them."""
    items: list[Layout] = []
    for factor in factors:
        items += [Space("thin"), factor] if items else [factor]
    return items
