"""A mistake is named only where the model has what the mistake speaks of."""

import pytest

from derive.judging.check import check
from derive.judging.mistakes import MISTAKES
from derive.judging.preconditions import ANY, PRECONDITIONS

CONTRASTIVE = r"""
$$D = \sqrt{\sum_i (u_i - v_i)^2}$$
$$L = \frac{y}{2} D^2 + \frac{1 - y}{2} \max(0, m - D)^2$$
"""
DROPOUT = r"""
$$h_j = \tanh(\sum_i W_{ji} x_i)$$
$$\tilde h_j = \frac{m_j}{p} h_j$$
$$L = \frac12 \sum_j (\tilde h_j - t_j)^2$$
"""
EMBEDDING = r"""
$$h_d = \frac{1}{C} \sum_{c=1}^C e_{cd}$$
$$z_k = \sum_d U_{kd} h_d$$
$$L = \frac12 \sum_k (z_k - t_k)^2$$
"""
COSINE = r"""
$$a = \sum_i u_i v_i$$
$$b = \sqrt{\sum_i u_i^2}$$
$$c = a / b$$
$$L = 1 - c$$
"""
RIDGE = r"""
$$y = \sum_i w_i x_i$$
$$L = \frac12 (y - t)^2 + \frac{\lambda}{2} \sum_i w_i^2$$
"""


def _codes(context, line):
    found = check(f"{context}\n$${line}$$\n", name="notes.md", seconds=30).findings[-1]
    assert found.verdict == "wrong"
    return [one.code for one in found.diagnoses]


def test_every_mistake_has_a_precondition():
    assert set(PRECONDITIONS) == set(MISTAKES)


@pytest.mark.parametrize("code", sorted(MISTAKES))
def test_what_a_mistake_is_called_instead_needs_less_in_the_end(code):
    seen = set()
    while PRECONDITIONS[code] is not ANY:
        assert code not in seen
        seen.add(code)
        code = PRECONDITIONS[code].otherwise
        assert code in MISTAKES


@pytest.mark.parametrize(
    ("context", "line", "absent"),
    [
        (
            CONTRASTIVE,
            r"\frac{\partial L}{\partial D} = y D + (1 - y) \max(0, m - D)",
            "regulariser",
        ),
        (COSINE, r"\frac{\partial L}{\partial u_i} = -\frac{v_i}{b}", "regulariser"),
        (DROPOUT, r"\frac{\partial L}{\partial h_j} = m_j (\tilde h_j - t_j)", "batch-mean"),
        (
            DROPOUT,
            r"\frac{\partial L}{\partial h_j} = \frac{m_j}{p} (h_j - t_j)",
            "time-off-by-one",
        ),
        (
            EMBEDDING,
            r"\frac{\partial L}{\partial e_{cd}} = \sum_k (z_k - t_k) U_{kd}",
            "group-size-wrong",
        ),
        (EMBEDDING, r"\frac{\partial L}{\partial h_d} = \sum_k (z_k - t_k)", "gamma-dropped"),
    ],
)
def test_nothing_is_named_that_the_model_lacks(context, line, absent):
    assert not any(code.startswith(absent) for code in _codes(context, line))


def test_a_regulariser_that_is_there_is_missed():
    line = r"\frac{\partial L}{\partial w_i} = (y - t) x_i"
    assert _codes(RIDGE, line)[0] == "regulariser-missing"


def test_a_hinge_that_is_off_at_the_first_points_lets_nothing_pass():
    line = r"\frac{\partial L}{\partial D} = y D + (1 - y) \max(0, m - D)"
    found = check(f"{CONTRASTIVE}\n$${line}$$\n", name="notes.md", seconds=30).findings[-1]
    assert [one.code for one in found.diagnoses] == ["inner-sign-lost"]
