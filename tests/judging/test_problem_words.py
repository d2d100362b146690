"""Problems of reading are told in Japanese, sentence by sentence."""

import tomllib
from importlib.resources import files

import pytest

from derive.judging.check import check
from derive.judging.print import printed
from derive.judging.problem_words import in_language

KANA = range(0x3040, 0x30FF)
CATALOGUE = tomllib.loads(files("derive.judging").joinpath("problems_ja.toml").read_text("utf-8"))
BAD = (
    r"$$ L = \sum_k a_k b_{kj} $$",
    r"$$ L = \foo{z} $$",
    r"$$ L = \int z $$",
    r"$$ L = \sum_k $$",
    r"$$ L = z_{} $$",
    "$$ z = w x, L = z^2 $$\n$$ \\frac{\\partial L}{\\partial q} = 1 $$",
    r"$$ L = \tan^{-1}(z) $$",
    r"$$ L = \left( z $$",
)


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_with_a_line_is_said_in_japanese(text):
    report = check(text + "\n", name="a.md")
    problems = [one.problem for one in report.findings if one.problem]
    assert problems, "the line is refused"
    for problem in problems:
        told = in_language(problem, "ja")
        assert any(ord(sign) in KANA for sign in told)
        assert " is " not in told
        assert in_language(problem, "en") == problem
    assert problems[0] not in printed(report, "ja")


def test_what_stands_in_the_slots_is_kept():
    told = in_language("Nothing says what 'K_1 is. {x}' is. Known: a, b.", "ja")
    assert told == "'K_1 is. {x}' が何かがどこにも書かれていない．書かれているもの：a, b．"


def test_an_unknown_sentence_stays_as_it_is():
    assert in_language("Something else. Known: a.", "ja") == "Something else. Known: a."
    assert in_language("x" * 100_000, "ja") == "x" * 100_000


@pytest.mark.parametrize("english", CATALOGUE)
def test_a_translation_has_the_slots_of_its_sentence(english):
    japanese = CATALOGUE[english]
    slots = {part.partition("}")[0] for part in english.split("{")[1:] if "}" in part}
    named = {one for one in slots if one.isidentifier()}
    assert all("{" + one + "}" in japanese for one in named)
    assert english.endswith((".", "?"))
