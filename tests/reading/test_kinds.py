"""Names without indices are scalars, vectors or matrices by what they stand beside."""

import pytest

from tests.reading.small import model_names
from tests.reading.test_declared import network


def ranks(text):
    return {name: len(sizes) for name, sizes in model_names(network(text).model).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("z = W x\nL = \\|z\\|^2", {"W": 2, "x": 1, "z": 1}),
        ("z = w^T x + b\nL = z^2 + z", {"w": 1, "x": 1, "z": 0}),
        ("Z = X W\nL = \\|Z\\|^2", {"X": 2, "W": 2, "Z": 2}),
        ("z_j = c x_j\nL = \\sum_j z_j", {"c": 0, "x": 1, "z": 1}),
        ("z = W x\nL = \\frac{1}{2} (z - t)^T (z - t)", {"t": 1, "L": 0}),
        ("z = W x\ny = \\frac{z}{s}\nL = \\|y\\|^2", {"s": 0, "y": 1}),
        ("z_k = \\sum_j w_{kj} h_j\np = \\mathrm{softmax}(z)\nL = -\\sum_k t_k \\log p_k",
         {"p": 1, "z": 1, "t": 1}),
        ("z = A x\nB = z x^T\nL = \\|B\\|^2", {"A": 2, "B": 2}),
    ],
)  # fmt: skip
def test_a_name_has_the_rank_that_its_place_asks_for(text, expected):
    assert ranks(text).items() >= expected.items()


def test_a_loss_is_a_number_whatever_it_is_made_of():
    assert ranks("z = W x\nL = z^T z")["L"] == 0


def test_a_name_with_indices_somewhere_has_as_many_slots_without():
    assert ranks("z_j = \\sum_i w_{ji} x_i\ny = f(z)\nL = \\sum_j y_j")["y"] == 1
