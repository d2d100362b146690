"""Derivatives in all the ways they are written, by one name at a time."""

import pytest

from derive.reading.problems import ReadingProblem
from derive.reading.shapes import slots_of
from tests.reading.small import I, J, said, term


@pytest.mark.parametrize(
    "written",
    [
        r"\frac{\partial L}{\partial z_j}",
        r"\frac{\partial}{\partial z_j} L",
        r"\partial L / \partial z_j",
        r"\frac{dL}{dz_j}",
        r"\frac{\mathrm{d} L}{\mathrm{d} z_j}",
        r"\nabla_{z_j} L",
        "dz_j",
        r"\pdv{L}{z_j}",
    ],
)
def test_one_derivative_is_written_in_many_ways(written):
    assert said(written) == "d L/d z[j]"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("dW", "d L/d W"),
        ("db", "d L/d b"),
        (r"\frac{\partial L}{\partial W^T}", "(d L/d W).T"),
        (r"\frac{d}{dz_j} z_j^2 y_j", "d (z[j]^2 * y[j])/d z[j]"),
        (r"\frac{\partial L}{\partial z_j} y_j", "d L/d z[j] * y[j]"),
        (r"\frac{\partial z_j}{\partial x_i}", "d z[j]/d x[i]"),
    ],
)
def test_a_derivative_is_of_what_stands_with_its_sign(written, read_as):
    assert said(written) == read_as


def test_a_gradient_has_the_shape_of_what_it_is_by():
    assert slots_of(term(r"\frac{\partial L}{\partial W}")) == {0: J, 1: I}
    assert slots_of(term(r"\frac{\partial z}{\partial x}")) == {0: J, 1: I}


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (r"\frac{\partial^2 L}{\partial z_j^2}", "Second derivatives are not judged."),
        (r"\frac{\partial' L}{\partial z_j}", "Second derivatives are not judged."),
        (r"\frac{\partial L}{\partial z_j \partial y_j}", "by one name at a time"),
        (r"\frac{\partial L}{\partial (z_j y_j)}", "by a name, with its indices"),
        (r"\frac{\partial L}{\partial z_j^2}", "by a name, with its indices"),
        (r"\frac{\partial z}{\partial W}", "more than two slots"),
        (r"\nabla_w", "Nothing stands behind this nabla."),
        (r"\frac{\partial}{\partial z_j}", "Nothing stands behind this derivative."),
        ("dq", "Nothing says what 'd' is."),
    ],
)
def test_what_is_no_first_derivative_by_a_name_is_refused(written, met):
    with pytest.raises(ReadingProblem) as problem:
        term(written)
    assert met in problem.value.met
