"""Letters carry their axis, and a taken letter gets a prime."""

import copy
import pickle

import pytest
from sympy import Integer, Symbol

from derive.notation.index import (
    Axis,
    Index,
    SizeOf,
    fresh,
    index_of,
    indices_in,
)

ROWS, OTHERS = Axis("rows", "i", "N"), Axis("others", "i", "N")
I, J = Index("i", ROWS), Index("j", ROWS)


def test_two_axes_of_equal_size_are_two_axes():
    assert Index("i", ROWS) != Index("i", OTHERS)
    assert SizeOf(ROWS) != SizeOf(OTHERS)


def test_an_axis_of_another_network_is_another_axis():
    # Equal names, for instance "input", but sizes of their own: a cache must not mix them up.
    assert Index("i", Axis("rows", "i", "4")) != I
    assert SizeOf(Axis("rows", "p", "N")) != SizeOf(ROWS)
    assert I + Index("i", Axis("rows", "i", "4")) != 2 * I


def test_an_index_is_its_letter_and_its_axis():
    assert Index("i", ROWS) == I == index_of(ROWS)
    assert hash(Index("i", ROWS)) == hash(I)
    assert Index("j", ROWS) != I


def test_an_index_is_no_plain_symbol_and_no_size():
    assert Symbol("i", integer=True) != I
    assert SizeOf(ROWS) != Index("N", ROWS)


def test_a_taken_letter_gets_the_fewest_primes():
    assert fresh(I, [J]) == I
    assert fresh(I, [I]).name == "i'"
    assert fresh(I, [I, Index("i'", ROWS)]).name == "i''"
    assert fresh(I, [Index("i'", ROWS)]) == I
    assert fresh(I, [I]).axis == ROWS


def test_a_letter_of_another_axis_is_taken_too():
    assert fresh(I, [Index("i", OTHERS)]).name == "i'"


@pytest.mark.parametrize("thing", [I, SizeOf(ROWS), 2 * I + 1], ids=str)
def test_a_copy_through_pickle_keeps_the_axis(thing):
    again = pickle.loads(pickle.dumps(thing))
    assert again == thing
    assert {getattr(s, "axis", None) for s in again.free_symbols} == {ROWS}
    assert copy.deepcopy(thing) == thing


def test_the_indices_of_a_position_are_its_letters():
    assert indices_in(I + 2 * J - SizeOf(ROWS)) == {I, J}
    assert indices_in(Integer(2)) == set()
