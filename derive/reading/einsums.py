"""The letters of an einsum: np.einsum('nj,ni->ji', A, B)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.reading.parse_tree import Fenced, Listing, Symbol, Tree, Words


@dataclass(frozen=True, slots=True)
class Einsum:
    """An einsum as it stands: letters for each operand, the operands, and letters that stay."""

    inputs: tuple[str, ...]
    operands: tuple[Tree, ...]
    output: str


def einsum_of(parts: Sequence[Tree]) -> Einsum | None:
    """The einsum that two factors are: the word and its arguments."""
    match parts:
        case [
            Symbol(name="einsum"),
            Fenced(inner=Listing(parts=(Words(text=text), *operands))),
            *_,
        ] if "->" in text:
            before, _, after = text.replace(" ", "").partition("->")
            return Einsum(tuple(before.split(",")), tuple(operands), after)
        case _:
            return None
