"""Positions in print count from 1, where the engine counts from 0."""

from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational

from derive.documents.letters import Letters
from derive.documents.places import compares_places, counted_from_one, letters_from_one
from derive.documents.plain_math import plain_math
from derive.network.network import build
from derive.network.reader import read_network
from derive.notation.expression import Compare
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Role, Tensor

ROWS, COLUMNS = Axis("rows", "p", "P"), Axis("columns", "r", "R")
P, R = Index("p", ROWS), Index("r", COLUMNS)
LETTERS = Letters(build(read_network("lecture")))


def printed(place: object) -> str:
    return plain_math(LETTERS.position(place), "en")


def test_a_letter_is_itself() -> None:
    assert printed(P) == "p"


def test_a_window_starts_at_one() -> None:
    assert printed(2 * P + R) == "2 p + r − 2"
    assert printed(P + R) == "p + r − 1"


def test_a_size_is_no_letter() -> None:
    assert printed(SizeOf(ROWS) - 1) == "P"
    assert printed(P - SizeOf(COLUMNS)) == "p − R"


def test_a_fraction_stands_behind_a_slash() -> None:
    assert printed(P / 2 - R / 2) == "(p − r + 2)/2"


def test_a_number_of_the_data_is_read_from_one_too() -> None:
    x = Tensor("x", None, (ROWS,), Role.INPUT)
    assert printed(x[P]) == "x⁽¹⁾_p"


@given(
    a=st.integers(1, 4),
    b=st.integers(-3, 3),
    c=st.integers(-5, 5),
    below=st.integers(1, 4),
    p=st.integers(0, 9),
    r=st.integers(0, 9),
)
def test_what_is_read_from_one_is_one_more(
    a: int, b: int, c: int, below: int, p: int, r: int
) -> None:
    place = Rational(a, below) * P + Rational(b, below) * R + Rational(c, below)
    whole, divisor = counted_from_one(place)
    read = whole.as_coefficients_dict()
    value = read[P] * (p + 1) + read[R] * (r + 1) + read[Integer(1)]
    assert value / divisor == Rational(a * p + b * r + c, below) + 1


def test_a_letter_as_a_value_is_less_by_one() -> None:
    assert letters_from_one(P * 3) == (P - 1) * 3


def test_comparisons_of_places_stay() -> None:
    condition = Compare("<=", R, P)
    assert compares_places(condition)
    assert letters_from_one(condition) == condition


def test_a_comparison_of_values_is_no_comparison_of_places() -> None:
    x = Tensor("x", None, (ROWS,), Role.INPUT)
    assert not compares_places(Compare("==", x[P], 0))
