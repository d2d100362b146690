"""Ranges as people write them beside a formula."""

import pytest

from tests.reading.documents import displayed, verdicts

LINES = (r"y_n = \sum_i w_i x_{ni}", r"L = \frac12 \sum_n (y_n - t_n)^2")
RIGHT = r"\frac{\partial L}{\partial w_i} = \sum_n (y_n - t_n) x_{ni}"
WRONG = r"\frac{\partial L}{\partial w_i} = \sum_n (y_n + t_n) x_{ni}"


@pytest.mark.parametrize(
    "beside",
    [
        r"\quad i = 1..D",
        r", \; i = 1, 2, 3",
        r"\quad (i = 1, \ldots, D)",
        r" (i = 1, \ldots, D)",
        r"\quad i = 1, ..., D",
        r"\quad \text{for all } i",
        r"\quad \forall i",
        r"\; \forall i",
        r"\quad \forall\, i = 1, \dots, D",
    ],
)
def test_a_range_beside_a_line_hides_no_mistake(beside):
    assert verdicts(displayed(*LINES, RIGHT + beside, WRONG + beside)) == ["right", "wrong"]


@pytest.mark.parametrize("text", ["n = 1..N", r"i = 1, 2, 3", r"i, n = 1, \dots, N"])
def test_a_range_in_a_sentence_states_nothing(text):
    assert verdicts(f"Here ${text}$.\n{displayed(*LINES, RIGHT)}") == ["right"]


def test_a_line_for_some_places_is_judged_at_these_alone():
    line = r"\frac{\partial L}{\partial w_i} = \sum_n (y_n - t_n) x_{n1}"
    assert verdicts(displayed(*LINES, line + ", i = 1", line + ", i = 1, 2")) == ["right", "wrong"]


def test_plain_text_may_say_a_range_in_parentheses_behind_a_sum():
    lines = ["y_n = sum_i w_i x_ni   (n = 1..N)", "L = 1/2 sum_n (y_n - t_n)^2"]
    lines += ["dL/dw_i = sum_n (y_n - t_n) x_ni   for all i", "dL/dw_i = sum_n y_n x_ni (i = 1..I)"]
    assert verdicts("\n".join(lines), "a.txt") == ["right", "wrong"]


def test_a_definition_for_all_values_of_a_letter_is_a_definition():
    network = (LINES[0] + ", n = 1, 2, 3", LINES[1])
    assert verdicts(displayed(*network, RIGHT, WRONG)) == ["right", "wrong"]
