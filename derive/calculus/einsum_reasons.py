"""Why an equation has no einsum, as sentences for the handout."""

from __future__ import annotations

from sympy import Expr

from derive.notation.index import Index
from derive.notation.tensor import Entry
from derive.notation.written import written
from derive.text import Text


class OperandlessError(Exception):
    """There is no einsum; caught by `einsum_form`, which hands the reason on."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def index_arithmetic(part: Expr) -> Text:
    """An index is computed."""
    return Text(
        en=f"The index expression {written(part)} is computed, and an einsum takes whole axes.",
        ja=f"添字の式 {written(part)} が計算を含むが，einsum は軸全体しか扱えない．",
    )


def outside_its_range(entry: Entry) -> Text:
    """A letter of another axis stands in a slot."""
    return Text(
        en=f"{entry.tensor.code_name} is read with a letter of another axis.",
        ja=f"{entry.tensor.code_name} の添字に別の軸の文字がある．",
    )


def letter_as_value(letter: Index) -> Text:
    """A letter is used as a number."""
    return Text(
        en=f"The letter {letter.name} is used as a number.",
        ja=f"添字 {letter.name} が数として使われている．",
    )


def largest_over_index(letter: Index) -> Text:
    """A maximum over an index is no sum."""
    return Text(
        en=f"It takes the largest over {letter.name}, and an einsum only adds.",
        ja=f"{letter.name} についての最大値をとるが，einsum は和しか表せない．",
    )


def derivative_left() -> Text:
    """A derivative remains."""
    return Text(
        en="A derivative that is not yet taken remains.",
        ja="まだ計算していない微分が残っている．",
    )
