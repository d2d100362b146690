import copy
import os
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import DeriveError, FormulaError, NetworkError, Place
from derive.network.architecture import NOWHERE, Architecture
from derive.network.description import architecture_of
from derive.network.network import build
from derive.network.objects import dense, layer, loss, network, penalty
from derive.network.reader import examples, read_line, read_network, read_toml
from derive.tables.item import Item
from derive.tables.places import Places
from tests.network.malformed import CASES, READING, SHAPES, Malformed

TOML = """\
input = 3
loss = { formula = "huber", c = 1.5 }

[[layers]]
formula = "dense"
units = 4
bias = false
name = "h"

[[layers]]
formula = "leaky_relu"
alpha = 0.25

[[layers]]
formula = "add"
inputs = ["h"]

[[penalties]]
norm = "l2"
weight = 0.01
parameters = ["w1"]
"""
LINE = (
    "3 -> dense 4 (bias = false) as h -> leaky_relu (alpha = 0.25) -> add h"
    " | huber (c = 1.5) | l2 0.01 (parameters = w1)"
)


def objects() -> Architecture:
    return network(
        input=3,
        layers=[
            dense(4, bias=False, name="h"),
            layer("leaky_relu", alpha=0.25),
            layer("add", inputs=["h"]),
        ],
        loss=loss("huber", c=1.5),
        penalties=[penalty("l2", 0.01, parameters=["w1"])],
    )


def placeless(architecture: Architecture) -> Architecture:
    """The same architecture without where it was written."""
    return replace(
        architecture,
        layers=tuple(replace(use, place=NOWHERE) for use in architecture.layers),
        inputs=tuple(replace(use, place=NOWHERE) for use in architecture.inputs),
        losses=tuple(replace(use, place=NOWHERE) for use in architecture.losses),
        penalties=tuple(replace(term, place=NOWHERE) for term in architecture.penalties),
    )


def test_file_line_and_python_objects_give_the_same_network():
    from_file = placeless(read_toml(TOML))
    assert placeless(read_line(LINE)) == from_file
    assert placeless(objects()) == from_file


def test_numbers_are_exact():
    architecture = read_toml(TOML)
    assert architecture.layers[1].constants == {"alpha": Fraction(1, 4)}
    assert architecture.penalties[0].weight == Fraction(1, 100)
    third = network(input=3, layers=[layer("elu", alpha=Fraction(1, 3))], loss="squared_error")
    assert third.layers[0].constants == {"alpha": Fraction(1, 3)}


def test_a_layer_knows_its_line():
    place = read_toml(TOML, "net.toml").layers[1].place
    assert place == Place("net.toml", 10, 1, "layer 2 (leaky_relu)")


@pytest.mark.parametrize("name", examples())
def test_every_example_is_a_network(name):
    architecture = read_network(name)
    assert architecture.name == name
    assert architecture.title.en != architecture.title.ja
    for batch in (False, True):
        assert build(architecture, batch=batch).parameter_count > 0


def test_the_lecture_has_two_sigmoid_layers_without_biases():
    sizes = (dense(4, bias=False), dense(2, bias=False))
    same = network(
        input=3,
        layers=[sizes[0], "sigmoid", sizes[1], "sigmoid"],
        loss="squared_error",
        title={
            "en": "Backpropagation in a two-layer network",
            "ja": "誤差逆伝播法(2層のネットワーク)",
        },
        name="lecture",
    )
    assert placeless(read_network("lecture")) == placeless(same)


def test_the_worked_example_brings_its_numbers():
    example = read_network("mazur").example
    assert example is not None
    assert example.x == (Fraction(1, 20), Fraction(1, 10))
    assert example.parameters["w2"] == (
        (Fraction(2, 5), Fraction(9, 20)),
        (Fraction(1, 2), Fraction(11, 20)),
    )
    assert (example.learning_rate, example.frozen) == (Fraction(1, 2), ("b1", "b2"))


def test_called_functions_are_found_through_other_formulas():
    text = TOML.replace('"leaky_relu"\nalpha = 0.25', '"f"') + (
        '[formulas.f]\nkind = "activation"\nequations = ["y = g(x) + 1"]\n'
        '[formulas.g]\nkind = "activation"\nequations = ["y = x*sigmoid(x)"]\n'
    )
    assert sorted(read_toml(text).functions) == ["g", "sigmoid"]
    assert build(read_toml(text)).parameter_count == 12


def test_an_axis_that_no_input_carries_gets_the_size_option_units():
    text = (
        'input = 3\nloss = "squared_error"\nlayers = [{ formula = "mix", units = 5 }]\n'
        "[formulas.mix]\n"
        'kind = "layer"\nequations = ["z[k] = sum(i, w[k,i]*x[i]^2)"]\n'
        'parameters = { w = "ones" }\n'
    )
    use = read_toml(text).layers[0]
    assert use.formula.sizes == {"k": "units"}
    assert use.sizes == {"units": 5}


