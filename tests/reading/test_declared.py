"""The network that a document defines itself, in the writer's own letters."""

import pytest

from derive.reading.activations import activations
from derive.reading.declared import declared
from derive.reading.problems import ReadingProblem
from tests.reading.small import model_names, statements

INDEX = r"""z_j = \sum_i w_{ji} x_i + b_j
y_j = \tanh(z_j)
L = \frac{1}{2} \sum_j (y_j - t_j)^2
"""


def network(text, *, is_einstein=False, **labels):
    return declared(statements(text), activations(), labels, is_einstein=is_einstein)


def test_names_have_the_axes_of_their_indices():
    made = network(INDEX)
    assert model_names(made.model) == {
        "z": ("J",), "w": ("J", "I"), "x": ("I",), "b": ("J",), "y": ("J",), "L": (), "t": ("J",),
    }  # fmt: skip
    assert made.model.cost.name == "L"
    assert made.defining == {0, 1, 2}


def test_matrix_equations_share_the_ranges_that_fit():
    shapes = model_names(network("Z = X W + b\nA = \\sigma(Z)\nL = \\|A - T\\|^2").model)
    rows, columns = shapes["Z"]
    assert shapes["X"][0] == shapes["T"][0] == rows
    assert shapes["W"] == (shapes["X"][1], columns)
    assert shapes["b"] == (columns,)
    assert len({rows, columns, shapes["X"][1]}) == 3


@pytest.mark.parametrize(
    ("text", "vectors"),
    [
        ("Z = X W + b\nL = \\|Z\\|^2", "row"),
        ("z = W x + b\nL = \\|z\\|^2", "column"),
        (INDEX, "column"),
    ],
)
def test_the_layout_is_told_from_the_side_on_which_data_stand(text, vectors):
    assert network(text).vectors == vectors


def test_layers_have_widths_of_their_own_that_fit_together():
    text = r"""z^{(1)} = W^{(1)} x + b^{(1)}
a^{(1)} = f(z^{(1)})
z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}
L = \frac12 \|z^{(2)} - t\|^2"""
    shapes = model_names(network(text).model)
    assert shapes["W^(2)"] == (*shapes["t"], *shapes["z^(1)"])
    assert shapes["W^(1)"] == (*shapes["z^(1)"], *shapes["x"])


def test_a_general_layer_is_a_network_of_three():
    text = "z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}\na^{(l)} = f(z^{(l)})\nL = \\|a^{(L)} - t\\|^2"
    made = network(text)
    assert [dict(one) for one in made.layers] == [{"l": n, "L": 3} for n in (1, 2, 3)]
    assert {"a^(0)", "z^(1)", "z^(2)", "z^(3)"} <= set(model_names(made.model))


def test_a_recurrence_has_an_axis_for_time():
    shapes = model_names(network("h_t = \\tanh(W h_{t-1} + U x_t)\nL = \\sum_t \\|h_t\\|^2").model)
    assert shapes["h"][0] == shapes["x"][0] == "T"
    assert shapes["W"] == (shapes["h"][1], shapes["h"][1])


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        (
            "h_t = \\tanh(W_{hh} h_{t-1} + W_{xh} x_t)\nL = \\sum_t \\|h_t\\|^2",
            {"W^(hh)", "W^(xh)"},
        ),
        ("h_t = \\tanh(W_h h_{t-1} + W_x x_t)\nL = \\sum_t \\|h_t\\|^2", {"W^(h)", "W^(x)"}),
    ],
)
def test_letters_below_a_weight_that_nothing_binds_are_part_of_its_name(text, weights):
    assert weights <= set(model_names(network(text).model))


def test_einsteins_convention_sums_what_stands_twice():
    made = network("z_j = w_{ji} x_i\nL = z_j z_j", is_einstein=True)
    assert model_names(made.model) == {"z": ("J",), "w": ("J", "I"), "x": ("I",), "L": ()}


def test_a_name_for_a_derivative_of_the_cost_is_a_gradient():
    made = network(r"\delta_j = \frac{\partial L}{\partial z_j}" + "\n" + INDEX)
    kinds = {one.name: one.kind for one in made.model.quantities}
    assert kinds["delta"] == "gradient"
    assert "delta" not in {one.quantity.name for one in made.model.definitions}


def test_what_the_document_says_of_targets_is_known():
    text = "p = \\mathrm{softmax}(z)\nL = -\\sum_k t_k \\log p_k"
    assert set(network(text, t="one-hot").model.labels.values()) == {"one-hot"}
    assert set(network(text + "\n\\sum_k t_k = 1").model.labels.values()) == {"distribution"}
    assert not network(text).model.labels


def test_a_function_may_be_defined_by_the_document():
    made = network("f(u) = u^2\ny_j = f(z_j)\nL = \\sum_j y_j")
    assert made.model.functions["f"].definition is not None
    assert network("y_j = f(z_j)\nL = \\sum_j y_j").model.functions["f"].definition is None


def test_the_last_loss_is_what_gradients_are_of():
    assert network("E_n = x_n^2\nL = \\sum_n E_n").model.cost.name == "L"
    assert network("y = x^2 + x").model.cost.name == "y"


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("z_j = w_{ji} x_i\nL = \\sum_j z_j", "The index 'i' stands on the right only."),
        ("z_j = x_j \\quad (x_j > 0)\nL = \\sum_j z_j", "A forward equation defines a name."),
        ("z = x W\nu = W x\nL = z u", "does not fit"),
        ("z_j = \\sum_{n=1}^{\\infty} x_{nj}", "The range has no end."),
        ("z_j = 10^{100} x_j", "The exponent is larger than 64."),
    ],
)
def test_a_forward_equation_that_cannot_be_one_stops_the_document(text, met):
    with pytest.raises(ReadingProblem) as problem:
        network(text)
    assert met in problem.value.met


def test_a_sum_forgotten_in_a_definition_is_told_with_its_remedy():
    with pytest.raises(ReadingProblem) as problem:
        network("z_j = w_{ji} x_i")
    assert problem.value.accepted == "Sum over it, or let it stand on the left."
