"""What is added, multiplied or indexed alike has the same range; all else may differ."""

import pytest

from tests.reading.small import model_names
from tests.reading.test_declared import network


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("z_j = \\sum_i w_{ji} x_i\nL = \\sum_j z_j", [("w", 0), ("z", 0)], ("x", 0)),
        ("z = W x + b\nL = \\|z\\|^2", [("W", 0), ("b", 0), ("z", 0)], ("x", 0)),
        ("Z = X W\nL = \\|Z\\|^2", [("Z", 0), ("X", 0)], ("W", 0)),
        ("Z = X^T W\nL = \\|Z\\|^2", [("Z", 0), ("X", 1)], ("X", 0)),
        ("z = V^T (W x)\nL = \\|z\\|^2", [("V", 0), ("W", 0)], ("x", 0)),
        ("y = z \\odot m\nz = W x\nL = \\|y\\|^2", [("y", 0), ("m", 0), ("W", 0)], ("W", 1)),
        ("S = Q K^T\nQ = X A\nK = X B\nL = \\|S\\|^2", [("S", 0), ("S", 1), ("X", 0)], ("A", 1)),
        ("z_{nj} = \\sum_i x_{ni} w_{ij}\nL = \\sum_n \\sum_j z_{nj}",
         [("z", 1), ("w", 1)], ("z", 0)),
    ],
)  # fmt: skip
def test_ranges_are_shared_where_equations_ask_for_it_and_nowhere_else(text, same, other):
    shapes = model_names(network(text).model)
    sizes = {shapes[name][at] for name, at in same}
    assert len(sizes) == 1
    assert shapes[other[0]][other[1]] not in sizes


def test_a_bias_is_laid_along_the_units_and_not_the_samples():
    shapes = model_names(network("Z = X W + b\nL = \\|Z\\|^2").model)
    assert shapes["b"] == (shapes["W"][1],)


def test_stated_shapes_are_kept():
    text = "W \\in \\mathbb{R}^{J \\times I}\nz = W x\nL = \\|z\\|^2"
    shapes = model_names(network(text).model)
    assert (shapes["W"], shapes["x"], shapes["z"]) == (("J", "I"), ("I",), ("J",))
