"""Indices that a document fixes: the true class of -log p_c."""

import pytest

from tests.reading.documents import displayed, problems, verdicts

SOFTMAX = r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
SLOPE = r"\frac{\partial L}{\partial z_k}"


@pytest.mark.parametrize("c", ["c", "y"])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{s} = p_k - \\mathbb{{1}}[k = {c}]", "{s} = p_k - 1"),
        ("{s} = p_k - \\delta_{{k{c}}}", "{s} = p_k"),
        ("{s} = p_k - \\delta_{{{c}k}}", "{s} = \\delta_{{{c}k}} - p_k"),
        ("{s} = p_k - 1 \\quad (k = {c})", "{s} = p_k \\quad (k = {c})"),
        ("{s} = p_k \\quad \\text{{for }} k \\ne {c}", "{s} = p_k - 1 \\quad k \\ne {c}"),
        (
            "{s} = \\begin{{cases}} p_k - 1 & k = {c} \\\\ p_k & k \\ne {c} \\end{{cases}}",
            "{s} = \\begin{{cases}} p_k & k = {c} \\\\ p_k - 1 & k \\ne {c} \\end{{cases}}",
        ),
        (
            "\\frac{{\\partial L}}{{\\partial z_{c}}} = p_{c} - 1",
            "\\frac{{\\partial L}}{{\\partial z_{c}}} = p_{c}",
        ),
        (
            "\\frac{{\\partial p_{c}}}{{\\partial z_k}} = p_{c}(\\delta_{{k{c}}} - p_k)",
            "\\frac{{\\partial p_{c}}}{{\\partial z_k}} = p_{c}(1 - p_k)",
        ),
    ],
)
def test_the_true_class_is_one_place_that_nobody_knows(right, wrong, c):
    lines = [one.format(s=SLOPE, c=c) for one in (right, wrong)]
    found = verdicts(displayed(SOFTMAX, rf"L = -\log p_{c}", *lines))
    assert found == ["right", "wrong"]


def test_every_sample_may_have_a_class_of_its_own():
    lines = [r"p_{nk} = \frac{e^{z_{nk}}}{\sum_j e^{z_{nj}}}"]
    lines += [r"L = -\frac{1}{N} \sum_{n=1}^N \log p_{n,y_n}"]
    slope = r"\frac{\partial L}{\partial z_{nk}}"
    lines += [rf"{slope} = \frac{{1}}{{N}} (p_{{nk}} - \mathbb{{1}}[k = y_n])"]
    lines += [rf"{slope} = p_{{nk}} - \mathbb{{1}}[k = y_n]"]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


def test_a_sum_may_leave_the_class_out():
    lines = [r"L = \sum_{j \ne y} \max(0, s_j - s_y + 1)"]
    slope = r"\frac{\partial L}{\partial s_y}"
    lines += [rf"{slope} = -\sum_{{j \ne y}} \mathbb{{1}}[s_j - s_y + 1 > 0]"]
    lines += [rf"{slope} = -\sum_j \mathbb{{1}}[s_j - s_y + 1 > 0]"]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


@pytest.mark.parametrize(
    ("network", "met"),
    [
        ((r"y_j = \sum_i w_{ji} x_i", r"L = \frac12 (y_k - t_k)^2"), "'k' stands on the right"),
        ((r"p_c = e^{z_c}", r"L = -\log p_c"), "'c' stands on the right"),
    ],
)
def test_a_letter_with_a_range_or_a_value_is_no_class(network, met):
    assert any(met in one for one in problems(displayed(*network)))


@pytest.mark.parametrize(
    "line", [r"\frac{\partial L}{\partial z_{c+1}} = p_{c+1}", rf"{SLOPE} = p_k [k < c]"]
)
def test_a_class_stands_only_where_it_is_a_place(line):
    assert problems(displayed(SOFTMAX, r"L = -\log p_c", line))
