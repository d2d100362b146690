from fractions import Fraction

import pytest
from sympy import Abs

from derive.errors import NetworkError
from derive.network.architecture import Penalty
from derive.network.penalty import penalty_terms
from derive.notation.canonical import equal
from derive.notation.expression import total
from derive.notation.index import Axis
from derive.notation.tensor import Role, Tensor

ROWS, COLUMNS = Axis("rows", "j", "J"), Axis("columns", "i", "I")
W = Tensor("w", 1, (ROWS, COLUMNS), Role.PARAMETER)
B = Tensor("b", 1, (ROWS,), Role.PARAMETER)


def term(norm, *names, count=1):
    penalty = Penalty(norm, Fraction(1, 10), names)
    return penalty_terms(penalty, [W, B], 1, count)


def test_l2_is_half_the_sum_of_squares():
    found, factor = term("l2")
    w = W.generic()
    assert equal(found, factor[()] * total(w**2, *w.indices) / 2)


def test_l1_is_the_sum_of_absolute_values():
    found, factor = term("l1")
    w = W.generic()
    assert equal(found, factor[()] * total(Abs(w), *w.indices))


def test_biases_are_penalised_only_when_they_are_named():
    assert B not in term("l2")[0].atoms(Tensor)
    assert B in term("l2", "b1")[0].atoms(Tensor)
    assert W not in term("l2", "b1")[0].atoms(Tensor)


def test_several_penalties_have_numbered_factors():
    assert term("l2")[1].code_name == "lambda"
    assert term("l2", count=2)[1].code_name == "lambda1"


def test_an_unknown_parameter_is_refused_with_a_suggestion():
    with pytest.raises(NetworkError, match="w3") as met:
        term("l2", "w3")
    assert "w1" in str(met.value)


def test_a_penalty_on_nothing_is_refused():
    with pytest.raises(NetworkError, match="no parameters"):
        penalty_terms(Penalty("l2", Fraction(1)), [B], 1, 1)
