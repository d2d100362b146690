"""The estimated width, and the lines into which a long formula is cut."""

import pytest

from derive.documents.layout import (
    Coloured,
    Identifier,
    Layout,
    Parenthesised,
    Row,
    Sign,
    Space,
    Symbol,
    row,
)
from derive.documents.measure import broken, width
from derive.documents.plain_math import plain_math
from tests.documents import lecture_page as page

TERM = row(page.w(2, "kj"), page.x(2, "j"))


def terms(count: int, sign: Sign = Sign.PLUS) -> Layout:
    """Terms with signs between."""
    items: list[Layout] = [TERM]
    for _ in range(count - 1):
        items += [Symbol(sign), TERM]
    return row(*items)


def test_a_formula_that_fits_is_left_alone() -> None:
    assert broken(terms(3), 40) == (terms(3),)


@pytest.mark.parametrize("limit", [12, 20, 33])
@pytest.mark.parametrize("sign", [Sign.PLUS, Sign.EQUAL, Sign.HADAMARD])
def test_no_line_is_wider_than_the_limit(limit: float, sign: Sign) -> None:
    assert all(width(line) <= limit for line in broken(terms(9, sign), limit))


def test_a_later_line_opens_with_its_sign() -> None:
    later = broken(terms(9), 20)[1:]
    assert later
    assert all(isinstance(line, Row) and line.items[0] == Symbol(Sign.PLUS) for line in later)


def test_nothing_is_lost_between_the_lines() -> None:
    lines = broken(terms(9), 20)
    joined = " ".join(plain_math(line, "en").strip() for line in lines)
    assert "".join(joined.split()) == "".join(plain_math(terms(9), "en").split())


def test_each_line_keeps_its_colour() -> None:
    assert all(isinstance(line, Coloured) for line in broken(Coloured(terms(9), "forward"), 20))


def test_one_letter_too_wide_is_not_torn() -> None:
    long = Identifier("averyverylongname")
    assert broken(row(Space(), long), 2)[-1] == long


def test_parentheses_are_opened_where_nothing_else_helps() -> None:
    lines = broken(Parenthesised(terms(9)), 20)
    assert len(lines) > 1
    assert all(width(line) <= 20 for line in lines)
    assert plain_math(lines[0], "en").startswith("(")
    assert plain_math(lines[-1], "en").endswith(")")
