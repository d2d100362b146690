"""Gradients that do not say by what."""

import pytest

from tests.reading.documents import displayed, problems, verdicts

RIDGE = r"J(w) = \|X w - y\|^2 + \lambda \|w\|^2"


@pytest.mark.parametrize("gradient", [r"\nabla J", r"\nabla J(w)", r"\nabla_w J"])
def test_a_bare_gradient_is_by_the_only_weight(gradient):
    right = rf"{gradient} = 2 X^T (X w - y) + 2 \lambda w"
    wrong = rf"{gradient} = 2 X^T (X w - y) + \lambda w"
    assert verdicts(displayed(RIDGE, right, wrong)) == ["right", "wrong"]


@pytest.mark.parametrize(
    "network", [r"J = \|X w + b - y\|^2", r"J = \|W_2 W_1 x - y\|^2", r"J = \|X \theta - w\|^2"]
)
def test_a_bare_gradient_is_refused_where_it_can_be_by_several_names(network):
    found = problems(displayed(network, r"\nabla J = 0"))
    assert "It is not said by what this gradient is." in found[0]


def test_a_bare_activation_of_a_general_layer_is_that_of_the_last():
    lines = [r"z^l = w^l a^{l-1} + b^l", r"a^l = \sigma(z^l)", r"C = \frac12 \|y - a^L\|^2"]
    lines += [r"\delta^L = \frac{\partial C}{\partial z^L}"]
    lines += [r"\delta^L = \nabla_a C \odot \sigma'(z^L)", r"\delta^L = \nabla_a C"]
    assert verdicts(displayed(*lines))[-2:] == ["right", "wrong"]
