"""Words around formulas say what holds, in both languages; what is not known says nothing."""

import pytest

from derive.reading.conditions import Conditions, conditions
from derive.reading.sources import pieces


def said(text, name="a.md"):
    return conditions(pieces(text, name))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Let $t$ be one-hot.", {"t": "one-hot"}),
        ("The label vector $\\mathbf{t}$ is a one-hot vector.", {"t": "one-hot"}),
        ("$y$ is the output and $t_k$ is one-hot encoded.", {"t": "one-hot"}),
        ("a one-hot vector $t$ with $y$", {"t": "one-hot"}),
        ("$t$ はワンホットベクトルとする。", {"t": "one-hot"}),
        ("教師信号 $t$ は one-hot。バッチサイズ $N$。", {"t": "one-hot"}),
        ("Labels are one-hot", {"": "one-hot"}),
        ("$t$ is not one-hot.", {}),
        ("$t$ は one-hot ではない。", {}),
        ("$t$ is a probability distribution", {"t": "distribution"}),
        ("$t$ は確率分布とする", {"t": "distribution"}),
        ("The outputs $p$ form a probability distribution", {}),
        ("The target\n$t$ is\none-hot.", {"t": "one-hot"}),
        ("I like one-hot soup", {"": "one-hot"}),
        ("Nothing of note.", {}),
    ],
)
def test_labels_are_known_by_their_letters(text, labels):
    assert said(text).labels == labels


def test_comments_of_plain_lines_count():
    assert said("x = 1\n# t one-hot\ny = 2", "-").labels == {"t": "one-hot"}


@pytest.mark.parametrize(
    "text",
    [
        "We use the Einstein summation convention.",
        "アインシュタインの縮約記法を使う",
        "repeated indices are summed",
    ],
)
def test_einsteins_convention_is_known(text):
    assert said(text).is_einstein
    assert (
        not said(f"We do not. {text.replace('use', 'do not use')}").is_einstein or "use" not in text
    )


def test_layouts_and_vectors_are_known():
    assert said("in denominator layout").layout == "denominator"
    assert said("分子レイアウト").layout == "numerator"
    assert said("row vectors").vectors == "row"
    assert said("ベクトルは列ベクトル").vectors == "column"
    assert said("samples are rows").vectors == "row"


def test_samples_are_known():
    assert said("a mini-batch of size $N$").has_samples
    assert said("バッチサイズ").has_samples


def test_unknown_prose_says_nothing():
    assert said("吾輩は猫である。 The quick fox.") == Conditions()
