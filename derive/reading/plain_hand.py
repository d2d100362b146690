"""How a writer of plain text writes: signs of products, sums, indices, powers and derivatives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from derive.reading.terms import Term


@dataclass(frozen=True, slots=True)
class PlainHand:
    """A manner of writing plain text.

    Attributes:
        product: Between factors.
        entrywise: Between matrices, entry by entry.
        matmul: Between matrices.
        sum: "over" in words; "call": sum(k, ...); "_" and "Σ": with the letter below.
        brackets: Whether indices stand in brackets.
        power: Before an exponent.
        slope: Before what is differentiated, and what it is by.
        transpose: After a matrix.
        names: What quantities and functions are called.
        wholes: What stands under one name of the writer's, such as dW.
    """

    product: str = " * "
    entrywise: str = " * "
    matmul: str = " @ "
    sum: str = "over"
    brackets: bool = True
    power: str = "^"
    slope: str = "d "
    transpose: str = ".T"
    names: Mapping[str, str] = field(default_factory=dict)
    wholes: Mapping[Term, str] = field(default_factory=dict)

    def indexed(self, name: str, places: Sequence[str]) -> str:
        """A name with its indices."""
        if self.brackets:
            return f"{name}[{','.join(places)}]"
        if all(len(place) == 1 for place in places):
            return f"{name}_{''.join(places)}"
        return f"{name}_{{{','.join(places)}}}"

    def summed(self, letters: Sequence[str], body: str) -> str:
        """A sum over letters without limits."""
        if self.sum == "call":
            for letter in reversed(letters):
                body = f"sum({letter}, {body})"
            return body
        sign = "Σ" if self.sum == "Σ" else "sum"
        if self.sum == "_(":
            for letter in reversed(letters):
                body = f"{sign}_{letter}({body})"
            return body
        return " ".join([*(f"{sign}_{letter}" for letter in letters), body])


ECHO = PlainHand()


def plain_hand(text: str, names: Mapping[str, str]) -> PlainHand:
    """The manner in which a text is written; what does not occur in it is as most people do.

    Args:
        text: The source.
        names: What quantities and functions are called in it.
    """
    has_star, has_matmul = re.search(r"(?<!\*)\*(?!\*)", text), "@" in text
    star = " * " if " * " in text else "*"
    product = star if has_star else " "
    summed = "_"
    for pattern, manner in ((r"\bsum\s*\(", "call"), ("Σ", "Σ"), (r"\bsum_\w+\(", "_(")):
        if re.search(pattern, text):
            summed = manner
            break
    slope = "∂" if "∂" in text else "d"
    transposes = [sign for sign in (".T", "ᵀ", "^T", "^t") if sign in text]
    return PlainHand(
        product=product,
        entrywise=next((f" {sign} " for sign in "⊙∘" if sign in text), star),
        matmul=" @ " if has_matmul else " ",
        sum=summed,
        brackets="[" in text or "_" not in text,
        power="**" if "**" in text else "^",
        slope=slope,
        transpose=transposes[0] if transposes else ".T" if has_matmul else "^T",
        names=names,
    )
