from fractions import Fraction

import pytest

from derive.errors import DeriveError
from derive.network.architecture import InputUse
from derive.network.network import build
from derive.network.objects import block, dense, equations, layer, loss, network
from derive.network.reader import read_line, read_network, read_toml
from derive.network.summary import as_data, folded, line_of, rows

TWO = """\
outputs = ["a", "b"]
cost = "sum"

[inputs]
left = [2, 3]
tokens = { shape = 4, classes = 65 }

[[losses]]
formula = "huber"
c = 2
of = "a"
target = "t1"
weight = 0.5

[[losses]]
formula = "squared_error"
of = "b"

[[layers]]
formula = "dense"
units = 5
inputs = "left"
name = "a"

[[layers]]
formula = "embedding"
units = 6
inputs = ["tokens"]
name = "b"
"""


def placeless(uses):
    return [(use.name, use.shape, use.classes) for use in uses]


def test_several_inputs_losses_and_outputs_are_read():
    architecture = read_toml(TWO)
    assert placeless(architecture.inputs) == [("left", (2, 3), None), ("tokens", (4,), 65)]
    assert architecture.outputs == ("a", "b")
    first, second = architecture.losses
    assert (first.inputs, first.weight, first.constants) == (
        ("a", "t1"),
        Fraction(1, 2),
        {"c": Fraction(2)},
    )
    assert (second.inputs, second.weight) == (("b", "t2"), 1)
    assert first.place.line == 8


def test_several_inputs_losses_and_outputs_make_a_network():
    described = build(read_toml(TWO))
    assert [tensor.code_name for tensor in described.targets] == ["t1", "t2"]
    assert [described.shape(tensor) for tensor in described.predictions] == [(2, 5), (4, 6)]
    assert line_of(described.architecture) == (
        "left 2 x 3, tokens 4 (classes = 65) -> dense 5 left as a -> embedding 6 tokens as b"
        " | huber (c = 2, inputs = [a, t1], weight = 0.5) + squared_error (inputs = [b, t2])"
        " | outputs a, b | cost sum"
    )


def test_the_only_input_is_called_x_in_equations():
    architecture = network(input={"shape": [4], "classes": 9}, layers=["tanh"], loss="huber")
    (use,) = architecture.inputs
    assert (use.name, use.shape, use.classes) == ("x", (4,), 9)
    assert isinstance(use, InputUse)


def test_one_named_input_goes_to_the_first_layer():
    architecture = network(inputs={"left": 3}, layers=[dense(2)], loss="squared_error")
    assert architecture.layers[0].inputs == ()
    assert build(architecture).input.code_name == "left"


def test_a_loss_may_want_the_input_back():
    architecture = network(
        input=3,
        layers=[dense(2), dense(3)],
        loss=loss("squared_error", target="input"),
    )
    assert architecture.losses[0].inputs == ("dense.2", "input")
    assert build(architecture).targets == ()


def test_a_loss_may_name_all_its_inputs():
    architecture = network(
        input=3,
        layers=[dense(4, name="mu"), dense(4, name="v", inputs="input")],
        losses=[loss("gaussian_kl", inputs=["mu", "v"]), loss("squared_error", of="mu")],
        outputs="mu",
    )
    assert [use.inputs for use in architecture.losses] == [("mu", "v"), ("mu", "t2")]
    assert build(architecture).prediction.code_name == "y"


def test_one_loss_in_a_list_is_the_loss():
    one = network(input=3, layers=[dense(2)], losses=["huber"])
    other = network(input=3, layers=[dense(2)], loss="huber")
    assert [(u.formula, u.inputs, u.weight) for u in one.losses] == [
        (u.formula, u.inputs, u.weight) for u in other.losses
    ]


def test_a_signal_may_arrive_more_than_once():
    architecture = network(
        input=[4, 3],
        layers=[layer("attention", inputs=["input", "input", "input"])],
        loss="squared_error",
    )
    assert architecture.layers[0].inputs == ("input",) * 3
    assert build(architecture).parameter_count == 0


def test_a_layer_may_write_its_own_equations():
    architecture = network(
        input=3,
        layers=[
            dense(3, name="h"),
            equations(
                "z[j] = sum(i, w[j,i]*x[i]*h[i])",
                parameters={"w": "glorot_uniform"},
                units=4,
                inputs="h",
            ),
            equations("y = x + tanh(a*x)", kind="activation", constants={"a": 2}, name="own"),
        ],
        loss="squared_error",
    )
    bilinear, own = (use.formula for use in architecture.layers[1:])
    assert (bilinear.name, bilinear.inputs, bilinear.sizes) == (
        "layer_2",
        ("x", "h"),
        {"j": "units"},
    )
    assert architecture.layers[1].sizes == {"units": 4}
    assert (own.name, own.kind, own.constants) == ("own", "activation", {"a": 2})
    assert build(architecture).parameter_count == 3 * 3 + 3 + 4 * 3


