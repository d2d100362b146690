"""Sums, deltas and cases as nodes; renaming that never captures."""

import pickle

import mpmath
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sympy import Integer, S, SympifyError, exp

from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    constant_size,
    contains,
    free_indices,
    rebuilt,
    replace_entries,
    substitute,
    tensors_in,
    total,
    with_fresh_index,
)
from derive.notation.index import Axis, Index, SizeOf, fresh
from tests.notation.arrays import (
    COLUMNS,
    EXACT,
    EXPRESSIONS,
    FACTOR,
    LETTERS,
    REPLACEMENTS,
    ROWS,
    SIZES,
    W,
    X,
    Y,
    numbers,
    places,
)

I, K, L_ = LETTERS[ROWS][0], LETTERS[ROWS][2], LETTERS[ROWS][3]
J, J2 = LETTERS[COLUMNS][1], LETTERS[COLUMNS][2]
WORLD = numbers()


def value(expression, place):
    """The number of an expression at a place of its free indices."""
    return WORLD.number(expression, place)


def all_letters(expression):
    """Every letter that is free or bound somewhere."""
    return {node for node in _nodes(expression) if isinstance(node, Index)}


def _nodes(expression):
    yield expression
    for part in expression.args:
        yield from _nodes(part)


def test_the_failure_of_sympy_is_impossible_here():
    # ARCHITECTURE.md: Sum(W[i,j]*x[j], (j)).diff(x[j]) takes the free j for the bound one.
    product = IndexSum(W[J, I] * X[I], I)
    slope = Partial(product, X[I])
    assert free_indices(product) == {J}
    assert free_indices(slope) == {I, J}
    moved = substitute(product, {J: Index("i", COLUMNS)})
    column, own = Index("i", COLUMNS), Index("i'", ROWS)
    assert moved == IndexSum(W[column, own] * X[own], own)


@given(EXPRESSIONS, REPLACEMENTS)
@example(IndexSum(X[I] * X[K], I), {K: I})
@example(IndexSum(IndexSum(X[I] * X[K] * X[L_], I), K), {L_: I})
@example(IndexSum(IndexSum(X[I] * X[K] * X[L_], K), I), {L_: K})
@example(IndexSum(X[I] * Delta(K, L_), I), {K: L_, L_: K})
def test_substituting_indices_moves_to_another_place(expression, replacements):
    place = places(all_letters(expression) | set(replacements) | set(replacements.values()))
    elsewhere = {**place, **{old: place[new] for old, new in replacements.items()}}
    moved = value(substitute(expression, replacements), place)
    assert mpmath.almosteq(moved, value(expression, elsewhere), abs_eps=EXACT)


@given(EXPRESSIONS, REPLACEMENTS)
def test_the_free_indices_after_substitution_are_those_put_in(expression, replacements):
    free = free_indices(expression)
    put_in = {replacements.get(letter, letter) for letter in free}
    assert free_indices(substitute(expression, replacements)) <= put_in


@given(EXPRESSIONS, st.sampled_from("ijklm"))
@example(IndexSum(W[J, I] * X[I], I), "j")
def test_the_letter_of_a_bound_index_does_not_matter(body, letter):
    for bound in sorted(free_indices(body), key=str):
        other = Index(letter, bound.axis)
        assume(all(other.name != taken.name for taken in free_indices(body) - {bound}))
        renamed = IndexSum(substitute(body, {bound: other}), other)
        summed = IndexSum(body, bound)
        place = places(all_letters(body) | {other})
        assert mpmath.almosteq(value(renamed, place), value(summed, place), abs_eps=EXACT)
        assert free_indices(renamed) == free_indices(summed)


@given(EXPRESSIONS)
def test_a_sum_can_be_kept_away_from_any_letters(body):
    letters = free_indices(body)
    for bound in sorted(letters, key=str):
        summed = IndexSum(body, bound)
        assume(isinstance(summed, IndexSum))
        away = with_fresh_index(summed, letters)
        assert away.index.name not in {letter.name for letter in letters}
        place = places(all_letters(body))
        assert mpmath.almosteq(value(away, place), value(summed, place), abs_eps=EXACT)


@given(EXPRESSIONS)
def test_no_index_is_free_that_the_value_does_not_depend_on_by_letter(expression):
    place = places(all_letters(expression))
    least = {letter: place[letter] for letter in free_indices(expression)}
    assert value(expression, least) == value(expression, place)


@given(EXPRESSIONS)
def test_an_expression_survives_pickling_and_rebuilding(expression):
    again = pickle.loads(pickle.dumps(expression))
    assert again == expression
    assert hash(again) == hash(expression)
    if expression.args:
        assert rebuilt(expression, expression.args) is expression
        assert expression.func(*expression.args) == expression


