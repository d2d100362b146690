"""Which equalities of a chain hold, under which reading, and which wrong ones count again."""

import pytest

from derive.judging.check import check
from tests.judging.lines import (
    LAYERS,
    MATRIX,
    RECURRENT,
    SOFTMAX,
    Z,
    findings,
    remarks,
    verdicts,
)

DIRECT = "right if the derivative holds all other named quantities (a direct derivative)"
EINSTEIN = "right if repeated indices are summed (Einstein's convention)"
LAYOUT = "true in the transposed (numerator) layout"
CANCELS = "this side is true again, but does not follow: two errors cancel"


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ("(y_j - t_j)(1 - y_j^2)", ["right"]),
        ("(y_j - t_j)(1 - y_j^2) = (y_j - t_j)(1 - y_j)(1 + y_j)", ["right", "right"]),
        ("(y_j - t_j)", ["wrong"]),
        ("(y_j - t_j)(1 - y_j) = (t_j - y_j)(y_j - 1)", ["wrong", "follows"]),
        ("(t_j - y_j)(1 - y_j^2) = (t_j - y_j)(1 - y_j)", ["wrong", "wrong"]),
        ("(t_j - y_j)(1 - y_j^2) = (y_j - t_j)(1 - y_j^2)", ["wrong", "wrong"]),
        ("(y_j - t_j)(1 - y_j^2) = (y_j - t_j) = y_j - t_j", ["right", "wrong", "follows"]),
    ],
)
def test_a_chain_is_judged_from_side_to_side(chain, expected):
    assert verdicts(f"{Z} = {chain}") == expected


def test_a_right_end_that_two_errors_give_is_named():
    line = f"{Z} = (t_j - y_j)(1 - y_j^2) = (y_j - t_j)(1 - y_j^2)"
    assert remarks(line) == [CANCELS]
    assert verdicts(line + " = (1 - y_j^2)(y_j - t_j)") == ["wrong", "wrong", "right"]


def test_a_second_error_in_a_chain_is_no_consequence_of_the_first():
    line = f"{Z} = (t_j - y_j)(1 - y_j^2) = (t_j - y_j)(1 - y_j)"
    second = findings(line)[1]
    assert second.verdict == "wrong"
    assert CANCELS not in [one.en for one in second.remarks]
    assert second.step == 2


SUMMED = r"\frac{\partial L}{\partial x_i} = w_{ji} \frac{\partial L}{\partial z_j}"
NO_SIGNS = "$$ z_j = w_{ji} x_i $$\n$$ L = z_j z_j $$\n"


def test_a_document_that_says_so_sums_repeated_letters():
    network = "Repeated indices are summed.\n" + NO_SIGNS
    assert verdicts(SUMMED, network=network)[-1] == "right"
    assert verdicts(SUMMED.replace("w_{ji}", "w_{ji} x_i"), network=network)[-1] == "wrong"


def test_where_sums_are_written_one_that_lacks_is_wrong_and_the_reading_is_named():
    assert verdicts(SUMMED) == ["wrong"]
    assert remarks(SUMMED) == [EINSTEIN]
    assert remarks(SUMMED.replace("w_{ji}", "")) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\frac{\partial u_t}{\partial w} = h_{t-1}", "right"),
        (r"\frac{\partial h_t}{\partial w} = (1 - h_t^2) h_{t-1}", "wrong"),
        (r"\frac{\partial h_t}{\partial x_t} = 0", "wrong"),
        (r"\frac{\partial h_t}{\partial w} = 0", "wrong"),
        (r"\frac{\partial L}{\partial w} = \sum_t 2 (h_t - y_t)(1 - h_t^2) h_{t-1}", "wrong"),
        (r"\frac{\partial L}{\partial h_t} = 2 (h_t - y_t)", "wrong"),
    ],
)
def test_a_direct_derivative_counts_only_where_the_equation_names_what_it_is_by(line, expected):
    assert verdicts(line, network=RECURRENT) == [expected]
    assert (DIRECT in remarks(line, network=RECURRENT)) == (expected == "right")


def test_a_total_derivative_through_time_is_right_without_a_remark():
    total = r"\frac{\partial h_t}{\partial w} = (1 - h_t^2)"
    line = total + r"(h_{t-1} + w \frac{\partial h_{t-1}}{\partial w})"
    assert verdicts(line, network=RECURRENT) == ["right"]
    assert remarks(line, network=RECURRENT) == []


DELTA = r"((y - t) \odot f'(z))"


