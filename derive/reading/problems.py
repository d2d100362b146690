"""Why a line cannot be read, and what is wrong with one before any number is put in."""

from __future__ import annotations

from dataclasses import dataclass

from derive.notation.tokens import Span
from derive.text import Text


class ReadingProblem(Exception):  # noqa: N818 - it is answered with, it does not leave `check`
    """A line that has no single meaning, or none.

    Attributes:
        met: What was met, in one sentence.
        accepted: What would be accepted, or None.
        span: Where.
    """

    def __init__(self, met: str, span: Span, accepted: str | None = None) -> None:
        self.met, self.accepted, self.span = met, accepted, span
        super().__init__(met)


class UnknownName(ReadingProblem):
    """A name that nothing gives a meaning to."""


@dataclass(frozen=True, slots=True)
class StaticFinding:
    """What makes a line false in every numbers: shapes or ranges that do not fit.

    Attributes:
        code: "shape-mismatch", "range-conflict" or "dangling-index".
        message: What does not fit.
        span: Where.
    """

    code: str
    message: Text
    span: Span
