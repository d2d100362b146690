"""Documents in matrices as people write them: ones, traces, norms, gradients under a bar."""

import pytest

from derive.judging.check import check

BATCH = r"""
$X \in \mathbb{R}^{d \times N}$, $T \in \mathbb{R}^{c \times N}$; $\mathbf{1}$ has $N$ ones.
$$A = W X + b \mathbf{1}^\top, \quad H = \tanh(A), \quad Y = V H + c \mathbf{1}^\top$$
$$L = \frac{1}{2N} \| Y - T \|_F^2$$
$\Delta = \frac{\partial L}{\partial Y}$.
"""
ROWS = r"""
$X \in \mathbb{R}^{N \times D}$
$$S = \tanh(X U + \mathbf{1} b^\top), \quad O = S V$$
$$L = \frac{1}{2N} \| O - T \|_F^2$$
"""
ATTENTION = r"""
$$S = \frac{Q K^\top}{\sqrt{d}}, \quad A = \mathrm{softmax}(S), \quad O = A V$$
$$L = \frac12 \| O - Y \|_F^2$$
We write $\bar{M}$ for $\partial L / \partial M$.
"""
TRACES = r"""
$A \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times p}$, $B \in \mathbb{R}^{m \times p}$
$$R = A X - B, \quad f = \frac12 \mathrm{tr}(R^\top R) + \frac{\lambda}{2} \|X\|_F^2$$
"""
BLOCK = r"""
$x \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{n \times d}$, $W_2 \in \mathbb{R}^{d \times n}$
$$u = W_1 x + b_1, \quad h = \tanh(u), \quad y = x + \alpha W_2 h$$
$$L = \frac12 \|y - t\|^2$$
"""
TEACHER = r"""
$z_i = \sum_j w_{ij} x_j$, with a fixed distribution $q_i$, $\sum_i q_i = 1$:
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \quad C = -\sum_i q_i \log p_i$$
"""
RIGHT = (
    (BATCH, r"\frac{\partial L}{\partial c} = \Delta \mathbf{1}"),
    (BATCH, r"\frac{\partial L}{\partial b} = ((V^\top \Delta) \odot (1 - H \odot H)) \mathbf{1}"),
    (BATCH, r"\nabla_V L = \Delta H^\top"),
    (ROWS, r"\frac{\partial L}{\partial O} = \frac1N (O - T)"),
    (
        ROWS,
        r"\nabla_b L = (((O - T) V^\top / N) \odot (1 - S \odot S))^\top \mathbf{1}",
    ),
    (ATTENTION, r"\bar{V} = A^\top \bar{O}"),
    (ATTENTION, r"\bar{S} = A \odot (\bar{A} - (\bar{A} \odot A) \mathbf{1} \mathbf{1}^\top)"),
    (TRACES, r"\frac{\partial f}{\partial X} = A^\top (A X - B) + \lambda X"),
    (BLOCK, r"\frac{\partial L}{\partial \alpha} = (y - t)^\top W_2 h"),
    (TEACHER, r"\frac{\partial C}{\partial z_i} = p_i - q_i"),
)
WRONG = (
    (BATCH, r"\frac{\partial L}{\partial c} = \frac1N \Delta \mathbf{1}"),
    (BATCH, r"\frac{\partial L}{\partial b} = ((V^\top \Delta) \odot (1 - H)) \mathbf{1}"),
    (BATCH, r"\nabla_V L = \Delta A^\top"),
    (ROWS, r"\frac{\partial L}{\partial O} = O - T"),
    (ATTENTION, r"\bar{V} = A \bar{O}"),
    (ATTENTION, r"\bar{S} = A \odot (\bar{A} - \mathbf{1} \mathbf{1}^\top (\bar{A} \odot A))"),
    (TRACES, r"\frac{\partial f}{\partial X} = A^\top (A X - B) + 2 \lambda X"),
    (BLOCK, r"\frac{\partial L}{\partial \alpha} = \alpha (y - t)^\top W_2 h"),
    (TEACHER, r"\frac{\partial C}{\partial z_i} = q_i - p_i"),
)


def verdict(document: str, line: str) -> tuple[str, str]:
    report = check(f"{document}\n$$ {line} $$\n", name="notes.md", seconds=0.1)
    assert not any(one.verdict == "unread" for one in report.findings[:-1])
    return report.findings[-1].verdict, report.findings[-1].problem


@pytest.mark.parametrize(("document", "line"), RIGHT)
def test_a_right_line_is_read_and_accepted(document, line):
    assert verdict(document, line) == ("right", "")


@pytest.mark.parametrize(("document", "line"), WRONG)
def test_a_wrong_line_is_read_and_found(document, line):
    assert verdict(document, line)[0] == "wrong"


def test_ones_in_the_middle_of_a_product_have_no_shape_to_follow():
    found, problem = verdict(ROWS, r"\frac{\partial L}{\partial X} = S (\mathbf{1} b^\top) U^\top")
    assert (found, "vector of ones" in problem) == ("unread", True)


def test_a_bar_without_words_is_a_name_of_its_own():
    text = ATTENTION.partition("We write")[0] + "$$ \\bar{V} = A^\\top V $$\n"
    assert check(text, name="notes.md").findings[-1].verdict == "definition"
