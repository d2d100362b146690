"""Delta w and dW are one name where a document uses them so."""

import pytest

from derive.reading.compounds import with_compounds
from derive.reading.parse_tree import Symbol, walk
from tests.reading.small import statements


def letters(*lines):
    found = with_compounds(statements("\n".join(lines)))
    return [
        [one.name for side in statement.sides for one in walk(side) if isinstance(one, Symbol)]
        for statement in found
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\Delta w = -\eta g", ["Delta w", "eta", "g"]),
        (r"\Delta w_{ji} = g", ["Delta w", "j", "i", "g"]),
        (r"\Delta w^2 + \frac{\Delta w}{2} = 1", ["Delta w", "Delta w"]),
    ],
)
def test_a_sign_and_the_name_behind_it_are_one(line, expected):
    assert letters(r"\Delta w = 1", line)[1] == expected


@pytest.mark.parametrize(
    "line",
    [r"\Delta = 1", r"\Delta_j = 1", r"\Delta (w) = 1", r"\Delta \Delta w = 1", r"2 \Delta = 1"],
)
def test_a_sign_that_stands_alone_somewhere_is_a_name_everywhere(line):
    assert letters(r"\Delta w = 1", line)[0] == ["Delta", "w"]


@pytest.mark.parametrize("line", [r"d d Z = 1", r"d (Z)^2 = 1", r"x_{d h} = 1", r"W_{1, dh} = x_d"])
def test_no_sign_is_ever_dropped(line):
    (plain,) = statements(line)
    before = [one.name[-1] for side in plain.sides for one in walk(side) if isinstance(one, Symbol)]
    after = "".join(letters("dZ = 1", line)[1])
    assert sorted(after) == sorted("".join(before))


def test_indices_are_no_names():
    assert letters("dW = 1", r"x_{dW} = 1")[1] == ["x", "d", "W"]
