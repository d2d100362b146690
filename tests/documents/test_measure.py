"""The estimated width, and the lines into which a long formula is cut."""

import pytest

from derive.documents.layout import (
    BigOperator,
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
from derive.documents.measure import broken, enumerated, width, words_width
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


def test_parentheses_within_parentheses_are_opened_too() -> None:
    inner = row(TERM, Symbol(Sign.PLUS), Parenthesised(terms(9)))
    lines = broken(row(TERM, Parenthesised(inner)), 20)
    assert len(lines) > 2
    assert all(width(line) <= 20 for line in lines)


def test_a_long_list_may_end_its_line_after_each_comma() -> None:
    items = enumerated(terms(9, Sign.COMMA))
    assert items == (*[row(TERM, Symbol(Sign.COMMA))] * 8, TERM)
    assert enumerated(terms(2, Sign.COMMA)) == (terms(2, Sign.COMMA),)


def test_a_kanji_is_as_wide_as_two_letters() -> None:
    assert words_width("層") == words_width("ab")


def test_a_line_ends_before_a_sum_and_not_within_it() -> None:
    factors = row(TERM, TERM, TERM)
    summed = BigOperator(factors, Identifier("k"), None, None)
    _, last = broken(Parenthesised(row(factors, factors, summed)), 2.3 * width(factors))
    assert isinstance(last, Row)
    assert last.items[0] == Symbol(Sign.DOT)
    assert isinstance(last.items[2], BigOperator)


def test_a_factor_that_opens_a_line_has_a_dot_before_it() -> None:
    factors = row(TERM, TERM, TERM)
    lines = broken(Parenthesised(row(factors, factors)), 1.3 * width(factors))
    assert [plain_math(line, "en").strip()[0] for line in lines] == ["(", "·"]
