"""Tensors, their entries, and the names they have in programs."""

import pickle

import pytest
from sympy import Integer, SympifyError

from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor, gradient_of

ROWS, COLUMNS = Axis("rows", "i", "I"), Axis("columns", "j", "J")
I, J = Index("i", ROWS), Index("j", COLUMNS)
W = Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER)
Z = Tensor("z", 2, (COLUMNS,), Role.PREACTIVATION)
X = Tensor("x", None, (), Role.INPUT)


def test_an_entry_knows_its_tensor_and_indices():
    assert (W[J, I].tensor, W[J, I].indices) == (W, (J, I))
    assert str(W[J, I]) == "w1[j,i]"
    assert str(X[()]) == "x"


def test_an_entry_has_one_index_a_slot():
    with pytest.raises(AssertionError, match="w1 has 2 slots"):
        W[J]


def test_a_text_is_no_index():
    with pytest.raises(SympifyError):
        W["__import__('os')", I]


@pytest.mark.parametrize(
    ("tensor", "name"),
    [
        (W, "w1"),
        (Z, "z2"),
        (X, "x"),
        (gradient_of(W), "dw1"),
        (gradient_of(Z), "delta2"),
        (Tensor("y", 3, (COLUMNS,), Role.PREDICTION), "y"),
        (gradient_of(Tensor("y", 3, (COLUMNS,), Role.PREDICTION)), "delta3"),
        (gradient_of(Tensor("y", None, (COLUMNS,), Role.PREDICTION)), "dy"),
    ],
    ids=str,
)
def test_a_tensor_has_one_name_in_programs(tensor, name):
    assert tensor.code_name == name


def test_the_generic_entry_primes_a_letter_that_comes_twice():
    square = Tensor("a", None, (ROWS, ROWS, COLUMNS), Role.SIGNAL)
    assert str(square.generic()) == "a[i,i',j]"


def test_a_tensor_survives_pickling():
    for tensor in (W, X, gradient_of(W)):
        again = pickle.loads(pickle.dumps(tensor))
        assert again == tensor
        assert (again.axes, again.of) == (tensor.axes, tensor.of)
    assert pickle.loads(pickle.dumps(W[J, I + 1])) == W[J, I + 1]


def test_a_tensor_is_not_iterated_over():
    with pytest.raises(TypeError):
        iter(W)
    # SymPy's Pow factors its exponent, and goes into whatever can be iterated over.
    assert str(2 ** (X[()] * X[()] + X[()])) == "2**(x**2 + x)"


def test_tensors_differ_by_name_layer_role_and_axes():
    others = [
        Tensor("v", 1, (COLUMNS, ROWS), Role.PARAMETER),
        Tensor("w", 2, (COLUMNS, ROWS), Role.PARAMETER),
        Tensor("w", 1, (ROWS, COLUMNS), Role.PARAMETER),
        Tensor("w", 1, (COLUMNS, Axis("rows", "i", "4")), Role.PARAMETER),
        gradient_of(W),
    ]
    assert all(other != W for other in others)
    assert Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER) == W


def test_gradients_of_two_tensors_are_two_gradients():
    signal = Tensor("y", 1, (COLUMNS,), Role.SIGNAL)
    prediction = Tensor("y", 1, (COLUMNS,), Role.PREDICTION)
    assert gradient_of(signal) != gradient_of(prediction)


def test_an_entry_may_stand_at_a_number():
    assert isinstance(W[0, I], Entry)
    assert W[0, I].indices[0] == Integer(0)
