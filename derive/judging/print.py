"""A report as text for the terminal: each wrong line with its cause and a counterexample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.judging.excerpt import WIDTH, harmless, marked, place
from derive.judging.problem_words import in_language
from derive.judging.report import CheckReport, Diagnosis, Finding
from derive.judging.wording import (
    DERIVATION,
    ERROR,
    EXPECTED,
    LIKELY,
    MENDED,
    OR_ELSE,
    READ_AS,
    SIGNS,
    STEP,
    UNREAD,
    VERDICTS,
    WAITING,
    follow_through,
    judged,
    numbers,
    spans_of,
    summary,
)
from derive.notation.tokens import Span
from derive.text import Language, columns

NO_EXPLANATIONS: Mapping[int, str] = {}
INDENT = "  "


def printed(
    report: CheckReport,
    language: Language,
    *,
    explanations: Mapping[int, str] = NO_EXPLANATIONS,
    is_quiet: bool = False,
) -> str:
    """The whole report, without a line end.

    Args:
        report: What was found.
        language: The language of the words around the writer's formulas.
        explanations: By a finding's number from 0, the derivation of what it should be.
        is_quiet: Whether only what is wrong or unread is told.
    """
    blocks: list[str] = []
    short: list[str] = []
    for number, finding in enumerate(report.findings):
        if finding.waits_for:
            continue
        if finding.verdict in ("wrong", "unread"):
            blocks += _together(short)
            short = []
            lines = [*_told(report, number, language)]
            if number in explanations:
                lines += ["", INDENT + DERIVATION.in_language(language)]
                lines += [INDENT * 2 + line for line in explanations[number].splitlines()]
            blocks.append("\n".join(lines))
        elif not is_quiet:
            short += _short(report, finding, language)
    blocks += _together(short)
    blocks += _together([*_waiting(report, language)])
    remarks = [harmless(one.in_language(language)) for one in report.remarks]
    return "\n\n".join([*blocks, "\n".join([*remarks, summary(report, language)])])


def _waiting(report: CheckReport, language: Language) -> Iterator[str]:
    """The lines that another one keeps from being judged, in one line each."""
    held: dict[int, list[int]] = {}
    for one in report.findings:
        if one.waits_for:
            held.setdefault(one.waits_for, []).append(one.line)
    for row, lines in held.items():
        yield WAITING.in_language(language).format(lines=spans_of(lines), row=row)


def _together(lines: list[str]) -> list[str]:
    return ["\n".join(lines)] if lines else []


def _short(report: CheckReport, finding: Finding, language: Language) -> Iterator[str]:
    """A line that needs no action: its sign, its place, and how it was read."""
    step = STEP.in_language(language).format(n=finding.step) if finding.step else ""
    where = ", ".join(part for part in (place(report, finding), step) if part)
    what = finding.verdict in ("follows", "definition", "noted")
    kind = VERDICTS[finding.verdict].in_language(language) if what else ""
    sure = ", ".join(part for part in (kind, judged(finding, language)) if part)
    content = harmless(finding.reading or " ".join(finding.source.split()))
    yield f"{SIGNS[finding.verdict]} {where}  {content}" + (f"  ({sure})" if sure else "")
    for remark in finding.remarks:
        yield INDENT * 2 + harmless(remark.in_language(language))


def _told(report: CheckReport, number: int, language: Language) -> Iterator[str]:
    """A wrong or unread line with all that is known about it."""
    finding = report.findings[number]
    first = finding.diagnoses[0] if finding.diagnoses else None
    yield _head(report, finding, language)
    message = _message(finding, first, language)
    yield from _excerpt(report.text, first.span if first else finding.span, message)
    rows = [(READ_AS, finding.reading), (EXPECTED, finding.expected or "")]
    if first and first.repair and first.repair != finding.expected:
        rows.append((MENDED, first.repair))
    labels = [(label.in_language(language), content) for label, content in rows if content]
    width = max((columns(label) for label, _ in labels), default=0)
    for label, content in labels:
        yield f"{INDENT}{label}{' ' * (width - columns(label))} {_one_line(content)}"
    if finding.counterexample is not None:
        yield INDENT + harmless(numbers(finding.counterexample, language))
    for other in finding.diagnoses[1:]:
        yield INDENT + OR_ELSE.in_language(language).format(message=_cause(other, language))
    yield from (INDENT + line for line in follow_through(report.findings, number, language))
    yield from (INDENT + harmless(one.in_language(language)) for one in finding.remarks)


def _head(report: CheckReport, finding: Finding, language: Language) -> str:
    """What is wrong, by its code, and where, at the right margin."""
    left = UNREAD.in_language(language)
    if finding.verdict == "wrong":
        left = ERROR.in_language(language)
        if finding.diagnoses:
            left += f"[{finding.diagnoses[0].code}]"
    step = STEP.in_language(language).format(n=finding.step) if finding.step else ""
    right = ", ".join(part for part in (place(report, finding), step) if part)
    return left + " " * max(2, WIDTH - columns(left) - columns(right)) + right


def _message(finding: Finding, first: Diagnosis | None, language: Language) -> str:
    if finding.verdict == "unread":
        return harmless(in_language(finding.problem, language))
    if first is None:
        return ""
    return LIKELY.in_language(language).format(
        message=harmless(first.message.in_language(language))
    )


def _cause(diagnosis: Diagnosis, language: Language) -> str:
    """A further cause with its code and its repair."""
    message = f"{diagnosis.message.in_language(language)} [{diagnosis.code}]"
    return harmless(f"{message}: {_one_line(diagnosis.repair)}" if diagnosis.repair else message)


def _excerpt(text: str, span: Span, message: str) -> Iterator[str]:
    """The source's lines with carets below, and the message behind the last ones."""
    lines = marked(text, span)
    for line in lines:
        yield INDENT + line.text
        carets = INDENT + line.carets
        if line is not lines[-1] or not message:
            yield carets
        elif columns(carets) + 1 + columns(message) <= WIDTH + len(INDENT):
            yield f"{carets} {message}"
        else:
            yield carets
            yield INDENT + message
    if not lines and message:
        yield INDENT + message


def _one_line(text: str) -> str:
    return harmless(" ".join(text.split()))
