"""The mistakes of the corpus are named: one line of each, and at least nine in ten come first."""

from functools import cache

import pytest

from derive.judging.check import check
from derive.judging.mistakes import MISTAKES
from tests.judging.corpus_entries import Context, Line, contexts, document
from tests.judging.corpus_results import PATIENCE


def _wrong():
    return [(context, line) for context in contexts() for line in context.lines if line.mistake]


def _one_of_each():
    """The first line of every mistake, where mistakes have one of their own."""
    found: dict[str, tuple[Context, Line]] = {}
    for context, line in _wrong():
        found.setdefault(line.mistake, (context, line))
    return list(found.values())


@cache
def _codes(name: str, number: int) -> tuple[str, ...]:
    context = next(one for one in contexts() if one.name == name)
    line = context.lines[number]
    notation = context.notation or None
    report = check(
        document(context, line),
        context.network or None,
        notation if context.network else None,
        f"{name}.{context.format}",
        seconds=PATIENCE,
    )
    found = [one for one in report.findings if one.verdict == "wrong"]
    return tuple(cause.code for cause in found[-1].diagnoses) if found else ()


def test_every_mistake_of_the_corpus_has_a_message():
    assert {line.mistake for _, line in _wrong()} <= set(MISTAKES)
    assert {code for _, line in _wrong() for code in line.also} <= set(MISTAKES)


@pytest.mark.parametrize(
    ("context", "line"), _one_of_each(), ids=[line.mistake for _, line in _one_of_each()]
)
def test_a_mistake_is_among_the_diagnoses(context, line):
    codes = _codes(context.name, context.lines.index(line))
    assert set(codes) & {line.mistake, *line.also}


def test_nine_in_ten_come_first():
    lines = _one_of_each()
    first = [
        bool(codes) and codes[0] in {line.mistake, *line.also}
        for context, line in lines
        for codes in [_codes(context.name, context.lines.index(line))]
    ]
    assert sum(first) >= 0.9 * len(first)
