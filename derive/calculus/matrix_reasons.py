"""Why an equation has no matrix form, as sentences for the handout."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from derive.notation.index import Index
from derive.text import Text


class FormlessError(Exception):
    """There is no matrix form; caught by `matrix_form`, which hands the reason on."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def too_many_letters(letters: Iterable[Index]) -> Text:
    """A part has more than two free letters."""
    names = ", ".join(letter.name for letter in letters)
    return Text(
        en=f"A part of it depends on {names} at once, and a matrix has two axes.",
        ja=f"式の一部が添字 {names} に同時に依存するが，行列の軸は 2 つまでである．",
    )


def shared_by_three(letter: Index) -> Text:
    """A summed letter ties three operands together."""
    return Text(
        en=f"The sum over {letter.name} ties three or more factors together, "
        "which products of matrices cannot say.",
        ja=f"{letter.name} についての和が 3 つ以上の因子を結び付けており，行列の積では書けない．",
    )


def too_high_rank(rank: int) -> Text:
    """A tensor has more than two axes."""
    return Text(
        en=f"A tensor in it has {rank} axes, and a matrix has two.",
        ja=f"軸を {rank} つもつテンソルを含むが，行列の軸は 2 つまでである．",
    )


def computed_position() -> Text:
    """An index expression is not one letter."""
    return Text(
        en="An index in it is computed, and is not a letter of its own.",
        ja="添字に，単独の文字でない式がある．",
    )


def letter_twice(letter: Expr) -> Text:
    """A tensor takes one letter in two slots."""
    return Text(
        en=f"A tensor in it takes the letter {letter} twice, which picks its diagonal.",
        ja=f"2 つの添字がどちらも {letter} であり，対角成分だけを取り出している．",
    )


def affine_delta(delta: Expr) -> Text:
    """A Kronecker delta of something other than two letters remains."""
    left, right = delta.args
    return Text(
        en=f"A Kronecker delta of {left} and {right} remains, which is no unit matrix.",
        ja=f"{left} と {right} のクロネッカーのデルタが残り，単位行列にならない．",
    )


def letter_as_number(letter: Index) -> Text:
    """A letter is used as a number."""
    return Text(
        en=f"The letter {letter.name} is used as a number.",
        ja=f"添字 {letter.name} が数として使われている．",
    )


def derivative_not_taken() -> Text:
    """A derivative remains."""
    return Text(
        en="A derivative that is not yet taken remains.",
        ja="まだ計算していない微分が残っている．",
    )


def outside_its_range(name: str) -> Text:
    """A letter of another axis stands in a slot."""
    return Text(
        en=f"{name} is read with a letter of another axis.",
        ja=f"{name} の添字に別の軸の文字がある．",
    )


def largest_over_index(letter: Index) -> Text:
    """A maximum over an index is no matrix operation."""
    return Text(
        en=f"It takes the largest over {letter.name}, which products of matrices cannot say.",
        ja=f"{letter.name} についての最大値をとっており，行列の積では書けない．",
    )
