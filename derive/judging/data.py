"""A report as plain values, ready for JSON, for editors and other tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from derive.judging.excerpt import line_of
from derive.judging.problem_words import in_language
from derive.judging.report import CheckReport, Counterexample, Diagnosis, Finding
from derive.notation.tokens import Span
from derive.reading.source import cell_and_line
from derive.text import Text

VERSION = 1
NO_EXPLANATIONS: Mapping[int, str] = {}


def as_data(
    report: CheckReport, explanations: Mapping[int, str] = NO_EXPLANATIONS
) -> dict[str, Any]:
    """The report with its spans as offsets, counted from 0, and as lines and columns, from 1.

    Of a notebook, lines are those of the cell, and the text that offsets count in is given.
    """
    found: dict[str, Any] = {
        "version": VERSION,
        "file": report.name,
        "exit_code": report.exit_code,
        "summary": dict(Counter(one.verdict for one in report.findings)),
        "remarks": [_words(one) for one in report.remarks],
        "findings": [
            _finding(report, one) | {"explanation": explanations.get(number)}
            for number, one in enumerate(report.findings)
        ],
    }
    if cell_and_line(report.text, 2)[0] is not None:
        found["text"] = report.text
    return found


def _finding(report: CheckReport, finding: Finding) -> dict[str, Any]:
    cell, line = cell_and_line(report.text, finding.line)
    return {
        "verdict": finding.verdict,
        "cell": cell,
        "line": line,
        "column": finding.column,
        "step": finding.step,
        "span": _span(report.text, finding.span),
        "source": finding.source,
        "reading": finding.reading,
        "is_proved": finding.is_proved,
        "points": finding.points,
        "expected": finding.expected,
        "counterexample": _counterexample(finding.counterexample),
        "diagnoses": [_diagnosis(report.text, one) for one in finding.diagnoses],
        "remarks": [_words(one) for one in finding.remarks],
        "problem": finding.problem or None,
        "problem_ja": in_language(finding.problem, "ja") or None,
        "waits_for": finding.waits_for or None,
    }


def _counterexample(found: Counterexample | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "extents": dict(found.extents),
        "seed": found.seed,
        "place": found.place,
        "yours": found.yours,
        "true": found.true,
    }


def _diagnosis(text: str, diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "code": diagnosis.code,
        "message": _words(diagnosis.message),
        "span": _span(text, diagnosis.span),
        "repair": diagnosis.repair,
    }


def _span(text: str, span: Span) -> dict[str, Any]:
    cell, line, column = line_of(text, span)
    _, end_line, end_column = line_of(text, Span(span.end, span.end))
    return {
        "start": span.start,
        "end": span.end,
        "cell": cell,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _words(text: Text) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}
