"""What `check` found: one entry for every line or equality, and what each says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.notation.tokens import Span
from derive.text import Text

Verdict = Literal["right", "wrong", "unread", "definition", "follows", "noted"]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Numbers at which two sides differ, and all that it takes to make them again.

    Attributes:
        extents: The extent of every axis, by its letter, e.g. (("I", 4), ("J", 3)).
        seed: What the numbers were drawn from.
        place: The indices, counted from 1, e.g. "j=1".
        yours: The writer's value.
        true: The value by definition, or of the side before.
    """

    extents: tuple[tuple[str, int], ...]
    seed: int
    place: str
    yours: str
    true: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A likely cause of a wrong line, verified by numbers.

    Attributes:
        code: Its name in the catalogue of mistakes, e.g. "missing-activation-derivative".
        message: What is likely wrong.
        span: The characters that it speaks of, in the whole source.
        repair: The mended side in the writer's notation, or None.
    """

    code: str
    message: Text
    span: Span
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one equality, or of one line that states none.

    Attributes:
        verdict: "right"; "wrong"; "follows": wrong only because an earlier line is; "unread";
            "definition": a name given a meaning; "noted": a range, a condition, an update.
        line: The line of the file, counted from 1.
        column: The column, counted from 1.
        step: Which equality of its chain, counted from 1; 0 where there is only one.
        span: The characters of the right side (or of all, if unread).
        source: The text of the whole line as the writer has it.
        reading: How it was read, in plain text.
        is_proved: Whether the two sides are equal as expressions, not only in numbers.
        points: At how many points the two sides were compared.
        expected: The right side that would be true, in the writer's notation, or None.
        counterexample: Where it fails, if it does.
        diagnoses: Likely causes, the likeliest first, at most three.
        remarks: Under which reading it is true, what it follows from, errors that cancel.
        problem: Why it could not be read, and what would be accepted.
        waits_for: The line that has to be read before this one can be judged, or 0.
    """

    verdict: Verdict
    line: int
    column: int
    step: int
    span: Span
    source: str
    reading: str = ""
    is_proved: bool = False
    points: int = 0
    expected: str | None = None
    counterexample: Counterexample | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    remarks: tuple[Text, ...] = ()
    problem: str = ""
    waits_for: int = 0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings of one document, in its order.

    Attributes:
        name: The file, or "-".
        text: The whole source.
        findings: In the order of the source.
        remarks: What holds for the whole document, e.g. the layout or what was assumed.
    """

    name: str
    text: str
    findings: tuple[Finding, ...]
    remarks: tuple[Text, ...] = ()

    @property
    def first_wrong(self) -> Finding | None:
        """The first finding that is wrong, or None."""
        return next((one for one in self.findings if one.verdict == "wrong"), None)

    @property
    def exit_code(self) -> int:
        """0 if all is right, 1 if a line is wrong, 2 if one was not read or nothing was judged."""
        verdicts = {one.verdict for one in self.findings}
        if "unread" in verdicts or not verdicts & {"right", "wrong", "follows", "definition"}:
            return 2
        return 1 if verdicts & {"wrong", "follows"} else 0