def test_a_formula_file_beside_the_network_is_found(tmp_path):
    (tmp_path / "cube.toml").write_text('kind = "activation"\nequations = ["y = x^3"]\n')
    path = tmp_path / "net.toml"
    path.write_text('input = 3\nloss = "squared_error"\nlayers = ["cube"]\n')
    assert read_network(str(path)).layers[0].formula.name == "cube"
    line = read_network("3 -> cube | squared_error", folder=tmp_path)
    assert line.layers[0].formula.name == "cube"


def test_a_mistake_in_a_formula_file_names_that_file(tmp_path):
    (tmp_path / "cube.toml").write_text('kind = "activation"\nequations = ["y = q^3"]\n')
    with pytest.raises(FormulaError) as caught:
        read_network("3 -> cube | squared_error", folder=tmp_path)
    where = caught.value.where
    assert where is not None
    assert (Path(where.file or "").name, where.line, where.column) == ("cube.toml", 2, 19)


def test_another_network_beside_is_no_formula(tmp_path):
    path = tmp_path / "sigmoid.toml"
    path.write_text('input = 3\nloss = "squared_error"\nlayers = ["sigmoid"]\n')
    assert read_network(str(path)).name == "sigmoid"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    path = tmp_path / "net.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode())
    assert read_network(str(path)).layers[1].place.line == 10


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_a_malformed_file_gets_one_message_with_its_place(case: Malformed, tmp_path):
    path = case.write(tmp_path)
    with pytest.raises(DeriveError) as caught:
        read_network(str(path))
    check(caught.value, case, path)


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: case.name)
def test_sizes_that_do_not_fit_are_found_at_their_layer(case: Malformed, tmp_path):
    path = case.write(tmp_path)
    architecture = read_network(str(path))
    with pytest.raises(DeriveError) as caught:
        build(architecture)
    check(caught.value, case, path)


def check(error: DeriveError, case: Malformed, path: Path) -> None:
    text, where = str(error), error.where
    assert where is not None
    assert where.file == str(path)
    assert (where.line, where.column) == (case.line, case.column), text
    assert [word for word in case.says if word not in text] == [], text
    assert "\n" not in text
    assert text.endswith((".", "?", ")")), text
    assert "Decimal" not in text
    assert "Fraction" not in text


def test_there_are_sixty_malformed_files_with_names_of_their_own():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "No network is named"),
        ("lectur", "Did you mean 'lecture'"),
        ("no/such/file.toml", "no such file"),
        ("3", "no file, no example and no line"),
        ("x" * 5000, "no file"),
        ("y" * 5000 + ".toml", "cannot be read"),
        ("nul\0.toml", "file"),
        (".", "folder"),
    ],
)
def test_a_source_that_is_nothing_gets_one_message(source, says):
    with pytest.raises(NetworkError, match=says):
        read_network(source)


def test_python_objects_are_checked_like_a_file():
    with pytest.raises(NetworkError, match=r"layer 2 \(dense\).*'units' must be a whole number"):
        network(input=3, layers=["sigmoid", dense(0)], loss="squared_error")
    with pytest.raises(NetworkError, match="no option 'unit'"):
        network(input=3, layers=[layer("dense", unit=4)], loss="squared_error")
    with pytest.raises(NetworkError, match="a Python object"):
        network(input=3, layers=[layer("elu", alpha=object())], loss="squared_error")


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "net.toml").write_text(TOML)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NetworkError, match="cannot be read: Permission denied"):
        read_network(str(tmp_path / "net.toml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are POSIX")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "net.toml")
    with pytest.raises(NetworkError, match="device or pipe"):
        read_network(str(tmp_path / "net.toml"))


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value inside tables and lists."""
    match value:
        case dict():
            parts = value.items()
        case list():
            parts = enumerate(value)
        case _:
            parts = ()
    for key, inner in parts:
        yield (*path, key)
        yield from paths(inner, (*path, key))


STRANGE = (
    *(0, -1, 7, 10**400, True, "", "x", "dense", "h", [], {}, [1], ["h"], [[1, 2], [3]]),
    *({"w": 1}, {"formula": "add"}, "z[j] = x[j]", "y = max(x)", "z[i] = x[i+i*i]", "y = x^x"),
    *(Decimal("nan"), Decimal("1e999999"), Decimal("0.5"), "L = sum(k, y[k]-t[k])", None, 1j),
)
TABLES = [
    tomllib.loads(text, parse_float=Decimal)
    for text in (TOML, *(path.read_text(encoding="utf-8") for path in examples().values()))
]


@given(st.sampled_from(TABLES), st.sampled_from(STRANGE), st.data())
def test_a_strange_value_anywhere_gets_a_message_or_a_network(table, strange, data):
    changed = copy.deepcopy(table)
    *way, last = data.draw(st.sampled_from(list(paths(changed))))
    holder = changed
    for key in way:
        holder = holder[key]
    holder[last] = strange
    with suppress(DeriveError):
        architecture_of(Item(changed, (), Places()), name="net")


@given(st.integers(0, len(TOML)), st.text(max_size=3), st.integers(0, 9))
def test_a_damaged_file_gets_a_message_or_a_network(at, inserted, removed):
    damaged = TOML[:at] + inserted + TOML[at + removed :]
    with suppress(DeriveError):
        read_toml(damaged)
