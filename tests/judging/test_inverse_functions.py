"""arctan, arcsin and arccos: numbers, derivatives, and what is said of a wrong one."""

import pytest

from tests.judging.lines import findings

NETWORK = r"""$$ a_i = \sum_j W_{ij} x_j $$
$$ h_i = \arctan(a_i) $$
$$ q_i = \arcsin(h_i / 2) + \arccos(h_i / 3) $$
$$ E = \frac12 \sum_i (q_i - t_i)^2 $$
"""
ROOTS = r"\frac{1}{2 \sqrt{1 - h_i^2 / 4}} - \frac{1}{3 \sqrt{1 - h_i^2 / 9}}"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial h_i}{\partial a_i} = \frac{1}{1 + a_i^2}", "right"),
        (r"\frac{\partial h_i}{\partial a_i} = \frac{1}{1 + h_i^2}", "wrong"),
        (rf"\frac{{\partial q_i}}{{\partial h_i}} = {ROOTS}", "right"),
        (rf"\frac{{\partial q_i}}{{\partial h_i}} = {ROOTS.replace(' - ', ' + ')}", "wrong"),
    ],
)
def test_inverse_functions_have_slopes(line, verdict):
    (found,) = findings(line, network=NETWORK)
    assert found.verdict == verdict


def test_a_wrong_closed_form_is_mended_in_a_closed_form():
    (found,) = findings(r"\frac{\partial h_i}{\partial a_i} = \frac{1}{1 - a_i^2}", network=NETWORK)
    assert found.expected is not None
    assert "arctan" not in found.expected
