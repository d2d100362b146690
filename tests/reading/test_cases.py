"""A brace of cases says what holds everywhere, once."""

import pytest

from derive.reading.problems import ReadingProblem
from tests.reading.small import said, term


def brace(*rows):
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


@pytest.mark.parametrize(
    ("rows", "read_as"),
    [
        ((r"z_j & z_j > 0", r"0 & \text{otherwise}"), "(z[j] if z[j] > 0, else 0)"),
        ((r"z_j & z_j > 0", r"0 & z_j \le 0"), "(z[j] if z[j] > 0, else 0)"),
        ((r"z_j & \text{if } z_j > 0", r"0 & \text{if } z_j < 0"), "(z[j] if z[j] > 0, else 0)"),
        ((r"z_j & z_j > 0", r"0 & 0 \ge z_j"), "(z[j] if z[j] > 0, else 0)"),
        (("1 & z_j > 0", "0 & z_j = 0", "-1 & z_j < 0"), "(1 if z[j] > 0, 0 if z[j] = 0, else -1)"),
        ((r"z_j & j = j'", r"z_{j'} & j \ne j'"), "(z[j] if delta(j, j'), else z[j'])"),
    ],
)
def test_conditions_that_part_all_there_is_are_read(rows, read_as):
    assert said(brace(*rows)) == read_as


@pytest.mark.parametrize(
    "rows",
    [
        ("z_j & z_j > 0", "0 & z_j > 1"),
        ("z_j & z_j > 0", "0 & y_j < 0"),
        ("z_j & z_j > 0", "0 & z_j > 0"),
        ("z_j & z_j > 0", r"0 & z_j \ge 0"),
        ("z_j & z_j > 1", "0 & z_j < -1"),
        ("z_j & j > j'", "z_{j'} & j < j'"),
    ],
)
def test_a_last_condition_that_is_not_what_remains_is_refused(rows):
    with pytest.raises(ReadingProblem) as met:
        term(brace(*rows))
    assert met.value.met == "The conditions of these cases do not part all there is."
    assert met.value.accepted == "Write 'otherwise' for the last one."


def test_otherwise_stands_last():
    with pytest.raises(ReadingProblem, match="Only the last case may be 'otherwise'"):
        term(brace(r"0 & \text{otherwise}", "z_j & z_j > 0"))
