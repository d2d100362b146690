"""Data to try programs on: what the arrays hold, and what cannot be read."""

import io
import sys

import numpy as np
import pytest

from derive import datasets
from derive.errors import DeriveError, MissingToolError


def arrays(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return file["x"], file["t"]


def written(folder, text, name="text.txt"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_digits_are_pixels_from_zero_to_one_and_their_labels():
    pytest.importorskip("sklearn", reason="the digits come with scikit-learn")
    x, t = arrays(datasets.digits())
    assert (x.shape, t.shape) == ((1797, 64), (1797,))
    assert (x.min(), x.max()) == (0, 1)
    assert t.dtype == np.int64
    assert set(t.tolist()) == set(range(10))


def test_digits_without_scikit_learn_say_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(MissingToolError, match="pip install scikit-learn"):
        datasets.digits()


def test_the_target_of_a_window_is_the_window_one_character_later(tmp_path):
    x, t = arrays(datasets.text_windows([written(tmp_path, "abcdefghijkl\n" * 3)], 7))
    assert x.shape == t.shape
    assert x.shape[1] == 7
    assert (x[:, 1:] == t[:, :-1]).all()
    assert (x[0] + 32).tolist() == [ord(letter) for letter in "abcdefg"]


def test_a_character_is_its_number_less_32_and_the_end_of_a_line_is_95(tmp_path):
    x, _ = arrays(datasets.text_windows([written(tmp_path, " ~\n" * 8)], 3))
    assert x[0].tolist() == [0, 94, 95]


def test_what_is_no_ascii_is_left_out(tmp_path):
    texts = [written(tmp_path, "aδb\tc日\r\n" * 8, "a"), written(tmp_path, "abc\n" * 8, "b")]
    mixed, plain = (arrays(datasets.text_windows([path], 4))[0] for path in texts)
    assert (mixed == plain).all()


def test_texts_are_read_one_after_the_other(tmp_path):
    first, second = written(tmp_path, "a" * 10, "a"), written(tmp_path, "b" * 10, "b")
    x, _ = arrays(datasets.text_windows([first, second], 4))
    assert x[0].tolist() == [65] * 4
    assert x[-1].tolist() == [66] * 4


@pytest.mark.parametrize("text", ["", "short", "δ" * 1000], ids=["empty", "short", "no ASCII"])
def test_a_text_that_is_too_short_is_refused(text, tmp_path):
    with pytest.raises(DeriveError, match="At least 128 are needed"):
        datasets.text_windows([written(tmp_path, text)], 32)


def test_windows_that_would_fill_the_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "MOST_NUMBERS", 100)
    with pytest.raises(DeriveError, match="would fill the memory"):
        datasets.text_windows([written(tmp_path, "abcd" * 100)], 8)


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "MOST_BYTES", 100)
    with pytest.raises(DeriveError, match="larger than"):
        datasets.text_windows([written(tmp_path, "a" * 200)], 8)


def test_a_binary_file_is_no_text(tmp_path):
    with pytest.raises(DeriveError, match=r"no UTF-8 text"):
        datasets.text_windows([written(tmp_path, bytes(range(256)))], 8)


@pytest.mark.parametrize("name", ["nowhere.txt", ".", "a\0b"])
def test_what_cannot_be_read_is_named(name, tmp_path):
    with pytest.raises(DeriveError, match="cannot be read"):
        datasets.text_windows([str(tmp_path / name)], 8)
