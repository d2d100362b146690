"""Updates that count or name their steps."""

import pytest

from tests.reading.documents import displayed, problems, verdicts

LINES = (r"y = \sum_i w_i x_i + b", r"L = (y - t)^2")


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("b_{k+1}", "b_k"),
        ("b^{(k+1)}", "b^{(k)}"),
        ("b_k", "b_{k-1}"),
        (r"b^{\text{new}}", r"b^{\text{old}}"),
        (r"b^{\mathrm{new}}", "b"),
        ("b^{new}", "b"),
        ("b_{new}", "b_{old}"),
        ("b'", "b"),
    ],
)
def test_a_step_is_an_update(new, old):
    right = rf"{new} = {old} - 2\eta(y - t)"
    wrong = rf"{new} = {old} - \eta(y - t)"
    turned = rf"{new} = {old} + 2\eta(y - t)"
    assert verdicts(displayed(*LINES, right, wrong, turned)) == ["right", "wrong", "wrong"]


def test_a_step_of_an_entry_keeps_its_index():
    right = r"w_i^{(s+1)} = w_i^{(s)} - 2\eta(y - t)x_i"
    assert verdicts(displayed(*LINES, right, right.replace("x_i", "w_i"))) == ["right", "wrong"]


def test_a_step_may_name_the_gradient_where_it_stands():
    lines = [r"L(w) = \frac12 \|X w - y\|^2", r"w_{t+1} = w_t - \eta \nabla L(w_t)"]
    lines += [r"w_{t+1} = w_t + \eta \nabla L(w_t)", r"w_{t+1} = w_t - \eta X^T(X w_t - y)"]
    lines += [r"w_{t+1} = w_t - \eta X^T(X w_t + y)"]
    assert verdicts(displayed(*lines)) == ["right", "wrong", "right", "wrong"]


def test_the_value_after_the_step_may_not_stand_on_the_right():
    lines = [*LINES, r"b_{k+1} = b_k - 2\eta(y - t) + b_{k+1}"]
    assert "stands on both sides" in problems(displayed(*lines))[0]


def test_a_letter_that_other_lines_have_in_scripts_counts_no_steps():
    lines = [r"h_t = \tanh(w x_t + u h_{t-1})", r"L = \frac12 \sum_t (h_t - y_t)^2"]
    lines += [r"w_{t+1} = w_t - \eta \frac{\partial L}{\partial w}"]
    assert verdicts(displayed(*lines)) != ["right"]


def test_momentum_is_refused():
    lines = [*LINES, r"v_{k+1} = \mu v_k - \eta \frac{\partial L}{\partial b}"]
    assert verdicts(displayed(*lines)) == ["unread"]
