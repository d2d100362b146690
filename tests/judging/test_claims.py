"""A line that is right if an earlier wrong one were is told apart from new errors."""

import pytest

from derive.judging.claims import claim, with_claims
from derive.reading.echo import echo
from tests.judging.lines import findings, report
from tests.reading.small import J, names, term

DY = r"\frac{\partial L}{\partial y_j}"
WRONG = f"{DY} = t_j - y_j"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (rf"{DY} (1 - y_j^2) = (t_j - y_j)(1 - y_j^2)", "follows"),
        (rf"\frac{{\partial L}}{{\partial z_j}} = {DY} (1 - y_j^2)", "right"),
        (rf"\sum_j {DY} = \sum_j (t_j - y_j)", "follows"),
        (rf"{DY} (1 - y_j^2) = (t_j - y_j)(1 - y_j)", "wrong"),
        (rf"{DY} + 1 = y_j - t_j", "wrong"),
    ],
)
def test_a_line_follows_if_it_is_right_with_what_an_earlier_one_claims(line, verdict):
    assert [one.verdict for one in findings(WRONG, line)] == ["wrong", verdict]


def test_nothing_follows_from_a_line_further_down():
    line = rf"{DY} (1 - y_j^2) = (t_j - y_j)(1 - y_j^2)"
    assert [one.verdict for one in findings(line, WRONG)] == ["wrong", "wrong"]


def test_a_line_that_follows_says_from_which():
    wrong = r"\frac{\partial L}{\partial y_j} = t_j - y_j"
    later = r"\frac{\partial L}{\partial y_j} (1 - y_j^2) = (t_j - y_j)(1 - y_j^2)"
    found = findings(wrong, later)
    assert [one.verdict for one in found] == ["wrong", "follows"]
    assert any("if line 4 were right" in one.en for one in found[1].remarks)
    assert report(wrong, later).exit_code == 1


def test_a_claim_is_about_a_name_or_a_derivative_at_plain_letters():
    assert claim(1, term("z_j"), term("y_j")) is not None
    assert claim(1, term(r"\frac{\partial L}{\partial z_j}"), term("y_j")) is not None
    assert claim(1, term("z_1"), term("y_1")) is None
    assert claim(1, term("q_{jj}", names(q=(J, J))), term("y_j")) is None
    assert claim(1, term("z_j + 1"), term("y_j")) is None


def test_a_claim_is_put_in_at_the_letters_of_each_use():
    one = claim(7, term("z_j"), term("2 y_j"))
    found, used = with_claims(term(r"\sum_k v_{kj} z_{j'}"), [one])
    assert used == {7}
    assert echo(found) == "sum over k=1..K of v[k,j] * matrix over j of (2 * y[j])[j']"
    same, used = with_claims(term("y_j + x_i"), [one])
    assert not used
    assert same == term("y_j + x_i")


def test_a_claim_is_not_put_into_derivatives():
    one = claim(7, term("z_j"), term("2 y_j"))
    found = term(r"\frac{\partial z_j}{\partial x_i}")
    assert with_claims(found, [one]) == (found, frozenset())