def test_replacing_an_entry_never_captures():
    summed = IndexSum(FACTOR[()] * Y[J], J)
    replaced = replace_entries(summed, {FACTOR[()]: Y[J]})
    assert str(replaced) == "sum(j', y[j]*y[j'])"
    assert free_indices(replaced) == {J}


def test_an_entry_that_a_sum_binds_is_not_replaced():
    summed = X[I] + IndexSum(X[I], I)
    assert replace_entries(summed, {X[I]: Integer(3)}) == 3 + IndexSum(X[I], I)


def test_a_substitution_without_a_change_gives_the_same_object():
    product = IndexSum(W[J, I] * X[I], I)
    assert substitute(product, {I: K}) is product
    assert substitute(product, {J: J}) is product
    assert with_fresh_index(product, [J]) is product


def test_primes_skip_those_in_use():
    prime = Index("i'", ROWS)
    summed = IndexSum(X[I] * X[K] * X[prime], I)
    own = Index("i''", ROWS)
    assert substitute(summed, {K: I}) == IndexSum(X[own] * X[I] * X[prime], own)
    assert fresh(I, free_indices(summed) | {I}).name == "i''"


def test_an_index_expression_can_be_put_in():
    summed = IndexSum(X[I] * X[K], I)
    own = Index("i'", ROWS)
    assert substitute(summed, {K: I + 1}) == IndexSum(X[own] * X[I + 1], own)


def test_an_equation_can_be_read_at_other_indices():
    z = Equation(Y[J], IndexSum(W[J, I] * X[I], I), "1")
    assert str(z).startswith("y[j] = sum(i, ")
    assert z.at(J2) == IndexSum(W[J2, I] * X[I], I)
    inner = Equation(X[K], IndexSum(X[I] * X[K], I))
    assert inner.at(I) == IndexSum(X[Index("i'", ROWS)] * X[I], Index("i'", ROWS))
    with pytest.raises(ValueError, match="zip"):
        z.at(J2, J)


def test_a_sum_of_zero_is_zero_and_other_sums_stay():
    assert IndexSum(S.Zero, I) == 0
    assert str(IndexSum(S.One, I)) == "sum(i, 1)"
    assert str(total(W[J, I], J, I)) == "sum(j, sum(i, w1[j,i]))"
    assert free_indices(total(W[J, I], J, I)) == frozenset()


def test_the_sum_hides_its_index_from_sympy_too():
    summed = IndexSum(W[J, I], I)
    assert I not in summed.free_symbols
    assert J in summed.free_symbols
    assert summed.bound_symbols == [I]


def test_a_delta_knows_when_it_is_one_or_zero():
    assert Delta(I, I) == 1
    assert Delta(I, I + 1) == 0
    assert Delta(Integer(2), Integer(3)) == 0
    assert Delta(I, K) == Delta(K, I)
    assert Delta(I, K) not in (0, 1)
    assert Delta(I, Integer(0)) not in (0, 1)


def test_cases_that_agree_are_no_cases():
    condition = Compare(">", X[I], 0)
    assert Where(condition, X[I], X[I]) == X[I]
    assert Where(condition, 1, 0) == condition
    assert Maximum(X[I], X[I]) == X[I]
    assert Minimum(X[I], 0) != Maximum(X[I], 0)


def test_extrema_keep_their_order_for_the_first_wins_a_tie():
    assert Maximum(X[I], 0) != Maximum(0, X[I])


@pytest.mark.parametrize("make", [IndexSum, Partial, Delta, Maximum, Minimum])
def test_no_text_becomes_an_expression(make):
    with pytest.raises(SympifyError):
        make("__import__('os')", I)


def test_a_comparison_has_one_of_six_signs():
    with pytest.raises(AssertionError, match="=>"):
        Compare("=>", X[I], 0)
    assert str(Compare("<=", X[I], 0)) == "[x[i] <= 0]"


def test_a_named_function_counts_its_primes():
    f = ScalarFunction("f", 0, FACTOR[()], exp(FACTOR[()]))
    assert f.with_order(2) != f
    assert f.with_order(0) == f
    assert str(Apply(f.with_order(2), X[I])) == "f''(x[i])"
    assert free_indices(Apply(f, X[I])) == {I}
    assert tensors_in(Apply(f, X[I])) == {X}


def test_the_tensors_and_kinds_of_an_expression_are_found():
    product = IndexSum(W[J, I] * X[I], I)
    assert tensors_in(product) == {W, X}
    assert contains(product, IndexSum)
    assert not contains(product, (Delta, Partial))


def test_a_size_is_a_number_where_it_is_known():
    assert constant_size(Axis("a", "a", "4")) == 4
    assert constant_size(ROWS) == SizeOf(ROWS)
    assert WORLD.number(constant_size(ROWS)) == SIZES[ROWS]


def test_our_nodes_are_no_numbers_to_sympy():
    # SymPy would try to work them out to decide a comparison.
    assert not Maximum(1, 2).is_number
    assert not Compare(">", 1, 0).is_number
