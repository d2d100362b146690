"""Networks from architectures: numbers, roles, batch forms, and names that never meet."""

import pytest
from sympy import Integer

from derive.errors import DeriveError
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_line
from derive.notation.expression import IndexSum
from derive.notation.tensor import Role, gradient_of
from tests.calculus.derivations import layer_of

DEEP = "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy | l2 0.01"


def test_equations_are_numbered_in_order_and_end_in_the_cost():
    net = build(read_line(DEEP))
    assert [equation.number for equation in net.equations] == ["1", "2", "3", "4", "5", "6"]
    assert [str(equation.left) for equation in net.equations] == [
        "z1[j]",
        "x2[j]",
        "z2[k]",
        "y[k]",
        "L",
        "E",
    ]
    assert net.cost == net.equations[-1].left


def test_an_equation_uses_only_what_stands_before_it():
    net = build(read_line(DEEP), batch=True)
    known = {net.input, net.target, *(p.tensor for p in net.parameters), *net.constants}
    for equation in net.equations:
        used = {entry.tensor for entry in equation.right.atoms(type(equation.left))}
        assert used <= known
        known.add(equation.left.tensor)


def test_a_batch_puts_the_sample_first_on_every_signal_and_on_no_parameter():
    net = build(read_line(DEEP), batch=True, samples=7)
    n = net.sample
    assert net.sizes[n] == 7
    for tensor in (net.input, net.target, net.prediction):
        assert tensor.axes[0] == n
    assert all(n not in parameter.tensor.axes for parameter in net.parameters)
    for equation in net.equations[:-2]:
        assert equation.left.tensor.axes[0] == n
    mean, penalised = net.equations[-2:]
    assert str(mean) == "C = sum(n, L[n])/N"
    assert not penalised.left.indices


def test_a_cost_may_be_the_sum_over_the_samples():
    net = build(read_line("3 -> dense 2 | squared_error | cost sum"), batch=True)
    assert isinstance(net.equations[-1].right, IndexSum)


def test_batch_numbers_are_those_of_the_sample_with_a_letter():
    per_sample, batch = build(read_line(DEEP)), build(read_line(DEEP), batch=True)
    numbers = [equation.number for equation in batch.equations]
    assert numbers == ["1b", "2b", "3b", "4b", "5b", "5c", "6b"]
    assert len(set(numbers)) == len(numbers) == len(per_sample.equations) + 1


def test_counts_and_shapes_speak_of_the_same_tensors():
    net = build(read_line("3 -> dense 4 -> relu -> dense 2 (bias = false) | squared_error"))
    shapes = {p.tensor.code_name: net.shape(p.tensor) for p in net.parameters}
    assert shapes == {"w1": (4, 3), "b1": (4,), "w2": (2, 4)}
    assert net.parameter_count == 12 + 4 + 8
    assert net.defining(net.prediction) == net.equations[2]
    assert net.defining(net.input) is None


def test_declared_facts_carry_the_sample_in_a_batch():
    net = build(read_line(DEEP), batch=True)
    ((left, right),) = net.facts
    assert str(left) == "sum(k, t[n,k])"
    assert right == 1


def _all_names(net):
    tensors = {net.input, net.target, *net.constants}
    tensors |= {equation.left.tensor for equation in net.equations}
    tensors |= {parameter.tensor for parameter in net.parameters}
    own = [tensor.code_name for tensor in tensors]
    gradients = [
        gradient_of(tensor).code_name for tensor in tensors if tensor.role is not Role.CONSTANT
    ]
    return own + gradients


@pytest.mark.parametrize("batch", [False, True])
def test_no_two_things_have_one_name_in_programs(batch):
    awkward = layer_of(
        "q[j] = sum(i, x[j,i]*u[i])",
        "t[j] = q[j]*z[j] + dq[j] + dz[j]",
        "L[j] = t[j] + delta[j] + dw[j]*w[j]",
        inputs=["u"],
        parameters=["x", "z", "delt", "dw", "w", "dq", "dz"],
        sizes={"j": "units"},
    )
    awkward["equations"][2] = awkward["equations"][2].replace("delta[j]", "delt[j]*delta1[j]")
    awkward["parameters"]["delta1"] = {"initial": "ones"}
    loss = {
        "kind": "loss",
        "constants": {"C": 2, "lambda": 3},
        "equations": ["E[k] = C*lambda*(y[k]-t[k])^2", "L = sum(k, E[k])"],
    }
    described = network(
        input=3,
        layers=[{"formula": "f", "units": 4}, "relu", {"formula": "f", "units": 2}],
        loss="l",
        penalties=[{"norm": "l2", "weight": "0.1"}, {"norm": "l1", "weight": "0.2"}],
        formulas={"f": awkward, "l": loss},
    )
    names = _all_names(build(described, batch=batch))
    assert sorted(names) == sorted(set(names))
    assert not {"lambda"} & set(names)


def test_a_signal_may_be_added_to_itself():
    net = build(read_line("3 -> dense 2 as h -> add h -> dense 4 | squared_error"))
    assert str(net.equations[1]) == "z2[j] = 2*z1[j]"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("3 -> dense 2 as h -> dense 4 -> add h | squared_error", "different shapes"),
        ("3 | squared_error", "no layers|Accepted|layer"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(line, says):
    with pytest.raises(DeriveError, match=says):
        build(read_line(line))


@pytest.mark.parametrize("entry", ["x[4]", "x[-1]", "x[0]*x[9]"])
def test_an_entry_that_does_not_exist_is_refused_where_the_layer_stands(entry):
    described = network(
        input=4,
        layers=["f"],
        loss="squared_error",
        formulas={"f": layer_of(f"z[i] = w*x[i] + {entry}", parameters=["w"])},
    )
    with pytest.raises(DeriveError, match="no entry") as met:
        build(described)
    assert "layer 1" in str(met.value)


def test_the_last_entry_exists():
    described = network(
        input=4,
        layers=["f"],
        loss="squared_error",
        formulas={"f": layer_of("z[i] = w*x[i] + x[3]", parameters=["w"])},
    )
    net = build(described)
    assert Integer(3) in net.equations[0].right.atoms(Integer)


def test_two_joined_axes_are_one_and_keep_their_letters_apart():
    net = build(read_line("3 -> dense 4 as h -> tanh -> dense 4 -> add h | squared_error"))
    w2 = next(p.tensor for p in net.parameters if p.tensor.code_name == "w2")
    assert w2.axes[0] == w2.axes[1]
    assert str(w2.generic()) == "w2[j,j']"
