"""Points lie on both sides of every case of a model's definitions."""

import pytest

from derive.judging.check import check

HINGE = r"""
$$d = \sum_i (x_i - y_i)^2$$
$$L = \max(0, m - d)^2$$
"""


@pytest.mark.parametrize(
    ("side", "verdict"),
    [
        (r"2 \max(0, m - d)", "right"),
        (r"3 \max(0, m - d)", "wrong"),
        (r"2 (m - d)", "wrong"),
        ("0", "wrong"),
    ],
)
def test_a_margin_is_reached_and_missed(side, verdict):
    report = check(HINGE + rf"$$\frac{{\partial L}}{{\partial m}} = {side}$$", name="x.md")
    assert report.findings[-1].verdict == verdict
