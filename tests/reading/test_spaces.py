"""Shapes that a document states."""

import pytest

from derive.reading.occurrences import habits_of
from derive.reading.spaces import sizes_of_space, spaces_of
from tests.reading.small import statements, tree


@pytest.mark.parametrize(
    ("space", "sizes"),
    [
        (r"\mathbb{R}^{J \times I}", ("J", "I")),
        (r"\mathbb{R}^J", ("J",)),
        (r"\mathbb{R}", ()),
        (r"\mathbb{R}^{3 \times 4}", ("3", "4")),
        (r"\mathbb{R}^{n_1}", ("n_1",)),
        (r"\mathbb{R}^{1 \times m}", ("1", "m")),
        (r"\mathbb{R}^{J I}", None),
        ("x", None),
    ],
)
def test_the_sizes_of_a_space_are_read(space, sizes):
    assert sizes_of_space(tree(space)) == sizes


def test_several_names_may_lie_in_one_space():
    lines = statements(r"x, y \in \mathbb{R}^J" + "\n" + r"W^{(1)} \in \mathbb{R}^{J \times I}")
    spaces = spaces_of(lines, habits_of(lines, is_einstein=False))
    assert [(str(one.spelling), one.sizes) for one in spaces] == [
        ("x", ("J",)),
        ("y", ("J",)),
        ("W^(1)", ("J", "I")),
    ]


def test_an_index_in_a_set_is_no_shape():
    lines = statements(r"j \in S" + "\n" + r"\sum_j x_j \in \mathbb{R}^J")
    assert spaces_of(lines, habits_of(lines, is_einstein=False)) == []
