"""Notation profiles are text files that anyone can add to."""

import pytest

from derive.errors import ProfileError
from derive.notation.tensor import Role
from derive.profiles.profile import PARTS, Profile
from derive.profiles.reader import profile, profile_names

NAMES = ("bishop", "cs231n", "d2l", "lecture", "ng", "nielsen", "zerotsuku")
# What a person may get wrong in a file of one's own, and what the message must name.
WRONG = {
    'letters = "x"': ("line 1", "letters", "source"),
    'layer = "((l))"': ("line 1", "((l))", "(l)"),
    "first_layer = true": ("line 1", "first_layer", "0 to 9"),
    'vectors = "row"': ("line 1", "row", "rows"),
    'learning_rate = "\\\\eta"': ("line 1", "eta", "LaTeX"),
    "error_signal = 3": ("line 1", "error_signal", "text"),
    'source = "{x}"': ("line 1", "source", "braces"),
    'batch_signals = "loss"': ("line 1", "names", 'gradients = "d"'),
    'punctuation = { comma = ";" }': ("line 1", ";", "，"),
    "[roles]\nactivations = {}": ("line 2", "activations", "activation"),
    '[roles]\nweight = { lettr = "w" }': ("line 2", "lettr", "letter"),
    '[roles]\nweight = { letter = "w_1" }': ("line 2", "w_1", "LaTeX"),
    "[roles]\nweight = { primes = 9 }": ("line 2", "primes", "0 to 3"),
    '[roles]\nbias = { below = "$" }': ("line 2", "$", "12 letters"),
    '[roles]\nprediction = { letter = "y" }': ("prediction", "target", "'y'"),
    "[functions]\nsigmoid = 1": ("line 2", "sigmoid", "text"),
    "layer": ("line 1", "TOML"),
}


def test_the_lecture_writes_predictions_with_a_prime_and_labels_without() -> None:
    lecture = profile("lecture")
    assert (lecture.face("prediction").letter, lecture.face("prediction").primes) == ("y", 1)
    assert (lecture.face("target").letter, lecture.face("target").primes) == ("y", 0)


def test_the_lecture_counts_the_input_as_the_first_layers() -> None:
    assert profile().face("input").layer == 1


def test_there_are_seven_notations() -> None:
    assert profile_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_file_is_read_and_names_its_source(name: str) -> None:
    found = profile(name)
    assert found.name == name
    assert len(found.source) > 40
    assert all(found.face(part) is not None for part in PARTS)


def test_every_role_of_a_network_is_a_part_of_a_profile() -> None:
    assert {role.value for role in Role} - {"gradient", "tangent"} <= set(PARTS)


@pytest.mark.parametrize(
    ("name", "rows", "vectors", "samples"),
    [
        ("bishop", "destination", "columns", "rows"),
        ("nielsen", "destination", "columns", "columns"),
        ("ng", "destination", "columns", "columns"),
        ("cs231n", "source", "rows", "rows"),
        ("d2l", "source", "rows", "rows"),
        ("zerotsuku", "source", "rows", "rows"),
    ],
)
def test_the_layout_is_that_of_the_source(name, rows, vectors, samples) -> None:
    found = profile(name)
    assert (found.weight_rows, found.vectors, found.samples) == (rows, vectors, samples)


def test_a_star_is_entrywise_where_the_source_writes_programs() -> None:
    stars = {name for name in NAMES if profile(name).star == "entrywise"}
    assert stars == {"ng", "cs231n", "zerotsuku"}


def own(folder, text: str) -> Profile:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return profile(str(path))


def test_a_file_of_ones_own_says_what_differs_and_the_rest_is_the_lectures(tmp_path) -> None:
    found = own(tmp_path, 'learning_rate = "ε"\n[roles]\nweight = { letter = "θ", layer = true }')
    assert found.name == "my"
    assert found.learning_rate == "ε"
    assert found.face("weight").letter == "θ"
    assert found.face("bias") == profile().face("bias")
    assert found.functions == profile().functions


def test_an_empty_file_is_the_lectures_notation(tmp_path) -> None:
    found = own(tmp_path, "")
    assert found.faces == profile().faces


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_in_one_message_with_its_place(text: str, tmp_path) -> None:
    with pytest.raises(ProfileError) as error:
        own(tmp_path, text)
    message = str(error.value)
    assert "my.toml" in message
    assert "\n" not in message
    for part in WRONG[text]:
        assert part in message, message


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match="lectur") as error:
        profile("lectur")
    assert "lecture" in str(error.value)
    assert ".toml" in str(error.value)


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path) -> None:
    with pytest.raises(ProfileError, match="no such file"):
        profile(str(tmp_path / "none.toml"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match="UTF"):
        profile(str(tmp_path / "bytes.toml"))
