"""Big operators: over what, from where to where, and how far they reach."""

import pytest

from derive.reading.problems import ReadingProblem
from tests.reading.small import read, said, term


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"\sum_i w_{ji} x_i", "sum over i=1..I of w[j,i] * x[i]"),
        (r"\sum_{j=1}^J z_j", "sum over j=1..J of z[j]"),
        (r"\sum_{j=1}^J z_j + c", "sum over j=1..J of z[j] + c"),
        (r"\sum_{j,k} v_{kj} z_j", "sum over j=1..J, k=1..K of v[k,j] * z[j]"),
        (r"\sum_{jk} v_{kj} z_j", "sum over j=1..J, k=1..K of v[k,j] * z[j]"),
        (r"\sum_{j=2}^{J-1} z_j", "sum over j=2..J-1 of z[j]"),
        (r"\sum_{j \ne 1} z_j", "sum over j=1..J of [j != 1] * z[j]"),
        (r"\prod_j z_j", "product over j=1..J of z[j]"),
        (r"\max_j z_j", "largest over j=1..J of z[j]"),
        (r"\sum_k p_k \sum_j v_{kj} z_j",
         "sum over k=1..K of p[k] * sum over j=1..J of v[k,j] * z[j]"),
    ],
)  # fmt: skip
def test_a_letter_runs_over_the_axis_on_which_it_stands(written, read_as):
    assert said(written) == read_as


@pytest.mark.parametrize(
    ("written", "axes"),
    [
        (r"\sum_{j=1}^N z_j", "J, N"),
        (r"\sum_j w_{ji} x_j", "I, J"),
        (r"\sum_k v_{kj} z_k", "J, K"),
    ],
)
def test_a_letter_on_two_axes_is_found_before_any_number(written, axes):
    (finding,) = read(written).findings
    assert finding.code == "range-conflict"
    assert axes in finding.message.en
    assert axes in finding.message.ja


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (r"\sum z_j", "'sum' without an index"),
        (r"\sum_{j \in S} z_j", "letters below a big operator"),
        (r"\prod_{j > 1} z_j", "below sums only"),
        (r"\sum_{j=1}^{\infty} z_j", "The range has no end."),
        (r"\sum_{j=1}^{1001} z_j", "The range is too long."),
        (r"\sum_{j=1}^{10^9} z_j", "An index has to be"),
        (r"\sum_{j=1}^{1000000000} z_j", "The range is too long."),
        (r"\sum_2 z_j", "letters below a big operator"),
    ],
)
def test_a_range_that_cannot_be_summed_is_refused(written, met):
    with pytest.raises(ReadingProblem, match=met):
        term(written)


def test_a_sum_ends_at_a_plus_and_takes_all_factors():
    assert said(r"\sum_j z_j y_j + x_i") == "sum over j=1..J of z[j] * y[j] + x[i]"
    assert said(r"\sum_j (z_j + y_j)") == "sum over j=1..J of (z[j] + y[j])"


def test_a_sum_over_a_part_of_the_range_is_not_the_whole_one():
    assert term(r"\sum_{j=2}^J z_j") != term(r"\sum_{j=1}^J z_j") == term(r"\sum_j z_j")
