"""What `verify` found: a table for people, JSON for tools, and the first mistake in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath

from derive.text import Language, Text, column_widths, set_in_columns

_HEADINGS = (
    Text("check", "検査"),
    Text("compared", "比較数"),
    Text("largest error", "最大誤差"),
    Text("accepted", "許容値"),
    Text("verdict", "判定"),
)
LEAST_DIGITS, MOST_DIGITS = 15, 120
_PASSED, _FAILED = Text("passed", "合格"), Text("FAILED", "不合格")
_ALL_PASSED = Text("All checks passed.", "すべての検査に合格した。")
_SOME_FAILED = Text("Some checks failed.", "不合格の検査がある。")


@dataclass(frozen=True, slots=True)
class Failure:
    """The first comparison of a row that failed, with all that it takes to repeat it.

    Attributes:
        where: The equation, e.g. "9b: dw1[j,i]", and what of it was compared.
        rule: The law that claims the equality, if a step failed.
        before: One side, as an expression or a name.
        after: The other side.
        numbers: The two numbers that should be equal.
        place: The indices, e.g. "j=0, i=2".
        seed: What the sample point was drawn from.
    """

    where: str
    before: str
    after: str
    numbers: tuple[str, str]
    rule: str = ""
    place: str = ""
    seed: int | None = None

    def lines(self, language: Language) -> list[str]:
        """The failure for a person, one fact a line."""
        named = (
            (Text("at", "場所"), self.where),
            (Text("rule", "規則"), self.rule),
            (Text("before", "左辺"), self.before),
            (Text("after", "右辺"), self.after),
            (Text("numbers", "値"), " ≠ ".join(self.numbers)),
            (Text("indices", "添字"), self.place),
            (Text("seed", "乱数の種"), "" if self.seed is None else str(self.seed)),
        )
        return [f"{text.in_language(language)}: {value}" for text, value in named if value]


@dataclass(frozen=True, slots=True)
class Row:
    """One check.

    Attributes:
        key: Its name in JSON.
        title: What a person reads.
        count: How many numbers were compared.
        largest: The largest error met.
        accepted: The largest error that passes.
        unit: What both are counted in; empty for an error relative to max(1, |value|).
        failure: The first comparison that failed, or None.
        note: A remark, e.g. what was left out.
        ulp: For programs, the largest error in units in the last place of the largest entry of
            the array that it stands in.
    """

    key: str
    title: Text
    count: int
    largest: float
    accepted: float
    unit: Text
    failure: Failure | None = None
    note: Text | None = None
    ulp: float | None = None

    @property
    def passed(self) -> bool:
        """Whether every comparison held."""
        return self.failure is None

    def cells(self, language: Language) -> tuple[str, ...]:
        """The row's columns as text."""
        unit = self.unit.in_language(language)
        numbers = [
            f"{value:.2g}{' ' if unit else ''}{unit}" for value in (self.largest, self.accepted)
        ]
        if self.ulp is not None:
            numbers[0] += f" ({self.ulp:.2g} ulp)"
        verdict = (_PASSED if self.passed else _FAILED).in_language(language)
        return (self.title.in_language(language), str(self.count), *numbers, verdict)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """All checks of one network.

    Attributes:
        network: The network's short name.
        seeds: What the sample points were drawn from.
        digits: Decimal digits to which equalities were asked to hold.
        rows: The checks, in order.
    """

    network: str
    seeds: tuple[int, ...]
    digits: int
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(row.passed for row in self.rows)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The first failure of every row that failed."""
        return tuple(row.failure for row in self.rows if row.failure is not None)

    def row(self, key: str) -> Row:
        """The check of a name; KeyError if there is none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def text(self, language: Language = "en") -> str:
        """The table, every failure below it, and the verdict."""
        table = [tuple(heading.in_language(language) for heading in _HEADINGS)]
        table += [row.cells(language) for row in self.rows]
        lines = _aligned(table)
        for row in self.rows:
            if row.note is not None:
                lines.append(f"{row.title.in_language(language)}: {row.note.in_language(language)}")
            if row.failure is not None:
                lines += ["", f"{row.title.in_language(language)}:"]
                lines += [f"  {line}" for line in row.failure.lines(language)]
        verdict = _ALL_PASSED if self.passed else _SOME_FAILED
        return "\n".join([*lines, "", verdict.in_language(language), ""])

    def as_json(self) -> dict[str, Any]:
        """The same for tools: only dictionaries, lists, strings, numbers, booleans and None."""
        return {
            "network": self.network,
            "passed": self.passed,
            "digits": self.digits,
            "seeds": list(self.seeds),
            "checks": [_row_as_json(row) for row in self.rows],
        }


def _row_as_json(row: Row) -> dict[str, Any]:
    failure = row.failure
    return {
        "check": row.key,
        "title": {"en": row.title.en, "ja": row.title.ja},
        "compared": row.count,
        "largest_error": _finite(row.largest),
        "accepted_error": row.accepted,
        "largest_error_in_ulp": None if row.ulp is None else _finite(row.ulp),
        "unit": row.unit.en or "relative to max(1, |value|)",
        "passed": row.passed,
        "failure": None
        if failure is None
        else {
            "where": failure.where,
            "rule": failure.rule or None,
            "before": failure.before,
            "after": failure.after,
            "numbers": list(failure.numbers),
            "indices": failure.place or None,
            "seed": failure.seed,
        },
    }


def _finite(value: float) -> float | None:
    """The value, or None for what JSON has no word for."""
    return value if abs(value) < float("inf") else None


def _aligned(table: list[tuple[str, ...]]) -> list[str]:
    widths = column_widths(table)
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    head, *body = (set_in_columns(row, widths) for row in table)
    return [head, rule, *body]


class Tally:
    """Counts the comparisons of one row, and keeps the first that fails."""

    def __init__(self, key: str, title: Text, accepted: float, unit: Text | None = None) -> None:
        self.key, self.title, self.accepted = key, title, accepted
        self.unit = unit or Text("", "")
        self.count, self.largest = 0, 0.0
        self.ulp: float | None = None
        self.failure: Failure | None = None

    def fails(self, error: float) -> bool:
        """Count one comparison; True for the first that fails, which the caller then describes."""
        self.count += 1
        if not error <= self.largest:  # not >: a NaN is the largest error of all
            self.largest = error
        return not error <= self.accepted and self.failure is None

    def row(self, note: Text | None = None) -> Row:
        """What was counted."""
        return Row(
            self.key, self.title, self.count, self.largest, self.accepted, self.unit,
            self.failure, note, self.ulp,
        )  # fmt: skip


def told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Two numbers as text: 15 digits, or as many as it takes to see that they differ."""
    digits = LEAST_DIGITS
    while digits < MOST_DIGITS and mpmath.nstr(one, digits) == mpmath.nstr(other, digits):
        digits *= 2
    return mpmath.nstr(one, digits), mpmath.nstr(other, digits)


def relative_error(one: Any, other: Any) -> float:
    """|one - other| / max(1, |one|), as a float that may be tiny."""
    return float(abs(one - other) / max(1, abs(one)))
