r"""What `\left.` and `\right.` group, and functions that a document defines."""

import pytest

from tests.reading.documents import displayed, verdicts

LINES = (r"y = \tanh(w x)", r"L = \frac12 \Bigl( y - t \Bigr)^2")


@pytest.mark.parametrize(
    "left",
    [
        r"\left. \frac{\partial L}{\partial w} \right.",
        r"\Bigl. \frac{\partial L}{\partial w} \Bigr.",
        r"\left. \frac{\partial L}{\partial w} \right|",
        r"\frac{\partial^{} L}{\partial w}",
    ],
)
def test_fences_that_are_not_seen_only_group(left):
    right, wrong = "(y - t)(1 - y^2) x", "(y - t)(1 - y) x"
    found = verdicts(displayed(*LINES, f"{left} = {right}", f"{left} = {wrong}"))
    assert found == ["right", "wrong"]


def test_an_evaluation_at_a_point_is_judged_there():
    lines = [
        r"\left. \frac{\partial L}{\partial w} \right|_{w = 0} = " + right
        for right in ("-t x", "t x")
    ]
    assert verdicts(displayed(*LINES, *lines)) == ["right", "wrong"]


def test_what_is_not_closed_is_refused():
    assert verdicts(displayed(*LINES, r"\left. \frac{\partial L}{\partial w} = y"))[0] == "unread"


def test_a_function_of_the_document_has_a_slope():
    lines = [r"s(x) = \frac{1}{1 + e^{-x}}", r"s'(x) = s(x)(1 - s(x))", r"s'(x) = s(x)(1 + s(x))"]
    lines += ["z = W x", "y = s(z)", r"L = \frac12 \|y - t\|^2"]
    lines += [r"\frac{\partial L}{\partial z} = (y - t) \odot s'(z)"]
    lines += [r"\frac{\partial L}{\partial z} = (y - t) \odot s(z)"]
    assert verdicts(displayed(*lines)) == ["right", "wrong", "right", "wrong"]


def test_a_letter_with_a_prime_in_front_of_brackets_is_a_function():
    lines = ["y = w x", r"L = \rho(y - t)", r"\frac{\partial L}{\partial w} = \rho'(y - t) x"]
    lines += [r"\frac{\partial L}{\partial w} = \rho(y - t) x"]
    assert verdicts(displayed(*lines)) == ["right", "wrong"]


def test_a_rate_in_front_of_a_bracket_is_a_factor():
    lines = ["y = w x", "L = (y - t)^2", r"w \leftarrow w - 2\eta(y - t)x"]
    assert verdicts(displayed(*lines, r"w \leftarrow w - \eta(y - t)x")) == ["right", "wrong"]
