"""Names are written as the writer writes them, others alike."""

import pytest

from derive.notation.tokens import Span
from derive.reading.latex_of import latex_of
from derive.reading.names import Names
from derive.reading.spellings import Spelling
from derive.reading.terms import (
    Derivative,
    Part,
    Quantity,
    Whole,
)
from derive.reading.writers_letters import without_indices, writers_letters
from tests.reading.terms_of_all_kinds import COST, J, K, j, k

W2 = Quantity("w2", (K, J), "parameter")
Z1 = Quantity("z1", (J,), "signal")
ENTRY, WHOLE = Part(W2, (k, j)), Part(W2, (Whole(0), Whole(1)))


@pytest.mark.parametrize(
    ("written", "part", "expected"),
    [
        (r"w^3_{kj}", ENTRY, "w^3"),
        (r"w_{k,j}^{(2)}", ENTRY, "w^{(2)}"),
        (r"W_{2,kj}", ENTRY, "W_2"),
        (r"\boldsymbol{W}_2^\top", WHOLE, r"\boldsymbol{W}_2"),
        (r"W^{[2]T}", WHOLE, "W^{[2]}"),
        (r"w^3_{jk}", ENTRY, None),
        (r"\frac{a}{b} + c", WHOLE, None),
    ],
)
def test_indices_and_transposes_are_no_part_of_a_name(written, part, expected):
    assert without_indices(written, part) == expected


def _names():
    names = Names()
    names.add(Spelling("w", marks=frozenset({"3"})), W2)
    names.add(Spelling("z", marks=frozenset({"2"})), Z1)
    return names


def test_layers_of_other_names_are_marked_alike():
    term = Part(W2, (k, j), span=Span(5, 13))
    letters = writers_letters("Here w^3_{kj}", [term], _names())
    assert latex_of(term, letters=letters) == "w^3_{kj}"
    assert latex_of(Part(Z1, (j,)), letters=letters) == "z^2_j"


def test_a_general_layer_is_written_with_its_letter():
    letters = writers_letters("", [], _names(), {"l": 2, "L": 3})
    assert latex_of(Part(Z1, (j,)), letters=letters) == "z^{l}_j"
    assert latex_of(Part(W2, (k, j)), letters=letters) == "w^{L}_{kj}"


def test_a_gradient_of_one_name_keeps_it():
    span = Span(0, 8)
    cost = Part(COST.quantity, (), span=span)
    gradient = Derivative(cost, Part(W2, (Whole(0), Whole(1)), span=span), span=span)
    letters = writers_letters("dW^{[2]} = 1", [gradient])
    assert latex_of(gradient, letters=letters) == "dW^{[2]}"
