"""What stands side by side: products of scalars and matrices, and the shapes that do not fit."""

import pytest

from derive.reading.shapes import slots_of
from tests.reading.small import J, N, read, said, term


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("W x", "W @ x"),
        ("W x + b", "W @ x + b"),
        ("W^T z", "W.T @ z"),
        ("z z^T", "z @ z.T"),
        ("z^T y", "z.T @ y"),
        (r"z \cdot y", "z.T @ y"),
        (r"z \odot y", "z * y"),
        ("c W x", "(c * W) @ x"),
        ("X W^T + b", "X @ W.T + b"),
        (r"w_{ji} \cdot x_i", "w[j,i] * x[i]"),
        (r"\frac{z}{y}", "z / y"),
    ],
)
def test_letters_side_by_side_are_multiplied_by_what_they_stand_for(written, read_as):
    found = read(written)
    assert said(written) == read_as
    assert not found.findings


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("W x", {0: J}),
        ("z z^T", {0: J, 1: J}),
        ("x^T W^T", {1: J}),
        ("z^T y", {}),
        ("X W^T", {0: N, 1: J}),
        (r"z \cdot y", {}),
    ],
)
def test_a_product_has_the_outer_axes(written, shape):
    assert slots_of(term(written)) == shape


@pytest.mark.parametrize(
    ("written", "shapes"),
    [
        ("x W", "(I, 1), (J, I)"),
        ("W X", "(J, I), (N, I)"),
        ("x^T W", "(1, I), (J, I)"),
        (r"W \odot X", "(J, I), (N, I)"),
        ("x + z", "(I, 1), (J, 1)"),
        (r"\frac{x}{z}", "(I, 1), (J, 1)"),
    ],
)
def test_shapes_that_do_not_fit_are_found_before_any_number(written, shapes):
    (finding,) = read(f"c = {written}").findings
    assert finding.code == "shape-mismatch"
    assert finding.message.en.endswith(f"the shapes are {shapes}.")
    assert shapes in finding.message.ja
    assert f"c = {written}"[finding.span.start : finding.span.end] == written


def test_a_vector_is_laid_along_the_axis_of_the_matrix_it_is_added_to():
    assert not read("X W^T + b").findings
    assert not read("Z + z^T").findings
    assert read("Z + x").findings


@pytest.mark.parametrize("written", ["z_j / y_j c", "1/z_j y_j", r"z_j / y_j \sin z_j"])
def test_a_factor_behind_a_slash_is_not_guessed_at(written):
    from derive.reading.problems import ReadingProblem

    with pytest.raises(ReadingProblem, match="one factor or as a product"):
        read(written)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("z_j / (2 y_j)", "z[j] / (2 * y[j])"), ("1/2 z_j", "1 / 2 * z[j]"), ("z_j/N", "z[j] / N")],
)
def test_a_slash_with_one_thing_behind_it_is_clear(written, read_as):
    assert said(written) == read_as
