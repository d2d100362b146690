"""Which letters and slots share an axis, and the message for every mistake in them."""

import pytest

from derive.errors import FormulaError
from derive.formulas.axes import axes_of
from derive.notation.syntax import read_equation, read_expression


def axes(*texts, arriving=("x", "w", "b"), facts=(), functions=("sigmoid",), remarks=()):
    """The axes of some equations."""
    return axes_of(
        [read_equation(text) for text in texts],
        arriving=arriving,
        functions=functions,
        conditions=[read_equation(text) for text in facts],
        remarks={text: read_expression(text) for text in remarks},
    )


def test_a_letter_ties_all_slots_that_it_stands_in():
    found = axes("z[j] = sum(i, w[j,i]*x[i]) + b[j]")
    j, i = found.tensors["w"]
    assert i != j
    assert found.tensors["x"] == (i,)
    assert found.tensors["b"] == found.tensors["z"] == (j,)
    assert found.letters == {"i": i, "j": j}


def test_two_letters_in_one_slot_run_over_one_axis():
    found = axes("y[i] = x[i]/sum(j, x[j])")
    assert found.letters["i"] == found.letters["j"]


def test_axes_are_tied_across_equations():
    found = axes("a[i] = x[i]", "c[j] = a[j]", "L = sum(k, c[k])")
    assert len(set(found.letters.values())) == 1
    assert found.tensors["L"] == ()


def test_an_index_expression_ties_nothing():
    found = axes("z[p] = sum(r, w[r]*x[p+r])")
    assert len({found.letters["p"], found.letters["r"], *found.tensors["x"]}) == 3


def test_an_index_may_stand_as_a_number():
    assert axes("z[i] = i*x[i]").letters == {"i": 0}


def test_a_maximum_over_letters_binds_them():
    found = axes("z[i] = max(j, w[i,j])")
    assert found.tensors["z"] == found.tensors["w"][:1]


def test_what_stands_in_a_slot_is_a_whole_number():
    found = axes("z[s,j] = w[x[s],j]")
    assert found.whole == {"x": found.tensors["w"][0]}


def test_another_step_of_what_is_defined_may_be_used():
    found = axes("z[s,i] = w[i]*z[s-1,i] + x[s]")
    assert found.tensors["z"] == (found.letters["s"], found.letters["i"])


def test_a_delta_of_two_letters_ties_their_axes():
    found = axes("z[i,j] = delta(i,j)*x[i]")
    assert found.letters["i"] == found.letters["j"]


def test_a_delta_of_an_index_expression_ties_nothing():
    found = axes("z[i,j] = delta(i, 2*j)*x[i]")
    assert found.letters["i"] != found.letters["j"]


def test_a_scalar_has_no_axis():
    assert axes("y = x*sigmoid(x)*w + pi").tensors == {"x": (), "w": (), "y": ()}


def test_a_size_may_be_asked_for_after_the_sum_has_closed():
    found = axes("L = sum(k, x[k])/size(k)")
    assert found.tensors["x"] == (found.letters["k"],)


def test_the_letters_of_a_formula_may_stay_free_in_a_remark():
    axes("L = sum(k, x[k])", remarks=["x[k] - 1"])
    with pytest.raises(FormulaError, match="The name 'q' is unknown here"):
        axes("L = sum(k, x[k])", remarks=["q"])


BAD = [
    (["z[j] = x[i]"], "The index 'i' is bound nowhere. .*Sum over it, sum"),
    (["z = x[i]"], "The index 'i' is bound nowhere"),
    (["z[j] = w[j]", "y[k] = z[j]"], "The index 'j' is bound nowhere"),
    (["z[j] = sum(i, x[i])"], "The index 'j' stands on the left side only"),
    (["z[j,j] = x[j]"], "The index 'j' stands twice on the left"),
    (["z[j+1] = x[j]"], "An index on the left must be a letter"),
    (["z[2] = x[2]"], "An index on the left must be a letter"),
    (["z + 1 = x"], "The left side must be one name with its indices"),
    (["sigmoid(x) = x"], "The left side must be one name with its indices"),
    (["exp = x"], "'exp' is a name of the formula language"),
    (["sigmoid = x"], "'sigmoid' is a name of the formula language"),
    (["x = w"], "The name 'x' is defined a second time"),
    (["z = x", "z = w"], "The name 'z' is defined a second time"),
    (["z[i] = x[i]", "i = w"], "'i' is an index letter or option already"),
    (["x2[x] = w[x]"], "The index 'x' has the name of something else"),
    (["z[z] = x[z]"], "The index 'z' has the name of something else"),
    (["z = sum(x, w[x])"], "The index 'x' has the name of something else"),
    (["z = sum(pi, x[pi])"], "The index 'pi' has the name of something else"),
    (["z[i] = sum(i, x[i])"], "The index 'i' of this sum is taken already"),
    (["z = sum(i, i, x[i])"], "The index 'i' of this sum is taken already"),
    (["z = sum(i, sum(i, x[i]))"], "The index 'i' of this sum is taken already"),
    (["z = sum(i, w)"], "The sum's index 'i' does not occur in its body"),
    (["z = sum(i)"], "A sum needs an index and a body"),
    (["z = sum(2, x)"], "The index of a sum must be a letter"),
    (["z = w*y"], r"The name 'y' is unknown here\..*Known: b, w, x"),
    (["gate = x", "z = gaet*x"], "The name 'gaet' is unknown here.*Did you mean 'gate'"),
    (["z = q[2]"], "The name 'q' is unknown here"),
    (["z = z + x"], "'z' is defined by this equation or a later one.*z\\[s-1"),
    (["z = a", "a = x"], "'a' is defined by this equation or a later one"),
    (["z = sigmod(x)"], "The function 'sigmod' is unknown.*Did you mean 'sigmoid'"),
    (["z = system(x)"], "The function 'system' is unknown"),
    (["z[i] = x[i] + w*x[i,i]"], "'x' has 2 indices here and 1 before"),
    (["z[i] = x[i] + x"], "'x' has 0 indices here and 1 before"),
    (["L = sum(k, x[k])/size(m)"], "No tensor has the index 'm', whose size is asked for"),
]


@pytest.mark.parametrize(("texts", "message"), BAD, ids=[" ; ".join(texts) for texts, _ in BAD])
def test_a_mistake_is_named_with_its_place(texts, message):
    with pytest.raises(FormulaError, match=f"(?s){message}") as caught:
        axes(*texts)
    assert caught.value.where.column is not None
    assert "In the formula '" in str(caught.value)


def test_a_fact_is_checked_like_an_equation():
    axes("L = sum(k, x[k])", facts=["sum(k, x[k]) = 1"])
    with pytest.raises(FormulaError, match="The index 'k' is bound nowhere"):
        axes("L = sum(k, x[k])", facts=["x[k] = 1"])


def test_the_place_of_a_mistake_is_its_character():
    with pytest.raises(FormulaError) as caught:
        axes("z[j] = w[j] + x[i]")
    assert caught.value.where.column == len("z[j] = w[j] + x[") + 1