@pytest.mark.parametrize(
    ("line", "expected", "says_layout"),
    [
        (rf"\frac{{\partial L}}{{\partial W}} = {DELTA} x^T", "right", False),
        (rf"\frac{{\partial L}}{{\partial W}} = x {DELTA}^T", "wrong", True),
        (rf"\frac{{\partial L}}{{\partial W}} = x^T {DELTA}", "wrong", False),
        (rf"\frac{{\partial L}}{{\partial x}} = W^T {DELTA}", "right", False),
        (rf"\frac{{\partial L}}{{\partial x}} = {DELTA}^T W", "right", True),
        (rf"\frac{{\partial L}}{{\partial x}} = W {DELTA}", "wrong", False),
        (rf"\frac{{\partial L}}{{\partial b}} = {DELTA}", "right", False),
    ],
)
def test_the_layout_is_named_where_it_matters(line, expected, says_layout):
    assert verdicts(line, network=MATRIX) == [expected]
    assert (LAYOUT in remarks(line, network=MATRIX)) == says_layout


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\frac{\partial p_k}{\partial z_j} = p_k (\delta_{kj} - p_j)", "right"),
        (r"\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)", "right"),
        (r"\frac{\partial p_k}{\partial z_j} = -p_k p_j \quad (j \ne k)", "right"),
        (r"\frac{\partial p_k}{\partial z_j} = -p_k p_j", "wrong"),
        (r"\frac{\partial p_k}{\partial z_j} = -p_k (1 - p_k) \quad (j \ne k)", "wrong"),
        (r"\frac{\partial L}{\partial z_k} = -t_k + p_k \sum_j t_j", "right"),
        (r"\frac{\partial L}{\partial z_k} = p_k - t_k", "wrong"),
    ],
)
def test_what_holds_for_two_classes_or_some_labels_only_is_wrong(line, expected):
    assert verdicts(line, network=SOFTMAX) == [expected]


def test_one_hot_labels_make_the_short_form_right():
    line = r"\frac{\partial L}{\partial z_k} = p_k - t_k"
    assert verdicts(line, network="Let $t$ be one-hot.\n" + SOFTMAX)[-1] == "right"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\delta^{(l)} = (W^{(l+1)T} \delta^{(l+1)}) \odot f'(z^{(l)})", "right"),
        (r"\delta^{(l)} = (W^{(l+1)T} \delta^{(l+1)}) \odot f'(z^{(l+1)})", "wrong"),
        (r"\delta^{(l)} = (W^{(l)T} \delta^{(l+1)}) \odot f'(z^{(l)})", "wrong"),
        (r"\delta^{(L)} = (a^{(L)} - t) \odot f'(z^{(L)})", "right"),
        (r"\delta^{(L)} = (a^{(L)} - t)", "wrong"),
        (r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} a^{(l-1)T}", "right"),
        (r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} a^{(l)T}", "wrong"),
        (r"\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}", "right"),
    ],
)
def test_a_line_about_a_general_layer_holds_at_every_layer(line, expected):
    assert verdicts(line, network=LAYERS) == [expected]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (r"z_j = \sum_i w_{ij} x_i + b_j", "range-conflict"),
        (rf"{Z} = (y_i - t_i)(1 - y_i^2)", ""),
    ],
)
def test_a_line_that_no_numbers_can_make_true_is_wrong(line, code):
    (found,) = findings(line)
    assert found.verdict == "wrong"
    assert code in [one.code for one in found.diagnoses] or not code


def test_equal_expressions_are_proved_and_others_agree_at_points():
    (found,) = findings(rf"{Z} = {Z}")
    assert found.is_proved
    (found,) = findings(rf"{Z} = (y_j - t_j)(1 - y_j^2)")
    assert not found.is_proved
    assert found.points >= 3


def test_no_verdict_without_finite_numbers():
    (found,) = findings(r"y_j = \frac{1}{z_j - z_j}")
    assert found.verdict == "unread"
    assert "no finite value" in found.problem


@pytest.mark.parametrize(("side", "verdict"), [("U", "right"), ("U^T", "wrong"), ("0", "wrong")])
def test_the_first_step_has_no_earlier_one_to_be_differentiated_by(side, verdict):
    text = r"""
$$s_t = W x_t + U h_{t-1} + b$$
$$h_t = \tanh(s_t)$$
$$L = \sum_{t=1}^{T} \frac12 \| h_t - y_t \|^2$$
"""
    line = rf"$$\frac{{\partial s_t}}{{\partial h_{{t-1}}}} = {side}$$"
    assert check(text + line, name="x.md").findings[-1].verdict == verdict
