"""What a wrong line is about: the side that says what it gives, and what it was judged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.judging.judge import Setting
from derive.judging.report import CheckReport
from derive.reading.terms import Term


@dataclass(frozen=True, slots=True)
class Question:
    """What the engine is asked of a wrong line.

    Attributes:
        left: The first side of the line's chain: a gradient, by its name or as a derivative.
        right: The side that is wrong.
        setting: The model, and the points at which the line was judged.
    """

    left: Term
    right: Term
    setting: Setting


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and what the engine can be asked of it.

    Attributes:
        report: What was found.
        questions: What each wrong finding is about, by its number from 0.
        letters: How the document writes names, in LaTeX without indices, by quantity's name.
    """

    report: CheckReport
    questions: Mapping[int, Question] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