def strided(*inputs: str):
    name = inputs[0].partition("[")[0]
    return network(
        input=7,
        layers=[
            equations(
                f"z[p] = sum(r, w[r]*{name}[stride*p + r])",
                inputs=inputs,
                parameters={"w": 1},
                sizes={"r": 3, "p": "(size(i) - 3)/stride + 1"},
                options={"stride": 1},
                stride=2,
            )
        ],
        loss="squared_error",
    )


@pytest.mark.parametrize(("given", "taken"), [("x[i]", ()), ("input[i]", ("input",))])
def test_equations_in_a_layer_may_have_options_and_say_how_signals_are_indexed(given, taken):
    architecture = strided(given)
    assert architecture.layers[0].sizes == {"stride": 2}
    assert architecture.layers[0].inputs == taken
    described = build(architecture)
    assert described.shape(described.prediction) == (3,)


def test_the_size_of_a_letter_that_nothing_has_is_refused():
    with pytest.raises(DeriveError, match="is no letter of this formula"):
        strided("input")


def test_equations_of_a_layer_stand_once_for_all_turns_of_a_block():
    architecture = network(
        input=3,
        layers=[block("own", repeat=3)],
        loss="squared_error",
        blocks={"own": {"layers": [equations("z = x + 1"), equations("z = 2*x")]}},
    )
    formulas = [use.formula for use in architecture.layers]
    assert formulas[0] is formulas[2] is formulas[4]
    assert {formula.name for formula in formulas} == {"own_layer_1", "own_layer_2"}


def test_an_own_formula_may_have_options_noise_and_states():
    text = """\
input = 6
loss = "squared_error"
layers = [{ formula = "own", width = 2, step = 2, rate = 0.25 }]
[formulas.own]
kind = "layer"
inputs = ["x[i]"]
equations = ["h[p] = sum(r, w[r]*x[step*p + r - shift])*m[p]/(1 - rate)"]
inference = ["h[p] = sum(r, w[r]*x[step*p + r - shift])"]
options = { width = "needed", step = 1, shift = 0 }
sizes = { r = "width", p = "(size(i) - width)/step + 1" }
constants = { rate = 0.5 }
noise = { m = { law = "bernoulli", probability = "1 - rate" } }
parameters = { w = "ones" }
"""
    use = read_toml(text).layers[0]
    assert (use.sizes, use.constants) == ({"width": 2, "step": 2}, {"rate": Fraction(1, 4)})
    described = build(read_toml(text))
    assert described.shape(described.prediction) == (3,)
    assert [noise.law for noise in described.noise] == ["bernoulli"]


def test_the_table_of_a_network_names_where_signals_come_from():
    listed = rows(build(read_network("siamese")))
    assert [row.inputs for row in listed if row.formula == "dense"] == [
        ("left",),
        (listed[1].output,),
        ("right",),
        (listed[4].output,),
    ]
    assert [row.shares for row in listed] == [None, None, None, 1, None, 2]
    assert [row.count for row in listed] == [2080, 0, 264, 0, 0, 0]


def test_later_turns_are_folded_away():
    described = build(read_network("gpt"))
    listed = rows(described)
    kept = folded(listed)
    assert len(listed) == 2 + 2 * 8 + 2
    assert len(kept) == 2 + 8 + 2
    assert {(row.block, row.turns) for row in kept} == {("", 0), ("decoder", 2)}
    assert sum(row.count for row in listed) == described.parameter_count


def test_the_data_of_a_network_names_inputs_targets_and_losses():
    data = as_data(build(read_toml(TWO)))
    assert data["inputs"] == [
        {"name": "left", "shape": (2, 3)},
        {"name": "tokens", "shape": (4,), "classes": 65},
    ]
    assert [one["name"] for one in data["targets"]] == ["t1", "t2"]
    assert [(one["formula"], one["weight"]) for one in data["losses"]] == [
        ("huber", "1/2"),
        ("squared_error", "1"),
    ]


CHAINS = [
    "1x8x8 -> conv2d 4 kernel=3 -> relu -> flatten -> dense 10 -> softmax | cross_entropy",
    "1 × 8 x 8 -> conv2d 4 3 (stride = 2) padding=1 -> flatten -> dense 2 | huber c=2",
    "32 (classes = 65) -> embedding 16 -> dense 65 | token_cross_entropy weight = 2",
    "32 classes=65 -> embedding 16 -> lstm 8 -> last -> dense 3 | squared_error | l2 0.5",
    "6 -> dense 4 as h -> dense 4 (share = h) -> dense 6 | squared_error (target = input)",
]


@pytest.mark.parametrize("line", CHAINS[:4])
def test_a_chain_is_its_own_line(line):
    printed = line_of(read_line(line))
    assert line_of(read_line(printed)) == printed
    assert build(read_line(line)).parameter_count == build(read_line(printed)).parameter_count


def test_a_line_may_share_and_want_its_input_back():
    with pytest.raises(DeriveError, match="dense"):
        build(read_line(CHAINS[4]))
    architecture = read_line(CHAINS[4].replace("6 -> dense 4 as h", "4 -> dense 4 as h"))
    assert architecture.layers[1].shares == 0
    assert architecture.losses[0].inputs[1] == "input"
