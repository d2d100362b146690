from fractions import Fraction

import pytest

from derive.errors import DeriveError
from derive.network.architecture import Repetition
from derive.network.network import build
from derive.network.objects import block, dense, layer, network
from derive.network.reader import read_toml
from derive.network.summary import line_of

RESIDUAL = """\
input = 5
loss = "squared_error"

[[layers]]
formula = "dense"
units = 3

[[layers]]
block = "residual"
repeat = 4
width = 2

[[layers]]
formula = "dense"
units = 2

[blocks.residual]
options = { width = "needed", bias = true }

[[blocks.residual.layers]]
formula = "dense"
units = "2*width + 1"
bias = "bias"

[[blocks.residual.layers]]
formula = "tanh"
name = "a"

[[blocks.residual.layers]]
formula = "dense"
units = 3

[[blocks.residual.layers]]
formula = "add"
inputs = ["input"]
"""


def test_a_repeated_block_is_written_out_turn_by_turn():
    layers = read_toml(RESIDUAL).layers
    assert [use.formula.name for use in layers] == [
        "dense",
        *("dense", "tanh", "dense", "add") * 4,
        "dense",
    ]
    assert layers[1].sizes == {"units": 5}
    assert layers[1].switches == {"bias": True}
    assert layers[0].repetition is layers[-1].repetition is None
    assert layers[1].repetition == Repetition("residual", 1, 4, 0)
    assert layers[12].repetition == Repetition("residual", 3, 4, 3)


def test_every_turn_takes_the_output_of_the_turn_before():
    layers = read_toml(RESIDUAL).layers
    assert [layers[at].inputs for at in (4, 8, 12)] == [
        ("dense.1",),
        ("residual1.4",),
        ("residual2.4",),
    ]
    assert [layers[at].name for at in (0, 4, 8)] == ["dense.1", "residual1.4", "residual2.4"]
    assert [layers[at].name for at in (2, 6)] == ["residual1.a", "residual2.a"]
    assert layers[1].inputs == layers[5].inputs == ()


def test_a_repeated_block_stands_once_in_the_line():
    assert line_of(read_toml(RESIDUAL)) == (
        "5 -> dense 3 as dense.1 -> 4 x residual [dense 5 (bias = true) -> tanh as a -> dense 3"
        " -> add input] -> dense 2 | squared_error"
    )


def test_a_repeated_block_has_parameters_of_its_own_in_every_turn():
    described = build(read_toml(RESIDUAL))
    assert described.parameter_count == 3 * 5 + 3 + 4 * (5 * 3 + 5 + 3 * 5 + 3) + 2 * 3 + 2


def nested(inner_repeat: object) -> list[str]:
    architecture = network(
        input=3,
        layers=[block("outer", repeat=2, n=2, called="o")],
        loss="squared_error",
        blocks={
            "outer": {
                "options": {"n": "needed"},
                "layers": [block("inner", repeat=inner_repeat, m="n/2"), layer("tanh")],
            },
            "inner": {"options": {"m": 7}, "layers": [dense(3, name="d"), layer("elu", alpha="m")]},
        },
    )
    assert architecture.layers[1].constants == {"alpha": Fraction(1)}
    return [
        f"{use.repetition.block} {use.repetition.turn} {use.repetition.position}"
        for use in architecture.layers
        if use.repetition is not None
    ]


def test_options_go_down_into_nested_blocks_and_the_outermost_turn_counts():
    assert nested("n + 1") == [f"outer {turn} {at}" for turn in (1, 2) for at in range(7)]


def test_a_nested_repetition_counts_where_nothing_around_it_is_repeated():
    architecture = network(
        input=3,
        layers=["tanh", block("outer")],
        loss="squared_error",
        blocks={
            "outer": {"layers": ["tanh", block("inner", repeat=3)]},
            "inner": {"layers": ["sigmoid", "elu"]},
        },
    )
    repetitions = [use.repetition for use in architecture.layers]
    assert repetitions[:2] == [None, None]
    assert repetitions[4] == Repetition("inner", 2, 3, 0)


def test_names_inside_a_block_are_reached_with_a_dot():
    architecture = network(
        input=3,
        layers=[block("pair", called="e"), layer("add", inputs=["e.h", "e"])],
        loss="squared_error",
        blocks={"pair": {"layers": [dense(4, name="h"), dense(4)]}},
    )
    assert architecture.layers[2].inputs == ("e.h", "e")
    assert [use.name for use in architecture.layers] == ["e.h", "e", None]


