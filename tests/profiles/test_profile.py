"""Notation profiles are text files that anyone can add to."""

import pytest

from derive.errors import DeriveError
from derive.notation.tensor import Role
from derive.profiles.profile import profile, profile_names


def test_the_lecture_writes_predictions_with_a_prime_and_labels_without() -> None:
    lecture = profile("lecture")
    assert (lecture.face(Role.PREDICTION).letter, lecture.face(Role.PREDICTION).primes) == ("y", 1)
    assert (lecture.face(Role.TARGET).letter, lecture.face(Role.TARGET).primes) == ("y", 0)


def test_the_lecture_counts_the_input_as_the_first_layers() -> None:
    assert profile().face(Role.INPUT).layer == 1


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_file_is_read(name: str) -> None:
    assert profile(name).name == name


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DeriveError, match="lectur") as error:
        profile("lectur")
    assert "lecture" in str(error.value)
