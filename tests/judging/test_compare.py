"""Right lines agree, wrong ones differ, and what has no value is neither."""

import numpy as np

from derive.judging.compare import Agreement, Difference, Unjudged, equal, texts_of
from derive.judging.points import points
from derive.judging.proof import is_proved
from derive.reading.model import Definition
from derive.reading.terms import (
    Call,
    Constant,
    Diagonal,
    Fold,
    MatrixProduct,
    Part,
    Plus,
    Quantity,
    SlotFold,
    Times,
    Transposed,
    Whole,
)
from tests.judging.models import Maker
from tests.judging.perceptron import DELTA, MLP, SLOPE, by, mlp

WORLDS = points(mlp())


def whole(name, *slots):
    """A quantity as a matrix expression."""
    return Part(MLP.quantities[name], tuple(Whole(slot) for slot in slots))


def test_a_right_line_agrees_at_every_point():
    assert equal(by("z", "nj"), DELTA, WORLDS) == Agreement(6)
    line = Fold("sum", (MLP.index("n"),), Times((DELTA, MLP.term("x[n,i]"))))
    assert equal(by("w", "ji"), line, WORLDS) == Agreement(6)


def test_matrix_products_are_sums_over_their_letters():
    left = MatrixProduct(whole("x", 0, 1), Transposed(whole("w", 0, 1)))
    line = Plus(((1, left), (1, whole("b", 1))))
    assert equal(whole("z", 0, 1), line, WORLDS) == Agreement(6)
    assert is_proved(whole("z", 0, 1), whole("z", 0, 1))
    entries = Part(MLP.quantities["x"], (MLP.index("n"), Whole(0)))
    assert equal(MLP.term("z[n,j] - b[j]"), _entry_of(entries), WORLDS) == Agreement(6)


def _entry_of(row):
    weights = Part(MLP.quantities["w"], (MLP.index("j"), Whole(1)))
    return MatrixProduct(weights, row)


def test_diagonals_and_folded_slots_have_values():
    weights = Part(MLP.quantities["b"], (Whole(0),))
    ones = SlotFold("sum", 1, Diagonal(weights))
    assert equal(weights, ones, WORLDS) == Agreement(6)


def test_a_wrong_line_differs_at_the_first_point_with_its_place_and_both_numbers():
    wrong = Times((MLP.term("sum(k, (y[n,k]-t[n,k])*v[k,j])"), Call(SLOPE, MLP.term("a[n,j]"))))
    found = equal(by("z", "nj"), wrong, WORLDS)
    assert isinstance(found, Difference)
    assert found.world is WORLDS[0]
    shown = found.counterexample()
    assert shown.seed == 1
    assert shown.yours != shown.true
    assert shown.place.startswith("j=")
    assert dict(shown.extents).keys() == {"I", "J", "K", "N"}


def test_a_difference_far_below_sixteen_digits_of_the_terms_is_found():
    made = Maker({"p": "k", "L": ""})
    worlds = points(made.model("L = sum(k, p[k]^2)"))
    nearly = Plus(((1, made.term("p[k]")), (1, Constant(_tiny(12)))))
    assert isinstance(equal(made.term("p[k]"), nearly, worlds), Difference)
    nothing = Plus(((1, made.term("p[k]")), (1, Constant(_tiny(40)))))
    assert isinstance(equal(made.term("p[k]"), nothing, worlds), Agreement)


def _tiny(digits):
    from fractions import Fraction

    return Fraction(1, 10**digits)


def test_terms_that_cancel_agree_with_zero():
    made = Maker({"x": "i", "m": "", "L": ""})
    worlds = points(made.model("m = sum(i, x[i])/size(i)", "L = m^2"))
    zero = made.term("sum(i, x[i]-m)")
    assert equal(zero, Constant(_tiny(1) * 0), worlds) == Agreement(6)


def test_what_has_no_finite_value_neither_agrees_nor_differs():
    nan = MLP.term("log(0-x[n,i]^2)")
    assert isinstance(equal(nan, nan, WORLDS), Unjudged)
    assert isinstance(equal(MLP.term("x[n,i]"), nan, WORLDS), Unjudged)
    infinite = (
        MLP.term("1/(x[n,i]-x[n,i]+b[j]-b[j])") if False else MLP.term("exp(exp(exp(9+x[n,i]^2)))")
    )
    hidden = MLP.term("1/exp(exp(exp(9+x[n,i]^2)))")
    for term in (infinite, hidden, MLP.term("max(exp(exp(9+x[n,i]^2)), 1)")):
        assert isinstance(equal(term, Constant(_tiny(1) * 0), WORLDS), Unjudged)


def test_a_large_contraction_is_worked_out_without_its_whole_product():
    letters = "abcdefgh"
    shapes = {f"m{n}": letters[n : n + 2] for n in range(7)}
    made = Maker({**shapes, "L": ""})
    text = (
        "sum(a,b,c,d,e,f,g,h, "
        + "*".join(f"m{n}[{s[0]},{s[1]}]" for n, s in enumerate(shapes.values()))
        + ")"
    )
    worlds = points(made.model(f"L = {text}"), 2)
    at = worlds[0]
    product = np.ones(at.extents[made.axes["a"]])
    for n in range(7):
        product = product @ at.given[f"m{n}"]
    assert abs(product.sum() - at.array(made.quantities["L"])) < 1e-9


def test_a_wrong_value_can_be_followed_through():
    delta = Quantity("delta", tuple(MLP.axes[x] for x in "nj"), "signal", of=MLP.quantities["z"])
    model = mlp()
    model = type(model)((*model.quantities, delta), model.definitions, model.cost)
    letters = (MLP.index("n"), MLP.index("j"))
    line = Fold("sum", (letters[0],), Times((Part(delta, letters), MLP.term("x[n,i]"))))
    worlds = points(model)
    assert equal(by("w", "ji"), line, worlds) == Agreement(6)
    wrong = Definition(delta, letters, Plus(((-1, DELTA),)))
    changed = [at.with_definitions((wrong,)) for at in worlds]
    assert isinstance(equal(by("w", "ji"), line, changed), Difference)
    assert equal(Plus(((-1, by("w", "ji")),)), line, changed) == Agreement(6)
    at = worlds[0]
    numbers = at.with_values({delta: -at.array(delta)})
    assert equal(Plus(((-1, by("w", "ji")),)), line, [numbers]) == Agreement(1)


def test_numbers_are_shown_with_as_many_digits_as_they_need():
    assert texts_of(1.0, 2.0) == ("1", "2")
    assert texts_of(1.23456789, 1.23456799) == ("1.23456789", "1.23456799")


def test_bound_letters_do_not_matter_to_a_proof_and_slots_are_letters():
    one = MLP.term("sum(i, w[j,i]*x[n,i])")
    matrix = MatrixProduct(whole("x", 0, 1), Transposed(whole("w", 0, 1)))
    assert is_proved(one, MLP.term("sum(i, x[n,i]*w[j,i])"))
    assert not is_proved(one, MLP.term("sum(i, x[n,i]*w[j,i]) + b[j]"))
    assert is_proved(matrix, MatrixProduct(whole("x", 0, 1), whole("w", 1, 0)))