def test_the_last_turn_of_a_named_block_has_its_name():
    architecture = network(
        input=3,
        layers=[block("pair", called="e", repeat=2), layer("add", inputs=["e.h", "e"])],
        loss="squared_error",
        blocks={"pair": {"layers": [dense(3, name="h"), dense(3, name="out")]}},
    )
    assert [use.name for use in architecture.layers] == ["e1.h", "e1.out", "e2.h", "e", None]
    assert architecture.layers[-1].inputs == ("e2.h", "e")


def test_a_block_with_two_inputs_keeps_the_second_in_every_turn():
    architecture = network(
        inputs={"query": 3, "memory": 4},
        layers=[block("decoder", repeat=2, inputs=["query", "memory"])],
        loss="squared_error",
        blocks={
            "decoder": {
                "inputs": ["x", "memory"],
                "layers": [
                    dense(3, inputs="memory"),
                    layer("add", inputs=["x"]),
                ],
            }
        },
    )
    assert [use.inputs for use in architecture.layers] == [
        ("memory",),
        ("query",),
        ("memory",),
        ("decoder1.2",),
    ]
    assert build(architecture).parameter_count == 2 * (3 * 4 + 3)


def test_two_uses_of_a_block_have_names_apart():
    architecture = network(
        input=3,
        layers=[block("pair"), block("pair"), layer("add", inputs=["input"])],
        loss="squared_error",
        blocks={"pair": {"layers": [dense(3, name="a"), layer("add", inputs=["a"])]}},
    )
    assert [use.name for use in architecture.layers[:3:2]] == ["pair1.a", "pair2.a"]


SHARED = {"layers": [dense(4, name="h"), "tanh", dense(3)]}


def test_a_block_shares_the_parameters_of_its_first_use():
    architecture = network(
        inputs={"left": 3, "right": 3},
        layers=[
            block("tower", inputs="left", called="a"),
            block("tower", inputs="right", called="b", share="a"),
            layer("add", inputs=["a"]),
        ],
        loss="squared_error",
        blocks={"tower": SHARED},
    )
    assert [use.shares for use in architecture.layers] == [None, None, None, 0, None, 2, None]
    assert build(architecture).parameter_count == 4 * 3 + 4 + 3 * 4 + 3


@pytest.mark.parametrize(("first", "expected"), [(1, [0, 2, 0, 2]), (2, [0, 2, 3, 5])])
def test_a_repeated_block_shares_turn_by_turn_or_with_the_only_turn(first, expected):
    architecture = network(
        input=3,
        layers=[
            block("tower", repeat=first, called="a"),
            block("tower", repeat=2, share="a"),
        ],
        loss="squared_error",
        blocks={"tower": SHARED},
    )
    later = architecture.layers[3 * first :]
    assert [use.shares for use in later if use.shares is not None] == expected


def test_sharing_names_the_layer_that_owns_the_parameters():
    architecture = network(
        input=3,
        layers=[
            dense(3, name="a"),
            dense(3, name="b", share="a"),
            dense(3, share="b"),
        ],
        loss="squared_error",
    )
    assert [use.shares for use in architecture.layers] == [None, 0, 0]


def test_tied_weights_share_what_has_the_same_name_alone():
    architecture = network(
        input=5,
        layers=[dense(3, name="code"), "tanh", layer("dense_transposed", units=5, share="code")],
        loss="squared_error",
    )
    assert architecture.layers[2].shares == 0
    assert build(architecture).parameter_count == 3 * 5 + 3 + 5


def test_a_block_is_read_once_for_each_choice_of_its_options():
    architecture = network(
        input=3,
        layers=[block("one", n=4), block("one", n=5), block("one", n=4)],
        loss="squared_error",
        blocks={"one": {"options": {"n": "needed"}, "layers": [dense("n")]}},
    )
    first, second, third = architecture.layers
    assert first.sizes is third.sizes
    assert (first.sizes["units"], second.sizes["units"]) == (4, 5)


def test_true_and_one_are_different_options():
    described = {"options": {"bias": True, "n": 1}, "layers": [dense("n", bias="bias")]}
    for chosen in ({"bias": False}, {"n": 2}, {}):
        architecture = network(
            input=3,
            layers=[block("one", **chosen)],
            loss="squared_error",
            blocks={"one": described},
        )
        assert architecture.layers[0].switches["bias"] is chosen.get("bias", True)


def test_twelve_nested_tens_are_refused_before_they_are_written_out():
    blocks = {f"b{n}": {"layers": [block(f"b{n + 1}", repeat=1000)]} for n in range(8)}
    blocks["b8"] = {"layers": ["tanh"]}
    with pytest.raises(DeriveError, match="1000000 layers once it is written out"):
        network(input=3, layers=[block("b0")], loss="squared_error", blocks=blocks)
