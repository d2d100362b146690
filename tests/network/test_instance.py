"""Placing formulas: which tensors, letters and axes the equations get."""

import pytest

from derive.errors import ShapeError
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_line
from derive.notation.tensor import Role
from tests.calculus.derivations import layer_of


def equations(line):
    return [str(equation) for equation in build(read_line(line)).equations]


def test_the_lectures_network_has_the_lectures_equations():
    line = (
        "3 -> dense 4 (bias = false) -> sigmoid -> dense 2 (bias = false) -> sigmoid"
        " | squared_error"
    )
    assert equations(line) == [
        "z1[j] = sum(i, x[i]*w1[j,i])",
        "x2[j] = sigmoid(z1[j])",
        "z2[k] = sum(j, x2[j]*w2[k,j])",
        "y[k] = sigmoid(z2[k])",
        "l[k] = (-t[k] + y[k])**2/2",
        "L = sum(k, l[k])",
    ]


def test_an_activation_shares_the_number_of_the_layer_before():
    net = build(read_line("3 -> dense 4 -> relu -> tanh -> dense 2 | squared_error"))
    numbers = [(record.formula.name, record.number) for record in net.layers]
    assert numbers == [("dense", 1), ("relu", 1), ("tanh", 2), ("dense", 3)]


def test_the_prediction_is_the_last_layers_output():
    with_activation = build(read_line("3 -> dense 2 -> tanh | squared_error"))
    without = build(read_line("3 -> dense 2 | squared_error"))
    assert with_activation.prediction.code_name == without.prediction.code_name == "y"
    assert not with_activation.prediction.layer
    assert without.prediction.layer == 1


def test_roles_follow_the_formula():
    net = build(read_line("3 -> dense 4 -> tanh -> dense 2 | huber"))
    roles = {
        equation.left.tensor.code_name: equation.left.tensor.role for equation in net.equations
    }
    assert roles == {
        "z1": Role.PREACTIVATION,
        "x2": Role.SIGNAL,
        "y": Role.PREDICTION,
        "d": Role.LOSS,
        "l": Role.LOSS,
        "L": Role.LOSS,
    }


def test_an_elementwise_formula_of_two_signals_gets_its_indices_back():
    described = network(
        input=3,
        layers=[
            {"formula": "dense", "units": 4, "name": "a"},
            {"formula": "dense", "units": 4, "inputs": ["input"]},
            {"formula": "f", "inputs": ["a"]},
        ],
        loss="squared_error",
        formulas={"f": layer_of("z = x*u + c", inputs=["x", "u"], constants={"c": 2})},
    )
    assert str(build(described).equations[2]) == "y[j] = c3 + z1[j]*z2[j]"


def test_constants_with_one_name_in_two_layers_are_two():
    line = "3 -> dense 4 -> elu (alpha = 0.5) -> dense 4 -> elu (alpha = 0.25) | squared_error"
    net = build(read_line(line))
    values = {tensor.code_name: float(value) for tensor, value in net.constants.items()}
    assert values == {"alpha1": 0.5, "alpha2": 0.25}


def test_a_switched_off_parameter_leaves_no_trace():
    net = build(read_line("3 -> dense 4 (bias = false) | squared_error"))
    assert [parameter.tensor.code_name for parameter in net.parameters] == ["w1"]


def test_letters_in_one_equation_are_all_different():
    line = "4 -> dense 4 as a -> dense 4 -> add a -> dense 4 -> add a | squared_error"
    for equation in build(read_line(line)).equations:
        bound = [str(part.index) for part in equation.right.atoms() if hasattr(part, "index")]
        names = [str(index) for index in equation.left.indices] + bound
        assert len(names) == len(set(names))


def test_more_layers_than_letters_still_have_axes_of_their_own():
    line = "2 -> " + " -> ".join(f"dense {2 + at % 3}" for at in range(12)) + " | squared_error"
    net = build(read_line(line))
    last = net.parameters[-2].tensor
    assert len(set(last.axes)) == 2
    assert len({axis.size for axis in net.sizes}) == len(net.sizes)


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ([{"formula": "dense", "units": 4}, "f"], "rank 2"),
        (["g"], "units"),
    ],
)
def test_ranks_and_sizes_that_do_not_fit_are_refused(layers, says):
    formulas = {
        "f": layer_of("z[i] = sum(j, x[i,j])"),
        "g": layer_of("z[k] = sum(i, w[k,i]*x[i])", parameters=["w"]),
    }
    used = {layer if isinstance(layer, str) else layer["formula"] for layer in layers}
    own = {name: formula for name, formula in formulas.items() if name in used}
    with pytest.raises(Exception, match=says) as met:
        build(network(input=3, layers=layers, loss="squared_error", formulas=own))
    assert isinstance(met.value, ShapeError) or "size" in str(met.value)
