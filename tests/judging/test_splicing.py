"""A repair is written as its writer writes, and changes no more than it has to."""

import pytest

from derive.judging.check import check

PLAIN = """
z[j] = sum(i, w[j,i]*x[i]) + b[j]
h[j] = tanh(z[j])
y[k] = sum(j, v[k,j]*h[j])
L = 1/2*sum(k, (y[k] - t[k])**2)
"""
NUMPY = """
Z = X @ W + b
H = tanh(Z)
L = sum((H - T)**2)/2
"""
SCRIPTS = """
y = Σ_i w_i x_i + b
L = (y - t)^2
"""
MARGIN = r"""
$$s = \sum_i w_i x_i$$
$$L = \frac12 \max(0, m - s)^2$$
"""


@pytest.mark.parametrize(
    ("context", "left", "wrong", "expected"),
    [
        (PLAIN, "dL/dy[k]", "t[k] - y[k]", "y[k] - t[k]"),
        (PLAIN, "dL/dv[k,j]", "(y[k] - t[k])*h[k]", "(y[k] - t[k])*h[j]"),
        (
            PLAIN,
            "dL/dh[j]",
            "sum(k, (y[k] - t[k])*v[j,k])",
            "sum(k, (y[k] - t[k])*v[k,j])",
        ),
        (
            PLAIN,
            "dL/dz[j]",
            "dL/dh[j]*(1 - h[j])",
            "dL/dh[j]*(1 - h[j]**2)",
        ),
        (NUMPY, "dL/dW", "X @ ((H - T)*(1 - H**2))", "X.T @ ((H - T)*(1 - H**2))"),
        (SCRIPTS, "∂L/∂w_i", "2 (t - y) x_i", "2 (y - t) x_i"),
    ],
)
def test_plain_text_is_answered_in_the_writers_plain_text(context, left, wrong, expected):
    found = check(f"{context}\n{left} = {wrong}\n", name="notes.txt", seconds=30).findings[-1]
    assert found.verdict == "wrong"
    assert expected in [one.repair for one in found.diagnoses]


@pytest.mark.parametrize(
    ("left", "wrong", "expected"),
    [
        (r"\frac{\partial L}{\partial s}", r"\max(0, m - s)", r"-\max(0, m - s)"),
        (
            r"\frac{\partial L}{\partial w_i}",
            r"\max(0, m - s)\,x_i",
            r"-\max(0, m - s)\,x_i",
        ),
    ],
)
def test_a_maximum_stays_one(left, wrong, expected):
    text = f"{MARGIN}\n$${left} = {wrong}$$\n"
    found = check(text, name="notes.md", seconds=30).findings[-1]
    assert found.diagnoses[0].repair == expected


def test_spaces_and_braces_of_the_writer_are_kept():
    line = r"\frac{\partial L}{\partial w_{i}} = {m}\,s\, x_{i}"
    context = "$$s = \\sum_{i} w_{i} x_{i}$$\n$$L = \\frac12 s^2 m$$\n"
    wrong = line.replace("{m}", "2\\,m")
    found = check(f"{context}\n$${wrong}$$\n", name="notes.md", seconds=30).findings[-1]
    assert found.diagnoses[0].repair == r"m\,s\, x_{i}"
