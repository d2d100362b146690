"""Names that gates tell apart: W^r, W^{(r)}, W_{r,ji}, W_{xr}."""

import pytest

from tests.reading.documents import displayed, problems, verdicts

ENDS = (r"s_j = (1 - r_j) h_j + r_j x_j", r"L = \frac12 \sum_j (s_j - t_j)^2")
SLOPE = r"(s_j - t_j)(x_j - h_j) r_j (1 - r_j)"


@pytest.mark.parametrize("gate", ["U^r_{jk}", "U^{(r)}_{jk}", "U_{r,jk}", "U_{jk,r}"])
def test_a_gate_is_a_mark_of_its_matrix(gate):
    lines = [rf"r_j = \sigma(\sum_k {gate} h_k)", *ENDS]
    right = rf"\frac{{\partial L}}{{\partial {gate}}} = {SLOPE} h_k"
    wrong = rf"\frac{{\partial L}}{{\partial {gate}}} = (s_j - t_j)(x_j - h_j) r_j h_k"
    assert verdicts(displayed(*lines, right, wrong)) == ["right", "wrong"]


def test_two_gates_with_one_letter_are_two_matrices():
    lines = [
        r"r_j = \sigma(\sum_i W^r_{ji} x_i)",
        r"u_j = \tanh(\sum_i W^u_{ji} x_i)",
        r"L = \sum_j r_j u_j",
        r"\frac{\partial L}{\partial W^u_{ji}} = r_j (1 - u_j^2) x_i",
        r"\frac{\partial L}{\partial W^r_{ji}} = r_j (1 - u_j^2) x_i",
    ]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


def test_letters_of_both_ends_are_marks_though_gradients_carry_them_too():
    lines = [
        r"R = \sigma(X W_{xr} + H W_{hr})",
        r"L = \frac12 \|R - T\|^2",
        r"\frac{\partial L}{\partial W_{xr}} = X^T((R - T) \odot R \odot (1 - R))",
        r"\frac{\partial L}{\partial W_{hr}} = X^T((R - T) \odot R \odot (1 - R))",
    ]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


def test_a_letter_in_parentheses_that_names_nothing_is_no_mark():
    lines = [r"y^{(n)} = \sum_i w_i x_i^{(n)}", r"L = (y^{(n)} - t^{(n)})^2"]
    assert "The index 'n' stands on the right only." in problems(displayed(*lines))[-1]
