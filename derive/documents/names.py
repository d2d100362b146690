"""Names of tensors as letters: a letter, what stands above it, or a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.documents.layout import Identifier, Layout, Number
from derive.notation.tensor import Tensor

GREEK = dict(
    zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma "
            "tau upsilon phi chi psi omega"
        ).split(),
        "αβγδεζηθικλμνξρστυφχψω",
        strict=True,
    )
)
PAIR = re.compile(r"([A-Za-z])([A-Za-z])")
NUMBERED = re.compile(r"([A-Za-z])([0-9]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """A tensor's name in print.

    Attributes:
        letter: Its letter, or a word, which is set upright.
        above: What stands above the letter: the gate of w^f.
        number: For a scalar, what stands below the letter: the 1 of L_1.
    """

    letter: str
    above: Layout | None = None
    number: Layout | None = None


def spelled(plain: str, tensor: Tensor, *, is_capital: bool = False) -> Name:
    """A name such as "w", "gamma", "wf", "L1" or "left" as a letter with its scripts."""
    if plain in GREEK:
        return Name(GREEK[plain])
    if pair := PAIR.fullmatch(plain):
        return Name(pair[1], Identifier(pair[2], "upright"))
    if (numbered := NUMBERED.fullmatch(plain)) and not tensor.axes:
        return Name(numbered[1], number=Number(numbered[2]))
    return Name(plain.upper() if is_capital and len(plain) == 1 else plain)
