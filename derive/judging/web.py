"""A report as one page of HTML that needs no network and no script.

What is right, wrong or unread is told by a word, a sign and the kind of border, so that the page
says the same in grey. Formulas are set from what was read; source is shown below them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from derive.documents.web_fonts import font_faces
from derive.errors import DeriveError
from derive.judging.document import lines_of
from derive.judging.excerpt import harmless, place
from derive.judging.formula_web import equality_mathml
from derive.judging.problem_words import in_language
from derive.judging.report import CheckReport, Finding
from derive.judging.wording import (
    DERIVATION,
    EXPECTED,
    LIKELY,
    MENDED,
    OR_ELSE,
    READ_AS,
    SIGNS,
    STEP,
    TITLE,
    VERDICTS,
    follow_through,
    judged,
    numbers,
    summary,
)
from derive.notation.tokens import Span
from derive.reading.latex import read_latex
from derive.reading.parse_tree import Statement
from derive.reading.plain import read_plain
from derive.reading.sources import Source, pieces
from derive.templating import render
from derive.text import Language

NO_EXPLANATIONS: Mapping[int, str] = {}
FACES = "\ue003"  # where the page gets the Japanese letters that it uses
Row = tuple[str, str, str]  # a label, what is said in HTML, its class


def web(
    report: CheckReport, language: Language, explanations: Mapping[int, str] = NO_EXPLANATIONS
) -> str:
    """The report as one HTML file.

    Args:
        report: What was found.
        language: The language of the words around the writer's formulas.
        explanations: By a finding's number from 0, the derivation of what it should be.
    """
    source = _source(report)
    statements = _statements(source)
    shown = [
        {
            **_shown(report, number, language),
            "formula": _formula(one, statements),
            "explanation": escape(explanations.get(number, "")),
        }
        for number, one in enumerate(report.findings)
    ]
    name = "stdin" if report.name == "-" else harmless(report.name)
    page = render(
        "check/report.html.jinja",
        faces=FACES,
        language=language,
        title=escape(TITLE.in_language(language).format(name=name)),
        summary=escape(summary(report, language)),
        remarks=[escape(one.in_language(language)) for one in report.remarks],
        findings=shown,
    )
    return page.replace(FACES, font_faces(page, language), 1)


def _source(report: CheckReport) -> Source | None:
    """The pieces of what was checked; None if they cannot be found again."""
    is_notebook = report.name.lower().endswith(".ipynb")
    try:
        return pieces(report.text, "cells.md" if is_notebook else report.name)
    except DeriveError:
        return None


def _statements(source: Source | None) -> Sequence[Statement]:
    """What was read of the text, in order."""
    if source is None:
        return ()
    return [one.found for one in lines_of(source) if isinstance(one.found, Statement)]


def _formula(finding: Finding, statements: Sequence[Statement]) -> str:
    """The equality that a finding speaks of, set; "" if it was not read."""
    if finding.verdict == "unread":
        return ""
    for one in statements:
        if one.span.start <= finding.span.start and finding.span.end <= one.span.end:
            last = len(one.sides) - 1
            spans = [side.span for side in one.sides]
            if finding.step and finding.span in spans[1:]:
                last = spans.index(finding.span, 1)
                return equality_mathml(one, last - 1, last)
            return equality_mathml(one, 0, last)
    return ""


def _set(text: str, source: str) -> str:
    """A formula that a report proposes: set if it can be read whole, else as it is written."""
    is_latex = "\\" in source or "\\" in text
    read = read_latex(text, 0, {}) if is_latex else read_plain(text, 0)
    if len(read) == 1 and isinstance(read[0], Statement):
        return equality_mathml(read[0], 0, len(read[0].sides) - 1)
    return f"<code>{escape(harmless(text))}</code>"


def _shown(report: CheckReport, number: int, language: Language) -> dict[str, object]:
    """What the template prints of one finding, all of it HTML."""
    finding = report.findings[number]
    step = STEP.in_language(language).format(n=finding.step) if finding.step else ""
    return {
        "verdict": finding.verdict,
        "sign": SIGNS[finding.verdict],
        "word": escape(VERDICTS[finding.verdict].in_language(language)),
        "sure": escape(judged(finding, language)),
        "code": escape(finding.diagnoses[0].code) if finding.diagnoses else "",
        "place": escape(", ".join(part for part in (place(report, finding), step) if part)),
        "source": _marked(report.text, finding),
        "rows": _rows(finding, language),
        "notes": [escape(one) for one in follow_through(report.findings, number, language)]
        + [escape(one.in_language(language)) for one in finding.remarks],
        "derivation": escape(DERIVATION.in_language(language)),
    }


def _rows(finding: Finding, language: Language) -> list[Row]:
    """What is said of one finding, each with its label."""
    rows: list[Row] = []
    if finding.problem:
        rows.append(("", escape(harmless(in_language(finding.problem, language))), "cause"))
    for number, one in enumerate(finding.diagnoses):
        wording = OR_ELSE if number else LIKELY
        said = wording.in_language(language).format(message=one.message.in_language(language))
        rows.append(("", escape(harmless(said)), "cause"))
        if one.repair and one.repair != finding.expected:
            rows.append((MENDED.in_language(language), _set(one.repair, finding.source), ""))
    if finding.reading:
        reading = f"<code>{escape(harmless(finding.reading))}</code>"
        rows.append((READ_AS.in_language(language), reading, ""))
    if finding.expected:
        rows.append((EXPECTED.in_language(language), _set(finding.expected, finding.source), ""))
    if finding.counterexample is not None:
        rows.append(("", escape(harmless(numbers(finding.counterexample, language))), "numbers"))
    return rows


def _marked(text: str, finding: Finding) -> str:
    """The writer's lines, with the characters that are meant marked."""
    span = finding.diagnoses[0].span if finding.diagnoses else finding.span
    start, end = _whole_lines(text, span)
    if finding.verdict not in ("wrong", "unread"):
        return _escaped(text[start:end].strip())
    before, within, after = (
        text[start : span.start],
        text[span.start : span.end],
        text[span.end : end],
    )
    return f"{_escaped(before.lstrip())}<mark>{_escaped(within)}</mark>{_escaped(after.rstrip())}"


def _escaped(text: str) -> str:
    """Source lines for the page: no control character of theirs reaches a reader."""
    return escape("\n".join(map(harmless, text.split("\n"))))


def _whole_lines(text: str, span: Span) -> tuple[int, int]:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return start, len(text) if end < 0 else end
