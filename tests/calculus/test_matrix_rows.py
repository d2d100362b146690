"""Matrix forms for row vectors: the same matrices, written with rows."""

from functools import cache

import mpmath
import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_rows import Rows
from derive.calculus.matrix_tree import MatrixOf, Product, Transposed
from derive.calculus.matrix_value import evaluate
from derive.checking.gradients import derived_world
from derive.checking.identities import _numbers, equations_of
from derive.checking.sampling import point
from derive.network.network import build
from derive.network.reader import read_network
from derive.network.structure import Arrangement

ROWS = Rows(lambda _axis: True)
BATCH_ROWS = Rows(lambda axis: axis.letter != "n")  # what holds one number a sample is a column
LINES = (
    "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
    "3 -> dense 4 -> layer_norm -> relu -> dense 2 | mean_squared_error",
)


@cache
def derivation(line: str, rows: str) -> Derivation:
    found = derivation_of(build(read_network(line)))
    return found.arranged(Arrangement(rows, "first"))


@pytest.mark.parametrize("rows", ["destination", "source"])
@pytest.mark.parametrize("line", LINES)
def test_a_form_in_rows_has_the_numbers_of_the_form_in_columns(line: str, rows: str) -> None:
    per_sample = derivation(line, rows)
    with mpmath.workdps(40):
        assert compared(per_sample) + compared(per_sample.in_batch()) > 20


def compared(one: Derivation) -> int:
    """How many forms there are; each has the same numbers in rows."""
    checked = 0
    made = derived_world(one, point(one.network, 2), 30)
    for equation in equations_of(one):
        form = matrix_form(equation)
        if isinstance(form, MatrixEquation):
            numbers = _numbers(equation, made)
            columns = evaluate(form.right, numbers)
            for rows in (ROWS, BATCH_ROWS):
                turned = evaluate(rows.right(form), numbers)
                if rows.is_turned(form.left):
                    turned = [list(column) for column in zip(*turned, strict=True)]
                for one_row, other in zip(columns, turned, strict=True):
                    for a, b in zip(one_row, other, strict=True):
                        assert abs(a - b) < 1e-20
            checked += 1
    return checked


def test_a_dense_layer_of_one_row_is_x_times_w() -> None:
    found = derivation("3 -> dense 2 bias=false | mean_squared_error", "source")
    form = matrix_form(found.network.equations[0])
    assert isinstance(form, MatrixEquation)
    match ROWS.right(form):
        case Product((Transposed(MatrixOf(x)), MatrixOf(w))):
            assert (x.code_name, w.code_name) == ("x", "w1")
        case other:
            raise AssertionError(other)


def test_an_outer_product_is_a_turned_row_times_a_row() -> None:
    found = derivation("3 -> dense 2 bias=false | mean_squared_error", "source")
    form = matrix_form(found.result("w1").equation)
    assert isinstance(form, MatrixEquation)
    match ROWS.whole(form.right):
        case Product((MatrixOf(x), Transposed(MatrixOf(delta)))):
            assert (x.code_name, delta.code_name) == ("x", "delta1")
        case other:
            raise AssertionError(other)
