"""Equations whose left side has an index expression: `z[4*g + m] = u[g,m]`.

Such an equation says where each entry goes: flattening, merging heads, reshaping. It
means the sum over all places, of which a delta keeps one:
`z[i] = sum(g, m, delta(i, 4*g + m)*u[g,m])`.
"""

from __future__ import annotations

from dataclasses import replace

from derive.formulas.ties import names_in
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    SyntaxEquation,
)

LETTERS = ("i", "j", "k", "m", "p", "q", "u", "v")


def plain(
    equation: SyntaxEquation, options: frozenset[str], taken: set[str]
) -> tuple[SyntaxEquation, dict[str, str]]:
    """The equation with letters alone on its left side.

    Args:
        equation: Any equation.
        options: Names of whole numbers, which are no letters.
        taken: Names that the new letters must not have; grows by them.

    Returns:
        The equation, and the extent of each new letter's axis as the text of a size.
    """
    left = equation.left
    if not isinstance(left, Subscript):
        return equation, {}
    places: list[Syntax] = []
    right, sizes = equation.right, {}
    for place in left.places:
        names = dict.fromkeys(name.name for name in names_in(place))
        letters = [name for name in names if name not in options]
        if isinstance(place, Name) or not letters:
            places.append(place)
            continue
        own = next(letter for letter in LETTERS if letter not in taken)
        taken.add(own)
        places.append(Name(own, place.span))
        delta = Call("delta", (places[-1], place), place.span)
        body = Operation("*", delta, right, right.span)
        right = Call("sum", (*(Name(x, place.span) for x in letters), body), right.span)
        sizes[own] = f"{_extent(place, frozenset(letters))} + 1"
    if not sizes:
        return equation, {}
    return replace(equation, left=replace(left, places=tuple(places)), right=right), sizes


def _extent(place: Syntax, letters: frozenset[str]) -> str:
    """The largest value of an index expression, as the text of a size."""
    match place:
        case Number(value=value):
            return str(value)
        case Name(name=name):
            return f"(size({name}) - 1)" if name in letters else name
        case Negative(operand=operand):
            return f"(-{_extent(operand, letters)})"
        case Operation(sign=sign, left=left, right=right):
            return f"({_extent(left, letters)} {sign} {_extent(right, letters)})"
        case Call(name="size", arguments=(Name(name=name),)):
            return f"size({name})"
    return "0"
