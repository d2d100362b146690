"""A failure is told so that it can be repeated: place, rule, numbers and seed."""

import json
import math

import mpmath

from derive.checking.report import Failure, Tally, VerifyReport, relative_error, told_apart
from derive.text import Text

TITLE = Text("steps", "導出の各行")


def failed_row():
    tally = Tally("steps", TITLE, 1e-30)
    assert not tally.fails(1e-40)
    assert tally.fails(0.5)
    tally.failure = Failure(
        where="9b: dw1[j,i]",
        rule="contract",
        before="sum(k, delta(k,j)*f[k])",
        after="f[j]",
        numbers=("1.0", "1.5"),
        place="j=0, i=2",
        seed=3,
    )
    return tally.row()


def test_only_the_first_failure_is_described():
    tally = Tally("steps", TITLE, 1e-30)
    assert tally.fails(1.0)
    tally.failure = Failure("first", "a", "b", ("1", "2"))
    assert not tally.fails(2.0)
    assert (tally.row().count, tally.row().largest, tally.row().failure.where) == (2, 2.0, "first")


def test_numbers_that_differ_late_are_told_apart():
    with mpmath.workdps(40):
        assert told_apart(mpmath.mpf(1), mpmath.mpf(2)) == ("1.0", "2.0")
        one, other = told_apart(mpmath.mpf(1), 1 + mpmath.mpf(10) ** -28)
    assert one != other
    assert told_apart(mpmath.mpf(1), math.nan) == ("1.0", "nan")


def test_a_number_that_is_none_fails():
    tally = Tally("steps", TITLE, 1e-30)
    assert tally.fails(math.nan)
    assert not tally.row().passed or tally.failure is None


def test_a_failure_names_place_rule_numbers_and_seed_in_both_languages():
    report = VerifyReport("net", (3,), 30, (failed_row(),))
    assert not report.passed
    english, japanese = report.text("en"), report.text("ja")
    for told in ("9b: dw1[j,i]", "contract", "1.0 ≠ 1.5", "j=0, i=2"):
        assert told in english
        assert told in japanese
    assert "FAILED" in english
    assert "不合格" in japanese
    assert "seed: 3" in english


def test_json_has_what_the_table_has():
    report = VerifyReport("net", (3,), 30, (failed_row(),))
    data = json.loads(json.dumps(report.as_json(), allow_nan=False))
    (check,) = data["checks"]
    assert check["failure"]["rule"] == "contract"
    assert check["compared"] == 2
    assert not data["passed"]


def test_columns_stand_below_each_other_in_both_languages():
    row = Tally("steps", TITLE, 1e-30).row()
    lines = VerifyReport("net", (1,), 30, (row, row)).text("ja").splitlines()
    assert lines[2] == lines[3]


def test_small_numbers_are_compared_absolutely_and_large_ones_relatively():
    assert relative_error(1e-9, 2e-9) == 1e-9
    assert relative_error(2e9, 1e9) == 0.5
