"""What shows nothing is not accepted: zeros on both sides, entries that do not exist."""

from tests.judging.lines import findings

RECURRENT = r"""$$ s_t = w x_t + u h_{t-1} $$
$$ h_t = \tanh(s_t) $$
$$ L = \sum_{t=1}^{T} (h_t - y_t)^2 $$
"""


def test_a_derivative_by_an_entry_that_does_not_exist_is_refused():
    (found,) = findings(
        r"\frac{\partial L}{\partial h_0} = u \frac{\partial L}{\partial s_1}", network=RECURRENT
    )
    assert found.verdict == "unread"
    assert "no entry at 0" in found.problem


STEPS = """$$ z_j = \\sum_i w_{ji} x_i $$
$$ y_j = \\operatorname{sign}(z_j) $$
$$ L = \\sum_j (y_j - t_j)^2 $$
"""


def test_zeros_on_both_sides_show_nothing():
    line = r"\frac{\partial L}{\partial z_j} = 3 \frac{\partial L}{\partial z_j}"
    (found,) = findings(line, network=STEPS)
    assert found.verdict == "unread"
    assert "shows nothing" in found.problem


def test_a_written_zero_is_a_claim():
    (found,) = findings(r"\frac{\partial L}{\partial z_j} = 0", network=STEPS)
    assert found.verdict == "right"
