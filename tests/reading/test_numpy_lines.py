"""Lines of NumPy in plain text and in Markdown's blocks of code."""

import pytest

from tests.reading.documents import problems, verdicts

NETWORK = """Z = X @ W + b
H = np.tanh(Z)
L = np.sum((H - T)**2) / (2*N)
"""
RIGHT = """dH = (H - T) / N
dZ = dH * (1 - H**2)
dW = X.T @ dZ
db = np.sum(dZ, axis=0, keepdims=True)
db = dZ.sum(axis=0)
"""
WRONG = """dH = H - T
dZ = dH * (1 - H)
dW = dZ.T @ X
db = np.sum(dZ, axis=1, keepdims=True)
db = dZ.sum()
"""


def test_lines_of_numpy_are_judged():
    assert verdicts(NETWORK + RIGHT, "a.txt") == ["right"] * 5
    assert set(verdicts(NETWORK + WRONG, "a.txt")) == {"wrong"}


@pytest.mark.parametrize("language", ["", "python"])
def test_a_markdown_file_of_code_alone_is_judged(language):
    text = f"# Notes\n```{language}\nimport numpy as np\n{NETWORK}{RIGHT}```\nEnd.\n"
    assert verdicts(text) == ["right"] * 5
    assert set(verdicts(text.replace(RIGHT, WRONG))) == {"wrong"}


def test_code_beside_formulas_is_left_alone():
    text = f"$$y = w x$$\n$$\\frac{{dy}}{{dw}} = x$$\n```\n{NETWORK}{WRONG}```\n"
    assert verdicts(text) == ["right"]


def test_the_bias_of_data_times_weights_is_a_number():
    network = "y = X @ w + b\nL = np.mean((y - t)**2)\n"
    lines = "db = 2 * np.mean(y - t)\ndb = np.mean(y - t)\n"
    assert verdicts(network + lines, "a.txt") == ["right", "wrong"]


def test_a_count_that_nothing_ties_to_the_samples_is_refused():
    text = "y = X @ w\nL = np.mean((y - t)**2)\ndw = 2/N * X.T @ (y - t)\n"
    assert "'N'" in problems(text, "a.txt")[0]
