"""Every formula that a handout prints is read back by the checker, and judged right.

DERIVE_CLOSED_LOOP=all runs every example in every profile; else the largest networks are
sampled, and profiles other than the lecture's take four networks.
"""

from __future__ import annotations

import os
from functools import cache
from itertools import product

import pytest

from derive.documents.document import Document
from derive.judging.check import check
from derive.network.reader import examples
from derive.profiles.reader import profile_names
from derive.study import Study, derive
from tests.judging.printed_formulas import files, formulas

EXAMPLES = tuple(sorted(examples()))
OF_ALL_PROFILES = ("lecture", "mlp", "regression", "lstm")
LARGE = ("encoder", "gpt", "cnn", "selective_scan", "lstm")
SHARE = 8  # one in so many lines of the large networks
IS_WHOLE = os.environ.get("DERIVE_CLOSED_LOOP") == "all"
PROFILES = tuple(sorted(profile_names()))
CASES = [
    (example, notation)
    for example, notation in product(EXAMPLES, PROFILES)
    if IS_WHOLE or notation == "lecture" or example in OF_ALL_PROFILES
]


@cache
def study(example: str) -> Study:
    """An example, derived once."""
    return derive(example)


def document(example: str, notation: str) -> Document:
    """Its handout in a profile."""
    return study(example).document(notation=notation)


def assert_right(lines: list[str], example: str, notation: str) -> None:
    """Fail with the first line that is not read, or not right."""
    for text, _ in files(lines):
        report = check(text, network=example, notation=notation, name="handout.tex")
        for finding in report.findings:
            told = f"{finding.verdict}: {finding.source}\n{finding.problem}\n{finding.reading}"
            remarks = "\n".join(remark.en for remark in finding.remarks)
            assert finding.verdict in ("right", "noted"), (
                f"{told}\n{remarks}\n{finding.counterexample}"
            )
        judged = sum(finding.verdict == "right" for finding in report.findings)
        assert judged >= len(text.split("\n\n")) // 2, "most lines of a handout state something"


@pytest.mark.parametrize(("example", "notation"), CASES)
def test_every_line_of_a_handout_is_read_back_and_right(example: str, notation: str) -> None:
    lines = formulas(document(example, notation), "en")
    assert len(lines) > 20, "a handout has lines to check"
    if example in LARGE and not IS_WHOLE:
        lines = lines[::SHARE]
    assert_right(lines, example, notation)


@pytest.mark.parametrize("example", EXAMPLES)
def test_lines_that_japanese_words_make_different_are_right_too(example: str) -> None:
    handout = document(example, "lecture")
    english = set(formulas(handout, "en"))
    japanese = [line for line in formulas(handout, "ja") if line not in english]
    assert_right(japanese, example, "lecture")


def test_a_line_with_a_wrong_sign_does_not_pass() -> None:
    lines = formulas(document("lecture", "lecture"), "en")
    spoiled = next(line for line in lines if " - " in line).replace(" - ", " + ", 1)
    with pytest.raises(AssertionError):
        assert_right([spoiled], "lecture", "lecture")
