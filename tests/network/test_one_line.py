from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import DeriveError, NetworkError
from derive.network.reader import read_line, read_network
from derive.network.summary import line_of
from tests.network.malformed import MARK

MALFORMED = [
    ("▸", "empty"),
    ("▸dense 4 | squared_error", "The size of the input is expected here, 'dense' was met."),
    ("3▸", "'->' and a layer"),
    ("3 -> dense 4▸", "no loss"),
    ("3 -> dense 4 |▸", "The loss's name is expected here, the end was met."),
    ("3 ▸| squared_error", "'->' and a layer"),
    ("3 -> ▸| squared_error", "A layer's name is expected"),
    ("3 -> ▸4 | squared_error", "A layer's name is expected"),
    ("3 ▸- > dense 4 | squared_error", "The character '-'"),
    ("3 -> ▸dens 4 | squared_error", "Did you mean 'dense'?"),
    ("3 -> ▸dense | squared_error", "needs the size 'units'"),
    ("3 -> dense ▸0 | squared_error", "'units' must be a whole number"),
    ("3 -> dense ▸2.5 | squared_error", "the number 2.5"),
    ("3 -> dense 4 ▸5 | squared_error", "'units' is given twice"),
    ("3 -> dense 4 (▸units = 5) | squared_error", "'units' is given twice"),
    ("3 -> sigmoid ▸4 | squared_error", "no single size"),
    ("3 -> dense 4 (▸bais = true) | squared_error", "Did you mean 'bias'?"),
    ("3 -> dense 4 (bias ▸false) | squared_error", "'=' is expected"),
    ("3 -> dense 4 (bias = ▸) | squared_error", "A value is expected"),
    ("3 -> dense 4 (bias = false▸ | squared_error", "',' or ')' is expected"),
    ("3 -> dense 4 (bias = ▸no) | squared_error", "true or false"),
    ("3 -> dense 4 as▸ | squared_error", "A value is expected"),
    ("3 -> dense 4 as h -> dense 4 as ▸h | squared_error", "'h' is used twice"),
    ("3 -> dense 4 -> add ▸g | squared_error", "No layer is called 'g'"),
    ("3 -> dense 4 | ▸dense", "a layer, not a loss"),
    ("3 -> dense 4 | squared_error ▸-> sigmoid", "'|' and a penalty"),
    ("3 -> dense 4 | squared_error | ▸l3 1", "Known: cost, l1, l2."),
    ("3 -> dense 4 | squared_error | ▸l2", "The penalty has no 'weight'"),
    ("3 -> dense 4 | squared_error | l2 ▸-1", "not negative"),
    ("3 -> dense 4 | squared_error | cost ▸max", "'max' is unknown for 'cost'"),
    ("3 -> elu (alpha = ▸1/0) | squared_error", "divides by zero"),
    ("3 -> dense 4 | squared_error ▸$", "The character '$'"),
    ("3 -> dense 4 (initial = {w = ▸he}) | squared_error", "initial rule 'he'"),
    ("1x▸0 -> dense 4 | squared_error", "An item of 'input' must be a whole number"),
    ("1 x▸ -> dense 4 | squared_error", "A size is expected"),
    ("32 (▸class = 65) -> embedding 4 | squared_error", "Did you mean 'classes'?"),
    ("8x8 -> conv1d 4 3 ▸5 | squared_error", "'channels' is given twice"),
    ("3 -> dense ▸unit=4 | squared_error", "Did you mean 'units'?"),
    ("3 -> dense 4 | squared_error ▸wait=2", "Did you mean 'weight'?"),
    ("3 -> dense 4 (share = ▸h) | squared_error", "No layer is called 'h'"),
    ("3 -> elu (alpha = " + "[" * 20 + "▸" + "[" * 20, "nest deeper"),
]


@pytest.mark.parametrize(("marked", "says"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_line_gets_one_message_with_its_column(marked, says):
    with pytest.raises(DeriveError) as caught:
        read_line(marked.replace(MARK, ""))
    error = caught.value
    assert says in str(error)
    assert error.where is not None
    expected = marked.index(MARK)
    line = marked.replace(MARK, "")
    while expected < len(line) and line[expected] == " ":
        expected += 1
    assert (error.where.line, error.where.column) == (None, expected + 1), str(error)


def test_options_may_stand_before_or_after_the_name():
    one = read_line("3 -> dense 4 (bias = false) as h -> add h | squared_error")
    other = read_line("3->dense 4 as h(bias=false) → add h|squared_error")
    assert one.layers[0].switches == other.layers[0].switches == {"bias": False}
    assert one.layers[0].name == other.layers[0].name == "h"


@pytest.mark.parametrize(
    "line",
    [
        "3 ⟶ dense 4 (bias = false) ⇒ sigmoid | squared_error",
        "3 => dense 4 (bias = false) ➔ sigmoid | squared_error",
        "３　→　ｄｅｎｓｅ　４（ｂｉａｓ＝ｆａｌｓｅ）　－＞　sigmoid ｜ squared_error",
    ],
)
def test_arrows_and_full_width_characters_are_read_as_they_are_meant(line):
    plain = "3 -> dense 4 (bias = false) -> sigmoid | squared_error"
    assert line_of(read_network(line)) == line_of(read_network(plain))


def test_columns_count_full_width_characters_as_one():
    with pytest.raises(DeriveError) as caught:
        read_network("３　→　dens　４　｜ squared_error")
    assert caught.value.where.column == 5


def test_signals_may_be_listed_or_given_as_an_option():
    lines = (
        "3 -> dense 3 as h -> tanh -> add h input | squared_error",
        "3 -> dense 3 as h -> tanh -> add h, input | squared_error",
        "3 -> dense 3 as h -> tanh -> add (inputs = [h, input]) | squared_error",
    )
    with pytest.raises(NetworkError, match="used nowhere"):
        read_line(lines[0])
    fixed = [line.replace("h, input", "h").replace("h input", "h") for line in lines]
    assert {read_line(line).layers[2].inputs for line in fixed} == {("h",)}


def test_shapes_lists_and_tables_are_values():
    line = "[8, 5] -> elu (alpha = 1/3) -> dense 4 (initial = {w = he_normal, b = 0.5}) | huber"
    architecture = read_line(line)
    assert architecture.input_shape == (8, 5)
    assert str(architecture.layers[0].constants["alpha"]) == "1/3"
    assert {k: str(v) for k, v in architecture.layers[1].initial.items()} == {
        "w": "he_normal",
        "b": "1/2",
    }


def test_penalties_and_the_cost_follow_the_loss():
    architecture = read_line(
        "3 -> dense 4 -> dense 2 | squared_error | l2 0.01 (parameters = [w1, w2])"
        " | l1 1e-3 | cost sum"
    )
    assert [term.norm for term in architecture.penalties] == ["l2", "l1"]
    assert architecture.penalties[0].parameters == ("w1", "w2")
    assert architecture.reduction == "sum"


@given(st.text(alphabet="3 ->|()[]{}=,.dense sigmoid as h squared_error true l2 ½", max_size=60))
def test_any_line_gets_a_message_or_a_network(text):
    with suppress(DeriveError):
        read_line(text)
