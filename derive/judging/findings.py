"""Findings, made of statements and judgements, with their places in the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.judging.compare import Agreement, Difference, Unjudged
from derive.judging.document import Read
from derive.judging.judge import Judgement
from derive.judging.report import Diagnosis, Finding, Verdict
from derive.reading.echo import echo
from derive.reading.parse_tree import Statement, Unread
from derive.reading.problems import ReadingProblem
from derive.reading.source import Source
from derive.reading.sources import line_and_column
from derive.text import Text


def stated(source: Source, statement: Statement, verdict: Verdict) -> Finding:
    """What is said of a statement that is not judged."""
    row, column = line_and_column(source.text, statement.span.start)
    return Finding(
        verdict=verdict,
        line=row,
        column=column,
        step=0,
        span=statement.span,
        source=source.text[statement.span.start : statement.span.end],
    )


def unread(source: Source, problem: Unread) -> Finding:
    """What is said of a line that could not be read."""
    row, column = line_and_column(source.text, problem.span.start)
    return Finding(
        verdict="unread",
        line=row,
        column=column,
        step=0,
        span=problem.span,
        source=source.text[problem.line.start : problem.line.end],
        problem=" ".join(part for part in (problem.met, problem.accepted) if part),
    )


def stopped(source: Source, lines: Sequence[Read], problem: ReadingProblem) -> Iterator[Finding]:
    """What is said of a document whose network cannot be read: why, and what was not judged."""
    row, _ = line_and_column(source.text, problem.span.start)
    for one in lines:
        span = one.found.line if isinstance(one.found, Unread) else one.found.span
        if span.start <= problem.span.start < span.end:
            yield unread(source, Unread(problem.met, problem.accepted, problem.span, span))
        elif isinstance(one.found, Unread):
            yield unread(source, one.found)
        else:
            met = f"This is not judged, because line {row} could not be read."
            yield replace(unread(source, Unread(met, None, span, span)), waits_for=row)


def judged_finding(
    source: Source,
    statement: Statement,
    step: int,
    one: Judgement,
    *,
    diagnoses: tuple[Diagnosis, ...] = (),
) -> Finding:
    """The verdict on an equality, `step` being the side before its sign, counted from 0."""
    span = statement.sides[step + 1].span
    is_chain = len(statement.sides) > 2
    row, column = line_and_column(source.text, span.start if is_chain else statement.span.start)
    outcome = one.outcome
    found = Finding(
        verdict=one.verdict,
        line=row,
        column=column,
        step=step + 1 if is_chain else 0,
        span=span,
        source=source.text[statement.span.start : statement.span.end],
        reading=f"{echo(one.left)} = {echo(one.right)}",
        is_proved=one.is_proved,
        diagnoses=diagnoses,
        expected=next((each.repair for each in diagnoses if each.repair), None),
        remarks=(*one.remarks, *_earlier(source, one)),
    )
    match outcome:
        case Agreement(points=points):
            return replace(found, points=points)
        case Difference():
            return replace(found, counterexample=outcome.counterexample())
        case Unjudged(reason=reason):
            return replace(found, problem=f"It cannot be judged. {reason}")
        case _:
            message = () if one.finding is None or diagnoses else (one.finding.message,)
            return replace(found, remarks=(*found.remarks, *message))


def _earlier(source: Source, one: Judgement) -> tuple[Text, ...]:
    """The earlier wrong lines that an equality follows from."""
    rows = sorted({line_and_column(source.text, start)[0] for start in one.lines})
    if not rows:
        return ()
    shown = ", ".join(map(str, rows))
    return (
        Text(
            f"right if line {shown} were right: it follows from the error there",
            f"{shown} 行目が正しければ正しい（そこの誤りから従う）",
        ),
    )
