"""Matrices written out are numbered by the entries in them."""

import pytest

from derive.reading.problems import ReadingProblem
from derive.reading.shapes import slots_of
from tests.reading.small import I, J, said, term


def matrix(rows):
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


@pytest.mark.parametrize(
    ("rows", "read_as", "shape"),
    [
        (r"x_1 \\ x_2", "[[x[1]], [x[2]]]", {0: I}),
        ("x_1 & x_2", "[[x[1], x[2]]]", {1: I}),
        (r"w_{11} & w_{12} \\ w_{21} & w_{22}",
         "[[w[1,1], w[1,2]], [w[2,1], w[2,2]]]", {0: J, 1: I}),
        (r"z_1 x_1 & z_1 x_2 \\ z_2 x_1 & z_2 x_2",
         "[[z[1] * x[1], z[1] * x[2]], [z[2] * x[1], z[2] * x[2]]]", {0: J, 1: I}),
    ],
)  # fmt: skip
def test_rows_and_columns_have_the_axes_of_their_numbers(rows, read_as, shape):
    assert said(matrix(rows)) == read_as
    assert slots_of(term(matrix(rows))) == shape


@pytest.mark.parametrize("rows", ["1 & 2", r"x_2 \\ x_1", r"x_1 \\ z_2", r"c \\ c"])
def test_a_matrix_whose_entries_are_not_numbered_is_refused(rows):
    with pytest.raises(ReadingProblem) as met:
        term(matrix(rows))
    assert "rows and columns of this matrix" in met.value.met
    assert met.value.accepted == "Number the entries: x_1, x_2."
