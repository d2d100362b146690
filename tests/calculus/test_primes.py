"""Bound letters with the fewest primes, none of them captured or meant twice."""

from derive.calculus.primes import with_few_primes
from derive.notation.canonical import equal
from derive.notation.expression import FirstMax, IndexSum
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor

UNITS = Axis("units", "j", "J")
J, J1, J2, J3 = (Index("j" + "'" * primes, UNITS) for primes in range(4))
W = Tensor("w", 1, (UNITS, UNITS), Role.PARAMETER)


def test_a_bound_letter_drops_the_primes_that_it_does_not_need():
    before = IndexSum(W[J, J3], J3)
    assert with_few_primes(before, {J}) == IndexSum(W[J, J1], J1)
    assert with_few_primes(IndexSum(W[J3, J3], J3), set()) == IndexSum(W[J, J], J)


def test_a_letter_that_is_taken_is_not_used():
    assert with_few_primes(IndexSum(W[J3, J3], J3), {J, J1}) == IndexSum(W[J2, J2], J2)


def test_a_sum_inside_a_sum_keeps_its_own_letter():
    before = IndexSum(IndexSum(W[J2, J3] * W[J, J2], J3), J2)
    after = with_few_primes(before, {J})
    assert equal(before, after)
    assert after == IndexSum(IndexSum(W[J1, J2] * W[J, J1], J2), J1)


def test_the_place_that_is_asked_about_is_free():
    before = FirstMax(W[J3, J3], J3, J)
    assert with_few_primes(before, set()) == FirstMax(W[J1, J1], J1, J)
