"""The gradient check as a table: finished values go in, nothing is computed here."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents import terms
from derive.documents.document import Section, Table
from derive.documents.layout import Layout, Number
from derive.documents.manuscript import Manuscript, count
from derive.notation.tensor import Tensor
from derive.text import Text


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One parameter: its name in programs, how many entries, and the largest relative error."""

    parameter: str
    entries: int
    error: float


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """A finished comparison of derived gradients with finite differences.

    Attributes:
        rows: One a parameter.
        epsilon: The step of the differences.
        method: What kind of differences.
    """

    rows: tuple[CheckRow, ...]
    epsilon: float
    method: Text

    @property
    def largest(self) -> float:
        """The largest relative error of all."""
        return max((row.error for row in self.rows), default=0.0)


def check_section(manuscript: Manuscript, check: GradientCheck) -> Section:
    """The table of the check, with its step and its largest error."""
    say = manuscript.say
    words, method = terms.reference.CHECK_LEAD, check.method
    lead = manuscript.paragraph(
        Text(words.en.replace("{method}", method.en), words.ja.replace("{method}", method.ja)),
        epsilon=scientific(check.epsilon),
    )
    header = (
        say(terms.reference.CHECK_PARAMETER),
        say(terms.reference.CHECK_COUNT),
        say(terms.reference.CHECK_ERROR),
    )
    rows = tuple(
        (
            manuscript.cell(manuscript.letters.bold(_gradient(manuscript, one.parameter))),
            manuscript.cell(count(one.entries)),
            manuscript.cell(scientific(one.error)),
        )
        for one in check.rows
    )
    caption = say(terms.reference.CHECK_CAPTION, largest=scientific(check.largest))
    table = Table(header, rows, caption, manuscript.next("table"))
    return Section(say(terms.headings.CHECK), (lead, table))


def _gradient(manuscript: Manuscript, parameter: str) -> Tensor:
    return manuscript.derivation.result(parameter).equation.left.tensor


def scientific(value: float) -> Layout:
    """A small number as 1.2 × 10⁻⁹."""
    return Number("0") if value == 0 else Number(f"{value:.1e}")
