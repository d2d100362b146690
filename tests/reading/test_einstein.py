"""Einstein's convention sums letters that stand twice in a product, term by term."""

import pytest

from derive.reading.echo import echo
from derive.reading.einstein import summed
from derive.reading.shapes import free_letters
from tests.reading.small import term


@pytest.mark.parametrize(
    ("written", "kept", "read_as"),
    [
        ("w_{ji} x_i", "j", "sum over i=1..I of w[j,i] * x[i]"),
        ("w_{ji} x_i + b_j", "j", "sum over i=1..I of w[j,i] * x[i] + b[j]"),
        ("z_j z_j", "", "sum over j=1..J of z[j] * z[j]"),
        ("v_{kj} w_{ji} x_i", "k", "sum over i=1..I, j=1..J of v[k,j] * w[j,i] * x[i]"),
        ("w_{ji} x_i", "ji", "w[j,i] * x[i]"),
        ("b_j", "", "b[j]"),
    ],
)
def test_repeated_letters_are_summed_and_single_ones_stay(written, kept, read_as):
    found = term(written)
    loose = {letter for letter in free_letters(found) if letter.name not in kept}
    assert echo(summed(found, loose)) == read_as
