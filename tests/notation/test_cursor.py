"""A cursor takes tokens in order, and its errors point at the next one."""

import pytest

from derive.errors import FormulaError
from derive.notation.cursor import FormulaCursor
from derive.notation.tokens import BY_HAND


def test_signs_are_passed_and_all_else_is_left():
    cursor = FormulaCursor("+ a", BY_HAND)
    assert not cursor.passes("-", "a")
    assert cursor.passes("-", "+")
    assert not cursor.passes("a")  # a name is no sign
    assert cursor.take().text == "a"
    cursor.expect_end("formula")


@pytest.mark.parametrize(
    ("taken", "column", "message"),
    [
        (0, 1, "'=' is expected here, 'a' was met"),
        (1, 3, "'=' is expected here, '*' was met"),
        (3, 6, "'=' is expected here, the end was met"),
    ],
)
def test_what_is_expected_is_told_at_its_place(taken, column, message):
    cursor = FormulaCursor("a * b", BY_HAND)
    for _ in range(taken):
        cursor.take()
    with pytest.raises(FormulaError, match=r"\.") as caught:
        cursor.expect("=")
    assert caught.value.met.startswith(message)
    assert caught.value.where.column == column


def test_a_text_that_goes_on_is_told_by_what_it_is():
    with pytest.raises(FormulaError, match=r"The sentence goes on with 'a' where it should end\."):
        FormulaCursor("a", BY_HAND).expect_end("sentence")
